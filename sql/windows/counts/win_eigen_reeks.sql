-- Runs at one school (contract 2.5): consecutive days with slots of a pupil on which all its minutes are absent of the
-- group. One row per pupil, group (oa, ga, alle) and first day. Lengths in positions and in calendar days run to the
-- day that breaks the run, or past the horizon. A day with unknown minutes breaks every run, one with minutes absent
-- without a reason those of oa and ga. What lay at an earlier school is in win_reeks.
with

dagen as (
    select *
    from win_leerling_dag
    where afwezig_min = gepland_min
),

-- Days of each group are numbered in one go: over a run, the number of the day and that of the absent days grow alike.
genummerd as (
    select
        *,
        ongeoorloofd_min = gepland_min as is_oa,
        geoorloofd_min = gepland_min as is_ga,
        dag_nr - row_number() over dagen_leerling as eiland_alle,
        dag_nr - count(*) filter (where ongeoorloofd_min = gepland_min) over dagen_leerling as eiland_oa,
        dag_nr - count(*) filter (where geoorloofd_min = gepland_min) over dagen_leerling as eiland_ga
    from dagen
    window dagen_leerling as (partition by leerling_nr order by dag_nr)
),

eilanden as (
    select
        'alle' as groep,
        eiland_alle as eiland,
        *
    from genummerd
    union all
    select
        'oa' as groep,
        eiland_oa as eiland,
        *
    from genummerd
    where is_oa
    union all
    select
        'ga' as groep,
        eiland_ga as eiland,
        *
    from genummerd
    where is_ga
),

reeksen as (
    select
        leerling_nr,
        school_nr,
        traject_nr,
        groep,
        min(datum) as start,
        max(datum) as laatste_dag,
        min(positie) as start_positie,
        max(dag_nr) + 1 as volgende_dag_nr,
        bool_and(is_oa) as geheel_ongeoorloofd,
        bool_or(reden_onbekend_min > 0) as deels_zonder_reden
    from eilanden
    group by leerling_nr, school_nr, traject_nr, groep, eiland
),

met_einde as (
    select
        reeksen.*,
        schooldag.datum as brekende_dag,
        coalesce(schooldag.positie, leerling.horizon_positie + 1) as einde_positie,
        coalesce(schooldag.datum, leerling.horizon_datum + 1) as einde_datum,
        schooldag.datum is null and not leerling.vertrokken as loopt
    from reeksen
    inner join win_leerling as leerling on reeksen.leerling_nr = leerling.leerling_nr
    cross join ref_run as run
    left join win_traject_dag as dag
        on
            reeksen.traject_nr = dag.traject_nr
            and reeksen.volgende_dag_nr = dag.dag_nr
    left join win_schooldag as schooldag
        on
            reeksen.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
            and schooldag.datum <= run.peildatum
)

select
    leerling_nr,
    school_nr,
    groep,
    start,
    laatste_dag,
    start_positie,
    geheel_ongeoorloofd,
    loopt,
    einde_datum - 1 as tot_en_met,
    (einde_positie - start_positie)::integer as duur_posities,
    (einde_datum - start)::integer as duur_kalenderdagen,
    deels_zonder_reden
from met_einde
