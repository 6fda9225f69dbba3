-- Days of a class of which nothing was measured (contract 2.8): one row per school, class and Monday of a week with
-- such days, in the school year up to the peildatum. Days on which the class has lessons by the timetable; where no
-- timetable reaches, school days of the school. schooldagen: those of the week, which can have measured days beside.
with

ongemeten as (
    select
        dag.school_nr,
        dag.datum
    from win_schooldag_rooster as dag
    inner join ref_run as run on dag.datum between run.schooljaar_van and run.peildatum
    anti join win_traject_dag as gemeten
        on
            dag.school_nr = gemeten.school_nr
            and dag.datum = gemeten.datum
),

met_rooster as (
    select distinct
        ongemeten.school_nr,
        ongemeten.datum,
        rooster.traject_nr
    from ongemeten
    inner join win_traject_rooster as rooster
        on
            ongemeten.school_nr = rooster.school_nr
            and ongemeten.datum = rooster.datum
),

zonder_rooster as (
    select ongemeten.*
    from ongemeten
    anti join met_rooster
        on
            ongemeten.school_nr = met_rooster.school_nr
            and ongemeten.datum = met_rooster.datum
),

klasstukken as (
    select distinct
        traject.traject_nr,
        segment.school_nr,
        segment.klas,
        segment.van,
        segment.tot
    from win_segment as segment
    inner join win_traject as traject on segment.leerling_nr = traject.leerling_nr
),

klasdagen as (
    select
        klasstukken.school_nr,
        klasstukken.klas,
        met_rooster.datum
    from met_rooster
    inner join klasstukken
        on
            met_rooster.traject_nr = klasstukken.traject_nr
            and met_rooster.datum >= klasstukken.van
            and met_rooster.datum < klasstukken.tot
    union
    select
        klasstukken.school_nr,
        klasstukken.klas,
        zonder_rooster.datum
    from zonder_rooster
    inner join klasstukken
        on
            zonder_rooster.school_nr = klasstukken.school_nr
            and zonder_rooster.datum >= klasstukken.van
            and zonder_rooster.datum < klasstukken.tot
)

select
    school.school,
    klasdagen.klas,
    date_trunc('week', klasdagen.datum)::date as maandag,
    count(*)::integer as schooldagen
from klasdagen
inner join ref_school as school on klasdagen.school_nr = school.school_nr
group by school.school, klasdagen.klas, maandag
order by school.school, klasdagen.klas, maandag
