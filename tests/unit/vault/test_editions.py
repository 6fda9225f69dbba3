"""What is kept of the editions that came out: it is read back as it was, is private, and forgets an erased pupil."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.editions import (
    Edition,
    Group,
    forget_in_editions,
    get_school,
    list_edition_files,
    load_editions,
    make_marker,
    name_group,
    save_editions,
)
from pipelines.vault.keyring import add_key, make_ring, save_ring, settle_ring
from pipelines.vault.places import EDITIONS

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
KEYS = (b"\x01" * 32, b"\x02" * 32)
ONE, OTHER, CODE = "12AB00", "34CD00", "laaaaaaaaaaa"
RING = make_ring(KEYS[0])


def make_edition(ring=RING, *, since: date = JANUARY) -> Edition:
    marker = make_marker(ring)
    pupils = {marker.mark(ONE, code): marker.mark(ONE, code, "1") for code in (CODE, "lbbbbbbbbbbb")}
    groups = {
        ONE: Group(pupils, "rest"),
        name_group(ONE, "register"): Group({marker.mark(ONE, CODE): "x"}),
        # The same code at another school is another pupil.
        OTHER: Group({marker.mark(OTHER, CODE): "y"}, "", 2),
    }
    files = {"swv/index.html": "é".encode(), "swv/cijfers.csv": b"\x00"}
    return Edition(since, ring.current, "d1", 8, groups, files)


def count(edition: Edition) -> dict[str, tuple[int, int]]:
    return {name: (len(group.pupils), group.erased) for name, group in edition.groups.items()}


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    editions = [make_edition(), make_edition(since=MARCH)]
    save_editions(tmp_path, JANUARY, editions)
    assert load_editions(tmp_path, JANUARY) == editions
    assert load_editions(tmp_path, MARCH) == []
    (found,) = list_edition_files(tmp_path)
    assert found == (JANUARY, tmp_path / EDITIONS / "2026-01-01.zip")
    before = found[1].read_bytes()
    save_editions(tmp_path, JANUARY, editions)
    assert found[1].read_bytes() == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / EDITIONS, found[1])} == {0o700, 0o600}
    assert CODE.encode() not in before


def test_a_mark_is_of_one_school_and_one_key() -> None:
    markers = [make_marker(make_ring(key)) for key in KEYS]
    marks = {marker.mark(school, CODE) for marker in markers for school in (ONE, OTHER)}
    assert len(marks) == 4
    assert markers[0].mark("1", "23") != markers[0].mark("12", "3")
    assert not any(CODE in mark or ONE in mark for mark in marks)


def test_the_school_of_a_group() -> None:
    assert [get_school(name_group(ONE, part)) for part in ("", "register")] == [ONE, ONE]


def test_an_erased_pupil_leaves_a_count(tmp_path: Path) -> None:
    save_ring(tmp_path, RING)
    for peildatum in (JANUARY, MARCH):
        save_editions(tmp_path, peildatum, [make_edition(), make_edition(since=MARCH)])
    for _ in range(2):
        # Done again it counts nobody twice.
        forget_in_editions(tmp_path, ONE, {CODE, "lzzzzzzzzzzz"})
    for peildatum in (JANUARY, MARCH):
        editions = load_editions(tmp_path, peildatum)
        assert [count(edition) for edition in editions] == [{ONE: (1, 1), f"{ONE}/register": (0, 1), OTHER: (1, 2)}] * 2
        assert make_marker(RING).mark(ONE, CODE).encode() not in str(editions).encode()
        assert editions[0].files == make_edition().files
        assert editions[0].groups[ONE].rest == "rest"


def test_after_a_new_key_a_pupil_is_forgotten_by_the_code_of_then(tmp_path: Path) -> None:
    save_editions(tmp_path, JANUARY, [make_edition()])
    save_ring(tmp_path, settle_ring(add_key(RING, KEYS[1]), KEYS[1]))
    forget_in_editions(tmp_path, ONE, {"lnewnewnewne"})
    assert load_editions(tmp_path, JANUARY) == [make_edition()]
    forget_in_editions(tmp_path, ONE, {"lnewnewnewne", CODE})
    assert count(load_editions(tmp_path, JANUARY)[0])[ONE] == (1, 1)


def test_what_is_damaged_is_told_and_nothing_is_called_forgotten(tmp_path: Path) -> None:
    save_ring(tmp_path, RING)
    save_editions(tmp_path, JANUARY, [make_edition()])
    file = tmp_path / EDITIONS / "2026-01-01.zip"
    whole = file.read_bytes()
    for content in (b"", whole[:-30], b"PK" + whole[2:100], whole.replace(b"uitgaven.json", b"uitgaven.jsom")):
        file.write_bytes(content)
        with pytest.raises(StoreUnavailable, match="van 2026-01-01 is bewaard"):
            load_editions(tmp_path, JANUARY)
        with pytest.raises(StoreUnavailable):
            forget_in_editions(tmp_path, ONE, {CODE})
    file.write_bytes(whole)
    assert load_editions(tmp_path, JANUARY) == [replace(make_edition())]
