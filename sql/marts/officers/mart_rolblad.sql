-- The sheets of the roles (contract 2.10): what each role must do for a pupil, one row per pupil, rol, actie, sinds and
-- rule that asks it, with what the rule found. No tier, and the group of the pupil (zwaarte) for the oco alone: they
-- tell more than another role may know.
-- The youth doctor knows of sickness alone: those rows rest on rules that count it, and their first day and what was
-- done go by these rules, as if no other asked for the same. Only leerplicht reads the municipality of the pupil.
with

per_regel as (
    select
        werk.school,
        school.school_nr,
        werk.leerling,
        leerling.leerling_nr,
        periode.klas,
        geboorte.woongemeente,
        werk.rol,
        werk.actie,
        werk.sinds,
        unnest(string_split(werk.regels, ',')) as regel,
        werk.uiterste_datum,
        werk.stand,
        werk.gedaan_op,
        werk.toelichting,
        werk.zwaarte
    from mart_werklijst as werk
    inner join ref_school as school on werk.school = school.school
    inner join win_leerling as leerling
        on
            school.school_nr = leerling.school_nr
            and werk.leerling = leerling.leerling
    inner join win_geboorte as geboorte on leerling.leerling_nr = geboorte.leerling_nr
    left join mart_leerling_periode as periode
        on
            werk.school = periode.school
            and werk.leerling = periode.leerling
),

ziekte as (
    select
        school_nr,
        coalesce(regel, werkregel) as regel
    from cls_vraag
    where groep = 'ziek'
),

om_ziekte as (
    select
        per_regel.*,
        min(aanleiding.sinds) over (partition by per_regel.leerling_nr, per_regel.actie) as ziek_sinds
    from per_regel
    inner join ziekte
        on
            per_regel.school_nr = ziekte.school_nr
            and per_regel.regel = ziekte.regel
    inner join cls_aanleiding as aanleiding
        on
            per_regel.leerling_nr = aanleiding.leerling_nr
            and per_regel.regel = aanleiding.regel
    where per_regel.rol = 'jgz'
),

jeugdarts as (
    select
        om_ziekte.* replace (
            om_ziekte.ziek_sinds as sinds,
            case
                when om_ziekte.gedaan_op >= om_ziekte.ziek_sinds then om_ziekte.gedaan_op
                when register.afgesloten_op between om_ziekte.ziek_sinds and run.peildatum then register.afgesloten_op
            end as gedaan_op
        )
    from om_ziekte
    cross join ref_run as run
    left join win_register as register on om_ziekte.leerling_nr = register.leerling_nr
),

bladen as (
    select
        school,
        leerling,
        klas,
        case when rol = 'lpa' then woongemeente end as woongemeente,
        rol,
        actie,
        sinds,
        regel,
        uiterste_datum,
        stand,
        gedaan_op,
        toelichting,
        case when rol = 'oco' then zwaarte end as zwaarte
    from per_regel
    where rol != 'jgz'
    union all
    select
        school,
        leerling,
        klas,
        null as woongemeente,
        rol,
        actie,
        sinds,
        regel,
        uiterste_datum,
        case when gedaan_op is null then 'te_doen' else 'gedaan' end as stand,
        gedaan_op,
        toelichting,
        null as zwaarte
    from jeugdarts
)

select
    bladen.*,
    signaal.waarde
from bladen
left join mart_signaal as signaal
    on
        bladen.school = signaal.school
        and bladen.leerling = signaal.leerling
        and bladen.regel = signaal.regel
order by
    bladen.school,
    bladen.rol,
    bladen.klas,
    bladen.leerling,
    bladen.actie,
    bladen.sinds,
    bladen.regel
