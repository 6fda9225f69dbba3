-- Exemptions without an end whose school year is over on the peildatum, so that they count no longer (contract 2.9):
-- one row per soort (vrijstelling_5a, _5b, _5c), with how many there are.
select
    lijst.soort,
    count(*)::integer as aantal
from win_lpa_lijst as lijst
inner join ref_run as run on lijst.tot <= run.peildatum
where lijst.zonder_einde
group by lijst.soort
