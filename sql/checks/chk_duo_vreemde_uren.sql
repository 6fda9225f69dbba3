-- What: reports to DUO whose hours are not those of the unauthorised slots between their first and last day.
-- When it matters: always; a difference can mean that an authorised hour reached the ledger (contract 2.7).
-- How to resolve: compare win_duo_dag with win_registratie for the pupil, day by day.
with

oa_dagen as (
    select
        registratie.leerling_nr,
        registratie.datum,
        sum(
            case when school.sector = 'PO' then registratie.minuten else greatest(registratie.minuten, 60) end
        ) as zestigsten
    from win_registratie as registratie
    inner join ref_soort as soort
        on
            registratie.soort = soort.soort
            and soort.groep = 'oa'
    inner join ref_school as school on registratie.school_nr = school.school_nr
    group by registratie.leerling_nr, registratie.datum
),

-- The ledger of a pupil who moved goes on from that of the earlier school.
met_eerder as (
    select * from oa_dagen
    union all
    select oa_dagen.* replace (keten.leerling_nr as leerling_nr)
    from oa_dagen
    inner join win_overstap_keten as keten
        on
            oa_dagen.leerling_nr = keten.eerder_nr
            and keten.sluit_aan
)

select
    melding.leerling_nr,
    melding.meldsoort,
    melding.einddatum
from cls_duo_melding as melding
left join met_eerder as dag
    on
        melding.leerling_nr = dag.leerling_nr
        and dag.datum >= melding.begindatum
        and (melding.einddatum is null or dag.datum <= melding.einddatum)
group by melding.leerling_nr, melding.meldsoort, melding.einddatum, melding.oa_zestigsten
having coalesce(sum(dag.zestigsten), 0) != melding.oa_zestigsten
