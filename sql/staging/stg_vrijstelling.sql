-- One exemption under article 5 on the LPA's list, as the half-open interval [van, tot).
select
    volgnummer,
    woongemeente,
    geboortejaar,
    grond,
    van,
    coalesce(tot + 1, date '9999-12-31') as tot
from raw_vrijstelling
