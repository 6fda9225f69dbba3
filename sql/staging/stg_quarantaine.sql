-- One absence row of a known pupil that could not be used, with what of its days could be read.
select
    leerling_nr,
    school_nr,
    van,
    tot,
    hele_dag,
    uit_bestand_nr
from raw_quarantaine
