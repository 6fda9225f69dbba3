-- By what a later run can tell whether a pupil is still as it was when the figures without pupils came out: one row
-- per pupil and part (deel). The part `cijfers` is all of a pupil that reaches a figure of the SWV report but its row
-- of the register, which is the part `register`. Young people on a list of the LPA stand under the school `leerplicht`.
-- afdruk: of the rows of the pupil as texts, in whatever order. What reaches no figure (class, signals, work) is not in
-- it: it would make pupils differ of whom the figures are the same.
-- Two runs are laid beside each other only where this text, but for comments, is the same in both (publish/reruns.py):
-- after any change of it figures that stand are carried over where they are run again. So none is made for speed alone.
with

dagen as (
    select
        dag.traject_nr,
        dag.minuten,
        schooldag.maandag
    from win_traject_dag as dag
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    inner join ref_run as run
        on
            schooldag.schooljaar_van >= run.vorig_schooljaar_van
            and dag.datum <= run.peildatum
),

weken as (
    select
        traject_nr,
        maandag,
        sum(minuten) as minuten
    from dagen
    group by traject_nr, maandag
),

dagprofielen as (
    select
        dagprofiel_nr,
        string_agg(lesuur || ':' || minuten, ',' order by lesuur) as lesuren
    from win_dagprofiel_les
    group by dagprofiel_nr
),

weekdagen as (
    select
        dag.traject_nr,
        isodow(dag.datum) as weekdag,
        dag.dagprofiel_nr,
        count(*) as dagen
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    -- Estimated lessons reach no figure of a lesson hour.
    anti join win_geschat_dagprofiel as geschat on dag.dagprofiel_nr = geschat.dagprofiel_nr
    group by dag.traject_nr, weekdag, dag.dagprofiel_nr
),

-- Two profiles of a day can have the same lessons.
lesuren as (
    select
        weekdagen.traject_nr,
        weekdagen.weekdag,
        dagprofielen.lesuren,
        sum(weekdagen.dagen) as dagen
    from weekdagen
    inner join dagprofielen on weekdagen.dagprofiel_nr = dagprofielen.dagprofiel_nr
    group by weekdagen.traject_nr, weekdagen.weekdag, dagprofielen.lesuren
),

roosterregels as (
    select
        traject_nr,
        concat_ws('|', 'rooster', maandag, minuten) as tekst
    from weken
    union all
    select
        traject_nr,
        concat_ws('|', 'lesuren', weekdag, lesuren, dagen) as tekst
    from lesuren
),

roosters as (
    select
        traject_nr,
        bit_xor((md5_number(tekst) >> 64)::ubigint) as afdruk
    from roosterregels
    group by traject_nr
),

verzuim as (
    select
        dag.leerling_nr,
        concat_ws(
            '|',
            'dag',
            dag.datum,
            dag.geoorloofd_min,
            dag.ongeoorloofd_min,
            dag.reden_onbekend_min,
            dag.onbekend_min
        ) as tekst
    from win_leerling_dag as dag
    inner join ref_run as run
        on
            dag.schooljaar_van >= run.vorig_schooljaar_van
            and dag.datum <= run.peildatum
    where dag.afwezig_min + dag.onbekend_min > 0
),

lessen as (
    select
        registratie.leerling_nr,
        concat_ws(
            '|',
            'les',
            registratie.datum,
            case when geschat.datum is null then registratie.lesuur end,
            soort.soort,
            registratie.minuten
        ) as tekst
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join ref_run as run on registratie.datum between run.periode_van and run.peildatum
    left join win_geschatte_dag as geschat
        on
            registratie.leerling_nr = geschat.leerling_nr
            and registratie.datum = geschat.datum
    where soort.groep in ('ga', 'oa', 'reden_onbekend', 'onbekend')
),

-- Holidays are counted on the days of the period on which a pupil is enrolled.
inschrijvingen as (
    select
        segment.leerling_nr,
        concat_ws(
            '|',
            'ingeschreven',
            min(greatest(segment.van, run.periode_van)) filter (where segment.van <= run.peildatum),
            max(least(segment.tot, run.peildatum + 1)) filter (where segment.tot > run.periode_van),
            bool_or(segment.zonder_begin)
        ) as tekst
    from win_segment as segment
    cross join ref_run as run
    group by segment.leerling_nr
),

periodes as (
    select
        periode.leerling_nr,
        concat_ws(
            '|',
            'periode',
            coalesce(trim(periode.leerjaar), ''),
            coalesce(trim(periode.onderwijssoort), ''),
            periode.lesdagen,
            periode.gepland_min,
            periode.aanwezig_min,
            periode.geoorloofd_min,
            periode.ongeoorloofd_min,
            periode.reden_onbekend_min,
            periode.onbekend_min,
            periode.voorlopig_min,
            periode.elders_min,
            coalesce(tier.tier::varchar, ''),
            tier.tier_status
        ) as tekst
    from win_leerling_periode as periode
    inner join cls_tier as tier on periode.leerling_nr = tier.leerling_nr
),

statussen as (
    select
        leerling_nr,
        concat_ws('|', 'status', status, grond, op_peildatum, precies_vier_weken, plicht) as tekst
    from cls_thuiszitter
),

mogelijk as (
    select
        leerling_nr,
        concat_ws('|', 'mogelijk', status, alleen_aanwezigheid, alleen_rmc) as tekst
    from cls_status_mogelijk
),

vensters as (
    select distinct
        leerling_nr,
        'vierweken|' || groep as tekst
    from cls_vierweken
    where not met_onbekend
),

meldingen as (
    select
        leerling.leerling_nr,
        concat_ws(
            '|',
            'melding',
            melding.meldsoort,
            coalesce(melding.einddatum::varchar, ''),
            melding.plicht,
            melding.status
        ) as tekst
    from mart_duo_melding as melding
    inner join ref_school as school on melding.school = school.school
    inner join win_leerling as leerling
        on
            school.school_nr = leerling.school_nr
            and melding.leerling = leerling.leerling
    inner join ref_run as run on melding.uiterste_meldatum >= run.periode_van
),

-- Who is counted at a later school counts here for what only this school knows.
overgestapt as (
    select
        leerling.leerling_nr,
        concat_ws('|', 'overgestapt', overgestapt.telt_thuiszitter, overgestapt.telt_vierweken) as tekst
    from mart_overgestapt as overgestapt
    inner join ref_school as school on overgestapt.school = school.school
    inner join win_leerling as leerling
        on
            school.school_nr = leerling.school_nr
            and overgestapt.leerling = leerling.leerling
),

register as (
    select
        register.leerling_nr,
        concat_ws(
            '|',
            coalesce(register.typologie, ''),
            coalesce(register.categorie, ''),
            coalesce(register.interventies, ''),
            coalesce(register.plan_van_aanpak::varchar, ''),
            coalesce(register.gesprek_datum::varchar, ''),
            coalesce(register.plan_datum::varchar, ''),
            coalesce(register.mdo_datum::varchar, ''),
            coalesce(register.jgz_datum::varchar, ''),
            coalesce(register.spreekuur_datum::varchar, ''),
            coalesce(geboorte.woongemeente, '')
        ) as tekst
    from win_register as register
    left join win_geboorte as geboorte on register.leerling_nr = geboorte.leerling_nr
),

regels as (
    select * from verzuim
    union all by name
    select * from lessen
    union all by name
    select * from inschrijvingen
    union all by name
    select * from periodes
    union all by name
    select * from statussen
    union all by name
    select * from mogelijk
    union all by name
    select * from vensters
    union all by name
    select * from meldingen
    union all by name
    select * from overgestapt
),

afdrukken as (
    select
        leerling_nr,
        'cijfers' as deel,
        (md5_number(tekst) >> 64)::ubigint as afdruk
    from regels
    union all
    select
        traject.leerling_nr,
        'cijfers' as deel,
        roosters.afdruk
    from roosters
    inner join win_traject as traject on roosters.traject_nr = traject.traject_nr
    union all
    select
        leerling_nr,
        'register' as deel,
        (md5_number(tekst) >> 64)::ubigint as afdruk
    from register
),

leerlingen as (
    select
        leerling_nr,
        deel,
        bit_xor(afdruk) as afdruk
    from afdrukken
    group by leerling_nr, deel
),

lijsten as (
    select
        concat_ws('|', lijst.soort, lijst.volgnummer) as leerling,
        (md5_number(concat_ws('|', lijst.soort, count(*))) >> 64)::ubigint as afdruk
    from win_lpa_lijst as lijst
    inner join ref_run as run
        on
            lijst.van <= run.peildatum
            and lijst.tot > run.peildatum
    group by lijst.soort, lijst.volgnummer
)

select
    school.school,
    leerling.leerling,
    leerlingen.deel,
    leerlingen.afdruk::varchar as afdruk
from leerlingen
inner join win_leerling as leerling on leerlingen.leerling_nr = leerling.leerling_nr
inner join ref_school as school on leerling.school_nr = school.school_nr
semi join win_meting as meting
    on
        leerling.school_nr = meting.school_nr
        and meting.is_gemeten
union all
select
    'leerplicht' as school,
    leerling,
    'cijfers' as deel,
    afdruk::varchar as afdruk
from lijsten
order by school, leerling, deel
