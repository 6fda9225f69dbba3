"""Rules in other windows than four lesweken: hours in six lesweken, sick spells in three calendar months, counts of a
school year. Each is asked in signals, status, distance, explanation and what unknown lessons could change.

The days are those of `rule_cases`: peildatum Friday 5 February 2027, horizon Sunday 7 February, period from 2 September
2026, school year from 1 August. Lesweken by Monday: … 7 and 14 December, 4, 11, 18 and 25 January, 1 February, so six
lesweken up to the horizon begin on Monday 14 December. Three calendar months up to it begin on 8 November. Class 8 has
eight lessons of 50 minutes a day. Rules V-01 to V-04: `fixtures/window_rulesets`.

A pupil has a distance when it is on the discussion list: five times late (V-04) puts it there.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.commands.explain import explain_pupil
from pipelines.settings import load_settings
from pipelines.vault.places import STORE_FILE
from pipelines.vault.pseudonym import make_leerling
from schemas.ruleset import load_rule_sets
from tests.lib.cases import UNKNOWN, Answers, Case, CaseSchool, lessons, pupil, run_cases
from tests.lib.rule_cases import (
    AUG_1,
    DEC_7,
    HORIZON,
    JAN_4,
    JAN_11,
    NOV_2,
    PEILDATA,
    PEILDATUM,
    SEP_7,
    Cells,
    get_rooster,
    get_signals,
    late,
)

RULE_SETS = Path(__file__).resolve().parents[1] / "fixtures" / "window_rulesets"
OCT_5, OCT_26 = date(2026, 10, 5), date(2026, 10, 26)

DEC_11, DEC_14 = date(2026, 12, 11), date(2026, 12, 14)
FEB = {day: date(2027, 2, day) for day in range(1, 6)}
JUNE = date(2026, 6, 15)
# Monday to Friday of one week: the fifth time is on the Friday.
LATE_DAYS = tuple(date(2026, 9, day) for day in (14, 15, 16, 17, 18))
LISTED = late(*LATE_DAYS)


def hours(day: date, count: int, code: str = "S") -> tuple:
    return lessons(code, day, hours=range(1, count + 1))


def sick(*days: date) -> tuple:
    return lessons("Z", *days)


def unknown(*days: date, hours: int = 1) -> tuple:
    return lessons(UNKNOWN, *days, hours=range(1, hours + 1))


def listed(*rows: Any) -> Case:
    return pupil(LISTED, *rows, klas="8")


SIX_WEEKS = {
    # 8 on the first day of the window at the horizon, 3, 4 or 5 on Monday 1 February.
    "11 uur": listed(hours(DEC_14, 8), hours(FEB[1], 3)),
    "12 uur": listed(hours(DEC_14, 8), hours(FEB[1], 4)),
    "13 uur": listed(hours(DEC_14, 8), hours(FEB[1], 5)),
    # Thursday 4 February is the fourth day of its lesweek; 41 positions back lies Friday 11 December. At Friday
    # 5 February the window begins on Saturday 12 December.
    "12 uur, het venster past net": listed(hours(DEC_11, 8), hours(FEB[4], 4)),
    "12 uur, een dag te wijd": listed(hours(DEC_11, 8), hours(FEB[5], 4)),
    "10 uur en een onbekend": listed(hours(DEC_14, 8), hours(FEB[1], 2), unknown(FEB[2])),
    "11 uur en een onbekend": listed(hours(DEC_14, 8), hours(FEB[1], 3), unknown(FEB[2])),
    "11 uur en twee onbekend": listed(hours(DEC_14, 8), hours(FEB[1], 3), unknown(FEB[2], hours=2)),
    "12 uur en een onbekend": listed(hours(DEC_14, 8), hours(FEB[1], 4), unknown(FEB[2])),
    "8 uur en vier onbekend, het venster past net": listed(hours(DEC_11, 8), unknown(FEB[4], hours=4)),
    "8 uur en vier onbekend, een dag te wijd": listed(hours(DEC_11, 8), unknown(FEB[5], hours=4)),
}
THREE_MONTHS = {
    "2 keer ziek": listed(sick(NOV_2, DEC_7)),
    # At Monday 1 February three months begin on 2 November, at Tuesday 2 February on the 3rd.
    "3 keer ziek, het venster past net": listed(sick(NOV_2, DEC_7, FEB[1])),
    "3 keer ziek, een dag te wijd": listed(sick(NOV_2, DEC_7, FEB[2])),
    "4 keer ziek": listed(sick(NOV_2, DEC_7, JAN_11, FEB[1])),
    "2 keer ziek en een onbekend, past net": listed(sick(NOV_2, DEC_7), unknown(FEB[1])),
    "2 keer ziek en een onbekend, te wijd": listed(sick(NOV_2, DEC_7), unknown(FEB[2])),
    "1 keer ziek en een onbekend": listed(sick(DEC_7), unknown(FEB[1])),
    "3 keer ziek en een onbekend": listed(sick(NOV_2, DEC_7, FEB[1]), unknown(FEB[3])),
    # A day that is sick already begins no other spell.
    "2 keer ziek, waarvan een ook onbekend": listed(sick(NOV_2, DEC_7), lessons(UNKNOWN, DEC_7, hours=(2,))),
}
# 7 September, 26 October and 4 January lie more than six lesweken apart.
SCHOOL_YEAR = {
    "19 uur": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 3)),
    "20 uur": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 4)),
    "21 uur": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 5)),
    # 8 + 8 + 3 since 1 August; 8 in June do not count.
    "19 uur en 8 in juni": listed(hours(JUNE, 8), hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 3)),
    "18 uur en een onbekend": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 2), unknown(FEB[1])),
    "19 uur en een onbekend": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 3), unknown(FEB[1])),
    "20 uur en een onbekend": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 4), unknown(FEB[1])),
    "19 uur en een onbekend in juni": listed(hours(SEP_7, 8), hours(OCT_26, 8), hours(JAN_4, 3), unknown(JUNE)),
    "4 keer te laat": pupil(late(*LATE_DAYS[:4]), klas="8"),
    "5 keer te laat": listed(),
    "6 keer te laat": listed(late(OCT_5)),
    "4 keer te laat en een onbekend": pupil(late(*LATE_DAYS[:4]), unknown(OCT_5), klas="8"),
    "3 keer te laat en een onbekend": pupil(late(*LATE_DAYS[:3]), unknown(OCT_5), klas="8"),
}


@dataclass(frozen=True)
class Asked:
    """One run, and what `msa explain` says of its pupils."""

    answers: Answers
    settings: Any

    def read(self, mart: str, name: str) -> list[dict[str, Any]]:
        school, number = self.answers.numbers[name]
        code = make_leerling(self.answers.output.key, school, number)
        with duckdb.connect(str(self.settings.opslag / STORE_FILE), read_only=True) as connection:
            return connection.sql(f"select * from {mart}").pl().filter(leerling=code).rows(named=True)

    def get_distances(self, name: str) -> dict[str, tuple[float, int]]:
        return {row["regel"]: (row["waarde"], row["minimum"]) for row in self.read("mart_afstand", name)}

    def get_influence(self, name: str) -> set[str]:
        return {row["soort"] for row in self.read("mart_onbekend_invloed", name)}

    def get_status(self, name: str, ground: str) -> tuple[str, date | None, bool] | None:
        """Name, first day and whether it holds at the horizon, of the status on this ground."""
        rows = [row for row in self.answers.rows("thuiszitter", name) if row["grond"] == ground]
        return (rows[0]["status"], rows[0]["start"], rows[0]["op_peildatum"]) if rows else None

    def explain(self, name: str, rule: str) -> str:
        """What the text says about one rule, on one line."""
        school, number = self.answers.numbers[name]
        found = explain_pupil(self.settings, leerling=make_leerling(self.answers.output.key, school, number))
        start = found.text.index(f"\n{rule}  ")
        return " ".join(found.text[start + 1 :].split("\n\n", 1)[0].split())


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Generator[Asked]:
    folder = tmp_path_factory.mktemp("vensters")
    cases = {**SIX_WEEKS, **THREE_MONTHS, **SCHOOL_YEAR}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.store.reference.load_rule_sets", lambda: load_rule_sets(RULE_SETS))
        school = CaseSchool("10AB00", cases, fields={"rooster": get_rooster(), "protocol": "vensters"})
        answers = run_cases(folder, PEILDATUM, school, protocol="vensters", peildata=PEILDATA)
        yield Asked(answers, load_settings(folder / "swv.toml"))


# eerste_datum, in_periode, op_peildatum, waarde, venster_van, venster_tot
SIGNALS: dict[tuple[str, str], Cells | None] = {
    ("11 uur", "V-01"): None,
    ("12 uur", "V-01"): (FEB[1], True, True, 12.0, DEC_14, HORIZON),
    ("13 uur", "V-01"): (FEB[1], True, True, 13.0, DEC_14, HORIZON),
    ("12 uur, het venster past net", "V-01"): (FEB[4], True, False, 12.0, DEC_11, FEB[4]),
    ("12 uur, een dag te wijd", "V-01"): None,
    ("11 uur en een onbekend", "V-01"): None,
    ("2 keer ziek", "V-02"): None,
    ("3 keer ziek, het venster past net", "V-02"): (FEB[1], True, False, 3.0, NOV_2, FEB[1]),
    ("3 keer ziek, een dag te wijd", "V-02"): None,
    # 7 December, 11 January and 1 February lie in the three months up to the horizon; 2 November does not.
    ("4 keer ziek", "V-02"): (JAN_11, True, True, 3.0, date(2026, 11, 8), HORIZON),
    ("19 uur", "V-03"): None,
    ("20 uur", "V-03"): (JAN_4, True, True, 20.0, AUG_1, HORIZON),
    ("21 uur", "V-03"): (JAN_4, True, True, 21.0, AUG_1, HORIZON),
    ("19 uur en 8 in juni", "V-03"): None,
    ("4 keer te laat", "V-04"): None,
    ("5 keer te laat", "V-04"): (LATE_DAYS[4], True, True, 5.0, AUG_1, HORIZON),
    ("6 keer te laat", "V-04"): (LATE_DAYS[4], True, True, 6.0, AUG_1, HORIZON),
}


@pytest.mark.parametrize(("name", "rule"), SIGNALS)
def test_signals(asked: Asked, name: str, rule: str) -> None:
    cells = SIGNALS[name, rule]
    assert get_signals(asked.answers, name, [rule]) == ({rule: cells} if cells else {})


# A window that rolls: the first day that counts in it. A school year: the day on which the bound was reached.
STATUSES: dict[tuple[str, str], tuple[str, date, bool] | None] = {
    ("11 uur", "V-01"): None,
    ("12 uur", "V-01"): ("dreigend", DEC_14, True),
    ("13 uur", "V-01"): ("dreigend", DEC_14, True),
    ("12 uur, het venster past net", "V-01"): ("dreigend", DEC_11, False),
    ("12 uur, een dag te wijd", "V-01"): None,
    ("2 keer ziek", "V-02"): None,
    ("3 keer ziek, het venster past net", "V-02"): ("relatief_verzuim", NOV_2, False),
    ("3 keer ziek, een dag te wijd", "V-02"): None,
    # First at 11 January, of which the three months begin on 12 October.
    ("4 keer ziek", "V-02"): ("relatief_verzuim", NOV_2, True),
    ("19 uur", "V-03"): None,
    ("20 uur", "V-03"): ("langdurig_geoorloofd", JAN_4, True),
    ("21 uur", "V-03"): ("langdurig_geoorloofd", JAN_4, True),
    ("4 keer te laat", "V-04"): None,
    ("5 keer te laat", "V-04"): ("langdurig_geoorloofd", LATE_DAYS[4], True),
    ("6 keer te laat", "V-04"): ("langdurig_geoorloofd", LATE_DAYS[4], True),
}


@pytest.mark.parametrize(("name", "ground"), STATUSES)
def test_statuses(asked: Asked, name: str, ground: str) -> None:
    assert asked.get_status(name, ground) == STATUSES[name, ground]


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("11 uur", "V-01", (11.0, 12)),
        ("12 uur", "V-01", None),
        ("13 uur", "V-01", None),
        # At the horizon 11 December is out: 4 are left.
        ("12 uur, het venster past net", "V-01", (4.0, 12)),
        ("12 uur, een dag te wijd", "V-01", (4.0, 12)),
        # Unknown lessons are no hours of absence.
        ("11 uur en een onbekend", "V-01", (11.0, 12)),
        # 2 November is out of the three months up to the horizon: 7 December is left.
        ("2 keer ziek", "V-02", (1.0, 3)),
        ("3 keer ziek, het venster past net", "V-02", (2.0, 3)),
        ("4 keer ziek", "V-02", None),
        ("19 uur", "V-03", (19.0, 20)),
        ("20 uur", "V-03", None),
        ("21 uur", "V-03", None),
        ("19 uur en 8 in juni", "V-03", (19.0, 20)),
        # Nothing counts, and nothing but unknown lessons.
        ("5 keer te laat", "V-01", None),
        ("1 keer ziek en een onbekend", "V-01", None),
    ],
)
def test_distances(asked: Asked, name: str, rule: str, expected: tuple[float, int] | None) -> None:
    assert asked.get_distances(name).get(rule) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 8 + 2 + 1 = 11, 8 + 3 + 1 = 12, 8 + 3 + 2 = 13; 12 are reached as it is.
        ("10 uur en een onbekend", set()),
        ("11 uur en een onbekend", {"uren"}),
        ("11 uur en twee onbekend", {"uren"}),
        ("12 uur en een onbekend", set()),
        ("12 uur", set()),
        ("8 uur en vier onbekend, het venster past net", {"uren"}),
        ("8 uur en vier onbekend, een dag te wijd", set()),
        ("2 keer ziek en een onbekend, past net", {"telling"}),
        ("2 keer ziek en een onbekend, te wijd", set()),
        ("1 keer ziek en een onbekend", set()),
        ("3 keer ziek en een onbekend", set()),
        ("2 keer ziek, waarvan een ook onbekend", set()),
        # 18 + 1 = 19, 19 + 1 = 20; 20 is reached as it is.
        ("18 uur en een onbekend", set()),
        ("19 uur en een onbekend", {"telling"}),
        ("20 uur en een onbekend", set()),
        ("19 uur en een onbekend in juni", set()),
        ("3 keer te laat en een onbekend", set()),
        ("4 keer te laat en een onbekend", {"telling"}),
    ],
)
def test_what_unknown_lessons_could_change(asked: Asked, name: str, expected: set[str]) -> None:
    assert asked.get_influence(name) == expected


@pytest.mark.parametrize(
    ("name", "rule", "words"),
    [
        ("11 uur", "V-01", ("Nog 1 lesuur", "8 + 3 = 11 lesuren in 6 lesweken, van 14 dec 2026 t/m 7 feb 2027")),
        (
            "12 uur",
            "V-01",
            ("Met 1 lesuur minder geldt de regel niet", "8 + 4 = 12 lesuren in 6 lesweken, van 14 dec 2026"),
        ),
        (
            "13 uur",
            "V-01",
            ("Met 2 lesuren minder geldt de regel niet", "8 + 5 = 13 lesuren in 6 lesweken, van 14 dec 2026"),
        ),
        ("12 uur, een dag te wijd", "V-01", ("Nog 8 lesuren", "4 lesuren in 6 lesweken, van 14 dec 2026")),
        (
            "12 uur, het venster past net",
            "V-01",
            ("Met 1 lesuur minder", "8 + 4 = 12 lesuren in 6 lesweken, van 11 dec 2026 t/m 4 feb 2027"),
        ),
        (
            "2 keer ziek",
            "V-02",
            ("Nog 2 ziekmeldingen", "1 ziekmelding in 3 kalendermaanden, van 8 nov 2026 t/m 7 feb 2027"),
        ),
        (
            "3 keer ziek, het venster past net",
            "V-02",
            (
                "Met 1 ziekmelding minder geldt de regel niet",
                "1 + 1 + 1 = 3 ziekmeldingen in 3 kalendermaanden, van 2 nov 2026 t/m 1 feb 2027",
            ),
        ),
        (
            "3 keer ziek, een dag te wijd",
            "V-02",
            ("Nog 1 ziekmelding", "1 + 1 = 2 ziekmeldingen in 3 kalendermaanden, van 8 nov 2026"),
        ),
        (
            "19 uur",
            "V-03",
            ("Nog 1 lesuur", "8 + 8 + 3 = 19 lesuren in het schooljaar, van 1 aug 2026 t/m 7 feb 2027"),
        ),
        (
            "20 uur",
            "V-03",
            ("Met 1 lesuur minder geldt de regel niet", "8 + 8 + 4 = 20 lesuren in het schooljaar, van 1 aug 2026"),
        ),
        (
            "21 uur",
            "V-03",
            ("Met 2 lesuren minder geldt de regel niet", "8 + 8 + 5 = 21 lesuren in het schooljaar, van 1 aug 2026"),
        ),
    ],
)
def test_explanations(asked: Asked, name: str, rule: str, words: tuple[str, ...]) -> None:
    text = asked.explain(name, rule)
    for part in words:
        assert part in text
