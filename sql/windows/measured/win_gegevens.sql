-- From which day up to which day a school delivered absences (contract 2.8): one row per school. What the school says
-- (levering) decides, else its activity: the first active day and the last one before a silence, where the silence
-- should have held enough. gemeten_van lies before all days where no begin was found.
-- No active day and no levering: both dates are empty. A range that begins after the peildatum is not read.
with

omgeving as (
    select
        dag.*,
        definitie.stilte_schooldagen,
        definitie.stilte_verwacht,
        definitie.einde_deel,
        count(*) over alle_dagen as schooldagen,
        count(*) filter (where dag.actief) over (
            partition by dag.school_nr
            order by dag.schooldag_nr
            rows between 1 following and definitie.stilte_schooldagen following
        ) as actief_erna,
        sum(dag.activiteit) over (
            partition by dag.school_nr
            order by dag.schooldag_nr
            rows between 1 following and unbounded following
        ) as gehouden_erna,
        sum(dag.activiteit) over tot_hier as activiteit_ervoor,
        count(*) over tot_hier as dagen_ervoor,
        sum(dag.activiteit) over vanaf_hier as activiteit_erna,
        count(*) over vanaf_hier as dagen_erna
    from win_actieve_dag as dag
    cross join ref_definitie as definitie
    window
        alle_dagen as (partition by dag.school_nr),
        tot_hier as (
            partition by dag.school_nr
            order by dag.schooldag_nr
            rows between definitie.stilte_verwacht_dagen - 1 preceding and current row
        ),
        vanaf_hier as (
            partition by dag.school_nr
            order by dag.schooldag_nr
            rows between current row and definitie.stilte_verwacht_dagen - 1 following
        )
),

-- Expected in the silence: the activity beside it, divided by its days, times the silent days; products are compared.
gewogen as (
    select
        *,
        schooldag_nr - 1 as stil_ervoor,
        schooldagen - schooldag_nr as stil_erna,
        activiteit_erna * (schooldag_nr - 1) as verwacht_ervoor,
        activiteit_ervoor * (schooldagen - schooldag_nr) as verwacht_erna
    from omgeving
    where actief
),

einde as (
    select
        school_nr,
        min(datum) as datum
    from gewogen
    where
        stil_erna >= stilte_schooldagen
        and actief_erna = 0
        and verwacht_erna >= stilte_verwacht * dagen_ervoor
        and einde_deel * gehouden_erna * dagen_ervoor < verwacht_erna
    group by school_nr
),

begin as (
    select
        school_nr,
        datum,
        stil_ervoor >= stilte_schooldagen and verwacht_ervoor >= stilte_verwacht * dagen_erna as later_begonnen
    from gewogen
    qualify row_number() over (partition by school_nr order by schooldag_nr) = 1
),

eerste_schooldag as (
    select
        school_nr,
        min(datum) as datum
    from win_schooldag_rooster
    group by school_nr
),

gezegd as (
    select
        levering.school_nr,
        min(levering.van) as van,
        least(max(levering.tot) - 1, any_value(run.peildatum)) as tot
    from stg_levering as levering
    inner join ref_run as run on levering.van <= run.peildatum
    group by levering.school_nr
)

select
    school.school_nr,
    gezegd.van is not null as heeft_levering,
    case
        when gezegd.van is not null then gezegd.van
        when begin.later_begonnen then begin.datum
        when begin.datum is not null then eerste_schooldag.datum
    end as gegevens_van,
    case
        when gezegd.van is not null then gezegd.tot
        when begin.datum is not null then coalesce(einde.datum, run.peildatum)
    end as gegevens_tot,
    case
        when gezegd.van is not null then gezegd.van
        when begin.later_begonnen then begin.datum
        else date '0001-01-01'
    end as gemeten_van
from ref_school as school
cross join ref_run as run
left join eerste_schooldag on school.school_nr = eerste_schooldag.school_nr
left join begin on school.school_nr = begin.school_nr
left join einde on school.school_nr = einde.school_nr
left join gezegd on school.school_nr = gezegd.school_nr
