-- What: rows on the sheet of the youth doctor or of leerplicht that rest on a rule about something else.
-- When it matters: always; the doctor reads of sickness alone, leerplicht of unauthorised absence and lateness alone.
-- How to resolve: look which rule it is, and at `acts` of that rule in the rule set of the school.
select
    blad.school,
    blad.leerling,
    blad.rol,
    blad.regel
from mart_rolblad as blad
inner join ref_school as school on blad.school = school.school
left join cls_vraag as vraag
    on
        school.school_nr = vraag.school_nr
        and blad.regel = coalesce(vraag.regel, vraag.werkregel)
where
    case blad.rol
        when 'jgz' then vraag.groep is distinct from 'ziek'
        when 'lpa' then coalesce(vraag.groep not in ('oa', 'te_laat', 'spijbelen'), true)
        else false
    end
