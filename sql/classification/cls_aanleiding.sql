-- What gives occasion to work for a pupil (contract 2.10): one row per pupil, kind of occasion, rule and first day.
-- aanleiding: regel (the rule holds in the period or at the horizon), or luxe or schorsing (a row of days with such a
-- slot in the school year or the period, tot its last day; no rule). sinds: the first day on which it holds
-- (eerste_datum), and where a rule held before the school year alone the last day of its window. reeks_van: first day
-- of the run that the rule looks at, if any; reeks_loopt: it goes on. plicht: the duty of the pupil on the last day on
-- which the rule holds (at the horizon the meetdatum), or on the last day of such a row of days (contract 2.9).
with

regels as (
    select
        school_nr,
        toets_nr,
        maat,
        coalesce(regel, werkregel) as regel
    from cls_vraag
    where regel is not null or werkregel is not null
),

uitkomsten as (
    select
        uitkomst.leerling_nr,
        uitkomst.school_nr,
        'regel' as aanleiding,
        regels.regel,
        coalesce(uitkomst.eerste_datum, uitkomst.venster_tot) as sinds,
        null::date as tot,
        uitkomst.in_periode,
        uitkomst.op_peildatum,
        uitkomst.laatste_dag as plichtdag,
        case when regels.maat = 'reeks' then uitkomst.venster_van end as reeks_van,
        regels.maat = 'reeks' and uitkomst.op_peildatum as reeks_loopt
    from cls_uitkomst as uitkomst
    inner join regels on uitkomst.toets_nr = regels.toets_nr
    where uitkomst.uitkomst = 'ja'
),

keren as (
    select
        leerling_nr,
        school_nr,
        'luxe' as aanleiding,
        begindatum,
        einddatum
    from win_luxe
    union all
    select
        leerling_nr,
        school_nr,
        'schorsing' as aanleiding,
        begindatum,
        einddatum
    from win_schorsing
),

recente_keren as (
    select
        keren.leerling_nr,
        keren.school_nr,
        keren.aanleiding,
        null as regel,
        keren.begindatum as sinds,
        keren.einddatum as tot,
        keren.einddatum >= run.periode_van as in_periode,
        true as op_peildatum,
        keren.einddatum as plichtdag,
        null::date as reeks_van,
        false as reeks_loopt
    from keren
    inner join ref_run as run on keren.einddatum >= least(run.schooljaar_van, run.periode_van)
    semi join win_leerling_periode as periode on keren.leerling_nr = periode.leerling_nr
),

samen as (
    select * from uitkomsten
    union all
    select * from recente_keren
)

select
    samen.leerling_nr,
    samen.school_nr,
    samen.aanleiding,
    samen.regel,
    samen.sinds,
    samen.tot,
    samen.in_periode,
    samen.op_peildatum,
    samen.reeks_van,
    samen.reeks_loopt,
    plicht.plicht
from samen
inner join cls_plicht as plicht
    on
        samen.leerling_nr = plicht.leerling_nr
        and samen.plichtdag >= plicht.van
        and samen.plichtdag < plicht.tot
