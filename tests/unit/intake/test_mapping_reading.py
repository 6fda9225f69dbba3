"""By what it is recognised how a school is read: what changes it, and what does not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipelines.intake.mapping.reading import make_reading
from pipelines.mapping_file import FileMapping, SchoolMapping
from pipelines.settings import School
from tests.lib.school_folder import make_school

FILE = FileMapping("sjabloon-absenties-les", {"Lln nr": "leerlingnummer", "Dag": "datum"}, line="regel 4")
OTHER = FileMapping("sjabloon-leerlingen", {"Lln nr": "leerlingnummer"})
MAPPING = SchoolMapping(date(2025, 9, 1), bestanden=(FILE, OTHER), klassen={"Vlinders": "groep 4"}, sha256="a")
SCHOOL = replace(make_school("magister"), koppeling=MAPPING)


@pytest.mark.parametrize(
    "change",
    [
        {"datum": date(2026, 1, 1)},
        {"sha256": "b"},
        {"codes": {"ZI": "ziek"}},
        {"bestanden": (OTHER, FILE)},
        {"bestanden": (replace(FILE, line="regel 9"), OTHER)},
    ],
)
def test_what_says_nothing_of_columns_and_classes(change: dict[str, Any]) -> None:
    assert make_reading(replace(SCHOOL, koppeling=replace(MAPPING, **change))) == make_reading(SCHOOL)


@pytest.mark.parametrize(
    "other",
    [
        replace(SCHOOL, koppeling=replace(MAPPING, bestanden=(FILE,))),
        replace(SCHOOL, koppeling=replace(MAPPING, bestanden=(replace(FILE, kop="12345678"), OTHER))),
        replace(
            SCHOOL,
            koppeling=replace(MAPPING, bestanden=(replace(FILE, kolommen={**FILE.kolommen, "Dag": "begin"}), OTHER)),
        ),
        replace(SCHOOL, koppeling=replace(MAPPING, klassen={"Vlinders": "groep 5"})),
        replace(SCHOOL, kolommen={"Uur": "lesuur"}),
        replace(SCHOOL, lvs="somtoday"),
    ],
)
def test_what_is_read_otherwise(other: School) -> None:
    assert make_reading(other) != make_reading(SCHOOL)
