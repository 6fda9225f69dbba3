-- Attendance in so many lesweken before and after what was done for a pupil, for the SWV report: one row per act of
-- the register with a date (gesprek, plan, mdo, jgz, spreekuur), tier of the weeks before and tier of the weeks after,
-- with how many pupils. Only where all of these weeks were measured, and of pupils with days enough for a tier on both
-- sides. The day itself is in neither; unknown time is not present. It tells what came after, not what came of it.
with

acties as (
    select
        leerling_nr,
        school_nr,
        'gesprek' as actie,
        gesprek_datum as datum
    from win_register
    union all
    select
        leerling_nr,
        school_nr,
        'plan' as actie,
        plan_datum as datum
    from win_register
    union all
    select
        leerling_nr,
        school_nr,
        'mdo' as actie,
        mdo_datum as datum
    from win_register
    union all
    select
        leerling_nr,
        school_nr,
        'jgz' as actie,
        jgz_datum as datum
    from win_register
    union all
    select
        leerling_nr,
        school_nr,
        'spreekuur' as actie,
        spreekuur_datum as datum
    from win_register
),

buren as (
    select
        acties.leerling_nr,
        acties.school_nr,
        acties.actie,
        acties.datum,
        leerling.traject_nr,
        leerling.horizon_positie,
        min(schooldag.positie) filter (where schooldag.gemeten) as eerste_positie,
        max(schooldag.positie // 7) filter (where schooldag.datum < acties.datum) as week_ervoor,
        max(schooldag.positie // 7) filter (
            where schooldag.maandag = date_trunc('week', acties.datum)::date
        ) as week_zelf,
        min(schooldag.positie // 7) filter (where schooldag.datum > acties.datum) as week_erna
    from acties
    inner join win_leerling as leerling on acties.leerling_nr = leerling.leerling_nr
    inner join win_schooldag as schooldag on acties.school_nr = schooldag.school_nr
    where acties.datum is not null
    group by
        acties.leerling_nr, acties.school_nr, acties.actie, acties.datum, leerling.traject_nr, leerling.horizon_positie
),

-- A week is seven positions. Of a day in a week without lessons both sides end at the edges of that week.
grenzen as (
    select
        leerling_nr,
        school_nr,
        actie,
        traject_nr,
        horizon_positie,
        eerste_positie,
        coalesce(7 * week_zelf + isodow(datum) - 2, 7 * week_ervoor + 6) as laatste_ervoor,
        coalesce(7 * week_zelf + isodow(datum), 7 * week_erna) as eerste_erna
    from buren
),

volledig as (
    select
        grenzen.*,
        definitie.actie_posities,
        definitie.minimum_lesdagen,
        definitie.tier_1_pct,
        definitie.tier_2_pct
    from grenzen
    cross join ref_definitie as definitie
    where
        grenzen.eerste_positie <= grenzen.laatste_ervoor - definitie.actie_posities + 1
        and grenzen.horizon_positie >= grenzen.eerste_erna + definitie.actie_posities - 1
),

dagen as (
    select
        volledig.leerling_nr,
        volledig.actie,
        volledig.minimum_lesdagen,
        volledig.tier_1_pct,
        volledig.tier_2_pct,
        if(schooldag.positie <= volledig.laatste_ervoor, 'ervoor', 'erna') as kant,
        dag.minuten as gepland_min,
        dag.minuten - coalesce(registratie.afwezig_min + registratie.onbekend_min, 0) as aanwezig_min
    from volledig
    inner join win_traject_dag as dag on volledig.traject_nr = dag.traject_nr
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
            and (
                schooldag.positie
                between volledig.laatste_ervoor - volledig.actie_posities + 1 and volledig.laatste_ervoor
                or schooldag.positie
                between volledig.eerste_erna and volledig.eerste_erna + volledig.actie_posities - 1
            )
    left join win_leerling_dag as registratie
        on
            volledig.leerling_nr = registratie.leerling_nr
            and dag.datum = registratie.datum
),

kanten as (
    select
        leerling_nr,
        actie,
        kant,
        case
            when 100 * sum(aanwezig_min) >= any_value(tier_1_pct) * sum(gepland_min) then '1'
            when 100 * sum(aanwezig_min) >= any_value(tier_2_pct) * sum(gepland_min) then '2'
            else '3'
        end as tier
    from dagen
    group by leerling_nr, actie, kant
    having count(*) >= any_value(minimum_lesdagen)
)

select
    ervoor.actie,
    ervoor.tier as ervoor,
    erna.tier as erna,
    count(*)::integer as leerlingen
from kanten as ervoor
inner join kanten as erna
    on
        ervoor.leerling_nr = erna.leerling_nr
        and ervoor.actie = erna.actie
        and ervoor.kant = 'ervoor'
        and erna.kant = 'erna'
group by ervoor.actie, ervoor.tier, erna.tier
order by ervoor.actie, ervoor.tier, erna.tier
