-- A stretch [van, tot) of which a source of slots has a row for a group, whatever the weekday (contract 1.4): one row
-- per row delivered. A dated timetable has its group on its dates. bron_nr is a number of ref_roosterbron: the lower,
-- the surer. School hours without a group are of every group (groep ''). Sources that the definition leaves out (msa
-- compare) have no row.
with

stukken as (
    select
        school_nr,
        1 as bron_nr,
        groep,
        van,
        tot
    from stg_rooster_week
    union all
    select
        school_nr,
        1 as bron_nr,
        groep,
        datum as van,
        datum + 1 as tot
    from stg_rooster_datum
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
        case when groep = '' then 5 else 4 end as bron_nr,
        groep,
        van,
        tot
    from stg_schooltijden
)

select
    stukken.school_nr,
    stukken.bron_nr::tinyint as bron_nr,
    stukken.groep,
    stukken.van,
    stukken.tot
from stukken
inner join ref_definitie as definitie on stukken.bron_nr >= definitie.eerste_roosterbron
