-- One lesson of a day pattern of a group. A day pattern is what a group has on a weekday as long as its
-- weekly timetable stays the same, or on one date that has a timetable of its own.
-- One lesson hour twice: the earliest start, then the earliest end (contract 5).
with

rooster_week as (
    select * from stg_rooster_week
),

grenzen as (
    select
        school_nr,
        groep,
        weekdag,
        van as grens
    from rooster_week
    union
    select
        school_nr,
        groep,
        weekdag,
        tot as grens
    from rooster_week
),

stukken as (
    select
        school_nr,
        groep,
        weekdag,
        grens as van,
        lead(grens) over (partition by school_nr, groep, weekdag order by grens) as tot
    from grenzen
),

weeklessen as (
    select
        stukken.school_nr,
        stukken.groep,
        stukken.weekdag,
        stukken.van,
        stukken.tot,
        rooster_week.lesuur,
        rooster_week.begin_min,
        rooster_week.eind_min,
        rooster_week.minuten
    from stukken
    inner join rooster_week
        on
            stukken.school_nr = rooster_week.school_nr
            and stukken.groep = rooster_week.groep
            and stukken.weekdag = rooster_week.weekdag
            and stukken.van >= rooster_week.van
            and stukken.van < rooster_week.tot
),

datumlessen as (
    select
        school_nr,
        groep,
        0 as weekdag,
        datum as van,
        datum + 1 as tot,
        lesuur,
        begin_min,
        eind_min,
        minuten
    from stg_rooster_datum
    where minuten is not null
),

alle_lessen as (
    select * from weeklessen
    union all
    select * from datumlessen
),

een_les_per_uur as (
    select *
    from alle_lessen
    qualify row_number() over (
        partition by school_nr, groep, weekdag, van, lesuur
        order by begin_min nulls last, eind_min nulls last, minuten
    ) = 1
),

genummerd as (
    select
        *,
        dense_rank() over (order by school_nr, groep, weekdag, van) as dagrooster_nr
    from een_les_per_uur
)

select * from genummerd
