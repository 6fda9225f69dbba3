-- What a full timetable holds in the measured part of the period, and whether a pupil has little of it (contract 2.9):
-- one row per pupil of win_leerling_periode. Compared are the pupils of the school, the pupil too, of the same leerjaar
-- and onderwijssoort who are enrolled on all measured school days of the period; where these are too few, all such
-- pupils of the school. vol_min: their upper quartile by nearest rank; empty without such a pupil, and weinig_les too.
-- Lessons elsewhere are no lessons at school. A class is not compared: an adapted timetable is a class of its own.
with

gemeten_dagen as (
    select
        dag.school_nr,
        dag.datum
    from win_gemeten_dag as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
),

per_school as (
    select
        school_nr,
        count(*) as dagen
    from gemeten_dagen
    group by school_nr
),

ingeschreven as (
    select
        segment.leerling_nr,
        count(*) as dagen
    from win_segment as segment
    inner join gemeten_dagen as dag
        on
            segment.school_nr = dag.school_nr
            and dag.datum >= segment.van
            and dag.datum < segment.tot
    group by segment.leerling_nr
),

leerlingen as (
    select
        periode.leerling_nr,
        periode.school_nr,
        periode.leerjaar,
        periode.onderwijssoort,
        periode.gepland_min,
        periode.elders_min,
        coalesce(ingeschreven.dagen, 0) = coalesce(per_school.dagen, 0) as hele_periode
    from win_leerling_periode as periode
    left join per_school on periode.school_nr = per_school.school_nr
    left join ingeschreven on periode.leerling_nr = ingeschreven.leerling_nr
),

genummerd as (
    select
        school_nr,
        leerjaar,
        onderwijssoort,
        gepland_min,
        row_number() over (
            partition by school_nr, leerjaar, onderwijssoort
            order by gepland_min, leerling_nr
        ) as plaats_in_groep,
        count(*) over (partition by school_nr, leerjaar, onderwijssoort) as groep,
        row_number() over (partition by school_nr order by gepland_min, leerling_nr) as plaats_in_school,
        count(*) over (partition by school_nr) as school
    from leerlingen
    where hele_periode
),

van_groep as (
    select
        genummerd.school_nr,
        genummerd.leerjaar,
        genummerd.onderwijssoort,
        genummerd.gepland_min as vol_min
    from genummerd
    inner join ref_definitie as definitie
        on
            genummerd.groep >= definitie.vol_rooster_leerlingen
            and genummerd.plaats_in_groep = (definitie.vol_rooster_pct * genummerd.groep + 99) // 100
),

van_school as (
    select
        genummerd.school_nr,
        genummerd.gepland_min as vol_min
    from genummerd
    inner join ref_definitie as definitie
        on genummerd.plaats_in_school = (definitie.vol_rooster_pct * genummerd.school + 99) // 100
),

vergeleken as (
    select
        leerlingen.*,
        coalesce(van_groep.vol_min, van_school.vol_min) as vol_min
    from leerlingen
    left join van_groep
        on
            leerlingen.school_nr = van_groep.school_nr
            and leerlingen.leerjaar is not distinct from van_groep.leerjaar
            and leerlingen.onderwijssoort is not distinct from van_groep.onderwijssoort
    left join van_school on leerlingen.school_nr = van_school.school_nr
)

select
    vergeleken.leerling_nr,
    vergeleken.vol_min,
    case
        when vergeleken.vol_min is not null
            then
                vergeleken.hele_periode
                and 100 * (vergeleken.gepland_min - vergeleken.elders_min)
                < definitie.weinig_les_pct * vergeleken.vol_min
    end as weinig_les
from vergeleken
cross join ref_definitie as definitie
