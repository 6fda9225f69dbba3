-- Table signaal (contract 3): one pupil and rule of the rule set of its school, where the outcome is ja or cannot be
-- decided.
select
    school.school,
    leerling.leerling,
    signaal.regel,
    regel.protocol,
    signaal.uitkomst,
    signaal.eerste_datum,
    signaal.in_periode,
    signaal.op_peildatum,
    signaal.waarde,
    regel.drempel,
    signaal.venster_van,
    signaal.venster_tot,
    regel.wie,
    regel.actie,
    regel.bestemming,
    regel.bron,
    signaal.ontbreekt
from cls_signaal as signaal
inner join win_leerling as leerling on signaal.leerling_nr = leerling.leerling_nr
inner join ref_school as school on signaal.school_nr = school.school_nr
inner join cls_regel as regel
    on
        signaal.school_nr = regel.school_nr
        and signaal.regel = regel.regel
