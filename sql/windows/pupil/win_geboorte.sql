-- Birth date and municipality of each pupil: the last enrolment row that has one (contract 5).
select
    leerling_nr,
    school_nr,
    arg_max(geboortedatum, volgnr) filter (where geboortedatum is not null) as geboortedatum,
    arg_max(woongemeente, volgnr) filter (where woongemeente is not null) as woongemeente,
    arg_max(startkwalificatie, volgnr) filter (where startkwalificatie is not null) as startkwalificatie
from stg_inschrijving
group by leerling_nr, school_nr
