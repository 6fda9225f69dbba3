-- The four-week groups of the period by school, disjoint (D7), and their plans of action, for the SWV report: one row
-- per school that takes part.
select
    school.school,
    count(*) filter (where leerling.groep = 'nul_procent')::integer as nul_procent,
    count(*) filter (where leerling.groep = 'nul_procent' and leerling.plan_van_aanpak)::integer
        as nul_procent_met_plan,
    count(*) filter (where leerling.groep = 'nul_procent' and leerling.plan_van_aanpak is null)::integer
        as nul_procent_plan_onbekend,
    count(*) filter (where leerling.groep = 'hoogstens_20')::integer as hoogstens_20,
    count(*) filter (where leerling.groep = 'hoogstens_20' and leerling.plan_van_aanpak)::integer
        as hoogstens_20_met_plan,
    count(*) filter (where leerling.groep = 'hoogstens_20' and leerling.plan_van_aanpak is null)::integer
        as hoogstens_20_plan_onbekend
from ref_school as school
left join mart_swv_vierweken as leerling on school.school = leerling.school
group by school.school
order by school.school
