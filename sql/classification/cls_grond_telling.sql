-- Counts that give a pupil a status: unauthorised hours in four lesweken, lateness over the school year, and
-- attendance of the period. One row per pupil, status and ground.
with

tellende_status as (
    select
        school.school_nr,
        status.*
    from ref_school as school
    inner join ref_status as status
        on
            school.protocol = status.protocol
            and school.sector = status.sector
),

oa_vensters as (
    select
        venster.*,
        status.status,
        status.grond,
        status.rang,
        schooldag.datum is not null and not venster.is_horizon and venster.datum >= run.periode_van as in_periode,
        venster.datum >= run.schooljaar_van as in_schooljaar
    from win_oa_venster as venster
    inner join tellende_status as status
        on
            venster.school_nr = status.school_nr
            and status.maat = 'oa_uren_venster'
            and venster.oa_zestigsten >= 60 * status.minimum
    cross join ref_run as run
    left join win_schooldag as schooldag
        on
            venster.school_nr = schooldag.school_nr
            and venster.datum = schooldag.datum
),

oa_uren as (
    select
        leerling_nr,
        school_nr,
        status,
        grond,
        rang,
        coalesce(
            arg_min(eerste_oa_dag, positie) filter (where in_schooljaar and not is_horizon),
            arg_min(eerste_oa_dag, positie) filter (where in_periode)
        ) as start,
        bool_or(is_horizon) as op_peildatum
    from oa_vensters
    group by leerling_nr, school_nr, status, grond, rang
    having bool_or(is_horizon) or bool_or(in_periode)
),

te_laat_bereikt as (
    select
        te_laat.leerling_nr,
        te_laat.school_nr,
        te_laat.schooljaar_van,
        status.status,
        status.grond,
        status.rang,
        min(te_laat.datum) as start
    from win_te_laat as te_laat
    inner join tellende_status as status
        on
            te_laat.school_nr = status.school_nr
            and status.maat = 'te_laat_schooljaar'
            and te_laat.aantal >= status.minimum
    group by
        te_laat.leerling_nr,
        te_laat.school_nr,
        te_laat.schooljaar_van,
        status.status,
        status.grond,
        status.rang
),

te_laat as (
    select
        bereikt.leerling_nr,
        bereikt.school_nr,
        bereikt.status,
        bereikt.grond,
        bereikt.rang,
        bereikt.schooljaar_van = run.schooljaar_van and not leerling.vertrokken as op_peildatum,
        bereikt.start
    from te_laat_bereikt as bereikt
    inner join win_leerling as leerling on bereikt.leerling_nr = leerling.leerling_nr
    inner join ref_schooljaar as schooljaar on bereikt.schooljaar_van = schooljaar.schooljaar_van
    cross join ref_run as run
    where
        (bereikt.schooljaar_van = run.schooljaar_van and not leerling.vertrokken)
        or exists (
            select 1
            from win_traject_dag as dag
            where
                leerling.traject_nr = dag.traject_nr
                and dag.datum >= greatest(run.periode_van, bereikt.start)
                and dag.datum <= run.peildatum
                and dag.datum < schooljaar.schooljaar_tot
        )
    qualify row_number() over (
        partition by bereikt.leerling_nr, bereikt.status, bereikt.grond
        order by bereikt.schooljaar_van desc
    ) = 1
),

aanwezigheid as (
    select
        periode.leerling_nr,
        periode.school_nr,
        status.status,
        status.grond,
        status.rang,
        null::date as start,
        not leerling.vertrokken as op_peildatum
    from win_leerling_periode as periode
    inner join win_leerling as leerling on periode.leerling_nr = leerling.leerling_nr
    inner join tellende_status as status
        on
            periode.school_nr = status.school_nr
            and status.maat = 'aanwezigheid_periode'
            and 100 * (periode.aanwezig_min + periode.onbekend_min) < status.minder_dan * periode.gepland_min
    inner join ref_definitie as definitie on periode.lesdagen >= definitie.minimum_lesdagen
),

gronden as (
    select
        leerling_nr,
        school_nr,
        status,
        grond,
        rang,
        start,
        op_peildatum
    from oa_uren
    union all
    select
        leerling_nr,
        school_nr,
        status,
        grond,
        rang,
        start,
        op_peildatum
    from te_laat
    union all
    select
        leerling_nr,
        school_nr,
        status,
        grond,
        rang,
        start,
        op_peildatum
    from aanwezigheid
)

select
    leerling_nr,
    school_nr,
    status,
    grond,
    rang,
    start,
    op_peildatum
from gronden
