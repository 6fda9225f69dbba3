-- Unauthorised runs of four lesweken or more, with the day on which four lesweken were full (contract 2.7, step 3): of
-- a run that began at an earlier school at least the first day here (2.9). volle_positie: the position at which they
-- were full. One row per pupil and first day of the run.
with

lange_reeksen as (
    select
        reeks.leerling_nr,
        reeks.school_nr,
        reeks.start,
        reeks.start_hier,
        reeks.laatste_dag,
        reeks.loopt,
        reeks.start_positie + definitie.venster_posities - 1 as volle_positie
    from win_reeks as reeks
    inner join ref_definitie as definitie on reeks.duur_posities >= definitie.venster_posities
    where reeks.groep = 'oa'
)

select
    reeks.leerling_nr,
    reeks.school_nr,
    reeks.start,
    reeks.laatste_dag,
    reeks.loopt,
    reeks.volle_positie,
    greatest(lesweek.maandag + (reeks.volle_positie % 7)::integer, reeks.start_hier) as vol_op
from lange_reeksen as reeks
left join win_lesweek as lesweek
    on
        reeks.school_nr = lesweek.school_nr
        and reeks.volle_positie // 7 = lesweek.lesweek_nr
