-- Pupils per status of each school that takes part, for the SWV report: one row per school and moment. moment: periode
-- (the status holds in the period or at the peildatum) or peildatum (it holds there).
-- Thuiszitters under leerplicht or kwalificatieplicht, and those whose age is not known, are counted; those of 18 and
-- older apart (rmc), of both durations (contract 2.9). leeftijd_onbekend: part of the thuiszitters of both durations.
-- precies_vier_weken: part of thuiszitter (D5). dreigend_alleen_aanwezigheid: part of dreigend whose ground is the
-- attendance of the period, and nothing else (D14). Who moved is one child, at the new school (mart_overgestapt).
with

door_aanwezigheid as (
    select distinct
        school.school,
        status.status,
        status.grond
    from ref_school as school
    inner join ref_status as status
        on
            school.protocol = status.protocol
            and school.sector = status.sector
    where status.maat = 'aanwezigheid_periode'
),

momenten as (
    select
        school.school,
        moment.moment
    from ref_school as school
    cross join (values ('periode'), ('peildatum')) as moment (moment)
),

statussen as (
    select
        momenten.moment,
        status.*,
        status.status in ('thuiszitter', 'lrv_langer_dan_3_maanden') as zit_thuis,
        zit_thuis and status.plicht != 'rmc' as telt,
        door_aanwezigheid.school is not null as alleen_aanwezigheid,
        periode.tier
    from momenten
    inner join mart_thuiszitter as status
        on
            momenten.school = status.school
            and (momenten.moment = 'periode' or status.op_peildatum)
    left join mart_overgestapt as elders
        on
            status.school = elders.school
            and status.leerling = elders.leerling
    left join door_aanwezigheid
        on
            status.school = door_aanwezigheid.school
            and status.status = door_aanwezigheid.status
            and status.grond = door_aanwezigheid.grond
    left join mart_leerling_periode as periode
        on
            status.school = periode.school
            and status.leerling = periode.leerling
    where coalesce(elders.telt_thuiszitter, true)
),

geteld as (
    select
        school,
        moment,
        count(*) filter (where telt and status = 'lrv_langer_dan_3_maanden') as lrv_langer_dan_3_maanden,
        count(*) filter (where telt and status = 'thuiszitter') as thuiszitter,
        count(*) filter (where telt and status = 'thuiszitter' and precies_vier_weken) as precies_vier_weken,
        count(*) filter (where telt and plicht = 'niet_te_bepalen') as leeftijd_onbekend,
        count(*) filter (where zit_thuis and not telt) as rmc,
        count(*) filter (where status = 'relatief_verzuim') as relatief_verzuim,
        count(*) filter (where status = 'dreigend') as dreigend,
        count(*) filter (where status = 'dreigend' and alleen_aanwezigheid) as dreigend_alleen_aanwezigheid,
        count(*) filter (where status = 'dreigend' and alleen_aanwezigheid and tier = 2) as dreigend_alleen_tier_2,
        count(*) filter (where status = 'dreigend' and alleen_aanwezigheid and tier = 3) as dreigend_alleen_tier_3,
        count(*) filter (where status = 'reden_onbekend') as reden_onbekend,
        count(*) filter (where status = 'langdurig_geoorloofd') as langdurig_geoorloofd
    from statussen
    group by school, moment
)

select
    momenten.school,
    momenten.moment,
    coalesce(geteld.lrv_langer_dan_3_maanden, 0)::integer as lrv_langer_dan_3_maanden,
    coalesce(geteld.thuiszitter, 0)::integer as thuiszitter,
    coalesce(geteld.precies_vier_weken, 0)::integer as precies_vier_weken,
    coalesce(geteld.leeftijd_onbekend, 0)::integer as leeftijd_onbekend,
    coalesce(geteld.rmc, 0)::integer as rmc,
    coalesce(geteld.relatief_verzuim, 0)::integer as relatief_verzuim,
    coalesce(geteld.dreigend, 0)::integer as dreigend,
    coalesce(geteld.dreigend_alleen_aanwezigheid, 0)::integer as dreigend_alleen_aanwezigheid,
    coalesce(geteld.dreigend_alleen_tier_2, 0)::integer as dreigend_alleen_tier_2,
    coalesce(geteld.dreigend_alleen_tier_3, 0)::integer as dreigend_alleen_tier_3,
    coalesce(geteld.reden_onbekend, 0)::integer as reden_onbekend,
    coalesce(geteld.langdurig_geoorloofd, 0)::integer as langdurig_geoorloofd
from momenten
left join geteld
    on
        momenten.school = geteld.school
        and momenten.moment = geteld.moment
order by momenten.school, momenten.moment
