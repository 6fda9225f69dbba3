-- The school days that were measured (contract 2.8): in the range of what the school delivered, and in no gap. One row
-- per school and date, with its number among all school days.
select
    dag.school_nr,
    dag.datum,
    dag.schooldag_nr
from win_schooldag_rooster as dag
inner join win_meting as meting
    on
        dag.school_nr = meting.school_nr
        and dag.datum >= meting.gemeten_van
        and dag.datum < meting.gemeten_tot
anti join win_gat as gat
    on
        dag.school_nr = gat.school_nr
        and dag.datum >= gat.van
        and dag.datum < gat.tot
