-- What the weekly timetable would have asked on a free day of the measured part of the period, over all pupils enrolled
-- that day: one row per school and reason. Two groups with the same lesson hour are one slot, as in win_dagprofiel_les.
with

vrije_dagen as (
    select vrij.*
    from win_vrije_dag as vrij
    inner join win_meting as meting
        on
            vrij.school_nr = meting.school_nr
            and vrij.datum between greatest(meting.periode_van, meting.gemeten_van) and meting.gemeten_tot - 1
),

stukken as (
    select
        school_nr,
        profiel_nr,
        groepen,
        van,
        tot,
        count(*) as leerlingen
    from win_segment
    group by school_nr, profiel_nr, groepen, van, tot
),

profieldagen as (
    select
        stukken.school_nr,
        stukken.profiel_nr,
        any_value(stukken.groepen) as groepen,
        vrije_dagen.datum,
        vrije_dagen.weekdag,
        vrije_dagen.reden,
        sum(stukken.leerlingen) as leerlingen
    from stukken
    inner join vrije_dagen
        on
            stukken.school_nr = vrije_dagen.school_nr
            and stukken.van <= vrije_dagen.datum
            and stukken.tot > vrije_dagen.datum
    group by stukken.school_nr, stukken.profiel_nr, vrije_dagen.datum, vrije_dagen.weekdag, vrije_dagen.reden
),

groepdagen as (
    select
        school_nr,
        profiel_nr,
        datum,
        weekdag,
        reden,
        leerlingen,
        unnest(groepen) as groep
    from profieldagen
),

lessen as (
    select
        groepdagen.school_nr,
        groepdagen.reden,
        groepdagen.leerlingen,
        les.minuten
    from groepdagen
    inner join win_dagrooster_les as les
        on
            groepdagen.school_nr = les.school_nr
            and groepdagen.groep = les.groep
            and groepdagen.weekdag = les.weekdag
            and groepdagen.datum >= les.van
            and groepdagen.datum < les.tot
    qualify row_number() over (
        partition by groepdagen.profiel_nr, groepdagen.datum, les.lesuur
        order by les.begin_min nulls last, les.eind_min nulls last, les.minuten
    ) = 1
)

select
    school_nr,
    reden,
    sum(leerlingen * minuten)::bigint as minuten
from lessen
group by school_nr, reden
