-- Provisionally unauthorised lessons that still stand after more school days than ref_definitie allows: one row per
-- pupil of the period, with the oldest such day and how many school days of the pupil have passed since (D26).
with

stand as (
    select
        leerling_nr,
        school_nr,
        min(datum) as oudste_dag,
        min(dag_nr) as oudste_dag_nr,
        count(*) as lessen
    from win_registratie
    where soort = 'voorlopig_ongeoorloofd'
    group by leerling_nr, school_nr
)

select
    school.school,
    stand.oudste_dag,
    leerling.leerling,
    periode.klas,
    stand.lessen::integer as lessen,
    (nummer.laatste_dag_nr - stand.oudste_dag_nr)::integer as schooldagen
from stand
inner join win_leerling as leerling on stand.leerling_nr = leerling.leerling_nr
inner join win_leerling_periode as periode on stand.leerling_nr = periode.leerling_nr
inner join win_dagnummer as nummer on stand.leerling_nr = nummer.leerling_nr
inner join ref_school as school on stand.school_nr = school.school_nr
inner join ref_definitie as definitie
    on nummer.laatste_dag_nr - stand.oudste_dag_nr > definitie.voorlopig_schooldagen
order by school.school, stand.oudste_dag, leerling.leerling
