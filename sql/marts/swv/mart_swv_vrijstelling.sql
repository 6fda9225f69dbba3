-- Exemptions under article 5 that end (contract 2.9, 2.10; D29), for the internal edition of the SWV report: one row
-- per kind, municipality as the list writes it (empty: not told) and last day, with how many there are. Those that are
-- in force on the peildatum, and those that ended in the period. zonder_einde: the list told no end, so that it is that
-- of the school year.
select
    lijst.soort,
    lijst.woongemeente,
    lijst.tot - 1 as laatste_dag,
    lijst.zonder_einde,
    count(*)::integer as aantal
from win_lpa_lijst as lijst
inner join ref_run as run
    on
        lijst.van <= run.peildatum
        and lijst.tot > run.periode_van
where lijst.soort != 'absoluut_verzuim'
group by lijst.soort, lijst.woongemeente, lijst.tot, lijst.zonder_einde
order by lijst.tot, lijst.soort, lijst.woongemeente, lijst.zonder_einde
