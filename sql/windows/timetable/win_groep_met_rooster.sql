-- A group that a timetable names on any date from the begin of the school year in which the period begins
-- (contract 1.3): one row per school and group.
with

grens as (
    select schooljaar.schooljaar_van as datum
    from ref_run as run
    inner join ref_schooljaar as schooljaar
        on
            run.periode_van >= schooljaar.schooljaar_van
            and run.periode_van < schooljaar.schooljaar_tot
)

select
    rooster.school_nr,
    rooster.groep
from stg_rooster_week as rooster
inner join grens on rooster.tot > grens.datum
union
select
    rooster.school_nr,
    rooster.groep
from stg_rooster_datum as rooster
inner join grens on rooster.datum >= grens.datum
