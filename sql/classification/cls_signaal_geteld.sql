-- Stretches on which a count satisfies what a rule asks (as in win_telling): one row per pupil, toets_nr, ontbreekt and
-- van. Age counts per day. The spreekuur (D19) also looks at hours and times together; a rule with a plafond ends
-- before the day of the school year on which sixteen hours stand in the window of the report or such a report ends.
-- ontbreekt: the minutes late that are known are too few, and some are not known (minuten_te_laat); or the bound is
-- reached only when unknown slots count too (onbekend, contract 2.6).
-- materialized: view
with

geteld as (
    select
        telling.leerling_nr,
        telling.van,
        telling.tot,
        telling.van_dag_nr,
        telling.tot_en_met_dag_nr,
        telling.waarde,
        toets.toets_nr,
        toets.venster_eenheid,
        toets.plafond,
        toets.leeftijd_van,
        toets.leeftijd_tot,
        case
            when telling.waarde >= toets.minimum then null
            when telling.hoogstens >= toets.minimum then 'onbekend'
            else 'minuten_te_laat'
        end as ontbreekt
    from win_telling as telling
    inner join cls_toets as toets
        on
            telling.venster_nr = toets.venster_nr
            and (telling.hoogstens >= toets.minimum or (toets.maat = 'te_laat_minuten' and telling.naast > 0))
            and (toets.maximum is null or telling.waarde <= toets.maximum)
            and (toets.maximum_som is null or telling.naast <= 60 * toets.maximum_som)
),

zonder_voorwaarde as (
    select *
    from geteld
    where leeftijd_van is null and leeftijd_tot is null and not plafond
),

zestien_uur as (
    select
        leerling_nr,
        einddatum as van,
        einddatum + 1 as tot
    from cls_duo_melding
    where meldsoort = '16uur' and einddatum is not null
    union all
    select
        telling.leerling_nr,
        telling.van,
        telling.tot
    from win_telling as telling
    inner join win_maatvenster as venster
        on
            telling.venster_nr = venster.venster_nr
            and venster.maat = 'oa_uren_venster'
            and venster.eenheid = 'lesweek'
    inner join ref_definitie as definitie
        on
            telling.waarde >= definitie.duo_uren
            and venster.lengte * 7 = definitie.venster_posities
),

eerste_dag as (
    select
        zestien_uur.leerling_nr,
        schooljaar.schooljaar_van,
        schooljaar.schooljaar_tot,
        min(greatest(zestien_uur.van, schooljaar.schooljaar_van)) as datum
    from zestien_uur
    inner join ref_schooljaar as schooljaar
        on
            zestien_uur.van < schooljaar.schooljaar_tot
            and zestien_uur.tot > schooljaar.schooljaar_van
    group by zestien_uur.leerling_nr, schooljaar.schooljaar_van, schooljaar.schooljaar_tot
),

-- The first day with slots from then on.
plafonds as (
    select
        eerste_dag.leerling_nr,
        eerste_dag.schooljaar_van,
        eerste_dag.schooljaar_tot,
        eerste_dag.datum,
        min(dag.dag_nr) as dag_nr
    from eerste_dag
    inner join win_traject as traject on eerste_dag.leerling_nr = traject.leerling_nr
    left join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and eerste_dag.datum <= dag.datum
    group by eerste_dag.leerling_nr, eerste_dag.schooljaar_van, eerste_dag.schooljaar_tot, eerste_dag.datum
),

onder_plafond as (
    select
        geteld.* replace (
            least(geteld.tot, plafond.datum) as tot,
            least(geteld.tot_en_met_dag_nr, plafond.dag_nr - 1) as tot_en_met_dag_nr
        )
    from geteld
    left join plafonds as plafond
        on
            geteld.leerling_nr = plafond.leerling_nr
            and geteld.van >= plafond.schooljaar_van
            and geteld.van < plafond.schooljaar_tot
    where geteld.plafond
),

met_leeftijd as (
    select
        geteld.* replace (
            greatest(geteld.van, jongste.datum) as van,
            greatest(geteld.van_dag_nr, jongste.dag_nr) as van_dag_nr,
            least(geteld.tot, oudste.datum) as tot,
            least(geteld.tot_en_met_dag_nr, oudste.dag_nr - 1) as tot_en_met_dag_nr
        )
    from geteld
    left join win_verjaardag as jongste
        on
            geteld.leerling_nr = jongste.leerling_nr
            and geteld.leeftijd_van = jongste.leeftijd
    left join win_verjaardag as oudste
        on
            geteld.leerling_nr = oudste.leerling_nr
            and geteld.leeftijd_tot = oudste.leeftijd
    where
        coalesce(geteld.leeftijd_van, geteld.leeftijd_tot) is not null
        and (geteld.leeftijd_van is null or jongste.datum is not null)
        and (geteld.leeftijd_tot is null or oudste.datum is not null)
),

samen as (
    select * from zonder_voorwaarde
    union all
    select * from onder_plafond
    union all
    select * from met_leeftijd
)

select
    leerling_nr,
    toets_nr,
    venster_eenheid,
    van,
    tot,
    van_dag_nr,
    tot_en_met_dag_nr,
    waarde,
    ontbreekt
from samen
where van < tot
