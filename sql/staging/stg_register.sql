-- One pupil in the MSA register.
select
    leerling_nr,
    school_nr,
    typologie,
    categorie,
    plan_van_aanpak,
    plan_datum,
    mdo_datum,
    evaluatie_datum,
    eerste_afmelding,
    interventies
from raw_register
