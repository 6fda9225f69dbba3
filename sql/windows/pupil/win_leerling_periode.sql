-- One pupil of a measured school, enrolled on at least one day of the period: minutes and days of the measured part of
-- the period, and the counts of the school year of the meetdatum (contract 2.5, 2.8). ziek_schooldagen adds per length
-- of day, so that the order of addition, and with it the last digit, is always the same. laagste_min: minutes that were
-- present whatever stands in quarantine (2.5); unknown minutes are not in it either. noemer: the source of most of the
-- minutes (1.4), empty without any.
with

ingeschreven as (
    select ingeschreven.*
    from win_ingeschreven as ingeschreven
    inner join win_meting as meting
        on
            ingeschreven.school_nr = meting.school_nr
            and meting.is_gemeten
),

gepland as (
    select
        dag.traject_nr,
        count(*)::integer as lesdagen,
        sum(dag.minuten)::integer as gepland_min
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    group by dag.traject_nr
),

verzuim_periode as (
    select
        dag.leerling_nr,
        sum(dag.geoorloofd_min)::integer as geoorloofd_min,
        sum(dag.ongeoorloofd_min)::integer as ongeoorloofd_min,
        sum(dag.reden_onbekend_min)::integer as reden_onbekend_min,
        sum(dag.afwezig_min)::integer as afwezig_min,
        sum(dag.onbekend_min)::integer as onbekend_min,
        sum(dag.voorlopig_min)::integer as voorlopig_min,
        sum(dag.elders_min)::integer as elders_min,
        sum(dag.oa_zestigsten)::integer as oa_zestigsten
    from win_leerling_dag as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    group by dag.leerling_nr
),

telling_schooljaar as (
    select
        dag.leerling_nr,
        sum(dag.te_laat)::integer as te_laat,
        sum(dag.spijbeluren)::integer as spijbeluren
    from win_leerling_dag as dag
    inner join win_meting as meting
        on
            dag.school_nr = meting.school_nr
            and dag.schooljaar_van = meting.schooljaar_van
    group by dag.leerling_nr
),

ziek_per_daglengte as (
    select
        dag.leerling_nr,
        dag.gepland_min,
        sum(dag.ziek_min) as ziek_min
    from win_leerling_dag as dag
    inner join win_meting as meting
        on
            dag.school_nr = meting.school_nr
            and dag.schooljaar_van = meting.schooljaar_van
    where dag.ziek_min > 0
    group by dag.leerling_nr, dag.gepland_min
),

ziek_schooljaar as (
    select
        leerling_nr,
        sum(ziek_min::double / gepland_min order by gepland_min) as ziek_schooldagen
    from ziek_per_daglengte
    group by leerling_nr
),

ziekmeldingen as (
    select
        melding.leerling_nr,
        count(*)::integer as ziekmeldingen
    from win_ziekmelding as melding
    inner join win_meting as meting
        on
            melding.school_nr = meting.school_nr
            and melding.schooljaar_van = meting.schooljaar_van
    group by melding.leerling_nr
),

quarantaine_periode as (
    select quarantaine.*
    from win_quarantaine as quarantaine
    inner join ref_run as run on quarantaine.van = run.periode_van
),

samen as (
    select
        ingeschreven.leerling_nr,
        ingeschreven.school_nr,
        ingeschreven.klas,
        ingeschreven.leerjaar,
        ingeschreven.onderwijssoort,
        ingeschreven.heeft_rooster,
        coalesce(gepland.lesdagen, 0) as lesdagen,
        coalesce(gepland.gepland_min, 0) as gepland_min,
        case when gepland.gepland_min > 0 then coalesce(noemer.noemer, 'rooster') end as noemer,
        coalesce(verzuim.geoorloofd_min, 0) as geoorloofd_min,
        coalesce(verzuim.ongeoorloofd_min, 0) as ongeoorloofd_min,
        coalesce(verzuim.reden_onbekend_min, 0) as reden_onbekend_min,
        coalesce(verzuim.afwezig_min, 0) as afwezig_min,
        coalesce(verzuim.onbekend_min, 0) as onbekend_min,
        coalesce(verzuim.voorlopig_min, 0) as voorlopig_min,
        coalesce(verzuim.elders_min, 0) as elders_min,
        coalesce(verzuim.oa_zestigsten, 0) as oa_zestigsten,
        coalesce(telling.te_laat, 0) as te_laat,
        coalesce(telling.spijbeluren, 0) as spijbeluren,
        coalesce(ziekmeldingen.ziekmeldingen, 0) as ziekmeldingen,
        coalesce(ziek.ziek_schooldagen, 0) as ziek_schooldagen,
        coalesce(quarantaine.quarantaine_rijen, 0) as quarantaine_rijen,
        coalesce(quarantaine.quarantaine_min, 0) as quarantaine_min,
        coalesce(gepland.gepland_min, 0)
        - coalesce(verzuim.afwezig_min + verzuim.onbekend_min, 0) as aanwezig_min
    from ingeschreven
    inner join win_traject as traject on ingeschreven.leerling_nr = traject.leerling_nr
    left join gepland on traject.traject_nr = gepland.traject_nr
    left join win_noemer as noemer on traject.traject_nr = noemer.traject_nr
    left join verzuim_periode as verzuim on ingeschreven.leerling_nr = verzuim.leerling_nr
    left join telling_schooljaar as telling on ingeschreven.leerling_nr = telling.leerling_nr
    left join ziek_schooljaar as ziek on ingeschreven.leerling_nr = ziek.leerling_nr
    left join ziekmeldingen on ingeschreven.leerling_nr = ziekmeldingen.leerling_nr
    left join quarantaine_periode as quarantaine on ingeschreven.leerling_nr = quarantaine.leerling_nr
)

select
    *,
    greatest(aanwezig_min - quarantaine_min, 0) as laagste_min
from samen
