-- Reports to DUO that had to be made in the period or still have to be, all schools together, for the SWV report: one
-- row per kind of report and status. What is left to the RMC or not decided is no duty (contract 2.7).
select
    meldsoort,
    status,
    sum(meldingen)::integer as meldingen
from mart_swv_melding
where plicht = 'verplicht'
group by meldsoort, status
order by meldsoort, status
