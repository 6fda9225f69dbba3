-- The reports to DUO that are handed over: to the attendance officer (folder leerplicht, duty verplicht) or to the
-- Doorstroompunt (rmc); without a duty, or where the age is not known, to nobody (contract 2.9). Table duo_melding with
-- the municipality in which the pupil lives, as the school wrote it. One row per report. It reads the ledger of
-- unauthorised hours alone.
select
    geboorte.woongemeente,
    melding.school,
    melding.leerling,
    melding.meldsoort,
    melding.einddatum,
    melding.begindatum,
    melding.uren,
    melding.waarvan_voorlopig,
    melding.plicht,
    melding.uiterste_meldatum,
    melding.status,
    melding.ernst_precies_16
from mart_duo_melding as melding
inner join ref_school as school on melding.school = school.school
inner join win_leerling as leerling
    on
        school.school_nr = leerling.school_nr
        and melding.leerling = leerling.leerling
inner join win_geboorte as geboorte on leerling.leerling_nr = geboorte.leerling_nr
where melding.plicht in ('verplicht', 'rmc')
