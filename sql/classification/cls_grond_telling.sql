-- Counts and shares that give a pupil a status, in the period or at the horizon: one row per pupil, status and ground.
-- start: of a window that rolls the first day that counts in the first window that holds; of a count of the school year
-- the day on which it holds first; of attendance of the period none (contract 5). The first is that of the school year,
-- else that of the period.
with

gronden as (
    select
        uitkomst.*,
        grond.status,
        grond.grond,
        grond.rang,
        grond.maat,
        grond.venster_nr,
        grond.venster_lengte,
        grond.venster_eenheid
    from cls_uitkomst as uitkomst
    inner join cls_grond as grond on uitkomst.toets_nr = grond.toets_nr
    where uitkomst.uitkomst = 'ja' and grond.maat != 'reeks'
),

eerste_geteld as (
    select
        gronden.leerling_nr,
        gronden.status,
        gronden.grond,
        min(gebeurtenis.datum) as datum
    from gronden
    inner join win_vensterbegin as venster
        on
            gronden.school_nr = venster.school_nr
            and gronden.venster_lengte = venster.lengte
            and gronden.venster_eenheid = venster.eenheid
            and gronden.eerste_dag = venster.dag
    inner join win_gebeurtenis as gebeurtenis
        on
            gronden.leerling_nr = gebeurtenis.leerling_nr
            and gronden.venster_nr = gebeurtenis.venster_nr
            and gebeurtenis.datum between venster.van and gronden.eerste_dag
            and gebeurtenis.hoeveelheid > 0
    group by gronden.leerling_nr, gronden.status, gronden.grond
)

select
    gronden.leerling_nr,
    gronden.school_nr,
    gronden.status,
    gronden.grond,
    gronden.rang,
    case
        when gronden.venster_eenheid = 'periode' then null
        when gronden.venster_eenheid = 'schooljaar' then gronden.eerste_dag
        when gronden.venster_eenheid = 'reeks' or gronden.maat = 'aanwezig_venster' then gronden.venster_van
        else eerste.datum
    end as start,
    gronden.op_peildatum
from gronden
left join eerste_geteld as eerste
    on
        gronden.leerling_nr = eerste.leerling_nr
        and gronden.status = eerste.status
        and gronden.grond = eerste.grond
