-- Slots that more than one event touches: one row per event and slot, with whether it stands.
-- In file order an event gives way to the next one, unless both have an ingevoerd_op and the next one's is
-- earlier (contract 5). So an event without ingevoerd_op opens a new round in which all earlier ones have lost,
-- and within a round the latest ingevoerd_op, compared as a moment, stands, then the later row.
with

-- Days with more events than lesson hours: far fewer to group than slots. Two hours may share a bit: a day too many is
-- looked at, never one too few.
betwiste_dagen as (
    select
        leerling_nr,
        datum
    from win_treffer
    group by leerling_nr, datum
    having count(*) > bit_count(bit_or(1::ubigint << (lesuur % 64)::ubigint))
),

betwiste_slots as (
    select
        treffer.leerling_nr,
        treffer.datum,
        treffer.lesuur
    from win_treffer as treffer
    semi join betwiste_dagen as dag
        on
            treffer.leerling_nr = dag.leerling_nr
            and treffer.datum = dag.datum
    group by treffer.leerling_nr, treffer.datum, treffer.lesuur
    having count(*) > 1
),

betwist as (
    select treffer.*
    from win_treffer as treffer
    semi join betwiste_slots
        on
            treffer.leerling_nr = betwiste_slots.leerling_nr
            and treffer.datum = betwiste_slots.datum
            and treffer.lesuur = betwiste_slots.lesuur
),

-- A row of a file that names several lesson hours is there once for each of them.
invoer as (
    select distinct
        bron.school_nr,
        bron.volgnr,
        bron.ingevoerd_op,
        bron.ingevoerd_utc
    from win_bron as bron
    semi join betwist
        on
            bron.school_nr = betwist.school_nr
            and bron.volgnr = betwist.volgnr
),

met_ronde as (
    select
        betwist.*,
        invoer.ingevoerd_op,
        invoer.ingevoerd_utc,
        count(*) filter (where invoer.ingevoerd_op is null) over (
            partition by betwist.leerling_nr, betwist.datum, betwist.lesuur
            order by betwist.volgnr
            rows unbounded preceding
        ) as ronde
    from betwist
    inner join invoer
        on
            betwist.school_nr = invoer.school_nr
            and betwist.volgnr = invoer.volgnr
),

beslist as (
    select
        * exclude (ronde),
        row_number() over (
            partition by leerling_nr, datum, lesuur
            order by ronde desc, ingevoerd_utc desc nulls last, volgnr desc
        ) = 1 as staat
    from met_ronde
)

select * from beslist
