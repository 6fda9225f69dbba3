-- What: pupils of a measured school, enrolled on a day of the period, that have no row in the period table.
-- When it matters: always; every pupil delivered is counted (contract 5).
-- How to resolve: a join in win_leerling_periode drops them; compare win_segment with win_traject.
select segment.leerling_nr
from win_segment as segment
inner join win_meting as meting
    on
        segment.school_nr = meting.school_nr
        and meting.is_gemeten
        and segment.van <= meting.peildatum
        and segment.tot > meting.periode_van
        and (not segment.zonder_begin or segment.tot > meting.gemeten_van)
anti join win_leerling_periode as periode on segment.leerling_nr = periode.leerling_nr
