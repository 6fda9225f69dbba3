-- One local period of a school, as the half-open interval [van, tot).
select
    school_nr,
    soort,
    van,
    tot + 1 as tot
from raw_kalender
