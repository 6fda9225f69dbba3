-- Rows of absence files that stand on no slot: one row per school and volgnr (contract 1.3, 5).
-- vervangen: it gave way on every slot it touches; niet_geteld: it touches none, is of soort niet_tellen, or lies
-- after the meetdatum. buiten_rooster: lesson hours (or one span) up to the meetdatum that touch no slot at all, on
-- days that were measured: on the others slots exist for no measure (2.8).
with

-- Days with lessons up to the peildatum on which no slot exists for a measure.
niet_gemeten as (
    select
        dag.school_nr,
        dag.datum
    from win_dagtype as dag
    inner join win_meting as meting
        on
            dag.school_nr = meting.school_nr
            and dag.datum <= meting.peildatum
    left join win_gat as gat
        on
            dag.school_nr = gat.school_nr
            and dag.datum >= gat.van
            and dag.datum < gat.tot
    where dag.datum < meting.gemeten_van or dag.datum >= meting.gemeten_tot or gat.van is not null
),

gevallen_les as (
    select
        absentie.school_nr,
        absentie.volgnr,
        0 as buiten_rooster,
        0 as vervangen
    from stg_absentie_les as absentie
    inner join win_meting as meting
        on
            absentie.school_nr = meting.school_nr
            and absentie.datum > meting.meetdatum
    union all
    select
        treffer.school_nr,
        treffer.volgnr,
        case
            when treffer.minuten is not null or treffer.soort = 'niet_tellen' then 0
            when treffer.datum < meting.gemeten_van or treffer.datum >= meting.gemeten_tot then 0
            when gat.van is not null then 0
            else 1
        end as buiten_rooster,
        0 as vervangen
    from win_treffer_les as treffer
    inner join win_meting as meting on treffer.school_nr = meting.school_nr
    left join win_gat as gat
        on
            treffer.school_nr = gat.school_nr
            and treffer.datum >= gat.van
            and treffer.datum < gat.tot
    where treffer.minuten is null or treffer.soort = 'niet_tellen'
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

-- Spans that touch a school day that was not measured.
ongemeten as (
    select distinct
        span.school_nr,
        span.volgnr
    from stg_absentie_span as span
    inner join niet_gemeten as dag
        on
            span.school_nr = dag.school_nr
            and span.begin < dag.datum + 1
            and span.eind > dag.datum
),

zonder_treffer as (
    select
        span.school_nr,
        span.volgnr,
        case
            when span.begin::date > meting.meetdatum or ongemeten.school_nr is not null then 0
            when
                coalesce(code.soort, span.soort_rij, 'onbekend'::soort) = 'niet_tellen' then 0
            else 1
        end as buiten_rooster,
        0 as vervangen
    from stg_absentie_span as span
    inner join win_meting as meting on span.school_nr = meting.school_nr
    left join ongemeten
        on
            span.school_nr = ongemeten.school_nr
            and span.volgnr = ongemeten.volgnr
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
