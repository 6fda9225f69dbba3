-- One lesson of a group's weekly timetable, in force on the half-open interval [van, tot).
select
    school_nr,
    groep,
    weekdag,
    lesuur,
    begin_min,
    eind_min,
    minuten,
    coalesce(geldig_van, date '0001-01-01') as van,
    coalesce(geldig_tot + 1, date '9999-12-31') as tot
from raw_rooster_week
