-- Table overgestapt: pupils of the period who the SWV counts at a later school (contract 2.9), so that counts of the
-- SWV leave out their rows of the other tables. What only the earlier school knows of the child stands all the same: a
-- status of a thuiszitter, and a four-week group, that it has at no later school. One row per pupil.
with

thuis as (
    select distinct
        leerling_nr,
        plicht = 'rmc' as is_rmc
    from cls_thuiszitter
    where status in ('thuiszitter', 'lrv_langer_dan_3_maanden')
),

thuis_alleen_hier as (
    select hier.leerling_nr
    from thuis as hier
    left join win_overstap_keten as keten on hier.leerling_nr = keten.eerder_nr
    left join thuis as later
        on
            keten.leerling_nr = later.leerling_nr
            and hier.is_rmc = later.is_rmc
    group by hier.leerling_nr
    having count(later.leerling_nr) = 0
),

vierweken as (
    select distinct leerling_nr
    from cls_vierweken
    where not met_onbekend
),

vierweken_alleen_hier as (
    select hier.leerling_nr
    from vierweken as hier
    left join win_overstap_keten as keten on hier.leerling_nr = keten.eerder_nr
    left join vierweken as later on keten.leerling_nr = later.leerling_nr
    group by hier.leerling_nr
    having count(later.leerling_nr) = 0
)

select
    school.school,
    leerling.leerling,
    nieuw.school as naar_school,
    thuis.leerling_nr is not null as telt_thuiszitter,
    vierweken.leerling_nr is not null as telt_vierweken
from win_elders_geteld as elders
inner join win_leerling as leerling on elders.leerling_nr = leerling.leerling_nr
inner join ref_school as school on leerling.school_nr = school.school_nr
inner join win_leerling as later on elders.later_nr = later.leerling_nr
inner join ref_school as nieuw on later.school_nr = nieuw.school_nr
left join thuis_alleen_hier as thuis on elders.leerling_nr = thuis.leerling_nr
left join vierweken_alleen_hier as vierweken on elders.leerling_nr = vierweken.leerling_nr
order by school.school, leerling.leerling
