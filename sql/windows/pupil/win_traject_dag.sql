-- One day of a traject on which its pupils have slots that were measured (contract 2.8), numbered 1, 2, 3 … within the
-- traject: the days that every measure counts. A gap has no days, so a run goes on over it.
select
    rooster.traject_nr,
    rooster.school_nr,
    rooster.datum,
    rooster.dagprofiel_nr,
    rooster.lessen,
    rooster.minuten,
    (row_number() over (partition by rooster.traject_nr order by rooster.datum))::integer as dag_nr
from win_traject_rooster as rooster
inner join win_meting as meting
    on
        rooster.school_nr = meting.school_nr
        and rooster.datum >= meting.gemeten_van
        and rooster.datum < meting.gemeten_tot
anti join win_gat as gat
    on
        rooster.school_nr = gat.school_nr
        and rooster.datum >= gat.van
        and rooster.datum < gat.tot
