-- A municipality as a school wrote it, with what two spellings of it have in common: one row per school and spelling.
select
    school_nr,
    woongemeente,
    sleutel
from raw_woongemeente
