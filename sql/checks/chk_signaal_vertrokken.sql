-- What: signals that hold at the horizon for a pupil whose last enrolled day lies before the peildatum, and signals
-- of a pupil without a row in the period table.
-- When it matters: always (contract 5); nobody acts for a pupil who has left.
-- How to resolve: a cls_signaal_* model does not look at vertrokken, or does not keep to win_leerling_periode.
select
    signaal.leerling_nr,
    signaal.regel
from cls_signaal as signaal
inner join win_leerling as leerling on signaal.leerling_nr = leerling.leerling_nr
left join win_leerling_periode as periode on signaal.leerling_nr = periode.leerling_nr
where
    (signaal.op_peildatum and leerling.vertrokken)
    or periode.leerling_nr is null
