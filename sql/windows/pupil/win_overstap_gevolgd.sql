-- Moves between two schools of the SWV that are followed (contract 2.9): one row per move. Both pupils are known and
-- have measured days with slots, each is in one move on that side only, and at the new school they begin later, so that
-- moves go round in no circle. overlapt: the pupil is still enrolled at the old school on the first day with slots at
-- the new one. sluit_aan: it is not, and that day comes not more calendar days after the last one there than
-- ref_definitie has; then runs and the ledger go on. verschuiving: what is added to a position of the old school to go
-- on counting at the new one: the last one there, the horizon of the pupil, lies right before the first day here.
with

overstappen as (
    select distinct
        van_nr,
        naar_nr
    from win_overstap
    where van_nr is not null and naar_nr is not null
),

eenduidig as (
    select
        van_nr,
        naar_nr
    from overstappen
    qualify count(*) over (partition by van_nr) = 1 and count(*) over (partition by naar_nr) = 1
),

met_lesdagen as (
    select
        eenduidig.van_nr,
        eenduidig.naar_nr,
        naar.school_nr,
        van.horizon_positie,
        van.laatste_dag,
        oud.laatste_lesdag,
        nieuw.eerste_lesdag
    from eenduidig
    inner join win_leerling as van on eenduidig.van_nr = van.leerling_nr
    inner join win_leerling as naar on eenduidig.naar_nr = naar.leerling_nr
    inner join win_traject_grens as oud on van.traject_nr = oud.traject_nr
    inner join win_traject_grens as nieuw
        on
            naar.traject_nr = nieuw.traject_nr
            and oud.eerste_lesdag < nieuw.eerste_lesdag
)

select
    overstap.van_nr,
    overstap.naar_nr,
    overstap.laatste_lesdag,
    overstap.eerste_lesdag,
    overstap.eerste_lesdag > overstap.laatste_dag
    and overstap.eerste_lesdag <= overstap.laatste_lesdag + definitie.overstap_dagen::integer as sluit_aan,
    overstap.eerste_lesdag <= overstap.laatste_dag as overlapt,
    schooldag.positie - overstap.horizon_positie - 1 as verschuiving
from met_lesdagen as overstap
cross join ref_definitie as definitie
inner join win_schooldag as schooldag
    on
        overstap.school_nr = schooldag.school_nr
        and overstap.eerste_lesdag = schooldag.datum
