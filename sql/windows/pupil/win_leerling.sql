-- One pupil: its traject, whether it left before the peildatum, and its horizon (date and position).
-- A pupil of a school without a lesweek has no horizon; one without an enrolled day in reach no traject.
select
    leerling.leerling_nr,
    leerling.school_nr,
    leerling.leerling,
    traject.traject_nr,
    laatste_dag.laatste_dag,
    laatste_dag.vertrokken,
    horizon.datum as horizon_datum,
    horizon.positie as horizon_positie
from stg_leerling as leerling
inner join win_laatste_dag as laatste_dag on leerling.leerling_nr = laatste_dag.leerling_nr
left join win_traject as traject on leerling.leerling_nr = traject.leerling_nr
left join win_horizon as horizon
    on
        laatste_dag.school_nr = horizon.school_nr
        and laatste_dag.kijkdag = horizon.kijkdag
