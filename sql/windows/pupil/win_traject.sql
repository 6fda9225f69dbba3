-- The path of each pupil: pupils with the same stretches of the same groups share a traject.
-- One row per pupil. Counting days and minutes is done once per traject, not once per pupil.
with

paden as (
    select
        leerling_nr,
        school_nr,
        list({ 'profiel_nr': profiel_nr, 'van': van, 'tot': tot } order by van) as stukken
    from win_segment
    group by leerling_nr, school_nr
),

genummerd as (
    select
        leerling_nr,
        school_nr,
        stukken,
        school_nr::bigint * 1000000000 + dense_rank() over (partition by school_nr order by stukken) as traject_nr
    from paden
)

select * from genummerd
