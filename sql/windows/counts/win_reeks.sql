-- Runs (contract 2.5), with what of them lay at an earlier school where the SWV says that the pupil moved (2.9): one
-- row per pupil, group (oa, ga, alle) and first day. start: the first day, at whatever school; start_hier: the first
-- one at this school. Both durations are those at each school added, each as it is counted there: time between two
-- schools adds nothing. start_positie: that of start_hier less the positions before it; of a run that goes on from an
-- earlier school no lesweek need have it. eerder_*: what lay before start_hier, 0 where nothing did.
with

eerder as (
    select
        leerling_nr,
        groep,
        start,
        min(eerder_start) as eerste_start,
        sum(duur_posities)::integer as duur_posities,
        sum(duur_kalenderdagen)::integer as duur_kalenderdagen,
        bool_and(geheel_ongeoorloofd) as geheel_ongeoorloofd,
        bool_or(deels_zonder_reden) as deels_zonder_reden
    from win_reeks_eerder
    group by leerling_nr, groep, start
)

select
    reeks.leerling_nr,
    reeks.school_nr,
    reeks.groep,
    coalesce(eerder.eerste_start, reeks.start) as start,
    reeks.laatste_dag,
    reeks.start_positie - coalesce(eerder.duur_posities, 0) as start_positie,
    reeks.geheel_ongeoorloofd and coalesce(eerder.geheel_ongeoorloofd, true) as geheel_ongeoorloofd,
    reeks.loopt,
    reeks.tot_en_met,
    reeks.duur_posities + coalesce(eerder.duur_posities, 0) as duur_posities,
    reeks.duur_kalenderdagen + coalesce(eerder.duur_kalenderdagen, 0) as duur_kalenderdagen,
    reeks.start as start_hier,
    coalesce(eerder.duur_posities, 0) as eerder_posities,
    coalesce(eerder.duur_kalenderdagen, 0) as eerder_kalenderdagen,
    reeks.deels_zonder_reden or coalesce(eerder.deels_zonder_reden, false) as deels_zonder_reden
from win_eigen_reeks as reeks
left join eerder
    on
        reeks.leerling_nr = eerder.leerling_nr
        and reeks.groep = eerder.groep
        and reeks.start = eerder.start
