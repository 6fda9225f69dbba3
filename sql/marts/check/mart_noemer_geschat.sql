-- Pupils of a school of whom lessons of the period are an estimate (contract 1.4): one row per school that has any.
-- leerlingen: of those who have lessons; the sources are those of which lessons count.
with

ingeschreven as (
    select
        traject.traject_nr,
        traject.school_nr,
        count(*) as leerlingen
    from win_ingeschreven as leerling
    inner join win_traject as traject on leerling.leerling_nr = traject.leerling_nr
    group by traject.traject_nr, traject.school_nr
)

select
    school.school,
    sum(ingeschreven.leerlingen)::integer as leerlingen,
    coalesce(sum(ingeschreven.leerlingen) filter (where noemer.deels_geschat), 0)::integer as geschat
from ingeschreven
inner join win_noemer as noemer on ingeschreven.traject_nr = noemer.traject_nr
inner join ref_school as school on ingeschreven.school_nr = school.school_nr
group by school.school
having bool_or(noemer.deels_geschat)
order by school.school
