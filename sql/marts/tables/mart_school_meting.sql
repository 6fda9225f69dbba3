-- Table school_meting (contract 2.8, 3): one school of the SWV and what was measured of it in the period.
with

leerlingen as (
    select
        school_nr,
        count(*)::integer as leerlingen,
        (count(*) filter (where not heeft_rooster))::integer as zonder_rooster
    from win_ingeschreven
    group by school_nr
)

select
    school.school,
    coalesce(meting.stand, 'geweigerd') as stand,
    meting.gegevens_van,
    meting.gegevens_tot,
    meting.schooldagen,
    meting.gemeten_dagen,
    meting.gat_dagen,
    case when meting.school_nr is not null then coalesce(leerlingen.leerlingen, 0) end as leerlingen,
    case when meting.school_nr is not null then coalesce(leerlingen.zonder_rooster, 0) end as zonder_rooster
from ref_swv_school as school
left join win_meting as meting on school.school_nr = meting.school_nr
left join leerlingen on school.school_nr = leerlingen.school_nr
order by school.school
