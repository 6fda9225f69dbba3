-- What stands on the work list although no rule asks it (contract 2.9, 2.10): one row per pupil and occasion.
-- tier: the pupil is in tier 3; whether a rule asks something already is looked at in cls_werk_gevraagd. weinig_les:
-- little of a full timetable at school. elders: more than half of the lessons elsewhere. Both read as 100 per cent
-- present. sinds: the first day of the period, so that the row is the same at whatever day it is counted. toelichting:
-- with the figures, in whole hours of the period (half an hour up).
with

aanleidingen as (
    select
        leerling_nr,
        'tier' as aanleiding
    from cls_tier
    where tier = 3
    union all
    select
        leerling_nr,
        'weinig_les' as aanleiding
    from win_vol_rooster
    where weinig_les
    union all
    select
        leerling_nr,
        'elders' as aanleiding
    from win_leerling_periode
    where 2 * elders_min > gepland_min
),

uren as (
    select
        periode.leerling_nr,
        periode.school_nr,
        ((periode.gepland_min + 30) // 60)::varchar as gepland,
        ((periode.elders_min + 30) // 60)::varchar as elders,
        ((periode.gepland_min - periode.elders_min + 30) // 60)::varchar as les,
        coalesce(((vol.vol_min + 30) // 60)::varchar, '') as vol
    from win_leerling_periode as periode
    inner join win_vol_rooster as vol on periode.leerling_nr = vol.leerling_nr
),

ingevuld as (
    select
        uren.leerling_nr,
        uren.school_nr,
        werk.aanleiding,
        werk.rol,
        werk.actie,
        werk.regel,
        werk.zwaarte,
        werk.bron,
        replace(replace(werk.toelichting, '{gepland}', uren.gepland), '{elders}', uren.elders) as met_elders,
        replace(replace(met_elders, '{les}', uren.les), '{vol}', uren.vol) as met_les,
        replace(met_les, '{procent}', definitie.weinig_les_pct::varchar) as toelichting
    from aanleidingen
    inner join uren on aanleidingen.leerling_nr = uren.leerling_nr
    inner join ref_school as school on uren.school_nr = school.school_nr
    inner join ref_werk as werk
        on
            school.protocol = werk.protocol
            and school.sector = werk.sector
            and aanleidingen.aanleiding = werk.aanleiding
    cross join ref_definitie as definitie
)

select
    ingevuld.leerling_nr,
    ingevuld.school_nr,
    ingevuld.aanleiding,
    ingevuld.rol,
    ingevuld.actie,
    run.periode_van as sinds,
    ingevuld.regel,
    ingevuld.zwaarte,
    ingevuld.toelichting,
    ingevuld.bron
from ingevuld
cross join ref_run as run
