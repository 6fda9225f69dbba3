-- Lateness counted over the school year (D12): one row per pupil and day with lateness, with the count from the
-- first day of that school year up to and including the day.
select
    leerling_nr,
    school_nr,
    schooljaar_van,
    datum,
    (sum(te_laat) over (
        partition by leerling_nr, schooljaar_van
        order by datum
        rows unbounded preceding
    ))::integer as aantal
from win_leerling_dag
where te_laat > 0
