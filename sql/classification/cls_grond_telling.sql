-- Counts and shares that give a pupil a status, in the period or at the horizon: one row per pupil, status and ground.
-- start: of a window that rolls the first day that counts in the first window that holds; of a count of the school year
-- the day on which it holds first; of attendance of the period none (contract 5). The first is that of the school year,
-- else that of the period. plicht: the duty on the last day in the period on which the ground holds, at the horizon
-- the meetdatum; where that is geen the ground does not hold, but for one that holds without a duty: of that one the
-- duty at the horizon, or on the last enrolled day of a pupil who left (2.9).
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
        grond.venster_eenheid,
        plicht.plicht
    from cls_uitkomst as uitkomst
    inner join cls_grond as grond on uitkomst.toets_nr = grond.toets_nr
    inner join win_laatste_dag as leerling on uitkomst.leerling_nr = leerling.leerling_nr
    inner join cls_plicht as plicht
        on
            uitkomst.leerling_nr = plicht.leerling_nr
            and if(grond.zonder_plicht, leerling.kijkdag, uitkomst.laatste_dag) >= plicht.van
            and if(grond.zonder_plicht, leerling.kijkdag, uitkomst.laatste_dag) < plicht.tot
    where
        uitkomst.uitkomst = 'ja'
        and grond.maat != 'reeks'
        and (grond.zonder_plicht or plicht.plicht != 'geen')
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
    gronden.op_peildatum,
    gronden.plicht
from gronden
left join eerste_geteld as eerste
    on
        gronden.leerling_nr = eerste.leerling_nr
        and gronden.status = eerste.status
        and gronden.grond = eerste.grond
