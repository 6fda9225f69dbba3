-- The outcome of each rule for each pupil, ja or niet_te_bepalen (nee has no row): one row per pupil and rule.
-- niet_te_bepalen has no value, no first day and no window, and holds on no known day.
select
    uitkomst.leerling_nr,
    uitkomst.school_nr,
    regel.regel,
    uitkomst.uitkomst,
    uitkomst.eerste_datum,
    uitkomst.in_periode,
    uitkomst.op_peildatum,
    uitkomst.waarde,
    uitkomst.ruimte,
    uitkomst.venster_van,
    uitkomst.venster_tot,
    uitkomst.ontbreekt
from cls_uitkomst as uitkomst
inner join cls_regel as regel on uitkomst.toets_nr = regel.toets_nr
where uitkomst.uitkomst != 'nee'
