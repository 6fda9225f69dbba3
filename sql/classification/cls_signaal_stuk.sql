-- Stretches of days with slots on which a count satisfies what a rule asks, as numbers of win_traject_dag, both
-- inclusive and up to the peildatum: one row per pupil, toets_nr, ontbreekt and van_dag_nr. A stretch without a day
-- with slots ends before it begins; it can still hold at the horizon.
-- materialized: view
with

met_kijkdag as (
    select
        geteld.*,
        nummer.school_nr,
        nummer.vertrokken,
        nummer.laatste_dag_nr,
        case
            when geteld.venster_eenheid = 'schooljaar' then nummer.schooljaar_kijkdag else nummer.horizon_datum
        end as kijkdag
    from cls_signaal_geteld as geteld
    inner join win_dagnummer as nummer on geteld.leerling_nr = nummer.leerling_nr
),

-- Sick days in a row as they would be if unknown slots were sick.
oploop_met_onbekend as (
    select
        leerling_nr,
        school_nr,
        maat,
        start,
        nul_dag_nr,
        laatste_dag_nr,
        null::varchar as ontbreekt
    from win_oploop
    union all
    select
        leerling_nr,
        school_nr,
        'ziek_aaneengesloten' as maat,
        start,
        start_dag_nr - 1 as nul_dag_nr,
        start_dag_nr - 1 + dagen as laatste_dag_nr,
        'onbekend' as ontbreekt
    from win_onbekend_reeks
    where groep = 'ziek'
),

oplopend as (
    select
        oploop.leerling_nr,
        oploop.school_nr,
        toets.toets_nr,
        oploop.ontbreekt,
        oploop.start,
        nummer.laatste_dag_nr,
        nummer.vertrokken,
        oploop.nul_dag_nr,
        oploop.nul_dag_nr + toets.minimum::integer as van_dag_nr,
        least(oploop.laatste_dag_nr, oploop.nul_dag_nr + toets.maximum, nummer.laatste_dag_nr) as tot_en_met_dag_nr
    from oploop_met_onbekend as oploop
    inner join cls_toets as toets
        on
            oploop.school_nr = toets.school_nr
            and oploop.maat = toets.maat
    inner join win_dagnummer as nummer on oploop.leerling_nr = nummer.leerling_nr
),

stukken as (
    select
        leerling_nr,
        school_nr,
        toets_nr,
        ontbreekt,
        null::date as start,
        van_dag_nr,
        least(tot_en_met_dag_nr, laatste_dag_nr) as tot_en_met_dag_nr,
        not vertrokken and kijkdag >= van and kijkdag < tot as op_peildatum,
        waarde
    from met_kijkdag
    union all
    select
        leerling_nr,
        school_nr,
        toets_nr,
        ontbreekt,
        start,
        van_dag_nr,
        tot_en_met_dag_nr,
        not vertrokken and tot_en_met_dag_nr = laatste_dag_nr as op_peildatum,
        (tot_en_met_dag_nr - nul_dag_nr)::double as waarde
    from oplopend
    where van_dag_nr <= tot_en_met_dag_nr
)

select * from stukken
