"""A rerun in which fewer pupils than the threshold changed is the same page: whatever changed, and of whom.

Either the change reaches no figure, and the page made anew has the same bytes, or the figures of before are carried.
`MSA_DEEP=1` multiplies the number of changes by ten. A change is made by a seed, which is in the name of the test.
"""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.lib.comparison import run_program
from tests.lib.ledger_regions import BIRTHS, CLASSES, GA_CODES, OA_CODES, make_region
from tests.lib.region import (
    AbsenceFile,
    Enrolment,
    LessonAbsence,
    Notification,
    Region,
    RegisterRow,
    School,
    write_region,
)

SEEDS = range(100 if os.environ.get("MSA_DEEP") else 10)
REGION_SEED = 12
# One less than the threshold of the publication, 8.
MOST = 7
WORDS = re.compile(rb'(<p class="melding" id="cijfers-van")[^>]*>[^<]*</p>')
Change = Callable[[School, set[str], Random], School]


@dataclass(frozen=True)
class Scene:
    """A region that came out once, and its folder; never changed."""

    region: Region
    peildatum: date
    folder: Path


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    region, peildatum = make_region(REGION_SEED, pupils=12, schools=3)
    region = replace(region, scholen=tuple(fill_register(school) for school in region.scholen))
    folder = tmp_path_factory.mktemp("uitgave")
    assert run_program(write_region(region, folder), peildatum).exit_code == 0
    return Scene(region, peildatum, folder)


def fill_register(school: School) -> School:
    pupils = sorted({row.leerlingnummer for row in school.leerlingen})
    return replace(school, register=tuple(RegisterRow(pupil, plan_van_aanpak=True) for pupil in pupils[::2]))


def change_absences(school: School, pupils: set[str], chance: Random) -> School:
    """Of each row of these pupils: left out, with another code, or a day later."""

    def change(row: LessonAbsence) -> LessonAbsence | None:
        if row.leerlingnummer not in pupils or chance.random() < 0.7:
            return row
        code = chance.choice([*OA_CODES, *GA_CODES, "??"])
        later = row.datum + timedelta(days=chance.choice([1, 300]))
        return chance.choice(
            [None, replace(row, code=code), replace(row, datum=later), replace(row, lesuur=15, lesuur_tot=None)]
        )

    (file,) = school.absenties
    rows = tuple(new for row in file.rows if isinstance(row, LessonAbsence) and (new := change(row)) is not None)
    return replace(school, absenties=(AbsenceFile(file.naam, LessonAbsence, rows),))


def change_enrolments(school: School, pupils: set[str], chance: Random) -> School:
    """Another class, birth date, municipality, year, or last day; or gone."""

    def change(row: Enrolment) -> list[Enrolment]:
        if row.leerlingnummer not in pupils:
            return [row]
        return chance.choice(
            [
                [replace(row, klas=chance.choice(CLASSES))],
                [replace(row, geboortedatum=chance.choice(BIRTHS))],
                [replace(row, woongemeente="Alkmaar")],
                [replace(row, leerjaar=str(chance.randint(1, 6)))],
                [replace(row, uitschrijfdatum=date(2025, 12, chance.randint(1, 31)))],
                [],
            ]
        )

    return replace(school, leerlingen=tuple(new for row in school.leerlingen for new in change(row)))


def change_register(school: School, pupils: set[str], chance: Random) -> School:
    day = date(2025, 10, chance.randint(1, 31))
    changes = ({"plan_van_aanpak": False}, {"mdo_datum": day}, {"gesprek_datum": day}, {"evaluatie_datum": day})
    rows = {row.leerlingnummer: row for row in school.register or ()}
    for pupil in pupils & {row.leerlingnummer for row in school.leerlingen}:
        rows[pupil] = replace(rows.get(pupil, RegisterRow(pupil)), **chance.choice(changes))
    return replace(school, register=tuple(rows[pupil] for pupil in sorted(rows)))


def change_notifications(school: School, pupils: set[str], chance: Random) -> School:
    day = date(2025, 11, chance.randint(1, 28))
    kept = [row for row in school.duo_meldingen or () if row.leerlingnummer not in pupils]
    new = [Notification(pupil, "16uur", day - timedelta(days=60), day, day) for pupil in sorted(pupils)]
    return replace(school, duo_meldingen=(*kept, *new))


CHANGES: tuple[Change, ...] = (change_absences, change_enrolments, change_register, change_notifications)


def read_anonymous(folder: Path, peildatum: date) -> dict[str, bytes]:
    place = folder / "uitvoer" / peildatum.isoformat() / "swv"
    return {path.name: WORDS.sub(rb"\1></p>", path.read_bytes()) for path in sorted(place.iterdir())}


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_of_the_same_marks_are_the_same(seed: int, scene: Scene, tmp_path: Path) -> None:
    """Of fewer pupils than the threshold something changed: of some in what reaches a figure, of others not."""
    chance = Random(seed)
    schools = list(scene.region.scholen)
    place = chance.randrange(len(schools))
    numbers = sorted({row.leerlingnummer for row in schools[place].leerlingen})
    pupils = set(chance.sample(numbers, chance.choice([1, 1, 2, MOST])))
    for change in chance.sample(CHANGES, chance.choice([1, 1, 2])):
        schools[place] = change(schools[place], pupils, chance)
    folder = Path(shutil.copytree(scene.folder, tmp_path / "swv"))
    changed = replace(scene.region, scholen=tuple(schools))
    assert changed != scene.region
    run_program(write_region(changed, folder), scene.peildatum, toch=True)
    assert read_anonymous(folder, scene.peildatum) == read_anonymous(scene.folder, scene.peildatum)


def test_of_as_many_as_the_threshold_the_figures_are_new(scene: Scene, tmp_path: Path) -> None:
    """Negative control: all twelve pupils of a school were present all the time."""
    first, *others = scene.region.scholen
    well = replace(first, absenties=(AbsenceFile(first.absenties[0].naam, LessonAbsence, ()),))
    folder = Path(shutil.copytree(scene.folder, tmp_path / "swv"))
    run_program(write_region(replace(scene.region, scholen=(well, *others)), folder), scene.peildatum)
    assert read_anonymous(folder, scene.peildatum) != read_anonymous(scene.folder, scene.peildatum)
