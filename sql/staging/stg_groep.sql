-- One membership of a pupil in a group beside the class, as the half-open interval [van, tot).
select
    leerling_nr,
    school_nr,
    groep,
    coalesce(van, date '0001-01-01') as van,
    coalesce(tot + 1, date '9999-12-31') as tot
from raw_groep
