-- One row of a school's own code table, in force on the half-open interval [van, tot).
select
    school_nr,
    code,
    soort,
    volgnr,
    coalesce(geldig_van, date '0001-01-01') as van,
    coalesce(geldig_tot + 1, date '9999-12-31') as tot
from raw_code
