-- The DUO ledger (contract 2.7, steps 1 to 3): which reports were due, one after the other, each with the one before
-- it. One row per pupil and report. Every step finds the next report of all pupils at once: the first possible day
-- on which enough hours stand since the last report, and, in the run in which that one ended, not before the pause
-- between two reports is over, unless the run is over first. An lrv is due whatever was reported before.
-- Reports of an earlier school lead to the first one here and stand there, not here (eerder).
with recursive

melding as (
    select distinct
        leerling_nr,
        school_nr,
        0 as plaats,
        null::varchar as meldsoort,
        null::date as datum,
        0 as stand,
        null::date as venster_van,
        null::date as reeks_start,
        false as loopt,
        null::date as meldbaar_op,
        null::date as vorige_datum,
        null::date as vorige_reeks_start,
        false as eerder
    from cls_duo_mogelijk
    union all
    select
        mogelijk.leerling_nr,
        mogelijk.school_nr,
        mogelijk.plaats,
        mogelijk.meldsoort,
        mogelijk.datum,
        mogelijk.stand,
        mogelijk.venster_van,
        mogelijk.reeks_start,
        mogelijk.loopt,
        mogelijk.meldbaar_op,
        melding.datum as vorige_datum,
        melding.reeks_start as vorige_reeks_start,
        mogelijk.eerder
    from melding
    inner join cls_duo_mogelijk as mogelijk
        on
            melding.leerling_nr = mogelijk.leerling_nr
            and melding.plaats < mogelijk.plaats
    cross join ref_definitie as definitie
    where
        mogelijk.meldsoort = 'lrv'
        or (
            mogelijk.stand - melding.stand >= 60 * definitie.duo_uren
            and (
                melding.reeks_start is null
                or mogelijk.reeks_start is distinct from melding.reeks_start
                or mogelijk.datum >= melding.datum + definitie.duo_pauze_dagen::integer
                or mogelijk.sluit_reeks
            )
        )
    qualify row_number() over (partition by mogelijk.leerling_nr order by mogelijk.plaats) = 1
)

select
    leerling_nr,
    school_nr,
    plaats,
    meldsoort,
    datum,
    venster_van,
    reeks_start,
    loopt,
    meldbaar_op,
    vorige_datum,
    vorige_reeks_start
from melding
where plaats > 0 and not eerder
