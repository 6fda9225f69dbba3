-- Where a pupil stands at the horizon with each count that is asked: one row per pupil and toets_nr of which something
-- is counted there. The horizon of a pupil who left is that of its last day. A run or a row of sick days that has ended
-- counts nothing. tekort: what lacks up to the lower bound; te_veel: what lies above the upper bound; both empty where
-- it does not. What is asked of pupils of the region (D28) is asked of no other. van and tot: the run or spell; the
-- window of another count is that at the horizon.
with

geteld as (
    select
        telling.leerling_nr,
        toets.toets_nr,
        telling.waarde,
        null::date as van,
        null::date as tot
    from win_telling as telling
    inner join cls_toets as toets on telling.venster_nr = toets.venster_nr
    inner join win_dagnummer as nummer on telling.leerling_nr = nummer.leerling_nr
    where
        telling.waarde > 0
        and case
            when toets.venster_eenheid = 'schooljaar' then nummer.schooljaar_kijkdag else nummer.horizon_datum
        end >= telling.van
        and case
            when toets.venster_eenheid = 'schooljaar' then nummer.schooljaar_kijkdag else nummer.horizon_datum
        end < telling.tot
),

reeksen as (
    select
        reeks.leerling_nr,
        toets.toets_nr,
        case
            when toets.eenheid = 'duur_kalenderdagen' then reeks.duur_kalenderdagen else reeks.duur_posities
        end::double as waarde,
        reeks.start as van,
        reeks.laatste_dag as tot
    from win_reeks as reeks
    inner join cls_toets as toets
        on
            reeks.school_nr = toets.school_nr
            and reeks.groep = toets.groep
            and toets.maat = 'reeks'
    semi join win_leerling_periode as periode on reeks.leerling_nr = periode.leerling_nr
    where reeks.loopt
),

oplopend as (
    select
        oploop.leerling_nr,
        toets.toets_nr,
        (nummer.laatste_dag_nr - oploop.nul_dag_nr)::double as waarde,
        oploop.start as van,
        nummer.horizon_datum as tot
    from win_oploop as oploop
    inner join cls_toets as toets
        on
            oploop.school_nr = toets.school_nr
            and oploop.maat = toets.maat
    inner join win_dagnummer as nummer
        on
            oploop.leerling_nr = nummer.leerling_nr
            and (oploop.laatste_dag_nr is null or nummer.laatste_dag_nr <= oploop.laatste_dag_nr)
),

standen as (
    select * from geteld
    union all
    select * from reeksen
    union all
    select * from oplopend
)

select
    standen.leerling_nr,
    standen.toets_nr,
    standen.waarde,
    case when standen.waarde < toets.minimum then toets.minimum - standen.waarde end as tekort,
    case when standen.waarde > toets.maximum then standen.waarde - toets.maximum end as te_veel,
    standen.van,
    standen.tot
from standen
inner join cls_toets as toets on standen.toets_nr = toets.toets_nr
inner join win_regio as regio on standen.leerling_nr = regio.leerling_nr
where toets.regio is null or regio.regio in (toets.regio, 'onbekend')
