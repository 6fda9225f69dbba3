-- Pupils whose result unknown slots could change (contract 2.6): one row per pupil and kind of result (soort: tier,
-- uren, reeks, vierweken or telling, which are the other counts). In hour, run and window rules unknown counts as not
-- absent; here is named what would be reached if it were absence and is not reached now (cls_uitkomst). lessen: unknown
-- slots of the pupil in the school year or the period, and where it has none there all of them.
with

leerlingen as (
    select
        onbekend.leerling_nr,
        coalesce(
            sum(onbekend.lessen) filter (where onbekend.datum >= least(run.schooljaar_van, run.periode_van)),
            sum(onbekend.lessen)
        )::integer as lessen
    from win_onbekend_dag as onbekend
    cross join ref_run as run
    group by onbekend.leerling_nr
),

samen as (
    select
        leerling_nr,
        'tier' as soort
    from cls_tier
    where tier_status = 'open'
    union
    select
        leerling_nr,
        'vierweken' as soort
    from cls_vierweken
    where met_onbekend
    union
    select
        uitkomst.leerling_nr,
        case toets.maat
            when 'aanwezigheid_periode' then 'tier'
            when 'oa_uren_venster' then 'uren'
            when 'reeks' then 'reeks'
            when 'aanwezig_venster' then 'vierweken'
            else 'telling'
        end as soort
    from cls_uitkomst as uitkomst
    inner join cls_toets as toets on uitkomst.toets_nr = toets.toets_nr
    where uitkomst.uitkomst = 'nee'
)

select
    school.school,
    leerling.leerling,
    samen.soort,
    leerlingen.lessen
from samen
inner join leerlingen on samen.leerling_nr = leerlingen.leerling_nr
inner join win_leerling as leerling on samen.leerling_nr = leerling.leerling_nr
inner join ref_school as school on leerling.school_nr = school.school_nr
order by school.school, leerling.leerling, samen.soort
