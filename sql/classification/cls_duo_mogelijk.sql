-- Days on which a report to DUO can end, whatever was reported before: one row per pupil, day and meldsoort,
-- numbered in time order (plaats). 16uur: sixteen hours within four lesweken, and not in a run that has filled four
-- lesweken by then. lrv: the last day of such a run. sluit_reeks: a run that is over ends on this day.
-- Of a pupil who moved the days of the earlier school are here too, as they were there (eerder): the ledger of the new
-- school begins where that one stopped (2.9).
with

dagen as (
    select
        dag.*,
        reeks.laatste_dag = dag.datum and not reeks.loopt as sluit_reeks,
        lrv.volle_positie
    from win_duo_dag as dag
    inner join ref_definitie as definitie
        on
            dag.stand - dag.stand_voor_venster >= 60 * definitie.duo_uren
            and not dag.eerder
    left join win_reeks as reeks
        on
            dag.leerling_nr = reeks.leerling_nr
            and reeks.groep = 'oa'
            and dag.reeks_start = reeks.start
    left join cls_duo_lrv as lrv
        on
            dag.leerling_nr = lrv.leerling_nr
            and dag.reeks_start = lrv.start
),

mogelijk as (
    select
        leerling_nr,
        school_nr,
        '16uur' as meldsoort,
        datum,
        stand,
        venster_van,
        reeks_start,
        coalesce(sluit_reeks, false) as sluit_reeks,
        false as loopt,
        datum as meldbaar_op
    from dagen
    where volle_positie is null or positie <= volle_positie
    union all
    select
        lrv.leerling_nr,
        lrv.school_nr,
        'lrv' as meldsoort,
        dag.datum,
        dag.stand,
        dag.venster_van,
        dag.reeks_start,
        not lrv.loopt as sluit_reeks,
        lrv.loopt,
        lrv.vol_op as meldbaar_op
    from cls_duo_lrv as lrv
    inner join win_duo_dag as dag
        on
            lrv.leerling_nr = dag.leerling_nr
            and lrv.laatste_dag = dag.datum
),

met_eerder as (
    select
        *,
        false as eerder
    from mogelijk
    union all
    select
        mogelijk.* replace (leerling.leerling_nr as leerling_nr, leerling.school_nr as school_nr),
        true as eerder
    from mogelijk
    inner join win_overstap_keten as keten
        on
            mogelijk.leerling_nr = keten.eerder_nr
            and keten.sluit_aan
    inner join win_leerling as leerling on keten.leerling_nr = leerling.leerling_nr
),

genummerd as (
    select
        *,
        (row_number() over (partition by leerling_nr order by datum, meldsoort))::integer as plaats
    from met_eerder
)

select * from genummerd
