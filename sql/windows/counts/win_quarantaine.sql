-- Absence rows in quarantine that could be of a report period of the school year (contract 2.5): one row per pupil and
-- report period with any. A row counts in a period that its days touch; one of which no begin can be read counts too in
-- each period of which its file has a usable row. quarantaine_min: present minutes that they could take off, namely the
-- longest slot for each row, and all minutes where a row can be of more than one slot.
with

zonder_begin as (
    select distinct
        school_nr,
        uit_bestand_nr as bestand_nr
    from stg_quarantaine
    where van is null
),

bruikbaar as (
    select
        les.school_nr,
        les.bestand_nr,
        kwartaal.van
    from stg_absentie_les as les
    semi join zonder_begin
        on
            les.school_nr = zonder_begin.school_nr
            and les.bestand_nr = zonder_begin.bestand_nr
    inner join ref_kwartaal as kwartaal on les.datum between kwartaal.van and kwartaal.tot
    union
    select
        span.school_nr,
        span.bestand_nr,
        kwartaal.van
    from stg_absentie_span as span
    semi join zonder_begin
        on
            span.school_nr = zonder_begin.school_nr
            and span.bestand_nr = zonder_begin.bestand_nr
    inner join ref_kwartaal as kwartaal
        on
            span.begin::date <= kwartaal.tot
            and span.eind > kwartaal.van
),

rijen as (
    select
        rij.leerling_nr,
        rij.school_nr,
        kwartaal.van,
        kwartaal.tot,
        count(*)::integer as quarantaine_rijen,
        bool_or(rij.hele_dag) as meer_dan_een_les
    from stg_quarantaine as rij
    cross join ref_kwartaal as kwartaal
    left join bruikbaar
        on
            rij.school_nr = bruikbaar.school_nr
            and rij.uit_bestand_nr = bruikbaar.bestand_nr
            and kwartaal.van = bruikbaar.van
    where
        (coalesce(rij.van, rij.tot) <= kwartaal.tot and coalesce(rij.tot, kwartaal.tot) >= kwartaal.van)
        or (rij.van is null and bruikbaar.van is not null)
    group by rij.leerling_nr, rij.school_nr, kwartaal.van, kwartaal.tot
),

langste_les as (
    select
        dagprofiel_nr,
        max(minuten) as minuten
    from win_dagprofiel_les
    group by dagprofiel_nr
),

gepland as (
    select
        rijen.leerling_nr,
        rijen.van,
        sum(dag.minuten)::integer as gepland_min,
        max(langste_les.minuten)::integer as langste_les_min
    from rijen
    inner join win_traject as traject on rijen.leerling_nr = traject.leerling_nr
    inner join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and dag.datum between rijen.van and rijen.tot
    inner join langste_les on dag.dagprofiel_nr = langste_les.dagprofiel_nr
    group by rijen.leerling_nr, rijen.van
)

select
    rijen.leerling_nr,
    rijen.school_nr,
    rijen.van,
    rijen.quarantaine_rijen,
    case
        when rijen.meer_dan_een_les then coalesce(gepland.gepland_min, 0)
        else rijen.quarantaine_rijen * coalesce(gepland.langste_les_min, 0)
    end as quarantaine_min
from rijen
left join gepland
    on
        rijen.leerling_nr = gepland.leerling_nr
        and rijen.van = gepland.van
