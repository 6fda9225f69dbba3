-- One exemption under article 5 on the LPA's list, as the half-open interval [van, tot); tot is empty without an end.
select
    volgnummer,
    woongemeente,
    geboortejaar,
    grond,
    van,
    tot + 1 as tot
from raw_vrijstelling
