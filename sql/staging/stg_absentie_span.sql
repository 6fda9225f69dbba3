-- One absence event over time, as the half-open interval of moments [begin, eind).
-- A day as bound is that whole day; met_tijd tells that a bound was written as a moment, tot_nader_order that no end
-- was written. With a dagdeel the slots of that part of the day count, not the moments.
select
    leerling_nr,
    school_nr,
    begin,
    op_een_les,
    dagdeel,
    code,
    soort_rij,
    soort_bron,
    ingevoerd_op,
    ingevoerd_utc,
    minuten_te_laat,
    volgnr,
    bestand_nr,
    regelnummer,
    case
        when eind is null then timestamp '9999-12-31 00:00:00'
        when eind_is_dag then eind + interval 1 day
        else eind
    end as eind,
    not begin_is_dag or not eind_is_dag as met_tijd,
    eind is null as tot_nader_order
from raw_absentie_span
