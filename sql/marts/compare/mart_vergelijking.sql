-- What the definition bench (msa compare) counts: one pupil of a school with the one group it is in by each measure.
-- zestien_uur: the rule of sixteen hours that its rule set gives a status for holds in the period or at the horizon,
-- whatever the duty of the pupil. Status rmc: away as a thuiszitter is, of 18 or older, who is counted apart.
with

zestien_uur as (
    select distinct uitkomst.leerling_nr
    from cls_uitkomst as uitkomst
    inner join cls_grond as grond
        on
            uitkomst.toets_nr = grond.toets_nr
            and grond.maat = 'oa_uren_venster'
    where uitkomst.uitkomst = 'ja'
)

select
    periode.school,
    periode.leerling,
    periode.sector,
    coalesce(
        periode.tier::varchar,
        case periode.tier_status when 'geen_rooster' then 'te_weinig_gegevens' else periode.tier_status end
    ) as tier,
    case
        when status.plicht = 'rmc' and status.status in ('thuiszitter', 'lrv_langer_dan_3_maanden') then 'rmc'
        else coalesce(status.status, 'geen')
    end as status,
    case when geoorloofd.leerling is null then 'nee' else 'ja' end as langdurig_geoorloofd,
    coalesce(helemaal.groep, bijna.groep, 'geen') as vierweken,
    case when zestien_uur.leerling_nr is null then 'nee' else 'ja' end as zestien_uur
from mart_leerling_periode as periode
inner join ref_school as school on periode.school = school.school
inner join win_leerling as leerling
    on
        school.school_nr = leerling.school_nr
        and periode.leerling = leerling.leerling
left join zestien_uur on leerling.leerling_nr = zestien_uur.leerling_nr
left join mart_thuiszitter as status
    on
        periode.school = status.school
        and periode.leerling = status.leerling
        and status.status not in ('langdurig_geoorloofd', 'reden_onbekend')
left join mart_thuiszitter as geoorloofd
    on
        periode.school = geoorloofd.school
        and periode.leerling = geoorloofd.leerling
        and geoorloofd.status = 'langdurig_geoorloofd'
left join mart_vierweken as helemaal
    on
        periode.school = helemaal.school
        and periode.leerling = helemaal.leerling
        and helemaal.groep = 'vier_weken_afwezig'
left join mart_vierweken as bijna
    on
        periode.school = bijna.school
        and periode.leerling = bijna.leerling
        and bijna.groep = 'hoogstens_20pct'
order by periode.school, periode.leerling
