-- One day of a traject on which its pupils have slots by the timetable, measured or not (contract 2.1, 2.8).
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
        unnest(stukken) as stuk
    from trajecten
)

select
    trajectstukken.traject_nr,
    trajectstukken.school_nr,
    dagtype.datum,
    dagprofiel.dagprofiel_nr,
    dagprofiel.lessen,
    dagprofiel.minuten
from trajectstukken
inner join win_dagprofiel as dagprofiel on trajectstukken.stuk.profiel_nr = dagprofiel.profiel_nr
inner join win_dagtype as dagtype
    on
        dagprofiel.dagtype_nr = dagtype.dagtype_nr
        and dagtype.datum >= trajectstukken.stuk.van
        and dagtype.datum < trajectstukken.stuk.tot
