-- The source of most of the minutes of a traject in the period (contract 1.4; tie: the least sure): one row per traject
-- with minutes in the period, only of schools that have another source than a timetable. deels_geschat: of any minutes
-- the source is an estimate.
with

minder_zeker as (
    select bron.school_nr
    from win_roosterbron as bron
    inner join ref_roosterbron as soort on bron.bron_nr = soort.bron_nr
    where soort.noemer != 'rooster'
    group by bron.school_nr
),

minuten as (
    select
        dag.traject_nr,
        soort.noemer,
        max(soort.bron_nr) as bron_nr,
        bool_or(soort.geschat) as geschat,
        sum(dag.minuten) as minuten
    from win_traject_dag as dag
    semi join minder_zeker on dag.school_nr = minder_zeker.school_nr
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    inner join win_dagprofiel as dagprofiel on dag.dagprofiel_nr = dagprofiel.dagprofiel_nr
    inner join ref_roosterbron as soort on dagprofiel.bron_nr = soort.bron_nr
    group by dag.traject_nr, soort.noemer
)

select
    traject_nr,
    arg_max(noemer, { 'minuten': minuten, 'bron_nr': bron_nr }) as noemer,
    bool_or(geschat) as deels_geschat
from minuten
group by traject_nr
