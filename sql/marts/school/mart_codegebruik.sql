-- What hangs on each code that no code table of the school explains: slots, minutes and pupils per school, code,
-- kind and where the kind came from (empty: nothing told, so onbekend).
with

te_verklaren as (
    select registratie.*
    from win_registratie as registratie
    inner join ref_school as school on registratie.school_nr = school.school_nr
    where registratie.soort = 'onbekend' or not school.heeft_codetabel
),

per_rij as (
    select
        school_nr,
        volgnr,
        leerling_nr,
        soort,
        count(*) as slots,
        sum(minuten) as minuten
    from te_verklaren
    group by school_nr, volgnr, leerling_nr, soort
),

bronnen as (
    select
        bron.school_nr,
        bron.volgnr,
        any_value(bron.code) as code,
        any_value(bron.soort_bron) as soort_bron
    from win_bron as bron
    semi join per_rij
        on
            bron.school_nr = per_rij.school_nr
            and bron.volgnr = per_rij.volgnr
    group by bron.school_nr, bron.volgnr
),

gebruik as (
    select
        per_rij.school_nr,
        bronnen.code,
        per_rij.soort::varchar as soort,
        bronnen.soort_bron,
        sum(per_rij.slots)::bigint as slots,
        sum(per_rij.minuten)::bigint as minuten,
        count(distinct per_rij.leerling_nr) as leerlingen,
        count(distinct per_rij.leerling_nr) filter (where tier.tier_status = 'open') as leerlingen_tier_open
    from per_rij
    inner join bronnen
        on
            per_rij.school_nr = bronnen.school_nr
            and per_rij.volgnr = bronnen.volgnr
    left join cls_tier as tier on per_rij.leerling_nr = tier.leerling_nr
    group by per_rij.school_nr, bronnen.code, per_rij.soort, bronnen.soort_bron
)

select
    school.school,
    gebruik.code,
    gebruik.soort,
    gebruik.soort_bron,
    gebruik.slots,
    gebruik.minuten,
    gebruik.leerlingen,
    gebruik.leerlingen_tier_open
from gebruik
inner join ref_school as school on gebruik.school_nr = school.school_nr
