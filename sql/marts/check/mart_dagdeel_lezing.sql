-- Absences of a part of the day whose part is a reading (contract 1.4, c and d): one row per school and way.
select
    school.school,
    lezing.dagdeel_wijze,
    count(*) as rijen,
    count(distinct lezing.leerling_nr) as leerlingen
from win_dagdeel_lezing as lezing
inner join ref_school as school on lezing.school_nr = school.school_nr
group by
    school.school,
    lezing.dagdeel_wijze
