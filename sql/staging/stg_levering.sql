-- One range of days that the absence files of a school cover, as the school says: the half-open interval [van, tot).
select
    school_nr,
    dekt_van as van,
    dekt_tot + 1 as tot
from raw_levering
