-- Absences of the measured days of the period that stand on no slot: one row per school that has enough of them, or one
-- of a pupil who is not enrolled on its day. naast: of enrolled pupils, on days that are not free (those are told by
-- mart_vrij_gemeld), 0 where they are too few to say that timetable and absences do not fit. It changes no figure.
with

geraakt as (
    select
        school_nr,
        volgnr
    from win_treffer_les
    where minuten is not null
    union all
    select distinct
        school_nr,
        volgnr
    from win_treffer_span
),

meldingen as (
    select
        rij.school_nr,
        rij.volgnr,
        rij.leerling_nr,
        rij.datum,
        geraakt.volgnr is not null as raakt
    from win_rij_soort as rij
    left join geraakt
        on
            rij.school_nr = geraakt.school_nr
            and rij.volgnr = geraakt.volgnr
    where rij.soort != 'niet_tellen'
),

ingeschreven as (
    select distinct
        melding.school_nr,
        melding.volgnr
    from meldingen as melding
    inner join win_segment as segment
        on
            melding.leerling_nr = segment.leerling_nr
            and melding.datum >= segment.van
            and melding.datum < segment.tot
),

gemeten as (
    select
        melding.*,
        ingeschreven.volgnr is not null as is_ingeschreven
    from meldingen as melding
    inner join ref_run as run on melding.datum between run.periode_van and run.peildatum
    inner join win_meting as meting
        on
            melding.school_nr = meting.school_nr
            and melding.datum >= meting.gemeten_van
            and melding.datum < meting.gemeten_tot
    left join ingeschreven
        on
            melding.school_nr = ingeschreven.school_nr
            and melding.volgnr = ingeschreven.volgnr
    anti join win_vrije_dag as vrij
        on
            melding.school_nr = vrij.school_nr
            and melding.datum = vrij.datum
    anti join win_gat as gat
        on
            melding.school_nr = gat.school_nr
            and melding.datum >= gat.van
            and melding.datum < gat.tot
),

geteld as (
    select
        school_nr,
        count(*) as meldingen,
        count(*) filter (where is_ingeschreven and not raakt) as naast,
        count(distinct leerling_nr) filter (where is_ingeschreven and not raakt) as naast_leerlingen,
        count(*) filter (where not is_ingeschreven and not raakt) as vreemd,
        count(distinct leerling_nr) filter (where not is_ingeschreven and not raakt) as vreemd_leerlingen
    from gemeten
    group by school_nr
),

beoordeeld as (
    select
        geteld.*,
        geteld.naast >= definitie.stilte_verwacht
        and definitie.naast_rooster_deel * geteld.naast >= geteld.meldingen as past_niet
    from geteld
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
