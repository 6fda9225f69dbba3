-- Pupils of whom the school report has a card: one row per pupil of the work list (contract 2.10), or with a four-week
-- group, or with a status on any ground but the attendance of the period.
with

met_status as (
    select status.leerling_nr
    from cls_thuiszitter as status
    inner join ref_school as school on status.school_nr = school.school_nr
    inner join ref_status as grond
        on
            school.protocol = grond.protocol
            and school.sector = grond.sector
            and status.status = grond.status
            and status.grond = grond.grond
    where grond.maat != 'aanwezigheid_periode'
),

genoemd as (
    select
        school,
        leerling
    from mart_vierweken
    union
    select
        school,
        leerling
    from mart_werklijst
),

samen as (
    select leerling_nr from met_status
    union
    select leerling.leerling_nr
    from genoemd
    inner join ref_school as school on genoemd.school = school.school
    inner join win_leerling as leerling
        on
            school.school_nr = leerling.school_nr
            and genoemd.leerling = leerling.leerling
)

select
    school.school,
    leerling.leerling,
    leerling.leerling_nr,
    leerling.school_nr,
    leerling.traject_nr
from samen
inner join win_leerling as leerling on samen.leerling_nr = leerling.leerling_nr
inner join ref_school as school on leerling.school_nr = school.school_nr
order by school.school, leerling.leerling
