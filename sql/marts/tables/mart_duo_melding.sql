-- Table duo_melding (contract 3): one report to DUO that was due by the peildatum, matched with what was delivered.
select
    school.school,
    leerling.leerling,
    melding.meldsoort,
    melding.einddatum,
    melding.begindatum,
    melding.oa_zestigsten / 60 as uren,
    melding.voorlopig_zestigsten / 60 as waarvan_voorlopig,
    melding.plicht,
    melding.uiterste_meldatum,
    case
        when not school.heeft_duo_meldingen then 'onbekend'
        when treffer.gemeld_op <= melding.uiterste_meldatum then 'op_tijd'
        when treffer.gemeld_op is not null then 'te_laat'
        when melding.uiterste_meldatum >= run.peildatum then 'nog_niet'
        else 'niet_gemeld'
    end as status,
    melding.ernst_precies_16
from cls_duo_melding as melding
inner join win_leerling as leerling on melding.leerling_nr = leerling.leerling_nr
inner join ref_school as school on melding.school_nr = school.school_nr
cross join ref_run as run
left join cls_duo_treffer as treffer
    on
        melding.leerling_nr = treffer.leerling_nr
        and melding.meldsoort = treffer.meldsoort
        and melding.einddatum is not distinct from treffer.einddatum
order by school.school, leerling.leerling, melding.meldsoort, melding.einddatum
