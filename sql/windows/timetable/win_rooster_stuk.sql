-- A stretch [van, tot) of which a source of slots has a row for a group, whatever the weekday (contract 1.4): one row
-- per row delivered. A dated timetable has its group on its dates. bron_nr is a number of ref_roosterbron: the lower,
-- the surer. School hours without a group are of every group (groep '').
with

stukken as (
    select
        rooster.school_nr,
        definitie.roosterbron as bron_nr,
        rooster.groep,
        rooster.van,
        rooster.tot
    from stg_rooster_week as rooster
    cross join ref_definitie as definitie
    union all
    select
        rooster.school_nr,
        definitie.roosterbron as bron_nr,
        rooster.groep,
        rooster.datum as van,
        rooster.datum + 1 as tot
    from stg_rooster_datum as rooster
    cross join ref_definitie as definitie
    union all
    select
        school_nr,
        2 as bron_nr,
        groep,
        van,
        tot
    from stg_lessentabel
    union all
    select
        school_nr,
        3 as bron_nr,
        groep,
        van,
        tot
    from stg_lessen_per_week
    union all
    select
        school_nr,
        case when groep = '' then 6 else 5 end as bron_nr,
        groep,
        van,
        tot
    from stg_schooltijden
)

select
    school_nr,
    bron_nr::tinyint as bron_nr,
    groep,
    van,
    tot
from stukken
