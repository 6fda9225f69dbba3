-- Working days: Monday to Friday without the public holidays that are free everywhere (contract 5), numbered in
-- order. One row per working day.
with

dagen as (
    select unnest(generate_series(min(schooljaar_van), max(schooljaar_tot), interval 1 day))::date as datum
    from ref_schooljaar
),

werkdagen as (
    select dagen.datum
    from dagen
    inner join ref_definitie as definitie on isodow(dagen.datum) <= definitie.werkdagen_per_week
    anti join ref_feestdag as feestdag
        on
            dagen.datum = feestdag.datum
            and feestdag.schoolvrij = 'vrij'
)

select
    datum,
    (row_number() over (order by datum))::integer as werkdag_nr
from werkdagen
