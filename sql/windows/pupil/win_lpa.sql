-- The LPA lists on the peildatum: how many young people per kind (absoluut verzuim, exemption 5 onder a, b or c).
-- They carry no pupil of an LVS.
select
    lijst.soort,
    count(*)::integer as aantal
from win_lpa_lijst as lijst
inner join ref_run as run
    on
        lijst.van <= run.peildatum
        and lijst.tot > run.peildatum
group by lijst.soort
