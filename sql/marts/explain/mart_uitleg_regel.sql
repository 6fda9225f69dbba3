-- What each rule says about the pupil that is asked about (ref_leerling), for `msa explain`: one row per rule of its
-- school, also where the outcome is nee. waarde_nu with nu_van and nu_tot: what is counted at the horizon (cls_stand),
-- which for a pupil who left is that of its last day. tekort and te_veel: how far that lies from the bounds; where
-- nothing is counted, all that is asked is lacking. ruimte: how far past the bound a rule is that holds. nabij: the
-- share of the bound that was reached, to put rules in order; a share of attendance is measured from 100 down. What
-- is not known is near nothing.
with

leerlingen as (
    select leerling.*
    from win_leerling as leerling
    semi join ref_leerling as gevraagd on leerling.leerling = gevraagd.leerling
    semi join win_leerling_periode as periode on leerling.leerling_nr = periode.leerling_nr
),

standen as (
    select stand.*
    from cls_stand as stand
    semi join leerlingen on stand.leerling_nr = leerlingen.leerling_nr
    union all
    select stand.*
    from cls_stand_aandeel as stand
    semi join leerlingen on stand.leerling_nr = leerlingen.leerling_nr
),

regels as (
    select
        regel.*,
        leerling.leerling_nr,
        stand.tekort,
        stand.te_veel,
        stand.leerling_nr is null as niets_geteld,
        regel.venster_nr is not null and regel.maat != 'aanwezig_venster' as in_venster,
        coalesce(stand.waarde, case when in_venster then 0 end) as waarde_nu,
        case
            when not in_venster then stand.van
            when regel.venster_eenheid = 'schooljaar' then run.schooljaar_van
            else venster.van
        end as nu_van,
        case when in_venster then leerling.horizon_datum else stand.tot end as nu_tot
    from leerlingen as leerling
    inner join cls_regel as regel on leerling.school_nr = regel.school_nr
    cross join ref_run as run
    left join standen as stand on regel.toets_nr = stand.toets_nr
    left join win_vensterbegin as venster
        on
            leerling.school_nr = venster.school_nr
            and regel.venster_lengte = venster.lengte
            and regel.venster_eenheid = venster.eenheid
            and leerling.horizon_datum = venster.dag
),

met_uitkomst as (
    select
        regels.*,
        coalesce(signaal.uitkomst, 'nee') as uitkomst,
        signaal.eerste_datum,
        coalesce(signaal.in_periode, false) as in_periode,
        coalesce(signaal.op_peildatum, false) as op_peildatum,
        signaal.waarde,
        signaal.ruimte,
        signaal.venster_van,
        signaal.venster_tot,
        signaal.ontbreekt,
        coalesce(regels.minder_dan, regels.maximum) as bovengrens,
        coalesce(signaal.waarde, regels.waarde_nu) as getoond
    from regels
    left join cls_signaal as signaal
        on
            regels.leerling_nr = signaal.leerling_nr
            and regels.regel = signaal.regel
)

select
    regel,
    protocol,
    maat,
    groep,
    eenheid,
    venster_lengte,
    venster_eenheid,
    minimum,
    bovengrens,
    maanden,
    vanaf,
    vereist_plan,
    drempel,
    wie,
    actie,
    bestemming,
    bron,
    uitkomst,
    eerste_datum,
    in_periode,
    op_peildatum,
    waarde,
    ruimte,
    venster_van,
    venster_tot,
    ontbreekt,
    waarde_nu,
    nu_van,
    nu_tot,
    case when niets_geteld and groep != 'aanwezig' then minimum else tekort end as tekort,
    te_veel,
    case
        when getoond is null then 0
        when groep = 'aanwezig' then least((100 - getoond) / nullif(100 - bovengrens, 0), 1)
        when minimum is null then least(getoond, 1)
        else getoond / minimum
    end::double as nabij
from met_uitkomst
