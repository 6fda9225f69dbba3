-- Where a pupil has more lesson hours with an absence than an estimated timetable gives lessons, the day has as many
-- lessons as hours named, for all pupils of the group (contract 1.4): one row per school, group and date, with the
-- number of lessons that the day gets and that it had. A day without lessons gets none.
with

geschatte_bronnen as (
    select
        bron.school_nr,
        bron.bron_nr
    from win_roosterbron as bron
    semi join ref_roosterbron as soort on bron.bron_nr = soort.bron_nr and soort.geschat
),

genoemd as (
    select
        absentie.leerling_nr,
        absentie.school_nr,
        absentie.datum,
        count(distinct absentie.lesuur) as lesuren
    from stg_absentie_les as absentie
    inner join ref_run as run on absentie.datum <= run.peildatum
    semi join geschatte_bronnen as bron on absentie.school_nr = bron.school_nr
    group by absentie.leerling_nr, absentie.school_nr, absentie.datum
),

per_groep as (
    select
        genoemd.leerling_nr,
        genoemd.school_nr,
        genoemd.datum,
        genoemd.lesuren,
        unnest(segment.groepen) as groep
    from genoemd
    inner join win_segment as segment
        on
            genoemd.leerling_nr = segment.leerling_nr
            and genoemd.datum >= segment.van
            and genoemd.datum < segment.tot
),

groepdagen as (
    select
        school_nr,
        groep,
        datum,
        bron_nr,
        dagrooster_nr
    from win_groep_rooster
    union all
    select
        school_nr,
        groep,
        datum,
        bron_nr,
        null as dagrooster_nr
    from win_groep_bekend
),

dagroosters as (
    select
        dagrooster_nr,
        count(*) as lessen
    from win_dagrooster_les
    group by dagrooster_nr
),

beslissend as (
    select
        per_groep.leerling_nr,
        per_groep.school_nr,
        per_groep.datum,
        per_groep.lesuren,
        per_groep.groep,
        groepdagen.bron_nr,
        groepdagen.dagrooster_nr
    from per_groep
    inner join groepdagen
        on
            per_groep.school_nr = groepdagen.school_nr
            and per_groep.groep = groepdagen.groep
            and per_groep.datum = groepdagen.datum
    qualify groepdagen.bron_nr = min(groepdagen.bron_nr) over (partition by per_groep.leerling_nr, per_groep.datum)
),

met_lessen as (
    select
        beslissend.school_nr,
        beslissend.groep,
        beslissend.datum,
        beslissend.lesuren,
        max(dagroosters.lessen) over (partition by beslissend.leerling_nr, beslissend.datum) as lessen
    from beslissend
    semi join geschatte_bronnen as bron
        on
            beslissend.school_nr = bron.school_nr
            and beslissend.bron_nr = bron.bron_nr
    inner join dagroosters on beslissend.dagrooster_nr = dagroosters.dagrooster_nr
)

select
    school_nr,
    groep,
    datum,
    max(lesuren)::tinyint as lessen,
    max(lessen)::tinyint as lessen_geschat
from met_lessen
where lesuren > lessen
group by school_nr, groep, datum
