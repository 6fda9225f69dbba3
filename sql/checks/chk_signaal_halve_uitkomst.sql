-- What: signals of which the cells contradict the outcome: ja without a moment, value or window, or with something
-- missing; undecided with one of these or without telling what is missing.
-- When it matters: always (contract 2.6, 5); a signal without a window cannot be explained.
-- How to resolve: find the cls_signaal_* model that gives the row; a day without a position or a date is the usual
-- cause.
select
    school,
    leerling,
    regel
from mart_signaal
where
    (
        uitkomst = 'ja'
        and (
            not (in_periode or op_peildatum)
            or waarde is null
            or venster_van is null
            or venster_tot is null
            or ontbreekt is not null
        )
    )
    or (
        uitkomst = 'niet_te_bepalen'
        and (
            in_periode
            or op_peildatum
            or eerste_datum is not null
            or waarde is not null
            or venster_van is not null
            or venster_tot is not null
            or ontbreekt is null
        )
    )
