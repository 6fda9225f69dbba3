-- What: slots of a pupil with more than one registration that stands.
-- When it matters: always; contract 2.1 has one event on a slot.
-- How to resolve: the tie-break in win_betwist is not a total order, or an event touches a slot twice.
select
    leerling_nr,
    datum,
    lesuur
from win_registratie
group by leerling_nr, datum, lesuur
having count(*) > 1
