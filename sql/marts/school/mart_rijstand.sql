-- Rows of absence files that were superseded or not counted: one per school, file, state and line.
select
    school.school,
    rijstand.bestand_nr,
    rijstand.regelnummer,
    rijstand.stand,
    rijstand.buiten_rooster
from win_rijstand as rijstand
inner join ref_school as school on rijstand.school_nr = school.school_nr
where rijstand.stand != 'gebruikt' or rijstand.buiten_rooster > 0
