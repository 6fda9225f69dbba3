-- Days with slots and minutes of a pupil in each report period of the school year (ref_kwartaal): one row per pupil
-- of the current period and report period in which it has slots. laagste_min: present whatever stands in quarantine.
-- materialized: view
with

gepland as (
    select
        dag.traject_nr,
        kwartaal.van,
        kwartaal.tot,
        count(*)::integer as lesdagen,
        sum(dag.minuten)::integer as gepland_min
    from win_traject_dag as dag
    inner join ref_kwartaal as kwartaal on dag.datum between kwartaal.van and kwartaal.tot
    group by dag.traject_nr, kwartaal.van, kwartaal.tot
),

verzuim as (
    select
        dag.leerling_nr,
        kwartaal.van,
        sum(dag.afwezig_min)::integer as afwezig_min,
        sum(dag.onbekend_min)::integer as onbekend_min
    from win_leerling_dag as dag
    inner join ref_kwartaal as kwartaal on dag.datum between kwartaal.van and kwartaal.tot
    group by dag.leerling_nr, kwartaal.van
)

select
    periode.leerling_nr,
    periode.school_nr,
    gepland.van,
    gepland.tot,
    gepland.lesdagen,
    gepland.gepland_min,
    gepland.gepland_min - coalesce(verzuim.afwezig_min + verzuim.onbekend_min, 0) as aanwezig_min,
    coalesce(verzuim.onbekend_min, 0) as onbekend_min,
    greatest(
        gepland.gepland_min
        - coalesce(verzuim.afwezig_min + verzuim.onbekend_min, 0)
        - coalesce(quarantaine.quarantaine_min, 0),
        0
    ) as laagste_min
from win_leerling_periode as periode
inner join win_traject as traject on periode.leerling_nr = traject.leerling_nr
inner join gepland on traject.traject_nr = gepland.traject_nr
left join verzuim
    on
        periode.leerling_nr = verzuim.leerling_nr
        and gepland.van = verzuim.van
left join win_quarantaine as quarantaine
    on
        periode.leerling_nr = quarantaine.leerling_nr
        and gepland.van = quarantaine.van
