-- How many lessons a group has on a weekday, as the school estimates it (contract 1.4), on [van, tot).
select
    school_nr,
    groep,
    weekdag,
    lessen,
    minuten,
    coalesce(geldig_van, date '0001-01-01') as van,
    coalesce(geldig_tot + 1, date '9999-12-31') as tot
from raw_lessentabel
