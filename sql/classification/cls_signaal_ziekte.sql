-- Rules on sickness at a school whose sickness is not recognised, which nobody can decide (formats 14): one row per
-- pupil and toets_nr. A school without a lesweek has no signals.
select
    periode.leerling_nr,
    periode.school_nr,
    toets.toets_nr,
    'soort ziek' as ontbreekt
from win_leerling_periode as periode
inner join win_ziekte_niet_herkend as ziekte on periode.school_nr = ziekte.school_nr
inner join cls_toets as toets
    on
        periode.school_nr = toets.school_nr
        and toets.groep = 'ziek'
semi join win_lesweek as lesweek on periode.school_nr = lesweek.school_nr
