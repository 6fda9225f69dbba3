-- How far pupils of the discussion list are from what a rule asks: one row per pupil and rule with a lower bound that
-- is not reached at the horizon. waarde: what is counted there (as in mart_uitleg_regel). Rules that also ask an age, a
-- plan or a number of months are left out: being near their bound says too little.
with

leerlingen as (
    select
        bespreek.school,
        leerling.*,
        nummer.laatste_dag_nr
    from mart_bespreekleerling as bespreek
    inner join win_leerling as leerling on bespreek.leerling_nr = leerling.leerling_nr
    left join win_dagnummer as nummer on leerling.leerling_nr = nummer.leerling_nr
    where not leerling.vertrokken
),

regels as (
    select
        regel.*,
        leerling.school,
        leerling.leerling,
        leerling.leerling_nr,
        leerling.laatste_dag_nr,
        case
            when regel.venster_eenheid = 'schooljaar'
                then least(greatest(leerling.horizon_datum, run.peildatum), schooljaar.schooljaar_tot - 1)
            else leerling.horizon_datum
        end as kijkdag
    from leerlingen as leerling
    inner join cls_regel as regel on leerling.school_nr = regel.school_nr
    cross join ref_run as run
    inner join ref_schooljaar as schooljaar on run.schooljaar_van = schooljaar.schooljaar_van
    where
        regel.minimum is not null
        and regel.maanden is null
        and regel.leeftijd_van is null
        and regel.leeftijd_tot is null
        and not coalesce(regel.vereist_plan, false)
),

waarden as (
    select
        regels.school,
        regels.leerling,
        regels.regel,
        regels.minimum,
        telling.waarde
    from regels
    inner join win_telling as telling
        on
            regels.leerling_nr = telling.leerling_nr
            and regels.venster_nr = telling.venster_nr
            and regels.kijkdag >= telling.van
            and regels.kijkdag < telling.tot
    union all
    select
        regels.school,
        regels.leerling,
        regels.regel,
        regels.minimum,
        case
            when regels.eenheid = 'duur_kalenderdagen' then reeks.duur_kalenderdagen else reeks.duur_posities
        end::double as waarde
    from regels
    inner join win_reeks as reeks
        on
            regels.leerling_nr = reeks.leerling_nr
            and regels.groep = reeks.groep
            and reeks.loopt
    where regels.maat = 'reeks'
    union all
    select
        regels.school,
        regels.leerling,
        regels.regel,
        regels.minimum,
        (regels.laatste_dag_nr - oploop.nul_dag_nr)::double as waarde
    from regels
    inner join win_oploop as oploop
        on
            regels.leerling_nr = oploop.leerling_nr
            and regels.maat = oploop.maat
            and regels.laatste_dag_nr >= oploop.nul_dag_nr
            and (oploop.laatste_dag_nr is null or regels.laatste_dag_nr <= oploop.laatste_dag_nr)
)

select
    school,
    leerling,
    regel,
    waarde,
    minimum
from waarden
where waarde > 0 and waarde < minimum
order by school, leerling, regel
