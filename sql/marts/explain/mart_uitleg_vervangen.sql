-- Events of the pupil that is asked about (ref_leerling) that gave way to another one on the same slot, for
-- `msa explain`: one row per event and slot.
with

bronnen as (
    select distinct
        school_nr,
        volgnr,
        bestand_nr,
        regelnummer,
        code
    from win_bron
)

select
    betwist.datum,
    betwist.lesuur,
    betwist.soort::varchar as soort,
    betwist.ingevoerd_op,
    bron.code,
    bron.bestand_nr,
    bron.regelnummer
from win_betwist as betwist
inner join win_leerling as leerling on betwist.leerling_nr = leerling.leerling_nr
semi join ref_leerling as gevraagd on leerling.leerling = gevraagd.leerling
inner join bronnen as bron
    on
        betwist.school_nr = bron.school_nr
        and betwist.volgnr = bron.volgnr
where not betwist.staat
