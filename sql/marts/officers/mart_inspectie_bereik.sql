-- The days about which the deliveries tell of a pupil, so that a case missing in them is known to be taken back: one
-- row per pupil and stretch of days between gaps (contract 2.8), since a gap tells nothing. Nor do days before the
-- first absence of any pupil of the school: those files did not come. Of a child that moved its days at later schools
-- are also told of who it was first, as its cases are.
with

houders as (
    select
        leerling_nr,
        leerling_nr as houder_nr
    from win_leerling
    union all
    select
        leerling_nr,
        eerder_nr as houder_nr
    from win_overstap_keten
    where is_eerste
),

eerste_afwezigheid as (
    select
        school_nr,
        min(datum) as datum
    from win_leerling_dag
    where afwezig_min + onbekend_min > 0
    group by school_nr
),

lesdagen as (
    select
        dag.traject_nr,
        min(dag.datum) as van,
        max(dag.datum) as tot_en_met
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum <= run.peildatum
    asof left join win_gat as gat
        on
            dag.school_nr = gat.school_nr
            and dag.datum >= gat.tot
    group by dag.traject_nr, gat.van
)

select
    school.school as bron,
    houder.leerling as houder,
    greatest(lesdagen.van, eerste_afwezigheid.datum) as van,
    lesdagen.tot_en_met
from win_leerling as leerling
inner join houders on leerling.leerling_nr = houders.leerling_nr
inner join win_leerling as houder on houders.houder_nr = houder.leerling_nr
inner join ref_school as school on houder.school_nr = school.school_nr
inner join lesdagen on leerling.traject_nr = lesdagen.traject_nr
inner join eerste_afwezigheid
    on
        leerling.school_nr = eerste_afwezigheid.school_nr
        and lesdagen.tot_en_met >= eerste_afwezigheid.datum
