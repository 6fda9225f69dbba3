-- Days of pupils with unknown slots, in what each measure counts: one row per pupil and day. zestigsten: the hours of
-- the unknown slots as unauthorised hours would count, in sixtieths (D3); lessen: unknown slots.
select
    registratie.leerling_nr,
    registratie.school_nr,
    registratie.datum,
    any_value(registratie.dag_nr) as dag_nr,
    count(*)::integer as lessen,
    sum(
        case when school.sector = 'PO' then registratie.minuten else greatest(registratie.minuten, 60) end
    )::integer as zestigsten
from win_registratie as registratie
inner join ref_school as school on registratie.school_nr = school.school_nr
where registratie.soort = 'onbekend'
group by registratie.leerling_nr, registratie.school_nr, registratie.datum
