-- Pupils of the period who the SWV counts at a later school, since it says that they moved (contract 2.9): one row per
-- pupil, with the pupil at the last school that has one in the period (later_nr). A later school that was refused or
-- not measured has none: then the child is counted where it was, and never lost.
select
    keten.eerder_nr as leerling_nr,
    arg_max(keten.leerling_nr, keten.eerste_lesdag) as later_nr
from win_overstap_keten as keten
semi join win_leerling_periode as eerder on keten.eerder_nr = eerder.leerling_nr
semi join win_leerling_periode as later on keten.leerling_nr = later.leerling_nr
group by keten.eerder_nr
