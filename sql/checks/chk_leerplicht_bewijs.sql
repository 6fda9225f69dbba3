-- What: reports to DUO for the attendance officers whose lesson hours do not add up to the hours of the report.
-- When it matters: always; an hour too many in the evidence can be one that is nobody's business there.
-- How to resolve: lay mart_leerplicht_bewijs beside win_duo_dag for the pupil, day by day.
with

bewezen as (
    select
        school,
        leerling,
        meldsoort,
        einddatum,
        round(60 * sum(uren)) as zestigsten
    from mart_leerplicht_bewijs
    group by school, leerling, meldsoort, einddatum
)

select
    melding.school,
    melding.leerling,
    melding.meldsoort,
    melding.einddatum
from mart_leerplicht as melding
left join bewezen
    on
        melding.school = bewezen.school
        and melding.leerling = bewezen.leerling
        and melding.meldsoort = bewezen.meldsoort
        and melding.einddatum is not distinct from bewezen.einddatum
where round(60 * melding.uren) != coalesce(bewezen.zestigsten, 0)
