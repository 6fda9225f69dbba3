-- The first day of a window that ends on a day, for windows of so many lesweken, calendar weeks or months: one row per
-- school, length, unit and last day (dag), which is a day with slots of the school or a horizon. A window that begins
-- before the first lesweek begins with it: there are no earlier positions. Months: the day after so many months before
-- (contract 5). A window of a school year begins with the school year.
with

vensters as (
    select distinct
        school_nr,
        lengte,
        eenheid
    from win_maatvenster
    where eenheid in ('lesweek', 'kalenderweek', 'maand')
),

dagen as (
    select
        school_nr,
        datum,
        positie
    from win_schooldag
    union
    select
        school_nr,
        datum,
        positie
    from win_horizon
),

eerste_posities as (
    select
        dagen.school_nr,
        vensters.lengte,
        vensters.eenheid,
        dagen.datum as dag,
        greatest(dagen.positie - 7 * vensters.lengte + 1, 0) as eerste_positie
    from dagen
    inner join vensters on dagen.school_nr = vensters.school_nr
)

select
    eerste.school_nr,
    eerste.lengte,
    eerste.eenheid,
    eerste.dag,
    case eerste.eenheid
        when 'lesweek' then (lesweek.maandag + (eerste.eerste_positie % 7))::date
        when 'kalenderweek' then eerste.dag - 7 * eerste.lengte + 1
        when 'maand' then (eerste.dag - to_months(eerste.lengte))::date + 1
    end as van
from eerste_posities as eerste
left join win_lesweek as lesweek
    on
        eerste.school_nr = lesweek.school_nr
        and eerste.eerste_positie // 7 = lesweek.lesweek_nr
