-- One day of a lesweek on which a school has a slot for any pupil, with its position (contract 2.3) and its school
-- year. gemeten: slots of the day exist for measures (2.8).
with

dagen as (
    select distinct
        school_nr,
        datum
    from win_traject_rooster
),

gemeten as (
    select distinct
        school_nr,
        datum
    from win_traject_dag
),

met_positie as (
    select
        dagen.school_nr,
        dagen.datum,
        lesweek.maandag,
        schooljaar.schooljaar_van,
        gemeten.datum is not null as gemeten,
        (7 * lesweek.lesweek_nr + isodow(dagen.datum) - 1)::integer as positie
    from dagen
    inner join win_lesweek as lesweek
        on
            dagen.school_nr = lesweek.school_nr
            and date_trunc('week', dagen.datum)::date = lesweek.maandag
    inner join ref_schooljaar as schooljaar
        on
            dagen.datum >= schooljaar.schooljaar_van
            and dagen.datum < schooljaar.schooljaar_tot
    left join gemeten
        on
            dagen.school_nr = gemeten.school_nr
            and dagen.datum = gemeten.datum
)

select * from met_positie
