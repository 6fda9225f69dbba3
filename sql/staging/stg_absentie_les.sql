-- One absence event on one lesson hour.
select
    leerling_nr,
    school_nr,
    datum,
    lesuur,
    code,
    soort_rij,
    soort_bron,
    ingevoerd_op,
    ingevoerd_utc,
    minuten_te_laat,
    volgnr,
    bestand_nr,
    regelnummer
from raw_absentie_les
