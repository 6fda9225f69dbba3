-- What: pupils enrolled on a day of the period that have no row in the period table.
-- When it matters: always; every pupil delivered is counted (contract 5).
-- How to resolve: a join in win_leerling_periode drops them; compare win_segment with win_traject.
select segment.leerling_nr
from win_segment as segment
inner join ref_run as run
    on
        segment.van <= run.peildatum
        and segment.tot > run.periode_van
anti join win_leerling_periode as periode on segment.leerling_nr = periode.leerling_nr
