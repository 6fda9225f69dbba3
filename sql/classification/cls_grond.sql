-- The grounds of each status at each school, in order (rang): one row per school, status and ground. What a ground
-- asks is answered with toets_nr, as what a rule asks. zonder_plicht: it holds for a pupil under no duty too.
select
    school_nr,
    status,
    grond,
    rang,
    maat,
    venster_nr,
    venster_lengte,
    venster_eenheid,
    langste_reeks,
    niet_geheel_ongeoorloofd,
    deels_zonder_reden,
    zonder_plicht,
    toets_nr
from cls_vraag
where status is not null
