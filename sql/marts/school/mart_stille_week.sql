-- Weeks of the period in which nothing at all was registered for a class, while its pupils had lessons: one row per
-- class and lesweek. Only classes of as many pupils as ref_definitie asks; in a small class it means little.
with

geregistreerd as (
    select
        segment.school_nr,
        segment.klas,
        date_trunc('week', registratie.datum)::date as maandag,
        count(*) as registraties
    from win_registratie as registratie
    inner join win_segment as segment
        on
            registratie.leerling_nr = segment.leerling_nr
            and segment.van <= registratie.datum
            and segment.tot > registratie.datum
    group by segment.school_nr, segment.klas, maandag
)

select
    week.school,
    week.klas,
    week.maandag,
    week.leerlingen
from mart_week_klas as week
inner join ref_school as school on week.school = school.school
inner join ref_definitie as definitie on week.leerlingen >= definitie.stille_klas_leerlingen
inner join ref_run as run on week.maandag >= run.periode_van
anti join geregistreerd
    on
        school.school_nr = geregistreerd.school_nr
        and week.klas = geregistreerd.klas
        and week.maandag = geregistreerd.maandag
where week.gepland_min > 0
order by week.school, week.klas, week.maandag
