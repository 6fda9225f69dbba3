-- Codes without a meaning: one row per school and code, with the absence rows and the pupils that have it.
select
    school.school,
    rij.code,
    count(distinct rij.volgnr)::integer as rijen,
    count(distinct rij.leerling_nr)::integer as leerlingen
from win_rij_soort as rij
inner join ref_school as school on rij.school_nr = school.school_nr
where rij.soort = 'onbekend'
group by
    school.school,
    rij.code
