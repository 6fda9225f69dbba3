-- What: days of a pupil with more minutes registered than scheduled.
-- When it matters: always; one slot was counted twice.
-- How to resolve: look for two rows in win_registratie on one pupil, date and lesson hour.
select *
from win_leerling_dag
where afwezig_min + onbekend_min + elders_min > gepland_min
