-- Days of the school year on which a pupil was absent for a part of the day: one row per pupil and day, with whether
-- its first and its last lesson of that day were missed. Days with unknown slots are left out: what was missed then is
-- not known. Without days away altogether it tells which lessons are missed by who is at school. Days of estimated
-- lessons are left out too: absences are laid on their first lessons, whichever they were (contract 1.4).
with

dagen as (
    select
        dag.leerling_nr,
        dag.school_nr,
        dag.traject_nr,
        dag.datum
    from win_leerling_dag as dag
    inner join win_meting as meting
        on
            dag.school_nr = meting.school_nr
            and dag.datum >= meting.schooljaar_van
    anti join win_geschatte_dag as geschat
        on
            dag.leerling_nr = geschat.leerling_nr
            and dag.datum = geschat.datum
    where
        dag.afwezig_min > 0
        and dag.afwezig_min < dag.gepland_min
        and dag.onbekend_min = 0
),

uren as (
    select
        dagprofiel_nr,
        min(lesuur) as eerste_lesuur,
        max(lesuur) as laatste_lesuur
    from win_dagprofiel_les
    group by dagprofiel_nr
),

gemist as (
    select
        registratie.leerling_nr,
        registratie.datum,
        min(registratie.lesuur) as eerste_gemist,
        max(registratie.lesuur) as laatste_gemist
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    where soort.groep in ('oa', 'ga', 'reden_onbekend')
    group by registratie.leerling_nr, registratie.datum
)

select
    dagen.leerling_nr,
    dagen.school_nr,
    dagen.datum,
    gemist.eerste_gemist = uren.eerste_lesuur as eerste_lesuur,
    gemist.laatste_gemist = uren.laatste_lesuur as laatste_lesuur
from dagen
inner join win_traject_dag as dag
    on
        dagen.traject_nr = dag.traject_nr
        and dagen.datum = dag.datum
inner join uren on dag.dagprofiel_nr = uren.dagprofiel_nr
inner join gemist
    on
        dagen.leerling_nr = gemist.leerling_nr
        and dagen.datum = gemist.datum
