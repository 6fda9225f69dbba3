-- Measured school days in a row on which nobody of a class was newly registered as absent although enough was to be
-- expected by the activity of that class (contract 2.8): one row per school, class and van, of silences that reach into
-- the period, not over a longer school holiday. A class that is a group of the timetable has days of lessons only.
-- A class of which hardly ever anybody was registered has no activity to go by: below a part of what the classes with
-- activity hold per pupil and day, that is what is expected. verwacht: what the days should hold, rounded down. It
-- changes no figure.
with

klassen as (
    select
        segment.school_nr,
        segment.klas,
        min(segment.van) as van,
        max(segment.tot) as tot
    from win_segment as segment
    group by segment.school_nr, segment.klas
),

roosterdagen as (
    select
        school_nr,
        groep,
        datum
    from win_groep_dag
),

klasdagen as (
    select
        klassen.school_nr,
        klassen.klas,
        dag.datum,
        dag.schooldag_nr
    from klassen
    inner join win_gemeten_dag as dag
        on
            klassen.school_nr = dag.school_nr
            and klassen.van <= dag.datum
            and klassen.tot > dag.datum
    left join roosterdagen
        on
            klassen.school_nr = roosterdagen.school_nr
            and klassen.klas = roosterdagen.groep
            and dag.datum = roosterdagen.datum
    left join win_groep_met_rooster as in_rooster
        on
            klassen.school_nr = in_rooster.school_nr
            and klassen.klas = in_rooster.groep
    where roosterdagen.datum is not null or in_rooster.groep is null
),

nieuw as (
    select
        rij.school_nr,
        segment.klas,
        rij.schooldag_nr,
        count(*) as activiteit
    from win_verzuimrij_dag as rij
    inner join win_gemeten_dag as dag
        on
            rij.school_nr = dag.school_nr
            and rij.schooldag_nr = dag.schooldag_nr
    inner join win_segment as segment
        on
            rij.leerling_nr = segment.leerling_nr
            and dag.datum >= segment.van
            and dag.datum < segment.tot
    where rij.telt
    group by rij.school_nr, segment.klas, rij.schooldag_nr
),

-- Pupils in a class on its days, and what was registered of them.
bezetting as (
    select
        klasdagen.school_nr,
        klasdagen.klas,
        count(*) as leerlingdagen
    from klasdagen
    inner join win_segment as segment
        on
            klasdagen.school_nr = segment.school_nr
            and klasdagen.klas = segment.klas
            and klasdagen.datum >= segment.van
            and klasdagen.datum < segment.tot
    group by klasdagen.school_nr, klasdagen.klas
),

gemeld as (
    select
        school_nr,
        klas,
        sum(activiteit) as activiteit
    from nieuw
    group by school_nr, klas
),

per_klas as (
    select
        bezetting.*,
        coalesce(gemeld.activiteit, 0) as activiteit
    from bezetting
    left join gemeld
        on
            bezetting.school_nr = gemeld.school_nr
            and bezetting.klas = gemeld.klas
),

-- What a class with hardly any activity should hold: by the pupils of the other classes that have some.
naar_de_school as (
    select
        stil.school_nr,
        stil.klas,
        any_value(stil.activiteit) as activiteit,
        any_value(stil.leerlingdagen) * sum(ander.activiteit) // sum(ander.leerlingdagen) as verwacht
    from per_klas as stil
    inner join per_klas as ander
        on
            stil.school_nr = ander.school_nr
            and stil.klas != ander.klas
    where ander.activiteit > 0
    group by stil.school_nr, stil.klas
),

zonder_activiteit as (
    select
        naar_de_school.school_nr,
        naar_de_school.klas,
        naar_de_school.verwacht
    from naar_de_school
    inner join ref_definitie as definitie
        on naar_de_school.verwacht > definitie.einde_deel * naar_de_school.activiteit
),

dagen as (
    select
        klasdagen.*,
        coalesce(nieuw.activiteit, 0) as activiteit,
        lag(klasdagen.datum) over (
            partition by klasdagen.school_nr, klasdagen.klas
            order by klasdagen.datum
        ) as vorige_datum,
        coalesce(
            zonder_activiteit.verwacht,
            sum(coalesce(nieuw.activiteit, 0)) over (partition by klasdagen.school_nr, klasdagen.klas)
        ) as alle_activiteit,
        count(*) over (partition by klasdagen.school_nr, klasdagen.klas) as alle_dagen
    from klasdagen
    left join nieuw
        on
            klasdagen.school_nr = nieuw.school_nr
            and klasdagen.klas = nieuw.klas
            and klasdagen.schooldag_nr = nieuw.schooldag_nr
    left join zonder_activiteit
        on
            klasdagen.school_nr = zonder_activiteit.school_nr
            and klasdagen.klas = zonder_activiteit.klas
),

-- Days after as many days without a day of the class as a longer school holiday has.
na_sprong as (
    select
        dagen.school_nr,
        dagen.klas,
        dagen.datum,
        dagen.vorige_datum + 1 as vrij_van
    from dagen
    inner join ref_definitie as definitie on dagen.datum - dagen.vorige_datum - 1 >= definitie.gat_vakantie_dagen
),

na_vakantie as (
    select distinct
        sprong.school_nr,
        sprong.klas,
        sprong.datum
    from na_sprong as sprong
    inner join ref_school as school on sprong.school_nr = school.school_nr
    inner join ref_schoolvakantie as vakantie on school.vakantieregio = vakantie.regio
    inner join ref_definitie as definitie
        on
            least(vakantie.tot, sprong.datum) - greatest(vakantie.van, sprong.vrij_van)
            >= definitie.gat_vakantie_dagen
),

genummerd as (
    select
        dagen.*,
        count(*) filter (where dagen.activiteit > 0 or na_vakantie.datum is not null) over (
            partition by dagen.school_nr, dagen.klas
            order by dagen.datum
            rows unbounded preceding
        ) as stilte_nr
    from dagen
    left join na_vakantie
        on
            dagen.school_nr = na_vakantie.school_nr
            and dagen.klas = na_vakantie.klas
            and dagen.datum = na_vakantie.datum
),

stiltes as (
    select
        genummerd.school_nr,
        genummerd.klas,
        min(genummerd.datum) as van,
        max(genummerd.datum) as tot_en_met,
        count(*)::integer as schooldagen,
        (any_value(genummerd.alle_activiteit) * count(*) // any_value(genummerd.alle_dagen))::integer as verwacht
    from genummerd
    where genummerd.activiteit = 0
    group by genummerd.school_nr, genummerd.klas, genummerd.stilte_nr
)

select
    school.school,
    stiltes.klas,
    stiltes.van,
    stiltes.tot_en_met,
    stiltes.schooldagen,
    stiltes.verwacht
from stiltes
inner join ref_school as school on stiltes.school_nr = school.school_nr
inner join ref_run as run on stiltes.tot_en_met >= run.periode_van
inner join ref_definitie as definitie
    on
        stiltes.schooldagen >= definitie.stilte_schooldagen
        and stiltes.verwacht >= definitie.stilte_verwacht
order by school.school, stiltes.klas, stiltes.van
