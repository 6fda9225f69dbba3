-- Table vierweken (contract 3): one pupil and group, with the earliest such window in or overlapping the period.
with

eerste as (
    select *
    from cls_vierweken
    where not met_onbekend
    qualify row_number() over (partition by leerling_nr, groep order by start) = 1
)

select
    school.school,
    leerling.leerling,
    eerste.groep,
    eerste.start as venster_van,
    eerste.gepland_min,
    eerste.aanwezig_min,
    register.plan_van_aanpak
from eerste
inner join win_leerling as leerling on eerste.leerling_nr = leerling.leerling_nr
inner join ref_school as school on eerste.school_nr = school.school_nr
left join win_register as register on eerste.leerling_nr = register.leerling_nr
order by school.school, leerling.leerling, eerste.groep
