-- Whether a pupil lives in a municipality of the SWV (D28): one row per pupil. regio: binnen, buiten, or onbekend where
-- the school wrote no municipality; binnen for all where the SWV names none, for then nothing is asked of it.
with

gemeenten as (
    select count(*) as aantal
    from ref_gemeente
)

select
    geboorte.leerling_nr,
    geboorte.school_nr,
    case
        when gemeenten.aantal = 0 or gemeente.sleutel is not null then 'binnen'
        when plaats.sleutel is not null then 'buiten'
        else 'onbekend'
    end as regio
from win_geboorte as geboorte
cross join gemeenten
left join stg_woongemeente as plaats
    on
        geboorte.school_nr = plaats.school_nr
        and geboorte.woongemeente = plaats.woongemeente
left join ref_gemeente as gemeente on plaats.sleutel = gemeente.sleutel
