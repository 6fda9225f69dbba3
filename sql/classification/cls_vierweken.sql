-- Four-week windows that put a pupil in a group of table vierweken: one row per pupil, group and first day.
-- met_onbekend: only when unknown minutes are absence (contract 2.6). Wholly absent: nothing present, nothing unknown;
-- at most 20 per cent: unknown taken as present (contract 2.5).
with

vensters as (
    select venster.*
    from win_vierweken as venster
    inner join ref_run as run on venster.eind >= run.periode_van
    semi join win_leerling_periode as periode on venster.leerling_nr = periode.leerling_nr
)

select
    leerling_nr,
    school_nr,
    'vier_weken_afwezig' as groep,
    start,
    gepland_min,
    aanwezig_min,
    onbekend_min > 0 as met_onbekend
from vensters
where aanwezig_min = 0
union all
select
    vensters.leerling_nr,
    vensters.school_nr,
    'hoogstens_20pct' as groep,
    vensters.start,
    vensters.gepland_min,
    vensters.aanwezig_min,
    100 * (vensters.aanwezig_min + vensters.onbekend_min)
    > definitie.hoogstens_aanwezig_pct * vensters.gepland_min as met_onbekend
from vensters
cross join ref_definitie as definitie
where 100 * vensters.aanwezig_min <= definitie.hoogstens_aanwezig_pct * vensters.gepland_min
