-- Stretches on which a count satisfies what a rule asks (as in win_telling): one row per pupil, toets_nr, ontbreekt
-- and van. Age counts per day. The spreekuur (D19) also looks at hours and times together, and ends before the day on
-- which the first 16uur report of the school year ends. ontbreekt: the minutes late that are known are too few, and
-- some are not known (minuten_te_laat); or the bound is reached only when unknown slots count too (onbekend, contract
-- 2.6).
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
        toets.maximum_som,
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
    where leeftijd_van is null and leeftijd_tot is null and maximum_som is null
),

eerste_melding as (
    select
        melding.leerling_nr,
        schooljaar.schooljaar_van,
        schooljaar.schooljaar_tot,
        min(melding.einddatum) as datum
    from cls_duo_melding as melding
    inner join ref_schooljaar as schooljaar
        on
            melding.einddatum >= schooljaar.schooljaar_van
            and melding.einddatum < schooljaar.schooljaar_tot
    where melding.meldsoort = '16uur'
    group by melding.leerling_nr, schooljaar.schooljaar_van, schooljaar.schooljaar_tot
),

-- A report ends on a day with slots.
meldingen as (
    select
        eerste_melding.*,
        dag.dag_nr
    from eerste_melding
    inner join win_traject as traject on eerste_melding.leerling_nr = traject.leerling_nr
    inner join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and eerste_melding.datum = dag.datum
),

spreekuur as (
    select
        geteld.* replace (
            least(geteld.tot, melding.datum) as tot,
            least(geteld.tot_en_met_dag_nr, melding.dag_nr - 1) as tot_en_met_dag_nr
        )
    from geteld
    left join meldingen as melding
        on
            geteld.leerling_nr = melding.leerling_nr
            and geteld.van >= melding.schooljaar_van
            and geteld.van < melding.schooljaar_tot
    where geteld.maximum_som is not null
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
    select * from spreekuur
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
