"""A school that was read and checked is taken as it was kept only while all is as it was."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.intake import checked
from pipelines.intake.checked import (
    find_checked,
    forget_checked,
    is_packed_alike,
    keep_checked,
    make_mark,
    pack,
    unpack,
)
from pipelines.intake.delivered import Delivery
from pipelines.intake.erased import add_marks
from pipelines.intake.school import read_school
from pipelines.settings import Settings, load_settings
from pipelines.vault.kept_forms import add_delivered
from pipelines.vault.keys import open_key
from pipelines.vault.places import VAULT, get_copy, get_partition, list_partitions
from pipelines.vault.stored import replace_stored
from schemas.tables import RAW_CODE
from tests.lib.erasure import PEILDATUM, SCHOOL, write_deliveries

OTHER_KEY = bytes(range(32))


@dataclass
class Desk:
    """One school that was read and kept."""

    settings: Settings
    key: bytes
    peildatum: date = PEILDATUM

    @property
    def folder(self) -> Path:
        return self.settings.aanlevering / SCHOOL

    @property
    def file(self) -> Path:
        return get_partition(self.settings.opslag, SCHOOL, PEILDATUM.isoformat())

    def read(self) -> Delivery:
        school = self.settings.get_school(SCHOOL)
        return read_school(self.settings, school, key=self.key, peildatum=self.peildatum)

    def make_mark(self) -> str:
        return make_mark(self.settings, self.settings.get_school(SCHOOL), key=self.key, peildatum=self.peildatum)

    def keep(self, delivery: Delivery, mark: str) -> None:
        school = self.settings.get_school(SCHOOL)
        keep_checked(self.settings, school, delivery, key=self.key, peildatum=self.peildatum, mark=mark)

    def find(self) -> Delivery | None:
        school = self.settings.get_school(SCHOOL)
        return find_checked(self.settings, school, key=self.key, peildatum=self.peildatum, mark=self.make_mark())

    def set_school(self, **changed: object) -> None:
        schools = tuple(
            replace(school, **changed) if school.id == SCHOOL else school for school in self.settings.scholen
        )
        self.settings = replace(self.settings, scholen=schools)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("getoetst") / "swv"
    settings = load_settings(write_deliveries(folder))
    settings.opslag.mkdir(mode=0o700)
    desk = Desk(settings, open_key(settings))
    mark = desk.make_mark()
    desk.keep(desk.read(), mark)
    return folder


@pytest.fixture
def desk(ready: Path, tmp_path: Path) -> Desk:
    shutil.copytree(ready, tmp_path / "swv")
    settings = load_settings(tmp_path / "swv" / "swv.toml")
    return Desk(settings, open_key(settings))


def test_what_is_kept_is_what_was_read(desk: Desk) -> None:
    read, kept = desk.read(), desk.find()
    assert kept is not None
    assert read.quarantine
    assert read.findings
    others = [each.name for each in fields(read) if each.name != "frames"]
    assert [name for name in others if getattr(read, name) != getattr(kept, name)] == []
    assert list(read.frames) != []
    for name, frame in read.frames.items():
        assert_frame_equal(frame, kept.frames[name])
    assert desk.file.stat().st_mode & 0o077 == 0
    assert desk.file.parent.stat().st_mode & 0o077 == 0


def change_a_file(desk: Desk) -> None:
    with (desk.folder / "codes.csv").open("a", encoding="utf-8") as file:
        file.write("Q;ziek\n")


def rename_a_file(desk: Desk) -> None:
    (desk.folder / "codes.csv").rename(desk.folder / "codes-2025.csv")


def add_a_leftover(desk: Desk) -> None:
    (desk.folder / "Thumbs.db").write_bytes(b"")


def add_a_folder(desk: Desk) -> None:
    (desk.folder / "oud").mkdir()


def put_a_link(desk: Desk) -> None:
    file, elsewhere = desk.folder / "codes.csv", desk.settings.file.parent / "codes.csv"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


def lose_a_copy(desk: Desk) -> None:
    get_copy(desk.settings.opslag / VAULT, desk.read().bestanden[0][1]).unlink()


def damage_a_copy(desk: Desk) -> None:
    with get_copy(desk.settings.opslag / VAULT, desk.read().bestanden[0][1]).open("ab") as file:
        file.write(b" ")


def give_another_key(desk: Desk) -> None:
    desk.key = OTHER_KEY


def erase_a_pupil(desk: Desk) -> None:
    add_marks(desk.settings.opslag, SCHOOL, ["500000001"])


def keep_a_form(desk: Desk) -> None:
    (sha256, *_) = (sha256 for _, sha256 in desk.read().bestanden)
    opslag = desk.settings.opslag
    replace_stored(opslag, add_delivered(opslag, SCHOOL, peildatum=PEILDATUM, delivered=[sha256]))


CHANGES: dict[str, Callable[[Desk], object]] = {
    "a file": change_a_file,
    "a name": rename_a_file,
    "a leftover": add_a_leftover,
    "a folder": add_a_folder,
    "a link": put_a_link,
    "a copy that is gone": lose_a_copy,
    "a copy that is damaged": damage_a_copy,
    "the key": give_another_key,
    "an erased pupil": erase_a_pupil,
    "a form of an earlier run": keep_a_form,
    "the system": lambda desk: desk.set_school(lvs="magister"),
    "minutes": lambda desk: desk.set_school(minuten_per_lesuur=40),
    "columns": lambda desk: desk.set_school(kolommen={"a": "klas"}),
    "holidays": lambda desk: desk.set_school(vakantieregio="zuid"),
    "a calendar of the SWV": lambda desk: setattr(
        desk, "settings", replace(desk.settings, kalender=replace(desk.settings.kalender, own={"feestdagen.csv": "ab"}))
    ),
    "interventions": lambda desk: setattr(desk, "settings", replace(desk.settings, interventies={"a": "b"})),
    "the school year": lambda desk: setattr(desk, "settings", replace(desk.settings, schooljaar_begin=(9, 1))),
    "the peildata": lambda desk: setattr(desk, "settings", replace(desk.settings, peildata=((1, 1),))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_not_used_when_anything_differs(change: str, desk: Desk) -> None:
    assert desk.find() is not None
    CHANGES[change](desk)
    assert desk.find() is None


def test_another_program_does_not_use_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "describe_program", lambda: "another")
    assert desk.find() is None


def test_the_program_is_known_by_its_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rooms = tmp_path / "schemas", tmp_path / "pipelines"
    for room in rooms:
        room.mkdir()
        (room / "a.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(checked, "_ROOMS", rooms)
    monkeypatch.setattr(checked.paths, "ROOT", tmp_path)
    before = checked.describe_program.__wrapped__()
    assert checked.describe_program.__wrapped__() == before
    (rooms[0] / "a.py").write_text("x = 2\n", encoding="utf-8")
    assert checked.describe_program.__wrapped__() != before
    assert " polars " in before


def test_no_changed_byte_is_believed(desk: Desk) -> None:
    content = desk.file.read_bytes()
    places = random.Random(13).sample(range(len(content)), 60)
    for place in (0, 63, 64, 65, len(content) - 1, *places):
        desk.file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert desk.find() is None, place
    for end in (0, 64, 65, len(content) - 1):
        desk.file.write_bytes(content[:end])
        assert desk.find() is None, end
    desk.file.write_bytes(content)
    assert desk.find() is not None


def test_what_was_kept_for_another_peildatum_is_not_used_and_gives_way(desk: Desk) -> None:
    earlier = date(2025, 11, 1)
    other = replace(desk, peildatum=earlier)
    shutil.copyfile(desk.file, get_partition(desk.settings.opslag, SCHOOL, earlier.isoformat()))
    assert other.find() is None
    other.keep(other.read(), other.make_mark())
    assert [day for day, _ in list_partitions(desk.settings.opslag)] == [earlier]


def test_a_delivery_that_changed_while_it_was_read_is_not_kept(desk: Desk) -> None:
    mark, read = desk.make_mark(), desk.read()
    change_a_file(desk)
    desk.keep(read, mark)
    assert not desk.file.exists()


def test_the_same_rows_are_packed_to_the_same_bytes(desk: Desk) -> None:
    """However they lie in memory: texts in another order, and another day behind an empty cell."""
    delivery = desk.read()
    rows = delivery.frames[RAW_CODE.name]
    codes = [f"een lange code die nergens voor staat {number}" for number in (1, 2)]

    def pack_codes(frame: pl.DataFrame) -> bytes:
        return pack(replace(delivery, frames={**delivery.frames, RAW_CODE.name: frame}))

    def make_codes(behind: date, order: list[int]) -> pl.DataFrame:
        """Two rows, put in order; the first has no first day."""
        row = dict.fromkeys(rows.columns)
        made = pl.DataFrame(
            [{**row, "code": codes[place], "soort": codes[place], "volgnr": place} for place in order],
            schema=rows.schema,
        ).with_columns(geldig_van=pl.lit(behind))
        kept = pl.when(pl.col("volgnr") == 1).then("geldig_van")
        return made.sort("volgnr").with_columns(kept)

    first, second = make_codes(PEILDATUM, [0, 1]), make_codes(PEILDATUM, [1, 0])
    assert first.equals(second)
    assert pack_codes(first) == pack_codes(second)
    frames, again, other = (unpack(pack_codes(each))[0].frames for each in (first, second, first.head(1)))
    assert_frame_equal(frames[RAW_CODE.name], first)
    assert is_packed_alike(frames, again)
    assert not is_packed_alike(frames, other)
    # What is not packed may be the same: that is for who asks to see.
    assert not is_packed_alike(frames, dict(frames))


def test_of_a_refused_delivery_nothing_is_kept(desk: Desk) -> None:
    (desk.folder / "rooster.csv").unlink()
    mark, read = desk.make_mark(), desk.read()
    assert read.refused is not None
    desk.keep(read, mark)
    assert not desk.file.exists()


def test_all_of_it_can_be_let_go(desk: Desk) -> None:
    forget_checked(desk.settings.opslag)
    assert list_partitions(desk.settings.opslag) == []
    forget_checked(desk.settings.opslag)


@pytest.mark.parametrize("act", [lambda: checked._encode(object()), lambda: list(checked.describe(object()))])
def test_what_nobody_taught_it_is_told(act: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="teach"):
        act()
