-- The reports of the DUO ledger as work (contract 2.10): one row per pupil and report that is verplicht, whatever its
-- window does now. sinds: the day from which it must be made (sixteen hours, or four lesweken, were full);
-- gemeld_op: the notification that answers it, if any. regels: the rules of the school that ask for such a report.
with

vragen as (
    select
        school.school_nr,
        actie.meldsoort,
        werk.rol,
        werk.actie,
        string_agg(distinct werk.regel, ',' order by werk.regel) as regels,
        string_agg(distinct werk.bron, '; ' order by werk.bron) as bron
    from ref_werk as werk
    inner join ref_actie as actie
        on
            werk.actie = actie.actie
            and actie.grootboek
    inner join ref_school as school
        on
            werk.protocol = school.protocol
            and werk.sector = school.sector
    group by school.school_nr, actie.meldsoort, werk.rol, werk.actie
)

select
    melding.leerling_nr,
    melding.school_nr,
    vragen.rol,
    vragen.actie,
    grootboek.meldbaar_op as sinds,
    vragen.regels,
    vragen.bron,
    melding.uiterste_meldatum as uiterste_datum,
    treffer.gemeld_op
from cls_duo_melding as melding
inner join vragen
    on
        melding.school_nr = vragen.school_nr
        and melding.meldsoort = vragen.meldsoort
inner join cls_duo_grootboek as grootboek
    on
        melding.leerling_nr = grootboek.leerling_nr
        and melding.meldsoort = grootboek.meldsoort
        and melding.einddatum is not distinct from case when not grootboek.loopt then grootboek.datum end
left join cls_duo_treffer as treffer
    on
        melding.leerling_nr = treffer.leerling_nr
        and melding.meldsoort = treffer.meldsoort
        and melding.einddatum is not distinct from treffer.einddatum
where melding.plicht = 'verplicht'
