"""Which municipalities the spreekuur is for, and that it is once a school year (D28), in whole runs worked out by hand.

Calendar and classes: see tests/lib/rule_cases.py. Peildatum Friday 5 February 2027; class 8 has eight lessons a day.
Six hours of truancy on Monday 7 September 2026 are S3-81; six times late are S3-77 and S3-82.
"""

from datetime import date
from typing import Any

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, enrolled, lessons, run_cases
from tests.lib.models import build_model
from tests.lib.region import Enrolment, RegisterRow
from tests.lib.rule_cases import FROM_SEP_7, PEILDATA, PEILDATUM, SEP_7, get_rooster, late

BORN = date(2012, 1, 1)
SEP_14 = date(2026, 9, 14)
SIX_HOURS, FIVE_HOURS = lessons("S", SEP_7, hours=range(1, 7)), lessons("S", SEP_7, hours=range(1, 6))
SIXTEEN = lessons("S", *FROM_SEP_7[:2], hours=range(1, 9))
INSIDE, OUTSIDE = "Bergen (NH.)", "Haarlem"


def make(*rows: Any, town: str | None = INSIDE, **known: Any) -> Case:
    register = (RegisterRow("", **known),) if known else ()
    return enrolled(Enrolment("", "8", geboortedatum=BORN, woongemeente=town), rows=rows, register=register)


CASES = {
    "binnen": make(SIX_HOURS),
    "anders geschreven": make(SIX_HOURS, town="BERGEN  nh"),
    "met accent": make(SIX_HOURS, town="Sudwest Fryslan"),
    "buiten": make(SIX_HOURS, town=OUTSIDE),
    "buiten, vijf uur": make(FIVE_HOURS, town=OUTSIDE),
    "buiten, zestien uur": make(SIXTEEN, town=OUTSIDE),
    "buiten, zes keer te laat": make(late(*FROM_SEP_7[:6]), town=OUTSIDE),
    "binnen, zes keer te laat": make(late(*FROM_SEP_7[:6])),
    "onbekend": make(SIX_HOURS, town=None),
    "geen gemeente": make(SIX_HOURS, town="1234 AB"),
    "onbekend, vijf uur": make(FIVE_HOURS, town=None),
    "spreekuur op 31 juli": make(SIX_HOURS, spreekuur_datum=date(2026, 7, 31)),
    "spreekuur op 1 augustus": make(SIX_HOURS, spreekuur_datum=date(2026, 8, 1)),
    "spreekuur op de peildatum": make(SIX_HOURS, spreekuur_datum=PEILDATUM),
    "spreekuur gepland": make(SIX_HOURS, spreekuur_datum=date(2027, 2, 6)),
}
ELSEWHERE = {"kennemerland": make(lessons("S", SEP_7, hours=range(1, 9)), spreekuur_datum=date(2026, 8, 1))}


def run(folder: Any, towns: tuple[str, ...]) -> Answers:
    fields = {"rooster": get_rooster()}
    return run_cases(
        folder,
        PEILDATUM,
        CaseSchool("10AB00", CASES, fields=fields),
        CaseSchool("20AB00", ELSEWHERE, fields={**fields, "protocol": "kennemerland"}),
        peildata=PEILDATA,
        gemeenten=towns,
    )


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run(tmp_path_factory.mktemp("gemeenten"), ("Bergen (NH.)", "Súdwest-Fryslân"))


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return run(tmp_path_factory.mktemp("zonder"), ())


def get_work(answers: Answers, name: str) -> list[tuple[Any, ...]]:
    """Work of the spreekuur and reports of other absence: rol, actie, sinds, regels, uiterste_datum, stand."""
    columns = ("rol", "actie", "sinds", "regels", "uiterste_datum", "stand")
    found = answers.rows("werklijst", name)
    return [tuple(row[name] for name in columns) for row in found if row["actie"] in ("spreekuur", "duo_overig")]


def get_outcome(answers: Answers, name: str, regel: str = "S3-81") -> tuple[str, str | None] | None:
    found = answers.rows("signaal", name, regel=regel)
    return (found[0]["uitkomst"], found[0]["ontbreekt"]) if found else None


SELECTED = [
    ("lpa", "spreekuur", SEP_7, "S3-81", None, "te_doen"),
    ("school", "spreekuur", SEP_7, "S3-81", None, "te_doen"),
]


@pytest.mark.parametrize("name", ["binnen", "anders geschreven", "met accent"])
def test_a_pupil_of_the_region_is_selected(answers: Answers, name: str) -> None:
    assert get_outcome(answers, name) == ("ja", None)
    assert get_work(answers, name) == SELECTED


def test_a_pupil_of_another_municipality_gets_a_report(answers: Answers) -> None:
    """Five working days after Monday 7 September is Monday 14 September."""
    assert get_outcome(answers, "buiten") is None
    assert get_work(answers, "buiten") == [("school", "duo_overig", SEP_7, "S3-86", SEP_14, "te_laat")]
    assert answers.rows("signaal", "buiten", regel="S3-86") == []
    # Below the bound, and where sixteen hours ask another report, there is none.
    assert get_work(answers, "buiten, vijf uur") == []
    assert get_work(answers, "buiten, zestien uur") == []


def test_the_spreekuur_of_lateness_is_for_the_region_too(answers: Answers) -> None:
    """The sixth time is of Monday 14 September; five working days later is Monday 21 September."""
    sixth = FROM_SEP_7[5]
    assert get_work(answers, "binnen, zes keer te laat") == [
        ("lpa", "spreekuur", sixth, "S3-77,S3-82", None, "te_doen"),
        ("school", "spreekuur", sixth, "S3-82", None, "te_doen"),
    ]
    assert get_work(answers, "buiten, zes keer te laat") == [
        ("school", "duo_overig", sixth, "S3-86", date(2026, 9, 21), "te_laat")
    ]
    # Only the spreekuur: the other acts of the sixth time stand.
    assert {row["actie"] for row in answers.rows("werklijst", "buiten, zes keer te laat")} >= {"brief", "gesprek"}


@pytest.mark.parametrize("name", ["onbekend", "geen gemeente"])
def test_where_a_pupil_lives_is_not_known(answers: Answers, name: str) -> None:
    row = answers.row("signaal", name, regel="S3-81")
    assert (row["uitkomst"], row["ontbreekt"]) == ("niet_te_bepalen", "woongemeente")
    assert [row[column] for column in ("waarde", "eerste_datum", "venster_van", "venster_tot")] == [None] * 4
    assert get_work(answers, name) == []


def test_below_the_bound_it_does_not_matter_where_a_pupil_lives(answers: Answers) -> None:
    assert get_outcome(answers, "onbekend, vijf uur") is None


@pytest.mark.parametrize("name", ["binnen", "buiten", "onbekend", "geen gemeente"])
def test_without_the_setting_nothing_is_asked_of_it(without: Answers, name: str) -> None:
    assert get_outcome(without, name) == ("ja", None)
    assert get_work(without, name) == SELECTED


def test_once_a_school_year_is_enough(answers: Answers) -> None:
    """Any day of the school year does it, also one before the sixth hour; the rule itself goes on to hold."""
    for name, stand in (
        ("spreekuur op 31 juli", "te_doen"),
        ("spreekuur op 1 augustus", "gedaan"),
        ("spreekuur op de peildatum", "gedaan"),
        ("spreekuur gepland", "te_doen"),
    ):
        assert get_outcome(answers, name) == ("ja", None)
        assert get_work(answers, name) == [(*row[:-1], stand) for row in SELECTED]


def test_kennemerland_says_neither(answers: Answers) -> None:
    """Whoever lives where ("ongeacht de woonplaats"); and eight hours after a spreekuur ask another one."""
    assert get_outcome(answers, "kennemerland", "S2-26") == ("ja", None)
    assert get_work(answers, "kennemerland") == [("lpa", "spreekuur", SEP_7, "S2-26", None, "te_doen")]


def test_the_region_of_each_pupil() -> None:
    """Pupil 1 lives in the region, 2 elsewhere, 3 wrote no municipality, 4 none at all; 5 is of another school."""
    tables: dict[str, Any] = {
        "win_geboorte": (
            "leerling_nr integer, school_nr smallint, woongemeente varchar",
            [(1, 1, "Bergen NH"), (2, 1, "Haarlem"), (3, 1, "??"), (4, 1, None), (5, 2, "Haarlem")],
        ),
        "stg_woongemeente": (
            "school_nr smallint, woongemeente varchar, sleutel varchar",
            [(1, "Bergen NH", "bergen-nh"), (1, "Haarlem", "haarlem")],
        ),
    }

    def get_regions(*keys: str) -> list[str]:
        found = build_model("win_regio", ref_gemeente=("sleutel varchar", [(key,) for key in keys]), **tables)
        return [row[2] for row in sorted(found)]

    assert get_regions("bergen-nh", "heiloo") == ["binnen", "buiten", "onbekend", "onbekend", "onbekend"]
    assert get_regions("heiloo") == ["buiten", "buiten", "onbekend", "onbekend", "onbekend"]
    assert get_regions() == ["binnen"] * 5
