-- One way of counting that the rule set of a school asks for: a measure in a window of so many lesweken, calendar
-- weeks, months or school years. One row per school, measure, window and vanaf: from which time late on (minutes of
-- lateness), or from which age on (unauthorised lessons of older pupils) it counts; 0 where it always does.
-- deel: counts are added in whole parts, so many to one, so that a sum never depends on its order.
with

regels as (
    select
        protocol,
        sector,
        maat,
        venster_lengte,
        venster_eenheid,
        leeftijd_van,
        vanaf
    from ref_rule
    union all
    select
        protocol,
        sector,
        maat,
        venster_lengte,
        venster_eenheid,
        leeftijd_van,
        vanaf
    from ref_status
),

gevraagd as (
    select distinct
        school.school_nr,
        regel.maat,
        regel.venster_lengte as lengte,
        regel.venster_eenheid as eenheid,
        coalesce(case when regel.maat = 'oa_dagen_leeftijd' then regel.leeftijd_van else regel.vanaf end, 0) as vanaf
    from ref_school as school
    inner join regels as regel
        on
            school.protocol = regel.protocol
            and school.sector = regel.sector
    where regel.venster_eenheid in ('lesweek', 'kalenderweek', 'maand', 'schooljaar')
),

genummerd as (
    select
        school_nr::bigint * 1000000000
        + row_number() over (partition by school_nr order by maat, lengte, eenheid, vanaf) as venster_nr,
        school_nr,
        maat,
        lengte,
        eenheid,
        vanaf,
        case
            when maat in ('oa_uren_venster', 'oa_uren_schooljaar') then 60
            when maat = 'ziek_schooldagen' then 10000000000000
            else 1
        end::double as deel
    from gevraagd
)

select * from genummerd
