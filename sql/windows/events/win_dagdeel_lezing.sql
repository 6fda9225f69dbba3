-- Absences of a part of the day that fell on a day of which the timetable does not say where the morning ends, so that
-- the part is a reading (contract 1.4, c and d): one row per school and volgnr, up to the peildatum.
select distinct
    span.school_nr,
    span.volgnr,
    span.leerling_nr,
    les.dagdeel_wijze
from stg_absentie_span as span
inner join ref_run as run on span.begin::date <= run.peildatum
inner join win_traject as traject on span.leerling_nr = traject.leerling_nr
inner join win_traject_dag as dag
    on
        traject.traject_nr = dag.traject_nr
        and span.begin::date = dag.datum
inner join win_dagprofiel_les as les on dag.dagprofiel_nr = les.dagprofiel_nr
where
    span.dagdeel is not null
    and les.dagdeel_wijze in ('c', 'd')
