-- What each absence event over time touches: one row per event and slot up to the meetdatum of the school.
-- A slot without times is touched only by a span of whole days (contract 5), one of an estimated day by a span over
-- that whole day (1.4); a part of the day touches the slots of that part. A lateness that counts as a missed
-- lesson is of that kind (ref_te_laat).
with

geschat as (
    select bron_nr
    from ref_roosterbron
    where geschat
),

spans as (
    select
        span.*,
        greatest(span.begin::date, bereik.van) as eerste_dag,
        least((span.eind - interval 1 microsecond)::date, meting.meetdatum) as laatste_dag
    from stg_absentie_span as span
    inner join win_bereik as bereik on span.school_nr = bereik.school_nr
    inner join win_meting as meting
        on
            span.school_nr = meting.school_nr
            and span.begin::date <= meting.meetdatum
),

dagen as (
    select
        *,
        unnest(generate_series(eerste_dag, laatste_dag, interval 1 day))::date as datum
    from spans
    where not op_een_les
    union all
    select
        *,
        begin::date as datum
    from spans
    where op_een_les
),

slots as (
    select
        dagen.*,
        les.lesuur,
        les.begin_min,
        les.minuten,
        les.dagdeel as les_dagdeel,
        geschat.bron_nr is not null as geschat,
        dag.dag_nr,
        dagen.datum + to_minutes(les.begin_min) as les_begin,
        dagen.datum + to_minutes(coalesce(les.eind_min, les.begin_min + les.minuten)) as les_eind
    from dagen
    inner join win_traject as traject on dagen.leerling_nr = traject.leerling_nr
    inner join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and dagen.datum = dag.datum
    inner join win_dagprofiel_les as les on dag.dagprofiel_nr = les.dagprofiel_nr
    left join geschat on les.bron_nr = geschat.bron_nr
),

geraakt as (
    select *
    from slots
    where
        dagdeel is null
        and not op_een_les
        and (
            (les_begin is null and (not met_tijd or (geschat and begin <= datum and eind >= datum + 1)))
            or (les_begin >= begin and les_begin < eind)
        )
    union all
    select *
    from slots
    where dagdeel = les_dagdeel
    union all
    select *
    from slots
    where op_een_les and begin >= les_begin and begin < les_eind
    qualify row_number() over (
        partition by school_nr, volgnr
        order by les_begin desc, lesuur desc
    ) = 1
)

select
    geraakt.leerling_nr,
    geraakt.school_nr,
    geraakt.datum,
    geraakt.lesuur,
    geraakt.minuten_te_laat,
    geraakt.volgnr,
    geraakt.minuten,
    geraakt.dag_nr,
    coalesce(laat.wordt::soort, code.soort, geraakt.soort_rij, 'onbekend'::soort) as soort
from geraakt
left join win_code as code
    on
        geraakt.school_nr = code.school_nr
        and geraakt.code = code.code
        and geraakt.datum >= code.van
        and geraakt.datum < code.tot
left join ref_te_laat as laat
    on
        geraakt.school_nr = laat.school_nr
        and coalesce(code.soort, geraakt.soort_rij) = laat.soort::soort
        and geraakt.minuten_te_laat >= laat.vanaf
