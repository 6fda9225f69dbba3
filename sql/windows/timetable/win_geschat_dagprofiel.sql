-- A day profile of which the slots are an estimate (contract 1.4): one row per dagprofiel_nr.
select distinct dagprofiel.dagprofiel_nr
from win_dagprofiel as dagprofiel
semi join ref_roosterbron as bron on dagprofiel.bron_nr = bron.bron_nr and bron.geschat
