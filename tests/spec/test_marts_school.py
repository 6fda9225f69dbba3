"""What the marts of the school report hold, on rows written down here; every sum stands beside its parts."""

from datetime import date, timedelta

import pytest

from tests.lib.models import Rows, build_model

SCHOOLS: Rows = (
    "school_nr smallint, school varchar, sector varchar, protocol varchar, heeft_register boolean,"
    " heeft_codetabel boolean, heeft_duo_meldingen boolean",
    [
        (1, "10AB00", "VO", "noord", True, True, True),
        (2, "20AB00", "PO", "twente", False, False, False),
        (3, "30AB00", "VO", "noord", True, True, True),
    ],
)
PUPILS: Rows = (
    "leerling_nr integer, leerling varchar, school_nr smallint, traject_nr integer",
    [(11, "a", 1, 101), (12, "b", 1, 102), (13, "c", 1, 102), (21, "a", 2, 201)],
)
PEILDATUM = date(2026, 1, 1)
YEAR = date(2025, 8, 1)
RUN: Rows = ("schooljaar_van date, periode_van date, peildatum date", [(YEAR, date(2025, 9, 2), PEILDATUM)])
NOV_3, NOV_4, NOV_10 = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 10)


# --- reports to DUO ---------------------------------------------------------------------------------------------------

LEDGER = (
    "school varchar, leerling varchar, meldsoort varchar, einddatum date, begindatum date, uren double, plicht varchar,"
    " uiterste_meldatum date, status varchar"
)
LUXE = "leerling_nr integer, school_nr smallint, begindatum date, einddatum date, zestigsten integer"
NOTIFIED = "leerling_nr integer, meldsoort varchar, begindatum date, einddatum date"


def _worklist(reports: list[tuple], luxe: list[tuple] = [], notified: list[tuple] = []) -> list[tuple]:  # noqa: B006
    return build_model(
        "mart_duo_werklijst",
        mart_duo_melding=(LEDGER, reports),
        win_luxe=(LUXE, luxe),
        win_duo_gemeld=(NOTIFIED, notified),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
        ref_run=RUN,
    )


def _report(due: date, status: str, *, plicht: str = "verplicht", leerling: str = "a") -> tuple:
    return ("10AB00", leerling, "16uur", NOV_10, NOV_3, 16.0, plicht, due, status)


@pytest.mark.parametrize(
    ("due", "status", "listed"),
    [
        # The peildatum is 1 January 2026: due that day is still in time.
        (date(2025, 12, 31), "niet_gemeld", "open"),
        (date(2025, 12, 31), "te_laat", "open"),
        (date(2025, 12, 31), "onbekend", "open"),
        (date(2025, 12, 31), "op_tijd", None),
        (PEILDATUM, "nog_niet", "komt"),
        (PEILDATUM, "onbekend", "komt"),
        (PEILDATUM, "op_tijd", None),
        (PEILDATUM, "te_laat", None),
        (date(2026, 1, 2), "nog_niet", "komt"),
        # The school year began on 1 August 2025.
        (date(2025, 7, 31), "niet_gemeld", "eerder"),
        (YEAR, "niet_gemeld", "open"),
        (date(2025, 8, 2), "niet_gemeld", "open"),
    ],
)
def test_a_report_is_overdue_of_an_earlier_year_or_still_to_come(due: date, status: str, listed: str | None) -> None:
    assert [row[2] for row in _worklist([_report(due, status)])] == ([listed] if listed else [])


@pytest.mark.parametrize(("plicht", "listed"), [("geen", 0), ("rmc", 1), ("niet_te_bepalen", 1), ("verplicht", 1)])
def test_a_pupil_without_any_duty_is_on_no_list(plicht: str, listed: int) -> None:
    for due, status in ((NOV_10, "niet_gemeld"), (PEILDATUM, "nog_niet")):
        assert len(_worklist([_report(due, status, plicht=plicht)])) == listed


def test_the_worklist_stands_in_order_overdue_first() -> None:
    """Longest overdue first, luxury leave by its last day; then what is to come, by pupil."""
    found = _worklist(
        [
            _report(date(2026, 1, 5), "nog_niet", leerling="b"),
            _report(date(2026, 1, 6), "nog_niet", leerling="a"),
            _report(date(2025, 11, 20), "niet_gemeld", leerling="a"),
            _report(date(2025, 11, 12), "te_laat", leerling="b"),
        ],
        luxe=[(11, 1, NOV_3, date(2025, 11, 14), 12 * 60)],
    )
    assert [(row[1], row[2], row[3], row[4]) for row in found] == [
        (1, "open", "b", "16uur"),  # due 12 November
        (2, "open", "a", "luxe"),  # last day 14 November
        (3, "open", "a", "16uur"),  # due 20 November
        (4, "komt", "a", "16uur"),
        (5, "komt", "b", "16uur"),
    ]
    assert found[1][7:] == (12.0, None, "niet_gemeld")


def test_reports_due_on_one_day_stand_by_their_first_day() -> None:
    """Of one pupil and kind; the one that began first ended last. Of what is to come the last day decides."""
    first, second = (NOV_3, date(2025, 11, 14)), (NOV_4, NOV_10)
    for due, status, expected in (
        (date(2025, 11, 20), "niet_gemeld", [first, second]),
        (date(2026, 1, 5), "nog_niet", [second, first]),
    ):
        reports = [
            ("10AB00", "a", "16uur", last, begin, 16.0, "verplicht", due, status) for begin, last in (second, first)
        ]
        assert [row[5:7] for row in _worklist(reports)] == expected


@pytest.mark.parametrize(
    ("luxe", "notified", "listed"),
    [
        ((11, 1, NOV_3, NOV_4, 600), [], ["niet_gemeld"]),
        # A school without notifications must look for itself.
        ((21, 2, NOV_3, NOV_4, 600), [], ["onbekend"]),
        ((11, 1, NOV_3, NOV_4, 600), [(11, "luxe", NOV_4, NOV_4)], []),
        ((11, 1, NOV_3, NOV_4, 600), [(11, "luxe", date(2025, 11, 5), NOV_10)], ["niet_gemeld"]),
        ((11, 1, NOV_4, NOV_10, 600), [(11, "luxe", NOV_3, NOV_3)], ["niet_gemeld"]),
        ((11, 1, NOV_4, NOV_10, 600), [(11, "luxe", NOV_3, NOV_4)], []),
        ((11, 1, NOV_4, NOV_10, 600), [(11, "luxe", NOV_3, None)], []),
        ((11, 1, NOV_3, NOV_4, 600), [(12, "luxe", NOV_3, NOV_4), (11, "16uur", NOV_3, NOV_4)], ["niet_gemeld"]),
        # Leave that ended before the school year is of no list; that of its first day is.
        ((11, 1, date(2025, 7, 1), date(2025, 7, 31), 600), [], []),
        ((11, 1, date(2025, 7, 1), YEAR, 600), [], ["niet_gemeld"]),
    ],
)
def test_luxury_leave_that_no_notification_covers(luxe: tuple, notified: list[tuple], listed: list[str]) -> None:
    assert [row[9] for row in _worklist([], [luxe], notified)] == listed


def test_reports_of_earlier_years_are_counted() -> None:
    worklist: Rows = (
        "school varchar, lijst varchar",
        [("10AB00", "eerder"), ("10AB00", "eerder"), ("10AB00", "open"), ("20AB00", "komt"), ("30AB00", "eerder")],
    )
    assert build_model("mart_duo_eerder", mart_duo_werklijst=worklist) == [("10AB00", 2), ("30AB00", 1)]


def test_what_a_school_has_to_complete_before_a_report_is_handed_over() -> None:
    """`a` has a report of before its birth date was known to matter and one under the duty; `b` none under a duty."""
    found = build_model(
        "mart_duo_aanvullen",
        cls_duo_melding=(
            "leerling_nr integer, school_nr smallint, plicht varchar",
            [(11, 1, "verplicht"), (11, 1, "verplicht"), (12, 1, "geen"), (13, 1, "niet_te_bepalen"),
             (13, 1, "niet_te_bepalen"), (21, 2, "rmc")],
        ),
        win_geboorte=(
            "leerling_nr integer, woongemeente varchar",
            [(11, "Alkmaar"), (12, None), (13, "Bergen"), (21, None)],
        ),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
    )  # fmt: skip
    assert found == [
        ("10AB00", "a", False, "Alkmaar"),
        ("10AB00", "c", True, "Bergen"),
        ("20AB00", "a", False, None),
    ]


# --- registration -----------------------------------------------------------------------------------------------------


def test_codes_without_a_meaning_and_absences_outside_the_timetable() -> None:
    codes: Rows = (
        "school varchar, code varchar, soort varchar",
        [("10AB00", "x", "onbekend"), ("10AB00", "y", "onbekend"), ("20AB00", "z", "ziek")],
    )
    states: Rows = ("school varchar, buiten_rooster bigint", [("10AB00", 0), ("20AB00", 3), ("20AB00", 1)])
    found = build_model("mart_registratie", ref_school=SCHOOLS, mart_codegebruik=codes, mart_rijstand=states)
    assert found == [("10AB00", 2, 0), ("20AB00", 0, 3 + 1), ("30AB00", 0, 0)]


def test_rows_that_were_superseded_or_not_counted() -> None:
    """A row that is used for one lesson and lies outside the timetable on another is used."""
    states: Rows = (
        "school varchar, bestand_nr integer, stand varchar, buiten_rooster bigint",
        [
            ("10AB00", 0, "vervangen", 0),
            ("10AB00", 0, "vervangen", 0),
            ("10AB00", 0, "niet_geteld", 3),
            ("10AB00", 0, "gebruikt", 2),
            ("10AB00", 1, "vervangen", 0),
            ("10AB00", 2, "gebruikt", 1),
            ("20AB00", 0, "niet_geteld", 0),
        ],
    )
    assert build_model("mart_rijtelling", mart_rijstand=states) == [
        ("10AB00", 0, 2, 1),
        ("10AB00", 1, 1, 0),
        ("20AB00", 0, 0, 1),
    ]


def test_rows_that_are_not_simply_used() -> None:
    states: Rows = (
        "school_nr smallint, bestand_nr integer, regelnummer integer, stand varchar, buiten_rooster bigint",
        [(1, 0, 2, "gebruikt", 0), (1, 0, 3, "gebruikt", 1), (1, 0, 4, "vervangen", 0), (2, 5, 6, "niet_geteld", 2)],
    )
    assert sorted(build_model("mart_rijstand", win_rijstand=states, ref_school=SCHOOLS)) == [
        ("10AB00", 0, 3, "gebruikt", 1),
        ("10AB00", 0, 4, "vervangen", 0),
        ("20AB00", 5, 6, "niet_geteld", 2),
    ]


def test_pupils_with_an_absence_outside_the_timetable() -> None:
    """Rows 1 and 2 are of one pupil, row 3 of another; row 4 lies within the timetable, row 5 is of another school."""
    sources: Rows = (
        "school_nr smallint, volgnr bigint, leerling_nr integer",
        [(1, 1, 11), (1, 2, 11), (1, 3, 12), (1, 4, 13), (2, 5, 21)],
    )
    states: Rows = (
        "school_nr smallint, volgnr bigint, buiten_rooster bigint",
        [(1, 1, 2), (1, 2, 1), (1, 3, 1), (1, 4, 0), (2, 5, 1), (2, 4, 7)],
    )
    found = build_model("mart_buiten_rooster", win_bron=sources, win_rijstand=states, ref_school=SCHOOLS)
    assert sorted(found) == [("10AB00", 2), ("20AB00", 1)]


def test_what_hangs_on_a_code() -> None:
    """At the first school, which explains its codes, only those without a meaning; at the second all of them. Row 1
    covers two slots of 50 minutes, rows 2 and 4 one slot of 60 each of another pupil, whose tier is open. Pupil 13 is
    not one of the period, and has no tier."""
    recorded: Rows = (
        "school_nr smallint, volgnr bigint, leerling_nr integer, soort varchar, minuten integer",
        [
            (1, 1, 11, "onbekend", 50),
            (1, 1, 11, "onbekend", 50),
            (1, 2, 12, "onbekend", 60),
            (1, 3, 12, "ziek", 50),
            (1, 4, 12, "onbekend", 60),
            (1, 5, 13, "onbekend", 40),
            (2, 1, 21, "ziek", 45),
        ],
    )
    sources: Rows = (
        "school_nr smallint, volgnr bigint, code varchar, soort_bron varchar",
        [(1, 1, "x", None), (1, 1, "x", None), (1, 2, "x", None), (1, 3, "z", "codetabel"), (1, 4, "x", None),
         (1, 5, "w", None), (2, 1, "z", "standaardtabel")],
    )  # fmt: skip
    tiers: Rows = ("leerling_nr integer, tier_status varchar", [(11, "zeker"), (12, "open"), (21, "open")])
    found = build_model(
        "mart_codegebruik", win_registratie=recorded, win_bron=sources, cls_tier=tiers, ref_school=SCHOOLS
    )
    assert sorted(found) == [
        ("10AB00", "w", "onbekend", None, 1, 40, 1, 0),
        ("10AB00", "x", "onbekend", None, 2 + 1 + 1, 2 * 50 + 60 + 60, 2, 1),
        ("20AB00", "z", "ziek", "standaardtabel", 1, 45, 1, 1),
    ]


# --- pupils -----------------------------------------------------------------------------------------------------------


def test_the_register_of_a_pupil() -> None:
    columns = (
        "school_nr smallint, leerling_nr integer, typologie varchar, categorie varchar, plan_van_aanpak boolean,"
        " plan_datum date, mdo_datum date, evaluatie_datum date, eerste_afmelding date, interventies varchar,"
        " gesprek_datum date, jgz_datum date, spreekuur_datum date, regiehouder varchar, afgesloten_op date,"
        " resultaat varchar"
    )
    rest = ("angst", "zwaar", True, NOV_3, NOV_4, NOV_10, date(2025, 10, 1), "mdo")
    rest += (date(2025, 11, 5), date(2025, 11, 6), date(2025, 11, 7), "oco", date(2025, 11, 8), "terug")
    found = build_model(
        "mart_register", win_register=(columns, [(1, 12, *rest)]), win_leerling=PUPILS, ref_school=SCHOOLS
    )
    assert found == [("10AB00", "b", *rest)]


@pytest.mark.parametrize(("work", "more"), [([("20AB00", "c")], []), ([("10AB00", "c")] * 2, [(13, 102)])])
def test_who_has_a_card(work: list[tuple], more: list[tuple]) -> None:
    """`a` has a status on another ground than attendance, `b` a four-week group (and both kinds of ground), `c` the
    attendance of the period alone, and a card only by the work list. At the other school rule A is something else."""
    statuses: Rows = (
        "leerling_nr integer, school_nr smallint, status varchar, grond varchar",
        [
            (11, 1, "dreigend", "B"),
            (12, 1, "dreigend", "A"),
            (12, 1, "langdurig_geoorloofd", "B"),
            (13, 1, "dreigend", "A"),
            (21, 2, "dreigend", "A"),
        ],
    )
    grounds: Rows = (
        "protocol varchar, sector varchar, status varchar, grond varchar, maat varchar",
        [
            ("noord", "VO", "dreigend", "A", "aanwezigheid_periode"),
            ("noord", "VO", "dreigend", "B", "te_laat"),
            ("noord", "PO", "dreigend", "A", "te_laat"),
            ("noord", "VO", "relatief_verzuim", "A", "te_laat"),
            ("twente", "PO", "dreigend", "A", "te_laat"),
            ("twente", "VO", "dreigend", "A", "te_laat"),
        ],
    )
    # At the second school nobody is called `c`.
    windows: Rows = ("school varchar, leerling varchar", [("10AB00", "b"), ("20AB00", "c")])
    found = build_model(
        "mart_bespreekleerling",
        cls_thuiszitter=statuses,
        ref_status=grounds,
        mart_vierweken=windows,
        mart_werklijst=("school varchar, leerling varchar", work),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
    )
    by_work = [("10AB00", "c", number, 1, enrolment) for number, enrolment in more]
    assert found == [("10AB00", "a", 11, 1, 101), ("10AB00", "b", 12, 1, 102), *by_work, ("20AB00", "a", 21, 2, 201)]


def test_pupils_of_the_work_list_are_counted_by_group_and_by_what_is_overdue() -> None:
    """At the first school `a` has two rows in group 1 with an MDO overdue, `b` and `c` are in group 3: `b` has two
    reports overdue, `c` one that was made. At the second `a` has nothing overdue."""
    rows = [
        ("10AB00", "a", "mdo", "te_laat", 1),
        ("10AB00", "a", "gesprek", "te_doen", 1),
        ("10AB00", "b", "duo_16uur", "te_laat", 3),
        ("10AB00", "b", "duo_luxe", "te_laat", 3),
        ("10AB00", "c", "duo_16uur", "gedaan", 3),
        ("20AB00", "a", "duo_16uur", "te_doen", 3),
    ]
    work: Rows = ("school varchar, leerling varchar, actie varchar, stand varchar, zwaarte tinyint", rows)
    assert build_model("mart_werktelling", mart_werklijst=work) == [
        ("10AB00", "1", 1),
        ("10AB00", "3", 2),
        ("10AB00", "duo_te_laat", 1),
        ("10AB00", "te_laat", 2),
        ("20AB00", "3", 1),
    ]


def _evidence(slots: list[tuple], counts: str = "oa") -> list[tuple]:
    """The evidence for one signal over 3 and 4 November that counts `counts`."""
    kinds = [("spijbelen", "oa"), ("voorlopig_ongeoorloofd", "oa"), ("ziek", "ga"), ("onbekend", "onbekend"),
             ("afwezig_onbekend", "reden_onbekend"), ("te_laat", "aanwezig"), ("aanwezig", "aanwezig")]  # fmt: skip
    return build_model(
        "mart_bewijs",
        cls_signaal=(
            "leerling_nr integer, school_nr smallint, regel varchar, venster_van date, venster_tot date,"
            " uitkomst varchar",
            [(11, 1, "A", NOV_3, NOV_4, "ja"), (11, 1, "B", NOV_3, NOV_4, "ja"),
             (12, 1, "A", NOV_3, NOV_4, "niet_te_bepalen")],
        ),
        # Rule A of another school, and a rule that gives no signal, count something else.
        cls_regel=(
            "school_nr smallint, regel varchar, groep varchar",
            [(1, "A", counts), (1, "B", counts), (2, "A", "ziek"), (1, "C", "ziek")],
        ),
        win_registratie=(
            "leerling_nr integer, datum date, lesuur integer, volgnr bigint, soort varchar", slots,
        ),
        win_bron=(
            "school_nr smallint, volgnr bigint, bestand_nr integer, regelnummer integer, code varchar",
            [(1, 1, 0, 7, "s"), (1, 1, 0, 7, "s"), (1, 2, 0, 9, "s"), (2, 1, 3, 4, "q")],
        ),
        ref_soort=("soort varchar, groep varchar", kinds),
        win_leerling=PUPILS,
        ref_school=SCHOOLS,
    )  # fmt: skip


def test_the_lesson_hours_behind_a_signal() -> None:
    """Both days of the window; two rules that ask the same share their evidence; a rule not decided has none."""
    found = _evidence(
        [
            (11, NOV_3, 2, 2, "spijbelen"),
            (11, NOV_3, 1, 1, "spijbelen"),
            (11, NOV_4, 5, 1, "spijbelen"),
            (11, date(2025, 11, 2), 1, 1, "spijbelen"),
            (11, date(2025, 11, 5), 1, 1, "spijbelen"),
            (11, NOV_4, 6, 1, "ziek"),
            (12, NOV_3, 1, 1, "spijbelen"),
        ]
    )
    head = ("10AB00", "a", "oa", NOV_3, NOV_4)
    assert sorted(found) == [
        (*head, NOV_3, "spijbelen", "s", 0, [1, 2], [7, 9], 3),
        (*head, NOV_4, "spijbelen", "s", 0, [5], [7], 3),
    ]


@pytest.mark.parametrize(
    ("counts", "hours"),
    [
        ("oa", [1, 2]),
        ("ga", [3]),
        ("ziek", [3]),
        ("voorlopig", [2]),
        ("alle", [1, 2, 3, 5]),
        ("te_laat", [6]),
        ("aanwezig", [1, 2, 3, 4, 5]),
    ],
)
def test_which_kinds_are_evidence(counts: str, hours: list[int]) -> None:
    """Absence without a reason is of neither group, and absence all the same. Who was late (6) or entered as present
    (7) was at school: no evidence that attendance is low."""
    kinds = (
        "spijbelen",
        "voorlopig_ongeoorloofd",
        "ziek",
        "onbekend",
        "afwezig_onbekend",
        "te_laat",
        "aanwezig",
    )
    found = _evidence([(11, NOV_3, hour, 1, kind) for hour, kind in enumerate(kinds, start=1)], counts)
    assert sorted(hour for row in found for hour in row[9]) == hours


@pytest.mark.parametrize(("slots", "first_shown"), [(39, 1), (40, 1), (41, 2)])
def test_the_last_forty_lesson_hours_are_shown(slots: int, first_shown: int) -> None:
    found = _evidence([(11, NOV_3, hour, 1, "spijbelen") for hour in range(1, slots + 1)])
    assert [(row[9], row[11]) for row in found] == [(list(range(first_shown, slots + 1)), slots)]


def test_the_last_forty_are_those_of_the_last_days() -> None:
    """21 hours on the 3rd, 20 on the 4th: the first hour of the 3rd is left out."""
    hours = [*((11, NOV_3, hour) for hour in range(5, 26)), *((11, NOV_4, hour) for hour in range(1, 21))]
    found = _evidence([(*hour, 1, "spijbelen") for hour in hours])
    assert sorted((row[5], row[9]) for row in found) == [(NOV_3, list(range(6, 26))), (NOV_4, list(range(1, 21)))]


# --- heat map ---------------------------------------------------------------------------------------------------------


def test_a_class_in_a_week() -> None:
    """`a` is on track 101 and goes from class 1A to 1B on 4 November; `b` and `c` are in 1A on track 102. In the week
    of 3 November track 101 has 100 minutes on the 3rd and the 4th, track 102 has 50 and 60. 1A of the other school is
    another class."""
    monday, next_monday = NOV_3, NOV_10
    first, last = date(2025, 7, 28), date(2025, 12, 29)
    segments: Rows = (
        "leerling_nr integer, school_nr smallint, klas varchar, van date, tot date",
        [
            (11, 1, "1A", YEAR, NOV_4),
            (11, 1, "1B", NOV_4, date(2026, 7, 31)),
            (12, 1, "1A", date(2025, 7, 1), date(2026, 7, 31)),
            (13, 1, "1A", date(2025, 7, 1), date(2026, 7, 31)),
            (21, 2, "1A", YEAR, date(2026, 7, 31)),
        ],
    )
    found = build_model(
        "mart_week_klas",
        win_segment=segments,
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101), (12, 102), (13, 102), (21, 201)]),
        win_traject_dag=(
            "traject_nr integer, school_nr smallint, datum date, minuten integer",
            [
                (101, 1, NOV_3, 100),
                (101, 1, NOV_4, 100),
                (102, 1, NOV_3, 50),
                (102, 1, NOV_4, 60),
                (102, 1, NOV_10, 70),
                # From the first day of the school year up to the peildatum; before and after them nothing counts.
                (102, 1, date(2025, 7, 31), 1000),
                (102, 1, YEAR, 30),
                (102, 1, PEILDATUM, 40),
                (102, 1, date(2026, 1, 2), 1000),
                (201, 2, NOV_3, 45),
            ],
        ),
        win_schooldag=(
            "school_nr smallint, datum date, maandag date",
            [
                (1, NOV_3, monday),
                (1, NOV_4, monday),
                (1, NOV_10, next_monday),
                (1, date(2025, 7, 31), first),
                (1, YEAR, first),
                (1, PEILDATUM, last),
                (1, date(2026, 1, 2), last),
                (2, NOV_3, next_monday),
            ],
        ),
        win_leerling_dag=(
            "school_nr smallint, leerling_nr integer, datum date, afwezig_min integer, onbekend_min integer",
            [
                (1, 11, NOV_3, 15, 0),
                (1, 11, NOV_4, 20, 0),
                (1, 12, NOV_4, 30, 7),
                (1, 13, NOV_4, 0, 4),
                (2, 21, NOV_3, 9, 0),
            ],
        ),
        ref_school=SCHOOLS,
        ref_run=RUN,
    )
    assert sorted(found) == [
        ("10AB00", "1A", first, 2 * 30, 0, 0, 2 * 30, 2),
        ("10AB00", "1A", monday, 320, 15 + 30, 7 + 4, 320 - 45 - 11, 1 + 2),
        ("10AB00", "1A", next_monday, 2 * 70, 0, 0, 2 * 70, 2),
        ("10AB00", "1A", last, 2 * 40, 0, 0, 2 * 40, 2),
        ("10AB00", "1B", monday, 100, 20, 0, 100 - 20, 1),
        ("20AB00", "1A", next_monday, 45, 9, 0, 45 - 9, 1),
    ]


def test_days_of_a_class_that_were_not_measured() -> None:
    """School 1 measured 3 November; not the 4th and the 10th, and on the 11th its timetable has ended. Class 1A is on
    track 101 until the 10th, when one of its two pupils goes to 1B; 1C, on track 102, has no lessons on the 4th. School
    2 measured all."""
    nov_11, until = NOV_10 + timedelta(days=1), date(2026, 7, 31)
    segments: Rows = (
        "leerling_nr integer, school_nr smallint, klas varchar, van date, tot date",
        [
            (11, 1, "1A", YEAR, NOV_10),
            (11, 1, "1B", NOV_10, until),
            (12, 1, "1A", YEAR, until),
            (13, 1, "1C", YEAR, nov_11),
            (21, 2, "1A", YEAR, until),
        ],
    )
    roster = [
        *((1, 101, day) for day in (NOV_3, NOV_4, NOV_10)),
        *((1, 102, day) for day in (NOV_3, NOV_10)),
        (2, 201, NOV_4),
    ]
    found = build_model(
        "mart_klas_ongemeten",
        win_schooldag_rooster=(
            "school_nr smallint, datum date",
            [
                *((1, day) for day in (NOV_3, NOV_4, NOV_10, nov_11)),
                (2, NOV_4),
                # From the first day of the school year up to the peildatum; outside them nothing is told.
                *((1, day) for day in (YEAR - timedelta(days=1), PEILDATUM + timedelta(days=1))),
            ],
        ),
        win_traject_dag=("school_nr smallint, datum date", [(1, NOV_3), (2, NOV_4)]),
        win_traject_rooster=("school_nr smallint, traject_nr integer, datum date", roster),
        win_segment=segments,
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101), (12, 101), (13, 102), (21, 201)]),
        ref_school=SCHOOLS,
        ref_run=RUN,
    )
    assert found == [
        ("10AB00", "1A", NOV_3, 1),
        # The 10th and the 11th, of whoever is left in the class; 1C ended on the 11th.
        ("10AB00", "1A", NOV_10, 2),
        ("10AB00", "1B", NOV_10, 2),
        ("10AB00", "1C", NOV_10, 1),
    ]


def test_where_all_was_measured_no_class_has_such_days() -> None:
    found = build_model(
        "mart_klas_ongemeten",
        win_schooldag_rooster=("school_nr smallint, datum date", [(1, NOV_3), (1, PEILDATUM)]),
        win_traject_dag=("school_nr smallint, datum date", [(1, NOV_3), (1, PEILDATUM)]),
        win_traject_rooster=("school_nr smallint, traject_nr integer, datum date", [(1, 101, NOV_3)]),
        win_segment=(
            "leerling_nr integer, school_nr smallint, klas varchar, van date, tot date",
            [(11, 1, "1A", YEAR, date(2026, 7, 31))],
        ),
        win_traject=("leerling_nr integer, traject_nr integer", [(11, 101)]),
        ref_school=SCHOOLS,
        ref_run=RUN,
    )
    assert found == []


def test_parts_of_the_day_that_are_a_reading() -> None:
    """Ways a and b are no reading; a whole day has no part; after the peildatum nothing is read. Two hours, one row."""
    spans: Rows = (
        "school_nr smallint, leerling_nr integer, begin timestamp, dagdeel varchar, volgnr bigint",
        [
            (1, 11, NOV_3, "ochtend", 1),
            (1, 11, NOV_3, "middag", 2),
            (1, 12, NOV_3, "ochtend", 3),
            (1, 12, NOV_4, "middag", 4),
            (1, 11, NOV_4, None, 5),
            (1, 11, date(2026, 1, 2), "ochtend", 6),
            (1, 11, PEILDATUM, "ochtend", 7),
            (2, 21, NOV_3, "ochtend", 1),
        ],
    )
    days: Rows = (
        "traject_nr integer, datum date, dagprofiel_nr integer",
        [
            (101, NOV_3, 1),
            (101, NOV_4, 1),
            (101, PEILDATUM, 1),
            (101, date(2026, 1, 2), 1),
            (102, NOV_3, 1),
            (102, NOV_4, 2),
            (201, NOV_3, 3),
        ],
    )
    lessons: Rows = (
        "dagprofiel_nr integer, lesuur tinyint, dagdeel_wijze varchar",
        [(1, 1, "c"), (1, 2, "c"), (2, 1, "d"), (2, 2, "d"), (3, 1, "b")],
    )
    paths: Rows = ("leerling_nr integer, traject_nr integer", [(11, 101), (12, 102), (21, 201)])
    found = build_model(
        "win_dagdeel_lezing",
        stg_absentie_span=spans,
        ref_run=RUN,
        win_traject=paths,
        win_traject_dag=days,
        win_dagprofiel_les=lessons,
    )
    assert sorted(found) == [(1, 1, 11, "c"), (1, 2, 11, "c"), (1, 3, 12, "c"), (1, 4, 12, "d"), (1, 7, 11, "c")]
    rows: Rows = ("school_nr smallint, volgnr bigint, leerling_nr integer, dagdeel_wijze varchar", found)
    # Way c: four rows of pupils 11 and 12; way d: one row.
    counted = build_model("mart_dagdeel_lezing", win_dagdeel_lezing=rows, ref_school=SCHOOLS)
    assert sorted(counted) == [("10AB00", "c", 4, 2), ("10AB00", "d", 1, 1)]


def test_what_rows_mean_and_which_codes_have_no_meaning() -> None:
    """X has a meaning from 4 November on; Z means something by its row; two hours of one row of a file are one row."""
    columns = "school_nr smallint, volgnr bigint, leerling_nr integer, code varchar, soort_rij varchar"
    lessons: Rows = (
        f"{columns}, datum date, minuten_te_laat integer",
        [
            (1, 1, 11, "X", None, NOV_3, None),
            (1, 1, 11, "X", None, NOV_3, None),
            (1, 2, 11, "X", None, NOV_4, None),
            (1, 3, 12, "Z", "ziek", NOV_3, None),
            (1, 4, 12, "Y", None, NOV_10, None),
            (1, 5, 12, "Y", None, PEILDATUM, None),
            (1, 6, 12, "Y", None, date(2026, 1, 2), None),
            (2, 1, 21, "X", "onbekend", NOV_4, None),
            # Late, and the school counts 20 minutes and more as a missed lesson; school 2 does not.
            (1, 10, 14, "L", "te_laat", NOV_4, 19),
            (1, 11, 14, "L", "te_laat", NOV_4, 20),
            (2, 2, 22, "L", "te_laat", NOV_4, 20),
        ],
    )
    spans: Rows = (
        f"{columns}, begin timestamp, minuten_te_laat integer",
        [
            (1, 7, 13, "X", None, NOV_3, None),
            (1, 8, 13, "X", None, date(2026, 1, 2), None),
            (1, 9, 13, "X", None, NOV_4, 30),
        ],
    )
    late: Rows = (
        "school_nr smallint, soort varchar, wordt varchar, vanaf smallint",
        [(1, "te_laat", "spijbelen", 20)],
    )
    codes: Rows = (
        "school_nr smallint, code varchar, van date, tot date, soort varchar",
        [(1, "X", NOV_4, date(9999, 12, 31), "verlof")],
    )
    found = build_model(
        "win_rij_soort",
        stg_absentie_les=lessons,
        stg_absentie_span=spans,
        win_code=codes,
        ref_run=RUN,
        ref_te_laat=late,
    )
    assert sorted(found) == [
        (1, 1, 11, NOV_3, True, "X", "onbekend"),
        (1, 1, 11, NOV_3, True, "X", "onbekend"),
        (1, 2, 11, NOV_4, True, "X", "verlof"),
        (1, 3, 12, NOV_3, True, "Z", "ziek"),
        (1, 4, 12, NOV_10, True, "Y", "onbekend"),
        (1, 5, 12, PEILDATUM, True, "Y", "onbekend"),
        (1, 7, 13, NOV_3, False, "X", "onbekend"),
        (1, 9, 13, NOV_4, False, "X", "verlof"),
        (1, 10, 14, NOV_4, True, "L", "te_laat"),
        (1, 11, 14, NOV_4, True, "L", "spijbelen"),
        (2, 1, 21, NOV_4, True, "X", "onbekend"),
        (2, 2, 22, NOV_4, True, "L", "te_laat"),
    ]
    # X: rows 1 and 7 of pupils 11 and 13, both of 3 November; Y: rows 4 and 5 of pupil 12, of 10 November and
    # 1 January; X of school 2: one row of 4 November.
    for since, first, second, third in (
        (NOV_3, (2, 2), (2, 1), (1, 1)),
        (NOV_4, (0, 0), (2, 1), (1, 1)),
        (NOV_10, (0, 0), (2, 1), (0, 0)),
        (NOV_10 + timedelta(days=1), (0, 0), (1, 1), (0, 0)),
    ):
        counted = build_model(
            "mart_code_zonder_soort",
            win_rij_soort=(ROW_KINDS, [(*row[:4], *row[5:]) for row in found]),
            ref_school=SCHOOLS,
            ref_run=("periode_van date", [(since,)]),
        )
        assert sorted(counted) == [
            ("10AB00", "X", 2, 2, *first),
            ("10AB00", "Y", 2, 1, *second),
            ("20AB00", "X", 1, 1, *third),
        ]


ROW_KINDS = "school_nr smallint, volgnr bigint, leerling_nr integer, datum date, code varchar, soort varchar"


def test_schools_whose_sickness_is_not_recognised() -> None:
    """School 1 has leave alone up to its last measured day; 2 has a sick row too; 3 has nothing authorised."""
    rows: Rows = (
        ROW_KINDS,
        [
            # Two lesson hours of one row.
            (1, 1, 11, NOV_3, "V", "verlof"),
            (1, 1, 11, NOV_3, "V", "verlof"),
            (1, 2, 11, NOV_4, "V", "verlof"),
            (1, 3, 12, NOV_4, "M", "medisch"),
            (1, 4, 13, NOV_4, "S", "spijbelen"),
            (1, 5, 13, NOV_10, "Z", "ziek"),
            (2, 1, 21, NOV_3, "V", "verlof"),
            (2, 2, 21, NOV_4, "Z", "ziek"),
            (3, 1, 31, NOV_4, "S", "spijbelen"),
            (3, 2, 31, NOV_4, "X", "onbekend"),
        ],
    )
    measured: Rows = ("school_nr smallint, meetdatum date", [(1, NOV_4), (2, NOV_4), (3, NOV_4)])
    kinds: Rows = (
        "soort varchar, groep varchar",
        [("verlof", "ga"), ("medisch", "ga"), ("ziek", "ga"), ("spijbelen", "oa"), ("onbekend", "onbekend")],
    )
    found = build_model("win_ziekte_niet_herkend", win_rij_soort=rows, win_meting=measured, ref_soort=kinds)
    assert found == [(1, 3, 2)]
    unseen: Rows = ("school_nr smallint, rijen integer, leerlingen integer", found)
    assert build_model("mart_ziekte_niet_herkend", win_ziekte_niet_herkend=unseen, ref_school=SCHOOLS) == [
        ("10AB00", 3, 2)
    ]
    tests: Rows = (
        "school_nr smallint, toets_nr integer, groep varchar",
        [(1, 1, "ziek"), (1, 2, "oa"), (2, 3, "ziek")],
    )
    pupils: Rows = ("leerling_nr integer, school_nr smallint", [(11, 1), (13, 1), (21, 2)])
    weeks: Rows = ("school_nr smallint", [(1,), (2,)])
    tables = {"win_leerling_periode": pupils, "win_ziekte_niet_herkend": unseen, "cls_toets": tests}
    # Every pupil of school 1, whether it was away or not.
    undecided = build_model("cls_signaal_ziekte", win_lesweek=weeks, **tables)
    assert sorted(undecided) == [(11, 1, 1, "soort ziek"), (13, 1, 1, "soort ziek")]
    # Without a lesweek of its own a school has rows in leerling_periode only.
    assert build_model("cls_signaal_ziekte", win_lesweek=("school_nr smallint", [(2,)]), **tables) == []


def test_pupils_that_are_delivered() -> None:
    found = build_model("mart_leerling_geleverd", win_leerling=PUPILS, ref_school=SCHOOLS)
    assert sorted(found) == [("10AB00", "a", 11), ("10AB00", "b", 12), ("10AB00", "c", 13), ("20AB00", "a", 21)]
