-- Up to which day each school that takes part was measured (contract 2.8), for the head of each page: one row per
-- school. laatste_schooldag: its last school day up to the peildatum; loopt_achter: that lies after what was measured.
with

schooldagen as (
    select
        school_nr,
        max(datum) as laatste_schooldag
    from win_schooldag_rooster
    group by school_nr
)

select
    school.school,
    meting.stand,
    meting.gegevens_van,
    meting.gegevens_tot,
    schooldagen.laatste_schooldag,
    coalesce(schooldagen.laatste_schooldag > meting.gegevens_tot, false) as loopt_achter
from win_meting as meting
inner join ref_school as school on meting.school_nr = school.school_nr
left join schooldagen on meting.school_nr = schooldagen.school_nr
order by school.school
