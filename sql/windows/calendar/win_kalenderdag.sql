-- One day of a school on which there can be lessons: no school holiday of its region, no public
-- holiday and no local free day. Local `les` days undo an advisory holiday, nothing else.
with

dagen as (
    select
        bereik.school_nr,
        school.vakantieregio,
        unnest(generate_series(bereik.van, bereik.tot - 1, interval 1 day))::date as datum
    from win_bereik as bereik
    inner join ref_school as school on bereik.school_nr = school.school_nr
),

lesdagen_lokaal as (
    select
        dagen.school_nr,
        dagen.datum
    from dagen
    inner join stg_kalender as kalender
        on
            dagen.school_nr = kalender.school_nr
            and dagen.datum >= kalender.van
            and dagen.datum < kalender.tot
    where kalender.soort = 'les'
),

vrij as (
    select
        dagen.school_nr,
        dagen.datum
    from dagen
    inner join ref_schoolvakantie as vakantie
        on
            dagen.vakantieregio = vakantie.regio
            and dagen.datum >= vakantie.van
            and dagen.datum < vakantie.tot
    left join lesdagen_lokaal
        on
            dagen.school_nr = lesdagen_lokaal.school_nr
            and dagen.datum = lesdagen_lokaal.datum
    where vakantie.soort != 'advies' or lesdagen_lokaal.datum is null
    union
    select
        dagen.school_nr,
        dagen.datum
    from dagen
    inner join ref_feestdag as feestdag on dagen.datum = feestdag.datum
    where feestdag.schoolvrij = 'vrij'
    union
    select
        dagen.school_nr,
        dagen.datum
    from dagen
    inner join stg_kalender as kalender
        on
            dagen.school_nr = kalender.school_nr
            and dagen.datum >= kalender.van
            and dagen.datum < kalender.tot
    where kalender.soort = 'vrij'
),

lesdagen as (
    select
        dagen.school_nr,
        dagen.datum,
        isodow(dagen.datum) as weekdag
    from dagen
    anti join vrij on dagen.school_nr = vrij.school_nr and dagen.datum = vrij.datum
)

select * from lesdagen
