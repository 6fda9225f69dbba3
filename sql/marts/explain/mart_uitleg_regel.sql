-- What each rule says about the pupil that is asked about (ref_leerling), for `msa explain`: one row per rule of its
-- school, also where the outcome is nee. waarde_nu with nu_van and nu_tot: what is counted at the horizon, which for
-- a pupil who left is that of its last day. A run or a row of sick days that has ended counts 0 there.
with

leerlingen as (
    select
        leerling.*,
        nummer.laatste_dag_nr
    from win_leerling as leerling
    semi join ref_leerling as gevraagd on leerling.leerling = gevraagd.leerling
    semi join win_leerling_periode as periode on leerling.leerling_nr = periode.leerling_nr
    left join win_dagnummer as nummer on leerling.leerling_nr = nummer.leerling_nr
),

regels as (
    select
        regel.*,
        leerling.leerling_nr,
        leerling.traject_nr,
        leerling.horizon_datum,
        leerling.horizon_positie,
        leerling.laatste_dag_nr,
        run.schooljaar_van,
        case
            when regel.venster_eenheid = 'schooljaar'
                then least(greatest(leerling.horizon_datum, run.peildatum), schooljaar.schooljaar_tot - 1)
            else leerling.horizon_datum
        end as kijkdag
    from leerlingen as leerling
    inner join cls_regel as regel on leerling.school_nr = regel.school_nr
    cross join ref_run as run
    inner join ref_schooljaar as schooljaar on run.schooljaar_van = schooljaar.schooljaar_van
),

-- Counts in a window. A window that begins before the first lesweek begins with it.
geteld as (
    select
        regels.*,
        coalesce(telling.waarde, 0) as waarde_nu,
        greatest(regels.horizon_positie - 7 * regels.venster_lengte + 1, 0) as eerste_positie
    from regels
    left join win_telling as telling
        on
            regels.leerling_nr = telling.leerling_nr
            and regels.venster_nr = telling.venster_nr
            and regels.kijkdag >= telling.van
            and regels.kijkdag < telling.tot
    where regels.venster_nr is not null and regels.maat != 'aanwezig_venster'
),

met_venster as (
    select
        geteld.regel,
        geteld.waarde_nu,
        case geteld.venster_eenheid
            when 'lesweek' then (lesweek.maandag + (geteld.eerste_positie % 7))::date
            when 'kalenderweek' then geteld.horizon_datum - 7 * geteld.venster_lengte + 1
            when 'maand' then (geteld.horizon_datum - to_months(geteld.venster_lengte))::date + 1
            else geteld.schooljaar_van
        end as nu_van,
        geteld.horizon_datum as nu_tot
    from geteld
    left join win_lesweek as lesweek
        on
            geteld.school_nr = lesweek.school_nr
            and geteld.eerste_positie // 7 = lesweek.lesweek_nr
),

reeksen as (
    select
        regels.regel,
        case
            when regels.eenheid = 'duur_kalenderdagen' then reeks.duur_kalenderdagen else reeks.duur_posities
        end::double as waarde_nu,
        reeks.start as nu_van,
        reeks.laatste_dag as nu_tot
    from regels
    inner join win_reeks as reeks
        on
            regels.leerling_nr = reeks.leerling_nr
            and regels.groep = reeks.groep
            and reeks.loopt
    where regels.maat = 'reeks'
),

oplopend as (
    select
        regels.regel,
        (regels.laatste_dag_nr - oploop.nul_dag_nr)::double as waarde_nu,
        oploop.start as nu_van,
        regels.horizon_datum as nu_tot
    from regels
    inner join win_oploop as oploop
        on
            regels.leerling_nr = oploop.leerling_nr
            and regels.maat = oploop.maat
            and regels.laatste_dag_nr >= oploop.nul_dag_nr
            and (oploop.laatste_dag_nr is null or regels.laatste_dag_nr <= oploop.laatste_dag_nr)
),

-- The last complete window of four lesweken; unknown minutes are taken as present.
laatste_venster as (
    select
        leerling.leerling_nr,
        leerling.school_nr,
        venster.start,
        venster.start_positie,
        venster.eind_positie,
        venster.gepland_min
    from leerlingen as leerling
    inner join win_traject_venster as venster
        on
            leerling.traject_nr = venster.traject_nr
            and leerling.horizon_positie >= venster.eind_positie
    qualify row_number() over (partition by leerling.leerling_nr order by venster.start_positie desc) = 1
),

gemeten_venster as (
    select
        venster.leerling_nr,
        venster.start,
        any_value((lesweek.maandag + (venster.eind_positie % 7))::date) as eind,
        any_value(venster.gepland_min) as gepland_min,
        coalesce(sum(dag.afwezig_min), 0) as afwezig_min
    from laatste_venster as venster
    inner join win_lesweek as lesweek
        on
            venster.school_nr = lesweek.school_nr
            and venster.eind_positie // 7 = lesweek.lesweek_nr
    left join win_leerling_dag as dag
        on
            venster.leerling_nr = dag.leerling_nr
            and venster.start_positie <= dag.positie
            and venster.eind_positie >= dag.positie
    group by venster.leerling_nr, venster.start
),

aanwezig_venster as (
    select
        regels.regel,
        100.0::double * (venster.gepland_min - venster.afwezig_min) / venster.gepland_min as waarde_nu,
        venster.start as nu_van,
        venster.eind as nu_tot
    from regels
    inner join gemeten_venster as venster on regels.leerling_nr = venster.leerling_nr
    where regels.maat = 'aanwezig_venster' and venster.gepland_min > 0
),

aanwezig_periode as (
    select
        regels.regel,
        100.0::double * (periode.aanwezig_min + periode.onbekend_min) / periode.gepland_min as waarde_nu,
        run.periode_van as nu_van,
        run.peildatum as nu_tot
    from regels
    inner join win_leerling_periode as periode on regels.leerling_nr = periode.leerling_nr
    cross join ref_run as run
    where regels.maat = 'aanwezigheid_periode' and periode.gepland_min > 0
),

nu as (
    select * from met_venster
    union all by name
    select * from reeksen
    union all by name
    select * from oplopend
    union all by name
    select * from aanwezig_venster
    union all by name
    select * from aanwezig_periode
)

select
    regels.regel,
    regels.protocol,
    regels.maat,
    regels.groep,
    regels.eenheid,
    regels.venster_lengte,
    regels.venster_eenheid,
    regels.minimum,
    regels.maximum,
    regels.minder_dan,
    regels.maanden,
    regels.vanaf,
    regels.vereist_plan,
    regels.drempel,
    regels.wie,
    regels.actie,
    regels.bestemming,
    regels.bron,
    coalesce(signaal.uitkomst, 'nee') as uitkomst,
    signaal.eerste_datum,
    coalesce(signaal.in_periode, false) as in_periode,
    coalesce(signaal.op_peildatum, false) as op_peildatum,
    signaal.waarde,
    signaal.venster_van,
    signaal.venster_tot,
    signaal.ontbreekt,
    nu.waarde_nu,
    nu.nu_van,
    nu.nu_tot
from regels
left join cls_signaal as signaal
    on
        regels.leerling_nr = signaal.leerling_nr
        and regels.regel = signaal.regel
left join nu on regels.regel = nu.regel
