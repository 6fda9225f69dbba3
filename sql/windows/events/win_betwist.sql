-- Slots that more than one event touches: one row per event and slot, with whether it stands.
-- In file order an event gives way to the next one, unless both have an ingevoerd_op and the next one's is
-- earlier (contract 5). So an event without ingevoerd_op opens a new round in which all earlier ones have lost,
-- and within a round the latest ingevoerd_op, compared as a moment, stands, then the later row.
with

betwiste_slots as (
    select
        leerling_nr,
        datum,
        lesuur
    from win_treffer
    group by leerling_nr, datum, lesuur
    having count(*) > 1
),

met_ronde as (
    select
        treffer.*,
        count(*) filter (where treffer.ingevoerd_op is null) over (
            partition by treffer.leerling_nr, treffer.datum, treffer.lesuur
            order by treffer.volgnr
            rows unbounded preceding
        ) as ronde
    from win_treffer as treffer
    semi join betwiste_slots
        on
            treffer.leerling_nr = betwiste_slots.leerling_nr
            and treffer.datum = betwiste_slots.datum
            and treffer.lesuur = betwiste_slots.lesuur
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
