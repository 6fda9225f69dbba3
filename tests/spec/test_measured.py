"""What was measured: contract 2.8, each bound just below, at and just above it.

Region zuid, peildatum Friday 12 December 2025, period from 2 September. The timetable begins on Monday 1 September: 30
school days up to 10 October, autumn holiday, 40 from 20 October on, 70 in all, 69 of the period. One lesson of 50
minutes a day. A school is written as its activity on each of the 70 days: so many pupils with a row that was entered
on the day itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.vault.pseudonym import make_leerling
from tests.lib.cases import CODES, weekly, workdays
from tests.lib.comparison import Output, run_program
from tests.lib.region import (
    AbsenceFile,
    Coverage,
    DatedLesson,
    Enrolment,
    LessonAbsence,
    Region,
    School,
    SpanAbsence,
    write_region,
)

PEILDATUM = date(2025, 12, 12)
DAYS = (*workdays(date(2025, 9, 1), date(2025, 10, 10)), *workdays(date(2025, 10, 20), PEILDATUM))
IN_PERIOD = 69
PUPILS = tuple(str(1001 + number) for number in range(12))
ROOSTER = weekly("1A", van=DAYS[0])


def rows_of(activity: Sequence[int]) -> list[LessonAbsence]:
    """So many pupils with a sick lesson on each day, entered on that day."""
    assert len(activity) == len(DAYS) == 70
    return [
        LessonAbsence(number, day, 1, "Z", ingevoerd_op=day)
        for day, count in zip(DAYS, activity, strict=True)
        for number in PUPILS[:count]
    ]


def school(*rows: LessonAbsence | SpanAbsence, pupils: tuple[Enrolment, ...] = (), **fields: Any) -> School:
    """A school that says nothing about what it delivered, unless `fields` has a `levering`."""
    files = (
        AbsenceFile("les.csv", LessonAbsence, tuple(row for row in rows if isinstance(row, LessonAbsence))),
        AbsenceFile("span.csv", SpanAbsence, tuple(row for row in rows if isinstance(row, SpanAbsence))),
    )
    base: dict[str, Any] = {
        "id": "",
        "sector": "VO",
        "leerlingen": (*(Enrolment(number, "1A") for number in PUPILS), *pupils),
        "rooster": ROOSTER,
        "codes": CODES,
        "levering": None,
        "absenties": tuple(file for file in files if file.rows),
    }
    return School(**{**base, **fields})


def active(*activity: int) -> School:
    return school(*rows_of(activity))


def covered(*ranges: tuple[date, date], rows: tuple[LessonAbsence | SpanAbsence, ...] = (), **fields: Any) -> School:
    """A school that says which days its files cover."""
    said = tuple(Coverage("absenties", first, last) for first, last in ranges)
    return school(*rows, levering=said, **fields)


def two_classes(silent: int, *, a_day: int = 1) -> School:
    """Pupils from 1005 on in 1B, of whom nobody is newly absent on so many days from the 41st on, and else so many a
    day; 1A has two a day, so that the days are active."""
    pupils = tuple(Enrolment(number, "1A" if number < "1005" else "1B") for number in PUPILS)
    rows = [LessonAbsence(number, day, 1, "Z", ingevoerd_op=day) for day in DAYS for number in PUPILS[:2]]
    rows += [
        LessonAbsence(number, day, 1, "Z", ingevoerd_op=day)
        for day in (*DAYS[:40], *DAYS[40 + silent :])
        for number in PUPILS[4 : 4 + a_day]
    ]
    return school(*rows, leerlingen=pupils, rooster=(*ROOSTER, *weekly("1B", van=DAYS[0])))


OCT_27, OCT_31, NOV_3, NOV_10, NOV_26 = (
    date(2025, 10, 27), date(2025, 10, 31), date(2025, 11, 3), date(2025, 11, 10), date(2025, 11, 26)
)  # fmt: skip
AHEAD = date(2025, 8, 20)
# Away on whole days round the gap, entered long before, so that it is no activity.
ROUND_THE_GAP = (
    *(LessonAbsence("2001", day, 1, "S", AHEAD) for day in workdays(OCT_27, OCT_31)),
    LessonAbsence("2001", date(2025, 11, 5), 1, "A", AHEAD),  # present, in the gap: breaks nothing
    *(LessonAbsence("2001", day, 1, "S", AHEAD) for day in workdays(date(2025, 11, 20), date(2025, 11, 28))),
)
GAP_OF_13 = (*[2] * 40, *[0] * 13, *[2] * 17)

SCHOOLS = {
    # Expected in the silence: 40 in 40 days, times its days / 40.
    "stopt, 10 verwacht": active(*[1] * 60, *[0] * 10),
    "stopt, 9 verwacht": active(*[1] * 61, *[0] * 9),
    # 16 expected; an eighth of it is 2.
    "stopt, 1 van 16": active(*[1] * 54, *[0] * 4, 1, *[0] * 11),
    "stopt, 2 van 16": active(*[1] * 54, *[0] * 4, 1, 1, *[0] * 10),
    # 8 a day: two silent days should hold 16, three 24.
    "twee stille dagen": active(*[8] * 68, 0, 0),
    "drie stille dagen": active(*[8] * 67, 0, 0, 0),
    "actief op de derde dag": active(*[8] * 60, 0, 0, 8, *[0] * 7),
    # The median is 8: 4 * 2 reaches it, 4 * 1 does not.
    "2 van 8 is actief": active(*[8] * 60, 2, *[0] * 9),
    "1 van 8 is niet actief": active(*[8] * 60, 1, *[0] * 9),
    # Day 61 has 1. The 60 days up to it: 30 of 8, 29 of 2 and itself, so their lower median is 2, and the upper one 8.
    "1 van 2 of 8 is actief": active(*[2, 8] * 30, 1, *[0] * 9),
    # 60 days up to day 61: 30 of 8 and 30 of 1, lower median 1; a day more would make it 8, and so it is up to day 60.
    "mediaan over 60 dagen": active(*[8] * 31, *[1] * 39),
    # On the ninth day of 1 nine days have activity: compared with what follows, 8. On the tenth: with these ten.
    "8 dagen van 1": active(*[1] * 8, *[8] * 62),
    "9 dagen van 1": active(*[1] * 9, *[8] * 61),
    "10 dagen van 1": active(*[1] * 10, *[8] * 60),
    "12 dagen van 1": active(*[1] * 12, *[8] * 58),
    # Expected by 40 days beside the silence: 40 * 10 / 40 = 10; 39 is 9.75, which a 41st day of 3 would make 10.2.
    "stopt, 40 dagen ervoor 40": active(*[3] * 20, *[1] * 40, *[0] * 10),
    "stopt, 40 dagen ervoor 39": active(*[3] * 20, 0, *[1] * 39, *[0] * 10),
    "begint, 40 dagen erna 40": active(*[0] * 10, *[1] * 40, *[3] * 20),
    "begint, 40 dagen erna 39": active(*[0] * 10, *[1] * 39, 0, *[3] * 20),
    # What counts as activity of the last ten days, which should hold 10: an eighth of it is 1.25.
    "alleen quarantaine aan het eind": school(
        *(replace(row, code="" if row.datum > DAYS[59] else "Z") for row in rows_of([1] * 70))
    ),
    "ook aanwezig is activiteit": school(
        *(replace(row, code="A" if row.datum > DAYS[59] else "Z") for row in rows_of([1] * 70))
    ),
    # Two more on day 59, so 42 in 40 days: 10.5 expected. The two ends are more than an eighth of it, one is not.
    "twee keer een eind": school(
        *rows_of([*[1] * 60, *[0] * 10]), *(SpanAbsence(number, DAYS[58], DAYS[69], "Z") for number in PUPILS[10:])
    ),
    "een keer een eind": school(
        *rows_of([*[1] * 60, *[0] * 10]),
        SpanAbsence("1011", DAYS[58], DAYS[69], "Z"),
        SpanAbsence("1012", DAYS[58], DAYS[59], "Z"),
    ),
    "begint, 10 verwacht": active(*[0] * 10, *[1] * 60),
    "begint, 9 verwacht": active(*[0] * 9, *[1] * 61),
    "twee dagen ervoor": active(0, 0, *[8] * 68),
    "drie dagen ervoor": active(0, 0, 0, *[8] * 67),
    # 14 of 70 days silent. Activity 100: 100 * 14 / 70 = 20; 99: just less.
    "gat, 20 verwacht": active(*[2] * 44, *[0] * 14, *[1] * 12),
    "gat, net geen 20": active(*[2] * 43, 1, *[0] * 14, *[1] * 12),
    # 12 a day: two days should hold 12 * 68 * 2 / 70 = 23.3, and are too few.
    "gat van 2": active(*[12] * 40, 0, 0, *[12] * 28),
    "gat van 3": active(*[12] * 40, 0, 0, 0, *[12] * 27),
    # 13 silent days, 57 of 2: 114 * 13 / 70 = 21.2, but 6 and 7 days lie on both sides of the holiday.
    "gat van 13": school(*rows_of(GAP_OF_13), *ROUND_THE_GAP, pupils=(Enrolment("2001", "1A"),)),
    "stil om de vakantie": active(*[2] * 24, *[0] * 13, *[2] * 33),
    "niets": school(LessonAbsence("1001", DAYS[5], 1, "Z", AHEAD)),  # entered ahead: no activity
    "vooruit ingevoerd": school(*(replace(row, ingevoerd_op=DAYS[0]) for row in rows_of([8] * 70))),
    "elke dag dezelfde": school(*(replace(row, ingevoerd_op=None) for row in rows_of([1] * 70))),
    "om de dag, zonder invoerdatum": school(*(replace(row, ingevoerd_op=None) for row in rows_of([1, 0] * 35))),
    "rooster stopt ook": school(
        *rows_of([*[8] * 50, *[0] * 20]), rooster=weekly("1A", van=DAYS[0], tot=date(2025, 11, 14))
    ),
    "rooster per datum stopt ook": school(
        *rows_of([*[8] * 50, *[0] * 20]),
        rooster=(),
        rooster_datum=tuple(DatedLesson("1A", day, 1, time(9), time(9, 50)) for day in DAYS[:50]),
    ),
    # Said by the school: 10 * 62 < 9 * 69, 10 * 63 is not.
    "levering tot 7 dagen ervoor": covered((date(2025, 8, 1), DAYS[62])),
    "levering tot 6 dagen ervoor": covered((date(2025, 8, 1), DAYS[63])),
    # 30 of the school days lie between two ranges: 10 * (65 - 30) < 9 * (69 - 30), 10 * (66 - 30) is not.
    "levering met een gat tot 4 dagen ervoor": covered((DAYS[0], DAYS[9]), (DAYS[40], DAYS[65])),
    "levering met een gat tot 3 dagen ervoor": covered((DAYS[0], DAYS[9]), (DAYS[40], DAYS[66])),
    "levering van voor de periode": covered(
        (date(2025, 8, 1), DAYS[0]), rows=(LessonAbsence("1001", DAYS[0], 1, "Z"),)
    ),
    "levering na de peildatum": covered((date(2025, 8, 1), date(2026, 7, 31))),
    "levering met een gat": covered((DAYS[0], OCT_31), (NOV_10, PEILDATUM)),
    "levering zwijgt nergens": covered((DAYS[0], PEILDATUM), rows=tuple(rows_of(GAP_OF_13))),
    # Class 1B has one new absence a day but for so many days: 58 * 12 / 70 = 9.9, 57 * 13 / 70 = 10.6.
    "klas 12 dagen stil": two_classes(12),
    "klas 13 dagen stil": two_classes(13),
    # Six a day: 6 * 68 * 2 / 70 = 11.6 in two days, which are too few; 6 * 67 * 3 / 70 = 17.2 in three.
    "klas 2 dagen stil": two_classes(2, a_day=6),
    "klas 3 dagen stil": two_classes(3, a_day=6),
    # Open since so many school days before the peildatum.
    "meldingen": covered(
        (DAYS[0], PEILDATUM),
        rows=(
            SpanAbsence("1001", DAYS[49], None, "Z"),  # 20 school days after it
            SpanAbsence("1002", DAYS[48], None, "Z"),  # 21
            SpanAbsence("1003", DAYS[48], None, "Z"),
            LessonAbsence("1003", DAYS[60], 1, "TL"),
            SpanAbsence("1004", DAYS[40], DAYS[69], "Z"),
        ),
    ),
    "ingevoerd 3 dagen later": covered((DAYS[0], DAYS[62]), rows=(LessonAbsence("1001", DAYS[62], 1, "Z", DAYS[65]),)),
    "ingevoerd 4 dagen later": covered((DAYS[0], DAYS[62]), rows=(LessonAbsence("1001", DAYS[62], 1, "Z", DAYS[66]),)),
    "rij 3 dagen later": covered((DAYS[0], DAYS[62]), rows=(LessonAbsence("1001", DAYS[65], 1, "Z"),)),
    "rij 4 dagen later": covered((DAYS[0], DAYS[62]), rows=(LessonAbsence("1001", DAYS[66], 1, "Z"),)),
    # Without inschrijfdatum a pupil is enrolled from the begin on, Monday 15 September.
    "begint, met vertrekkers": school(
        *rows_of([*[0] * 10, *[1] * 60]),
        pupils=(
            Enrolment("2001", "1A", uitschrijfdatum=DAYS[10] - timedelta(days=1)),
            Enrolment("2002", "1A", uitschrijfdatum=DAYS[10]),
            Enrolment("2003", "1A", inschrijfdatum=DAYS[0], uitschrijfdatum=DAYS[9]),
        ),
    ),
    "meetdatum 26 november": covered(
        (DAYS[0], NOV_26),
        rows=(SpanAbsence("2001", OCT_27, None, "S"), SpanAbsence("2002", OCT_27, None, "S")),
        pupils=(
            Enrolment("2001", "1A", geboortedatum=date(2010, 1, 1)),
            Enrolment("2002", "1A", uitschrijfdatum=date(2025, 12, 5)),
            Enrolment("2003", "9Z"),
        ),
    ),
}
NAMES = tuple(SCHOOLS)


def _id(name: str) -> str:
    return f"{NAMES.index(name) + 10}AB00"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    schools = tuple(replace(made, id=_id(name)) for name, made in SCHOOLS.items())
    made = run_program(
        write_region(Region(schools, vakantieregio="zuid"), tmp_path_factory.mktemp("gemeten")), PEILDATUM
    )
    assert made.exit_code == 0
    return made


def _row(output: Output, name: str) -> dict[str, Any]:
    return output.read("school_meting").row(by_predicate=pl.col("school") == _id(name), named=True)


def _dates(output: Output, name: str) -> tuple[date | None, date | None]:
    row = _row(output, name)
    return row["gegevens_van"], row["gegevens_tot"]


def _pupil(output: Output, table: str, name: str, number: str) -> list[dict[str, Any]]:
    code = make_leerling(output.key, _id(name), number)
    return list(output.read(table).filter(pl.col("leerling") == code).iter_rows(named=True))


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("stopt, 10 verwacht", DAYS[59]),
        ("stopt, 9 verwacht", PEILDATUM),
        ("stopt, 1 van 16", DAYS[53]),
        ("stopt, 2 van 16", PEILDATUM),
        ("twee stille dagen", PEILDATUM),
        ("drie stille dagen", DAYS[66]),
        ("actief op de derde dag", DAYS[62]),
        ("2 van 8 is actief", DAYS[60]),
        ("1 van 8 is niet actief", DAYS[59]),
        ("1 van 2 of 8 is actief", DAYS[60]),
        ("stopt, 40 dagen ervoor 40", DAYS[59]),
        ("stopt, 40 dagen ervoor 39", PEILDATUM),
        ("alleen quarantaine aan het eind", DAYS[59]),
        ("ook aanwezig is activiteit", PEILDATUM),
        ("twee keer een eind", PEILDATUM),
        ("een keer een eind", DAYS[59]),
        ("rooster stopt ook", date(2025, 11, 14)),
        ("rooster per datum stopt ook", date(2025, 11, 14)),
    ],
)
def test_where_an_export_ends(output: Output, name: str, last: date) -> None:
    assert _dates(output, name) == (DAYS[0], last)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("begint, 10 verwacht", DAYS[10]),
        ("begint, 9 verwacht", DAYS[0]),
        ("begint, 40 dagen erna 40", DAYS[10]),
        ("begint, 40 dagen erna 39", DAYS[0]),
        ("8 dagen van 1", DAYS[8]),
        ("9 dagen van 1", DAYS[9]),
        ("10 dagen van 1", DAYS[9]),
        ("12 dagen van 1", DAYS[9]),
        ("twee dagen ervoor", DAYS[0]),
        ("drie dagen ervoor", DAYS[3]),
    ],
)
def test_where_an_export_begins(output: Output, name: str, first: date) -> None:
    assert _dates(output, name) == (first, PEILDATUM)
    # Slots before it are counted nowhere; 1 September is not in the period.
    days = IN_PERIOD - max(DAYS.index(first) - 1, 0)
    assert [row["gepland_min"] for row in _pupil(output, "leerling_periode", name, "1008")] == [days * 50]


@pytest.mark.parametrize(
    ("name", "gap_days"),
    [
        ("gat, 20 verwacht", 14),
        ("gat, net geen 20", 0),
        ("gat van 2", 0),
        ("gat van 3", 3),
        ("mediaan over 60 dagen", 29),
        ("gat van 13", 13),
        ("stil om de vakantie", 0),
        ("levering met een gat", 5),  # Monday 3 to Friday 7 November
        ("levering zwijgt nergens", 0),
    ],
)
def test_gaps(output: Output, name: str, gap_days: int) -> None:
    row = _row(output, name)
    assert (row["stand"], row["gemeten_dagen"], row["gat_dagen"]) == ("gemeten", IN_PERIOD, gap_days)
    planned = [pupil["gepland_min"] for pupil in _pupil(output, "leerling_periode", name, "1008")]
    assert planned == [(IN_PERIOD - gap_days) * 50]


def test_a_run_goes_on_over_a_gap_and_weeks_within_it_do_not_count(output: Output) -> None:
    runs = {row["groep"]: row for row in _pupil(output, "reeks", "gat van 13", "2001")}
    assert set(runs) == {"oa", "alle"}
    # 27 October up to the day of return, Monday 1 December. The gap is 3 to 19 November: the weeks of 3 and 10 November
    # lie wholly in it. Lesweken of 27 October, 17 and 24 November: 3 * 7.
    assert runs["oa"]["duur_posities"] == 3 * 7
    assert runs["oa"]["duur_kalenderdagen"] == (date(2025, 12, 1) - OCT_27).days
    assert runs["oa"]["loopt"] is False


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("niets", "niet_gemeten"),
        ("vooruit ingevoerd", "niet_gemeten"),  # activity on 1 September alone, so it ends there
        ("elke dag dezelfde", "niet_gemeten"),  # new once, on 1 September
        ("om de dag, zonder invoerdatum", "gemeten"),
        ("levering van voor de periode", "niet_gemeten"),
        ("levering tot 7 dagen ervoor", "verouderd"),
        ("levering tot 6 dagen ervoor", "gemeten"),
        ("levering met een gat tot 4 dagen ervoor", "verouderd"),
        ("levering met een gat tot 3 dagen ervoor", "gemeten"),
        ("levering na de peildatum", "gemeten"),
        ("rooster stopt ook", "verouderd"),
        ("stopt, 10 verwacht", "verouderd"),  # 59 of 69
    ],
)
def test_states(output: Output, name: str, state: str) -> None:
    assert _row(output, name)["stand"] == state


def test_school_days_go_on_after_the_timetable(output: Output) -> None:
    # 20 school days from 17 November to 12 December have no lesson in any timetable.
    for name in ("rooster stopt ook", "rooster per datum stopt ook"):
        row = _row(output, name)
        assert (row["schooldagen"], row["gemeten_dagen"], row["gat_dagen"]) == (IN_PERIOD, IN_PERIOD - 20, 0)


def test_a_school_that_is_not_measured_has_no_pupils_in_other_tables(output: Output) -> None:
    for name in ("niets", "vooruit ingevoerd", "levering van voor de periode"):
        assert _row(output, name)["leerlingen"] == len(PUPILS)
        for table in ("leerling_periode", "reeks", "vierweken", "thuiszitter", "signaal", "duo_melding"):
            assert output.read(table).filter(pl.col("school") == _id(name)).is_empty()
    assert _dates(output, "niets") == (None, None)


def test_said_dates_are_cut_at_the_peildatum(output: Output) -> None:
    assert _dates(output, "levering na de peildatum") == (date(2025, 8, 1), PEILDATUM)


def test_the_horizon_is_that_of_the_last_measured_day(output: Output) -> None:
    name = "meetdatum 26 november"
    # Wednesday 26 November: the timetable has lessons left in its week, so it is the horizon itself. From Monday 27
    # October four weeks and three days: 4 * 7 + 3.
    for number in ("2001", "2002"):
        runs = [row for row in _pupil(output, "reeks", name, number) if row["groep"] == "oa"]
        assert [(row["duur_posities"], row["loopt"]) for row in runs] == [(4 * 7 + 3, True)]
    # Who leaves after the last measured day is still there: the status goes on.
    assert [(row["status"], row["op_peildatum"]) for row in _pupil(output, "thuiszitter", name, "2002")] == [
        ("thuiszitter", True)
    ]
    # 69 days of the period less 12 after 26 November; 23 of them unauthorised.
    measured = IN_PERIOD - len(workdays(NOV_26 + timedelta(days=1), PEILDATUM))
    away = len(workdays(OCT_27, NOV_26))
    columns = [
        (row["gepland_min"], row["ongeoorloofd_min"]) for row in _pupil(output, "leerling_periode", name, "2001")
    ]
    assert columns == [(measured * 50, away * 50)]
    open_lrv = [row for row in _pupil(output, "duo_melding", name, "2001") if row["meldsoort"] == "lrv"]
    assert [(row["einddatum"], row["plicht"]) for row in open_lrv] == [(None, "verplicht")]


def test_without_a_date_a_pupil_is_enrolled_from_the_begin_of_what_was_measured(output: Output) -> None:
    name = "begint, met vertrekkers"
    assert _dates(output, name)[0] == DAYS[10]
    found = {number: _pupil(output, "leerling_periode", name, number) for number in ("2001", "2002", "2003")}
    # One day of the period is measured for 2002; who was enrolled by its own date is in the table, with no day.
    assert [row["gepland_min"] for row in found["2002"]] == [50]
    assert [row["gepland_min"] for row in found["2003"]] == [0]
    assert found["2001"] == []
    assert _row(output, name)["leerlingen"] == len(PUPILS) + 2


def test_a_pupil_in_no_group_with_a_timetable_has_no_tier(output: Output) -> None:
    name = "meetdatum 26 november"
    row = _pupil(output, "leerling_periode", name, "2003")[0]
    assert (row["tier"], row["tier_status"], row["gepland_min"]) == (None, "geen_rooster", 0)
    assert (_row(output, name)["leerlingen"], _row(output, name)["zonder_rooster"]) == (len(PUPILS) + 3, 1)


def _mart(output: Output, mart: str, name: str, *columns: str) -> list[tuple[Any, ...]]:
    store = output.folder.parents[1] / "opslag" / "msa.duckdb"
    with duckdb.connect(str(store), read_only=True) as connection:
        query = f"select {', '.join(columns)} from {mart} where school = ? order by all"
        return connection.execute(query, [_id(name)]).fetchall()


def test_gaps_are_listed(output: Output) -> None:
    columns = ("van", "tot_en_met", "bron", "schooldagen")
    assert _mart(output, "mart_gat", "gat van 13", *columns) == [(DAYS[40], DAYS[52], "stilte", 13)]
    # Nothing said of 1 to 9 November: five school days.
    assert _mart(output, "mart_gat", "levering met een gat", *columns) == [
        (date(2025, 11, 1), date(2025, 11, 9), "levering", 5)
    ]
    assert _mart(output, "mart_gat", "stil om de vakantie", *columns) == []


def test_a_silent_class_is_listed(output: Output) -> None:
    columns = ("klas", "van", "tot_en_met", "schooldagen", "verwacht")
    assert _mart(output, "mart_stille_klas", "klas 12 dagen stil", *columns) == []
    assert _mart(output, "mart_stille_klas", "klas 13 dagen stil", *columns) == [("1B", DAYS[40], DAYS[52], 13, 10)]
    assert _mart(output, "mart_stille_klas", "klas 2 dagen stil", *columns) == []
    assert _mart(output, "mart_stille_klas", "klas 3 dagen stil", *columns) == [("1B", DAYS[40], DAYS[42], 3, 17)]
    # It changes no figure.
    row = _row(output, "klas 13 dagen stil")
    assert (row["stand"], row["gemeten_dagen"], row["gat_dagen"]) == ("gemeten", IN_PERIOD, 0)


def test_absences_that_were_never_closed_are_listed(output: Output) -> None:
    found = _mart(output, "mart_melding_open", "meldingen", "leerling", "begin", "schooldagen", "weersproken")
    codes = {number: make_leerling(output.key, _id("meldingen"), number) for number in ("1002", "1003")}
    assert set(found) == {(codes["1002"], DAYS[48], 21, False), (codes["1003"], DAYS[48], 21, True)}


@pytest.mark.parametrize(
    ("name", "doubts"),
    [
        ("ingevoerd 3 dagen later", (3, 0, False, False)),
        ("ingevoerd 4 dagen later", (4, 0, True, False)),
        ("rij 3 dagen later", (0, 3, False, False)),
        ("rij 4 dagen later", (0, 4, False, True)),
        ("levering tot 7 dagen ervoor", (0, 0, False, False)),
    ],
)
def test_doubts_about_the_last_measured_day(output: Output, name: str, doubts: tuple[int, int, bool, bool]) -> None:
    columns = ("ingevoerd_na", "rijen_na", "tot_onzeker", "rijen_na_levering")
    assert _mart(output, "mart_meting_twijfel", name, *columns) == [doubts]
