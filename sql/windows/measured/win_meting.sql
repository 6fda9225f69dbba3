-- What was measured of a school in the period (contract 2.8), and the dates that its measures go by: one row per
-- school. Slots in [gemeten_van, gemeten_tot) exist for measures, but for those in a gap (win_gat); of a school that is
-- not measured there are none. schooljaar_van and meetdatum stand where the peildatum would without a horizon of its
-- own (2.3). is_bevestigd: measured up to the last school day before the peildatum, so that what ended did end (3).
with

dagen as (
    select
        dag.school_nr,
        dag.datum between gegevens.gegevens_van and gegevens.gegevens_tot as gemeten,
        gat.van is not null as in_gat
    from win_schooldag_rooster as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    inner join win_gegevens as gegevens on dag.school_nr = gegevens.school_nr
    left join win_gat as gat
        on
            dag.school_nr = gat.school_nr
            and dag.datum >= gat.van
            and dag.datum < gat.tot
),

geteld as (
    select
        school_nr,
        count(*)::integer as schooldagen,
        (count(*) filter (where gemeten))::integer as gemeten_dagen,
        (count(*) filter (where gemeten and in_gat))::integer as gat_dagen
    from dagen
    group by school_nr
),

laatste_schooldag as (
    select
        dag.school_nr,
        max(dag.datum) as datum
    from win_schooldag_rooster as dag
    inner join ref_run as run on dag.datum < run.peildatum
    group by dag.school_nr
),

samen as (
    select
        gegevens.school_nr,
        gegevens.heeft_levering,
        gegevens.gegevens_van,
        gegevens.gegevens_tot,
        gegevens.gemeten_van,
        coalesce(gegevens.gegevens_tot, run.peildatum) as meetdatum,
        coalesce(laatste_schooldag.datum <= gegevens.gegevens_tot, gegevens.gegevens_tot is not null) as is_bevestigd,
        coalesce(geteld.schooldagen, 0) as schooldagen,
        coalesce(geteld.gemeten_dagen, 0) as gemeten_dagen,
        coalesce(geteld.gat_dagen, 0) as gat_dagen
    from win_gegevens as gegevens
    cross join ref_run as run
    left join geteld on gegevens.school_nr = geteld.school_nr
    left join laatste_schooldag on gegevens.school_nr = laatste_schooldag.school_nr
),

met_stand as (
    select
        samen.*,
        case
            when samen.gegevens_tot is null then 'niet_gemeten'
            when samen.schooldagen > 0 and samen.gemeten_dagen = samen.gat_dagen then 'niet_gemeten'
            when
                100 * (samen.gemeten_dagen - samen.gat_dagen)
                < definitie.verouderd_pct * (samen.schooldagen - samen.gat_dagen)
                then 'verouderd'
            else 'gemeten'
        end as stand
    from samen
    cross join ref_definitie as definitie
)

select
    met_stand.school_nr,
    met_stand.stand,
    met_stand.stand != 'niet_gemeten' as is_gemeten,
    met_stand.is_bevestigd,
    met_stand.heeft_levering,
    met_stand.gegevens_van,
    met_stand.gegevens_tot,
    met_stand.schooldagen,
    met_stand.gemeten_dagen,
    met_stand.gat_dagen,
    met_stand.meetdatum,
    met_stand.gemeten_van,
    if(met_stand.stand = 'niet_gemeten', met_stand.gemeten_van, met_stand.meetdatum + 1) as gemeten_tot,
    schooljaar.schooljaar_van,
    run.periode_van,
    run.peildatum
from met_stand
cross join ref_run as run
left join ref_schooljaar as schooljaar
    on
        met_stand.meetdatum >= schooljaar.schooljaar_van
        and met_stand.meetdatum < schooljaar.schooljaar_tot
