-- The school year of a pupil with a card as a text, one character per measured school day of the school, in
-- order of time (the days of mart_schooldag): one row per pupil.
-- O unauthorised, ? unknown, R absent without a reason, Z sick, G otherwise authorised, E elsewhere, T late, a present,
-- - no lessons. A day with several gets the first of these. Lower case o, r, z, g: absent for a part of the day only.
with

dagen as (
    select
        leerling.school,
        leerling.leerling,
        schooldag.datum,
        case
            when dag.dag_nr is null then '-'
            when stand.leerling_nr is null then 'a'
            when stand.ongeoorloofd_min > 0 and stand.afwezig_min = stand.gepland_min then 'O'
            when stand.ongeoorloofd_min > 0 then 'o'
            when stand.onbekend_min > 0 then '?'
            when stand.reden_onbekend_min > 0 and stand.afwezig_min = stand.gepland_min then 'R'
            when stand.reden_onbekend_min > 0 then 'r'
            when stand.ziek_min > 0 and stand.geoorloofd_min = stand.gepland_min then 'Z'
            when stand.ziek_min > 0 then 'z'
            when stand.geoorloofd_min = stand.gepland_min then 'G'
            when stand.geoorloofd_min > 0 then 'g'
            when stand.elders_min > 0 then 'E'
            when stand.te_laat > 0 then 'T'
            else 'a'
        end as letter
    from mart_bespreekleerling as leerling
    inner join win_schooldag as schooldag on leerling.school_nr = schooldag.school_nr
    inner join ref_run as run on schooldag.datum between run.schooljaar_van and run.peildatum
    left join win_traject_dag as dag
        on
            leerling.traject_nr = dag.traject_nr
            and schooldag.datum = dag.datum
    left join win_leerling_dag as stand
        on
            leerling.leerling_nr = stand.leerling_nr
            and schooldag.datum = stand.datum
    where schooldag.gemeten
)

select
    school,
    leerling,
    string_agg(letter, '' order by datum) as dagen
from dagen
group by school, leerling
order by school, leerling
