-- Sick spells of the pupils with a card that started in the school year: one row per pupil and first day.
select
    leerling.school,
    leerling.leerling,
    melding.start,
    melding.laatste_dag,
    melding.ziekdagen
from win_ziekmelding as melding
inner join mart_bespreekleerling as leerling on melding.leerling_nr = leerling.leerling_nr
inner join ref_run as run on melding.schooljaar_van = run.schooljaar_van
order by leerling.school, leerling.leerling, melding.start
