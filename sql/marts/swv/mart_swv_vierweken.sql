-- The four-week groups of the period for the SWV report, disjoint (D7), with what the register says: one row per pupil
-- of a group. groep: nul_procent (nothing present) or hoogstens_20 (some, at most 20 per cent). No pupil code.
with

-- Who moved is one child, at the new school.
geteld as (
    select groep.*
    from mart_vierweken as groep
    left join mart_overgestapt as elders
        on
            groep.school = elders.school
            and groep.leerling = elders.leerling
    where coalesce(elders.telt_vierweken, true)
),

vensters as (
    select
        school,
        leerling,
        any_value(plan_van_aanpak) as plan_van_aanpak,
        bool_or(groep = 'vier_weken_afwezig') as geheel_afwezig
    from geteld
    group by school, leerling
),

register as (
    select
        school.school,
        leerling.leerling,
        register.typologie,
        register.categorie,
        register.mdo_datum,
        register.interventies
    from win_register as register
    inner join win_leerling as leerling on register.leerling_nr = leerling.leerling_nr
    inner join ref_school as school on register.school_nr = school.school_nr
),

samen as (
    select
        school.school,
        school.sector,
        case when vensters.geheel_afwezig then 'nul_procent' else 'hoogstens_20' end as groep,
        vensters.plan_van_aanpak,
        school.heeft_register,
        coalesce(register.typologie, '') as typologie,
        coalesce(register.categorie, '') as categorie,
        register.mdo_datum is not null as mdo,
        coalesce(register.interventies, '') as interventies
    from vensters
    inner join ref_school as school on vensters.school = school.school
    left join register
        on
            vensters.school = register.school
            and vensters.leerling = register.leerling
)

select * from samen
