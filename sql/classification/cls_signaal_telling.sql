-- What counts say about rules: one row per pupil, toets_nr and ontbreekt that is ja in the period or at the horizon.
-- waarde and window are those at the horizon, else of the last day in the period on which the rule held (contract 5).
-- A rule that holds at the horizon and on no day with slots of the school year first holds there. eerste_dag: the first
-- day with slots on which it holds, of the school year, else of the period, else the last one before these.
-- laatste_dag: the last day in the period on which it holds, of a rule that does not hold at the horizon.
with

stukken as (
    select
        stuk.*,
        nummer.traject_nr,
        nummer.horizon_datum,
        greatest(stuk.van_dag_nr, nummer.schooljaar_dag_nr) as schooljaar_dag_nr,
        greatest(stuk.van_dag_nr, nummer.periode_dag_nr) as periode_dag_nr,
        greatest(stuk.van_dag_nr, nummer.periode_dag_nr) <= stuk.tot_en_met_dag_nr as in_periode
    from cls_signaal_stuk as stuk
    inner join win_dagnummer as nummer on stuk.leerling_nr = nummer.leerling_nr
),

eerste_dagen as (
    select
        leerling_nr,
        toets_nr,
        ontbreekt,
        min(schooljaar_dag_nr) filter (where schooljaar_dag_nr <= tot_en_met_dag_nr) as in_schooljaar_dag_nr,
        min(periode_dag_nr) filter (where in_periode) as in_periode_dag_nr,
        max(tot_en_met_dag_nr) filter (where van_dag_nr <= tot_en_met_dag_nr) as laatste_dag_nr
    from stukken
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
        eerste_dagen.in_schooljaar_dag_nr,
        coalesce(
            eerste_dagen.in_schooljaar_dag_nr, eerste_dagen.in_periode_dag_nr, eerste_dagen.laatste_dag_nr
        ) as eerste_dag_nr
    from getoond
    inner join eerste_dagen
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
        eerste.datum as eerste_dag,
        laatste.datum as laatste_dag,
        case when samen.op_peildatum then meting.schooljaar_van else schooldag.schooljaar_van end as schooljaar_van,
        case
            when samen.in_schooljaar_dag_nr is not null then eerste.datum
            when samen.op_peildatum and samen.horizon_datum >= meting.schooljaar_van then samen.horizon_datum
        end as eerste_datum,
        case when samen.op_peildatum then samen.horizon_datum else laatste.datum end as dag
    from samen
    inner join cls_toets as toets on samen.toets_nr = toets.toets_nr
    inner join win_meting as meting on samen.school_nr = meting.school_nr
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

vensters as (
    select
        met_dagen.*,
        case
            when met_dagen.venster_eenheid = 'schooljaar' then met_dagen.schooljaar_van
            else coalesce(venster.van, met_dagen.start)
        end as venster_van,
        case
            when met_dagen.maat in ('ziek_aaneengesloten', 'schorsing_aaneengesloten') then met_dagen.laatste_dag
            else met_dagen.dag
        end as venster_tot
    from met_dagen
    left join win_vensterbegin as venster
        on
            met_dagen.school_nr = venster.school_nr
            and met_dagen.venster_lengte = venster.lengte
            and met_dagen.venster_eenheid = venster.eenheid
            and met_dagen.dag = venster.dag
)

select
    leerling_nr,
    school_nr,
    toets_nr,
    eerste_datum,
    eerste_dag,
    in_periode,
    op_peildatum,
    waarde,
    venster_van,
    venster_tot,
    case when not op_peildatum then laatste_dag end as laatste_dag,
    ontbreekt
from vensters
