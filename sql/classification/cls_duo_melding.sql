-- Each report that was due to DUO, with its dates, its hours in sixtieths and the duty of the pupil (contract 2.7,
-- 2.9). One row per pupil and report. An lrv starts after the last 16uur report that ended in its run; where that
-- one ended on the last day of a run that is over, it is that day.
with

begrensd as (
    select
        leerling_nr,
        school_nr,
        plaats,
        meldsoort,
        datum,
        meldbaar_op,
        case when not loopt then datum end as einddatum,
        case
            when meldsoort = '16uur' then greatest(venster_van, vorige_datum + 1)
            when vorige_reeks_start = reeks_start
                then if(loopt, vorige_datum + 1, least(vorige_datum + 1, datum))
            else reeks_start
        end as telt_vanaf
    from cls_duo_grootboek
),

geteld as (
    select
        melding.leerling_nr,
        melding.school_nr,
        melding.plaats,
        melding.meldsoort,
        melding.einddatum,
        melding.meldbaar_op,
        if(melding.meldsoort = '16uur', min(dag.datum), melding.telt_vanaf) as begindatum,
        coalesce(sum(dag.oa_zestigsten), 0)::integer as oa_zestigsten,
        coalesce(sum(dag.voorlopig_zestigsten), 0)::integer as voorlopig_zestigsten
    from begrensd as melding
    left join win_duo_dag as dag
        on
            melding.leerling_nr = dag.leerling_nr
            and dag.datum >= melding.telt_vanaf
            and dag.datum <= melding.datum
    group by
        melding.leerling_nr,
        melding.school_nr,
        melding.plaats,
        melding.meldsoort,
        melding.einddatum,
        melding.meldbaar_op,
        melding.telt_vanaf
),

met_termijn as (
    select
        geteld.*,
        termijn.uiterste_meldatum,
        coalesce(geteld.einddatum, meting.meetdatum) as peildag
    from geteld
    inner join win_meting as meting on geteld.school_nr = meting.school_nr
    inner join win_meldtermijn as termijn on geteld.meldbaar_op = termijn.datum
)

select
    melding.leerling_nr,
    melding.school_nr,
    melding.meldsoort,
    melding.einddatum,
    melding.begindatum,
    melding.oa_zestigsten,
    melding.voorlopig_zestigsten,
    melding.uiterste_meldatum,
    plicht.plicht,
    melding.meldsoort = '16uur' and melding.oa_zestigsten = 60 * definitie.duo_uren as ernst_precies_16
from met_termijn as melding
cross join ref_definitie as definitie
inner join cls_plicht as plicht
    on
        melding.leerling_nr = plicht.leerling_nr
        and melding.peildag >= plicht.van
        and melding.peildag < plicht.tot
