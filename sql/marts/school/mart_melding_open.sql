-- Absences without a written end that are older than they should be on the last measured day (contract 2.8): what a
-- report shows of each.
select
    school.school,
    leerling.leerling,
    melding.bestand_nr,
    melding.regelnummer,
    melding.code,
    melding.begin,
    melding.schooldagen,
    melding.weersproken
from win_melding_open as melding
inner join ref_school as school on melding.school_nr = school.school_nr
inner join win_leerling as leerling on melding.leerling_nr = leerling.leerling_nr
order by school.school, melding.bestand_nr, melding.regelnummer, melding.volgnr
