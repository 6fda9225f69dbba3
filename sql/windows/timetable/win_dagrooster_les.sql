-- One lesson of a day pattern of a group. A day pattern is what a group has on a weekday by one source as long as its
-- weekly timetable stays the same, or on one date that has a timetable of its own (weekdag 0).
-- One lesson hour twice: the earliest start, then the earliest end (contract 5). bron_nr as in ref_roosterbron.
with

grenzen as (
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        van as grens
    from win_weekles
    union
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        tot as grens
    from win_weekles
),

stukken as (
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        grens as van,
        lead(grens) over (partition by school_nr, bron_nr, groep, weekdag order by grens) as tot
    from grenzen
),

weeklessen as (
    select
        stukken.school_nr,
        stukken.bron_nr,
        stukken.groep,
        stukken.weekdag,
        stukken.van,
        stukken.tot,
        weekles.lesuur,
        weekles.begin_min,
        weekles.eind_min,
        weekles.minuten
    from stukken
    inner join win_weekles as weekles
        on
            stukken.school_nr = weekles.school_nr
            and stukken.bron_nr = weekles.bron_nr
            and stukken.groep = weekles.groep
            and stukken.weekdag = weekles.weekdag
            and stukken.van >= weekles.van
            and stukken.van < weekles.tot
),

datumlessen as (
    select
        les.school_nr,
        definitie.roosterbron as bron_nr,
        les.groep,
        0 as weekdag,
        les.datum as van,
        les.datum + 1 as tot,
        les.lesuur,
        les.begin_min,
        les.eind_min,
        les.minuten
    from stg_rooster_datum as les
    cross join ref_definitie as definitie
    where les.minuten is not null
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
        partition by school_nr, bron_nr, groep, weekdag, van, lesuur
        order by begin_min nulls last, eind_min nulls last, minuten
    ) = 1
),

genummerd as (
    select
        *,
        school_nr::bigint * 1000000000
        + dense_rank() over (partition by school_nr order by bron_nr, groep, weekdag, van) as dagrooster_nr
    from een_les_per_uur
)

select * from genummerd
