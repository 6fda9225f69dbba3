-- What counts say about rules: one row per pupil, toets_nr and ontbreekt that is ja in the period or at the horizon.
-- waarde and window are those at the horizon, else of the last day in the period on which the rule held (contract 5).
-- A rule that holds at the horizon and on no day with slots of the school year first holds there.
with

stukken as (
    select
        stuk.*,
        nummer.traject_nr,
        nummer.horizon_datum,
        nummer.horizon_positie,
        greatest(stuk.van_dag_nr, nummer.schooljaar_dag_nr) as schooljaar_dag_nr,
        greatest(stuk.van_dag_nr, nummer.periode_dag_nr) <= stuk.tot_en_met_dag_nr as in_periode
    from cls_signaal_stuk as stuk
    inner join win_dagnummer as nummer on stuk.leerling_nr = nummer.leerling_nr
),

eerste_dagen as (
    select
        leerling_nr,
        toets_nr,
        ontbreekt,
        min(schooljaar_dag_nr) as eerste_dag_nr
    from stukken
    where schooljaar_dag_nr <= tot_en_met_dag_nr
    group by leerling_nr, toets_nr, ontbreekt
),

-- What holds at the horizon is shown, else what held last in the period.
getoond as (
    select * replace (bool_or(in_periode) over (partition by leerling_nr, toets_nr, ontbreekt) as in_periode)
    from stukken
    where in_periode or op_peildatum
    qualify row_number() over (
        partition by leerling_nr, toets_nr, ontbreekt
        order by op_peildatum desc, tot_en_met_dag_nr desc
    ) = 1
),

samen as (
    select
        getoond.*,
        eerste_dagen.eerste_dag_nr
    from getoond
    left join eerste_dagen
        on
            getoond.leerling_nr = eerste_dagen.leerling_nr
            and getoond.toets_nr = eerste_dagen.toets_nr
            and getoond.ontbreekt is not distinct from eerste_dagen.ontbreekt
),

met_dagen as (
    select
        samen.*,
        toets.maat,
        toets.venster_eenheid,
        toets.venster_lengte,
        laatste.datum as laatste_dag,
        case when samen.op_peildatum then run.schooljaar_van else schooldag.schooljaar_van end as schooljaar_van,
        coalesce(
            eerste.datum,
            case when samen.op_peildatum and samen.horizon_datum >= run.schooljaar_van then samen.horizon_datum end
        ) as eerste_datum,
        case when samen.op_peildatum then samen.horizon_datum else laatste.datum end as dag,
        case when samen.op_peildatum then samen.horizon_positie else schooldag.positie end as positie
    from samen
    inner join cls_toets as toets on samen.toets_nr = toets.toets_nr
    cross join ref_run as run
    left join win_traject_dag as eerste
        on
            samen.traject_nr = eerste.traject_nr
            and samen.eerste_dag_nr = eerste.dag_nr
    left join win_traject_dag as laatste
        on
            samen.traject_nr = laatste.traject_nr
            and samen.tot_en_met_dag_nr = laatste.dag_nr
    left join win_schooldag as schooldag
        on
            samen.school_nr = schooldag.school_nr
            and laatste.datum = schooldag.datum
),

-- A window that begins before the first lesweek begins with it: there are no earlier positions.
met_eerste_positie as (
    select
        *,
        greatest(positie - 7 * venster_lengte + 1, 0) as eerste_positie
    from met_dagen
),

vensters as (
    select
        met_eerste_positie.*,
        case met_eerste_positie.venster_eenheid
            when 'lesweek' then (lesweek.maandag + (met_eerste_positie.eerste_positie % 7))::date
            when 'kalenderweek' then met_eerste_positie.dag - 7 * met_eerste_positie.venster_lengte + 1
            when 'maand' then (met_eerste_positie.dag - to_months(met_eerste_positie.venster_lengte))::date + 1
            when 'schooljaar' then met_eerste_positie.schooljaar_van
            else met_eerste_positie.start
        end as venster_van,
        case
            when met_eerste_positie.maat = 'ziek_aaneengesloten' then met_eerste_positie.laatste_dag
            else met_eerste_positie.dag
        end as venster_tot
    from met_eerste_positie
    left join win_lesweek as lesweek
        on
            met_eerste_positie.school_nr = lesweek.school_nr
            and met_eerste_positie.eerste_positie // 7 = lesweek.lesweek_nr
)

select
    leerling_nr,
    school_nr,
    toets_nr,
    eerste_datum,
    in_periode,
    op_peildatum,
    waarde,
    venster_van,
    venster_tot,
    ontbreekt
from vensters
