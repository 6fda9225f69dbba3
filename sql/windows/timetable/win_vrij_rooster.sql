-- What the weekly timetable would have asked on a free day of the measured part of the period, over all pupils enrolled
-- that day: one row per school and reason. Sources and lesson hours as in win_dagprofiel_les.
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
        unnest(case when starts_with(groepen[1], ' ') then groepen else list_append(groepen, '') end) as groep
    from profieldagen
),

alle_lessen as (
    select
        groepdagen.school_nr,
        groepdagen.profiel_nr,
        groepdagen.datum,
        groepdagen.reden,
        groepdagen.leerlingen,
        les.bron_nr,
        les.lesuur,
        les.begin_min,
        les.eind_min,
        les.minuten
    from groepdagen
    inner join win_dagrooster_les as les
        on
            groepdagen.school_nr = les.school_nr
            and groepdagen.groep = les.groep
            and groepdagen.weekdag = les.weekdag
            and groepdagen.datum >= les.van
            and groepdagen.datum < les.tot
    anti join win_rooster_bekend as zekerder
        on
            groepdagen.school_nr = zekerder.school_nr
            and groepdagen.groep = zekerder.groep
            and les.bron_nr > zekerder.bron_nr
            and groepdagen.datum >= zekerder.van
            and groepdagen.datum < zekerder.tot
),

scholen_met_bronnen as (
    select school_nr
    from win_roosterbron
    group by school_nr
    having count(*) > 1
),

zekerste as (
    select
        alle_lessen.profiel_nr,
        alle_lessen.datum,
        min(alle_lessen.bron_nr) as bron_nr
    from alle_lessen
    semi join scholen_met_bronnen as school on alle_lessen.school_nr = school.school_nr
    group by alle_lessen.profiel_nr, alle_lessen.datum
),

lessen as (
    select alle_lessen.*
    from alle_lessen
    left join zekerste
        on
            alle_lessen.profiel_nr = zekerste.profiel_nr
            and alle_lessen.datum = zekerste.datum
    where zekerste.bron_nr is null or alle_lessen.bron_nr = zekerste.bron_nr
    qualify row_number() over (
        partition by alle_lessen.profiel_nr, alle_lessen.datum, alle_lessen.lesuur
        order by alle_lessen.begin_min nulls last, alle_lessen.eind_min nulls last, alle_lessen.minuten
    ) = 1
)

select
    school_nr,
    reden,
    sum(leerlingen * minuten)::bigint as minuten
from lessen
group by school_nr, reden
