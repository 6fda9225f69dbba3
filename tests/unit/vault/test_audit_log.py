"""The log: what a line holds, and that no change to it goes unseen.

`MSA_DEEP=1` flips a thousand single bytes instead of a hundred.
"""

import json
import os
import random
import stat
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault import audit_log
from pipelines.vault.audit_log import read_entries, verify_log, write_entry
from pipelines.vault.keyring import add_key, make_key_id, make_ring, save_ring, settle_ring
from pipelines.vault.places import HEAD_FILE, LOG_FILE

ONE, TWO = bytes(32), bytes(range(32))
FLIPS = 1000 if os.environ.get("MSA_DEEP") else 100
NOON = datetime(2026, 1, 2, 12, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def opslag(tmp_path):
    """A store with a log of five lines, the last two under a second key."""
    save_ring(tmp_path, make_ring(ONE))
    write(tmp_path, "sleutel_gemaakt")
    write(tmp_path, "run", schools=["34CD00", "12AB00"], peildatum=date(2026, 1, 1), counts={"leerlingen": 40})
    write(tmp_path, "sleutellijst", schools=["12AB00"])
    save_ring(tmp_path, settle_ring(add_key(make_ring(ONE), TWO), TWO))
    write(tmp_path, "sleutel_vervangen")
    write(tmp_path, "run", hashes={"manifest.json": "ab" * 32})
    return tmp_path


def write(folder, action, **facts):
    write_entry(folder, action, clock=lambda: NOON, **facts)


def tell(folder):
    return [str(problem) for problem in verify_log(folder)]


def test_a_line_says_when_who_what_and_on_what(opslag):
    entries = read_entries(opslag)
    assert [entry["nr"] for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry["sleutel"] for entry in entries] == [make_key_id(ONE)] * 3 + [make_key_id(TWO)] * 2
    second = entries[1]
    # 12:00 at one hour east of Greenwich.
    assert second["tijd"] == "2026-01-02T11:00:00Z"
    assert second["wie"]
    assert second["scholen"] == ["12AB00", "34CD00"]
    assert (second["wat"], second["peildatum"], second["aantallen"]) == ("run", "2026-01-01", {"leerlingen": 40})
    assert second["vorige"] == entries[0]["hash"]
    assert entries[0]["vorige"] == ""
    assert tell(opslag) == []
    for name in (LOG_FILE, HEAD_FILE):
        assert stat.S_IMODE((opslag / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "facts",
    [
        {"action": "gelezen"},
        {"schools": ["Jansen"]},
        {"counts": {"leerlingen": "1001"}},
        {"counts": {"Jan Jansen": 1}},
        {"hashes": {"manifest.json": "Jan Jansen"}},
        {"hashes": {"jan jansen.csv": "ab" * 32}},
    ],
)
def test_nothing_that_could_hold_a_name_is_taken(facts, opslag):
    before = (opslag / LOG_FILE).read_bytes()
    with pytest.raises(ValueError, match="nothing else") as refusal:
        write_entry(opslag, facts.pop("action", "run"), **facts)
    assert "Jan" not in str(refusal.value)
    assert (opslag / LOG_FILE).read_bytes() == before


def test_a_single_changed_byte_is_always_found(opslag):
    """P13: any byte of the log or its head, to any other byte."""
    chance = random.Random(20260101)
    files = {name: (opslag / name).read_bytes() for name in (LOG_FILE, HEAD_FILE)}
    places = [(name, place) for name, content in files.items() for place in range(len(content))]
    missed = []
    for name, place in chance.choices(places, k=FLIPS):
        changed = bytearray(files[name])
        changed[place] ^= chance.randrange(1, 256)
        (opslag / name).write_bytes(changed)
        if not verify_log(opslag):
            missed.append((name, place))
        (opslag / name).write_bytes(files[name])
    assert missed == []
    assert verify_log(opslag) == []


def _drop(number):
    return lambda lines: lines[: number - 1] + lines[number:]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_drop(1), "regel 1: de regel sluit niet aan op de regel ervoor"),
        (_drop(3), "regel 3: de regel sluit niet aan op de regel ervoor"),
        (_drop(5), "aan het einde van het logboek ontbreken regels of staan er te veel"),
        (lambda lines: [*lines, lines[-1]], "regel 6: de regel sluit niet aan op de regel ervoor"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "regel 1: de regel sluit niet aan op de regel ervoor"),
        (lambda lines: [], "het logboek ontbreekt of is leeg"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], "regel 5: de laatste regel is afgebroken"),
    ],
)
def test_lines_left_out_doubled_or_moved_are_found(change, problem, opslag):
    lines = (opslag / LOG_FILE).read_bytes().splitlines(keepends=True)
    (opslag / LOG_FILE).write_bytes(b"".join(change(lines)))
    assert problem in tell(opslag)


def test_a_line_that_a_forger_seals_with_another_key_is_found(opslag):
    """Whoever lacks the secrets of the ring can write a chain, but not one that passes."""
    for name in (LOG_FILE, HEAD_FILE):
        (opslag / name).unlink()
    forged = make_ring(b"\x07" * 32)
    write_entry(opslag, "run", ring=forged)
    assert "regel 1: de regel is verzegeld met een sleutel die deze opslag niet kent" in tell(opslag)
    assert f"het bestand {HEAD_FILE} is veranderd" in tell(opslag)


def test_a_head_that_is_gone_is_found(opslag):
    (opslag / HEAD_FILE).unlink()
    assert tell(opslag) == [f"het bestand {HEAD_FILE} ontbreekt"]


def test_a_line_torn_by_a_crash_is_told_then_taken_away_and_logged(opslag):
    log = opslag / LOG_FILE
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"nr":6,"tijd"')
    assert tell(opslag) == ["regel 6: de laatste regel is afgebroken"]
    write(opslag, "check")
    assert tell(opslag) == []
    repair, check = read_entries(opslag)[-2:]
    # The torn line had 14 characters.
    assert (repair["wat"], repair["aantallen"]) == ("herstel", {"tekens": 14})
    assert (check["wat"], check["nr"]) == ("check", 7)
    assert log.read_bytes().startswith(whole)


def test_a_crash_between_line_and_head_leaves_a_log_that_goes_on(opslag):
    head = (opslag / HEAD_FILE).read_bytes()
    write(opslag, "check")
    (opslag / HEAD_FILE).write_bytes(head)
    assert tell(opslag) == ["aan het einde van het logboek ontbreken regels of staan er te veel"]
    write(opslag, "check")
    assert tell(opslag) == []
    assert [entry["wat"] for entry in read_entries(opslag)[-2:]] == ["check", "check"]


@pytest.mark.parametrize("lost", ["lines", "log", "head", "both_but_one"])
def test_a_break_stays_in_sight_for_ever(lost, opslag):
    """The next lines go on, so that work goes on; the place of the break is told from then on."""
    log, head = opslag / LOG_FILE, opslag / HEAD_FILE
    lines = log.read_bytes().splitlines(keepends=True)
    if lost == "lines":
        log.write_bytes(b"".join(lines[:3]))
    elif lost == "log":
        log.unlink()
    elif lost == "head":
        head.unlink()
    else:
        log.write_bytes(lines[0])
        head.unlink()
    for _ in range(2):
        write(opslag, "check")
    assert any("msa vond hier dat het logboek niet klopte" in problem for problem in tell(opslag))
    assert [entry["wat"] for entry in read_entries(opslag)[-3:]] == ["breuk", "check", "check"]


def test_a_log_removed_with_its_head_is_missed(opslag):
    """The ring knows that there was one: it is made together with the first line."""
    for name in (LOG_FILE, HEAD_FILE):
        (opslag / name).unlink()
    assert tell(opslag) == ["het logboek ontbreekt of is leeg"]
    assert read_entries(opslag) == []


def test_no_log_before_the_first_key(tmp_path):
    assert verify_log(tmp_path) == []
    with pytest.raises(StoreUnavailable, match="nog geen sleutel"):
        write_entry(tmp_path, "run")


def test_a_log_that_cannot_be_written_stops_the_work(opslag, monkeypatch):
    def fail(*_):
        raise OSError("schijf vol")

    monkeypatch.setattr(audit_log, "_append", fail)
    with pytest.raises(StoreUnavailable, match=r"Het logboek in .* is niet te schrijven") as refusal:
        write(opslag, "run")
    assert refusal.value.exit_code == 14
    assert tell(opslag) == []


def test_the_clock_is_in_utc():
    assert audit_log.read_clock().tzinfo is UTC


def test_every_line_is_json_without_spaces(opslag):
    for line in (opslag / LOG_FILE).read_bytes().splitlines():
        assert json.dumps(json.loads(line), separators=(",", ":")).encode() == line
