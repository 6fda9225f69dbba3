-- All pupils in the MSA register who are enrolled in the period, by what it says of them, for the SWV report: one row
-- per field and value, set against one other field or against nothing (empty), each two fields once: `tegen` is the one
-- that comes first of tier, typologie, categorie, sector, woongemeente, interventie. An empty value is not filled in,
-- or no tier. Of interventie a pupil may have several values; each counts once, whatever its capitals.
-- Who moved and is in the register of the new school too is one child, there (contract 2.9).
with

bij_latere_school as (
    select keten.eerder_nr
    from win_overstap_keten as keten
    inner join win_register as register on keten.leerling_nr = register.leerling_nr
    semi join cls_tier as tier on keten.leerling_nr = tier.leerling_nr
),

leerlingen as (
    select
        register.leerling_nr,
        school.sector,
        coalesce(register.typologie, '') as typologie,
        coalesce(register.categorie, '') as categorie,
        coalesce(register.interventies, '') as interventies,
        coalesce(geboorte.woongemeente, '') as woongemeente,
        coalesce(tier.tier::varchar, '') as tier
    from win_register as register
    inner join ref_school as school on register.school_nr = school.school_nr
    inner join cls_tier as tier on register.leerling_nr = tier.leerling_nr
    left join win_geboorte as geboorte on register.leerling_nr = geboorte.leerling_nr
    anti join bij_latere_school as later on register.leerling_nr = later.eerder_nr
),

interventies as (
    select
        leerling_nr,
        unnest(
            list_distinct(list_transform(string_split(interventies, ','), lambda code: lower(trim(code))))
        ) as interventie
    from leerlingen
),

feiten as (
    select
        leerling_nr,
        1 as rang,
        'tier' as veld,
        tier as waarde
    from leerlingen
    union all
    select
        leerling_nr,
        2 as rang,
        'typologie' as veld,
        typologie as waarde
    from leerlingen
    union all
    select
        leerling_nr,
        3 as rang,
        'categorie' as veld,
        categorie as waarde
    from leerlingen
    union all
    select
        leerling_nr,
        4 as rang,
        'sector' as veld,
        sector as waarde
    from leerlingen
    union all
    select
        leerling_nr,
        5 as rang,
        'woongemeente' as veld,
        woongemeente as waarde
    from leerlingen
    union all
    select
        leerling_nr,
        6 as rang,
        'interventie' as veld,
        interventie as waarde
    from interventies
    where interventie != ''
),

tegenover as (
    select
        leerling_nr,
        rang,
        veld as tegen,
        waarde as tegenwaarde
    from feiten
    union all
    select
        leerling_nr,
        0 as rang,
        '' as tegen,
        '' as tegenwaarde
    from leerlingen
)

select
    feiten.veld,
    feiten.waarde,
    tegenover.tegen,
    tegenover.tegenwaarde,
    count(*)::integer as leerlingen
from feiten
inner join tegenover on feiten.leerling_nr = tegenover.leerling_nr and feiten.rang > tegenover.rang
where feiten.veld != 'tier'
group by feiten.veld, feiten.waarde, tegenover.tegen, tegenover.tegenwaarde
order by feiten.veld, feiten.waarde, tegenover.tegen, tegenover.tegenwaarde
