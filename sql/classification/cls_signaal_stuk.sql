-- Stretches of days with slots on which a count satisfies what a rule asks, as numbers of win_traject_dag, both
-- inclusive and up to the peildatum: one row per pupil, toets_nr, ontbreekt and van_dag_nr. A stretch without a day
-- with slots ends before it begins; it can still hold at the horizon.
with

-- The school year at the horizon is that of the peildatum (contract 5), also where the horizon lies in another one.
met_kijkdag as (
    select
        geteld.*,
        nummer.school_nr,
        nummer.vertrokken,
        nummer.laatste_dag_nr,
        case
            when geteld.venster_eenheid = 'schooljaar'
                then least(greatest(nummer.horizon_datum, run.peildatum), schooljaar.schooljaar_tot - 1)
            else nummer.horizon_datum
        end as kijkdag
    from cls_signaal_geteld as geteld
    inner join win_dagnummer as nummer on geteld.leerling_nr = nummer.leerling_nr
    cross join ref_run as run
    inner join ref_schooljaar as schooljaar on run.schooljaar_van = schooljaar.schooljaar_van
),

oplopend as (
    select
        oploop.leerling_nr,
        oploop.school_nr,
        toets.toets_nr,
        oploop.start,
        nummer.laatste_dag_nr,
        nummer.vertrokken,
        oploop.nul_dag_nr,
        oploop.nul_dag_nr + toets.minimum as van_dag_nr,
        least(oploop.laatste_dag_nr, oploop.nul_dag_nr + toets.maximum, nummer.laatste_dag_nr) as tot_en_met_dag_nr
    from win_oploop as oploop
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
        null as ontbreekt,
        start,
        van_dag_nr,
        tot_en_met_dag_nr,
        not vertrokken and tot_en_met_dag_nr = laatste_dag_nr as op_peildatum,
        (tot_en_met_dag_nr - nul_dag_nr)::double as waarde
    from oplopend
    where van_dag_nr <= tot_en_met_dag_nr
)

select * from stukken
