-- Unauthorised hours in the four lesweken up to and including a day (contract 2.5), in sixtieths of an hour.
-- One row per pupil with unauthorised absence, day and is_horizon. Days: those with unauthorised absence, and the
-- first day with slots of the school year and of the period, since between two of those the sum can only fall.
with

oa_dagen as (
    select
        leerling_nr,
        school_nr,
        datum,
        positie,
        oa_zestigsten
    from win_leerling_dag
    where oa_zestigsten > 0
),

leerlingen as (
    select distinct leerling_nr from oa_dagen
),

meetdagen as (
    select
        eerste.leerling_nr,
        eerste.school_nr,
        unnest([eerste.eerste_in_schooljaar, eerste.eerste_in_periode]) as datum
    from win_eerste_dag as eerste
    semi join leerlingen on eerste.leerling_nr = leerlingen.leerling_nr
),

alle_dagen as (
    select
        leerling_nr,
        school_nr,
        datum,
        positie,
        false as is_horizon,
        oa_zestigsten,
        datum as oa_datum
    from oa_dagen
    union all
    select distinct
        meetdagen.leerling_nr,
        meetdagen.school_nr,
        meetdagen.datum,
        schooldag.positie,
        false as is_horizon,
        0 as oa_zestigsten,
        null::date as oa_datum
    from meetdagen
    inner join win_schooldag as schooldag
        on
            meetdagen.school_nr = schooldag.school_nr
            and meetdagen.datum = schooldag.datum
    union all
    select
        leerling.leerling_nr,
        leerling.school_nr,
        leerling.horizon_datum as datum,
        leerling.horizon_positie as positie,
        true as is_horizon,
        0 as oa_zestigsten,
        null::date as oa_datum
    from win_leerling as leerling
    semi join leerlingen on leerling.leerling_nr = leerlingen.leerling_nr
    where not leerling.vertrokken
),

met_breedte as (
    select
        alle_dagen.*,
        definitie.venster_posities
    from alle_dagen
    cross join ref_definitie as definitie
),

gemeten as (
    select
        leerling_nr,
        school_nr,
        datum,
        positie,
        is_horizon,
        sum(oa_zestigsten) over venster as oa_zestigsten,
        min(oa_datum) over venster as eerste_oa_dag
    from met_breedte
    window venster as (
        partition by leerling_nr
        order by positie
        range between venster_posities - 1 preceding and current row
    )
),

een_per_dag as (
    select distinct
        leerling_nr,
        school_nr,
        datum,
        positie,
        is_horizon,
        oa_zestigsten::integer as oa_zestigsten,
        eerste_oa_dag
    from gemeten
)

select * from een_per_dag
