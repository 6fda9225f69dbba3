-- The school year of a pupil with a card as a text, one character per measured school day of the school, in
-- order of time (the days of mart_schooldag): one row per pupil.
-- O unauthorised, ? unknown, R absent without a reason, Z sick, G otherwise authorised, E elsewhere, T late, a present,
-- - no lessons. A day with several gets the first of these. Lower case o, r, z, g: absent for a part of the day only.
-- Few days of a pupil are other than its timetable: the text of the timetable is made once for all who share it.
with

schooldagen as (
    select
        schooldag.school_nr,
        schooldag.datum,
        row_number() over (partition by schooldag.school_nr order by schooldag.datum) as plaats
    from win_schooldag as schooldag
    inner join ref_run as run on schooldag.datum between run.schooljaar_van and run.peildatum
    where schooldag.gemeten
),

trajecten as (
    select distinct
        school_nr,
        traject_nr
    from mart_bespreekleerling
),

roosterdagen as (
    select
        traject.school_nr,
        traject.traject_nr,
        schooldag.datum,
        schooldag.plaats,
        dag.dag_nr
    from trajecten as traject
    inner join schooldagen as schooldag on traject.school_nr = schooldag.school_nr
    left join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and schooldag.datum = dag.datum
),

roosters as (
    select
        school_nr,
        traject_nr,
        string_agg(case when dag_nr is null then '-' else 'a' end, '' order by plaats) as letters
    from roosterdagen
    group by school_nr, traject_nr
),

anders as (
    select
        stand.leerling_nr,
        dag.plaats,
        case
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
    from win_leerling_dag as stand
    inner join roosterdagen as dag
        on
            stand.traject_nr = dag.traject_nr
            and stand.datum = dag.datum
    semi join mart_bespreekleerling as leerling on stand.leerling_nr = leerling.leerling_nr
    where dag.dag_nr is not null
),

-- A day as one number, its place and then its letter: numbers are put in order quickest.
als_getal as (
    select
        leerling_nr,
        1000 * plaats + ascii(letter) as getal
    from anders
),

per_leerling as (
    select
        leerling_nr,
        list(getal order by getal) as getallen
    from als_getal
    group by leerling_nr
),

met_rooster as (
    select
        leerling.school,
        leerling.leerling,
        rooster.letters as rooster,
        anders.getallen
    from mart_bespreekleerling as leerling
    inner join roosters as rooster
        on
            leerling.school_nr = rooster.school_nr
            and leerling.traject_nr is not distinct from rooster.traject_nr
    left join per_leerling as anders on leerling.leerling_nr = anders.leerling_nr
),

met_plaatsen as (
    select
        school,
        leerling,
        rooster,
        list_transform(getallen, lambda getal: getal // 1000) as plaatsen,
        list_transform(getallen, lambda getal: chr((getal % 1000)::integer)) as letters
    from met_rooster
),

-- Before each of these days stands what the timetable has since the one before it; after the last one the rest.
stukken as (
    select
        school,
        leerling,
        list_transform(
            plaatsen,
            lambda plaats, nr: substr(
                rooster, coalesce(plaatsen[nr - 1], 0) + 1, plaats - coalesce(plaatsen[nr - 1], 0) - 1
            ) || letters[nr]
        ) as tot_en_met_laatste,
        substr(rooster, coalesce(plaatsen[-1], 0) + 1) as daarna
    from met_plaatsen
)

select
    school,
    leerling,
    concat(array_to_string(tot_en_met_laatste, ''), daarna) as dagen
from stukken
order by school, leerling
