-- What runs say about rules: one row per pupil and toets_nr, for runs that overlap the period or go on at the
-- horizon (contract 5). A rule first holds on the date at its last position, day or month. waarde and window are
-- those of the run that goes on, else of the one that started last.
-- A rule that asks for a plan holds while the run goes on and the register has the plan.
with

reeksen as (
    select
        reeks.leerling_nr,
        reeks.school_nr,
        reeks.start,
        reeks.laatste_dag,
        reeks.start_positie,
        reeks.loopt,
        toets.toets_nr,
        toets.eenheid,
        toets.minimum,
        toets.maximum,
        toets.maanden,
        toets.leeftijd_van,
        toets.leeftijd_tot,
        case when toets.vereist_plan and not school.heeft_register then 'msa-register' end as ontbreekt,
        case
            when toets.eenheid = 'duur_kalenderdagen' then reeks.duur_kalenderdagen else reeks.duur_posities
        end as duur
    from win_reeks as reeks
    inner join cls_toets as toets
        on
            reeks.school_nr = toets.school_nr
            and reeks.groep = toets.groep
            and toets.maat = 'reeks'
    inner join ref_school as school on reeks.school_nr = school.school_nr
    left join win_register as register on reeks.leerling_nr = register.leerling_nr
    semi join win_leerling_periode as periode on reeks.leerling_nr = periode.leerling_nr
    where
        (
            toets.maanden is null
            or reeks.start + to_months(toets.maanden)
            <= case when reeks.loopt then reeks.tot_en_met else reeks.laatste_dag end
        )
        and (
            toets.maanden_onder is null
            or reeks.start + to_months(toets.maanden_onder)
            > case when reeks.loopt then reeks.tot_en_met else reeks.laatste_dag end
        )
        and (
            not coalesce(toets.vereist_plan, false)
            or (reeks.loopt and (not school.heeft_register or coalesce(register.plan_van_aanpak, false)))
        )
),

lang_genoeg as (
    select
        *,
        start_positie + coalesce(minimum, 1) - 1 as volle_positie
    from reeksen
    where (minimum is null or duur >= minimum) and (maximum is null or duur <= maximum)
),

met_volle_dag as (
    select
        lang_genoeg.*,
        greatest(
            case
                when lang_genoeg.eenheid = 'duur_kalenderdagen' then lang_genoeg.start + (lang_genoeg.minimum - 1)
                else lesweek.maandag + (lang_genoeg.volle_positie % 7)
            end,
            (lang_genoeg.start + to_months(lang_genoeg.maanden))::date
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
),

-- A run that already held when the school year began holds again from its first day with slots in it.
in_schooljaar as (
    select
        van_leeftijd.*,
        van_leeftijd.laatste_dag >= run.periode_van as in_periode,
        case
            when van_leeftijd.volle_dag >= run.schooljaar_van then van_leeftijd.volle_dag
            when eerste.eerste_in_schooljaar <= van_leeftijd.laatste_dag then eerste.eerste_in_schooljaar
        end as eerste_datum
    from van_leeftijd
    inner join win_eerste_dag as eerste on van_leeftijd.leerling_nr = eerste.leerling_nr
    cross join ref_run as run
)

select
    leerling_nr,
    school_nr,
    toets_nr,
    min(eerste_datum) as eerste_datum,
    bool_or(in_periode) as in_periode,
    bool_or(loopt) as op_peildatum,
    arg_max(duur, start)::double as waarde,
    max(start) as venster_van,
    max(laatste_dag) as venster_tot,
    ontbreekt
from in_schooljaar
group by leerling_nr, school_nr, toets_nr, ontbreekt
having bool_or(in_periode) or bool_or(loopt)
