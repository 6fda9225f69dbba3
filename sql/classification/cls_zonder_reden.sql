-- What absence without a reason (afwezig_onbekend, contract 2.2) would be if it were unauthorised: one row per pupil
-- with such a lesson in the school year of the meetdatum. lessen and oudste_dag are of that school year; zestigsten:
-- most hours within four lesweken that hold such a lesson, with unauthorised ones; duur_posities: the longest run with
-- such minutes. Hours and runs go on over a move to this school as the ledger does (2.9); who has such lessons at the
-- earlier school alone is asked about there. zou_16uur, zou_lrv: a report to DUO (contract 2.7) is due then, and not
-- without them.
with

lessen as (
    select
        registratie.leerling_nr,
        registratie.school_nr,
        min(registratie.datum) as oudste_dag,
        min(registratie.dag_nr) as oudste_dag_nr,
        count(*)::integer as lessen
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join win_meting as meting
        on
            registratie.school_nr = meting.school_nr
            and registratie.datum >= meting.schooljaar_van
    where soort.groep = 'reden_onbekend'
    group by registratie.leerling_nr, registratie.school_nr
),

-- Of each pupil who was whom at this school or before, and what makes a position of that school one of this school.
wie as (
    select
        leerling_nr,
        leerling_nr as dag_van_nr,
        0 as verschuiving,
        false as eerder
    from lessen
    union all
    select
        keten.leerling_nr,
        keten.eerder_nr as dag_van_nr,
        keten.verschuiving,
        true as eerder
    from win_overstap_keten as keten
    semi join lessen on keten.leerling_nr = lessen.leerling_nr
    where keten.sluit_aan
),

dagen as (
    select
        wie.leerling_nr,
        wie.eerder,
        dag.positie + wie.verschuiving as positie,
        dag.oa_zestigsten,
        dag.reden_zestigsten,
        definitie.venster_posities
    from wie
    inner join win_leerling_dag as dag on wie.dag_van_nr = dag.leerling_nr
    cross join ref_definitie as definitie
    where dag.oa_zestigsten + dag.reden_zestigsten > 0
),

opgeteld as (
    select
        leerling_nr,
        eerder,
        sum(oa_zestigsten) over venster as oa_zestigsten,
        sum(reden_zestigsten) over venster as reden_zestigsten
    from dagen
    window venster as (
        partition by leerling_nr
        order by positie
        range between venster_posities - 1 preceding and current row
    )
),

uren as (
    select
        opgeteld.leerling_nr,
        max(opgeteld.oa_zestigsten + opgeteld.reden_zestigsten)::integer as zestigsten,
        bool_or(
            opgeteld.oa_zestigsten + opgeteld.reden_zestigsten >= 60 * definitie.duo_uren
            and opgeteld.oa_zestigsten < 60 * definitie.duo_uren
        ) as zou_16uur
    from opgeteld
    cross join ref_definitie as definitie
    where opgeteld.reden_zestigsten > 0 and not opgeteld.eerder
    group by opgeteld.leerling_nr
),

-- Unauthorised runs that fill four lesweken by themselves.
vol as (
    select
        reeks.leerling_nr,
        reeks.start_hier
    from win_reeks as reeks
    cross join ref_definitie as definitie
    where reeks.groep = 'oa' and reeks.duur_posities >= definitie.venster_posities
),

reeksen as (
    select
        mogelijk.leerling_nr,
        max(mogelijk.duur_posities) as duur_posities,
        bool_or(mogelijk.duur_posities >= definitie.venster_posities and vol.leerling_nr is null) as zou_lrv
    from win_onbekend_keten as mogelijk
    inner join win_meting as meting
        on
            mogelijk.school_nr = meting.school_nr
            and mogelijk.tot_en_met >= meting.schooljaar_van
    cross join ref_definitie as definitie
    left join vol
        on
            mogelijk.leerling_nr = vol.leerling_nr
            and vol.start_hier between mogelijk.start_hier and mogelijk.laatste_dag
    where mogelijk.groep = 'oa_zonder_reden'
    group by mogelijk.leerling_nr
)

select
    lessen.leerling_nr,
    lessen.school_nr,
    lessen.oudste_dag,
    lessen.oudste_dag_nr,
    lessen.lessen,
    uren.zestigsten,
    uren.zou_16uur,
    coalesce(reeksen.duur_posities, 0) as duur_posities,
    coalesce(reeksen.zou_lrv, false) as zou_lrv
from lessen
inner join uren on lessen.leerling_nr = uren.leerling_nr
left join reeksen on lessen.leerling_nr = reeksen.leerling_nr
