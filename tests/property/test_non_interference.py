"""Nobody reads between the lines: what a reader may not know changes no byte of that reader's folder.

A pair is a folder before and after a change: of an attendance officer after a change of authorised absence, of a
school after a change at another school. Every school of a region has a municipality of its own, so one run gives many
pairs. `MSA_DEEP=1`: twenty times as many, over 1 000 for each reader.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from pipelines import paths
from pipelines.errors import DataCheckFailed
from pipelines.publish.attendance_officer import ROOMS
from pipelines.vault.pseudonym import make_leerling
from tests.lib.comparison import Output, run_program
from tests.lib.ledger_regions import OA_CODES, add_and_remove, make_region, map_rows, recode
from tests.lib.oracle import build_slots, get_free_days
from tests.lib.region import AbsenceFile, LessonAbsence, Region, School, SpanAbsence, write_region
from tests.lib.strategies import HOLIDAYS, PUBLIC

SEEDS = range(500, 520 if os.environ.get("MSA_DEEP") else 501)
SCHOOLS = 26
LEERPLICHT, DOORSTROOMPUNT = (room.lezer.map for room in ROOMS)
LEERPLICHT_MART = "mart_leerplicht_bewijs"
LATE = "L"
FILTER = "and soort.groep = 'oa'"


@dataclass(frozen=True)
class Scene:
    """A region with a municipality for each school, its peildatum and what the run before any change published."""

    region: Region
    peildatum: date
    folder: Path
    before: Output

    def run(self, name: str, region: Region) -> Output:
        assert region != self.region
        return publish(region, self.peildatum, self.folder / name)


@pytest.fixture(scope="module", params=SEEDS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    region, peildatum = make_region(request.param, pupils=3, schools=SCHOOLS)
    region = replace(
        region,
        scholen=tuple(live_in(school, f"Gemeente {chr(65 + place)}") for place, school in enumerate(region.scholen)),
    )
    folder = tmp_path_factory.mktemp(f"regio-{request.param}")
    return Scene(region, peildatum, folder, publish(region, peildatum, folder / "voor"))


def live_in(school: School, town: str) -> School:
    """All pupils of the school live in `town`."""
    return replace(school, leerlingen=tuple(replace(row, woongemeente=town) for row in school.leerlingen))


def publish(region: Region, peildatum: date, folder: Path) -> Output:
    output = run_program(write_region(region, folder), peildatum)
    assert output.exit_code == 0
    return output


def change_all(scene: Scene, change: str) -> Region:
    """Every school changed: authorised codes into others, or authorised events added and removed."""
    chance = Random(scene.peildatum.toordinal())
    schools = (
        recode(school, chance) if change == "recoded" else add_and_remove(school, chance, scene.region, scene.peildatum)
        for school in scene.region.scholen
    )
    return replace(scene.region, scholen=tuple(schools))


def change_one(scene: Scene, place: int, **changes: object) -> Region:
    schools = list(scene.region.scholen)
    schools[place] = replace(schools[place], **changes)
    return replace(scene.region, scholen=tuple(schools))


def read_folders(output: Output, room: str) -> dict[str, dict[str, bytes]]:
    """Every file below each folder of a room: `leerplicht` and `doorstroompunt` by municipality, `school` by id."""
    if not (output.folder / room).is_dir():
        return {}
    return {
        folder.name: {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        for folder in sorted((output.folder / room).iterdir())
    }


def read_sheets(output: Output, role: str) -> dict[str, dict[str, bytes]]:
    """The sheet of one role at each school that has one."""
    name = f"rol/{role}.html"
    return {school: {name: files[name]} for school, files in read_folders(output, "school").items() if name in files}


def list_changed(one: dict[str, dict[str, bytes]], other: dict[str, dict[str, bytes]]) -> list[str]:
    """Folders that are not byte for byte the same, or are missing in one of the two."""
    return [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]


@pytest.mark.parametrize("change", ["recoded", "moved"])
def test_authorised_absence_changes_no_byte_for_an_attendance_officer(scene: Scene, change: str) -> None:
    after = scene.run(change, change_all(scene, change))
    # Most municipalities have a report, and some one of an adult, so these are as many pairs.
    for room, least in ((LEERPLICHT, SCHOOLS // 2), (DOORSTROOMPUNT, 1)):
        before = read_folders(scene.before, room)
        assert len(before) >= least
        assert list_changed(before, read_folders(after, room)) == []
    # The same for the sheet that a school hands over to leerplicht; the sheets within the school do change.
    before = read_sheets(scene.before, "lpa")
    assert len(before) >= SCHOOLS // 4
    assert list_changed(before, read_sheets(after, "lpa")) == []
    assert list_changed(read_sheets(scene.before, "oco"), read_sheets(after, "oco"))
    # The change is felt at the schools: it was no empty one.
    assert len(list_changed(read_folders(scene.before, "school"), read_folders(after, "school"))) >= SCHOOLS - 4


def fall_ill(scene: Scene, school: School) -> School:
    """The first two pupils are sick in the last lesson of their last fifteen days, whatever they do before it."""
    slots = build_slots(scene.region, school, scene.peildatum, get_free_days(scene.region, school, HOLIDAYS, PUBLIC))
    rows = []
    for number in ("1001", "1002"):
        last = {slot.datum: slot.lesuur for slot in slots[number] if slot.datum <= scene.peildatum}
        rows += [LessonAbsence(number, day, hour, "Z") for day, hour in sorted(last.items())[-15:]]
    return replace(school, absenties=(*school.absenties, AbsenceFile("ziek_les.csv", LessonAbsence, tuple(rows))))


def truant_otherwise(school: School, chance: Random) -> School:
    """Every unauthorised lesson is another kind of it, or a lateness, in the same place."""

    def change(row: LessonAbsence | SpanAbsence) -> LessonAbsence | SpanAbsence:
        return replace(row, code=chance.choice((*OA_CODES, LATE, LATE))) if row.code in OA_CODES else row

    return map_rows(school, change)


def test_unauthorised_absence_and_lateness_change_no_byte_for_the_youth_doctor(scene: Scene) -> None:
    """A lesson is sick or not whatever the others are; lateness too asks for the doctor at some of the schools."""
    chance = Random(7)
    ill = replace(scene.region, scholen=tuple(fall_ill(scene, school) for school in scene.region.scholen))
    one = scene.run("ziek", ill)
    other = scene.run(
        "ziek-anders", replace(ill, scholen=tuple(truant_otherwise(each, chance) for each in ill.scholen))
    )
    before = read_sheets(one, "jgz")
    assert len(before) >= SCHOOLS // 4
    assert list_changed(before, read_sheets(other, "jgz")) == []
    assert list_changed(read_sheets(one, "lpa"), read_sheets(other, "lpa"))


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        # Other pupils, another timetable of free days and no absence at all; or nothing that can be used.
        (0, {"absenties": (), "kalender": (), "duo_meldingen": None}),
        (SCHOOLS - 1, {"codes": (), "register": ()}),
    ],
)
def test_a_change_at_one_school_changes_no_byte_for_another(scene: Scene, place: int, changes: dict) -> None:
    after = scene.run(f"school-{place}", change_one(scene, place, **changes))
    changed = list_changed(read_folders(scene.before, "school"), read_folders(after, "school"))
    assert changed == [scene.region.scholen[place].id]


def test_a_refused_school_changes_no_byte_for_another(scene: Scene) -> None:
    toml = write_region(change_one(scene, 3, rooster=()), scene.folder / "geweigerd")
    after = run_program(toml, scene.peildatum)
    assert after.exit_code == 10
    changed = list_changed(read_folders(scene.before, "school"), read_folders(after, "school"))
    assert changed == [scene.region.scholen[3].id]


# --- negative controls -------------------------------------------------------------------------------------------


def test_unauthorised_absence_does_change_the_folder(scene: Scene) -> None:
    """One lesson of truancy less at each school: its municipality sees another page."""

    def forget(school: School) -> School:
        rows = iter(range(10**6))
        return map_rows(school, lambda row: None if row.code in OA_CODES and next(rows) % 2 else row)

    after = scene.run("minder", replace(scene.region, scholen=tuple(map(forget, scene.region.scholen))))
    for room in (LEERPLICHT, DOORSTROOMPUNT):
        before = read_folders(scene.before, room)
        assert len(list_changed(before, read_folders(after, room))) >= len(before) - 3


@pytest.mark.parametrize(("room", "other", "duty"), [("leerplicht", "doorstroompunt", "verplicht"),
                                                     ("doorstroompunt", "leerplicht", "rmc")])  # fmt: skip
def test_an_officer_learns_nothing_of_pupils_under_another_duty(scene: Scene, room: str, other: str, duty: str) -> None:
    """Who has no report for this officer was ill, not truant: that changes the folders of the other officer alone."""
    reports = scene.before.read("duo_melding").filter(plicht=duty)
    own = set(reports.select("school", "leerling").rows())

    def recode_others(school: School) -> School:
        def change(row: LessonAbsence | SpanAbsence) -> LessonAbsence | SpanAbsence:
            pupil = (school.id, make_leerling(scene.before.key, school.id, row.leerlingnummer))
            return row if pupil in own or row.code not in OA_CODES else replace(row, code="Z")

        return map_rows(school, change)

    after = scene.run(f"anderen-{room}", replace(scene.region, scholen=tuple(map(recode_others, scene.region.scholen))))
    before = read_folders(scene.before, room)
    assert before
    assert list_changed(before, read_folders(after, room)) == []
    assert list_changed(read_folders(scene.before, other), read_folders(after, other))


@pytest.fixture
def sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the models that a test may spoil."""
    folder = tmp_path / "sql"
    shutil.copytree(paths.SQL, folder)
    monkeypatch.setattr(paths, "SQL", folder)
    yield folder


def remove_filter(sql: Path) -> None:
    file = sql / "marts" / "officers" / f"{LEERPLICHT_MART}.sql"
    text = file.read_text(encoding="utf-8")
    assert text.count(FILTER) == 1
    file.write_text(text.replace(FILTER, ""), encoding="utf-8")


def test_without_the_filter_nothing_is_published(sql: Path, tmp_path: Path) -> None:
    """The data check finds hours that the ledger does not have."""
    remove_filter(sql)
    region, peildatum = make_region(500)
    with pytest.raises(DataCheckFailed, match="chk_leerplicht_bewijs"):
        publish(region, peildatum, tmp_path)
    assert not (tmp_path / "uitvoer" / peildatum.isoformat()).exists()


def test_without_filter_and_check_nothing_is_published_either(sql: Path, tmp_path: Path) -> None:
    """The declared columns allow no other kind than an unauthorised one."""
    remove_filter(sql)
    (sql / "checks" / "chk_leerplicht_bewijs.sql").unlink()
    region, peildatum = make_region(500)
    with pytest.raises(ValueError, match="table leerplicht_bewijs: column soort has cells that are not allowed"):
        publish(region, peildatum, tmp_path)
    assert not (tmp_path / "uitvoer" / peildatum.isoformat()).exists()
