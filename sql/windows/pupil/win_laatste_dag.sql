-- The last enrolled day of each pupil, and the day on which the pupil is looked at: the peildatum, or that
-- last day where it lies before the peildatum (contract 2.5, run).
select
    inschrijving.leerling_nr,
    inschrijving.school_nr,
    max(inschrijving.tot) - 1 as laatste_dag,
    max(inschrijving.tot) - 1 < any_value(run.peildatum) as vertrokken,
    least(max(inschrijving.tot) - 1, any_value(run.peildatum)) as kijkdag
from stg_inschrijving as inschrijving
cross join ref_run as run
group by inschrijving.leerling_nr, inschrijving.school_nr
