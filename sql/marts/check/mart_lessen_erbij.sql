-- Groups of an estimated timetable that got more lessons on days of the period than it says, because a pupil has an
-- absence on more lesson hours (contract 1.4): one row per school and group, with the first of these days.
select
    school.school,
    erbij.groep,
    count(*)::integer as dagen,
    min(erbij.datum) as datum,
    arg_min(erbij.lessen, erbij.datum) as lessen,
    arg_min(erbij.lessen_geschat, erbij.datum) as lessen_geschat
from win_lessen_erbij as erbij
inner join ref_run as run on erbij.datum >= run.periode_van
inner join ref_school as school on erbij.school_nr = school.school_nr
group by school.school, erbij.groep
order by school.school, erbij.groep
