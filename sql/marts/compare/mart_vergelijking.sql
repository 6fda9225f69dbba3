-- What the definition bench (msa compare) counts: one pupil of a school with the one group it is in by each measure.
-- zestien_uur: the rule of sixteen hours that its rule set gives a status for holds in the period or at the horizon,
-- whatever the duty of the pupil. Status rmc: away as a thuiszitter is, of 18 or older, who is counted apart.
-- Who moved is one child, at the new school (mart_overgestapt): its row of the earlier school has verhuisd and no tier,
-- and of the rest only what that school alone knows, as on the SWV page; its sixteen hours stand at the new school.
with

zestien_uur as (
    select distinct uitkomst.leerling_nr
    from cls_uitkomst as uitkomst
    inner join cls_grond as grond
        on
            uitkomst.toets_nr = grond.toets_nr
            and grond.maat = 'oa_uren_venster'
    where uitkomst.uitkomst = 'ja'
),

-- At this school, or at one that the pupil came from.
zestien_uur_samen as (
    select leerling_nr
    from zestien_uur
    union
    select keten.leerling_nr
    from win_overstap_keten as keten
    inner join zestien_uur on keten.eerder_nr = zestien_uur.leerling_nr
)

select
    periode.school,
    periode.leerling,
    periode.sector,
    elders.leerling is not null as verhuisd,
    case
        when elders.leerling is not null then null
        when periode.tier is not null then periode.tier::varchar
        when periode.tier_status = 'geen_rooster' then 'te_weinig_gegevens'
        else periode.tier_status
    end as tier,
    case
        when not coalesce(elders.telt_thuiszitter, true) then 'geen'
        when status.plicht = 'rmc' and status.status in ('thuiszitter', 'lrv_langer_dan_3_maanden') then 'rmc'
        else coalesce(status.status, 'geen')
    end as status,
    case
        when geoorloofd.leerling is null or not coalesce(elders.telt_thuiszitter, true) then 'nee'
        else 'ja'
    end as langdurig_geoorloofd,
    case
        when not coalesce(elders.telt_vierweken, true) then 'geen'
        else coalesce(helemaal.groep, bijna.groep, 'geen')
    end as vierweken,
    case when zestien_uur.leerling_nr is null or elders.leerling is not null then 'nee' else 'ja' end as zestien_uur
from mart_leerling_periode as periode
inner join ref_school as school on periode.school = school.school
inner join win_leerling as leerling
    on
        school.school_nr = leerling.school_nr
        and periode.leerling = leerling.leerling
left join mart_overgestapt as elders
    on
        periode.school = elders.school
        and periode.leerling = elders.leerling
left join zestien_uur_samen as zestien_uur on leerling.leerling_nr = zestien_uur.leerling_nr
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
