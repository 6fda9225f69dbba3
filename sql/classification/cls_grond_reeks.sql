-- Runs that give a pupil a status: one row per pupil, status and ground, for the run that decides. A run counts that
-- overlaps the period, or that goes on at the horizon (a period that lies in a holiday has no days to overlap).
-- Of several runs the one that goes on, else the one that started last; for a status that asks the longest
-- run, that one, on a tie the earliest (contract 5). A ground on unauthorised absence does not hold for a pupil whose
-- duty is geen on the last day of that run (2.9).
with

beslissend as (
    select reeks.*
    from cls_status_reeks as reeks
    inner join ref_run as run on reeks.laatste_dag >= run.periode_van or reeks.loopt
    qualify row_number() over (
        partition by reeks.leerling_nr, reeks.status, reeks.grond
        order by
            case when reeks.langste_reeks then reeks.duur end desc,
            case when reeks.langste_reeks then reeks.start end,
            reeks.loopt desc,
            reeks.start desc
    ) = 1
)

select
    beslissend.leerling_nr,
    beslissend.school_nr,
    beslissend.status,
    beslissend.grond,
    beslissend.rang,
    beslissend.start,
    beslissend.duur_posities,
    beslissend.loopt as op_peildatum,
    beslissend.duur = definitie.venster_posities as precies_vier_weken,
    beslissend.plicht
from beslissend
cross join ref_definitie as definitie
where beslissend.zonder_plicht or beslissend.plicht != 'geen'
