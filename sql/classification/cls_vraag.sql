-- What is asked of the pupils of a school: one row per school and rule that gives a signal (regel) or asks acts without
-- one (werkregel), and per school, status and ground. Rules and grounds that ask exactly the same share a toets_nr, so
-- that it is answered once.
with

-- Rules without a signal are here too where their acts stand all the same (D30).
gesteld as (
    select * from ref_rule
    union all by name
    select * from ref_status
    union all by name
    select * from ref_werkregel
),

vragen as (
    select
        school.school_nr,
        gesteld.*
    from ref_school as school
    inner join gesteld
        on
            school.protocol = gesteld.protocol
            and school.sector = gesteld.sector
),

met_venster as (
    select
        vragen.*,
        venster.venster_nr
    from vragen
    left join win_maatvenster as venster
        on
            vragen.school_nr = venster.school_nr
            and vragen.maat = venster.maat
            and vragen.venster_lengte = venster.lengte
            and vragen.venster_eenheid = venster.eenheid
            and coalesce(
                case when vragen.maat = 'oa_dagen_leeftijd' then vragen.leeftijd_van else vragen.vanaf end, 0
            ) = venster.vanaf
),

genummerd as (
    select
        *,
        school_nr::bigint * 1000000000
        + dense_rank() over (
            partition by school_nr
            order by
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
                vereist_plan,
                plafond,
                regio
        ) as toets_nr
    from met_venster
)

select * from genummerd
