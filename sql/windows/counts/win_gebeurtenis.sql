-- What is counted in a window: one row per pupil, way of counting (venster_nr) and day on which something counts.
-- hoeveelheid in whole parts (win_maatvenster.deel). naast is what counts beside it: with the hours or the times late
-- of a school year both together, in sixtieths; with minutes late the times of which the minutes are not known.
-- onbekend: what the unknown slots of the day can add to hoeveelheid at most, on a row of its own (contract 2.6); a
-- day that is not sick yet can hold one more spell. Of minutes late nobody can tell.
with

van_dag as (
    select
        dag.leerling_nr,
        dag.school_nr,
        venster.venster_nr,
        dag.datum,
        dag.dag_nr,
        dag.positie,
        dag.schooljaar_van,
        case venster.maat when 'te_laat_schooljaar' then dag.te_laat else dag.oa_zestigsten end::double as hoeveelheid,
        case venster.maat when 'oa_uren_venster' then 0 else dag.oa_zestigsten + 60 * dag.te_laat end::double
            as naast
    from win_leerling_dag as dag
    inner join win_maatvenster as venster
        on
            dag.school_nr = venster.school_nr
            and venster.maat in ('oa_uren_venster', 'oa_uren_schooljaar', 'te_laat_schooljaar')
    where dag.oa_zestigsten > 0 or (dag.te_laat > 0 and venster.maat != 'oa_uren_venster')
),

spijbelen as (
    select
        dag.leerling_nr,
        dag.school_nr,
        venster.venster_nr,
        dag.datum,
        dag.dag_nr,
        dag.positie,
        dag.schooljaar_van,
        dag.spijbeluren::double as hoeveelheid
    from win_leerling_dag as dag
    inner join win_maatvenster as venster
        on
            dag.school_nr = venster.school_nr
            and venster.maat = 'spijbeluren_schooljaar'
    where dag.spijbeluren > 0
),

ziekmeldingen as (
    select
        melding.leerling_nr,
        melding.school_nr,
        venster.venster_nr,
        melding.start as datum,
        melding.start_dag_nr as dag_nr,
        melding.start_positie as positie,
        melding.schooljaar_van,
        1::double as hoeveelheid
    from win_ziekmelding as melding
    inner join win_maatvenster as venster
        on
            melding.school_nr = venster.school_nr
            and venster.maat = 'ziekmeldingen_venster'
),

ziek as (
    select
        dag.leerling_nr,
        dag.school_nr,
        venster.venster_nr,
        dag.datum,
        dag.dag_nr,
        dag.positie,
        dag.schooljaar_van,
        round(venster.deel * dag.ziek_min / dag.gepland_min) as hoeveelheid
    from win_leerling_dag as dag
    inner join win_maatvenster as venster
        on
            dag.school_nr = venster.school_nr
            and venster.maat = 'ziek_schooldagen'
    where dag.ziek_min > 0
),

keren_te_laat as (
    select
        registratie.leerling_nr,
        registratie.school_nr,
        venster.venster_nr,
        venster.vanaf,
        registratie.datum,
        registratie.dag_nr,
        schooldag.positie,
        schooldag.schooljaar_van,
        registratie.minuten_te_laat,
        row_number() over (
            partition by registratie.leerling_nr, venster.venster_nr, schooldag.schooljaar_van
            order by registratie.datum, registratie.lesuur
        ) as keer
    from win_registratie as registratie
    inner join win_maatvenster as venster
        on
            registratie.school_nr = venster.school_nr
            and venster.maat = 'te_laat_minuten'
    inner join win_schooldag as schooldag
        on
            registratie.school_nr = schooldag.school_nr
            and registratie.datum = schooldag.datum
    where registratie.soort = 'te_laat'
),

minuten_te_laat as (
    select
        leerling_nr,
        school_nr,
        venster_nr,
        datum,
        any_value(dag_nr) as dag_nr,
        any_value(positie) as positie,
        any_value(schooljaar_van) as schooljaar_van,
        coalesce(sum(minuten_te_laat), 0)::double as hoeveelheid,
        (count(*) filter (where minuten_te_laat is null))::double as naast
    from keren_te_laat
    where keer >= vanaf
    group by leerling_nr, school_nr, venster_nr, datum
),

dagen_vanaf_leeftijd as (
    select
        registratie.leerling_nr,
        registratie.school_nr,
        venster.venster_nr,
        registratie.datum,
        any_value(registratie.dag_nr) as dag_nr,
        any_value(schooldag.positie) as positie,
        any_value(schooldag.schooljaar_van) as schooljaar_van,
        1::double as hoeveelheid
    from win_registratie as registratie
    inner join ref_soort as soort
        on
            registratie.soort = soort.soort
            and soort.groep = 'oa'
    inner join win_maatvenster as venster
        on
            registratie.school_nr = venster.school_nr
            and venster.maat = 'oa_dagen_leeftijd'
    inner join win_verjaardag as verjaardag
        on
            registratie.leerling_nr = verjaardag.leerling_nr
            and venster.vanaf = verjaardag.leeftijd
            and registratie.datum >= verjaardag.datum
    inner join win_schooldag as schooldag
        on
            registratie.school_nr = schooldag.school_nr
            and registratie.datum = schooldag.datum
    group by registratie.leerling_nr, registratie.school_nr, venster.venster_nr, registratie.datum
),

onbekend as (
    select
        dag.leerling_nr,
        dag.school_nr,
        venster.venster_nr,
        dag.datum,
        dag.dag_nr,
        dag.positie,
        dag.schooljaar_van,
        0::double as hoeveelheid,
        case
            when venster.maat in ('oa_uren_venster', 'oa_uren_schooljaar') then onbekend.zestigsten
            when venster.maat = 'ziek_schooldagen' then round(venster.deel * dag.onbekend_min / dag.gepland_min)
            when venster.maat in ('ziekmeldingen_venster', 'oa_dagen_leeftijd') then 1
            else onbekend.lessen
        end::double as onbekend
    from win_onbekend_dag as onbekend
    inner join win_leerling_dag as dag
        on
            onbekend.leerling_nr = dag.leerling_nr
            and onbekend.datum = dag.datum
    inner join win_maatvenster as venster on dag.school_nr = venster.school_nr
    left join win_verjaardag as verjaardag
        on
            onbekend.leerling_nr = verjaardag.leerling_nr
            and venster.vanaf = verjaardag.leeftijd
    where
        venster.maat not in ('te_laat_minuten', 'aanwezig_venster')
        and (
            venster.maat != 'oa_dagen_leeftijd'
            or (onbekend.datum >= verjaardag.datum and dag.oa_zestigsten = 0)
        )
        and (venster.maat != 'ziekmeldingen_venster' or dag.ziek_min = 0)
),

gebeurtenissen as (
    select * from van_dag
    union all by name
    select * from spijbelen
    union all by name
    select * from ziekmeldingen
    union all by name
    select * from ziek
    union all by name
    select * from minuten_te_laat
    union all by name
    select * from dagen_vanaf_leeftijd
    union all by name
    select * from onbekend
)

select
    leerling_nr,
    school_nr,
    venster_nr,
    datum,
    dag_nr,
    positie,
    schooljaar_van,
    hoeveelheid,
    coalesce(naast, 0) as naast,
    coalesce(onbekend, 0) as onbekend
from gebeurtenissen
