-- The school days of contract 2.8, numbered 1, 2, 3 … within the school: one row per school and date, from 1 August of
-- the school year before the peildatum's up to the peildatum. Days with a slot of any pupil; after the last date that
-- a timetable covers each working day without a holiday, so that a timetable that ends with the export hides nothing.
with

laatste_roosterdag as (
    select
        school_nr,
        max(tot) - 1 as datum
    from win_rooster_stuk
    group by school_nr
),

dagen as (
    select
        school_nr,
        datum
    from win_traject_rooster
    union
    select
        dag.school_nr,
        dag.datum
    from win_kalenderdag as dag
    inner join laatste_roosterdag
        on
            dag.school_nr = laatste_roosterdag.school_nr
            and dag.datum > laatste_roosterdag.datum
    inner join ref_definitie as definitie on dag.weekdag <= definitie.werkdagen_per_week
)

select
    dagen.school_nr,
    dagen.datum,
    (row_number() over (partition by dagen.school_nr order by dagen.datum))::integer as schooldag_nr
from dagen
inner join ref_run as run on dagen.datum between run.vorig_schooljaar_van and run.peildatum
