-- Absences of the measured days of the period that stand on no slot: one row per school that has enough of them, or one
-- of a pupil who is not enrolled on its day. naast: of enrolled pupils, on days that are not free (those are told by
-- mart_vrij_gemeld), 0 where they are too few to say that timetable and absences do not fit. It changes no figure.
with

geraakte_spans as (
    select distinct
        school_nr,
        volgnr
    from win_treffer_span
),

meldingen as (
    select
        school_nr,
        leerling_nr,
        datum,
        minuten is not null as raakt
    from win_treffer_les
    where soort != 'niet_tellen'
    union all
    select
        rij.school_nr,
        rij.leerling_nr,
        rij.datum,
        geraakt.volgnr is not null as raakt
    from win_rij_soort as rij
    left join geraakte_spans as geraakt
        on
            rij.school_nr = geraakt.school_nr
            and rij.volgnr = geraakt.volgnr
    where not rij.op_lesuur and rij.soort != 'niet_tellen'
),

-- Nearly all stand on a slot: only of the others is looked up whether the pupil was enrolled.
per_dag as (
    select
        school_nr,
        datum,
        count(*) as meldingen,
        list(leerling_nr) filter (where not raakt) as naast
    from meldingen
    group by school_nr, datum
),

gemeten as (
    select dag.*
    from per_dag as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    inner join win_meting as meting
        on
            dag.school_nr = meting.school_nr
            and dag.datum >= meting.gemeten_van
            and dag.datum < meting.gemeten_tot
    anti join win_vrije_dag as vrij
        on
            dag.school_nr = vrij.school_nr
            and dag.datum = vrij.datum
    anti join win_gat as gat
        on
            dag.school_nr = gat.school_nr
            and dag.datum >= gat.van
            and dag.datum < gat.tot
),

geteld as (
    select
        school_nr,
        sum(meldingen) as meldingen
    from gemeten
    group by school_nr
),

naast_de_lessen as (
    select
        school_nr,
        datum,
        unnest(naast) as leerling_nr
    from gemeten
),

met_inschrijving as (
    select
        naast.school_nr,
        naast.leerling_nr,
        exists(
            select 1
            from win_segment as segment
            where
                naast.leerling_nr = segment.leerling_nr
                and naast.datum >= segment.van
                and naast.datum < segment.tot
        ) as is_ingeschreven
    from naast_de_lessen as naast
),

per_school as (
    select
        school_nr,
        count(*) filter (where is_ingeschreven) as naast,
        count(distinct leerling_nr) filter (where is_ingeschreven) as naast_leerlingen,
        count(*) filter (where not is_ingeschreven) as vreemd,
        count(distinct leerling_nr) filter (where not is_ingeschreven) as vreemd_leerlingen
    from met_inschrijving
    group by school_nr
),

beoordeeld as (
    select
        per_school.*,
        geteld.meldingen,
        per_school.naast >= definitie.stilte_verwacht
        and definitie.naast_rooster_deel * per_school.naast >= geteld.meldingen as past_niet
    from per_school
    inner join geteld on per_school.school_nr = geteld.school_nr
    cross join ref_definitie as definitie
)

select
    school.school,
    geteld.meldingen::integer as meldingen,
    case when geteld.past_niet then geteld.naast else 0 end::integer as naast,
    case when geteld.past_niet then geteld.naast_leerlingen else 0 end::integer as naast_leerlingen,
    geteld.vreemd::integer as vreemd,
    geteld.vreemd_leerlingen::integer as vreemd_leerlingen
from beoordeeld as geteld
inner join ref_school as school on geteld.school_nr = school.school_nr
where geteld.past_niet or geteld.vreemd > 0
order by school.school
