-- The lesweken of a school, numbered 0, 1, 2 …: ISO weeks with a slot for any pupil (contract 2.3),
-- but for weeks of which all school days lie in a gap (2.8).
-- One row per school and Monday. Where ref_definitie asks it (msa compare), the weeks without a slot in between are
-- numbered too, so that positions are calendar days.
with

lesweken as (
    select distinct
        rooster.school_nr,
        date_trunc('week', rooster.datum)::date as maandag
    from win_traject_rooster as rooster
    anti join win_gat as gat
        on
            rooster.school_nr = gat.school_nr
            and rooster.datum >= gat.van
            and rooster.datum < gat.tot
),

alle_weken as (
    select
        school_nr,
        unnest(generate_series(min(maandag), max(maandag), interval 7 day))::date as maandag
    from lesweken
    group by school_nr
),

weken as (
    select
        school_nr,
        maandag
    from lesweken
    union
    select
        alle_weken.school_nr,
        alle_weken.maandag
    from alle_weken
    inner join ref_definitie as definitie on definitie.weken_zonder_les > 0
),

genummerd as (
    select
        school_nr,
        maandag,
        (row_number() over (partition by school_nr order by maandag) - 1)::integer as lesweek_nr
    from weken
)

select * from genummerd
