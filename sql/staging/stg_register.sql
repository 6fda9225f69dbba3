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
    interventies,
    gesprek_datum,
    jgz_datum,
    spreekuur_datum,
    regiehouder,
    afgesloten_op,
    resultaat
from raw_register
