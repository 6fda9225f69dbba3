-- The outcome of each rule for each pupil, ja or niet_te_bepalen (nee has no row): one row per pupil and rule.
-- ja goes before niet_te_bepalen, which has no value, no first day and no window, and holds on no known day.
with

uitkomsten as (
    select * from cls_signaal_telling
    union all by name
    select * from cls_signaal_reeks
    union all by name
    select * from cls_signaal_venster
    union all by name
    select * from cls_signaal_periode
    union all by name
    select * from cls_signaal_leeftijd
),

beslist as (
    select *
    from uitkomsten
    qualify row_number() over (partition by leerling_nr, toets_nr order by ontbreekt nulls first) = 1
)

select
    beslist.leerling_nr,
    beslist.school_nr,
    regel.regel,
    case when beslist.ontbreekt is null then 'ja' else 'niet_te_bepalen' end as uitkomst,
    case when beslist.ontbreekt is null then beslist.eerste_datum end as eerste_datum,
    beslist.ontbreekt is null and beslist.in_periode as in_periode,
    beslist.ontbreekt is null and beslist.op_peildatum as op_peildatum,
    case when beslist.ontbreekt is null then beslist.waarde end as waarde,
    case when beslist.ontbreekt is null then beslist.venster_van end as venster_van,
    case when beslist.ontbreekt is null then beslist.venster_tot end as venster_tot,
    beslist.ontbreekt
from beslist
inner join cls_regel as regel on beslist.toets_nr = regel.toets_nr
