"""Pupils whom the SWV says to have moved (contract 2.9): runs and the ledger go on at the new school.

In a whole run: peildatum 1 January 2026, region noord: lesweken from 1 September 2025 but for that of 20 October; the
last one is that of 15 December, so the horizon is Sunday 21 December. Class 1 has a lesson a day, class 8 eight of
them. Who leaves on Friday 31 October has its horizon on Sunday 2 November, who leaves on a Thursday on that day.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, away, enrolled, lessons, run_cases, weekly
from tests.lib.models import Rows, build_model
from tests.lib.region import Enrolment

DAY = timedelta(days=1)
WEEK = 7 * DAY
PEILDATUM, YEAR = date(2026, 1, 1), date(2025, 8, 1)
SEP_8, OCT_13, OCT_27, OCT_30, OCT_31 = (
    date(2025, 9, 8),
    *(date(2025, 10, day) for day in (13, 27, 30, 31)),
)
NOV_3, NOV_10, NOV_17, NOV_24, NOV_27, NOV_28 = (date(2025, 11, day) for day in (3, 10, 17, 24, 27, 28))
DEC_19 = date(2025, 12, 19)
BORN = date(2011, 3, 1)
EIGHT = range(1, 9)


def make(*rows: Any, since: date | None = YEAR, until: date | None = None, klas: str = "1") -> Case:
    return enrolled(Enrolment("", klas, inschrijfdatum=since, uitschrijfdatum=until, geboortedatum=BORN), rows=rows)


def gone(code: str, since: date, last: date = OCT_31, *, until: date = OCT_31) -> Case:
    return make(away(code, since, last), until=until)


def come(code: str, last: date | None, first: date = NOV_3, *, since: date = NOV_3, until: date | None = None) -> Case:
    return make(away(code, first, last), since=since, until=until)


# Each pupil at the first school and at the second one.
PAIRS: dict[str, tuple[Case, Case]] = {
    # The pause: from the last lesson to the first one 27, 28 and 29 days.
    "27 dagen": (gone("S", OCT_27), come("S", None, NOV_27, since=NOV_27)),
    "28 dagen": (gone("S", OCT_27), come("S", None, NOV_28, since=NOV_28)),
    "29 dagen": (gone("S", OCT_27, OCT_30, until=OCT_30), come("S", None, NOV_28, since=NOV_28)),
    # Four weeks together: a week there less a day, or a week; here three weeks, and a day more.
    "27 posities": (gone("S", OCT_27 + DAY), come("S", NOV_24 - DAY)),
    "28 posities": (gone("S", OCT_27), come("S", NOV_24 - DAY)),
    "29 posities": (gone("S", OCT_27), come("S", NOV_24)),
    "terug op laatste dag": (gone("S", OCT_13, OCT_30), come("S", NOV_24)),
    "er op eerste dag": (gone("S", OCT_13), come("S", NOV_24, NOV_3 + DAY)),
    "eerst ziek": (gone("Z", OCT_27), come("S", NOV_24 - DAY)),
    "lang eerst ziek": (gone("Z", OCT_27), come("S", NOV_24)),
    "eerst zonder reden": (gone("AO", OCT_27), come("Z", NOV_24)),
    "vakantie ertussen": (gone("S", OCT_13, OCT_13 + 4 * DAY, until=OCT_13 + 4 * DAY), come("S", NOV_24 - DAY)),
    "al lang weg": (gone("S", SEP_8), come("S", None)),
    # What it would be if no reason were unauthorised.
    "27 posities zonder reden": (gone("S", OCT_27 + DAY), come("AO", NOV_24 - DAY)),
    "28 posities zonder reden": (gone("S", OCT_27), come("AO", NOV_24 - DAY)),
    "28 posities, dag zonder reden": (
        gone("S", OCT_27),
        make(away("S", NOV_3 + DAY, NOV_24 - DAY), lessons("AO", NOV_3), since=NOV_3),
    ),
    "nergens een reden": (gone("AO", OCT_27), come("AO", NOV_24 - DAY)),
    "ziek daar, hier zonder reden": (gone("Z", OCT_27), come("AO", NOV_24 - DAY)),
    "zonder reden uren mee": (
        make(lessons("S", OCT_30, hours=EIGHT), lessons("AO", OCT_31, hours=range(1, 5)), until=OCT_31, klas="8"),
        make(lessons("AO", NOV_3, hours=range(1, 5)), since=NOV_3, klas="8"),
    ),
    "zonder reden uren te weinig": (
        make(lessons("S", OCT_30, hours=EIGHT), lessons("S", OCT_31, hours=range(1, 5)), until=OCT_31, klas="8"),
        make(lessons("AO", NOV_3, hours=range(1, 4)), since=NOV_3, klas="8"),
    ),
    # What cannot be followed.
    "twee oude": (gone("S", OCT_27), come("S", NOV_24)),
    "nog ingeschreven": (make(away("S", OCT_27, NOV_24)), come("S", NOV_24)),
    # The ledger, eight lessons a day.
    "uren mee": (
        make(lessons("S", OCT_30, hours=EIGHT), lessons("S", OCT_31, hours=range(1, 5)), until=OCT_31, klas="8"),
        make(lessons("S", NOV_3, hours=range(1, 5)), since=NOV_3, klas="8"),
    ),
    "uren te weinig": (
        make(lessons("S", OCT_30, hours=EIGHT), lessons("S", OCT_31, hours=range(1, 5)), until=OCT_31, klas="8"),
        make(lessons("S", NOV_3, hours=range(1, 4)), since=NOV_3, klas="8"),
    ),
    "uren al gemeld": (
        make(
            lessons("S", OCT_27, OCT_27 + DAY, hours=EIGHT),
            lessons("S", OCT_31, hours=range(1, 5)),
            until=OCT_31,
            klas="8",
        ),
        make(lessons("S", NOV_3, hours=EIGHT), lessons("S", NOV_3 + DAY, hours=EIGHT), since=NOV_3, klas="8"),
    ),
    # Friday 31 October is the third position before 3 November: in the window of 28 that ends on the 25th, not on the
    # 26th from then on.
    "uren in venster": (
        make(lessons("S", OCT_31, hours=EIGHT), until=OCT_31, klas="8"),
        make(lessons("S", NOV_3 + 24 * DAY, hours=EIGHT), since=NOV_3, klas="8"),
    ),
    "uren buiten venster": (
        make(lessons("S", OCT_31, hours=EIGHT), until=OCT_31, klas="8"),
        make(lessons("S", NOV_3 + 25 * DAY, hours=EIGHT), since=NOV_3, klas="8"),
    ),
    "uren lang geleden": (
        make(lessons("S", OCT_30, hours=EIGHT), until=OCT_30, klas="8"),
        make(lessons("S", NOV_28, hours=EIGHT), since=NOV_28, klas="8"),
    ),
}
# Two more of the first school go to the second one and on to a third.
CHAIN = {
    "keten": (
        gone("S", OCT_27),
        come("S", NOV_17 - DAY, until=NOV_17 - 3 * DAY),
        come("S", NOV_24 - DAY, NOV_17, since=NOV_17),
    ),
    "keten met dag": (
        gone("S", OCT_27),
        come("S", NOV_17 - DAY, NOV_3 + 3 * DAY, until=NOV_17 - 3 * DAY),
        come("S", NOV_24 - DAY, NOV_17, since=NOV_17),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Case "x" of the second school is the pupil "van x" of the first one; "na x" of the third one comes last."""
    fields = {"rooster": (*weekly("1"), *weekly("8", lessen=8))}
    stayed = {"gebleven": make()}
    first = {f"van {name}": cases[0] for name, cases in (PAIRS | CHAIN).items()} | stayed
    second = {name: cases[1] for name, cases in (PAIRS | CHAIN).items()}
    third = {f"na {name}": cases[2] for name, cases in CHAIN.items()}
    moves = [(f"van {name}", name, NOV_3) for name in PAIRS | CHAIN]
    moves += [(name, f"na {name}", NOV_17) for name in CHAIN]
    return run_cases(
        tmp_path_factory.mktemp("gekoppeld"),
        PEILDATUM,
        CaseSchool("10AB00", first, fields=fields),
        CaseSchool("20AB00", second, fields=fields),
        CaseSchool("30AB00", third, fields=fields),
        moves=[*moves, ("gebleven", "twee oude", NOV_3)],
    )


def get_runs(answers: Answers, name: str) -> dict[str, tuple[Any, ...]]:
    """First day, last day, length in positions and in days and whether it goes on, by group."""
    return {row["groep"]: tuple(row.values())[3:] for row in answers.rows("reeks", name)}


@pytest.mark.parametrize(
    ("name", "run"),
    [
        # A week there; here from Thursday 27 November (4 positions) or the 28th (3) and three weeks.
        ("27 dagen", (OCT_27, DEC_19, 7 + 4 + 21, 7 + 25, True)),
        ("28 dagen", (OCT_27, DEC_19, 7 + 3 + 21, 7 + 24, True)),
        ("29 dagen", (NOV_28, DEC_19, 3 + 21, 24, True)),
        ("27 posities", (OCT_27 + DAY, NOV_24 - 3 * DAY, 6 + 21, 6 + 21, False)),
        ("28 posities", (OCT_27, NOV_24 - 3 * DAY, 7 + 21, 7 + 21, False)),
        ("29 posities", (OCT_27, NOV_24, 7 + 22, 7 + 22, False)),
        ("terug op laatste dag", (NOV_3, NOV_24, 22, 22, False)),
        ("er op eerste dag", (NOV_3 + DAY, NOV_24, 21, 21, False)),
        ("eerst ziek", (NOV_3, NOV_24 - 3 * DAY, 21, 21, False)),
        # The two weeks between adds nothing, in positions or in days.
        ("vakantie ertussen", (OCT_13, NOV_24 - 3 * DAY, 7 + 21, 7 + 21, False)),
        # 8 September to 2 November less the week of 20 October: 7 lesweken and 56 days; here 7 and 49.
        ("al lang weg", (SEP_8, DEC_19, 49 + 49, 56 + 49, True)),
        ("twee oude", (NOV_3, NOV_24, 22, 22, False)),
        ("nog ingeschreven", (NOV_3, NOV_24, 22, 22, False)),
        ("na keten", (OCT_27, NOV_24 - 3 * DAY, 7 + 14 + 7, 7 + 14 + 7, False)),
        # Thursday 6 November to Sunday the 16th.
        ("na keten met dag", (NOV_3 + 3 * DAY, NOV_24 - 3 * DAY, 11 + 7, 11 + 7, False)),
        # At the school in between the run ended there.
        ("keten", (OCT_27, NOV_17 - 3 * DAY, 7 + 14, 7 + 14, False)),
    ],
)
def test_unauthorised_runs_go_on(answers: Answers, name: str, run: tuple[Any, ...]) -> None:
    assert get_runs(answers, name)["oa"] == run


def test_a_run_goes_on_in_its_own_group(answers: Answers) -> None:
    """Ill there and truant here: of all absence one run, of unauthorised absence what is here."""
    runs = get_runs(answers, "eerst ziek")
    assert runs["alle"] == (OCT_27, NOV_24 - 3 * DAY, 7 + 21, 7 + 21, False)
    assert "ga" not in runs


def test_the_old_school_keeps_what_was_there(answers: Answers) -> None:
    assert get_runs(answers, "van al lang weg")["oa"] == (SEP_8, OCT_31, 49, 56, False)
    assert get_runs(answers, "van 28 posities") == {}


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("27 posities", [("dreigend", "S3-71")]),
        ("28 posities", [("thuiszitter", "S3-72")]),
        ("29 posities", [("thuiszitter", "S3-72")]),
        ("na keten", [("thuiszitter", "S3-72")]),
        ("na keten met dag", [("dreigend", "S3-71")]),
        ("keten", [("dreigend", "S3-71")]),
        # 28 positions are not more than four lesweken, 29 are.
        ("eerst ziek", [("dreigend", "S3-71")]),
        # Of 29 those here hold sixteen lessons.
        ("lang eerst ziek", [("dreigend", "S3-70"), ("langdurig_geoorloofd", "S3-69")]),
        # The day without a reason was at the old school.
        ("eerst zonder reden", [("dreigend", "S3-16"), ("reden_onbekend", "S3-18")]),
        # Three months after 8 September is 8 December.
        ("al lang weg", [("lrv_langer_dan_3_maanden", "S3-06")]),
        ("van al lang weg", [("thuiszitter", "S3-72")]),
    ],
)
def test_statuses_look_at_the_whole_run(answers: Answers, name: str, statuses: list[tuple[str, str]]) -> None:
    assert answers.statuses(name) == statuses


def test_exactly_four_weeks(answers: Answers) -> None:
    wanted = ("start", "duur_posities", "precies_vier_weken", "op_peildatum")
    assert answers.cells("thuiszitter", "28 posities", *wanted) == (OCT_27, 28, True, False)
    assert answers.cells("thuiszitter", "29 posities", *wanted) == (OCT_27, 29, False, False)


@pytest.mark.parametrize(
    ("name", "rule", "first"),
    [
        # Position 27 - 7 = 20 from Monday 3 November on: Sunday the 23rd.
        ("28 posities", "S3-72", NOV_3 + 20 * DAY),
        # After two schools position 27 - 21 = 6.
        ("na keten", "S3-72", NOV_17 + 6 * DAY),
        # Fourteen positions: 13 - 6 = 7.
        ("27 posities", "S3-71", NOV_3 + 7 * DAY),
        # Long full there: from the first day here on.
        ("al lang weg", "S3-72", NOV_3),
        ("al lang weg", "S3-06", date(2025, 12, 8)),
    ],
)
def test_the_day_from_which_a_rule_holds(answers: Answers, name: str, rule: str, first: date) -> None:
    [row] = answers.rows("signaal", name, regel=rule)
    assert row["eerste_datum"] == first


def test_an_mdo_that_is_late_on_arrival_says_why(answers: Answers) -> None:
    """Three weeks after the first day of the run, wherever that was: 8 September + 21, five weeks before the move."""
    [row] = answers.rows("werklijst", "al lang weg", actie="mdo", rol="oco")
    assert (row["uiterste_datum"], row["stand"]) == (SEP_8 + 21 * DAY, "te_laat")
    assert "de reeks begon op de vorige school" in row["toelichting"]
    [there] = answers.rows("werklijst", "van al lang weg", actie="mdo", rol="oco")
    assert "vorige school" not in (there["toelichting"] or "")


def get_reports(answers: Answers, name: str) -> list[tuple[Any, ...]]:
    """Kind, first and last day, hours, last day to report it, exactly sixteen."""
    columns = ("meldsoort", "begindatum", "einddatum", "uren", "uiterste_meldatum", "ernst_precies_16")
    return [tuple(row[column] for column in columns) for row in answers.rows("duo_melding", name)]


@pytest.mark.parametrize(
    ("name", "there", "here"),
    [
        # 8 + 4 there and 4 on Monday 3 November, to be reported by the 10th.
        ("uren mee", [], [("16uur", OCT_30, NOV_3, 8.0 + 4 + 4, NOV_10, True)]),
        ("uren te weinig", [], []),
        # 16 are spent there; 4 + 8 + 8 are full on the second day here.
        (
            "uren al gemeld",
            [("16uur", OCT_27, OCT_27 + DAY, 16.0, OCT_27 + 8 * DAY, True)],
            [("16uur", OCT_31, NOV_3 + DAY, 4.0 + 8 + 8, NOV_10 + DAY, False)],
        ),
        ("uren in venster", [], [("16uur", OCT_31, NOV_27, 8.0 + 8, NOV_27 + WEEK, True)]),
        ("uren buiten venster", [], []),
        ("uren lang geleden", [], []),
    ],
)
def test_the_ledger_takes_over_the_counter(
    answers: Answers, name: str, there: list[tuple[Any, ...]], here: list[tuple[Any, ...]]
) -> None:
    assert get_reports(answers, f"van {name}") == there
    assert get_reports(answers, name) == here


def test_the_ledger_of_a_run_that_goes_on(answers: Answers) -> None:
    """One lesson a day from 27 October on: 5 there, here 15 up to 21 November. The 16th hour is on Monday 17 November;
    four lesweken are full on Sunday the 23rd, so the last day to report the run is Friday the 28th."""
    assert get_reports(answers, "van 28 posities") == []
    assert get_reports(answers, "28 posities") == [
        ("16uur", OCT_27, NOV_17, 16.0, NOV_24, True),
        ("lrv", NOV_17 + DAY, NOV_24 - 3 * DAY, 4.0, NOV_28, False),
    ]


def test_both_schools_report_a_run_that_was_full_before(answers: Answers) -> None:
    """There it ended when the pupil left; here it begins after that report, to be reported from the first day on."""
    [*_, last] = get_reports(answers, "van al lang weg")
    assert (last[0], last[2]) == ("lrv", OCT_31)
    # 35 school days from 3 November up to 19 December.
    assert get_reports(answers, "al lang weg") == [("lrv", OCT_31 + DAY, None, 35.0, NOV_10, False)]


@pytest.mark.parametrize(
    ("name", "hours", "positions", "reports"),
    [
        # A week there, or less a day, and three weeks here: a lesson a day, 5 or 4 + 15.
        ("27 posities zonder reden", 4 + 15, 6 + 21, (True, False)),
        ("28 posities zonder reden", 5 + 15, 7 + 21, (True, True)),
        ("nergens een reden", 5 + 15, 7 + 21, (True, True)),
        # The first day here alone has no reason: it parts two runs, and 5 + 11 lessons up to 17 November are then 15.
        ("28 posities, dag zonder reden", 5 + 15, 7 + 21, (True, True)),
        ("ziek daar, hier zonder reden", 15, 21, (False, False)),
        # 8 + 4 there and 4 here, or 3. Days of a class with eight lessons are not missed as a whole there: the run
        # here is none, of four lessons.
        ("zonder reden uren mee", 8 + 4 + 4, 0, (True, False)),
        ("zonder reden uren te weinig", 8 + 4 + 3, 0, (False, False)),
    ],
)
def test_what_no_reason_would_be_goes_on_over_a_move(
    answers: Answers, name: str, hours: int, positions: int, reports: tuple[bool, bool]
) -> None:
    [row] = answers.mart("mart_zonder_reden", name)
    assert (row["uren"], row["duur_posities"], (row["zou_16uur"], row["zou_lrv"])) == (hours, positions, reports)


def test_what_no_reason_would_be_is_asked_where_the_lesson_is(answers: Answers) -> None:
    """At the old school by what was there alone; at the new one not of who has such lessons there alone."""
    [row] = answers.mart("mart_zonder_reden", "van nergens een reden")
    assert (row["uren"], row["duur_posities"], row["zou_16uur"], row["zou_lrv"]) == (5, 7, False, False)
    assert answers.mart("mart_zonder_reden", "eerst zonder reden") == []


def test_the_lists_of_movers_name_none_who_is_followed(answers: Answers) -> None:
    """Left while absent for a week: 'twee oude' and its likes are told, since nobody knows which of the two it was."""
    left = {name for name in PAIRS | CHAIN if answers.mart("mart_vertrokken_afwezig", f"van {name}")}
    new = {name for name in PAIRS | CHAIN if answers.mart("mart_nieuw_afwezig", name)}
    assert (left, new) == ({"twee oude"}, {"twee oude"})


def test_evidence_of_a_report_holds_the_hours_of_both_schools(answers: Answers) -> None:
    found = [(row["datum"], row["lesuur"]) for row in answers.mart("mart_leerplicht_bewijs", "uren mee")]
    assert found == [
        *((OCT_30, hour) for hour in EIGHT),
        *((OCT_31, hour) for hour in range(1, 5)),
        *((NOV_3, hour) for hour in range(1, 5)),
    ]


# --- each model on rows written down here ---------------------------------------------------------------------------


def follow(*moves: tuple[int | None, int | None], last: date = OCT_31, first: date = NOV_3, left: date = OCT_31) -> Any:
    """Pupil 11 of school 1 has lessons from 1 August up to `last` and is enrolled up to `left`; 21 of school 2 has them
    from `first` on. 12, 22 and 23 are like them, 13 has none. The horizon of 11 is position 40."""
    return sorted(
        build_model(
            "win_overstap_gevolgd",
            win_overstap=("van_nr integer, naar_nr integer", list(moves)),
            win_leerling=(
                "leerling_nr integer, school_nr smallint, traject_nr integer, laatste_dag date,"
                " horizon_positie integer",
                [
                    *((number, 1, number, left, 40) for number in (11, 12, 13)),
                    *((number, 2, number, date.max, 99) for number in (21, 22, 23)),
                ],
            ),
            win_traject_grens=(
                "traject_nr integer, eerste_lesdag date, laatste_lesdag date",
                [
                    *((number, YEAR, last) for number in (11, 12)),
                    *((number, first, DEC_19) for number in (21, 22, 23)),
                ],
            ),
            win_schooldag=(
                "school_nr smallint, datum date, positie integer",
                [*((2, OCT_27 + at * DAY, 70 + at) for at in range(40)), (2, YEAR, 0), (1, NOV_3, 0)],
            ),
            ref_definitie=("overstap_dagen integer", [(28,)]),
        )
    )


def test_moves_that_are_followed() -> None:
    """3 November is position 77 of the new school: the last one of the old school, 40, is 76 there."""
    one = (11, 21, OCT_31, NOV_3, True, False, 77 - 40 - 1)
    assert follow((11, 21)) == [one]
    # The same told twice; another pupil; one who is not known.
    assert follow((11, 21), (11, 21), (12, 22), (None, 23), (11, None)) == [one, (12, 22, *one[2:])]
    # From two, to two, without lessons.
    assert follow((11, 21), (12, 21)) == []
    assert follow((11, 21), (11, 22)) == []
    assert follow((13, 21)) == []
    # To and fro: the new days begin after the first ones of the old school.
    assert follow((11, 21), (21, 11)) == [one]
    assert follow((11, 21), first=YEAR) == []


@pytest.mark.parametrize(
    ("last", "left", "first", "goes_on", "overlaps"),
    [
        (OCT_31, OCT_31, NOV_27, True, False),
        (OCT_31, OCT_31, NOV_28, True, False),
        (OCT_30, OCT_31, NOV_28, False, False),
        # Enrolled up to the day before, and on it.
        (OCT_31, NOV_3 - DAY, NOV_3, True, False),
        (OCT_31, NOV_3, NOV_3, False, True),
        (NOV_10, NOV_10, NOV_3, False, True),
    ],
)
def test_whether_counts_go_on(last: date, left: date, first: date, goes_on: bool, overlaps: bool) -> None:
    [row] = follow((11, 21), last=last, left=left, first=first)
    assert row[2:6] == (last, first, goes_on, overlaps)


def test_who_a_pupil_was_over_several_moves() -> None:
    """11 went on as 21 and as 31; between 31 and 41 the pause was longer."""
    moves: Rows = (
        "van_nr integer, naar_nr integer, sluit_aan boolean, verschuiving integer, eerste_lesdag date",
        [(11, 21, True, 5, NOV_3), (21, 31, True, -2, NOV_10), (31, 41, False, 100, NOV_17)],
    )
    assert sorted(build_model("win_overstap_keten", win_overstap_gevolgd=moves)) == [
        (21, 11, True, 5, NOV_3, True),
        (31, 11, True, 5 - 2, NOV_10, True),
        (31, 21, True, -2, NOV_10, False),
        (41, 11, False, 5 - 2 + 100, NOV_17, True),
        (41, 21, False, -2 + 100, NOV_17, False),
        (41, 31, False, 100, NOV_17, False),
    ]


OWN = (
    "leerling_nr integer, groep varchar, start date, laatste_dag date, duur_posities integer,"
    " duur_kalenderdagen integer, geheel_ongeoorloofd boolean, deels_zonder_reden boolean"
)


def link(runs: list[tuple], *, goes_on: bool = True) -> list[tuple]:
    """Pupil, group, first day here, earlier pupil and first day there, and what that part says."""
    moves: Rows = (
        "van_nr integer, naar_nr integer, laatste_lesdag date, eerste_lesdag date, sluit_aan boolean",
        [(11, 21, OCT_31, NOV_3, goes_on), (21, 31, NOV_10, NOV_17, goes_on)],
    )
    return sorted(
        build_model("win_reeks_eerder", win_overstap_gevolgd=moves, win_eigen_reeks=(OWN, runs)),
        key=lambda row: (row[0], row[4]),
    )


def test_the_part_of_a_run_at_an_earlier_school() -> None:
    there = (11, "oa", OCT_27, OCT_31, 7, 8, True, False)
    here = (21, "oa", NOV_3, NOV_10 - DAY, 7, 7, True, False)
    part = (21, "oa", NOV_3, 11, OCT_27, 7, 8, True, False)
    assert link([there, here]) == [part]
    assert link([there, here], goes_on=False) == []
    # Broken on the last day there; not from the first day here on; of another group.
    assert link([(*there[:3], OCT_30, *there[4:]), here]) == []
    assert link([there, (*here[:2], NOV_3 + DAY, *here[3:])]) == []
    assert link([(11, "ga", *there[2:]), here]) == []
    # Nothing here, or nothing there.
    assert link([there]) == link([here]) == []


def test_a_run_over_three_schools() -> None:
    there = (11, "alle", OCT_27, OCT_31, 7, 8, False, True)
    whole = (21, "alle", NOV_3, NOV_10, 8, 9, True, False)
    last = (31, "alle", NOV_17, NOV_24, 8, 10, True, False)
    first_part = (7, 8, False, True)
    assert link([there, whole, last]) == [
        (21, "alle", NOV_3, 11, OCT_27, *first_part),
        (31, "alle", NOV_17, 11, OCT_27, *first_part),
        (31, "alle", NOV_17, 21, NOV_3, 8, 9, True, False),
    ]
    # In between from the second day on: that of the first school ends there.
    later = (21, "alle", NOV_3 + DAY, NOV_10, 7, 8, True, False)
    assert link([there, later, last]) == [(31, "alle", NOV_17, 21, NOV_3 + DAY, 7, 8, True, False)]


POSSIBLE = (
    "leerling_nr integer, school_nr smallint, groep varchar, start date, laatste_dag date, tot_en_met date,"
    " start_positie integer, duur_posities integer, duur_kalenderdagen integer, loopt boolean"
)


def link_possible(
    known: list[tuple], unknown: list[tuple], *, goes_on: bool = True, groups: tuple[str, str] = ("oa", "oa")
) -> list[tuple]:
    """Pupil, first day at any school and here, positions and those before, of runs that unknown lessons could make.

    `known`, `unknown`: pupil, first and last day, positions of a run; without and with unknown lessons as absence.
    `groups`: of the known ones and of the others.
    """

    def make(runs: list[tuple], group: str) -> list[tuple]:
        return [(who, who // 10, group, first, last, last, 50, many, many + 1, True) for who, first, last, many in runs]

    moves: Rows = (
        "van_nr integer, naar_nr integer, laatste_lesdag date, eerste_lesdag date, sluit_aan boolean",
        [(11, 21, OCT_31, NOV_3, goes_on), (21, 31, NOV_10, NOV_17, goes_on)],
    )
    rows = build_model(
        "win_onbekend_keten",
        win_overstap_gevolgd=moves,
        win_eigen_reeks=(POSSIBLE, make(known, groups[0])),
        win_onbekend_reeks=(POSSIBLE, make(unknown, groups[1])),
    )
    # Positions before are taken off the first one, and one calendar day more than positions at each school is added.
    assert all(row[7] == 50 - row[10] for row in rows)
    assert all(row[9] - row[8] == row[11] - row[10] + 1 for row in rows)
    return sorted((row[0], row[3], row[4], row[8], row[10]) for row in rows)


def test_a_possible_run_goes_on_whichever_side_of_the_move_was_not_told() -> None:
    """A lesson between two schools that nobody told of may not make a child disappear."""
    # Unknown at the last lesson there: known up to the day before. Here all is known.
    there, here = (11, OCT_13, OCT_30, 18), (21, NOV_3, NOV_10, 8)
    possible = (11, OCT_13, OCT_31, 19)
    assert link_possible([there, here], [possible]) == [
        (11, OCT_13, OCT_13, 19, 0),
        (21, OCT_13, NOV_3, 8 + 19, 19),
    ]
    # Unknown at the first lesson here: known from the day after.
    whole, later = (11, OCT_13, OCT_31, 19), (21, NOV_3 + DAY, NOV_10, 7)
    assert link_possible([whole, later], [here]) == [(21, OCT_13, NOV_3, 8 + 19, 19)]
    # On both sides; and where both are known but for a lesson in the middle of the run here.
    assert link_possible([there, later], [possible, here]) == [
        (11, OCT_13, OCT_13, 19, 0),
        (21, OCT_13, NOV_3, 8 + 19, 19),
    ]
    assert link_possible([whole, (21, NOV_3, NOV_3 + DAY, 2)], [here]) == [(21, OCT_13, NOV_3, 8 + 19, 19)]


def test_a_run_without_a_reason_goes_on_from_an_unauthorised_one() -> None:
    whole, here = (11, OCT_13, OCT_31, 19), (21, NOV_3, NOV_10, 8)
    linked = [(21, OCT_13, NOV_3, 8 + 19, 19)]
    groups = ("oa", "oa_zonder_reden")
    assert link_possible([whole], [here], groups=groups) == linked
    # The other way round: the reason is missing at the old school.
    assert link_possible([here], [whole], groups=groups) == [(11, OCT_13, OCT_13, 19, 0), *linked]
    # Authorised there, or of all absence: another group.
    for group in ("ga", "alle"):
        assert link_possible([whole], [here], groups=(group, "oa_zonder_reden")) == [(21, NOV_3, NOV_3, 8, 0)]
    assert link_possible([whole], [here], groups=("oa_zonder_reden", "oa")) == [(21, NOV_3, NOV_3, 8, 0)]


def test_a_possible_run_over_three_schools() -> None:
    there, between, last = (11, OCT_13, OCT_31, 19), (21, NOV_3, NOV_10 - DAY, 7), (31, NOV_17, NOV_24, 8)
    assert link_possible([there, between, last], [(21, NOV_3, NOV_10, 8)]) == [
        (21, OCT_13, NOV_3, 8 + 19, 19),
        (31, OCT_13, NOV_17, 8 + 8 + 19, 8 + 19),
    ]


def test_what_is_known_or_does_not_go_on_is_no_possible_run() -> None:
    there, here = (11, OCT_13, OCT_31, 19), (21, NOV_3, NOV_10, 8)
    assert link_possible([there, here], []) == []
    assert link_possible([here], [there], goes_on=False) == [(11, OCT_13, OCT_13, 19, 0)]
    # Broken by a lesson that was attended, on the last day there or the first day here.
    assert link_possible([here], [(11, OCT_13, OCT_30, 18)]) == [(11, OCT_13, OCT_13, 18, 0)]
    assert link_possible([there], [(21, NOV_3 + DAY, NOV_10, 7)]) == [(21, NOV_3 + DAY, NOV_3 + DAY, 7, 0)]


def test_both_durations_are_added() -> None:
    """Pupil 31 has 7 and 8 positions before the 8 here, which begin at position 5; 12 has nothing before."""
    shape = (
        "leerling_nr integer, school_nr smallint, groep varchar, start date, laatste_dag date, start_positie integer,"
        " loopt boolean, tot_en_met date, geheel_ongeoorloofd boolean, duur_posities integer,"
        " duur_kalenderdagen integer, deels_zonder_reden boolean"
    )
    own = [
        (31, 3, "alle", NOV_17, NOV_24, 5, True, NOV_24 + DAY, True, 8, 10, False),
        (31, 3, "oa", NOV_17, NOV_24, 5, True, NOV_24 + DAY, True, 8, 10, False),
        (12, 1, "alle", NOV_17, NOV_24, 5, False, NOV_24, False, 8, 10, True),
    ]
    earlier = [
        (31, "alle", NOV_17, 11, OCT_27, 7, 8, False, False),
        (31, "alle", NOV_17, 21, NOV_3, 8, 9, True, True),
    ]
    found = build_model(
        "win_reeks",
        win_eigen_reeks=(shape, own),
        win_reeks_eerder=(
            "leerling_nr integer, groep varchar, start date, eerder_nr integer, eerder_start date,"
            " duur_posities integer, duur_kalenderdagen integer, geheel_ongeoorloofd boolean,"
            " deels_zonder_reden boolean",
            earlier,
        ),
    )
    assert sorted(found) == [
        (12, 1, "alle", NOV_17, NOV_24, 5, False, False, NOV_24, 8, 10, NOV_17, 0, 0, True),
        (31, 3, "alle", OCT_27, NOV_24, 5 - 15, False, True, NOV_24 + DAY, 7 + 8 + 8, 8 + 9 + 10, NOV_17, 15, 17, True),
        (31, 3, "oa", NOV_17, NOV_24, 5, True, True, NOV_24 + DAY, 8, 10, NOV_17, 0, 0, False),
    ]
