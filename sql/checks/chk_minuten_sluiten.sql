-- What: pupils whose minutes present, authorised, unauthorised, without a reason and unknown do not add up to the
-- scheduled ones.
-- When it matters: always (contract 2.2); every percentage and tier rests on it.
-- How to resolve: compare win_leerling_dag with win_traject_dag for the pupil; two rows for one slot, or a slot
-- without a day in the traject.
select *
from win_leerling_periode
where
    aanwezig_min + geoorloofd_min + ongeoorloofd_min + reden_onbekend_min + onbekend_min != gepland_min
    or least(aanwezig_min, geoorloofd_min, ongeoorloofd_min, reden_onbekend_min, onbekend_min) < 0
    or voorlopig_min > ongeoorloofd_min
    or elders_min > aanwezig_min
