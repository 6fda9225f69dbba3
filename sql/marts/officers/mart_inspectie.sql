-- The cases of the thuiszittersregistratie that the deliveries tell of: one row a run of a thuiszitter (of any date
-- in the store), a young person without enrolment, or an exemption 5 onder a. Never published: houder is a pupil
-- code or the number on the list of the LPA. telt: the row on which table thuiszitter or the list counts.
-- niet_bevestigd_sinds: the meetdatum of a school that was not measured up to its last school day before the peildatum,
-- which can close no case (3).
-- Only runs whose last day lies under leerplicht or kwalificatieplicht, or of a pupil whose age is not known
-- (leeftijd_onbekend), are cases (2.9). One that a pupil outgrows ends on its last day under the duty, and is as long
-- as it was then: it is told for those who know it, and no new one.
-- A child that moved is one holder, by the first school that the SWV knows of, so that its case keeps its number; a run
-- that goes on at the next school is a case there alone, and its rows count where table thuiszitter does for the SWV.
with

kinderen as (
    select
        leerling_nr,
        eerder_nr as kind_nr
    from win_overstap_keten
    where is_eerste
),

reeksen as (
    select
        leerling_nr,
        school_nr,
        start,
        laatste_dag,
        tot_en_met,
        loopt,
        plicht,
        min(volle_dag) as vol_op,
        min(volle_dag) filter (where status = 'lrv_langer_dan_3_maanden') as langer_op
    from cls_status_reeks
    where status in ('thuiszitter', 'lrv_langer_dan_3_maanden')
    group by leerling_nr, school_nr, start, laatste_dag, tot_en_met, loopt, plicht
),

-- Runs that are a part of a case at a later school.
verder_geteld as (
    select distinct
        eerder.eerder_nr as leerling_nr,
        hier.start
    from reeksen
    inner join win_reeks as reeks
        on
            reeksen.leerling_nr = reeks.leerling_nr
            and reeks.groep = 'oa'
            and reeksen.start = reeks.start
    inner join win_reeks_eerder as eerder
        on
            reeks.leerling_nr = eerder.leerling_nr
            and reeks.groep = eerder.groep
            and reeks.start_hier = eerder.start
    inner join win_reeks as hier
        on
            eerder.eerder_nr = hier.leerling_nr
            and eerder.groep = hier.groep
            and eerder.eerder_start = hier.start_hier
    where reeksen.plicht in ('verplicht', 'niet_te_bepalen')
),

getelde_statussen as (
    select
        status.leerling_nr,
        status.status,
        status.start
    from cls_thuiszitter as status
    inner join win_leerling as leerling on status.leerling_nr = leerling.leerling_nr
    inner join ref_school as school on leerling.school_nr = school.school_nr
    left join mart_overgestapt as elders
        on
            school.school = elders.school
            and leerling.leerling = elders.leerling
    where coalesce(elders.telt_thuiszitter, true)
),

met_plicht as (
    select
        reeksen.*,
        reeksen.plicht in ('verplicht', 'niet_te_bepalen') as valt_onder,
        begin.plicht as plicht_bij_begin,
        begin.tot - 1 as laatste_plichtdag,
        periode.leerling_nr is not null and (reeksen.loopt or reeksen.laatste_dag >= run.periode_van) as in_periode
    from reeksen
    cross join ref_run as run
    inner join cls_plicht as begin
        on
            reeksen.leerling_nr = begin.leerling_nr
            and reeksen.start >= begin.van
            and reeksen.start < begin.tot
    left join win_leerling_periode as periode on reeksen.leerling_nr = periode.leerling_nr
    anti join verder_geteld as verder
        on
            reeksen.leerling_nr = verder.leerling_nr
            and reeksen.start = verder.start
),

-- Of a pupil whose last run of the period is no case any more, no other run is a case of the period, unless the table
-- counts it: the table has one row a pupil.
gevallen as (
    select
        *,
        langer_op is not null and (valt_onder or langer_op <= laatste_plichtdag) as is_langer,
        case when is_langer then 'lrv_langer_dan_3_maanden' else 'lrv_tot_3_maanden' end as soort,
        case when is_langer then 'lrv_langer_dan_3_maanden' else 'thuiszitter' end as status,
        arg_max(valt_onder, start) filter (where in_periode) over (partition by leerling_nr) as laatste_valt_onder
    from met_plicht
)

select
    gevallen.soort,
    school.school as bron,
    leerling.leerling as houder,
    gevallen.start as begin,
    case
        when not gevallen.valt_onder then gevallen.laatste_plichtdag
        when not gevallen.loopt then gevallen.laatste_dag
    end as eind,
    if(gevallen.valt_onder, gevallen.tot_en_met, gevallen.laatste_plichtdag) as gezien_tot,
    gevallen.valt_onder
    and gevallen.in_periode
    and (gevallen.laatste_valt_onder or status.leerling_nr is not null) as in_periode,
    gevallen.valt_onder and status.leerling_nr is not null as telt,
    case when not meting.is_bevestigd then meting.meetdatum end as niet_bevestigd_sinds,
    gevallen.plicht = 'niet_te_bepalen' as leeftijd_onbekend
from gevallen
left join kinderen as kind on gevallen.leerling_nr = kind.leerling_nr
inner join win_leerling as leerling on coalesce(kind.kind_nr, gevallen.leerling_nr) = leerling.leerling_nr
inner join ref_school as school on leerling.school_nr = school.school_nr
inner join win_meting as meting on gevallen.school_nr = meting.school_nr
left join getelde_statussen as status
    on
        gevallen.leerling_nr = status.leerling_nr
        and gevallen.status = status.status
        and gevallen.start = status.start
where
    gevallen.valt_onder
    or (gevallen.plicht_bij_begin = 'verplicht' and gevallen.vol_op <= gevallen.laatste_plichtdag)
union all
select
    case lijst.soort when 'absoluut_verzuim' then 'absoluut' else 'vrijstelling_5_onder_a' end as soort,
    lijst.soort as bron,
    lijst.volgnummer as houder,
    lijst.van as begin,
    case when lijst.tot <= run.peildatum then lijst.tot - 1 end as eind,
    least(lijst.tot - 1, run.peildatum) as gezien_tot,
    lijst.tot > run.periode_van as in_periode,
    lijst.tot > run.periode_van as telt,
    null::date as niet_bevestigd_sinds,
    false as leeftijd_onbekend
from win_lpa_lijst as lijst
inner join ref_run as run on lijst.van <= run.peildatum
where lijst.soort in ('absoluut_verzuim', 'vrijstelling_5a')
