-- What runs say about what is asked: one row per pupil, toets_nr and ontbreekt, for runs that overlap the period or go
-- on at the horizon (contract 5). waarde and window are those of the run that goes on, else of the one that started
-- last; laatste_dag is that of a run that does not go on. A run that already held when the school year began holds
-- again from its first day with slots in it.
with

reeksen as (
    select
        reeks.*,
        reeks.laatste_dag >= meting.periode_van as in_periode,
        case
            when reeks.volle_dag >= meting.schooljaar_van then reeks.volle_dag
            when eerste.eerste_in_schooljaar <= reeks.laatste_dag then eerste.eerste_in_schooljaar
        end as eerste_datum
    from cls_reeks as reeks
    inner join win_eerste_dag as eerste on reeks.leerling_nr = eerste.leerling_nr
    inner join win_meting as meting on reeks.school_nr = meting.school_nr
    semi join win_leerling_periode as periode on reeks.leerling_nr = periode.leerling_nr
)

select
    leerling_nr,
    school_nr,
    toets_nr,
    min(eerste_datum) as eerste_datum,
    bool_or(in_periode) as in_periode,
    bool_or(loopt) as op_peildatum,
    arg_max(duur, start)::double as waarde,
    max(start) as venster_van,
    max(laatste_dag) as venster_tot,
    case when not bool_or(loopt) then max(laatste_dag) end as laatste_dag,
    ontbreekt
from reeksen
group by leerling_nr, school_nr, toets_nr, ontbreekt
having bool_or(in_periode) or bool_or(loopt)
