-- A group that a timetable names on any date from the begin of the school year in which the period begins
-- (contract 1.3): one row per school and group; school hours without a group name every group (groep '').
with

grens as (
    select schooljaar.schooljaar_van as datum
    from ref_run as run
    inner join ref_schooljaar as schooljaar
        on
            run.periode_van >= schooljaar.schooljaar_van
            and run.periode_van < schooljaar.schooljaar_tot
)

select distinct
    stuk.school_nr,
    stuk.groep
from win_rooster_stuk as stuk
inner join grens on stuk.tot > grens.datum
