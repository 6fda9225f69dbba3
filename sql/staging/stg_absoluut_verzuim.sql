-- One young person without enrolment on the LPA's list, as the half-open interval [van, tot).
select
    volgnummer,
    woongemeente,
    geboortejaar,
    sinds as van,
    coalesce(tot + 1, date '9999-12-31') as tot
from raw_absoluut_verzuim
