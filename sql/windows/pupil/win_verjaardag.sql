-- The day on which a pupil reaches an age that a rule of its school names, and the number of its first day with slots
-- from then on (one past the last day up to the peildatum: none): one row per pupil and age. Who was born on
-- 29 February has a birthday on 1 March (contract 5). Pupils without a birth date have no row.
with

leeftijden as (
    select
        school.school_nr,
        unnest([regel.leeftijd_van, regel.leeftijd_tot]) as leeftijd
    from ref_school as school
    inner join ref_rule as regel
        on
            school.protocol = regel.protocol
            and school.sector = regel.sector
),

gevraagd as (
    select distinct
        school_nr,
        leeftijd
    from leeftijden
    where leeftijd is not null
),

jaren_later as (
    select
        geboorte.leerling_nr,
        geboorte.geboortedatum,
        gevraagd.leeftijd,
        (geboorte.geboortedatum + to_years(gevraagd.leeftijd))::date as datum
    from win_geboorte as geboorte
    inner join gevraagd on geboorte.school_nr = gevraagd.school_nr
    where geboorte.geboortedatum is not null
),

verjaardagen as (
    select
        jaren_later.leerling_nr,
        jaren_later.leeftijd,
        nummer.traject_nr,
        nummer.laatste_dag_nr,
        case
            when day(jaren_later.datum) < day(jaren_later.geboortedatum) then jaren_later.datum + 1
            else jaren_later.datum
        end as datum
    from jaren_later
    inner join win_dagnummer as nummer on jaren_later.leerling_nr = nummer.leerling_nr
)

select
    verjaardagen.leerling_nr,
    verjaardagen.leeftijd,
    verjaardagen.datum,
    least(dag.dag_nr, verjaardagen.laatste_dag_nr + 1) as dag_nr
from verjaardagen
asof left join win_traject_dag as dag
    on
        verjaardagen.traject_nr = dag.traject_nr
        and verjaardagen.datum <= dag.datum
