-- Pupils of the work list of a school (contract 2.10): one row per school and what is counted, where there is any.
-- 1 to 5: the group of the pupil (zwaarte). te_laat: something is overdue. duo_te_laat: a report to DUO is overdue.
with

geteld as (
    select
        school,
        leerling,
        zwaarte::varchar as soort
    from mart_werklijst
    union
    select
        school,
        leerling,
        'te_laat' as soort
    from mart_werklijst
    where stand = 'te_laat'
    union
    select
        school,
        leerling,
        'duo_te_laat' as soort
    from mart_werklijst
    where stand = 'te_laat' and starts_with(actie, 'duo_')
)

select
    school,
    soort,
    count(*)::integer as leerlingen
from geteld
group by school, soort
order by school, soort
