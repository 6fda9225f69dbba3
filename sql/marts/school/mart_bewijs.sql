-- The lesson hours behind signals that are ja, for the school report: one row per pupil, group of kinds that counts
-- (telt), window, day, code and file. Rules that look at the same kinds in the same window share their evidence. Behind
-- a share of attendance lies what is missing in it, not the lesson hours at school that have a row, as of lateness.
-- Of each window the last forty lesson hours are given, enough to check a signal by hand; lesuren_totaal counts all.
with

gevraagd as (
    select distinct
        signaal.leerling_nr,
        signaal.school_nr,
        regel.groep as telt,
        signaal.venster_van,
        signaal.venster_tot
    from cls_signaal as signaal
    inner join cls_regel as regel
        on
            signaal.school_nr = regel.school_nr
            and signaal.regel = regel.regel
    where signaal.uitkomst = 'ja'
),

vragen as (
    select
        *,
        row_number() over (order by leerling_nr, telt, venster_van, venster_tot) as vraag_nr
    from gevraagd
),

-- Which kinds a group counts: looked up once, and not for each lesson hour of each question.
getelde_soorten as (
    select
        gevraagd.telt,
        soort.soort
    from (select distinct telt from gevraagd) as gevraagd
    cross join ref_soort as soort
    where
        case gevraagd.telt
            when 'alle' then soort.groep in ('ga', 'oa', 'reden_onbekend')
            when 'aanwezig' then soort.groep in ('ga', 'oa', 'reden_onbekend', 'onbekend')
            when 'voorlopig' then soort.soort = 'voorlopig_ongeoorloofd'
            else gevraagd.telt in (soort.groep, soort.soort::varchar)
        end
),

slots as (
    select
        vragen.vraag_nr,
        vragen.school_nr,
        registratie.datum,
        registratie.lesuur,
        registratie.volgnr,
        registratie.soort
    from vragen
    inner join win_registratie as registratie
        on
            vragen.leerling_nr = registratie.leerling_nr
            and registratie.datum between vragen.venster_van and vragen.venster_tot
    semi join getelde_soorten as geteld
        on
            vragen.telt = geteld.telt
            and registratie.soort = geteld.soort
),

totalen as (
    select
        vraag_nr,
        count(*) as lesuren
    from slots
    group by vraag_nr
),

getoond as (
    select *
    from slots
    qualify row_number() over (
        partition by vraag_nr
        order by datum desc, lesuur desc
    ) <= 40
),

bronnen as (
    select distinct
        bron.school_nr,
        bron.volgnr,
        bron.bestand_nr,
        bron.regelnummer,
        bron.code
    from win_bron as bron
    semi join getoond
        on
            bron.school_nr = getoond.school_nr
            and bron.volgnr = getoond.volgnr
),

per_dag as (
    select
        getoond.vraag_nr,
        getoond.datum,
        getoond.soort,
        bron.code,
        bron.bestand_nr,
        list(getoond.lesuur order by getoond.lesuur) as lesuren,
        list(bron.regelnummer order by bron.regelnummer) as regelnummers
    from getoond
    inner join bronnen as bron
        on
            getoond.school_nr = bron.school_nr
            and getoond.volgnr = bron.volgnr
    group by getoond.vraag_nr, getoond.datum, getoond.soort, bron.code, bron.bestand_nr
)

select
    school.school,
    leerling.leerling,
    vragen.telt,
    vragen.venster_van,
    vragen.venster_tot,
    per_dag.datum,
    per_dag.soort::varchar as soort,
    per_dag.code,
    per_dag.bestand_nr,
    per_dag.lesuren,
    per_dag.regelnummers,
    totalen.lesuren::integer as lesuren_totaal
from per_dag
inner join totalen on per_dag.vraag_nr = totalen.vraag_nr
inner join vragen on per_dag.vraag_nr = vragen.vraag_nr
inner join win_leerling as leerling on vragen.leerling_nr = leerling.leerling_nr
inner join ref_school as school on vragen.school_nr = school.school_nr
