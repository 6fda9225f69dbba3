-- The statuses of a pupil by the rule set of its school: one row per pupil and status (decisions.md).
-- The first ground in order decides; op_peildatum when any ground of the status holds at the horizon. A status
-- gives way where another one stands that the rule set names first. plicht: the duty of the pupil on the last day on
-- which the ground that decides holds (contract 2.9).
with

gronden as (
    select
        leerling_nr,
        school_nr,
        status,
        grond,
        rang,
        start,
        duur_posities,
        op_peildatum,
        precies_vier_weken,
        plicht
    from cls_grond_reeks
    union all
    select
        leerling_nr,
        school_nr,
        status,
        grond,
        rang,
        start,
        null as duur_posities,
        op_peildatum,
        false as precies_vier_weken,
        plicht
    from cls_grond_telling
),

statussen as (
    select
        gronden.leerling_nr,
        gronden.school_nr,
        gronden.status,
        arg_min(gronden.grond, gronden.rang) as grond,
        min(gronden.rang) as rang,
        bool_or(gronden.op_peildatum) as op_peildatum
    from gronden
    semi join win_leerling_periode as periode on gronden.leerling_nr = periode.leerling_nr
    group by gronden.leerling_nr, gronden.school_nr, gronden.status
),

verdrongen as (
    select
        statussen.leerling_nr,
        statussen.status
    from statussen
    inner join ref_school as school on statussen.school_nr = school.school_nr
    inner join ref_status_tenzij as tenzij
        on
            school.protocol = tenzij.protocol
            and statussen.status = tenzij.status
    inner join statussen as andere
        on
            statussen.leerling_nr = andere.leerling_nr
            and tenzij.tenzij = andere.status
),

overgebleven as (
    select statussen.*
    from statussen
    anti join verdrongen
        on
            statussen.leerling_nr = verdrongen.leerling_nr
            and statussen.status = verdrongen.status
)

select
    overgebleven.leerling_nr,
    overgebleven.school_nr,
    overgebleven.status,
    overgebleven.grond,
    gronden.start,
    gronden.duur_posities,
    overgebleven.op_peildatum,
    gronden.precies_vier_weken,
    gronden.plicht
from overgebleven
inner join gronden
    on
        overgebleven.leerling_nr = gronden.leerling_nr
        and overgebleven.status = gronden.status
        and overgebleven.rang = gronden.rang
