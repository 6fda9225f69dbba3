-- Pupils who were away without a reason being told (contract 2.2) in the school year, the oldest first, and what it
-- would be if it were unauthorised: one row per pupil of the period. uren: most hours within four lesweken then;
-- duur_posities: the longest run then (7 = a lesweek); schooldagen: of the pupil since the oldest day.
select
    school.school,
    reden.oudste_dag,
    leerling.leerling,
    periode.klas,
    reden.lessen,
    (nummer.laatste_dag_nr - reden.oudste_dag_nr)::integer as schooldagen,
    reden.zestigsten / 60 as uren,
    reden.duur_posities,
    reden.zou_16uur,
    reden.zou_lrv
from cls_zonder_reden as reden
inner join win_leerling as leerling on reden.leerling_nr = leerling.leerling_nr
inner join win_leerling_periode as periode on reden.leerling_nr = periode.leerling_nr
inner join win_dagnummer as nummer on reden.leerling_nr = nummer.leerling_nr
inner join ref_school as school on reden.school_nr = school.school_nr
order by school.school, reden.oudste_dag, leerling.leerling
