-- Stretches of which a school delivered nothing although it did before and after (contract 2.8): one row per school and
-- van, of gaps that reach into the period. bron: levering (between two ranges that the school names) or stilte.
select
    school.school,
    gat.van,
    gat.tot - 1 as tot_en_met,
    gat.bron,
    count(dag.datum)::integer as schooldagen
from win_gat as gat
inner join ref_school as school on gat.school_nr = school.school_nr
inner join ref_run as run on gat.tot > run.periode_van
left join win_schooldag_rooster as dag
    on
        gat.school_nr = dag.school_nr
        and gat.van <= dag.datum
        and gat.tot > dag.datum
group by school.school, gat.van, gat.tot, gat.bron
order by school.school, gat.van
