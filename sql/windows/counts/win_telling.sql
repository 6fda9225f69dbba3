-- What a count is, and from which day up to which day: one row per pupil, way of counting and stretch [van, tot) on
-- which it does not change, with its first and last day with slots (numbers of win_traject_dag; the last is empty
-- while the count stands, and lies before the first when there is no such day). A count changes on a day on which
-- something happens, and on the day on which that drops out of the window again. Only stretches that reach into the
-- school year or the period are kept. hoogstens: what the count would be if every unknown slot counted too (contract
-- 2.6), never less than waarde; a stretch on which only unknown slots count has waarde 0.
with

vensters as (
    select
        venster.*,
        least(meting.schooljaar_van, meting.periode_van) as gezien_van,
        run.slots_tot as gezien_tot
    from win_maatvenster as venster
    inner join win_meting as meting on venster.school_nr = meting.school_nr
    cross join ref_run as run
),

-- Months: the first day d of which d minus so many months, clamped to the end of that month, is the day or later.
van_belang as (
    select
        gebeurtenis.venster_nr,
        gebeurtenis.leerling_nr,
        gebeurtenis.datum,
        gebeurtenis.dag_nr,
        gebeurtenis.hoeveelheid,
        gebeurtenis.naast,
        gebeurtenis.onbekend,
        nummer.traject_nr,
        nummer.laatste_dag_nr,
        venster.gezien_tot,
        case venster.eenheid
            when 'lesweek' then (lesweek.maandag + (gebeurtenis.positie % 7))::date
            when 'kalenderweek' then gebeurtenis.datum + 7 * venster.lengte
            when 'schooljaar' then schooljaar.schooljaar_tot
            when 'maand' then
                case
                    when
                        (gebeurtenis.datum + to_months(venster.lengte)) - to_months(venster.lengte) < gebeurtenis.datum
                        then (gebeurtenis.datum + to_months(venster.lengte))::date + 1
                    else (gebeurtenis.datum + to_months(venster.lengte))::date
                end
        end as uitval
    from win_gebeurtenis as gebeurtenis
    inner join vensters as venster on gebeurtenis.venster_nr = venster.venster_nr
    inner join win_dagnummer as nummer on gebeurtenis.leerling_nr = nummer.leerling_nr
    left join win_lesweek as lesweek
        on
            gebeurtenis.school_nr = lesweek.school_nr
            and gebeurtenis.positie // 7 + venster.lengte = lesweek.lesweek_nr
    left join ref_schooljaar as schooljaar on gebeurtenis.schooljaar_van = schooljaar.schooljaar_van
    where uitval is null or uitval > venster.gezien_van
),

mutaties as (
    select
        venster_nr,
        leerling_nr,
        datum,
        dag_nr,
        hoeveelheid,
        naast,
        onbekend
    from van_belang
    union all
    select
        vervallen.venster_nr,
        vervallen.leerling_nr,
        vervallen.uitval as datum,
        least(dag.dag_nr, vervallen.laatste_dag_nr + 1) as dag_nr,
        -vervallen.hoeveelheid as hoeveelheid,
        -vervallen.naast as naast,
        -vervallen.onbekend as onbekend
    from van_belang as vervallen
    asof left join win_traject_dag as dag
        on
            vervallen.traject_nr = dag.traject_nr
            and vervallen.uitval <= dag.datum
    where vervallen.uitval < vervallen.gezien_tot
),

-- Of several changes on one day the last row has them all; the others last no day.
standen as (
    select
        venster_nr,
        leerling_nr,
        datum as van,
        lead(datum) over op_volgorde as tot,
        dag_nr as van_dag_nr,
        lead(dag_nr) over op_volgorde - 1 as tot_en_met_dag_nr,
        sum(hoeveelheid) over op_volgorde as hoeveelheid,
        sum(naast) over op_volgorde as naast,
        sum(hoeveelheid + onbekend) over op_volgorde as met_onbekend
    from mutaties
    window op_volgorde as (
        partition by venster_nr, leerling_nr
        order by datum
        rows unbounded preceding
    )
),

stukken as (
    select
        standen.venster_nr,
        standen.leerling_nr,
        standen.van,
        coalesce(standen.tot, venster.gezien_tot) as tot,
        standen.van_dag_nr,
        standen.tot_en_met_dag_nr,
        standen.hoeveelheid,
        standen.naast,
        standen.met_onbekend,
        venster.deel,
        round(standen.hoeveelheid / venster.deel) as geheel,
        round(standen.met_onbekend / venster.deel) as geheel_met_onbekend
    from standen
    inner join vensters as venster on standen.venster_nr = venster.venster_nr
    where
        (standen.tot is null or (standen.van < standen.tot and standen.tot > venster.gezien_van))
        and (standen.met_onbekend > 0 or (standen.naast > 0 and venster.maat = 'te_laat_minuten'))
)

-- Parts are whole, a sixth of a day is not: a sum that lies within a billionth of a whole number is that number.
select
    venster_nr,
    leerling_nr,
    van,
    tot,
    van_dag_nr,
    tot_en_met_dag_nr,
    case when abs(hoeveelheid - geheel * deel) <= deel / 1000000000 then geheel else hoeveelheid / deel end as waarde,
    case
        when abs(met_onbekend - geheel_met_onbekend * deel) <= deel / 1000000000 then geheel_met_onbekend
        else met_onbekend / deel
    end as hoogstens,
    naast
from stukken
