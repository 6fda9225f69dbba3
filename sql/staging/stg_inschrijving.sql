-- One enrolment row of a pupil, as the half-open interval [van, tot).
-- A missing bound is unbounded: the first or last day that DuckDB and the calendar can hold.
select
    leerling_nr,
    school_nr,
    klas,
    leerjaar,
    onderwijssoort,
    geboortedatum,
    woongemeente,
    startkwalificatie,
    volgnr,
    inschrijfdatum is null as zonder_begin,
    coalesce(inschrijfdatum, date '0001-01-01') as van,
    coalesce(uitschrijfdatum + 1, date '9999-12-31') as tot
from raw_leerling
