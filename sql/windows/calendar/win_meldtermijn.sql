-- By when a report to DUO must be made that falls due on a day (contract 2.7): one row per day. uiterste_meldatum: so
-- many working days after the day, or after the last working day before it. Working days are Monday to Friday without
-- the public holidays that are free everywhere (contract 5). The last days of the calendar have no row: nobody knows
-- which working days come after.
with

dagen as (
    select unnest(generate_series(min(schooljaar_van), max(schooljaar_tot), interval 1 day))::date as datum
    from ref_schooljaar
),

met_werkdag as (
    select
        dagen.datum,
        isodow(dagen.datum) <= definitie.werkdagen_per_week and feestdag.datum is null as is_werkdag
    from dagen
    cross join ref_definitie as definitie
    left join ref_feestdag as feestdag
        on
            dagen.datum = feestdag.datum
            and feestdag.schoolvrij = 'vrij'
),

-- The number of the last working day up to each day, 0 where the calendar has none yet.
genummerd as (
    select
        datum,
        is_werkdag,
        sum(is_werkdag::integer) over (
            order by datum
            rows unbounded preceding
        ) as werkdag_nr
    from met_werkdag
)

select
    dag.datum,
    uiterste.datum as uiterste_meldatum
from genummerd as dag
cross join ref_definitie as definitie
inner join genummerd as uiterste
    on
        dag.werkdag_nr + definitie.duo_termijn_werkdagen = uiterste.werkdag_nr
        and uiterste.is_werkdag
where dag.werkdag_nr > 0
