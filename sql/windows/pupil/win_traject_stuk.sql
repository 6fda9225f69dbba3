-- A stretch [van, tot) of a traject. eerste_dag_buiten is the first measured school day after it on which the pupils of
-- the traject are not enrolled (empty: none), so that a gap without school days does not count as leaving.
with

paden as (
    select
        traject_nr,
        any_value(school_nr) as school_nr,
        unnest(any_value(stukken)) as deel
    from win_traject
    group by traject_nr
),

stukken as (
    select
        paden.traject_nr,
        paden.school_nr,
        paden.deel.profiel_nr,
        paden.deel.van,
        paden.deel.tot
    from paden
),

gemeten_dagen as (
    select *
    from win_schooldag
    where gemeten
),

met_volgende_schooldag as (
    select
        stukken.*,
        schooldag.positie as volgende_positie,
        schooldag.datum as volgende_schooldag,
        lead(stukken.van) over (partition by stukken.traject_nr order by stukken.van) as volgende_van
    from stukken
    asof left join gemeten_dagen as schooldag
        on
            stukken.school_nr = schooldag.school_nr
            and stukken.tot <= schooldag.datum
),

met_grens as (
    select
        traject_nr,
        school_nr,
        profiel_nr,
        van,
        tot,
        min(volgende_positie) filter (where volgende_van is null or volgende_van > volgende_schooldag) over (
            partition by traject_nr
            order by van
            rows between current row and unbounded following
        ) as eerste_positie_buiten
    from met_volgende_schooldag
)

select * from met_grens
