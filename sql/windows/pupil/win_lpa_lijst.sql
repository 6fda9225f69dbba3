-- One young person on a list of the LPA: its kind (absoluut_verzuim, vrijstelling_5a, _5b, _5c) and its number on the
-- list, as the half-open interval [van, tot). They are no pupils of an LVS.
select
    'absoluut_verzuim' as soort,
    volgnummer,
    van,
    tot
from stg_absoluut_verzuim
union all
select
    'vrijstelling_' || grond as soort,
    volgnummer,
    van,
    tot
from stg_vrijstelling
