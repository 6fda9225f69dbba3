-- Which delivered notification answers which report (contract 2.7, 5): one row per pupil, meldsoort and report.
-- Reports take their turn in order of einddatum, an open end last; each takes the first overlapping notification
-- that is still free. gebruikt: the notifications taken so far.
with recursive

meldingen as (
    select
        melding.leerling_nr,
        melding.meldsoort,
        melding.begindatum,
        melding.einddatum,
        row_number() over (
            partition by melding.leerling_nr, melding.meldsoort
            order by melding.einddatum nulls last
        ) as beurt
    from cls_duo_melding as melding
    semi join win_duo_gemeld as gemeld
        on
            melding.leerling_nr = gemeld.leerling_nr
            and melding.meldsoort = gemeld.meldsoort
),

treffer as (
    select distinct
        leerling_nr,
        meldsoort,
        null::date as einddatum,
        0::bigint as beurt,
        null::integer as gemeld_nr,
        []::integer[] as gebruikt
    from meldingen
    union all
    select
        melding.leerling_nr,
        melding.meldsoort,
        melding.einddatum,
        melding.beurt,
        min(gemeld.gemeld_nr) as gemeld_nr,
        if(min(gemeld.gemeld_nr) is null, treffer.gebruikt, list_append(treffer.gebruikt, min(gemeld.gemeld_nr)))
            as gebruikt
    from treffer
    inner join meldingen as melding
        on
            treffer.leerling_nr = melding.leerling_nr
            and treffer.meldsoort = melding.meldsoort
            and treffer.beurt + 1 = melding.beurt
    left join win_duo_gemeld as gemeld
        on
            melding.leerling_nr = gemeld.leerling_nr
            and melding.meldsoort = gemeld.meldsoort
            and (melding.einddatum is null or gemeld.begindatum <= melding.einddatum)
            and (gemeld.einddatum is null or gemeld.einddatum >= melding.begindatum)
            and not list_contains(treffer.gebruikt, gemeld.gemeld_nr)
    group by melding.leerling_nr, melding.meldsoort, melding.einddatum, melding.beurt, treffer.gebruikt
)

select
    treffer.leerling_nr,
    treffer.meldsoort,
    treffer.einddatum,
    gemeld.gemeld_op
from treffer
inner join win_duo_gemeld as gemeld
    on
        treffer.leerling_nr = gemeld.leerling_nr
        and treffer.gemeld_nr = gemeld.gemeld_nr
