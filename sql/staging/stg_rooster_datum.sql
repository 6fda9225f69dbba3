-- One lesson of a group on one date; lesson hour 0 without minutes says that the group has no lessons that day.
select
    school_nr,
    groep,
    datum,
    lesuur,
    begin_min,
    eind_min,
    minuten
from raw_rooster_datum
