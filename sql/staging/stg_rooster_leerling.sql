-- One pupil in a group of lessons of a timetable that lists its pupils, on the half-open interval [van, tot) that the
-- timetable covers: on those days it decides, whatever the pupil's groups (contract 1.4).
select
    leerling_nr,
    school_nr,
    groep,
    van,
    tot + 1 as tot
from raw_rooster_leerling
