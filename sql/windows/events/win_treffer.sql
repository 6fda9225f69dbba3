-- Every absence event on every slot it touches, up to the meetdatum, but those of soort niet_tellen, which are
-- dropped before events are compared (contract 5). One row per event and slot.
-- materialized: view
select *
from win_treffer_les
where minuten is not null and soort != 'niet_tellen'
union all by name
select *
from win_treffer_span
where soort != 'niet_tellen'
