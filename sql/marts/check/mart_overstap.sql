-- What the SWV says of pupils who moved between its schools (contract 2.9): one row, with of how many moves up to the
-- peildatum a pupil is not in the list of the school that is named (onbekend), and of how many others counts cannot go
-- on (los): told in two ways, without measured lessons at one of the schools, or not left when the new lessons begin.
select
    (count(*) filter (where overstap.van_nr is null or overstap.naar_nr is null))::integer as onbekend,
    (count(*) filter (
        where overstap.van_nr is not null and overstap.naar_nr is not null and coalesce(gevolgd.overlapt, true)
    ))::integer as los
from win_overstap as overstap
left join win_overstap_gevolgd as gevolgd
    on
        overstap.van_nr = gevolgd.van_nr
        and overstap.naar_nr = gevolgd.naar_nr
