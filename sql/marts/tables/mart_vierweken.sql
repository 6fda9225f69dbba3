-- Table vierweken (contract 3): one pupil and group, with the earliest such window in or overlapping the period.
with

vensters as (
    select venster.*
    from win_vierweken as venster
    inner join ref_run as run on venster.eind >= run.periode_van
    semi join win_leerling_periode as periode on venster.leerling_nr = periode.leerling_nr
),

groepen as (
    select
        'vier_weken_afwezig' as groep,
        *
    from vensters
    where aanwezig_min = 0 and onbekend_min = 0
    union all
    select
        'hoogstens_20pct' as groep,
        vensters.*
    from vensters
    cross join ref_definitie as definitie
    where
        100 * (vensters.aanwezig_min + vensters.onbekend_min)
        <= definitie.hoogstens_aanwezig_pct * vensters.gepland_min
),

eerste as (
    select *
    from groepen
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
