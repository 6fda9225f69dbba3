"""The sheets of the roles from a small delivery worked by hand: who stands on which, why, and what is not there.

Rules of Noord-Kennemerland. Class 1A and 1B have 8 lessons of 50 minutes a day; peildatum Sunday 1 February 2026. The
school is closed from 20 December up to and including 4 January.
"""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.lib.cases import Answers, Case, CaseSchool, enrolled, lessons, run_cases, weekly, workdays
from tests.lib.region import Enrolment, RegisterRow

PEILDATUM = date(2026, 2, 1)
JAN = workdays(date(2026, 1, 12), date(2026, 1, 30))
ROLES = ("jgz", "jsc", "lpa", "mentor", "mt", "oco", "school", "swv")


def live(klas: str, town: str | None, *rows: object) -> Case:
    """Someone of thirteen."""
    return enrolled(Enrolment("", klas, geboortedatum=date(2012, 3, 4), woongemeente=town), rows=rows)


CASES = {
    # Twelve times late, the last time on the 27th: S3-76 to S3-79; mentor, doctor, leerplicht, school and oco.
    "laat": live("1A", "Schagen", *lessons("TL", *JAN[:12], hours=(1,))),
    # Sick on seven school days, 22 to 30 January: S3-26 (mentor and doctor), and nothing that leerplicht may know.
    "ziek": live("1A", "Schagen", *lessons("Z", *JAN[8:15], hours=range(1, 9))),
    # Both, in another class and municipality.
    "beide": live(
        "1B", "Texel", *lessons("TL", *JAN[:7], hours=(1,)), *lessons("Z", *JAN[8:15], hours=range(1, 9)),
    ),
    # Six hours of truancy: spreekuur (S3-81); the town is not known.
    "spijbelt": live("1B", None, *lessons("S", JAN[0], hours=range(1, 7))),
    # Sick as long, and the doctor was seen on the last sick day, 30 January: done.
    "gezien": replace(
        live("1A", "Schagen", *lessons("Z", *JAN[8:15], hours=range(1, 9))),
        register=(RegisterRow("", jgz_datum=JAN[14]),),
    ),
    "niets": live("1A", "Schagen"),
    # One lesson a day where the others have eight; three of twenty (5 to 30 January) missed: 17 / 20 = 85 per cent.
    "weinig": live("1C", "Schagen", *lessons("M", *JAN[:3], hours=(1,))),
}  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    rooster = (*weekly("1A", lessen=8), *weekly("1B", lessen=8), *weekly("1C", lessen=1))
    school = CaseSchool("12AB00", CASES, fields={"rooster": rooster})
    return run_cases(tmp_path_factory.mktemp("rol"), PEILDATUM, school)


def folder_of(answers: Answers) -> Path:
    return answers.output.folder / "school" / "12AB00" / "rol"


def text_of(answers: Answers, role: str) -> str:
    """What a reader of the sheet sees, in one line."""
    page = (folder_of(answers) / f"{role}.html").read_text(encoding="utf-8")
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).replace("&nbsp;", " ")
    return " ".join(words.replace("\u00a0", " ").split())


def code_of(answers: Answers, name: str) -> str:
    return answers.row("leerling_periode", name)["leerling"]


def names_on(answers: Answers, role: str) -> set[str]:
    text = text_of(answers, role)
    return {name for name in CASES if code_of(answers, name) in text}


@pytest.mark.parametrize(
    ("role", "names"),
    [
        # Contact with the doctor for lateness (S3-78) is the school's own: the doctor reads of sickness alone.
        ("jgz", {"ziek", "beide"}),
        ("lpa", {"laat", "beide", "spijbelt"}),
        ("mentor", {"laat", "ziek", "beide", "gezien"}),
    ],
)
def test_who_stands_on_the_sheet(answers: Answers, role: str, names: set[str]) -> None:
    assert names_on(answers, role) == names


def test_a_role_that_is_asked_nothing_has_no_sheet(answers: Answers) -> None:
    """No run of three months and no report of MT: neither SWV nor MT; the others have one."""
    assert {path.name for path in folder_of(answers).iterdir()} == {
        f"{role}.html" for role in ROLES if role not in ("swv", "mt")
    }


def test_leerplicht_reads_nothing_of_sickness(answers: Answers) -> None:
    """Seven times late (S3-82: six to nine times), and not that the same pupil was ill."""
    text = text_of(answers, "lpa")
    assert "nu 7 keer te laat" in text
    part = text[text.index("Gemeente Texel") : text.index("Woongemeente onbekend")]
    assert code_of(answers, "beide") in part
    assert not re.search(r"ziek|tier|aanwezig(?!heids)", part)


def test_each_municipality_is_a_part_of_its_own(answers: Answers) -> None:
    text = text_of(answers, "lpa")
    heads = ("Gemeente Schagen", "Gemeente Texel", "Woongemeente onbekend: niet om te overhandigen")
    first, second, third = (text.index(head) for head in heads)
    parts = (text[first:second], text[second:third], text[third:])
    found = [{name for name in CASES if code_of(answers, name) in part} for part in parts]
    assert found == [{"laat"}, {"beide"}, {"spijbelt"}]


def test_the_doctor_reads_nothing_of_lateness(answers: Answers) -> None:
    """Ill on the last seven school days; asked since the seventh, 30 January."""
    text = text_of(answers, "jgz")
    part = text[text.index(code_of(answers, "beide")) :]
    assert "Contact met de jeugdarts . Zevende schooldag achter elkaar ziek (nu 7 schooldagen)." in part
    assert "Sinds 30 jan 2026." in part
    assert "te laat" not in text
    assert "Van 1 leerling is alles gedaan" in text


def test_every_class_is_a_part_of_the_mentors_sheet(answers: Answers) -> None:
    text = text_of(answers, "mentor")
    one, other = text[text.index("Klas 1A") : text.index("Klas 1B")], text[text.index("Klas 1B") :]
    assert {name for name in CASES if code_of(answers, name) in one} == {"laat", "ziek", "gezien"}
    assert {name for name in CASES if code_of(answers, name) in other} == {"beide"}


def test_figures_that_are_the_reason_stand_there_once(answers: Answers) -> None:
    """A rule on attendance and little lesson time ask the same act: both are told, the figures as a reason alone."""
    text = text_of(answers, "oco")
    part = text[text.index(code_of(answers, "weinig")) :].partition("klas 1")[2].partition(" klas 1")[0]
    assert "Opnemen in de MSA . Aanwezigheid in de periode onder 95 procent" in part
    assert part.count("les op school in deze periode") == 1


def test_no_sheet_tells_a_group_or_tier(answers: Answers) -> None:
    """They tell of sickness; and the ids of rules are for the evidence, not for a sentence."""
    for role in ("jgz", "jsc", "lpa", "mentor", "school"):
        assert not re.search(r"\btier\b|S3-\d+|zwaarte", text_of(answers, role)), role
