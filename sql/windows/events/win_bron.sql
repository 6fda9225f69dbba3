-- Where each absence event comes from: file, line, code and the source of its kind, by school and volgnr.
-- A row of a file that names several lesson hours has one row here per hour, all alike.
-- materialized: view
select
    school_nr,
    volgnr,
    leerling_nr,
    bestand_nr,
    regelnummer,
    code,
    soort_bron,
    ingevoerd_op,
    ingevoerd_utc
from stg_absentie_les
union all
select
    school_nr,
    volgnr,
    leerling_nr,
    bestand_nr,
    regelnummer,
    code,
    soort_bron,
    ingevoerd_op,
    ingevoerd_utc
from stg_absentie_span
