-- Pupils with a report to DUO that can be one for the attendance officer or the Doorstroompunt, for the list of what a
-- school has to complete first (contract 2.9): one row per pupil. zonder_geboortedatum: of some report it is not
-- known whether there is a duty. woongemeente: as the school wrote it. A pupil without any duty is not handed over.
select
    school.school,
    leerling.leerling,
    bool_or(melding.plicht = 'niet_te_bepalen') as zonder_geboortedatum,
    any_value(geboorte.woongemeente) as woongemeente
from cls_duo_melding as melding
inner join win_leerling as leerling on melding.leerling_nr = leerling.leerling_nr
inner join win_geboorte as geboorte on melding.leerling_nr = geboorte.leerling_nr
inner join ref_school as school on melding.school_nr = school.school_nr
where melding.plicht != 'geen'
group by school.school, leerling.leerling
order by school.school, leerling.leerling
