-- A source of slots that a school delivered (contract 1.4): one row per school and bron_nr of ref_roosterbron.
select distinct
    school_nr,
    bron_nr
from win_rooster_stuk
