-- Classes with pupils of the period who are in no group that a timetable names (contract 1.3, 2.5, finding
-- klas_zonder_rooster): one row per school and class. leerlingen: those pupils.
select
    school.school,
    ingeschreven.klas,
    count(*)::integer as leerlingen
from win_ingeschreven as ingeschreven
inner join ref_school as school on ingeschreven.school_nr = school.school_nr
where not ingeschreven.heeft_rooster
group by school.school, ingeschreven.klas
order by school.school, ingeschreven.klas
