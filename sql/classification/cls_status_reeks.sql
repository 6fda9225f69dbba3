-- Runs long enough for a status, whenever they were: one row per pupil, status, ground and run. The measure, the
-- bounds and the calendar months are those of the rule set; a run that goes on is measured to the horizon.
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
        case status.eenheid
            when 'duur_posities' then reeks.duur_posities
            when 'duur_kalenderdagen' then reeks.duur_kalenderdagen
        end as duur
    from win_reeks as reeks
    inner join ref_school as school on reeks.school_nr = school.school_nr
    inner join ref_status as status
        on
            school.protocol = status.protocol
            and school.sector = status.sector
            and reeks.groep = status.groep
            and status.maat = 'reeks'
    where
        (
            status.maanden is null or reeks.start + to_months(status.maanden)
            <= case when reeks.loopt then reeks.tot_en_met else reeks.laatste_dag end
        )
        and not (status.niet_geheel_ongeoorloofd and reeks.geheel_ongeoorloofd)
)

select * exclude (minimum, maximum)
from reeksen
where duur >= minimum and (maximum is null or duur <= maximum)
