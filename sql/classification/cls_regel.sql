-- The rules in force at each school: one row per school and rule. Rules that ask exactly the same share a toets_nr,
-- so that what they ask is looked up once.
with

regels as (
    select
        school.school_nr,
        regel.*,
        venster.venster_nr
    from ref_school as school
    inner join ref_rule as regel
        on
            school.protocol = regel.protocol
            and school.sector = regel.sector
    left join win_maatvenster as venster
        on
            school.school_nr = venster.school_nr
            and regel.maat = venster.maat
            and regel.venster_lengte = venster.lengte
            and regel.venster_eenheid = venster.eenheid
            and coalesce(
                case when regel.maat = 'oa_lessen_leeftijd' then regel.leeftijd_van else regel.vanaf end, 0
            ) = venster.vanaf
),

genummerd as (
    select
        *,
        (dense_rank() over (
            order by
                school_nr,
                maat,
                groep,
                eenheid,
                venster_nr,
                minimum,
                maximum,
                minder_dan,
                maanden,
                maanden_onder,
                maximum_som,
                leeftijd_van,
                leeftijd_tot,
                vereist_plan
        ))::integer as toets_nr
    from regels
)

select * from genummerd
