-- Pupils of each school that takes part who could have a status that they do not have (cls_status_mogelijk): one row
-- per school. thuiszitters: of any duration, without those who are one already, and without those of 18 and older, who
-- are not counted among them (2.9). dreigend: by another ground than the attendance of the period.
with

per_leerling as (
    select
        mogelijk.leerling_nr,
        mogelijk.school_nr,
        bool_or(
            mogelijk.status in ('thuiszitter', 'lrv_langer_dan_3_maanden') and not mogelijk.alleen_rmc
        ) as thuiszitter,
        bool_or(mogelijk.status = 'dreigend' and not mogelijk.alleen_aanwezigheid) as dreigend,
        bool_or(mogelijk.status = 'relatief_verzuim') as relatief_verzuim
    from cls_status_mogelijk as mogelijk
    group by mogelijk.leerling_nr, mogelijk.school_nr
),

thuis as (
    select distinct leerling_nr
    from cls_thuiszitter
    where status in ('thuiszitter', 'lrv_langer_dan_3_maanden')
)

select
    school.school,
    (count(*) filter (where per_leerling.thuiszitter and thuis.leerling_nr is null))::integer as thuiszitters,
    (count(*) filter (where per_leerling.dreigend))::integer as dreigend,
    (count(*) filter (where per_leerling.relatief_verzuim))::integer as relatief_verzuim
from ref_school as school
left join per_leerling on school.school_nr = per_leerling.school_nr
left join thuis on per_leerling.leerling_nr = thuis.leerling_nr
group by school.school
order by school.school
