-- Runs that give a pupil a status: one row per pupil, status and ground, for the run that decides. A run counts that
-- overlaps the period, or that goes on at the horizon (a period that lies in a holiday has no days to overlap).
-- Of several runs the one that goes on, else the one that started last; for a status that asks the longest
-- run, that one, on a tie the earliest (contract 5).
with

reeksen as (
    select
        reeks.*,
        status.status,
        status.grond,
        status.rang,
        status.langste_reeks,
        status.minimum,
        status.maximum,
        definitie.venster_posities,
        case status.eenheid
            when 'duur_posities' then reeks.duur_posities
            when 'duur_kalenderdagen' then reeks.duur_kalenderdagen
        end as duur
    from win_reeks as reeks
    inner join ref_school as school on reeks.school_nr = school.school_nr
    inner join ref_run as run on reeks.laatste_dag >= run.periode_van or reeks.loopt
    inner join ref_status as status
        on
            school.protocol = status.protocol
            and school.sector = status.sector
            and reeks.groep = status.groep
            and status.maat = 'reeks'
    cross join ref_definitie as definitie
    where
        (
            status.maanden is null or reeks.start + to_months(status.maanden)
            <= case when reeks.loopt then reeks.tot_en_met else reeks.laatste_dag end
        )
        and not (status.niet_geheel_ongeoorloofd and reeks.geheel_ongeoorloofd)
),

beslissend as (
    select *
    from reeksen
    where duur >= minimum and (maximum is null or duur <= maximum)
    qualify row_number() over (
        partition by leerling_nr, status, grond
        order by
            case when langste_reeks then duur end desc nulls last,
            case when langste_reeks then start end nulls last,
            loopt desc,
            start desc
    ) = 1
)

select
    leerling_nr,
    school_nr,
    status,
    grond,
    rang,
    start,
    duur_posities,
    loopt as op_peildatum,
    duur = venster_posities as precies_vier_weken
from beslissend
