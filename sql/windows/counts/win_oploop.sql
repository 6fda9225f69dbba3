-- Counts that rise by one on each day with slots: sick days in the spell so far, and days since the oldest
-- provisionally unauthorised slot that still stands (D26). One row per pupil, measure and start. On day dag_nr the
-- count is dag_nr minus nul_dag_nr, up to and including laatste_dag_nr (empty: it goes on).
with

ziek as (
    select
        leerling_nr,
        school_nr,
        'ziek_aaneengesloten' as maat,
        start,
        start_dag_nr - 1 as nul_dag_nr,
        start_dag_nr - 1 + ziekdagen as laatste_dag_nr
    from win_ziekmelding
),

voorlopig as (
    select
        leerling_nr,
        school_nr,
        'voorlopig_dagen' as maat,
        min(datum) as start,
        min(dag_nr) as nul_dag_nr,
        null::integer as laatste_dag_nr
    from win_leerling_dag
    where voorlopig_min > 0
    group by leerling_nr, school_nr
),

oplopend as (
    select * from ziek
    union all
    select * from voorlopig
)

select * from oplopend
