"""What the bridge between two editions counts: rows of published tables that a test writes down."""

from collections.abc import Sequence
from datetime import date

from tests.lib.models import Rows, build_model

SEPT_2, DEC_19, DEC_31, JAN_8 = date(2025, 9, 2), date(2025, 8, 29), date(2025, 12, 31), date(2026, 1, 8)
ONE, TWO = "10AB00", "20AB00"
RUN: Rows = ("periode_van date", [(SEPT_2,)])
NOBODY_MOVED: Rows = ("school varchar, leerling varchar, telt_thuiszitter boolean, telt_vierweken boolean", [])


def build(
    *,
    pupils: Sequence[tuple] = (),
    statuses: Sequence[tuple] = (),
    groups: Sequence[tuple] = (),
    reports: Sequence[tuple] = (),
    moved: Sequence[tuple] = (),
) -> list[tuple]:
    return build_model(
        "mart_verschil",
        ref_run=RUN,
        mart_leerling_periode=("school varchar, leerling varchar, tier tinyint", list(pupils)),
        mart_thuiszitter=(
            "school varchar, leerling varchar, status varchar, op_peildatum boolean, plicht varchar",
            list(statuses),
        ),
        mart_vierweken=("school varchar, leerling varchar, groep varchar", list(groups)),
        mart_duo_melding=("school varchar, leerling varchar, uiterste_meldatum date", list(reports)),
        mart_overgestapt=(NOBODY_MOVED[0], list(moved)),
    )


def test_a_pupil_counts_as_one_and_in_one_tier() -> None:
    assert build(pupils=[(ONE, "la", 1), (ONE, "lb", None)]) == [
        (ONE, "la", "leerlingen", True, 1),
        (ONE, "la", "tier_1", True, 1),
        (ONE, "lb", "leerlingen", True, 1),
        (ONE, "lb", "zonder_tier", True, 1),
    ]


def test_thuiszitters_of_both_durations_under_duty_are_counted_together() -> None:
    """la is away for months and still is, lb was for weeks, lc is of 18 and older: counted apart, so not here."""
    rows = [
        (ONE, "la", "lrv_langer_dan_3_maanden", True, "verplicht"),
        (ONE, "lb", "thuiszitter", False, "niet_te_bepalen"),
        (ONE, "lc", "thuiszitter", True, "rmc"),
        (ONE, "ld", "dreigend", True, "verplicht"),
    ]
    assert build(statuses=rows) == [
        (ONE, "la", "langer", True, 1),
        (ONE, "la", "nog_thuis", True, 1),
        (ONE, "la", "thuiszitters", True, 1),
        (ONE, "lb", "thuiszitters", True, 1),
        (ONE, "ld", "dreigend", True, 1),
    ]


def test_a_pupil_in_two_four_week_groups_is_one_pupil() -> None:
    groups = [(ONE, "la", "vier_weken_afwezig"), (ONE, "la", "hoogstens_20pct")]
    assert build(groups=groups) == [(ONE, "la", "vierweken", True, 1)]


def test_reports_are_counted_by_their_last_day() -> None:
    """The day before the period belongs to the period before; its first day and later belong to this one."""
    reports = [(ONE, "la", date(2025, 9, 1)), (ONE, "la", SEPT_2), (ONE, "la", JAN_8), (ONE, "lb", date(2025, 9, 1))]
    assert build(reports=reports) == [(ONE, "la", "meldingen", True, 2)]


def test_who_moved_is_one_child_but_for_what_only_the_earlier_school_knows() -> None:
    """la went to the other school, which does not know that it was a thuiszitter, and knows its four weeks."""
    assert build(
        pupils=[(ONE, "la", 3)],
        statuses=[(ONE, "la", "thuiszitter", True, "verplicht")],
        groups=[(ONE, "la", "vier_weken_afwezig")],
        reports=[(ONE, "la", JAN_8)],
        moved=[(ONE, "la", True, False)],
    ) == [
        (ONE, "la", "leerlingen", False, 1),
        (ONE, "la", "meldingen", True, 1),
        (ONE, "la", "nog_thuis", True, 1),
        (ONE, "la", "thuiszitters", True, 1),
        (ONE, "la", "tier_3", False, 1),
        (ONE, "la", "vierweken", False, 1),
    ]
    # The same code at another school is another pupil.
    assert build(pupils=[(TWO, "la", 3)], moved=[(ONE, "la", True, False)])[0] == (TWO, "la", "leerlingen", True, 1)
