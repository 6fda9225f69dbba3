-- One young person on a list of the LPA: its kind (absoluut_verzuim, vrijstelling_5a, _5b, _5c), its number and its
-- municipality on the list, as the half-open interval [van, tot). They are no pupils of an LVS. An exemption without an
-- end ends with its school year (contract 2.9, D29); zonder_einde says so.
select
    'absoluut_verzuim' as soort,
    volgnummer,
    woongemeente,
    van,
    tot,
    false as zonder_einde
from stg_absoluut_verzuim
union all
select
    'vrijstelling_' || vrijstelling.grond as soort,
    vrijstelling.volgnummer,
    vrijstelling.woongemeente,
    vrijstelling.van,
    coalesce(vrijstelling.tot, schooljaar.schooljaar_tot) as tot,
    vrijstelling.tot is null as zonder_einde
from stg_vrijstelling as vrijstelling
inner join ref_schooljaar as schooljaar
    on
        vrijstelling.van >= schooljaar.schooljaar_van
        and vrijstelling.van < schooljaar.schooljaar_tot
