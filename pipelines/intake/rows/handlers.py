"""For each kind of rows the two functions that read it: what flags its faults, and what builds its raw rows."""

from pipelines.intake.rows.absences import (
    build_lessons,
    build_list,
    build_magister,
    build_nothing,
    build_observations,
    build_parts_of_day,
    build_reasons,
    build_somtoday,
    build_span,
    flag_before_calendar,
    flag_list,
    flag_magister,
    flag_somtoday,
    flag_span,
)
from pipelines.intake.rows.building import Builder, Flagger, build_as_is, flag_order, flag_pupils, in_turn
from pipelines.intake.rows.moves import build_moves, flag_moves
from pipelines.intake.rows.pupils import build_pupils, flag_enrolments
from pipelines.intake.rows.register import build_duo, build_register, flag_register
from pipelines.intake.rows.timetable import (
    build_calendar,
    build_listed,
    build_members,
    build_school_times,
    build_weeks,
    flag_dated_times,
    flag_lengths,
    flag_listed,
    flag_school_times,
    flag_times,
    flag_untis,
)
from schemas.exports import kinds
from schemas.tables import (
    RAW_ABSOLUUT_VERZUIM,
    RAW_CODE,
    RAW_GROEP,
    RAW_LESSEN_PER_WEEK,
    RAW_LESSENTABEL,
    RAW_LEVERING,
    RAW_ROOSTER_DATUM,
    RAW_ROOSTER_WEEK,
    RAW_VRIJSTELLING,
)

_NO_FLAG: Flagger = in_turn()
HANDLERS: dict[str, tuple[Flagger, Builder]] = {
    kinds.LEERLINGEN.name: (flag_enrolments, build_pupils),
    kinds.ABSENTIES_LES.name: (in_turn(flag_pupils, flag_before_calendar("datum")), build_lessons),
    kinds.ABSENTIES_SPAN.name: (in_turn(flag_pupils, flag_span, flag_before_calendar("begin")), build_span),
    kinds.ABSENTIES_DAGDEEL.name: (in_turn(flag_pupils, flag_before_calendar("datum")), build_parts_of_day),
    kinds.ABSENTIES_LIJST.name: (in_turn(flag_pupils, flag_list, flag_before_calendar("begin")), build_list),
    kinds.ABSENTIES_SOMTODAY.name: (in_turn(flag_pupils, flag_somtoday, flag_before_calendar("begin")), build_somtoday),
    kinds.ABSENTIES_MAGISTER.name: (in_turn(flag_pupils, flag_magister, flag_before_calendar("datum")), build_magister),
    kinds.WAARNEMINGEN.name: (
        in_turn(flag_pupils, flag_somtoday, flag_before_calendar("begin")),
        build_observations,
    ),
    kinds.CODES.name: (flag_order("geldig_van", "geldig_tot"), build_as_is(RAW_CODE)),
    kinds.REDENEN.name: (_NO_FLAG, build_reasons),
    kinds.VERANTWOORDINGSTYPES.name: (_NO_FLAG, build_nothing),
    kinds.ROOSTER_WEEK.name: (
        in_turn(flag_times, flag_order("geldig_van", "geldig_tot")),
        build_as_is(RAW_ROOSTER_WEEK),
    ),
    kinds.ROOSTER_DATUM.name: (flag_dated_times, build_as_is(RAW_ROOSTER_DATUM)),
    kinds.ROOSTER_UNTIS.name: (flag_untis, build_as_is(RAW_ROOSTER_WEEK)),
    kinds.ROOSTER_UNTIS_WEKEN.name: (flag_untis, build_weeks),
    kinds.UNTIS_TIJDEN.name: (flag_times, build_nothing),
    kinds.ROOSTER_LIJST.name: (flag_dated_times, build_listed),
    kinds.ROOSTER_LEERLINGEN.name: (flag_listed, build_members),
    kinds.LESSENTABEL.name: (
        in_turn(flag_lengths, flag_order("geldig_van", "geldig_tot")),
        build_as_is(RAW_LESSENTABEL),
    ),
    kinds.LESSEN_PER_WEEK.name: (
        in_turn(flag_lengths, flag_order("geldig_van", "geldig_tot")),
        build_as_is(RAW_LESSEN_PER_WEEK),
    ),
    kinds.SCHOOLTIJDEN.name: (
        in_turn(flag_school_times, flag_order("geldig_van", "geldig_tot")),
        build_school_times,
    ),
    kinds.GROEPEN.name: (in_turn(flag_pupils, flag_order("van", "tot")), build_as_is(RAW_GROEP)),
    kinds.KALENDER.name: (flag_order("van", "tot"), build_calendar),
    kinds.LEVERING.name: (flag_order("dekt_van", "dekt_tot"), build_as_is(RAW_LEVERING)),
    kinds.REGISTER.name: (flag_register, build_register),
    kinds.DUO_MELDINGEN.name: (in_turn(flag_pupils, flag_order("begindatum", "einddatum")), build_duo),
    kinds.ABSOLUUT_VERZUIM.name: (flag_order("sinds", "tot"), build_as_is(RAW_ABSOLUUT_VERZUIM)),
    kinds.VRIJSTELLINGEN.name: (flag_order("van", "tot"), build_as_is(RAW_VRIJSTELLING)),
    kinds.OVERSTAPPEN.name: (flag_moves, build_moves),
}
