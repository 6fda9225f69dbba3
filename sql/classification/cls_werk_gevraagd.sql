-- What the rules ask of each role for a pupil (contract 2.10): one row per pupil, rol, actie and sinds. What several
-- rules ask stands once, with the earliest day and the earliest run; an act that is asked anew each time (per_keer) has
-- a row for each. An act of the four-week rules stands for the whole period in which the rule held (D30), any other
-- while it holds at the horizon. Reports of the ledger are not here (cls_werk_melding). zwaarte: of the rules that ask.
-- per_schooljaar: once in a school year is enough. What is for pupils of the region is not asked of others (D28),
-- and what is for pupils under a duty not of who is under none (ref_werk_plicht).
-- What stands without a rule is here too: little lesson time beside what the rules ask, tier 3 where no rule asks
-- anything and no report is due.
with

gevraagd as (
    select
        aanleiding.leerling_nr,
        aanleiding.school_nr,
        werk.rol,
        werk.actie,
        werk.regel,
        werk.zwaarte,
        werk.toelichting,
        werk.bron,
        werk.per_schooljaar,
        aanleiding.sinds,
        aanleiding.tot,
        aanleiding.reeks_van,
        aanleiding.reeks_loopt,
        case when actie.per_keer then aanleiding.sinds end as keer
    from cls_aanleiding as aanleiding
    inner join ref_school as school on aanleiding.school_nr = school.school_nr
    inner join ref_werk as werk
        on
            school.protocol = werk.protocol
            and school.sector = werk.sector
            and aanleiding.aanleiding = werk.aanleiding
            and coalesce(aanleiding.regel, werk.regel) = werk.regel
    inner join ref_actie as actie on werk.actie = actie.actie
    inner join ref_werk_plicht as plicht
        on
            werk.rol = plicht.rol
            and werk.actie = plicht.actie
            and aanleiding.plicht = plicht.plicht
    inner join win_regio as regio on aanleiding.leerling_nr = regio.leerling_nr
    where
        not actie.grootboek
        and not (werk.binnen_regio and regio.regio = 'buiten')
        and (aanleiding.op_peildatum or (werk.hele_periode and aanleiding.in_periode))
),

met_regel as (
    select leerling_nr
    from gevraagd
    union
    select leerling_nr
    from cls_werk_melding
),

zonder_regel as (
    select zonder.*
    from cls_werk_zonder_regel as zonder
    left join met_regel on zonder.leerling_nr = met_regel.leerling_nr
    where zonder.aanleiding != 'tier' or met_regel.leerling_nr is null
),

samen as (
    select * from gevraagd
    union all by name
    select
        leerling_nr,
        school_nr,
        rol,
        actie,
        regel,
        zwaarte,
        toelichting,
        bron,
        sinds,
        false as per_schooljaar,
        false as reeks_loopt
    from zonder_regel
)

select
    leerling_nr,
    school_nr,
    rol,
    actie,
    min(sinds) as sinds,
    max(tot) as tot,
    string_agg(distinct regel, ',' order by regel) as regels,
    min(zwaarte) as zwaarte,
    string_agg(distinct toelichting, '; ' order by toelichting) as toelichting,
    string_agg(distinct bron, '; ' order by bron) as bron,
    min(reeks_van) as reeks_van,
    bool_or(reeks_loopt) as reeks_loopt,
    bool_or(per_schooljaar) as per_schooljaar
from samen
group by leerling_nr, school_nr, rol, actie, keer
