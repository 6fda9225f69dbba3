-- One slot of a profile (a set of groups) on a day type: one row per profile, day type and lesson hour.
-- Two groups with the same lesson hour: one slot, the earliest start, then the earliest end (contract 2.1).
with

profiel_groepen as (
    select distinct
        profiel_nr,
        school_nr,
        unnest(groepen) as groep
    from win_segment
),

lessen as (
    select
        profiel_groepen.profiel_nr,
        dagtype_groep.dagtype_nr,
        les.lesuur,
        les.begin_min,
        les.eind_min,
        les.minuten
    from profiel_groepen
    inner join win_dagtype_groep as dagtype_groep
        on
            profiel_groepen.school_nr = dagtype_groep.school_nr
            and profiel_groepen.groep = dagtype_groep.groep
    inner join win_dagrooster_les as les on dagtype_groep.dagrooster_nr = les.dagrooster_nr
),

een_slot_per_uur as (
    select *
    from lessen
    qualify row_number() over (
        partition by profiel_nr, dagtype_nr, lesuur
        order by begin_min nulls last, eind_min nulls last, minuten
    ) = 1
),

genummerd as (
    select
        *,
        dense_rank() over (order by profiel_nr, dagtype_nr) as dagprofiel_nr
    from een_slot_per_uur
)

select * from genummerd
