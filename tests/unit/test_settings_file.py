"""`swv.toml` as the forms write it: what was asked and nothing else, and what people typed stays."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from pipelines import settings_file
from pipelines.errors import WrongUse
from pipelines.settings import load_settings
from tests.lib.hostile import PAYLOADS

TODAY = date(2026, 1, 5)
SWV = {"code": "XX0009", "naam": "SWV Verzonnen", "protocol": "twente", "vakantieregio": "noord"}
SCHOOL = {"id": "99ZA00", "naam": "Verzonnen Lyceum", "sector": "VO", "lvs": "magister"}
OTHER = {"id": "99ZB00", "naam": "Verzonnen Mavo", "sector": "VO", "lvs": "somtoday", "minuten_per_lesuur": 45}
# As somebody typed it: comments, keys of no form, a value by day, a block of columns, another block at the end.
TYPED = """\
# van ons
[swv]
code = "XX0009"   # wie wij zijn
naam = "SWV # Verzonnen"   # met een hekje
protocol = [{is = "twente"}, {vanaf = 2026-08-01, is = "kennemerland"}]
vakantieregio = "noord"
[paden]
aanlevering = "a"
uitvoer = "u"
opslag = "o"

# de eerste
[[school]]
id = "99ZA00"
naam = "Verzonnen Lyceum"
sector = "VO"
lvs = "magister"
  [school.kolommen]
  "Lln nr" = "leerlingnummer"

# de tweede
[[school]]
id = "99ZB00"
naam = "Verzonnen Mavo"
lvs = "somtoday"
sector = "VO"

# hoe lang
[bewaren]
jaren = 2
"""


def test_the_first_file_is_commented_and_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "swv.toml"
    file.write_text(settings_file.write_new(SWV, SCHOOL, today=TODAY), encoding="utf-8")
    settings = load_settings(file)
    assert (settings.code, settings.naam, settings.opslag) == ("XX0009", "SWV Verzonnen", tmp_path / "opslag")
    [school] = settings.scholen
    assert (school.id, school.naam, school.sector, school.lvs) == ("99ZA00", "Verzonnen Lyceum", "VO", "magister")
    assert (school.protocol, school.vakantieregio) == ("twente", "noord")
    text = file.read_text(encoding="utf-8")
    assert text.startswith(
        "# De instellingen van uw samenwerkingsverband (SWV) voor msa. Gemaakt in de werkbank op 05-01"
    )
    assert 'vakantieregio = "noord"                 # noord, midden of zuid\n' in text


def test_a_school_is_added_behind_what_stands_there() -> None:
    text = settings_file.add_school(TYPED, {**SCHOOL, "id": "99ZC00", "locatie": ["Noord", "Zuid"]})
    assert text.startswith(TYPED.rstrip())
    added = tomllib.loads(text)["school"]
    assert [school["id"] for school in added] == ["99ZA00", "99ZB00", "99ZC00"]
    assert added[2]["locatie"] == ["Noord", "Zuid"]


def test_a_change_touches_its_own_line_alone() -> None:
    text = settings_file.change_school(TYPED, "99ZB00", {"naam": 'De "nieuwe" Mavo', "sector": "VO", "lvs": "magister"})
    before, after = TYPED.split("\n"), text.split("\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        ('naam = "Verzonnen Mavo"', 'naam = "De \\"nieuwe\\" Mavo"'),
        ('lvs = "somtoday"', 'lvs = "magister"'),
    ]


def test_a_comment_behind_a_value_stays() -> None:
    """Also where a # stands in the value before it."""
    text = settings_file.change_swv(TYPED, {"naam": "SWV Anders"})
    assert 'naam = "SWV Anders"        # met een hekje\n' in text
    assert text.replace('naam = "SWV Anders"        # met', 'naam = "SWV # Verzonnen"   # met') == TYPED


def test_a_key_is_added_in_its_place_and_taken_out() -> None:
    text = settings_file.change_school(TYPED, "99ZA00", {"minuten_per_lesuur": 50})
    assert 'lvs = "magister"\nminuten_per_lesuur = 50\n  [school.kolommen]\n' in text
    assert settings_file.change_school(text, "99ZA00", {"minuten_per_lesuur": None}) == TYPED


def test_a_school_goes_with_its_own_block_alone() -> None:
    text = settings_file.remove_school(TYPED, "99ZA00")
    found = tomllib.loads(text)
    assert [school["id"] for school in found["school"]] == ["99ZB00"]
    assert found["bewaren"] == {"jaren": 2}
    assert "Lln nr" not in text
    # Comments around the block stay: whose they are, only who typed them knows.
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "# van ons",
        "# de eerste",
        "# de tweede",
        "# hoe lang",
    ]


def test_what_depends_on_the_day_is_known() -> None:
    block = settings_file.read_block(TYPED)
    assert [key for key, value in block.items() if settings_file.is_dated(value)] == ["protocol"]
    assert settings_file.read_block(TYPED, "99ZB00")["lvs"] == "somtoday"


@pytest.mark.parametrize(
    "text",
    [
        # Schools in one line; a value over several lines; a text that looks like a header.
        TYPED.partition("# de eerste")[0].replace("[swv]", 'school = [{id = "99ZA00", naam = "x"}]\n[swv]'),
        TYPED.replace('naam = "Verzonnen Lyceum"', 'naam = """\nVerzonnen\nLyceum"""'),
        TYPED.replace('naam = "Verzonnen Lyceum"', 'naam = """\n[[school]]\nnaam = "x"\n"""'),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="Er is niets veranderd"):
        settings_file.change_school(text, "99ZA00", {"naam": "Anders"})


@pytest.mark.parametrize("payload", [*PAYLOADS, 'x"\n[[school]]', "\\", 'a\\"', "#", "é’“", "\u2028", "\x7f"])
def test_a_hostile_text_is_a_text(payload: str) -> None:
    text = settings_file.write_new({**SWV, "naam": payload}, {**SCHOOL, "naam": payload}, today=TODAY)
    text = settings_file.add_school(text, {**OTHER, "naam": payload, "locatie": [payload]})
    text = settings_file.change_school(text, "99ZA00", {"naam": f"{payload}2", "locatie": [payload]})
    found = tomllib.loads(text)
    assert found["swv"]["naam"] == payload
    assert [school["naam"] for school in found["school"]] == [f"{payload}2", payload]
    assert [school["locatie"] for school in found["school"]] == [[payload], [payload]]


def test_a_value_that_no_file_can_hold_is_refused() -> None:
    with pytest.raises(WrongUse):
        settings_file.change_swv(TYPED, {"naam": "\ud800"})
