-- Four-week windows of pupils who may have been absent for most of one (contract 2.5): one row per pupil and
-- first day, complete windows only. laatste_start: first day of the last complete window of the pupil.
-- A window of which most is missing has a day from which on the absent and unknown minutes of four lesweken reach the
-- share that must be missing in the smallest window there is. Only windows around such days are worked out.
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
        positie,
        sum(afwezig_min + onbekend_min) over (
            partition by leerling_nr
            order by positie
            range between current row and venster_posities - 1 following
        ) as verzuim_min
    from verzuimdagen
),

complete_vensters as (
    select
        venster.traject_nr,
        horizon.school_nr,
        horizon.positie as horizon_positie,
        min(venster.gepland_min) as kleinste_min,
        max(venster.start) as laatste_start
    from win_traject_venster as venster
    inner join win_horizon as horizon
        on
            venster.school_nr = horizon.school_nr
            and venster.eind_positie <= horizon.positie
    inner join win_meting as meting
        on
            horizon.school_nr = meting.school_nr
            and horizon.kijkdag = meting.meetdatum
    group by venster.traject_nr, horizon.school_nr, horizon.positie
),

kandidaten as (
    select
        vooruit.leerling_nr,
        vooruit.traject_nr,
        compleet.school_nr,
        compleet.horizon_positie,
        compleet.laatste_start,
        min(vooruit.positie) as eerste_positie,
        max(vooruit.positie) as laatste_positie
    from vooruit
    inner join complete_vensters as compleet on vooruit.traject_nr = compleet.traject_nr
    inner join ref_definitie as definitie
        on 100 * vooruit.verzuim_min >= (100 - definitie.hoogstens_aanwezig_pct) * compleet.kleinste_min
    group by
        vooruit.leerling_nr,
        vooruit.traject_nr,
        compleet.school_nr,
        compleet.horizon_positie,
        compleet.laatste_start
),

vensters as (
    select
        kandidaten.leerling_nr,
        kandidaten.school_nr,
        kandidaten.laatste_start,
        venster.start,
        venster.start_positie,
        venster.eind_positie,
        venster.gepland_min
    from kandidaten
    inner join win_traject_venster as venster
        on
            kandidaten.traject_nr = venster.traject_nr
            and kandidaten.horizon_positie >= venster.eind_positie
            and kandidaten.eerste_positie <= venster.eind_positie
            and kandidaten.laatste_positie >= venster.start_positie
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
        )::integer as aanwezig_min,
        vensters.laatste_start
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
        vensters.gepland_min,
        vensters.laatste_start
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
