-- One group on one day on which it has no lessons although a source knows it (contract 1.4): a less sure source counts
-- for none of its pupils then. One row per school, group and date, with its surest source; only of schools with more
-- than one.
with

bekend as (
    select
        dag.school_nr,
        stuk.groep,
        dag.datum,
        min(stuk.bron_nr) as bron_nr
    from win_rooster_bekend as stuk
    inner join win_kalenderdag as dag
        on
            stuk.school_nr = dag.school_nr
            and stuk.van <= dag.datum
            and stuk.tot > dag.datum
    group by dag.school_nr, stuk.groep, dag.datum
)

select
    bekend.school_nr,
    bekend.groep,
    bekend.datum,
    bekend.bron_nr
from bekend
anti join win_groep_rooster as rooster
    on
        bekend.school_nr = rooster.school_nr
        and bekend.groep = rooster.groep
        and bekend.datum = rooster.datum
