-- The LPA lists on the peildatum: how many young people per kind (absoluut verzuim, exemption 5 onder a, b or c).
-- They carry no pupil of an LVS.
with

op_lijst as (
    select
        'absoluut_verzuim' as soort,
        van,
        tot
    from stg_absoluut_verzuim
    union all
    select
        'vrijstelling_' || grond as soort,
        van,
        tot
    from stg_vrijstelling
)

select
    op_lijst.soort,
    count(*)::integer as aantal
from op_lijst
inner join ref_run as run
    on
        op_lijst.van <= run.peildatum
        and op_lijst.tot > run.peildatum
group by op_lijst.soort
