-- When school begins and ends on a weekday (contract 1.4), on [van, tot). Without a group it is of every pupil:
-- groep ''.
select
    school_nr,
    weekdag,
    begin_min,
    eind_min,
    pauze_van_min,
    pauze_tot_min,
    coalesce(groep, '') as groep,
    coalesce(geldig_van, date '0001-01-01') as van,
    coalesce(geldig_tot + 1, date '9999-12-31') as tot
from raw_schooltijden
