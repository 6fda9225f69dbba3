-- Every slot up to the peildatum of the pupil that is asked about (ref_leerling), with what stands there and the file
-- and line it came from, for `msa explain`: one row per date and lesson hour. A slot without an event is present.
with

leerlingen as (
    select leerling.*
    from win_leerling as leerling
    semi join ref_leerling as gevraagd on leerling.leerling = gevraagd.leerling
),

-- A row of a file that names several lesson hours stands in win_bron once per hour.
bronnen as (
    select distinct
        school_nr,
        volgnr,
        bestand_nr,
        regelnummer,
        code,
        ingevoerd_op
    from win_bron
)

select
    dag.datum,
    les.lesuur,
    les.begin_min,
    les.minuten,
    coalesce(soort.groep, 'aanwezig') as groep,
    coalesce(registratie.soort::varchar, 'aanwezig') as soort,
    registratie.minuten_te_laat,
    bron.ingevoerd_op,
    bron.code,
    bron.bestand_nr,
    bron.regelnummer
from leerlingen as leerling
inner join win_traject_dag as dag on leerling.traject_nr = dag.traject_nr
inner join ref_run as run on dag.datum <= run.peildatum
inner join win_dagprofiel_les as les on dag.dagprofiel_nr = les.dagprofiel_nr
left join win_registratie as registratie
    on
        leerling.leerling_nr = registratie.leerling_nr
        and dag.datum = registratie.datum
        and les.lesuur = registratie.lesuur
left join ref_soort as soort on registratie.soort = soort.soort
left join bronnen as bron
    on
        registratie.school_nr = bron.school_nr
        and registratie.volgnr = bron.volgnr
