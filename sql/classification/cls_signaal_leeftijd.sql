-- Rules with an age that cannot be decided for a pupil without a birth date, whatever the count is (contract 5):
-- one row per pupil and toets_nr. A school without a lesweek has no signals.
select
    periode.leerling_nr,
    periode.school_nr,
    toets.toets_nr,
    'geboortedatum' as ontbreekt
from win_leerling_periode as periode
inner join win_geboorte as geboorte
    on
        periode.leerling_nr = geboorte.leerling_nr
        and geboorte.geboortedatum is null
inner join cls_toets as toets
    on
        periode.school_nr = toets.school_nr
        and (toets.leeftijd_van is not null or toets.leeftijd_tot is not null)
semi join win_lesweek as lesweek on periode.school_nr = lesweek.school_nr
