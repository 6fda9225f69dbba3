-- What a pupil of a small group missed at the least, for the SWV report: one row per school and group that has pupils
-- with lessons in the period. minst_promille: of the lesson time of the pupil who missed least, rounded down:
-- unauthorised time of thuiszitters, all absence of the four-week group. Who knows how much each of them missed can say
-- how many they are at the most, so a share of time is not shown where that would narrow their number.
with

leerlingen as (
    select
        periode.school,
        periode.leerling,
        periode.gepland_min,
        periode.ongeoorloofd_min,
        periode.geoorloofd_min + periode.ongeoorloofd_min + periode.reden_onbekend_min as afwezig_min
    from mart_leerling_periode as periode
    anti join mart_overgestapt as elders
        on
            periode.school = elders.school
            and periode.leerling = elders.leerling
    where periode.gepland_min > 0
),

gemist as (
    select
        leerlingen.school,
        'thuiszitters' as groep,
        1000 * leerlingen.ongeoorloofd_min // leerlingen.gepland_min as promille
    from leerlingen
    inner join mart_thuiszitter as status
        on
            leerlingen.school = status.school
            and leerlingen.leerling = status.leerling
    where status.status in ('thuiszitter', 'lrv_langer_dan_3_maanden')

    union all

    select
        leerlingen.school,
        'vierweken' as groep,
        1000 * leerlingen.afwezig_min // leerlingen.gepland_min as promille
    from leerlingen
    inner join mart_vierweken as venster
        on
            leerlingen.school = venster.school
            and leerlingen.leerling = venster.leerling
)

select
    school,
    groep,
    min(promille)::integer as minst_promille
from gemist
group by school, groep
order by school, groep
