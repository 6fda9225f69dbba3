-- The date of the latest entry time among the absence rows of a school (contract 2.8): one row per school that has any.
with

rijen as (
    select
        school_nr,
        ingevoerd_op
    from stg_absentie_les
    where ingevoerd_op is not null
    union all
    select
        school_nr,
        ingevoerd_op
    from stg_absentie_span
    where ingevoerd_op is not null
)

select
    school_nr,
    max(ingevoerd_op)::date as datum
from rijen
group by school_nr
