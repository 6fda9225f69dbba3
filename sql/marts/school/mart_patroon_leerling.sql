-- What is tested for patterns per pupil in the school year (reports/school/patterns.py): one row per pupil, kenmerk and
-- waarde. keren of the totaal times that were seen have the feature; deel is the share that is expected of a pupil who
-- is like the others of its school. kenmerk weekdag (waarde 1 = Monday) and rond_vakantie: times that absence began,
-- expected by how often absence begins at this school on such a day and how many such days the pupil had. eerste_lesuur
-- and laatste_lesuur: days absent in part, expected by the share at this school. Only pupils seen as often as
-- ref_definitie asks: fewer times say nothing.
with

per_traject as (
    select
        dag.traject_nr,
        isodow(dag.datum) as weekdag,
        rand.datum is not null as rond,
        count(*) as dagen
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum between run.schooljaar_van and run.peildatum
    left join win_vakantierand as rand
        on
            dag.school_nr = rand.school_nr
            and dag.datum = rand.datum
    group by dag.traject_nr, weekdag, rond
),

-- Opportunities: days with slots by feature, with weight the number of times absence began at the school on them.
kansen as (
    select
        traject_nr,
        'weekdag' as kenmerk,
        weekdag as waarde,
        sum(dagen) as dagen
    from per_traject
    group by traject_nr, weekdag
    union all
    select
        traject_nr,
        'rond_vakantie' as kenmerk,
        rond::integer as waarde,
        sum(dagen) as dagen
    from per_traject
    group by traject_nr, rond
),

begonnen as (
    select
        begin.leerling_nr,
        begin.school_nr,
        begin.weekdag,
        (rand.datum is not null)::integer as rond
    from win_verzuimbegin as begin
    left join win_vakantierand as rand
        on
            begin.school_nr = rand.school_nr
            and begin.datum = rand.datum
    where begin.begint
),

keren as (
    select
        leerling_nr,
        school_nr,
        'weekdag' as kenmerk,
        weekdag as waarde,
        count(*) as keren
    from begonnen
    group by leerling_nr, school_nr, weekdag
    union all
    select
        leerling_nr,
        school_nr,
        'rond_vakantie' as kenmerk,
        rond as waarde,
        count(*) as keren
    from begonnen
    group by leerling_nr, school_nr, rond
),

trajecten as (
    select
        traject_nr,
        school_nr,
        count(*) as leerlingen
    from win_traject
    group by traject_nr, school_nr
),

kansen_school as (
    select
        trajecten.school_nr,
        kansen.kenmerk,
        kansen.waarde,
        sum(kansen.dagen * trajecten.leerlingen) as dagen
    from kansen
    inner join trajecten on kansen.traject_nr = trajecten.traject_nr
    group by trajecten.school_nr, kansen.kenmerk, kansen.waarde
),

keren_school as (
    select
        school_nr,
        kenmerk,
        waarde,
        sum(keren) as keren
    from keren
    group by school_nr, kenmerk, waarde
),

dichtheid as (
    select
        kansen_school.school_nr,
        kansen_school.kenmerk,
        kansen_school.waarde,
        coalesce(keren_school.keren, 0)::double / kansen_school.dagen as per_dag
    from kansen_school
    left join keren_school
        on
            kansen_school.school_nr = keren_school.school_nr
            and kansen_school.kenmerk = keren_school.kenmerk
            and kansen_school.waarde = keren_school.waarde
),

totalen as (
    select
        leerling_nr,
        school_nr,
        count(*) as totaal
    from begonnen
    group by leerling_nr, school_nr
),

-- The same for all pupils of a timetable.
verwacht as (
    select
        kansen.traject_nr,
        kansen.kenmerk,
        kansen.waarde,
        kansen.dagen * dichtheid.per_dag as gewicht,
        sum(kansen.dagen * dichtheid.per_dag) over (
            partition by kansen.traject_nr, kansen.kenmerk
            order by kansen.waarde
            rows between unbounded preceding and unbounded following
        ) as gewichten
    from kansen
    inner join trajecten on kansen.traject_nr = trajecten.traject_nr
    inner join dichtheid
        on
            trajecten.school_nr = dichtheid.school_nr
            and kansen.kenmerk = dichtheid.kenmerk
            and kansen.waarde = dichtheid.waarde
),

begin_getoetst as (
    select
        totalen.leerling_nr,
        totalen.school_nr,
        verwacht.kenmerk,
        verwacht.waarde,
        coalesce(keren.keren, 0) as keren,
        totalen.totaal,
        verwacht.gewicht / verwacht.gewichten as deel
    from totalen
    inner join ref_definitie as definitie on totalen.totaal >= definitie.patroon_minimum_keer
    inner join win_traject as traject on totalen.leerling_nr = traject.leerling_nr
    inner join verwacht on traject.traject_nr = verwacht.traject_nr
    left join keren
        on
            totalen.leerling_nr = keren.leerling_nr
            and verwacht.kenmerk = keren.kenmerk
            and verwacht.waarde = keren.waarde
    where verwacht.kenmerk = 'weekdag' or verwacht.waarde = 1
),

deeldagen as (
    select
        leerling_nr,
        school_nr,
        'eerste_lesuur' as kenmerk,
        eerste_lesuur as gemist
    from win_deeldag
    union all
    select
        leerling_nr,
        school_nr,
        'laatste_lesuur' as kenmerk,
        laatste_lesuur as gemist
    from win_deeldag
),

deeldagen_school as (
    select
        school_nr,
        kenmerk,
        (count(*) filter (where gemist))::double / count(*) as deel
    from deeldagen
    group by school_nr, kenmerk
),

deeldag_getoetst as (
    select
        deeldagen.leerling_nr,
        deeldagen.school_nr,
        deeldagen.kenmerk,
        0 as waarde,
        count(*) filter (where deeldagen.gemist) as keren,
        count(*) as totaal,
        any_value(deeldagen_school.deel) as deel
    from deeldagen
    inner join deeldagen_school
        on
            deeldagen.school_nr = deeldagen_school.school_nr
            and deeldagen.kenmerk = deeldagen_school.kenmerk
    group by deeldagen.leerling_nr, deeldagen.school_nr, deeldagen.kenmerk
    having count(*) >= (select definitie.patroon_minimum_keer from ref_definitie as definitie)
),

getoetst as (
    select * from begin_getoetst
    union all by name
    select * from deeldag_getoetst
)

select
    school.school,
    leerling.leerling,
    periode.klas,
    getoetst.kenmerk,
    getoetst.waarde::tinyint as waarde,
    getoetst.keren::integer as keren,
    getoetst.totaal::integer as totaal,
    getoetst.deel
from getoetst
inner join win_leerling as leerling on getoetst.leerling_nr = leerling.leerling_nr
inner join win_leerling_periode as periode on getoetst.leerling_nr = periode.leerling_nr
inner join ref_school as school on getoetst.school_nr = school.school_nr
order by school.school, leerling.leerling, getoetst.kenmerk, getoetst.waarde
