-- Whether a school day is active (contract 2.8): its activity is not far below the lower median of the days with
-- activity among the school days up to and with it; where too few of those have any, of those from it on.
-- One row per school and school day.
with

omgeving as (
    select
        activiteit.*,
        definitie.activiteit_mediaan_minimum,
        definitie.activiteit_mediaan_deel,
        list(activiteit.activiteit) filter (where activiteit.activiteit > 0) over (
            partition by activiteit.school_nr
            order by activiteit.schooldag_nr
            rows between definitie.activiteit_mediaan_dagen - 1 preceding and current row
        ) as ervoor,
        list(activiteit.activiteit) filter (where activiteit.activiteit > 0) over (
            partition by activiteit.school_nr
            order by activiteit.schooldag_nr
            rows between current row and definitie.activiteit_mediaan_dagen - 1 following
        ) as erna
    from win_activiteit as activiteit
    cross join ref_definitie as definitie
),

gekozen as (
    select
        school_nr,
        datum,
        schooldag_nr,
        activiteit,
        activiteit_mediaan_deel,
        list_sort(
            case when coalesce(len(ervoor), 0) >= activiteit_mediaan_minimum then ervoor else erna end
        ) as vergeleken
    from omgeving
)

select
    school_nr,
    datum,
    schooldag_nr,
    activiteit,
    activiteit > 0 and activiteit_mediaan_deel * activiteit >= vergeleken[(len(vergeleken) + 1) // 2] as actief
from gekozen
