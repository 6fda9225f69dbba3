-- One pupil enrolled on at least one day of the period, also of a school that was not measured: class and year of the
-- last enrolled day up to the peildatum, and whether a timetable names one of the groups that the pupil has in the
-- period (contract 1.3). Who has no inschrijfdatum is enrolled from the begin of what was measured (2.8).
with

genoemd as (
    select
        school_nr,
        list(groep) as groepen
    from win_groep_met_rooster
    group by school_nr
)

select
    segment.leerling_nr,
    segment.school_nr,
    arg_max(segment.klas, segment.van) as klas,
    arg_max(segment.leerjaar, segment.van) as leerjaar,
    arg_max(segment.onderwijssoort, segment.van) as onderwijssoort,
    coalesce(
        bool_or(
            list_has_any(list_append(segment.groepen, ''), genoemd.groepen)
        ) filter (where segment.tot > meting.periode_van),
        false
    ) as heeft_rooster
from win_segment as segment
inner join win_meting as meting
    on
        segment.school_nr = meting.school_nr
        and segment.van <= meting.peildatum
left join genoemd on segment.school_nr = genoemd.school_nr
group by segment.leerling_nr, segment.school_nr
having
    bool_or(
        segment.tot > meting.periode_van
        and (not segment.zonder_begin or segment.tot > meting.gemeten_van)
    )
