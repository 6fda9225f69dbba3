-- The worklist of a school: reports to DUO that should have been made by the peildatum and were not, or too late.
-- One row per report. Where the school delivered no notifications the status is onbekend: it must look for itself.
-- A pupil without any duty has nothing on the list.
select
    melding.school,
    melding.leerling,
    melding.meldsoort,
    melding.begindatum,
    melding.einddatum,
    melding.uren,
    melding.uiterste_meldatum,
    melding.status,
    melding.plicht
from mart_duo_melding as melding
inner join ref_run as run on melding.uiterste_meldatum < run.peildatum
where
    melding.plicht != 'geen'
    and melding.status in ('niet_gemeld', 'te_laat', 'onbekend')
order by melding.school, melding.uiterste_meldatum, melding.leerling, melding.meldsoort, melding.einddatum
