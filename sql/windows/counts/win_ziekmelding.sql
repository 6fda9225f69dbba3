-- Sick spells (contract 2.5): maximal rows of consecutive days with slots that hold a sick slot.
-- One row per pupil and first day; one spell is one report, whatever was called in again on Monday.
with

ziekdagen as (
    select
        leerling_nr,
        school_nr,
        datum,
        positie,
        schooljaar_van,
        dag_nr,
        dag_nr - row_number() over (partition by leerling_nr order by dag_nr) as eiland
    from win_leerling_dag
    where ziek_min > 0
)

select
    leerling_nr,
    school_nr,
    min(datum) as start,
    max(datum) as laatste_dag,
    min(positie) as start_positie,
    min(dag_nr) as start_dag_nr,
    min(schooljaar_van) as schooljaar_van,
    count(*)::integer as ziekdagen
from ziekdagen
group by leerling_nr, school_nr, eiland
