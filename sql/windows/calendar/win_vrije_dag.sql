-- The days of a school's reach that are no win_kalenderdag, with why: one row per school and date. A day that is free
-- for more than one reason counts once: school holiday, then public holiday, then local free day.
with

dagen as (
    select
        bereik.school_nr,
        school.vakantieregio,
        unnest(generate_series(bereik.van, bereik.tot - 1, interval 1 day))::date as datum
    from win_bereik as bereik
    inner join ref_school as school on bereik.school_nr = school.school_nr
),

vrij as (
    select dagen.*
    from dagen
    anti join win_kalenderdag as kalenderdag
        on
            dagen.school_nr = kalenderdag.school_nr
            and dagen.datum = kalenderdag.datum
),

lokaal_les as (
    select
        vrij.school_nr,
        vrij.datum
    from vrij
    semi join stg_kalender as kalender
        on
            vrij.school_nr = kalender.school_nr
            and vrij.datum >= kalender.van
            and vrij.datum < kalender.tot
            and kalender.soort = 'les'
),

in_vakantie as (
    select distinct
        vrij.school_nr,
        vrij.datum
    from vrij
    inner join ref_schoolvakantie as vakantie
        on
            vrij.vakantieregio = vakantie.regio
            and vrij.datum >= vakantie.van
            and vrij.datum < vakantie.tot
    left join lokaal_les
        on
            vrij.school_nr = lokaal_les.school_nr
            and vrij.datum = lokaal_les.datum
    where vakantie.soort != 'advies' or lokaal_les.datum is null
),

feestdagen as (
    select datum
    from ref_feestdag
    where schoolvrij = 'vrij'
),

met_reden as (
    select
        vrij.school_nr,
        vrij.datum,
        isodow(vrij.datum) as weekdag,
        case
            when in_vakantie.datum is not null then 'schoolvakantie'
            when feestdagen.datum is not null then 'feestdag'
            else 'lokaal_vrij'
        end as reden
    from vrij
    left join in_vakantie
        on
            vrij.school_nr = in_vakantie.school_nr
            and vrij.datum = in_vakantie.datum
    left join feestdagen on vrij.datum = feestdagen.datum
)

select * from met_reden
