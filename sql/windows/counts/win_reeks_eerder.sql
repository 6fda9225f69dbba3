-- What of a run lay at earlier schools (contract 2.9, movers): one row per pupil, group, first day at its own school
-- and earlier pupil. The run there was not broken on the last day with slots, the one here begins on the first day with
-- slots, of the same group, and the move is followed without a longer pause. Where that run began on the first day with
-- slots there, the one of a school before it can go on into it.
with recursive

aansluitend as (
    select
        reeks.leerling_nr,
        reeks.groep,
        reeks.start,
        eerder.leerling_nr as eerder_nr,
        eerder.start as eerder_start
    from win_overstap_gevolgd as overstap
    inner join win_eigen_reeks as reeks
        on
            overstap.naar_nr = reeks.leerling_nr
            and overstap.eerste_lesdag = reeks.start
    inner join win_eigen_reeks as eerder
        on
            overstap.van_nr = eerder.leerling_nr
            and overstap.laatste_lesdag = eerder.laatste_dag
            and reeks.groep = eerder.groep
    where overstap.sluit_aan
),

keten as (
    select
        leerling_nr,
        groep,
        start,
        eerder_nr,
        eerder_start
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
)

select
    keten.leerling_nr,
    keten.groep,
    keten.start,
    keten.eerder_nr,
    keten.eerder_start,
    eerder.duur_posities,
    eerder.duur_kalenderdagen,
    eerder.geheel_ongeoorloofd,
    eerder.deels_zonder_reden
from keten
inner join win_eigen_reeks as eerder
    on
        keten.eerder_nr = eerder.leerling_nr
        and keten.groep = eerder.groep
        and keten.eerder_start = eerder.start
