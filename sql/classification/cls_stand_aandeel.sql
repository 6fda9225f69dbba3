-- Where a pupil stands with each share of attendance that is asked: one row per pupil and toets_nr. A share in a window
-- is that of the last complete four lesweken; unknown minutes are taken as present. tekort: what its attendance lies
-- above the bound below which the rule holds, or at it (then 0); te_veel: what lies below the other bound; else empty.
-- materialized: view
with

laatste_venster as (
    select
        leerling.leerling_nr,
        leerling.school_nr,
        venster.start,
        venster.start_positie,
        venster.eind_positie,
        venster.gepland_min
    from win_leerling as leerling
    inner join win_traject_venster as venster
        on
            leerling.traject_nr = venster.traject_nr
            and leerling.horizon_positie >= venster.eind_positie
    qualify row_number() over (partition by leerling.leerling_nr order by venster.start_positie desc) = 1
),

in_venster as (
    select
        venster.leerling_nr,
        any_value(venster.school_nr) as school_nr,
        'aanwezig_venster' as maat,
        venster.start as van,
        any_value((lesweek.maandag + (venster.eind_positie % 7))::date) as tot,
        any_value(venster.gepland_min) as gepland_min,
        any_value(venster.gepland_min) - coalesce(sum(dag.afwezig_min), 0) as aanwezig_min
    from laatste_venster as venster
    inner join win_lesweek as lesweek
        on
            venster.school_nr = lesweek.school_nr
            and venster.eind_positie // 7 = lesweek.lesweek_nr
    left join win_leerling_dag as dag
        on
            venster.leerling_nr = dag.leerling_nr
            and venster.start_positie <= dag.positie
            and venster.eind_positie >= dag.positie
    group by venster.leerling_nr, venster.start
),

in_periode as (
    select
        periode.leerling_nr,
        periode.school_nr,
        'aanwezigheid_periode' as maat,
        meting.periode_van as van,
        meting.meetdatum as tot,
        periode.gepland_min,
        periode.aanwezig_min + periode.onbekend_min as aanwezig_min
    from win_leerling_periode as periode
    inner join win_meting as meting on periode.school_nr = meting.school_nr
),

aandelen as (
    select * from in_venster
    union all
    select * from in_periode
),

gemeten as (
    select
        aandelen.leerling_nr,
        toets.toets_nr,
        100.0::double * aandelen.aanwezig_min / aandelen.gepland_min as waarde,
        aandelen.aanwezig_min,
        aandelen.gepland_min,
        toets.minimum,
        coalesce(toets.minder_dan, toets.maximum) as bovengrens,
        aandelen.van,
        aandelen.tot
    from aandelen
    inner join cls_toets as toets
        on
            aandelen.school_nr = toets.school_nr
            and aandelen.maat = toets.maat
    where aandelen.gepland_min > 0
)

select
    leerling_nr,
    toets_nr,
    waarde,
    case when 100 * aanwezig_min >= bovengrens * gepland_min then waarde - bovengrens end as tekort,
    case when 100 * aanwezig_min < minimum * gepland_min then minimum - waarde end as te_veel,
    van,
    tot
from gemeten
