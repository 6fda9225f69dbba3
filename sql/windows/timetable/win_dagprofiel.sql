-- What a profile has on a day type: lessons and minutes, and the source they are by (ref_roosterbron). One row per
-- profile and day type with lessons.
select
    profiel_nr,
    dagtype_nr,
    dagprofiel_nr,
    any_value(bron_nr) as bron_nr,
    count(*)::integer as lessen,
    sum(minuten)::integer as minuten
from win_dagprofiel_les
group by profiel_nr, dagtype_nr, dagprofiel_nr
