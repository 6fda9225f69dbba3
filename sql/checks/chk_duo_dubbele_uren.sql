-- What: days of a pupil that stand in two reports to DUO, but for an lrv that is the last day of its run.
-- When it matters: always; the count starts anew the day after a report (contract 2.7).
-- How to resolve: follow the reports of the pupil in cls_duo_grootboek; plaats gives their order.
with

meldingen as (
    select
        leerling_nr,
        meldsoort,
        begindatum,
        einddatum,
        row_number() over (partition by leerling_nr order by begindatum, meldsoort, einddatum) as volgorde
    from cls_duo_melding
    where meldsoort != 'lrv' or begindatum is distinct from einddatum
)

select
    melding.leerling_nr,
    melding.begindatum,
    andere.begindatum as andere_begindatum
from meldingen as melding
inner join meldingen as andere
    on
        melding.leerling_nr = andere.leerling_nr
        and melding.volgorde < andere.volgorde
        and (melding.einddatum is null or melding.einddatum >= andere.begindatum)
