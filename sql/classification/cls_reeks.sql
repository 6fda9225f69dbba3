-- Runs that satisfy what is asked, of any date in the store: one row per pupil, toets_nr, ontbreekt and first day.
-- volle_dag: the date at the last position, day or month that was needed, of a run that began at an earlier school at
-- least the first day here (contract 2.9); age is that on it. A run that goes on is measured to the horizon, in
-- calendar months to the meetdatum: months run on in a holiday (D25). What asks for a plan holds while the run goes on
-- and the register has the plan. ontbreekt: the register was not delivered (msa-register), or the run is only this long
-- when unknown slots are absence (onbekend, contract 2.6). Upper bounds are not looked at then: any number of the slots
-- can be absence.
with

alle_reeksen as (
    select
        leerling_nr,
        school_nr,
        groep,
        start,
        start_hier,
        laatste_dag,
        tot_en_met,
        start_positie,
        duur_posities,
        duur_kalenderdagen,
        eerder_kalenderdagen,
        loopt,
        geheel_ongeoorloofd,
        deels_zonder_reden,
        false as met_onbekend
    from win_reeks
    union all
    select
        leerling_nr,
        school_nr,
        groep,
        start,
        start_hier,
        laatste_dag,
        tot_en_met,
        start_positie,
        duur_posities,
        duur_kalenderdagen,
        eerder_kalenderdagen,
        loopt,
        null as geheel_ongeoorloofd,
        null as deels_zonder_reden,
        true as met_onbekend
    from win_onbekend_keten
),

tot_waar as (
    select
        reeks.*,
        case
            when not reeks.loopt then reeks.laatste_dag
            when definitie.maanden_tot_horizon = 1 then reeks.tot_en_met
            else meting.meetdatum
        end as gezien_tot
    from alle_reeksen as reeks
    inner join win_meting as meting on reeks.school_nr = meting.school_nr
    cross join ref_definitie as definitie
),

gemeten as (
    select
        reeks.*,
        toets.toets_nr,
        toets.eenheid,
        toets.minimum,
        toets.maximum,
        toets.maanden,
        toets.leeftijd_van,
        toets.leeftijd_tot,
        case
            when reeks.met_onbekend then 'onbekend'
            when toets.vereist_plan and not school.heeft_register then 'msa-register'
        end as ontbreekt,
        case
            when toets.eenheid = 'duur_kalenderdagen' then reeks.duur_kalenderdagen else reeks.duur_posities
        end as duur
    from tot_waar as reeks
    inner join cls_toets as toets
        on
            reeks.school_nr = toets.school_nr
            and reeks.groep = toets.groep
            and toets.maat = 'reeks'
    inner join ref_school as school on reeks.school_nr = school.school_nr
    left join win_register as register on reeks.leerling_nr = register.leerling_nr
    where
        (toets.maanden is null or reeks.start + to_months(toets.maanden) <= reeks.gezien_tot)
        and (
            toets.maanden_onder is null
            or reeks.met_onbekend
            or reeks.start + to_months(toets.maanden_onder) > reeks.gezien_tot
        )
        and (
            not coalesce(toets.vereist_plan, false)
            or (reeks.loopt and (not school.heeft_register or coalesce(register.plan_van_aanpak, false)))
        )
),

lang_genoeg as (
    select
        *,
        coalesce(minimum, 1)::integer - 1 as nog_nodig,
        start_positie + nog_nodig as volle_positie
    from gemeten
    where (minimum is null or duur >= minimum) and (maximum is null or met_onbekend or duur <= maximum)
),

met_volle_dag as (
    select
        lang_genoeg.*,
        greatest(
            case
                when lang_genoeg.eenheid = 'duur_kalenderdagen'
                    then lang_genoeg.start_hier + lang_genoeg.nog_nodig - lang_genoeg.eerder_kalenderdagen
                else lesweek.maandag + (lang_genoeg.volle_positie % 7)
            end,
            (lang_genoeg.start + to_months(lang_genoeg.maanden))::date,
            lang_genoeg.start_hier
        )::date as volle_dag
    from lang_genoeg
    left join win_lesweek as lesweek
        on
            lang_genoeg.school_nr = lesweek.school_nr
            and lang_genoeg.volle_positie // 7 = lesweek.lesweek_nr
),

van_leeftijd as (
    select met_volle_dag.*
    from met_volle_dag
    left join win_verjaardag as jongste
        on
            met_volle_dag.leerling_nr = jongste.leerling_nr
            and met_volle_dag.leeftijd_van = jongste.leeftijd
    left join win_verjaardag as oudste
        on
            met_volle_dag.leerling_nr = oudste.leerling_nr
            and met_volle_dag.leeftijd_tot = oudste.leeftijd
    where
        (met_volle_dag.leeftijd_van is null or met_volle_dag.volle_dag >= jongste.datum)
        and (met_volle_dag.leeftijd_tot is null or met_volle_dag.volle_dag < oudste.datum)
)

select
    leerling_nr,
    school_nr,
    toets_nr,
    ontbreekt,
    start,
    laatste_dag,
    tot_en_met,
    loopt,
    duur,
    duur_posities,
    volle_dag,
    geheel_ongeoorloofd,
    deels_zonder_reden
from van_leeftijd
