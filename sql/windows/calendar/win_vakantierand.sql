-- The school days right before and right after a school holiday of the school's region: one row per school and day.
-- How many days on each side stands in ref_definitie. A holiday that starts after the last built day has no days
-- before it yet. A day between two holidays goes with the one it is nearest to, then with the earlier one.
with

vakanties as (
    select
        school.school_nr,
        vakantie.vakantie,
        vakantie.van,
        vakantie.tot
    from ref_school as school
    inner join ref_schoolvakantie as vakantie on school.vakantieregio = vakantie.regio
    inner join ref_run as run
        on
            vakantie.tot > run.vorig_schooljaar_van
            and vakantie.van <= run.slots_tot
),

randen as (
    select
        vakanties.school_nr,
        vakanties.vakantie,
        vakanties.van,
        dag.datum,
        'voor' as kant,
        row_number() over (
            partition by vakanties.school_nr, vakanties.van
            order by dag.datum desc
        ) as plaats
    from vakanties
    inner join win_schooldag as dag
        on
            vakanties.school_nr = dag.school_nr
            and vakanties.van > dag.datum
    union all
    select
        vakanties.school_nr,
        vakanties.vakantie,
        vakanties.van,
        dag.datum,
        'na' as kant,
        row_number() over (
            partition by vakanties.school_nr, vakanties.van
            order by dag.datum
        ) as plaats
    from vakanties
    inner join win_schooldag as dag
        on
            vakanties.school_nr = dag.school_nr
            and vakanties.tot <= dag.datum
),

dichtbij as (
    select randen.*
    from randen
    inner join ref_definitie as definitie on randen.plaats <= definitie.vakantie_rand_dagen
    qualify row_number() over (
        partition by randen.school_nr, randen.datum
        order by randen.plaats, randen.van, randen.kant
    ) = 1
)

select
    school_nr,
    datum,
    vakantie,
    kant
from dichtbij
