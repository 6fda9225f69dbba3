-- What each absence event on a lesson hour touches: one row per event up to the meetdatum of the school.
-- No slot that was measured at that hour: the slot columns stay empty. lesuur: that of the slot, which on a day of
-- estimated slots need not be the one that was named. A lateness of so many minutes that the school counts it
-- as a missed lesson is of that kind (ref_te_laat).
select
    absentie.leerling_nr,
    absentie.school_nr,
    absentie.datum,
    coalesce(gelegd.slot_lesuur, absentie.lesuur) as lesuur,
    absentie.minuten_te_laat,
    absentie.volgnr,
    les.minuten,
    dag.dag_nr,
    coalesce(laat.wordt::soort, code.soort, absentie.soort_rij, 'onbekend'::soort) as soort
from stg_absentie_les as absentie
inner join win_meting as meting
    on
        absentie.school_nr = meting.school_nr
        and absentie.datum <= meting.meetdatum
left join win_traject as traject on absentie.leerling_nr = traject.leerling_nr
left join win_traject_dag as dag
    on
        traject.traject_nr = dag.traject_nr
        and absentie.datum = dag.datum
left join win_lesuur_gelegd as gelegd
    on
        absentie.leerling_nr = gelegd.leerling_nr
        and absentie.datum = gelegd.datum
        and absentie.lesuur = gelegd.lesuur
left join win_dagprofiel_les as les
    on
        dag.dagprofiel_nr = les.dagprofiel_nr
        and coalesce(gelegd.slot_lesuur, absentie.lesuur) = les.lesuur
left join win_code as code
    on
        absentie.school_nr = code.school_nr
        and absentie.code = code.code
        and absentie.datum >= code.van
        and absentie.datum < code.tot
left join ref_te_laat as laat
    on
        absentie.school_nr = laat.school_nr
        and coalesce(code.soort, absentie.soort_rij) = laat.soort::soort
        and absentie.minuten_te_laat >= laat.vanaf
