-- One pupil of a school: its number in the store and the code that outputs carry.
select
    leerling_nr,
    school_nr,
    leerling
from raw_sleutel
