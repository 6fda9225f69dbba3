-- Runs as they would be if unknown minutes were absence (win_onbekend_reeks), with what of them lay at an earlier
-- school where the SWV says that the pupil moved (2.9): one row per pupil, group and first day at its own school. On
-- either side of a move the lessons may be unknown: a child must not disappear because a lesson between two schools was
-- not told. So a run without an unknown lesson here stands too, when it goes on from one that has some. So it is with
-- minutes without a reason (oa_zonder_reden), of which an unauthorised run is the known part. Columns as in win_reeks.
with recursive

betrokken as (
    select naar_nr as leerling_nr
    from win_overstap_gevolgd
    where sluit_aan
    union
    select van_nr as leerling_nr
    from win_overstap_gevolgd
    where sluit_aan
),

gekend as (
    select * from win_eigen_reeks
    union all
    select * replace ('oa_zonder_reden' as groep)
    from win_eigen_reeks
    where groep = 'oa'
),

-- A known run that lies within a possible one is part of it.
bekend as (
    select reeks.*
    from gekend as reeks
    semi join betrokken on reeks.leerling_nr = betrokken.leerling_nr
    anti join win_onbekend_reeks as mogelijk
        on
            reeks.leerling_nr = mogelijk.leerling_nr
            and reeks.groep = mogelijk.groep
            and reeks.start between mogelijk.start and mogelijk.laatste_dag
),

eigen as (
    select
        leerling_nr,
        school_nr,
        groep,
        start,
        laatste_dag,
        tot_en_met,
        start_positie,
        duur_posities,
        duur_kalenderdagen,
        loopt,
        true as met_onbekend
    from win_onbekend_reeks
    union all
    select
        leerling_nr,
        school_nr,
        groep,
        start,
        laatste_dag,
        tot_en_met,
        start_positie,
        duur_posities,
        duur_kalenderdagen,
        loopt,
        false as met_onbekend
    from bekend
),

aansluitend as (
    select
        reeks.leerling_nr,
        reeks.groep,
        reeks.start,
        eerder.leerling_nr as eerder_nr,
        eerder.start as eerder_start
    from win_overstap_gevolgd as overstap
    inner join eigen as reeks
        on
            overstap.naar_nr = reeks.leerling_nr
            and overstap.eerste_lesdag = reeks.start
    inner join eigen as eerder
        on
            overstap.van_nr = eerder.leerling_nr
            and overstap.laatste_lesdag = eerder.laatste_dag
            and reeks.groep = eerder.groep
    where overstap.sluit_aan
),

keten as (
    select *
    from aansluitend
    union all
    select
        keten.leerling_nr,
        keten.groep,
        keten.start,
        verder.eerder_nr,
        verder.eerder_start
    from keten
    inner join aansluitend as verder
        on
            keten.eerder_nr = verder.leerling_nr
            and keten.groep = verder.groep
            and keten.eerder_start = verder.start
),

vooraf as (
    select
        keten.leerling_nr,
        keten.groep,
        keten.start,
        min(keten.eerder_start) as eerste_start,
        sum(eerder.duur_posities)::integer as duur_posities,
        sum(eerder.duur_kalenderdagen)::integer as duur_kalenderdagen,
        bool_or(eerder.met_onbekend) as met_onbekend
    from keten
    inner join eigen as eerder
        on
            keten.eerder_nr = eerder.leerling_nr
            and keten.groep = eerder.groep
            and keten.eerder_start = eerder.start
    group by keten.leerling_nr, keten.groep, keten.start
)

select
    eigen.leerling_nr,
    eigen.school_nr,
    eigen.groep,
    coalesce(vooraf.eerste_start, eigen.start) as start,
    eigen.start as start_hier,
    eigen.laatste_dag,
    eigen.tot_en_met,
    eigen.start_positie - coalesce(vooraf.duur_posities, 0) as start_positie,
    eigen.duur_posities + coalesce(vooraf.duur_posities, 0) as duur_posities,
    eigen.duur_kalenderdagen + coalesce(vooraf.duur_kalenderdagen, 0) as duur_kalenderdagen,
    coalesce(vooraf.duur_posities, 0) as eerder_posities,
    coalesce(vooraf.duur_kalenderdagen, 0) as eerder_kalenderdagen,
    eigen.loopt
from eigen
left join vooraf
    on
        eigen.leerling_nr = vooraf.leerling_nr
        and eigen.groep = vooraf.groep
        and eigen.start = vooraf.start
where eigen.met_onbekend or vooraf.met_onbekend
