-- Codes without a meaning: one row per school and code, with the absence rows and the pupils that have it, in all that
-- was delivered up to the peildatum and in the period alone. Only those of the period can leave its tier open.
select
    school.school,
    rij.code,
    count(distinct rij.volgnr)::integer as rijen,
    count(distinct rij.leerling_nr)::integer as leerlingen,
    (count(distinct rij.volgnr) filter (where rij.datum >= run.periode_van))::integer as rijen_periode,
    (count(distinct rij.leerling_nr) filter (where rij.datum >= run.periode_van))::integer as leerlingen_periode
from win_rij_soort as rij
inner join ref_school as school on rij.school_nr = school.school_nr
cross join ref_run as run
where rij.soort = 'onbekend'
group by
    school.school,
    rij.code
