-- What the MSA register says of the pupils of the four-week groups, for the SWV report: one row per field and value
-- (empty: not filled in). Of typologie, categorie and mdo (J, N) each pupil has one; of interventie it may have
-- several, and each counts once, whatever its capitals.
with

waarden as (
    select
        'typologie' as veld,
        [typologie] as waarden
    from mart_swv_vierweken
    union all
    select
        'categorie' as veld,
        [categorie] as waarden
    from mart_swv_vierweken
    union all
    select
        'mdo' as veld,
        [case when mdo then 'J' else 'N' end] as waarden
    from mart_swv_vierweken
    union all
    select
        'interventie' as veld,
        list_distinct(list_transform(string_split(interventies, ','), lambda code: lower(trim(code)))) as waarden
    from mart_swv_vierweken
),

los as (
    select
        veld,
        unnest(waarden) as waarde
    from waarden
)

select
    veld,
    waarde,
    count(*)::integer as leerlingen
from los
where veld != 'interventie' or waarde != ''
group by veld, waarde
order by veld, waarde
