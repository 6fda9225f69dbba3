-- What the bridge between two editions (msa verschil) counts: one row per school, pupil and count (telling) that holds
-- for the pupil, with how much (aantal: 1 a pupil, or reports to DUO). telt_swv: the SWV counts it here; who moved is
-- one child, at the new school, but for what only the earlier school knows (mart_overgestapt).
-- Only published tables and the period are read: an edition is counted from its tables as a run from its store.
with

plaatsen as (
    select
        periode.school,
        periode.leerling,
        unnest(['leerlingen', coalesce('tier_' || periode.tier, 'zonder_tier')]) as telling,
        elders.school is null as telt_swv
    from mart_leerling_periode as periode
    left join mart_overgestapt as elders
        on
            periode.school = elders.school
            and periode.leerling = elders.leerling
),

statussen as (
    select
        status.school,
        status.leerling,
        status.status,
        status.op_peildatum,
        status.status in ('thuiszitter', 'lrv_langer_dan_3_maanden') as zit_thuis,
        status.plicht != 'rmc' as onder_plicht,
        coalesce(elders.telt_thuiszitter, true) as telt_swv
    from mart_thuiszitter as status
    left join mart_overgestapt as elders
        on
            status.school = elders.school
            and status.leerling = elders.leerling
),

vierweken as (
    select distinct
        groep.school,
        groep.leerling,
        'vierweken' as telling,
        coalesce(elders.telt_vierweken, true) as telt_swv
    from mart_vierweken as groep
    left join mart_overgestapt as elders
        on
            groep.school = elders.school
            and groep.leerling = elders.leerling
),

tellingen as (
    select * from plaatsen
    union all by name
    select
        school,
        leerling,
        'thuiszitters' as telling,
        telt_swv
    from statussen
    where zit_thuis and onder_plicht
    union all by name
    select
        school,
        leerling,
        'nog_thuis' as telling,
        telt_swv
    from statussen
    where zit_thuis and onder_plicht and op_peildatum
    union all by name
    select
        school,
        leerling,
        'langer' as telling,
        telt_swv
    from statussen
    where status = 'lrv_langer_dan_3_maanden' and onder_plicht
    union all by name
    select
        school,
        leerling,
        status as telling,
        telt_swv
    from statussen
    where not zit_thuis
    union all by name
    select * from vierweken
    union all by name
    select
        melding.school,
        melding.leerling,
        'meldingen' as telling,
        true as telt_swv
    from mart_duo_melding as melding
    inner join ref_run as run on melding.uiterste_meldatum >= run.periode_van
)

select
    school,
    leerling,
    telling,
    bool_and(telt_swv) as telt_swv,
    count(*)::integer as aantal
from tellingen
group by school, leerling, telling
order by school, leerling, telling
