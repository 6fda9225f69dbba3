-- One lesson of a weekly timetable of a group, from any source (contract 1.4), in force on [van, tot). A lessentabel
-- has lessons 1, 2, 3 …; lessons per week are spread over the working days, the first ones get what is left over;
-- school hours are one slot, or two around the break. bron_nr as in ref_roosterbron.
with

roosters as (
    select
        rooster.school_nr,
        definitie.roosterbron as bron_nr,
        rooster.groep,
        rooster.weekdag,
        rooster.lesuur,
        rooster.begin_min,
        rooster.eind_min,
        rooster.minuten,
        rooster.van,
        rooster.tot
    from stg_rooster_week as rooster
    cross join ref_definitie as definitie
),

werkdagen as (
    select
        definitie.werkdagen_per_week,
        unnest(range(1, definitie.werkdagen_per_week + 1)) as weekdag
    from ref_definitie as definitie
),

lessen_per_dag as (
    select
        school_nr,
        2 as bron_nr,
        groep,
        weekdag,
        lessen,
        minuten,
        van,
        tot
    from stg_lessentabel
    union all
    select
        tabel.school_nr,
        3 as bron_nr,
        tabel.groep,
        werkdagen.weekdag,
        (tabel.lessen_per_week - werkdagen.weekdag + werkdagen.werkdagen_per_week) // werkdagen.werkdagen_per_week
            as lessen,
        tabel.minuten,
        tabel.van,
        tabel.tot
    from stg_lessen_per_week as tabel
    cross join werkdagen
),

geschatte_lessen as (
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        unnest(range(1, lessen + 1)) as lesuur,
        null as begin_min,
        null as eind_min,
        minuten,
        van,
        tot
    from lessen_per_dag
),

schooltijden as (
    select
        *,
        case when groep = '' then 6 else 5 end as bron_nr
    from stg_schooltijden
),

blokken as (
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        1 as lesuur,
        begin_min,
        coalesce(pauze_van_min, eind_min) as eind_min,
        van,
        tot
    from schooltijden
    union all
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        2 as lesuur,
        pauze_tot_min as begin_min,
        eind_min,
        van,
        tot
    from schooltijden
    where pauze_tot_min is not null
),

alle_lessen as (
    select * from roosters
    union all
    select * from geschatte_lessen
    union all
    select
        school_nr,
        bron_nr,
        groep,
        weekdag,
        lesuur,
        begin_min,
        eind_min,
        eind_min - begin_min as minuten,
        van,
        tot
    from blokken
)

select
    school_nr,
    bron_nr::tinyint as bron_nr,
    groep,
    weekdag::tinyint as weekdag,
    lesuur::tinyint as lesuur,
    begin_min::smallint as begin_min,
    eind_min::smallint as eind_min,
    minuten::smallint as minuten,
    van,
    tot
from alle_lessen
