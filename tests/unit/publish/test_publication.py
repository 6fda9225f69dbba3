"""A publication appears whole or not at all; what an interruption leaves behind is repaired."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.publish import publication
from pipelines.publish.publication import Publication, list_editions
from pipelines.vault.leftovers import repair_publications

DAY = "2026-01-01"


@pytest.fixture
def beside():
    with ThreadPoolExecutor(1) as pool:
        yield pool


def _publish(uitvoer, text):
    made = Publication(uitvoer, DAY)
    made.write_text("school/12AB00/index.html", text)
    made.finish()


def _names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_it_appears_whole(tmp_path):
    uitvoer = tmp_path / "map" / "uitvoer"
    made = Publication(uitvoer, DAY)
    made.write_text("manifest.json", "{é}")
    made.write_bytes("tabellen/reeks.csv", b"a;b")
    assert not (uitvoer / DAY).exists()
    made.finish()
    assert _names(uitvoer) == [DAY]
    assert (uitvoer / DAY / "manifest.json").read_bytes() == "{é}".encode()
    assert (uitvoer / DAY / "tabellen" / "reeks.csv").read_bytes() == b"a;b"


def test_all_of_it_is_on_disk_before_it_appears(beside, tmp_path, monkeypatch):
    """One file before the syncing begins and one after: each has gone to disk once nothing but the exchange is left."""
    synced = set()
    monkeypatch.setattr(publication, "sync", lambda place: synced.add(place.name))
    made = Publication(tmp_path, DAY)
    made.write_text("eerst.txt", "a")
    made.begin_sync(beside)
    made.write_text("later.txt", "b")
    made.finish()
    assert synced >= {"eerst.txt", "later.txt"}


@pytest.mark.parametrize("begins", [True, False])
def test_what_does_not_get_to_disk_does_not_appear(begins, beside, tmp_path, monkeypatch):
    """The disk tells of a fault once: a fault of what was begun is not lost."""
    faults = [OSError("de schijf is vol")]

    def fail_once(place):
        if faults:
            raise faults.pop()

    monkeypatch.setattr(publication, "sync", fail_once)
    made = Publication(tmp_path, DAY)
    made.write_text("eerst.txt", "a")
    if begins:
        made.begin_sync(beside)
    with pytest.raises(OSError, match="de schijf is vol"):
        made.finish()
    assert not (tmp_path / DAY).exists()


def test_what_was_begun_is_waited_for_before_it_is_discarded(beside, tmp_path, monkeypatch):
    sync, seen = publication.sync, []

    def look(place):
        seen.append(place.exists())
        sync(place)

    monkeypatch.setattr(publication, "sync", look)
    made = Publication(tmp_path, DAY)
    made.write_text("eerst.txt", "a")
    made.begin_sync(beside)
    made.discard()
    # The file and its folder, each while it was still there.
    assert seen == [True, True]
    assert not made.folder.exists()


def test_what_was_never_begun_is_not_waited_for(beside, tmp_path):
    """A run that ends lets go of what stands in line behind what is done."""
    ended = threading.Event()
    beside.submit(ended.wait)
    made = Publication(tmp_path, DAY)
    made.begin_sync(beside)
    beside.shutdown(wait=False, cancel_futures=True)
    made.discard()
    ended.set()
    assert not made.folder.exists()


def test_a_later_one_takes_the_place_of_the_earlier(tmp_path):
    _publish(tmp_path, "eerst")
    made = Publication(tmp_path, DAY)
    made.write_text("manifest.json", "later")
    made.finish()
    # Nothing of the earlier one stays, also no file that the later one does not have.
    assert _names(tmp_path) == [DAY]
    assert _names(tmp_path / DAY) == ["manifest.json"]


def test_without_an_exchange_in_one_step_it_ends_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(publication, "exchange", lambda one, other: False)
    _publish(tmp_path, "eerst")
    _publish(tmp_path, "later")
    assert _names(tmp_path) == [DAY]
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "later"


def test_a_folder_that_the_system_does_not_move_stays(tmp_path, monkeypatch):
    _publish(tmp_path, "eerst")
    monkeypatch.setattr(publication, "exchange", lambda one, other: False)
    rename = Path.rename

    def refuse(self, target):
        if self == tmp_path / DAY:
            raise PermissionError
        return rename(self, target)

    # As on Windows, where a spreadsheet has a file of the folder open.
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StoreUnavailable, match="staat er nog een bestand uit open") as refusal:
        _publish(tmp_path, "later")
    assert refusal.value.exit_code == 14
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "eerst"


def test_the_earlier_one_is_put_back_when_the_later_cannot_come(tmp_path, monkeypatch):
    _publish(tmp_path, "eerst")
    monkeypatch.setattr(publication, "exchange", lambda one, other: False)
    rename = Path.rename

    def refuse(self, target):
        if self.name.startswith(".wordt-"):
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        _publish(tmp_path, "later")
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "eerst"


def test_discard_keeps_the_earlier_one(tmp_path):
    _publish(tmp_path, "eerst")
    made = Publication(tmp_path, DAY)
    made.write_text("manifest.json", "half")
    made.discard()
    made.discard()
    assert _names(tmp_path) == [DAY]
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "eerst"


def test_a_half_written_one_is_started_anew(tmp_path):
    Publication(tmp_path, DAY).write_text("oud.txt", "half")
    made = Publication(tmp_path, DAY)
    made.write_text("nieuw.txt", "heel")
    made.finish()
    assert _names(tmp_path / DAY) == ["nieuw.txt"]


def test_repair_puts_back_what_was_moved_away(tmp_path):
    """Stopped after the earlier folder was moved, before the new one came in its place."""
    _publish(tmp_path, "eerst")
    Publication(tmp_path, DAY).write_text("manifest.json", "half")
    (tmp_path / DAY).rename(tmp_path / f".was-{DAY}")
    repair_publications(tmp_path)
    assert _names(tmp_path) == [DAY]
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "eerst"


def test_repair_removes_what_was_replaced(tmp_path):
    """Stopped after the new folder came in its place, before the earlier one was removed: by exchange or by moves."""
    _publish(tmp_path, "later")
    for left in (f".was-{DAY}", f".wordt-{DAY}"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "manifest.json").write_text("eerst")
    repair_publications(tmp_path)
    assert _names(tmp_path) == [DAY]
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "later"


def test_repair_without_anything_to_do(tmp_path):
    repair_publications(tmp_path / "weg")
    assert not (tmp_path / "weg").exists()
    _publish(tmp_path, "eerst")
    repair_publications(tmp_path)
    assert _names(tmp_path) == [DAY]


@pytest.mark.parametrize("name", ["../buiten.txt", "school/../../buiten.txt"])
def test_a_file_outside_the_folder_is_refused(name, tmp_path):
    made = Publication(tmp_path / "uitvoer", DAY)
    with pytest.raises(ValueError, match="lies below its folder"):
        made.write_text(name, "x")
    assert _names(tmp_path) == ["uitvoer"]
    assert _names(tmp_path / "uitvoer") == [f".wordt-{DAY}"]
    assert _names(made.folder) == []


def test_a_link_or_a_path_from_the_root_is_refused(tmp_path):
    made = Publication(tmp_path / "uitvoer", DAY)
    with pytest.raises(ValueError, match="lies below its folder"):
        made.write_text(str(tmp_path / "buiten.txt"), "x")
    (made.folder / "school").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="lies below its folder"):
        made.write_text("school/buiten.txt", "x")


def test_files_and_folders_are_for_the_owner_alone(tmp_path):
    _publish(tmp_path, "eerst")
    entries = [tmp_path / DAY, *(tmp_path / DAY).rglob("*")]
    assert len(entries) == 4  # the folder, school, 12AB00, index.html
    for entry in entries:
        assert stat.S_IMODE(entry.stat().st_mode) == (0o700 if entry.is_dir() else 0o600), entry.name


def test_what_each_reader_gets_is_known_without_reading_it_again(tmp_path, monkeypatch):
    made = Publication(tmp_path, DAY)
    # SHA-256 of "abc", as in FIPS 180-2.
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert made.write_bytes("manifest.json", b"abc") == abc
    made.write_text("school/12AB00/rol/mentor.html", "eerst")
    # Written twice: what lies there counts.
    made.write_text("school/12AB00/rol/mentor.html", "later")
    made.write_text("school/34CD00/index.html", "b")
    expected = publication.hash_readers(made.folder)
    assert (list(expected), expected["manifest.json"]) == (["manifest.json", "school/12AB00", "school/34CD00"], abc)
    # What nobody wrote by it is read.
    (made.folder / "school" / "34CD00" / "erbij.txt").write_text("c")
    with_another = publication.hash_readers(made.folder)
    assert [name for name in expected if expected[name] != with_another[name]] == ["school/34CD00"]
    read = []
    hash_file = publication._hash_file
    monkeypatch.setattr(publication, "_hash_file", lambda file: read.append(file.name) or hash_file(file))
    assert made.make_hashes() == with_another
    assert read == ["erbij.txt"]


def test_what_stands_is_kept_when_that_is_asked(tmp_path):
    """Two replacements that keep: the editions are numbered 1 and 2, oldest first, and the last one stands."""
    _publish(tmp_path, "eerst")
    for text in ("tweede", "derde"):
        made = Publication(tmp_path, DAY)
        made.write_text("school/12AB00/index.html", text)
        assert made.keep_standing() is not None
        made.finish()
    assert _names(tmp_path) == [DAY, "eerder"]
    assert _names(tmp_path / "eerder") == [f"{DAY}-1", f"{DAY}-2"]
    texts = [
        (folder / "school" / "12AB00" / "index.html").read_text()
        for folder in (tmp_path / "eerder" / f"{DAY}-1", tmp_path / "eerder" / f"{DAY}-2", tmp_path / DAY)
    ]
    assert texts == ["eerst", "tweede", "derde"]
    assert stat.S_IMODE((tmp_path / "eerder").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "content", "same"),
    [
        ("school/12AB00/.DS_Store", b"x", True),
        ("Thumbs.db", b"x", True),
        # A page makes it.
        ("school/12AB00/index.pdf", b"x", True),
        ("school/12AB00/index.html", b"ander", False),
        ("school/12AB00/nieuw.html", b"", False),
    ],
)
def test_it_equals_what_msa_wrote_there_byte_for_byte(tmp_path, name, content, same):
    _publish(tmp_path, "eerst")
    made = Publication(tmp_path, DAY)
    made.write_text("school/12AB00/index.html", "eerst")
    assert made.equals(tmp_path / DAY)
    (tmp_path / DAY / name).write_bytes(content)
    assert made.equals(tmp_path / DAY) == same


def test_the_number_of_an_edition_is_never_given_again(tmp_path):
    (tmp_path / "eerder" / f"{DAY}-9").mkdir(parents=True)
    _publish(tmp_path, "eerst")
    assert Publication(tmp_path, DAY).keep_standing() == tmp_path / "eerder" / f"{DAY}-10"


def test_where_nothing_stands_nothing_is_kept(tmp_path):
    assert Publication(tmp_path, DAY).keep_standing() is None
    assert not (tmp_path / "eerder").exists()


def test_a_kept_edition_is_not_touched_by_what_comes_in_its_place(tmp_path):
    """Its files are links: a publication is written as new files, so what stood stays as it was."""
    _publish(tmp_path, "eerst")
    made = Publication(tmp_path, DAY)
    kept = made.keep_standing()
    made.write_text("school/12AB00/index.html", "later")
    made.finish()
    assert (kept / "school" / "12AB00" / "index.html").read_text() == "eerst"


def test_an_edition_that_was_broken_off_is_removed(tmp_path):
    (tmp_path / "eerder" / f".wordt-{DAY}").mkdir(parents=True)
    repair_publications(tmp_path)
    assert _names(tmp_path / "eerder") == []


def test_an_edition_that_was_kept_for_nothing_is_no_earlier_one(tmp_path):
    """The run was broken off between keeping what stands and putting its own in the place of it."""
    _publish(tmp_path, "eerst")
    made = Publication(tmp_path, DAY)
    made.write_text("school/12AB00/index.html", "tweede")
    made.keep_standing()
    assert _names(tmp_path / "eerder") == [f"{DAY}-1"]
    repair_publications(tmp_path)
    assert _names(tmp_path / "eerder") == []
    assert (tmp_path / DAY / "school" / "12AB00" / "index.html").read_text() == "eerst"
    # Again, and now it comes: numbered as if nothing had happened.
    made = Publication(tmp_path, DAY)
    made.write_text("school/12AB00/index.html", "tweede")
    assert made.find_number(is_same=False) == 2
    assert made.keep_standing().name == f"{DAY}-1"
    made.finish()
    repair_publications(tmp_path)
    assert _names(tmp_path / "eerder") == [f"{DAY}-1"]


@pytest.mark.parametrize(
    ("last", "left"),
    # What stands is what once stood before; only the last one can have been kept for nothing.
    [
        ({"index.html": "eerst"}, 1),
        ({"index.html": "ander"}, 2),
        ({"index.html": "eerst", "meer.html": ""}, 2),
        ({}, 2),
    ],
)
def test_an_earlier_edition_of_another_content_stays(last, left, tmp_path):
    for name, files in ((DAY, {"index.html": "eerst"}), (f"eerder/{DAY}-9", {"index.html": "eerst"}),
                        (f"eerder/{DAY}-10", last)):  # fmt: skip
        (tmp_path / name).mkdir(parents=True)
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    (tmp_path / "eerder" / f"{DAY}-oud").mkdir()
    repair_publications(tmp_path)
    assert len(_names(tmp_path / "eerder")) == left + 1
    assert f"{DAY}-9" in _names(tmp_path / "eerder")


def test_editions_are_listed_by_their_name_and_manifest(tmp_path):
    """A folder without a manifest, with another name, or numbered in the wrong place is none of ours."""
    names = [
        "2026-01-01",
        "2025-09-01",
        "2026-01-01-1",
        "anders",
        "eerder/2026-01-01-1",
        "eerder/2026-01-01",
        "eerder/x",
    ]
    for name in names:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "manifest.json").write_text("{}")
    (tmp_path / "2026-03-01").mkdir()
    found = [(day, folder.relative_to(tmp_path).as_posix()) for day, folder in list_editions(tmp_path)]
    assert found == [
        (date(2025, 9, 1), "2025-09-01"),
        (date(2026, 1, 1), "2026-01-01"),
        (date(2026, 1, 1), "eerder/2026-01-01-1"),
    ]
