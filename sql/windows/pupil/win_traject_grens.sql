-- The first and the last measured day with slots of a traject (contract 2.8): one row per traject that has any.
select
    traject_nr,
    min(datum) as eerste_lesdag,
    max(datum) as laatste_lesdag
from win_traject_dag
group by traject_nr
