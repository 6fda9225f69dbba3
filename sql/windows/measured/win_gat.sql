-- A stretch [van, tot) in the middle of what a school delivered of which nothing was delivered (contract 2.8): one row
-- per school and van. With a levering the days between two ranges that none covers; else school days in a row that are
-- not active, not reaching over a longer school holiday, where enough was to be expected. bron: levering or stilte.
with

dagen as (
    select
        dag.*,
        lag(dag.datum) over (partition by dag.school_nr order by dag.schooldag_nr) as vorige_datum,
        sum(dag.activiteit) over (partition by dag.school_nr) as alle_activiteit,
        count(*) over (partition by dag.school_nr) as alle_dagen
    from win_actieve_dag as dag
    inner join win_gegevens as gegevens
        on
            dag.school_nr = gegevens.school_nr
            and dag.datum between gegevens.gegevens_van and gegevens.gegevens_tot
            and not gegevens.heeft_levering
),

na_vakantie as (
    select distinct
        dagen.school_nr,
        dagen.schooldag_nr
    from dagen
    inner join ref_school as school on dagen.school_nr = school.school_nr
    inner join ref_schoolvakantie as vakantie on school.vakantieregio = vakantie.regio
    inner join ref_definitie as definitie
        on
            least(vakantie.tot, dagen.datum) - greatest(vakantie.van, dagen.vorige_datum + 1)
            >= definitie.gat_vakantie_dagen
),

genummerd as (
    select
        dagen.*,
        count(*) filter (where dagen.actief or na_vakantie.schooldag_nr is not null) over (
            partition by dagen.school_nr
            order by dagen.schooldag_nr
            rows unbounded preceding
        ) as stilte_nr
    from dagen
    left join na_vakantie
        on
            dagen.school_nr = na_vakantie.school_nr
            and dagen.schooldag_nr = na_vakantie.schooldag_nr
),

stiltes as (
    select
        genummerd.school_nr,
        min(genummerd.datum) as van,
        max(genummerd.datum) + 1 as tot
    from genummerd
    cross join ref_definitie as definitie
    where not genummerd.actief
    group by genummerd.school_nr, genummerd.stilte_nr
    having
        count(*) >= any_value(definitie.stilte_schooldagen)
        and any_value(genummerd.alle_activiteit) * count(*)
        >= any_value(definitie.gat_verwacht) * any_value(genummerd.alle_dagen)
),

gedekt as (
    select
        levering.school_nr,
        levering.van,
        max(levering.tot) over (
            partition by levering.school_nr
            order by levering.van, levering.tot
            rows between unbounded preceding and 1 preceding
        ) as gedekt_tot
    from stg_levering as levering
    inner join ref_run as run on levering.van <= run.peildatum
)

select
    school_nr,
    van,
    tot,
    'stilte' as bron
from stiltes
union all
select
    school_nr,
    gedekt_tot as van,
    van as tot,
    'levering' as bron
from gedekt
where van > gedekt_tot
