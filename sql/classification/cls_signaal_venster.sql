-- What four-week windows say about what is asked: one row per pupil, toets_nr and ontbreekt. A rule holds on the date
-- at the end of a window, and at the horizon when the last complete window qualifies; a window counts in the period it
-- overlaps (contract 3, 5); laatste_dag is that of one that does not hold at the horizon. Unknown minutes are taken as
-- present; onbekend: a window holds when they are absence.
with

vensters as (
    select
        venster.leerling_nr,
        venster.school_nr,
        venster.start,
        venster.eind,
        venster.aanwezig_min,
        venster.aanwezig_min + venster.onbekend_min as hoogste_min,
        venster.gepland_min,
        venster.laatste_start
    from win_vierweken as venster
    semi join win_leerling_periode as periode on venster.leerling_nr = periode.leerling_nr
),

voldoet as (
    select
        vensters.leerling_nr,
        vensters.school_nr,
        toets.toets_nr,
        vensters.start,
        vensters.eind,
        100.0::double * vensters.hoogste_min / vensters.gepland_min as waarde,
        vensters.eind >= meting.periode_van as in_periode,
        vensters.start = vensters.laatste_start and not leerling.vertrokken as op_peildatum,
        case when vensters.eind >= meting.schooljaar_van then vensters.eind end as eerste_datum,
        case when 100 * vensters.hoogste_min > toets.maximum * vensters.gepland_min then 'onbekend' end as ontbreekt
    from vensters
    inner join cls_toets as toets
        on
            vensters.school_nr = toets.school_nr
            and toets.maat = 'aanwezig_venster'
            and 100 * vensters.aanwezig_min <= toets.maximum * vensters.gepland_min
    inner join win_leerling as leerling on vensters.leerling_nr = leerling.leerling_nr
    inner join win_meting as meting on vensters.school_nr = meting.school_nr
)

select
    leerling_nr,
    school_nr,
    toets_nr,
    min(eerste_datum) as eerste_datum,
    bool_or(in_periode) as in_periode,
    bool_or(op_peildatum) as op_peildatum,
    arg_max(waarde, start) as waarde,
    max(start) as venster_van,
    max(eind) as venster_tot,
    case when not bool_or(op_peildatum) then max(eind) end as laatste_dag,
    ontbreekt
from voldoet
group by leerling_nr, school_nr, toets_nr, ontbreekt
having bool_or(in_periode) or bool_or(op_peildatum)
