-- What stands on each slot that an event touches: one row per pupil, date and lesson hour. When it was entered only
-- decides what stands (win_betwist), and can be read in win_bron.
select treffer.*
from win_treffer as treffer
anti join win_betwist as betwist
    on
        treffer.leerling_nr = betwist.leerling_nr
        and treffer.datum = betwist.datum
        and treffer.lesuur = betwist.lesuur
union all
select * exclude (ingevoerd_op, ingevoerd_utc, staat)
from win_betwist
where staat
