-- One group on one day with lessons: which day pattern it has, and the lessons that an estimated day gets instead of
-- those of its pattern (win_lessen_erbij; empty: those of the pattern).
select
    rooster.school_nr,
    rooster.groep,
    rooster.datum,
    rooster.bron_nr,
    rooster.dagrooster_nr,
    erbij.lessen
from win_groep_rooster as rooster
left join win_lessen_erbij as erbij
    on
        rooster.school_nr = erbij.school_nr
        and rooster.groep = erbij.groep
        and rooster.datum = erbij.datum
