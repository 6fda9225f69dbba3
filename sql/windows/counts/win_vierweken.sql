-- Four-week windows of pupils who may have been absent for most of one (contract 2.5): one row per pupil and
-- first day, complete windows only.
-- A pupil of whom the absent and unknown minutes in four lesweken never reach the share that must be missing in the
-- smallest window there is cannot have such a window; only the others are worked out, day by day.
with

verzuimdagen as (
    select
        dag.leerling_nr,
        dag.traject_nr,
        dag.positie,
        dag.afwezig_min,
        dag.onbekend_min,
        definitie.venster_posities
    from win_leerling_dag as dag
    cross join ref_definitie as definitie
    where dag.afwezig_min + dag.onbekend_min > 0
),

vooruit as (
    select
        leerling_nr,
        traject_nr,
        sum(afwezig_min + onbekend_min) over (
            partition by leerling_nr
            order by positie
            range between current row and venster_posities - 1 following
        ) as verzuim_min
    from verzuimdagen
),

meeste_verzuim as (
    select
        leerling_nr,
        traject_nr,
        max(verzuim_min) as verzuim_min
    from vooruit
    group by leerling_nr, traject_nr
),

kleinste_venster as (
    select
        venster.traject_nr,
        min(venster.gepland_min) as gepland_min
    from win_traject_venster as venster
    inner join win_horizon as horizon
        on
            venster.school_nr = horizon.school_nr
            and venster.eind_positie <= horizon.positie
    inner join win_meting as meting
        on
            horizon.school_nr = meting.school_nr
            and horizon.kijkdag = meting.meetdatum
    group by venster.traject_nr
),

kandidaten as (
    select
        meeste_verzuim.leerling_nr,
        meeste_verzuim.traject_nr,
        leerling.school_nr,
        horizon.positie as horizon_positie
    from meeste_verzuim
    inner join kleinste_venster on meeste_verzuim.traject_nr = kleinste_venster.traject_nr
    inner join win_leerling as leerling on meeste_verzuim.leerling_nr = leerling.leerling_nr
    inner join win_horizon as horizon on leerling.school_nr = horizon.school_nr
    inner join win_meting as meting
        on
            horizon.school_nr = meting.school_nr
            and horizon.kijkdag = meting.meetdatum
    cross join ref_definitie as definitie
    where 100 * meeste_verzuim.verzuim_min >= (100 - definitie.hoogstens_aanwezig_pct) * kleinste_venster.gepland_min
),

vensters as (
    select
        kandidaten.leerling_nr,
        kandidaten.school_nr,
        venster.start,
        venster.start_positie,
        venster.eind_positie,
        venster.gepland_min
    from kandidaten
    inner join win_traject_venster as venster
        on
            kandidaten.traject_nr = venster.traject_nr
            and kandidaten.horizon_positie >= venster.eind_positie
),

gemeten as (
    select
        vensters.leerling_nr,
        vensters.school_nr,
        vensters.start,
        vensters.start_positie,
        vensters.eind_positie,
        vensters.gepland_min,
        coalesce(sum(dag.onbekend_min), 0)::integer as onbekend_min,
        (
            vensters.gepland_min
            - coalesce(sum(dag.afwezig_min + dag.onbekend_min), 0)
        )::integer as aanwezig_min
    from vensters
    left join verzuimdagen as dag
        on
            vensters.leerling_nr = dag.leerling_nr
            and vensters.start_positie <= dag.positie
            and vensters.eind_positie >= dag.positie
    group by
        vensters.leerling_nr,
        vensters.school_nr,
        vensters.start,
        vensters.start_positie,
        vensters.eind_positie,
        vensters.gepland_min
),

met_einddatum as (
    select
        gemeten.*,
        (lesweek.maandag + (gemeten.eind_positie % 7))::date as eind
    from gemeten
    inner join win_lesweek as lesweek
        on
            gemeten.school_nr = lesweek.school_nr
            and gemeten.eind_positie // 7 = lesweek.lesweek_nr
)

select * from met_einddatum
