-- What the SWV says of pupils who moved between its schools (contract 2.9): one row, with how many moves there are up
-- to the peildatum, and of how many a pupil is not in the list of the school that is named.
select
    count(*)::integer as aantal,
    (count(*) filter (where van_nr is null or naar_nr is null))::integer as onbekend
from win_overstap
