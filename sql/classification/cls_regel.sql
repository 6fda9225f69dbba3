-- The rules in force at each school: one row per school and rule. Rules that ask exactly the same share a toets_nr,
-- so that what they ask is looked up once.
select
    * exclude (
        werkregel, status, grond, rang, langste_reeks, niet_geheel_ongeoorloofd, deels_zonder_reden, zonder_plicht
    )
from cls_vraag
where regel is not null
