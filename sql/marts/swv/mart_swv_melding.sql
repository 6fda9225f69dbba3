-- The DUO ledger of the period for the SWV report: one row per school, kind of report, duty and status. Counted are the
-- reports whose last day to be made lies in the period or after the peildatum, so none is judged in two periods.
select
    melding.school,
    school.sector,
    melding.meldsoort,
    melding.plicht,
    melding.status,
    count(*)::integer as meldingen
from mart_duo_melding as melding
inner join ref_school as school on melding.school = school.school
inner join ref_run as run on melding.uiterste_meldatum >= run.periode_van
group by melding.school, school.sector, melding.meldsoort, melding.plicht, melding.status
