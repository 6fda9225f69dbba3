-- A stretch [van, tot) on which a source knows a group, whatever the weekday (contract 1.4): one row per school, group,
-- source and stretch, only of schools with more than one source. School hours go by the weekday, and know no group
-- beyond that.
with

scholen as (
    select school_nr
    from win_roosterbron
    group by school_nr
    having count(*) > 1
),

bronnen as (
    select bron_nr
    from ref_roosterbron
    where kent_groep
)

select distinct
    stuk.school_nr,
    stuk.bron_nr,
    stuk.groep,
    stuk.van,
    stuk.tot
from win_rooster_stuk as stuk
semi join scholen on stuk.school_nr = scholen.school_nr
semi join bronnen on stuk.bron_nr = bronnen.bron_nr
