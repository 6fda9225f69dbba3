-- Statuses that a pupil does not have and could have: a ground of it would hold if unknown slots were absence, or it
-- cannot be decided (contract 2.6). One row per pupil and status. alleen_aanwezigheid: by no other ground than the
-- attendance of the period. A ground on unauthorised absence needs a duty here too (2.9). alleen_rmc: each of its
-- grounds would hold last on a day on which the pupil is 18 or older.
select
    uitkomst.leerling_nr,
    uitkomst.school_nr,
    grond.status,
    bool_and(grond.maat = 'aanwezigheid_periode') as alleen_aanwezigheid,
    bool_and(plicht.plicht = 'rmc') as alleen_rmc
from cls_uitkomst as uitkomst
inner join cls_grond as grond on uitkomst.toets_nr = grond.toets_nr
inner join cls_plicht as plicht
    on
        uitkomst.leerling_nr = plicht.leerling_nr
        and uitkomst.laatste_dag >= plicht.van
        and uitkomst.laatste_dag < plicht.tot
        and (grond.zonder_plicht or plicht.plicht != 'geen')
semi join win_leerling_periode as periode on uitkomst.leerling_nr = periode.leerling_nr
anti join cls_thuiszitter as thuiszitter
    on
        uitkomst.leerling_nr = thuiszitter.leerling_nr
        and grond.status = thuiszitter.status
where uitkomst.uitkomst != 'ja'
group by uitkomst.leerling_nr, uitkomst.school_nr, grond.status
