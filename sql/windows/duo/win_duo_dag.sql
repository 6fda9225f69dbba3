-- The unauthorised hours of the DUO ledger (contract 2.7), in sixtieths: one row per pupil and day with such hours.
-- Authorised absence is left out in the first step, so that none can get any further. stand: all hours up to and
-- including the day; stand_voor_venster: those of them before the four lesweken that end on the day.
-- reeks_start: the unauthorised run that the day is in, if any. The count of a pupil who moved goes on at the new
-- school (contract 2.9): it has the days of the earlier school too (eerder), in positions of the new one. Whether it
-- does never depends on absence, so that none but unauthorised hours can be felt here.
with

voorlopig as (
    select
        registratie.leerling_nr,
        registratie.datum,
        sum(
            case when school.sector = 'PO' then registratie.minuten else greatest(registratie.minuten, 60) end
        ) as zestigsten
    from win_registratie as registratie
    inner join ref_school as school on registratie.school_nr = school.school_nr
    where registratie.soort = 'voorlopig_ongeoorloofd'
    group by registratie.leerling_nr, registratie.datum
),

dagen as (
    select
        dag.leerling_nr,
        dag.school_nr,
        dag.datum,
        dag.positie,
        dag.oa_zestigsten,
        coalesce(voorlopig.zestigsten, 0)::integer as voorlopig_zestigsten,
        reeks.start as reeks_start,
        definitie.venster_posities
    from win_leerling_dag as dag
    cross join ref_definitie as definitie
    left join voorlopig
        on
            dag.leerling_nr = voorlopig.leerling_nr
            and dag.datum = voorlopig.datum
    left join win_reeks as reeks
        on
            dag.leerling_nr = reeks.leerling_nr
            and reeks.groep = 'oa'
            and dag.datum >= reeks.start_hier
            and dag.datum <= reeks.laatste_dag
    where dag.oa_zestigsten > 0
),

met_eerder as (
    select
        *,
        false as eerder
    from dagen
    union all
    select
        dagen.* replace (keten.leerling_nr as leerling_nr, dagen.positie + keten.verschuiving as positie),
        true as eerder
    from dagen
    inner join win_overstap_keten as keten
        on
            dagen.leerling_nr = keten.eerder_nr
            and keten.sluit_aan
),

opgeteld as (
    select
        leerling_nr,
        school_nr,
        datum,
        positie,
        oa_zestigsten,
        voorlopig_zestigsten,
        reeks_start,
        eerder,
        (sum(oa_zestigsten) over (partition by leerling_nr order by positie))::integer as stand,
        (sum(oa_zestigsten) over venster)::integer as in_venster,
        min(datum) over venster as venster_van
    from met_eerder
    window venster as (
        partition by leerling_nr
        order by positie
        range between venster_posities - 1 preceding and current row
    )
)

select
    leerling_nr,
    school_nr,
    datum,
    positie,
    oa_zestigsten,
    voorlopig_zestigsten,
    reeks_start,
    stand,
    stand - in_venster as stand_voor_venster,
    venster_van,
    eerder
from opgeteld
