-- Table werklijst (contract 2.10, 3): what must be done for a pupil, one row per pupil, rol, actie and sinds.
-- stand: gedaan, else te_laat when the last day lies before the peildatum, else te_doen. zwaarte is the group of the
-- pupil, the same in all its rows: 1 a thuiszitter status, reden_onbekend or a four-week group; 2 an illness rule asks;
-- 3 a rule on unauthorised absence, lateness or truancy asks, or a report is still due; 4 tier 3; 5 anything else.
-- It can tell of sickness: it is for nobody who may not know that.
with

werk as (
    select
        werk.leerling_nr,
        werk.school_nr,
        werk.rol,
        werk.actie,
        werk.sinds,
        werk.regels,
        werk.uiterste_datum,
        gedaan.leerling_nr is not null as gedaan,
        gedaan.gedaan_op,
        werk.zwaarte,
        werk.toelichting,
        werk.bron
    from cls_werk as werk
    left join cls_werk_gedaan as gedaan
        on
            werk.leerling_nr = gedaan.leerling_nr
            and werk.rol = gedaan.rol
            and werk.actie = gedaan.actie
            and werk.sinds = gedaan.sinds
    union all
    select
        leerling_nr,
        school_nr,
        rol,
        actie,
        sinds,
        regels,
        uiterste_datum,
        gemeld_op is not null as gedaan,
        gemeld_op as gedaan_op,
        case when gemeld_op is null then 3 else 5 end as zwaarte,
        null as toelichting,
        bron
    from cls_werk_melding
),

zwaarst as (
    select leerling_nr
    from cls_thuiszitter
    where status in ('thuiszitter', 'lrv_langer_dan_3_maanden', 'reden_onbekend')
    union
    select leerling_nr
    from cls_vierweken
    where not met_onbekend
),

groepen as (
    select
        werk.leerling_nr,
        case
            when bool_or(zwaarst.leerling_nr is not null) then 1
            when min(werk.zwaarte) < 4 then min(werk.zwaarte)
            when max(tier.tier) = 3 then 4
            else 5
        end as zwaarte
    from werk
    left join zwaarst on werk.leerling_nr = zwaarst.leerling_nr
    left join cls_tier as tier on werk.leerling_nr = tier.leerling_nr
    group by werk.leerling_nr
)

select
    school.school,
    leerling.leerling,
    werk.rol,
    werk.actie,
    werk.sinds,
    werk.regels,
    werk.uiterste_datum,
    case
        when werk.gedaan then 'gedaan'
        when werk.uiterste_datum < run.peildatum then 'te_laat'
        else 'te_doen'
    end as stand,
    werk.gedaan_op,
    groepen.zwaarte::tinyint as zwaarte,
    werk.toelichting,
    werk.bron
from werk
inner join groepen on werk.leerling_nr = groepen.leerling_nr
inner join win_leerling as leerling on werk.leerling_nr = leerling.leerling_nr
inner join ref_school as school on werk.school_nr = school.school_nr
cross join ref_run as run
order by school.school, leerling.leerling, werk.rol, werk.actie, werk.sinds
