-- The day from which the years of a pupil are counted for the DUO ledger: its birth date, where 29 February counts
-- as 1 March (contract 5). One row per pupil.
select
    leerling_nr,
    school_nr,
    startkwalificatie,
    geboortedatum + (strftime(geboortedatum, '%m-%d') = '02-29')::integer as geteld_vanaf
from win_geboorte
