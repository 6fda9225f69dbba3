-- On a day of estimated slots the absence rows per lesson of a pupil are laid on the slots of the day in order of
-- lesuur (contract 1.4): one row per pupil, date and lesuur named, with the lesuur of the slot that it is laid on.
with

genoemd as (
    select distinct
        absentie.leerling_nr,
        absentie.datum,
        absentie.lesuur
    from stg_absentie_les as absentie
    semi join win_geschatte_dag as dag
        on
            absentie.leerling_nr = dag.leerling_nr
            and absentie.datum = dag.datum
)

select
    leerling_nr,
    datum,
    lesuur,
    (row_number() over (partition by leerling_nr, datum order by lesuur))::tinyint as slot_lesuur
from genoemd
