-- The kind of each code of a school's own table, per stretch of days: one row per school, code and van.
-- Of several rows in force on a day the latest geldig_van counts, then the later row (contract 5).
with

codes as (
    select * from stg_code
),

grenzen as (
    select
        school_nr,
        code,
        van as grens
    from codes
    union
    select
        school_nr,
        code,
        tot as grens
    from codes
),

stukken as (
    select
        school_nr,
        code,
        grens as van,
        lead(grens) over (partition by school_nr, code order by grens) as tot
    from grenzen
),

geldend as (
    select
        stukken.school_nr,
        stukken.code,
        stukken.van,
        stukken.tot,
        codes.soort
    from stukken
    inner join codes
        on
            stukken.school_nr = codes.school_nr
            and stukken.code = codes.code
            and stukken.van >= codes.van
            and stukken.van < codes.tot
    qualify row_number() over (
        partition by stukken.school_nr, stukken.code, stukken.van
        order by codes.van desc, codes.volgnr desc
    ) = 1
)

select * from geldend
