-- The MSA register by pupil code, for the reports: one pupil.
select
    school.school,
    leerling.leerling,
    register.typologie,
    register.categorie,
    register.plan_van_aanpak,
    register.plan_datum,
    register.mdo_datum,
    register.evaluatie_datum,
    register.eerste_afmelding,
    register.interventies,
    register.gesprek_datum,
    register.jgz_datum,
    register.spreekuur_datum,
    register.regiehouder,
    register.afgesloten_op,
    register.resultaat
from win_register as register
inner join win_leerling as leerling on register.leerling_nr = leerling.leerling_nr
inner join ref_school as school on register.school_nr = school.school_nr
