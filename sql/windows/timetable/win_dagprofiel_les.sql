-- One slot of a profile (a set of groups) on a day type: one row per profile, day type and lesson hour.
-- Two groups with the same lesson hour: one slot, the earliest start, then the earliest end (contract 2.1).
-- Of the groups of a profile only those count whose source is the surest (contract 1.4): so all slots of a day are by
-- one source, bron_nr of ref_roosterbron. School hours without a group (groep '') are of every profile of the school
-- but those of a timetable that lists its pupils, which knows them on all days that it covers.
-- dagdeel: the part of the day that the slot belongs to; dagdeel_wijze: by which rule of contract 1.4, of which c and d
-- are a reading. A day of one slot is two at a school that reports parts of the day (d).
with

eigen_groepen as (
    select distinct
        profiel_nr,
        school_nr,
        unnest(groepen) as groep
    from win_segment
),

profiel_groepen as (
    select * from eigen_groepen
    union all
    select distinct
        eigen_groepen.profiel_nr,
        eigen_groepen.school_nr,
        '' as groep
    from eigen_groepen
    semi join win_roosterbron as bron
        on
            eigen_groepen.school_nr = bron.school_nr
            and bron.bron_nr = 6
    where not starts_with(eigen_groepen.groep, ' ')
),

scholen_met_bronnen as (
    select school_nr
    from win_roosterbron
    group by school_nr
    having count(*) > 1
),

zekerste as (
    select
        profiel_groepen.profiel_nr,
        dagtype_groep.dagtype_nr,
        min(dagtype_groep.bron_nr) as bron_nr
    from profiel_groepen
    semi join scholen_met_bronnen as school on profiel_groepen.school_nr = school.school_nr
    inner join win_dagtype_groep as dagtype_groep
        on
            profiel_groepen.school_nr = dagtype_groep.school_nr
            and profiel_groepen.groep = dagtype_groep.groep
    group by profiel_groepen.profiel_nr, dagtype_groep.dagtype_nr
),

profiel_dagroosters as (
    select
        profiel_groepen.school_nr,
        profiel_groepen.profiel_nr,
        dagtype_groep.dagtype_nr,
        dagtype_groep.bron_nr,
        dagtype_groep.dagrooster_nr,
        dagtype_groep.lessen
    from profiel_groepen
    inner join win_dagtype_groep as dagtype_groep
        on
            profiel_groepen.school_nr = dagtype_groep.school_nr
            and profiel_groepen.groep = dagtype_groep.groep
    left join zekerste
        on
            profiel_groepen.profiel_nr = zekerste.profiel_nr
            and dagtype_groep.dagtype_nr = zekerste.dagtype_nr
    where
        dagtype_groep.dagrooster_nr is not null
        and (zekerste.bron_nr is null or dagtype_groep.bron_nr = zekerste.bron_nr)
),

laatste_lessen as (
    select
        les.dagrooster_nr,
        max(les.lesuur) as lesuur,
        arg_max(les.minuten, les.lesuur) as minuten
    from win_dagrooster_les as les
    semi join win_dagtype_groep as dagtype_groep
        on
            les.dagrooster_nr = dagtype_groep.dagrooster_nr
            and dagtype_groep.lessen is not null
    group by les.dagrooster_nr
),

lessen_erbij as (
    select
        dagrooster.school_nr,
        dagrooster.profiel_nr,
        dagrooster.dagtype_nr,
        dagrooster.bron_nr,
        unnest(range(laatste_lessen.lesuur + 1, dagrooster.lessen + 1)) as lesuur,
        null as begin_min,
        null as eind_min,
        laatste_lessen.minuten
    from profiel_dagroosters as dagrooster
    inner join laatste_lessen on dagrooster.dagrooster_nr = laatste_lessen.dagrooster_nr
    where dagrooster.lessen is not null
),

lessen as (
    select
        dagrooster.school_nr,
        dagrooster.profiel_nr,
        dagrooster.dagtype_nr,
        dagrooster.bron_nr,
        les.lesuur,
        les.begin_min,
        les.eind_min,
        les.minuten
    from profiel_dagroosters as dagrooster
    inner join win_dagrooster_les as les on dagrooster.dagrooster_nr = les.dagrooster_nr
    union all
    select * from lessen_erbij
),

een_slot_per_uur as (
    select *
    from lessen
    qualify row_number() over (
        partition by profiel_nr, dagtype_nr, lesuur
        order by begin_min nulls last, eind_min nulls last, minuten
    ) = 1
),

scholen_met_dagdelen as (
    select distinct school_nr
    from stg_absentie_span
    where dagdeel is not null
),

-- The day as a whole: when it ends and whether a slot begins in the afternoon.
dagen as (
    select
        profiel_nr,
        dagtype_nr,
        count(*) as lessen,
        sum(minuten) as dag_min,
        bool_and(begin_min is not null) as alle_tijden,
        case when bool_and(eind_min is not null) then max(eind_min) end as dag_eind_min,
        max(begin_min) as laatste_begin_min
    from een_slot_per_uur
    group by profiel_nr, dagtype_nr
),

-- With the minutes up to and including each slot.
met_dag as (
    select
        les.*,
        melder.school_nr is not null as meldt_dagdelen,
        dagen.lessen,
        dagen.dag_min,
        dagen.dag_eind_min,
        definitie.middag_begint_min,
        definitie.ochtend_eindigt_min,
        coalesce(dagen.laatste_begin_min >= definitie.middag_begint_min, false) as heeft_middagles,
        sum(les.minuten) over (
            partition by les.profiel_nr, les.dagtype_nr
            order by
                case when dagen.alle_tijden then les.begin_min end,
                les.lesuur
            rows unbounded preceding
        ) as tot_en_met_min
    from een_slot_per_uur as les
    inner join dagen
        on
            les.profiel_nr = dagen.profiel_nr
            and les.dagtype_nr = dagen.dagtype_nr
    cross join ref_definitie as definitie
    left join scholen_met_dagdelen as melder on les.school_nr = melder.school_nr
),

met_wijze as (
    select
        *,
        case
            when dag_eind_min <= ochtend_eindigt_min then 'a'
            when heeft_middagles then 'b'
            when lessen > 1 then 'c'
            else 'd'
        end as dagdeel_wijze
    from met_dag
),

-- (c): the boundary between slots that lies nearest to half of the day's minutes, on a tie the earlier.
grenzen as (
    select
        profiel_nr,
        dagtype_nr,
        tot_en_met_min as grens_min
    from met_wijze
    where dagdeel_wijze = 'c'
    qualify row_number() over (
        partition by profiel_nr, dagtype_nr
        order by abs(2 * tot_en_met_min - dag_min), tot_en_met_min
    ) = 1
),

verdeeld as (
    select
        les.school_nr,
        les.profiel_nr,
        les.dagtype_nr,
        les.bron_nr,
        les.lesuur,
        les.begin_min,
        les.eind_min,
        les.minuten,
        les.dagdeel_wijze,
        case
            when les.dagdeel_wijze = 'b' and les.begin_min >= les.middag_begint_min then 'middag'
            when les.dagdeel_wijze = 'c' and les.tot_en_met_min > grenzen.grens_min then 'middag'
            else 'ochtend'
        end as dagdeel
    from met_wijze as les
    left join grenzen
        on
            les.profiel_nr = grenzen.profiel_nr
            and les.dagtype_nr = grenzen.dagtype_nr
    where les.dagdeel_wijze != 'd' or not les.meldt_dagdelen or les.minuten < 2
    union all
    select
        les.school_nr,
        les.profiel_nr,
        les.dagtype_nr,
        les.bron_nr,
        deel.lesuur,
        les.begin_min + case when deel.lesuur = 2 then les.minuten // 2 else 0 end as begin_min,
        case when deel.lesuur = 1 then les.begin_min + les.minuten // 2 else les.eind_min end as eind_min,
        case when deel.lesuur = 1 then les.minuten // 2 else les.minuten - les.minuten // 2 end as minuten,
        les.dagdeel_wijze,
        deel.dagdeel
    from met_wijze as les
    cross join (
        values
        (1, 'ochtend'),
        (2, 'middag')
    ) as deel (lesuur, dagdeel)
    where les.dagdeel_wijze = 'd' and les.meldt_dagdelen and les.minuten >= 2
),

genummerd as (
    select
        profiel_nr,
        dagtype_nr,
        bron_nr,
        lesuur::tinyint as lesuur,
        begin_min::smallint as begin_min,
        eind_min::smallint as eind_min,
        minuten::smallint as minuten,
        dagdeel,
        dagdeel_wijze,
        school_nr::bigint * 1000000000
        + dense_rank() over (partition by school_nr order by profiel_nr, dagtype_nr) as dagprofiel_nr
    from verdeeld
)

select * from genummerd
