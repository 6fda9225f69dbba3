-- A pupil who went from one school of the SWV to another, as the SWV says (contract 2.9): one row per row delivered.
-- The pupils by code, each at its own school.
select
    school_van,
    leerling_van,
    school_naar,
    leerling_naar,
    datum
from raw_overstap
