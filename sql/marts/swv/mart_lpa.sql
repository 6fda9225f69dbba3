-- The LPA lists on the peildatum, for the SWV report: one row per kind that is on a list.
select
    soort,
    aantal
from win_lpa
