-- Who a pupil was at earlier schools, over all moves that are followed (contract 2.9): one row per pupil and earlier
-- pupil. sluit_aan: each move in between goes on without a longer pause; verschuiving: what is then added to a position
-- of that earlier school to get one of the school of the pupil. is_eerste: nobody is known before.
with recursive

keten as (
    select
        naar_nr as leerling_nr,
        van_nr as eerder_nr,
        sluit_aan,
        verschuiving,
        eerste_lesdag
    from win_overstap_gevolgd
    union all
    select
        keten.leerling_nr,
        overstap.van_nr as eerder_nr,
        keten.sluit_aan and overstap.sluit_aan as sluit_aan,
        keten.verschuiving + overstap.verschuiving as verschuiving,
        keten.eerste_lesdag
    from keten
    inner join win_overstap_gevolgd as overstap on keten.eerder_nr = overstap.naar_nr
)

select
    keten.leerling_nr,
    keten.eerder_nr,
    keten.sluit_aan,
    keten.verschuiving::integer as verschuiving,
    keten.eerste_lesdag,
    eerder.van_nr is null as is_eerste
from keten
left join win_overstap_gevolgd as eerder on keten.eerder_nr = eerder.naar_nr
