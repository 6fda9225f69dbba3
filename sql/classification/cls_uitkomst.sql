-- The answer to each question for each pupil: one row per pupil and toets_nr, ja, niet_te_bepalen (ontbreekt tells what
-- is missing), or nee where unknown slots could change that (contract 2.6); any other nee has no row. ja goes before
-- niet_te_bepalen, and that before nee. All that is said of a rule, a status or an unknown slot reads this row.
-- ruimte: how far past the bound from which it holds; eerste_dag: the first day with slots on which a count held, of
-- the school year, else of the period. Only ja has these, a value, a first day and a window. laatste_dag: the last day
-- in the period on which it holds, or would: at the horizon the meetdatum, or the last enrolled day of who left.
-- What is asked of pupils of the region (D28) has no answer for others, and the other way round; of who lives nobody
-- knows where it is not known either (woongemeente).
with

antwoorden as (
    select * from cls_signaal_telling
    union all by name
    select * from cls_signaal_reeks
    union all by name
    select * from cls_signaal_venster
    union all by name
    select * from cls_signaal_periode
    union all by name
    select * from cls_signaal_leeftijd
    union all by name
    select * from cls_signaal_ziekte
),

in_regio as (
    select
        antwoorden.* replace (
            case
                when antwoorden.ontbreekt is null and toets.regio is not null and regio.regio = 'onbekend'
                    then 'woongemeente'
                else antwoorden.ontbreekt
            end as ontbreekt
        )
    from antwoorden
    inner join cls_toets as toets on antwoorden.toets_nr = toets.toets_nr
    inner join win_regio as regio on antwoorden.leerling_nr = regio.leerling_nr
    where toets.regio is null or regio.regio in (toets.regio, 'onbekend')
),

beslist as (
    select
        *,
        case
            when ontbreekt is null then 'ja'
            when ontbreekt = 'onbekend' then 'nee'
            else 'niet_te_bepalen'
        end as uitkomst
    from in_regio
    qualify row_number() over (
        partition by leerling_nr, toets_nr
        order by ontbreekt is not null, ontbreekt = 'onbekend', ontbreekt
    ) = 1
)

select
    beslist.leerling_nr,
    beslist.school_nr,
    beslist.toets_nr,
    beslist.uitkomst,
    beslist.uitkomst = 'ja' and beslist.in_periode as in_periode,
    beslist.uitkomst = 'ja' and beslist.op_peildatum as op_peildatum,
    case when beslist.uitkomst = 'ja' then beslist.eerste_datum end as eerste_datum,
    case when beslist.uitkomst = 'ja' then beslist.eerste_dag end as eerste_dag,
    case when beslist.uitkomst = 'ja' then beslist.waarde end as waarde,
    case
        when beslist.uitkomst != 'ja' then null
        when toets.groep = 'aanwezig' then coalesce(toets.minder_dan, toets.maximum) - beslist.waarde
        else beslist.waarde - toets.minimum
    end as ruimte,
    case when beslist.uitkomst = 'ja' then beslist.venster_van end as venster_van,
    case when beslist.uitkomst = 'ja' then beslist.venster_tot end as venster_tot,
    case when beslist.uitkomst = 'niet_te_bepalen' then beslist.ontbreekt end as ontbreekt,
    coalesce(beslist.laatste_dag, leerling.kijkdag) as laatste_dag
from beslist
inner join cls_toets as toets on beslist.toets_nr = toets.toets_nr
inner join win_laatste_dag as leerling on beslist.leerling_nr = leerling.leerling_nr
