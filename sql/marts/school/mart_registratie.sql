-- How well a school registers, for its own report and that of the SWV: one row per school that takes part.
-- onbekende_codes: different codes without a meaning. buiten_rooster: absence events that touch no slot.
with

codes as (
    select
        school,
        count(*) as onbekende_codes
    from mart_codegebruik
    where soort = 'onbekend'
    group by school
),

meldingen as (
    select
        school,
        sum(buiten_rooster) as buiten_rooster
    from mart_rijstand
    group by school
)

select
    school.school,
    coalesce(codes.onbekende_codes, 0)::integer as onbekende_codes,
    coalesce(meldingen.buiten_rooster, 0)::integer as buiten_rooster
from ref_school as school
left join codes on school.school = codes.school
left join meldingen on school.school = meldingen.school
order by school.school
