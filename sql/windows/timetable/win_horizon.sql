-- The horizon of a school for each day on which a pupil is looked at (contract 2.3): one row per school and kijkdag.
-- No slot left in the day's lesweek after it: that week's Sunday. In no lesweek: the Sunday of the last lesweek
-- before. No lesweek up to that day: no row.
with

kijkdagen as (
    select distinct
        school_nr,
        kijkdag
    from win_laatste_dag
    union
    select
        school_nr,
        meetdatum as kijkdag
    from win_meting
),

laatste_schooldag as (
    select
        school_nr,
        maandag,
        max(datum) as datum
    from win_schooldag
    group by school_nr, maandag
),

lesweken as (
    select
        lesweek.school_nr,
        lesweek.maandag,
        lesweek.lesweek_nr,
        laatste_schooldag.datum as laatste_schooldag
    from win_lesweek as lesweek
    inner join laatste_schooldag
        on
            lesweek.school_nr = laatste_schooldag.school_nr
            and lesweek.maandag = laatste_schooldag.maandag
),

horizon as (
    select
        kijkdagen.school_nr,
        kijkdagen.kijkdag,
        case
            when lesweken.maandag + 6 < kijkdagen.kijkdag then lesweken.maandag + 6
            when lesweken.laatste_schooldag > kijkdagen.kijkdag then kijkdagen.kijkdag
            else lesweken.maandag + 6
        end as datum,
        lesweken.maandag,
        lesweken.lesweek_nr
    from kijkdagen
    asof inner join lesweken
        on
            kijkdagen.school_nr = lesweken.school_nr
            and kijkdagen.kijkdag >= lesweken.maandag
)

select
    school_nr,
    kijkdag,
    datum,
    (7 * lesweek_nr + (datum - maandag))::integer as positie
from horizon
