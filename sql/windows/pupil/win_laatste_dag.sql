-- The first and the last enrolled day of each pupil, and the day on which the pupil is looked at: the meetdatum of the
-- school, or that last day where it lies before the meetdatum (contract 2.3, 2.5). Who leaves after the meetdatum is
-- still there. An enrolment without inschrijfdatum begins before all days.
select
    inschrijving.leerling_nr,
    inschrijving.school_nr,
    max(inschrijving.tot) - 1 as laatste_dag,
    max(inschrijving.tot) - 1 < any_value(meting.meetdatum) as vertrokken,
    least(max(inschrijving.tot) - 1, any_value(meting.meetdatum)) as kijkdag,
    min(inschrijving.van) as eerste_dag
from stg_inschrijving as inschrijving
inner join win_meting as meting on inschrijving.school_nr = meting.school_nr
group by inschrijving.leerling_nr, inschrijving.school_nr
