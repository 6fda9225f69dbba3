-- Reports to DUO that had to be made in the period or still have to be, of each school that takes part, for the
-- internal edition of the SWV report: one row per school. What is left to the RMC or not decided is no duty
-- (contract 2.7).
select
    school.school,
    coalesce(sum(melding.meldingen), 0)::integer as meldingen,
    coalesce(sum(melding.meldingen) filter (where melding.status = 'op_tijd'), 0)::integer as op_tijd,
    coalesce(sum(melding.meldingen) filter (where melding.status = 'te_laat'), 0)::integer as te_laat,
    coalesce(sum(melding.meldingen) filter (where melding.status = 'niet_gemeld'), 0)::integer as niet_gemeld,
    coalesce(sum(melding.meldingen) filter (where melding.status = 'nog_niet'), 0)::integer as nog_niet,
    coalesce(sum(melding.meldingen) filter (where melding.status = 'onbekend'), 0)::integer as onbekend
from ref_school as school
left join mart_swv_melding as melding
    on
        school.school = melding.school
        and melding.plicht = 'verplicht'
group by school.school
order by school.school
