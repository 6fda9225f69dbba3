"""The steps of the DUO ledger (contract 2.7), each model on rows written down here, round each bound."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

DAY = timedelta(days=1)
YEAR, NEXT_YEAR, PEILDATUM = date(2025, 8, 1), date(2026, 8, 1), date(2025, 11, 28)
NOV_3, NOV_10, NOV_17, NOV_24 = (date(2025, 11, number) for number in (3, 10, 17, 24))
# Sixteen hours in sixtieths.
SIXTEEN = 16 * 60
# Who a pupil was at an earlier school, whether counts go on, and what is added to a position of that school.
CHAIN = "leerling_nr integer, eerder_nr integer, sluit_aan boolean, verschuiving integer"
PUPILS: Rows = ("leerling_nr integer, school_nr smallint", [(11, 1), (21, 2), (31, 3)])
LONG_RUNS = (
    "leerling_nr integer, school_nr smallint, groep varchar, start date, start_hier date, laatste_dag date,"
    " loopt boolean"
)


# --- hours of a day ---------------------------------------------------------------------------------------------------


def test_unauthorised_hours_up_to_a_day_and_in_its_window() -> None:
    """At positions 10, 37 and 38: the window of 28 positions that ends at 37 begins at 10, that of 38 after it. In VO a
    provisional lesson of 50 minutes is an hour and one of 70 is 70 sixtieths; in PO minutes count."""
    first, second, third = NOV_3, NOV_3 + 27 * DAY, NOV_3 + 28 * DAY
    found = build_model(
        "win_duo_dag",
        win_registratie=(
            "leerling_nr integer, school_nr smallint, datum date, soort varchar, minuten integer",
            [(11, 1, second, "voorlopig_ongeoorloofd", 50), (11, 1, second, "voorlopig_ongeoorloofd", 70),
             (11, 1, third, "spijbelen", 50), (21, 2, first, "voorlopig_ongeoorloofd", 50)],
        ),
        ref_school=("school_nr smallint, sector varchar", [(1, "VO"), (2, "PO")]),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, positie integer, oa_zestigsten integer",
            [(11, 1, first, 10, 60), (11, 1, first + 10 * DAY, 20, 0), (11, 1, second, 37, 120), (11, 1, third, 38, 90),
             (21, 2, first, 10, 1)],
        ),
        win_reeks=(
            "leerling_nr integer, groep varchar, start date, start_hier date, laatste_dag date",
            [(11, "oa", second, second, third), (11, "alle", first, first, first), (12, "oa", first, first, first)],
        ),
        win_overstap_keten=(CHAIN, []),
        ref_definitie=("venster_posities integer", [(28,)]),
    )  # fmt: skip
    assert sorted(found) == [
        (11, 1, first, 10, 60, 0, None, 60, 0, first, False),
        (11, 1, second, 37, 120, 60 + 70, second, 60 + 120, 0, first, False),
        (11, 1, third, 38, 90, 0, second, 60 + 120 + 90, 60, second, False),
        (21, 2, first, 10, 1, 50, None, 1, 0, first, False),
    ]


@pytest.mark.parametrize(
    ("goes_on", "position", "before", "first"),
    [
        # 30 hours at position 40 of the old school, which is 40 - 33 = 7 of the new one; at 34 the window begins at 7.
        (True, 34, 0, NOV_3),
        # At 35 it begins at 8.
        (True, 35, 1800, NOV_24),
        # After a longer pause nothing is taken over.
        (False, 34, None, NOV_24),
    ],
)
def test_hours_of_an_earlier_school_count_on(goes_on: bool, position: int, before: int | None, first: date) -> None:
    """Pupil 21 of school 2 was 11 of school 1; the run there began on the 3rd, and the one here goes on from it."""
    found = build_model(
        "win_duo_dag",
        win_registratie=(
            "leerling_nr integer, school_nr smallint, datum date, soort varchar, minuten integer",
            [(11, 1, NOV_3, "voorlopig_ongeoorloofd", 70)],
        ),
        ref_school=("school_nr smallint, sector varchar", [(1, "VO"), (2, "VO")]),
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, positie integer, oa_zestigsten integer",
            [(11, 1, NOV_3, 40, 1800), (21, 2, NOV_24, position, 60)],
        ),
        win_reeks=(
            "leerling_nr integer, groep varchar, start date, start_hier date, laatste_dag date",
            [(11, "oa", NOV_3, NOV_3, NOV_3), (21, "oa", NOV_3, NOV_24, NOV_24)],
        ),
        win_overstap_keten=(CHAIN, [(21, 11, goes_on, -33)]),
        ref_definitie=("venster_posities integer", [(28,)]),
    )
    there = (40, 1800, 70, NOV_3, 1800, 0, NOV_3)
    taken_over = [(21, 1, NOV_3, 40 - 33, *there[1:], True)] * goes_on
    total, outside = (60, 0) if before is None else (1800 + 60, before)
    assert sorted(found) == [
        (11, 1, NOV_3, *there, False),
        *taken_over,
        (21, 2, NOV_24, position, 60, 0, NOV_3, total, outside, first, False),
    ]


def test_luxury_leave_of_days_in_a_row() -> None:
    """On days 31 and 32, not on 33, on 34; another pupil on 33."""
    days = [(11, 31, 300), (11, 32, 1), (11, 33, 0), (11, 34, 60), (12, 33, 90)]
    found = build_model(
        "win_luxe",
        win_leerling_dag=(
            "leerling_nr integer, school_nr smallint, datum date, dag_nr integer, luxe_zestigsten integer",
            [(pupil, 1, NOV_3 + (number - 31) * DAY, number, hours) for pupil, number, hours in days],
        ),
    )
    assert sorted(found) == [
        (11, 1, NOV_3, NOV_3 + DAY, 300 + 1),
        (11, 1, NOV_3 + 3 * DAY, NOV_3 + 3 * DAY, 60),
        (12, 1, NOV_3 + 2 * DAY, NOV_3 + 2 * DAY, 90),
    ]


def test_notifications_that_were_made_by_the_peildatum() -> None:
    """In order of gemeld_op, then by their place in the files; of each pupil by itself."""
    columns = (
        "leerling_nr integer, meldsoort varchar, begindatum date, einddatum date, gemeld_op date, bestand_nr integer,"
        " regelnummer integer"
    )
    rest = ("16uur", NOV_3, NOV_10)
    found = build_model(
        "win_duo_gemeld",
        stg_duo_melding=(
            columns,
            [(11, *rest, PEILDATUM, 0, 1), (11, *rest, NOV_10, 1, 2), (11, *rest, NOV_10, 0, 9),
             (11, *rest, NOV_10, 1, 1),
             (11, *rest, PEILDATUM + DAY, 0, 2), (12, *rest, NOV_17, 0, 3)],
        ),
        ref_run=("peildatum date", [(PEILDATUM,)]),
    )  # fmt: skip
    assert sorted((row[0], row[5], row[4]) for row in found) == [
        (11, 1, NOV_10),
        (11, 2, NOV_10),
        (11, 3, NOV_10),
        (11, 4, PEILDATUM),
        (12, 1, NOV_17),
    ]


# --- runs of four weeks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "length", "there"), [("oa", 27, False), ("oa", 28, True), ("oa", 29, True), ("alle", 28, False)]
)
def test_unauthorised_runs_of_four_weeks(group: str, length: int, there: bool) -> None:
    """From position 17 on the 28th is 44, the Wednesday (2) of lesweek 6."""
    found = build_model(
        "cls_duo_lrv",
        win_reeks=(
            f"{LONG_RUNS}, start_positie integer, duur_posities integer",
            [(11, 1, group, NOV_3, NOV_3, PEILDATUM, True, 17, length)],
        ),
        ref_definitie=("venster_posities integer", [(28,)]),
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [*((1, number, NOV_3 + 7 * number * DAY) for number in range(9)),
             *((2, number, YEAR) for number in range(9))],
        ),
    )  # fmt: skip
    assert found == [(11, 1, NOV_3, PEILDATUM, True, 44, NOV_3 + (6 * 7 + 2) * DAY)] * there


@pytest.mark.parametrize(
    ("before", "full_on"),
    [
        # From position 7 (Monday 10 November) on: the 28th is 7 - before + 27.
        (26, NOV_10 + DAY),
        (27, NOV_10),
        # It was full before: the first day here. Positions before the first lesweek have no date.
        (28, NOV_10),
        (33, NOV_10),
        (34, NOV_10),
        (90, NOV_10),
    ],
)
def test_a_run_of_an_earlier_school_is_full_on_the_first_day_here_or_later(before: int, full_on: date) -> None:
    found = build_model(
        "cls_duo_lrv",
        win_reeks=(
            f"{LONG_RUNS}, start_positie integer, duur_posities integer",
            [(11, 1, "oa", YEAR, NOV_10, PEILDATUM, True, 7 - before, before + 19)],
        ),
        ref_definitie=("venster_posities integer", [(28,)]),
        win_lesweek=(
            "school_nr smallint, lesweek_nr integer, maandag date",
            [(1, number, NOV_3 + 7 * number * DAY) for number in range(4)],
        ),
    )
    assert found == [(11, 1, YEAR, PEILDATUM, True, 7 - before + 27, full_on)]


# --- days on which a report can end -----------------------------------------------------------------------------------


def _possible(
    days: list[tuple],
    runs: list[tuple] = [],  # noqa: B006
    long: list[tuple] = [],  # noqa: B006
) -> list[tuple]:
    """Kind, day, hours, closes its run, goes on, to be reported on: of pupil 11, from days (day, hours, before the
    window, first day of the run), unauthorised runs (first and last day, goes on) and long ones (the same, full on)."""
    found = build_model(
        "cls_duo_mogelijk",
        win_duo_dag=(
            "leerling_nr integer, school_nr smallint, datum date, positie integer, stand integer,"
            " stand_voor_venster integer, venster_van date, reeks_start date, eerder boolean",
            [
                *((11, 1, day, (day - NOV_3).days, hours, before, YEAR, start, False)
                  for day, hours, before, start in days),
                (11, 1, NOV_3 - DAY, -1, 5000, 0, YEAR, None, True),
            ],
        ),
        ref_definitie=("duo_uren integer", [(16,)]),
        win_reeks=(
            "leerling_nr integer, groep varchar, start date, laatste_dag date, loopt boolean",
            [*((11, "oa", *run) for run in runs), (11, "alle", NOV_3, NOV_3, False), (12, "oa", NOV_3, NOV_3, False)],
        ),
        cls_duo_lrv=(
            "leerling_nr integer, school_nr smallint, start date, laatste_dag date, loopt boolean, vol_op date,"
            " volle_positie integer",
            [*((11, 1, *run, (run[3] - NOV_3).days) for run in long), (12, 1, NOV_3, NOV_3, False, NOV_3 - DAY, -1)],
        ),
        win_overstap_keten=(CHAIN, []),
        win_leerling=PUPILS,
    )  # fmt: skip
    own = sorted((row for row in found if row[0] == 11), key=lambda row: row[11])
    assert [row[11] for row in own] == list(range(1, len(own) + 1))
    assert not any(row[10] for row in own)
    assert all(row[1] == 1 and row[5] == YEAR for row in own)
    return [(row[2], row[3], row[4], *row[7:10]) for row in own]


@pytest.mark.parametrize(
    ("hours", "before", "there"),
    [(SIXTEEN - 1, 0, False), (SIXTEEN, 0, True), (SIXTEEN + 60, 61, False), (SIXTEEN + 60, 60, True)],
)
def test_sixteen_hours_within_four_weeks(hours: int, before: int, there: bool) -> None:
    expected = [("16uur", NOV_3, hours, False, False, NOV_3)] * there
    assert _possible([(NOV_3, hours, before, None)]) == expected


def test_the_last_day_of_a_run_that_is_over_closes_it() -> None:
    days = [(NOV_3, SIXTEEN, 0, NOV_3), (NOV_10, SIXTEEN, 0, NOV_3)]
    for goes_on in (True, False):
        found = _possible(days, [(NOV_3, NOV_10, goes_on)])
        assert [(row[1], row[3]) for row in found] == [(NOV_3, False), (NOV_10, not goes_on)]


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_run_of_four_weeks_is_reported_on_its_last_day(goes_on: bool) -> None:
    """Full on the 17th: until then sixteen hours are a report, and on that day; after it the run is."""
    days = [(day, SIXTEEN, 0, NOV_3) for day in (NOV_10, NOV_17, NOV_17 + DAY, NOV_24)]
    found = _possible(days, [(NOV_3, NOV_24, goes_on)], [(NOV_3, NOV_24, goes_on, NOV_17)])
    assert found == [
        ("16uur", NOV_10, SIXTEEN, False, False, NOV_10),
        ("16uur", NOV_17, SIXTEEN, False, False, NOV_17),
        ("lrv", NOV_24, SIXTEEN, not goes_on, goes_on, NOV_17),
    ]
    # On its last day both: hours first.
    found = _possible([(NOV_17, SIXTEEN, 0, NOV_3)], [(NOV_3, NOV_17, goes_on)], [(NOV_3, NOV_17, goes_on, NOV_17)])
    assert [row[0] for row in found] == ["16uur", "lrv"]


@pytest.mark.parametrize("goes_on", [True, False])
def test_the_ledger_of_an_earlier_school_comes_first(goes_on: bool) -> None:
    """Pupil 21 of school 2 was 11 of school 1, and 31 of school 3 was 21; each has sixteen hours on one day."""
    rows = [(11, 1, NOV_3), (21, 2, NOV_10), (31, 3, NOV_17)]
    found = build_model(
        "cls_duo_mogelijk",
        win_duo_dag=(
            "leerling_nr integer, school_nr smallint, datum date, positie integer, stand integer,"
            " stand_voor_venster integer, venster_van date, reeks_start date, eerder boolean",
            [(pupil, school, day, 7, SIXTEEN, 0, day, None, False) for pupil, school, day in rows],
        ),
        ref_definitie=("duo_uren integer", [(16,)]),
        win_reeks=("leerling_nr integer, groep varchar, start date, laatste_dag date, loopt boolean", []),
        cls_duo_lrv=(
            "leerling_nr integer, school_nr smallint, start date, laatste_dag date, loopt boolean, vol_op date,"
            " volle_positie integer",
            [],
        ),
        win_overstap_keten=(CHAIN, [(21, 11, goes_on, 0), (31, 21, True, 0), (31, 11, goes_on, 0)]),
        win_leerling=PUPILS,
    )
    chain = [[(1, NOV_3, False)], [(2, NOV_3, True), (2, NOV_10, False)]]
    chain += [[(3, NOV_3, True), (3, NOV_10, True), (3, NOV_17, False)]]
    if not goes_on:
        chain = [chain[0], chain[1][1:], chain[2][1:]]
    assert sorted((row[0], row[11], row[1], row[3], row[10]) for row in found) == [
        (pupil, place, *row)
        for pupil, own in zip((11, 21, 31), chain, strict=True)
        for place, row in enumerate(own, start=1)
    ]


# --- one report after another -----------------------------------------------------------------------------------------


def _ledger(*possible: tuple) -> list[tuple]:
    """Day, the report before it and the run of that one; possible days are (kind, day, hours, run, closes it, and
    whether it was at an earlier school). The pause is a week. Pupil 12 has sixteen hours on the 3rd."""
    rows = [
        (11, 1, kind, day, hours, YEAR, run, closes, False, day, place, bool(earlier))
        for place, (kind, day, hours, run, closes, *earlier) in enumerate(possible, start=1)
    ]
    found = build_model(
        "cls_duo_grootboek",
        cls_duo_mogelijk=(
            "leerling_nr integer, school_nr smallint, meldsoort varchar, datum date, stand integer, venster_van date,"
            " reeks_start date, sluit_reeks boolean, loopt boolean, meldbaar_op date, plaats integer, eerder boolean",
            [*rows, (12, 1, "16uur", NOV_3, SIXTEEN, YEAR, None, False, False, NOV_3, 1, False)],
        ),
        ref_definitie=("duo_uren integer, duo_pauze_dagen integer", [(16, 7)]),
    )
    assert [row[0] for row in found].count(12) == 1
    return sorted((row[4], row[9], row[10]) for row in found if row[0] == 11)


@pytest.mark.parametrize(("hours", "second"), [(2 * SIXTEEN - 1, False), (2 * SIXTEEN, True), (2 * SIXTEEN + 1, True)])
def test_a_report_needs_sixteen_hours_more_than_the_one_before(hours: int, second: bool) -> None:
    found = _ledger(
        ("16uur", NOV_3, SIXTEEN, None, False),
        ("16uur", NOV_10, hours, None, False),
    )
    assert found == [(NOV_3, None, None), *([(NOV_10, NOV_3, None)] if second else [])]


@pytest.mark.parametrize(
    ("run", "day", "other", "closes", "second"),
    [
        # In one run not before a week has passed, unless the run is over.
        (NOV_3, NOV_3 + 6 * DAY, NOV_3, False, False),
        (NOV_3, NOV_3 + 7 * DAY, NOV_3, False, True),
        (NOV_3, NOV_3 + 8 * DAY, NOV_3, False, True),
        (NOV_3, NOV_3 + DAY, NOV_3, True, True),
        # In another run, or in none.
        (NOV_3, NOV_3 + DAY, NOV_3 + DAY, False, True),
        (NOV_3, NOV_3 + DAY, None, False, True),
        (None, NOV_3 + DAY, None, False, True),
        (None, NOV_3 + DAY, NOV_3, False, True),
    ],
)
def test_the_pause_between_two_reports_of_one_run(
    run: date | None, day: date, other: date | None, closes: bool, second: bool
) -> None:
    found = _ledger(("16uur", NOV_3, SIXTEEN, run, False), ("16uur", day, 2 * SIXTEEN, other, closes))
    assert found == [(NOV_3, None, None), *([(day, NOV_3, run)] if second else [])]


def test_a_run_of_four_weeks_is_due_whatever_was_reported() -> None:
    """The hours after it are counted from it."""
    found = _ledger(
        ("16uur", NOV_3, SIXTEEN, NOV_3, False),
        ("lrv", NOV_3 + DAY, SIXTEEN + 1, NOV_3, False),
        ("16uur", NOV_17, 2 * SIXTEEN, None, False),
        ("16uur", NOV_24, 2 * SIXTEEN + 1, None, False),
    )
    assert found == [(NOV_3, None, None), (NOV_3 + DAY, NOV_3, NOV_3), (NOV_24, NOV_3 + DAY, NOV_3)]


@pytest.mark.parametrize(("hours", "second"), [(2 * SIXTEEN - 1, False), (2 * SIXTEEN, True)])
def test_a_report_of_an_earlier_school_stands_there(hours: int, second: bool) -> None:
    """What was reported there is spent here, and the pause of a run goes on."""
    there = ("16uur", NOV_3, SIXTEEN, NOV_3, False, "eerder")
    assert _ledger(there, ("16uur", NOV_10, hours, NOV_3, False)) == [(NOV_10, NOV_3, NOV_3)] * second
    assert _ledger(there, ("16uur", NOV_10 - DAY, hours, NOV_3, False)) == []


# --- what a report says -----------------------------------------------------------------------------------------------


def _report(
    kind: str = "16uur",
    day: date = NOV_17,
    *,
    goes_on: bool = False,
    before: date | None = None,
    run: date | None = None,
    same_run: bool = False,
    reportable: date = NOV_17,
    hours: tuple[int, int, int] = (300, 400, 500),
    measured: date = PEILDATUM,
    eighteen: date = NEXT_YEAR,
) -> tuple:
    """The report of pupil 11 that ends on `day`, in a window from 3 November on. Hours on the 3rd, 10th and 17th, of
    which one sixtieth is provisional; others before and after these, and of another pupil."""
    ledger = (
        "leerling_nr integer, school_nr smallint, plaats integer, meldsoort varchar, datum date, venster_van date,"
        " reeks_start date, loopt boolean, meldbaar_op date, vorige_datum date, vorige_reeks_start date"
    )
    rest = (NOV_3, run, goes_on, reportable, before, run if same_run else None)
    days = [(NOV_3 - DAY, 1000), *zip((NOV_3, NOV_10, NOV_17), hours, strict=True), (NOV_17 + DAY, 2000)]
    working = [NOV_3 + number * DAY for number in range(26) if (NOV_3 + number * DAY).isoweekday() < 6]
    terms = [
        (NOV_3 + number * DAY, [later for later in working if later > NOV_3 + number * DAY][4]) for number in range(19)
    ]
    [found] = build_model(
        "cls_duo_melding",
        cls_duo_grootboek=(ledger, [(11, 1, 1, kind, day, *rest)]),
        win_duo_dag=(
            "leerling_nr integer, datum date, oa_zestigsten integer, voorlopig_zestigsten integer",
            [*((11, at, amount, 1) for at, amount in days), (12, NOV_10, 7, 7)],
        ),
        win_meting=("school_nr smallint, meetdatum date", [(1, measured), (2, YEAR)]),
        ref_definitie=("duo_uren integer", [(16,)]),
        win_meldtermijn=("datum date, uiterste_meldatum date", terms),
        cls_plicht=(
            "leerling_nr integer, van date, tot date, plicht varchar",
            [(11, date.min, eighteen, "verplicht"), (11, eighteen, date.max, "rmc"), (12, date.min, date.max, "geen")],
        ),
    )
    return found


def test_hours_of_a_report_of_sixteen() -> None:
    """From the first day with hours in the window up to its last day, after the report before it."""
    assert _report()[2:7] == ("16uur", NOV_17, NOV_3, 300 + 400 + 500, 3)
    assert _report(before=NOV_3 - DAY)[4:7] == (NOV_3, 300 + 400 + 500, 3)
    assert _report(before=NOV_3)[4:7] == (NOV_10, 400 + 500, 2)
    assert _report(before=NOV_10 - DAY)[4:7] == (NOV_10, 400 + 500, 2)
    assert _report(day=NOV_10)[3:7] == (NOV_10, NOV_3, 300 + 400, 2)


@pytest.mark.parametrize(("last", "exactly"), [(959 - 700, False), (960 - 700, True), (961 - 700, False)])
def test_exactly_sixteen_hours(last: int, exactly: bool) -> None:
    assert _report(hours=(300, 400, last))[-1] is exactly
    # Said of such a report alone.
    assert _report("lrv", run=NOV_3, hours=(300, 400, last))[-1] is False


def test_a_report_of_a_run_begins_with_it_or_after_the_report_before() -> None:
    assert _report("lrv", run=NOV_3)[2:7] == ("lrv", NOV_17, NOV_3, 1200, 3)
    assert _report("lrv", run=NOV_3, before=NOV_3)[4:6] == (NOV_3, 1200)
    assert _report("lrv", run=NOV_3, before=NOV_3, same_run=True)[4:7] == (NOV_3 + DAY, 400 + 500, 2)
    # One that ended on the last day of a run that is over: it is that day. While the run goes on the next one.
    assert _report("lrv", run=NOV_3, before=NOV_17, same_run=True)[3:7] == (NOV_17, NOV_17, 500, 1)
    assert _report("lrv", run=NOV_3, before=NOV_17, same_run=True, goes_on=True)[3:7] == (None, NOV_17 + DAY, 0, 0)
    assert _report("lrv", run=NOV_3, goes_on=True)[3:5] == (None, NOV_3)


@pytest.mark.parametrize(
    ("reportable", "due"),
    [
        # Five working days later: 18, 19, 20, 21 and 24 November.
        (NOV_17, NOV_24),
        # Of a Saturday from the Friday on: 10 to 14 November.
        (NOV_10 - 2 * DAY, NOV_10 + 4 * DAY),
    ],
)
def test_the_last_day_for_a_report(reportable: date, due: date) -> None:
    assert _report(reportable=reportable)[7] == due


@pytest.mark.parametrize(("day", "duty"), [(NOV_17 - DAY, "rmc"), (NOV_17, "rmc"), (NOV_17 + DAY, "verplicht")])
def test_the_duty_is_that_of_the_last_day_of_a_report(day: date, duty: str) -> None:
    """18 on the day before the report ends, on that day, and on the day after."""
    assert _report(eighteen=day)[8] == duty


def test_while_a_run_goes_on_the_last_measured_day_counts() -> None:
    """18 on 20 November: still under the duty on the 19th, and not on the 20th."""
    eighteen = date(2025, 11, 20)
    for measured, duty in ((eighteen - DAY, "verplicht"), (eighteen, "rmc")):
        assert _report("lrv", run=NOV_3, goes_on=True, eighteen=eighteen, measured=measured)[8] == duty


# --- reports and notifications ----------------------------------------------------------------------------------------


def _matched(reports: list[tuple], notified: list[tuple]) -> list[tuple]:
    """Last day of each report (kind, first and last day) and when the notification that answers it was made;
    notifications are (kind, first and last day), made on the day that is their number in November."""
    found = build_model(
        "cls_duo_treffer",
        cls_duo_melding=(
            "leerling_nr integer, meldsoort varchar, begindatum date, einddatum date",
            [*((11, *report) for report in reports), (12, "16uur", NOV_3, NOV_10)],
        ),
        win_duo_gemeld=(
            "leerling_nr integer, meldsoort varchar, begindatum date, einddatum date, gemeld_op date,"
            " gemeld_nr integer",
            [*((11, *row, date(2025, 11, number), number) for number, row in enumerate(notified, start=1)),
             (13, "16uur", NOV_3, NOV_10, NOV_24, 1)],
        ),
    )  # fmt: skip
    assert {row[0] for row in found} <= {11}
    return sorted(((row[1], row[2], row[3].day) for row in found), key=str)


@pytest.mark.parametrize(
    ("first", "last", "there"),
    [
        # The report lasts from the 3rd up to the 10th: both ends overlap.
        (NOV_10, NOV_17, True),
        (NOV_10 + DAY, NOV_17, False),
        (NOV_3 - 9 * DAY, NOV_3, True),
        (NOV_3 - 9 * DAY, NOV_3 - DAY, False),
        (NOV_3 - 9 * DAY, None, True),
        (NOV_10 + DAY, None, False),
    ],
)
def test_a_notification_answers_a_report_that_it_overlaps(first: date, last: date | None, there: bool) -> None:
    assert _matched([("16uur", NOV_3, NOV_10)], [("16uur", first, last)]) == [("16uur", NOV_10, 1)] * there
    # While a run goes on it has no end yet.
    found = _matched([("lrv", NOV_3, None)], [("lrv", first, last)])
    assert found == [("lrv", None, 1)] * (last is None or last >= NOV_3)
    assert _matched([("16uur", NOV_3, NOV_10)], [("lrv", first, last)]) == []


def test_a_notification_answers_one_report() -> None:
    """In order of their last day, an open end last; each takes the first that is free. A report without one takes none
    away from the next."""
    reports = [("16uur", NOV_3, None), ("16uur", NOV_3, NOV_17), ("16uur", NOV_3, NOV_10), ("16uur", YEAR, YEAR)]
    all_month = ("16uur", NOV_3, NOV_24)
    assert _matched(reports, [all_month, all_month, all_month]) == [
        ("16uur", None, 3),
        ("16uur", NOV_10, 1),
        ("16uur", NOV_17, 2),
    ]
    assert _matched(reports, [all_month]) == [("16uur", NOV_10, 1)]
    # The first overlaps only the last report.
    later = ("16uur", NOV_17, NOV_24)
    assert _matched(reports, [later, all_month]) == [("16uur", NOV_10, 2), ("16uur", NOV_17, 1)]


def test_the_duty_to_report_kinds_apart() -> None:
    found = _matched(
        [("16uur", NOV_3, NOV_10), ("lrv", NOV_3, NOV_10)], [("lrv", NOV_3, NOV_10), ("16uur", NOV_3, NOV_10)]
    )
    assert found == [("16uur", NOV_10, 2), ("lrv", NOV_10, 1)]
