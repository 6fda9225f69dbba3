-- One day of a traject on which its pupils have slots, numbered 1, 2, 3 … within the traject.
with

trajecten as (
    select
        traject_nr,
        school_nr,
        any_value(stukken) as stukken
    from win_traject
    group by traject_nr, school_nr
),

trajectstukken as (
    select
        traject_nr,
        school_nr,
        unnest(stukken, recursive := true)
    from trajecten
),

dagen as (
    select
        stuk.traject_nr,
        stuk.school_nr,
        dagtype.datum,
        dagprofiel.dagprofiel_nr,
        dagprofiel.lessen,
        dagprofiel.minuten
    from trajectstukken as stuk
    inner join win_dagprofiel as dagprofiel on stuk.profiel_nr = dagprofiel.profiel_nr
    inner join win_dagtype as dagtype
        on
            dagprofiel.dagtype_nr = dagtype.dagtype_nr
            and dagtype.datum >= stuk.van
            and dagtype.datum < stuk.tot
),

genummerd as (
    select
        traject_nr,
        school_nr,
        datum,
        dagprofiel_nr,
        lessen,
        minuten,
        (row_number() over (partition by traject_nr order by datum))::integer as dag_nr
    from dagen
)

select * from genummerd
