-- What the tier of a pupil is measured over (D13): days with slots and minutes from ref_run.tier_van up to the
-- peildatum. Those are the days of the period, unless msa compare asks for the school year. One row per pupil of the
-- period. laagste_min: present whatever stands in quarantine for the period (contract 2.5).
with

gepland as (
    select
        dag.traject_nr,
        count(*)::integer as lesdagen,
        sum(dag.minuten)::integer as gepland_min
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum between run.tier_van and run.peildatum
    group by dag.traject_nr
),

verzuim as (
    select
        dag.leerling_nr,
        sum(dag.afwezig_min)::integer as afwezig_min,
        sum(dag.onbekend_min)::integer as onbekend_min
    from win_leerling_dag as dag
    inner join ref_run as run on dag.datum between run.tier_van and run.peildatum
    group by dag.leerling_nr
),

samen as (
    select
        periode.leerling_nr,
        periode.school_nr,
        periode.heeft_rooster,
        periode.quarantaine_min,
        coalesce(gepland.lesdagen, 0) as lesdagen,
        coalesce(gepland.gepland_min, 0) as gepland_min,
        coalesce(gepland.gepland_min, 0) - coalesce(verzuim.afwezig_min + verzuim.onbekend_min, 0) as aanwezig_min,
        coalesce(verzuim.onbekend_min, 0) as onbekend_min
    from win_leerling_periode as periode
    inner join win_traject as traject on periode.leerling_nr = traject.leerling_nr
    left join gepland on traject.traject_nr = gepland.traject_nr
    left join verzuim on periode.leerling_nr = verzuim.leerling_nr
)

select
    leerling_nr,
    school_nr,
    heeft_rooster,
    lesdagen,
    gepland_min,
    aanwezig_min,
    onbekend_min,
    greatest(aanwezig_min - quarantaine_min, 0) as laagste_min
from samen
