-- One notification to DUO as the school delivered it, on [begindatum, einddatum]; no einddatum: it goes on.
select
    leerling_nr,
    school_nr,
    meldsoort,
    begindatum,
    einddatum,
    gemeld_op,
    bestand_nr,
    regelnummer
from raw_duo_melding
