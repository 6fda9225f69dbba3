-- Notifications that a school had made by the peildatum, numbered per pupil in the order in which they are used:
-- the earliest gemeld_op first (contract 5), then by place in the files. One row per notification.
select
    melding.leerling_nr,
    melding.meldsoort,
    melding.begindatum,
    melding.einddatum,
    melding.gemeld_op,
    (row_number() over (
        partition by melding.leerling_nr
        order by melding.gemeld_op, melding.bestand_nr, melding.regelnummer
    ))::integer as gemeld_nr
from stg_duo_melding as melding
inner join ref_run as run on melding.gemeld_op <= run.peildatum
