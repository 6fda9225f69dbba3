-- What the rules ask of each role for a pupil (contract 2.10): one row per pupil, rol, actie and sinds. What several
-- rules ask stands once, with the earliest day and the earliest run; an act that is asked anew each time (per_keer) has
-- a row for each. An act of the four-week rules stands for the whole period in which the rule held (D30), any other
-- while it holds at the horizon. Reports of the ledger are not here (cls_werk_melding). zwaarte: of the rules that ask.
-- per_schooljaar: once in a school year is enough. What is for pupils of the region is not asked of others (D28),
-- and what is for pupils under a duty not of who is under none (ref_werk_plicht).
-- What stands without a rule is here too: little lesson time beside what the rules ask, tier 3 where no rule asks
-- anything and no report is due.
-- materialized: view
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
),

verschillende as (
    select distinct
        regel,
        toelichting,
        bron
    from samen
),

-- What a rule says is numbered, and put together once for all pupils of whom the same rules ask something.
teksten as (
    select
        regel,
        toelichting,
        bron,
        row_number() over (order by regel, toelichting, bron) as tekst_nr
    from verschillende
),

per_actie as (
    select
        samen.leerling_nr,
        samen.school_nr,
        samen.rol,
        samen.actie,
        min(samen.sinds) as sinds,
        max(samen.tot) as tot,
        min(samen.zwaarte) as zwaarte,
        min(samen.reeks_van) as reeks_van,
        bool_or(samen.reeks_loopt) as reeks_loopt,
        bool_or(samen.per_schooljaar) as per_schooljaar,
        list_sort(list(teksten.tekst_nr)) as tekst_nrs
    from samen
    inner join teksten
        on
            samen.regel is not distinct from teksten.regel
            and samen.toelichting is not distinct from teksten.toelichting
            and samen.bron is not distinct from teksten.bron
    group by samen.leerling_nr, samen.school_nr, samen.rol, samen.actie, samen.keer
),

stellen as (
    select distinct tekst_nrs from per_actie
),

leden as (
    select
        tekst_nrs,
        unnest(tekst_nrs) as tekst_nr
    from stellen
),

samengevoegd as (
    select
        leden.tekst_nrs,
        string_agg(distinct teksten.regel, ',' order by teksten.regel) as regels,
        string_agg(distinct teksten.toelichting, '; ' order by teksten.toelichting) as toelichting,
        string_agg(distinct teksten.bron, '; ' order by teksten.bron) as bron
    from leden
    inner join teksten on leden.tekst_nr = teksten.tekst_nr
    group by leden.tekst_nrs
)

select
    per_actie.leerling_nr,
    per_actie.school_nr,
    per_actie.rol,
    per_actie.actie,
    per_actie.sinds,
    per_actie.tot,
    samengevoegd.regels,
    per_actie.zwaarte,
    samengevoegd.toelichting,
    samengevoegd.bron,
    per_actie.reeks_van,
    per_actie.reeks_loopt,
    per_actie.per_schooljaar
from per_actie
inner join samengevoegd on per_actie.tekst_nrs = samengevoegd.tekst_nrs
