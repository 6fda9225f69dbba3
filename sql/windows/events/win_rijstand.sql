-- Rows of absence files that stand on no slot: one row per school and volgnr (contract 1.3, 5).
-- vervangen: it gave way on every slot it touches; niet_geteld: it touches none, is of soort niet_tellen, or lies
-- after the peildatum. buiten_rooster: lesson hours (or one span) up to the peildatum that touch no slot at all.
with

gevallen_les as (
    select
        absentie.school_nr,
        absentie.volgnr,
        0 as buiten_rooster,
        0 as vervangen
    from stg_absentie_les as absentie
    inner join ref_run as run on absentie.datum > run.peildatum
    union all
    select
        school_nr,
        volgnr,
        case when minuten is null and soort != 'niet_tellen' then 1 else 0 end as buiten_rooster,
        0 as vervangen
    from win_treffer_les
    where minuten is null or soort = 'niet_tellen'
    union all
    select
        school_nr,
        volgnr,
        0 as buiten_rooster,
        1 as vervangen
    from win_betwist
    where not staat
),

gevallen as (
    select
        school_nr,
        volgnr,
        sum(buiten_rooster) as buiten_rooster,
        max(vervangen) as vervangen
    from gevallen_les
    group by school_nr, volgnr
),

zonder_treffer as (
    select
        span.school_nr,
        span.volgnr,
        case
            when span.begin::date > run.peildatum then 0
            when
                coalesce(code.soort, span.soort_rij, 'onbekend') = 'niet_tellen' then 0
            else 1
        end as buiten_rooster,
        0 as vervangen
    from stg_absentie_span as span
    cross join ref_run as run
    left join win_code as code
        on
            span.school_nr = code.school_nr
            and span.code = code.code
            and span.begin::date >= code.van
            and span.begin::date < code.tot
    anti join win_treffer_span as treffer
        on
            span.school_nr = treffer.school_nr
            and span.volgnr = treffer.volgnr
    union all
    select distinct
        school_nr,
        volgnr,
        0 as buiten_rooster,
        0 as vervangen
    from win_treffer_span
    where soort = 'niet_tellen'
),

kandidaten as (
    select * from gevallen
    union all
    select * from zonder_treffer
),

per_rij as (
    select
        school_nr,
        volgnr,
        sum(buiten_rooster)::integer as buiten_rooster,
        max(vervangen) = 1 as vervangen
    from kandidaten
    group by school_nr, volgnr
),

staand as (
    select distinct
        registratie.school_nr,
        registratie.volgnr
    from win_registratie as registratie
    semi join per_rij
        on
            registratie.school_nr = per_rij.school_nr
            and registratie.volgnr = per_rij.volgnr
),

herkomst as (
    select
        bron.school_nr,
        bron.volgnr,
        any_value(bron.bestand_nr) as bestand_nr,
        any_value(bron.regelnummer) as regelnummer
    from win_bron as bron
    semi join per_rij
        on
            bron.school_nr = per_rij.school_nr
            and bron.volgnr = per_rij.volgnr
    group by bron.school_nr, bron.volgnr
)

select
    per_rij.school_nr,
    per_rij.volgnr,
    herkomst.bestand_nr,
    herkomst.regelnummer,
    per_rij.buiten_rooster,
    case
        when staand.volgnr is not null then 'gebruikt'
        when per_rij.vervangen then 'vervangen'
        else 'niet_geteld'
    end as stand
from per_rij
inner join herkomst
    on
        per_rij.school_nr = herkomst.school_nr
        and per_rij.volgnr = herkomst.volgnr
left join staand
    on
        per_rij.school_nr = staand.school_nr
        and per_rij.volgnr = staand.volgnr
