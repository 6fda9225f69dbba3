-- What casts doubt on the last measured day of a school (contract 2.8): one row per school. laatste_schooldag: the last
-- school day up to the peildatum. laatst_gedateerd: the last school day on which anybody was newly registered.
-- ingevoerd_na: school days after gegevens_tot up to the latest entry (finding gegevens_tot_onzeker above so many, see
-- tot_onzeker); rijen_na: likewise up to the latest newly registered absence, where the school said what it covers.
-- noemer_geschat: of any pupil lessons of the period are an estimate (1.4).
with

gedateerd as (
    select
        school_nr,
        max(datum) as datum
    from win_activiteit
    where activiteit > 0
    group by school_nr
),

geteld as (
    select
        meting.school_nr,
        max(dag.datum) as laatste_schooldag,
        (count(*) filter (where dag.datum > meting.gegevens_tot and dag.datum <= ingevoerd.datum))::integer
            as ingevoerd_na,
        (
            count(*) filter (
                where meting.heeft_levering and dag.datum > meting.gegevens_tot and dag.datum <= gedateerd.datum
            )
        )::integer as rijen_na
    from win_meting as meting
    inner join win_schooldag_rooster as dag on meting.school_nr = dag.school_nr
    left join win_laatst_ingevoerd as ingevoerd on meting.school_nr = ingevoerd.school_nr
    left join gedateerd on meting.school_nr = gedateerd.school_nr
    group by meting.school_nr
),

geschat as (
    select distinct traject.school_nr
    from win_noemer as noemer
    inner join win_traject as traject on noemer.traject_nr = traject.traject_nr
    where noemer.deels_geschat
)

select
    school.school,
    meting.stand,
    meting.gegevens_tot,
    geteld.laatste_schooldag,
    gedateerd.datum as laatst_gedateerd,
    ingevoerd.datum as laatst_ingevoerd,
    coalesce(geteld.ingevoerd_na, 0) as ingevoerd_na,
    coalesce(geteld.rijen_na, 0) as rijen_na,
    coalesce(geteld.ingevoerd_na, 0) > definitie.onzeker_schooldagen as tot_onzeker,
    coalesce(geteld.rijen_na, 0) > definitie.onzeker_schooldagen as rijen_na_levering,
    geschat.school_nr is not null as noemer_geschat
from win_meting as meting
inner join ref_school as school on meting.school_nr = school.school_nr
cross join ref_definitie as definitie
left join geteld on meting.school_nr = geteld.school_nr
left join gedateerd on meting.school_nr = gedateerd.school_nr
left join win_laatst_ingevoerd as ingevoerd on meting.school_nr = ingevoerd.school_nr
left join geschat on meting.school_nr = geschat.school_nr
order by school.school
