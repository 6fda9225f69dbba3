-- Counts that rise by one on each day with slots: sick days in the spell so far, days in a row that are suspension as a
-- whole (D11), and days since the oldest provisionally unauthorised slot that still stands (D26). One row per pupil,
-- measure and start. On day dag_nr the count is dag_nr minus nul_dag_nr, up to and including laatste_dag_nr (empty: it
-- goes on).
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

schorsingsdagen as (
    select
        dag.leerling_nr,
        dag.school_nr,
        dag.datum,
        dag.dag_nr,
        dag.dag_nr - row_number() over (partition by dag.leerling_nr order by dag.dag_nr) as eiland
    from win_leerling_dag as dag
    inner join win_registratie as registratie
        on
            dag.leerling_nr = registratie.leerling_nr
            and dag.datum = registratie.datum
            and registratie.soort = 'schorsing'
    group by dag.leerling_nr, dag.school_nr, dag.datum, dag.dag_nr
    having sum(registratie.minuten) = any_value(dag.gepland_min)
),

schorsing as (
    select
        leerling_nr,
        school_nr,
        'schorsing_aaneengesloten' as maat,
        min(datum) as start,
        min(dag_nr) - 1 as nul_dag_nr,
        max(dag_nr) as laatste_dag_nr
    from schorsingsdagen
    group by leerling_nr, school_nr, eiland
),

oplopend as (
    select * from ziek
    union all
    select * from schorsing
    union all
    select * from voorlopig
)

select * from oplopend
