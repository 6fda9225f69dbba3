"""`msa explain` on a hand-made school: sums, windows, lesson hours with file and line, distance, messages.

The values, windows and distances come from `mart_uitleg_regel`.

Region noord, peildatum Friday 5 February 2027: horizon Sunday 7 February. The four lesweken up to it are those of
Monday 11, 18 and 25 January and 1 February. Class 8 has eight lessons of 50 minutes a day.

The second school follows `twente`. Two of its pupils left on Tuesday 2 February, which is their horizon: one has an
absence on the last day before each window, the other on its first day.
"""

import re
import stat
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from pipelines.commands.explain import explain_pupil, find_schools_of
from pipelines.commands.reported import describe_work, read_reported, tell_change
from pipelines.contexts.explain import describe_distance, make_sum
from pipelines.errors import DeliveryRefused, StoreUnavailable, WrongUse
from pipelines.run.steps import run_quarter
from pipelines.settings import Settings, load_settings
from pipelines.store.periods import make_period
from pipelines.store.reference import load_checked_rule_sets
from pipelines.vault.pseudonym import load_key, make_leerling
from reports.render import render_explanation
from reports.school.explanation import Explanation, Slot, get_day_kind, make_calendar, make_text
from reports.words.wording import CODE_NOT_SHOWN
from tests.lib import report_samples as samples
from tests.lib.cases import CODES, weekly
from tests.lib.region import AbsenceFile, Enrolment, LessonAbsence, Region, School, write_region

PEILDATUM = date(2027, 2, 5)
JAN_12, JAN_19, FEB_2, FEB_3 = date(2027, 1, 12), date(2027, 1, 19), date(2027, 2, 2), date(2027, 2, 3)
SCHOOL = "98ZZ00"
SIXTEEN, THIRTEEN, NOTHING = "40016", "40013", "40000"
TWENTE = "99ZZ00"
BEFORE, WITHIN = "40021", "40022"
SCHOOLS = {SIXTEEN: SCHOOL, THIRTEEN: SCHOOL, NOTHING: SCHOOL, BEFORE: TWENTE, WITHIN: TWENTE}
BORN = date(2013, 3, 4)
LATE_ENTRY, EARLY_ENTRY = datetime(2027, 2, 3, 12), datetime(2027, 2, 3, 8)


@dataclass(frozen=True)
class Explained:
    """What the program said about the pupils of the school."""

    folder: Path
    texts: dict[str, str]
    pages: dict[str, str]


def absences() -> tuple[LessonAbsence, ...]:
    """Lines 2 to 17: sixteen hours (3 + 6 + 7); line 18 gives way to line 17; lines 19 to 31: thirteen (6 + 7)."""
    three = [LessonAbsence(SIXTEEN, JAN_12, hour, "S") for hour in (1, 2, 3)]
    six = [LessonAbsence(SIXTEEN, JAN_19, hour, "S") for hour in range(1, 7)]
    seven = [LessonAbsence(SIXTEEN, FEB_3, hour, "S") for hour in range(1, 7)]
    seven.append(LessonAbsence(SIXTEEN, FEB_3, 7, "S", ingevoerd_op=LATE_ENTRY))
    gone = [LessonAbsence(SIXTEEN, FEB_3, 7, "Z", ingevoerd_op=EARLY_ENTRY)]
    less = [LessonAbsence(THIRTEEN, JAN_19, hour, "S") for hour in range(1, 7)]
    less += [LessonAbsence(THIRTEEN, FEB_2, hour, "S") for hour in range(1, 8)]
    # A number of a pupil in the column of codes: it has no kind and is never shown.
    astray = [LessonAbsence(NOTHING, FEB_2, 1, SIXTEEN)]
    return (*three, *six, *seven, *gone, *less, *astray)


def leavers_absences() -> tuple[LessonAbsence, ...]:
    """Three sick spells of a lesson, and two days of medical absence."""
    spells = {BEFORE: date(2026, 11, 10), WITHIN: date(2026, 11, 11)}
    days = {BEFORE: date(2027, 1, 5), WITHIN: date(2027, 1, 6)}
    sick = [
        LessonAbsence(number, day, 1, "Z")
        for number, first in spells.items()
        for day in (first, date(2026, 11, 30), date(2026, 12, 7))
    ]
    medical = [
        LessonAbsence(number, day, hour, "M")
        for number, first in days.items()
        for day in (first, date(2027, 1, 20))
        for hour in range(1, 9)
    ]
    return (*sick, *medical)


def make_region() -> Region:
    school = School(
        id=SCHOOL,
        sector="VO",
        leerlingen=tuple(Enrolment(number, "8", geboortedatum=BORN) for number in (SIXTEEN, THIRTEEN, NOTHING)),
        rooster=tuple(weekly("8", lessen=8, minuten=50)),
        absenties=(AbsenceFile("verzuim.csv", LessonAbsence, absences()),),
        codes=CODES,
    )
    # One pupil stays, so that the week in which the others leave has lessons after that day.
    leavers = tuple(Enrolment(number, "8", uitschrijfdatum=FEB_2) for number in (BEFORE, WITHIN))
    twente = replace(
        school,
        id=TWENTE,
        leerlingen=(*leavers, Enrolment("40023", "8")),
        absenties=(AbsenceFile("verzuim.csv", LessonAbsence, leavers_absences()),),
        protocol="twente",
    )
    return Region(scholen=(school, twente), peildata=("09-01", "06-01"))


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Explained:
    folder = tmp_path_factory.mktemp("uitleg")
    settings = load_settings(write_region(make_region(), folder))
    run_quarter(settings, peildatum=PEILDATUM)
    key = load_key(settings.opslag)
    texts, pages = {}, {}
    for number, school in SCHOOLS.items():
        # Without a peildatum: that of the newest publication.
        found = explain_pupil(settings, leerling=make_leerling(key, school, number))
        texts[number] = found.text
        pages[number] = found.page.read_text(encoding="utf-8")
    return Explained(folder, texts, pages)


def get_rule(text: str, rule: str) -> str:
    """The part of the text about one rule, on one line."""
    start = text.index(f"\n{rule}  ")
    return " ".join(re.split(r"\n\n", text[start + 1 :], maxsplit=1)[0].split())


def test_the_sum_of_sixteen_hours_is_written_out(explained: Explained) -> None:
    rule = get_rule(explained.texts[SIXTEEN], "S3-70")
    assert "Ja: de regel geldt op de peildatum." in rule
    assert "3 + 6 + 7 = 16 lesuren in 4 lesweken, van 11 jan t/m 7 feb 2027" in rule
    # 16 counts, 15 does not: one hour less.
    assert "Met 1 lesuur minder geldt de regel niet" in rule
    assert "16 uur of meer, in 4 lesweken" in rule
    # The place in the protocol, the text's own comparator and the decision on it.
    assert "regel 910-934" in rule
    assert "gelezen volgens D1" in rule


def test_lesson_hours_come_with_code_kind_file_and_line(explained: Explained) -> None:
    text = " ".join(explained.texts[SIXTEEN].split())
    assert "di 12 jan 2027: lesuur 1 t/m 3, code S (spijbelen), absenties regel 2 t/m 4" in text
    assert "di 19 jan 2027: lesuur 1 t/m 6, code S (spijbelen), absenties regel 5 t/m 10" in text
    assert "wo 3 feb 2027: lesuur 1 t/m 7, code S (spijbelen), absenties regel 11 t/m 17" in text
    # The screen names no file (contract 3), the page does.
    assert "verzuim.csv" not in text
    # What gave way on the slot stands beside it, with its own line.
    assert "vervangt: code Z (ziek), verzuim.csv regel 18, ingevoerd 3 feb 2027" in " ".join(
        explained.pages[SIXTEEN].replace("\u00a0", " ").split()
    )


def test_who_must_do_what_is_told_as_the_work_list_has_it(explained: Explained) -> None:
    """Sixteen hours are full on 3 February: to DUO within five working days, the 10th. Each row of the table is told,
    on the page and in the text; a pupil of whom nothing is asked has none."""
    told = (
        "verzuimadministratie: melding bij DUO: zestien uur, sinds 3 feb 2027, uiterlijk 10 feb 2027: te doen"
        " (S3-30, S3-37, S3-58, S3-70)",
        "schoolleiding: brief aan ouders, sinds 3 feb 2027: te doen (S3-70)",
        "leerplichtambtenaar: LPA stemt af met school, sinds 3 feb 2027: te doen (S3-70)",
    )
    for form in (explained.texts[SIXTEEN], explained.pages[SIXTEEN]):
        words = " ".join(form.replace("\u00a0", " ").split())
        assert all(line in words for line in told)
    table = pl.read_parquet(explained.folder / "uitvoer" / PEILDATUM.isoformat() / "tabellen" / "werklijst.parquet")
    key = load_key(explained.folder / "opslag")
    for number, school in SCHOOLS.items():
        rows = table.filter(pl.col("leerling") == make_leerling(key, school, number)).height
        assert len(re.findall(r": (?:te doen|te laat|gedaan)", explained.pages[number])) == rows
    assert "Te doen: niets" in " ".join(explained.texts[NOTHING].split())
    assert "Voor deze leerling vraagt geen regel iets." in explained.pages[NOTHING]


def test_what_is_done_and_what_is_late_is_told_so() -> None:
    row = {
        "rol": "oco",
        "actie": "mdo",
        "sinds": date(2027, 1, 31),
        "uiterste_datum": date(2027, 1, 25),
        "stand": "te_laat",
        "gedaan_op": None,
        "regels": "S3-69,S3-72",
        "toelichting": None,
    }
    late = (
        "ondersteuningscoördinator: overleg met alle partners (MDO), sinds 31 jan 2027, uiterlijk 25 jan 2027: te laat"
    )
    assert describe_work(row).replace("\u00a0", " ") == f"{late} (S3-69, S3-72)"
    done = row | {"stand": "gedaan", "gedaan_op": FEB_2, "uiterste_datum": None}
    assert describe_work(done).replace("\u00a0", " ").endswith("sinds 31 jan 2027: gedaan op 2 feb 2027 (S3-69, S3-72)")
    undated = describe_work(done | {"actie": "plan_van_aanpak", "gedaan_op": None}).replace("\u00a0", " ")
    assert undated.endswith("plan van aanpak, sinds 31 jan 2027: gedaan (S3-69, S3-72)")


def test_the_calendar_has_a_letter_a_day(explained: Explained) -> None:
    start = explained.texts[SIXTEEN].index("    week   2  3  4  5")
    lines = explained.texts[SIXTEEN][start:].splitlines()[1:6]
    # 12 and 19 January are Tuesdays, 3 February is a Wednesday; each a part of the day.
    assert [line.split() for line in lines] == [
        ["ma", "·", "·", "·", "·"],
        ["di", "o", "o", "·", "·"],
        ["wo", "·", "·", "·", "o"],
        ["do", "·", "·", "·", "·"],
        ["vr", "·", "·", "·", "·"],
    ]


def test_thirteen_hours_lack_three(explained: Explained) -> None:
    rule = get_rule(explained.texts[THIRTEEN], "S3-70")
    assert "Nee: de regel geldt niet." in rule
    assert "6 + 7 = 13 lesuren in 4 lesweken" in rule
    assert "Nog 3 lesuren" in rule


@pytest.mark.parametrize(
    ("number", "total"),
    [
        # 2 February - 83 days = 11 November (19 + 31 + 31 + 2): 10 November is out, 30 November and 7 December are in.
        (BEFORE, "1 + 1 = 2 ziekmeldingen"),
        (WITHIN, "1 + 1 + 1 = 3 ziekmeldingen"),
    ],
)
def test_twelve_calendar_weeks_are_84_days_with_the_horizon(explained: Explained, number: str, total: str) -> None:
    rule = get_rule(explained.texts[number], "S0-07")
    assert f"{total} in 12 kalenderweken, van 11 nov 2026 t/m 2 feb 2027" in rule


@pytest.mark.parametrize(
    ("number", "share"),
    [
        # Lesweken 4, 11, 18 and 25 January and 1 February: the 28 positions up to Tuesday begin on Wednesday 6 January.
        # 20 days of 8 * 50 minutes are 8 000; 20 January is absence, 5 January is out: 8 000 - 400.
        (BEFORE, "7.600 van 8.000 minuten = 95 procent aanwezig"),
        # 6 and 20 January: 8 000 - 800.
        (WITHIN, "7.200 van 8.000 minuten = 90 procent aanwezig"),
    ],
)
@pytest.mark.parametrize("rule", ["S0-02", "S0-03", "S0-11"])
def test_attendance_is_that_of_the_last_complete_window(
    explained: Explained, number: str, share: str, rule: str
) -> None:
    assert f"{share} in 4 lesweken, van 6 jan t/m 2 feb 2027" in get_rule(explained.texts[number], rule)


def test_rules_that_hold_come_first_and_the_rest_is_short(explained: Explained) -> None:
    text = explained.texts[SIXTEEN]
    order = [text.index(title) for title in ("Regels die gelden", "Dichtbij de grens", "Nog niets geteld")]
    assert order == sorted(order)
    # Present all the time: the rule of tier 1 holds and no other.
    assert "Regels die gelden (1)" in explained.texts[NOTHING]
    # Nothing counted: one line, no sum.
    assert re.search(r"^S3-70  \S", explained.texts[NOTHING], re.MULTILINE)
    assert "lesuren in 4 lesweken" not in explained.texts[NOTHING]


def test_the_report_to_duo_is_told(explained: Explained) -> None:
    text = " ".join(explained.texts[SIXTEEN].split())
    # The 16th hour is on 3 February; five working days later is 10 February. No file of notifications was delivered.
    assert "16 uur ongeoorloofd verzuim, 12 jan t/m 3 feb 2027, 16 uur: uiterlijk 10 feb 2027 melden" in text
    assert "geen melding nodig geweest" in explained.texts[THIRTEEN]


def test_no_number_no_birth_date_and_a_private_page(explained: Explained) -> None:
    for number in SCHOOLS:
        for output in (explained.texts[number], explained.pages[number]):
            assert number not in output
            assert not re.search(r"2013|maart", output)
    assert CODE_NOT_SHOWN in explained.pages[NOTHING]
    pages = list((explained.folder / "uitvoer" / "uitleg").iterdir())
    assert len(pages) == len(SCHOOLS)
    assert {stat.S_IMODE(page.stat().st_mode) for page in pages} == {0o600}
    assert stat.S_IMODE(pages[0].parent.stat().st_mode) == 0o700


def test_the_school_report_has_the_same_evidence(explained: Explained) -> None:
    folder = explained.folder / "uitvoer" / "2027-02-05" / "school" / SCHOOL
    page = (folder / "leerlingen.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.replace("\u00a0", " ")).split())
    assert "16 lesuren (grens 16), geldt op de peildatum" in text
    assert "11 jan t/m 7 feb 2027, 16 lessen" in text
    assert "wo 3 feb 2027: lesuur 1 t/m 7, code S (spijbelen), verzuim.csv regel 11 t/m 17" in text
    assert SIXTEEN not in text


def test_an_earlier_peildatum_counts_up_to_that_day(explained: Explained) -> None:
    settings = load_settings(explained.folder / "swv.toml")
    code = make_leerling(load_key(settings.opslag), SCHOOL, SIXTEEN)
    # Friday 22 January: 3 + 6 hours so far.
    text = explain_pupil(settings, leerling=code, peildatum=date(2027, 1, 22)).text
    rule = get_rule(text, "S3-70")
    assert "3 + 6 = 9 lesuren in 4 lesweken" in rule
    assert "Nog 7 lesuren" in rule


def test_the_working_folder_is_gone(explained: Explained) -> None:
    assert not [path.name for path in (explained.folder / "opslag").iterdir() if path.name.startswith("werk")]


def test_text_fits_the_terminal(explained: Explained) -> None:
    assert max(len(line) for text in explained.texts.values() for line in text.splitlines()) <= 88


@pytest.mark.parametrize("typed", ["40016", "Jan de Vries", "lABCDEFGHIJK", "l234567", "../../etc/passwd"])
def test_what_is_no_code_is_refused_and_not_repeated(
    explained: Explained, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    toml = explained.folder / "swv.toml"
    assert cli.main(["explain", str(toml), "--leerling", typed, "--peildatum", "2027-02-05"]) == WrongUse.exit_code
    told = capsys.readouterr().err
    assert typed not in told
    assert "msa key" in told


def test_an_unknown_code_says_where_codes_are(explained: Explained, capsys: pytest.CaptureFixture[str]) -> None:
    toml = explained.folder / "swv.toml"
    code = cli.main(["explain", str(toml), "--leerling", "laaaaaaaaaaa", "--peildatum", "2027-02-05"])
    assert code == WrongUse.exit_code
    assert "schoolrapport" in capsys.readouterr().err


def test_without_any_output_the_store_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = write_region(make_region(), tmp_path)
    assert cli.main(["explain", str(toml), "--leerling", "laaaaaaaaaaa"]) == StoreUnavailable.exit_code
    assert "msa run" in capsys.readouterr().err


# --- parts -----------------------------------------------------------------------------------------------------------


def make_row(**changed: object) -> dict[str, object]:
    row: dict[str, object] = {
        "maat": "oa_uren_venster",
        "groep": "oa",
        "eenheid": "uren",
        "venster_lengte": 4,
        "venster_eenheid": "lesweek",
        "minimum": 16,
        "bovengrens": None,
        "maanden": None,
        "uitkomst": "nee",
        "tekort": None,
        "te_veel": None,
        "ruimte": None,
    }
    return {**row, **changed}


def make_share(**changed: object) -> dict[str, object]:
    return make_row(**{"maat": "aanwezigheid_periode", "minimum": None, "bovengrens": 95, **changed})


HOUR = ("klokuur", "klokuren")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (make_row(tekort=1.0), "Nog 1 klokuur"),
        # 0,004: rounded up, so that something is seen to be lacking.
        (make_row(tekort=0.004), "Nog 0,01 klokuren"),
        # With all 16 hours gone but 15: one less than the bound.
        (make_row(uitkomst="ja", ruimte=0.0), "Met 1 klokuur minder geldt de regel niet"),
        (make_row(uitkomst="ja", ruimte=0.5), "Met meer dan 0,5 klokuren minder geldt de regel niet"),
        # A rule without a lower bound.
        (make_row(uitkomst="ja"), ""),
        (make_row(te_veel=2.0), "2 klokuren boven de bovengrens"),
        (make_row(maanden=3), "De reeks duurt nog geen 3 kalendermaanden"),
        (make_row(uitkomst="niet_te_bepalen"), ""),
        (make_row(), "De telling is genoeg, een andere voorwaarde van de regel niet"),
        (make_share(tekort=1.25), "Nog 1,25 procentpunt minder aanwezigheid"),
        (make_share(uitkomst="ja", ruimte=2.5), "2,5 procentpunt onder de grens van 95 procent"),
        (make_share(minimum=90, te_veel=3.0), "De aanwezigheid ligt onder de ondergrens van 90 procent"),
        # Nothing was scheduled, and a rule without an upper bound.
        (make_share(), ""),
        (make_share(bovengrens=None, te_veel=3.0), ""),
    ],
)
def test_distance_to_the_bound(row: dict[str, object], expected: str) -> None:
    assert describe_distance(row, unit=HOUR) == expected


def make_slot(day: date, hour: int = 1, *, minutes: int = 50, soort: str = "spijbelen") -> Slot:
    groep = {"spijbelen": "oa", "ziek": "ga"}.get(soort, "aanwezig")
    return Slot(day, hour, 510, minutes, groep, soort, "S", "verzuim.csv", 12)


def test_a_sum_that_differs_from_the_store_is_not_written() -> None:
    """Negative control: the page never shows terms that do not add up to the value."""
    slots = [make_slot(JAN_12), make_slot(JAN_19)]
    window = (date(2027, 1, 11), date(2027, 2, 7))
    lesson = ("lesuur", "lesuren")
    right = make_sum(make_row(), value=2.0, slots=slots, window=window, unit=lesson, sector="VO")
    wrong = make_sum(make_row(), value=3.0, slots=slots, window=window, unit=lesson, sector="VO")
    assert right == "1 + 1 = 2 lesuren in 4 lesweken, van 11\u00a0jan t/m 7\u00a0feb\u00a02027"
    assert wrong == "3 lesuren in 4 lesweken, van 11\u00a0jan t/m 7\u00a0feb\u00a02027"


def test_every_school_at_which_a_pupil_was() -> None:
    """a of the first school went on as b of the second, and that as c of the third; d is another child."""
    rows = [("20AB00", "b", "30AB00", "c"), ("10AB00", "a", "20AB00", "b"), ("40AB00", "d", "10AB00", "b")]
    moves = pl.DataFrame(rows, schema=["school_van", "leerling_van", "school_naar", "leerling_naar"], orient="row")
    for school, pupil in (("10AB00", "a"), ("20AB00", "b"), ("30AB00", "c")):
        assert find_schools_of(moves, school=school, leerling=pupil) == {"10AB00", "20AB00", "30AB00"}
    assert find_schools_of(moves, school="40AB00", leerling="d") == {"10AB00", "40AB00"}
    assert find_schools_of(moves, school="20AB00", leerling="a") == {"20AB00"}


@pytest.mark.parametrize(("first", "moved"), [(JAN_12, ""), (date(2027, 1, 11), ", begonnen op de vorige school")])
def test_a_run_without_a_lesson_on_its_first_day_began_at_an_earlier_school(first: date, moved: str) -> None:
    slots = [make_slot(JAN_12), make_slot(JAN_19)]
    row = make_row(maat="reeks", eenheid="duur_posities", venster_eenheid="reeks")
    text = make_sum(row, value=14.0, slots=slots, window=(first, JAN_19), unit=("positie", "posities"), sector="VO")
    assert text.endswith(f"t/m 19\u00a0jan\u00a02027{moved}")


def test_clock_hours_are_added_in_minutes() -> None:
    # 75 + 60 = 135 minutes = 2,25 clock hours.
    slots = [make_slot(JAN_12, minutes=75), make_slot(JAN_19, minutes=60)]
    window = (date(2027, 1, 11), date(2027, 2, 7))
    text = make_sum(make_row(), value=2.25, slots=slots, window=window, unit=HOUR, sector="PO")
    assert text.startswith("75 + 60 = 135 minuten = 2,25 klokuren")


def test_a_long_window_is_cut_into_tables_and_holidays_have_no_lessons() -> None:
    tables = make_calendar([make_slot(JAN_12)], date(2026, 8, 1), date(2027, 2, 7))
    # Monday 27 July to Sunday 7 February: 28 weeks, 20 and 8.
    assert [len(table.weken) for table in tables] == [20, 8]
    cells = {cell.letter for table in tables for _, row in table.rijen for cell in row}
    # Days before 1 August are outside; only one day has a lesson.
    assert cells == {"", "–", "O"}
    assert {get_day_kind(letter) for letter in "oOzZgG·T?–"} >= {"oa", "oa-deel", "ga", "aanwezig", "vrij", "let"}


def test_text_of_a_delivery_cannot_steer_the_terminal() -> None:
    """The page itself: tests/unit/reports/test_reports.py::test_hostile_text_stays_text."""
    text = make_text(samples.make_hostile_explanation("\x1b[2Jweg\u202e"))
    assert "weg" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text)


def test_a_page_without_rules_says_so() -> None:
    empty: Explanation = replace(samples.make_explanation(), regels=(), statussen=(), meldingen=(), werk=())
    assert "geen regels te tellen" in render_explanation(empty)
    assert "Er valt niets te tellen" in make_text(empty)


# --- deliveries that changed since the report -----------------------------------------------------------------------


@pytest.fixture
def changing(tmp_path: Path) -> Settings:
    """A region of its own, published once, of which a test may change the deliveries."""
    settings = load_settings(write_region(make_region(), tmp_path))
    run_quarter(settings, peildatum=PEILDATUM)
    return settings


def tell(settings: Settings, number: str, **asked: date) -> str:
    code = make_leerling(load_key(settings.opslag), SCHOOLS[number], number)
    return " ".join(explain_pupil(settings, leerling=code, **asked).text.split())


def test_a_changed_delivery_is_told_first_with_what_the_report_said(changing: Settings) -> None:
    """The rows of 3 February are gone: 3 + 6 hours stay, of the sixteen that the report had."""
    assert "Het verslag zei" not in tell(changing, SIXTEEN)
    file = changing.aanlevering / SCHOOL / "verzuim.csv"
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if "2027-02-03" not in line]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    text = tell(changing, SIXTEEN)
    change = text.index("zijn veranderd sinds het verslag van 5 feb 2027: 1 bestand weg en 1 bestand nieuw.")
    said = text.index("Het verslag zei:")
    assert change < said < text.index("3 + 6 = 9 lesuren")
    told = text[said : text.index("Status: ", text.index("Regels die golden"))]
    # 16 of the slots of the period are unauthorised, and rule S3-70 (sixteen hours) held.
    assert "16 uur ongeoorloofd in de periode" in told
    assert "S3-70" in told[told.index("Regels die golden") :]
    # Another school did not change, and of another date there is no report.
    assert "Het verslag zei" not in tell(changing, WITHIN)
    assert "Het verslag zei" not in tell(changing, SIXTEEN, peildatum=date(2027, 1, 22))


def test_a_pupil_that_is_no_longer_delivered_is_told(changing: Settings) -> None:
    for file in (changing.aanlevering / SCHOOL).iterdir():
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if SIXTEEN not in line]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = tell(changing, SIXTEEN)
    assert "staat nu in geen enkele levering, en stond wel in het verslag van 5 feb 2027." in text
    assert "Klas 8, " in text
    assert text.endswith("Er is nu niets van deze leerling te tellen.")
    with pytest.raises(WrongUse, match="Geen enkele school levert nu"):
        tell(changing, SIXTEEN, peildatum=date(2027, 1, 22))


def test_a_delivery_that_is_refused_now_still_tells_what_the_report_said(changing: Settings) -> None:
    (changing.aanlevering / SCHOOL / "verzuim.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(DeliveryRefused) as refusal:
        tell(changing, SIXTEEN)
    assert "is nu niet te lezen" in str(refusal.value)
    assert "Het verslag zei:\nKlas 8, " in str(refusal.value)


def test_a_report_of_a_refused_school_and_a_damaged_manifest(changing: Settings, tmp_path: Path) -> None:
    """The school delivers pupils, timetable, codes, absences and what these cover: five files."""
    folder = changing.uitvoer / PEILDATUM.isoformat()
    code = make_leerling(load_key(changing.opslag), SCHOOL, SIXTEEN)
    found = read_reported(folder, numbers=(SCHOOL,), leerling=code)
    assert found is not None
    assert found.bestanden is not None
    assert (found.klas, found.geweigerd, len(found.bestanden)) == ("8", False, 5)
    period = make_period(PEILDATUM, peildata=changing.peildata, schooljaar_begin=changing.schooljaar_begin)
    rule_set = load_checked_rule_sets(changing)["kennemerland"]
    for then, words in (
        (replace(found, geweigerd=True), "Het verslag telde deze school niet"),
        (replace(found, leerling="l"), "Het verslag noemde deze leerling niet"),
    ):
        told = tell_change(then, None, period=period, rule_set=rule_set)
        assert told is not None
        assert words in told.zei[0]
    assert read_reported(tmp_path / "weg", numbers=(SCHOOL,), leerling=code) is None
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert "Het is niet te lezen welke bestanden het verslag van 5 feb 2027 las." in tell(changing, SIXTEEN)
