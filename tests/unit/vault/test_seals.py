"""The seal over the two lists, the register of cases and the editions: any change is found, no crash breaks it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.settings import Settings
from pipelines.vault import audit_log, seals, upcoming
from pipelines.vault.audit_log import read_entries, verify_log, write_entry
from pipelines.vault.keyring import add_key, make_key_id, make_ring, save_ring, settle_ring
from pipelines.vault.marks import Mark, dump_marks
from pipelines.vault.places import (
    ERASED_FILE,
    GROWING,
    HEAD_FILE,
    LEDGER,
    LOG_FILE,
    REGISTER_FILE,
    WITNESS,
    get_edition_name,
    get_file_beside,
    get_upcoming_file,
)
from pipelines.vault.seals import (
    announce_beside,
    carry_facts,
    check_seals,
    keep_witness,
    list_marks,
    make_first_facts,
    read_sealed,
    replace_all_sealed,
    replace_sealed,
    settle_seals,
)

ONE, TWO = bytes(32), bytes(range(32))
FIRST, SECOND = (Mark("12AB00", make_key_id(ONE), sign * 64) for sign in "ab")
THREE_LINES = b"een\ntwee\ndrie\n"
JANUARY, JUNE = get_edition_name("2026-01-01"), get_edition_name("2026-06-01")


def make_settings(folder: Path) -> Settings:
    opslag, uitvoer = folder / "opslag", folder / "uitvoer"
    return Settings(folder / "swv.toml", "V1", "SWV", ((1, 1),), (8, 1), folder / "aanlevering", uitvoer, opslag, ())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store with a ledger of three lines and one mark."""
    made = make_settings(tmp_path)
    made.opslag.mkdir()
    start(made.opslag)
    replace_sealed(made.opslag, LEDGER, THREE_LINES)
    replace_sealed(made.opslag, ERASED_FILE, dump_marks([FIRST]), marks=[FIRST])
    return made


def start(opslag: Path) -> None:
    ring = make_ring(ONE)
    first = make_first_facts(opslag)
    write_entry(opslag, "sleutel_gemaakt", counts=first.counts, hashes=first.hashes, ring=ring)
    save_ring(opslag, ring)


def read_both(opslag: Path) -> dict[str, bytes]:
    return {name: seals.read_list(opslag, name) for name in GROWING}


@pytest.fixture
def full(settings: Settings) -> Settings:
    """The same with a register of cases and the editions of two peildata."""
    (settings.opslag / JANUARY).parent.mkdir()
    replace_sealed(settings.opslag, REGISTER_FILE, b'"het register"\n')
    replace_all_sealed(settings.opslag, {JANUARY: b"van januari", JUNE: b"van juni"})
    return settings


def test_a_change_is_sealed_in_the_log_with_its_marks(settings: Settings) -> None:
    settle_seals(settings.opslag)
    check_seals(settings)
    first, ledger, marks = read_entries(settings.opslag)
    assert (first["wat"], first["aantallen"]) == ("sleutel_gemaakt", {"gewist": 0, "publicaties": 0})
    assert (ledger["wat"], ledger["aantallen"]) == ("zegel", {"gewist": 0, "publicaties": 3})
    assert marks["aantallen"] == {"gewist": 1, "publicaties": 3}
    assert marks["hashes"][f"merk/12AB00/{make_key_id(ONE)}/1"] == "a" * 64
    assert list_marks(settings.opslag, make_ring(ONE)) == (FIRST,)
    assert verify_log(settings.opslag) == []
    assert not any(get_upcoming_file(settings.opslag, name).exists() for name in GROWING)


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: None, "ontbreekt"),
        (lambda content: b"", "heeft 0 regels, en dat moeten er"),
        (lambda content: content + content, "regels, en dat moeten er"),
        (lambda content: content.replace(b"e", b"f"), "is veranderd"),
    ],
)
def test_a_list_that_is_missing_cut_or_forged_ends_the_work(
    change: Callable[[bytes], bytes | None], words: str, name: str, settings: Settings
) -> None:
    changed = change((settings.opslag / name).read_bytes())
    if changed is None:
        (settings.opslag / name).unlink()
    else:
        (settings.opslag / name).write_bytes(changed)
    before = (settings.opslag / LOG_FILE).read_bytes()
    for look in (lambda: settle_seals(settings.opslag), lambda: check_seals(settings)):
        with pytest.raises(StoreUnavailable, match="--herstel") as refusal:
            look()
        assert refusal.value.exit_code == 14
        assert words in str(refusal.value).replace("\N{NO-BREAK SPACE}", " ")
        assert name in str(refusal.value)
    # Looking again does not make it right.
    assert (settings.opslag / LOG_FILE).read_bytes() == before


@pytest.mark.parametrize("name", [REGISTER_FILE, JANUARY])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: None, "ontbreekt"),
        (lambda content: b"", "is veranderd"),
        (lambda content: content[:-3], "is veranderd"),
        (lambda content: content.replace(b"e", b"f").replace(b"j", b"k"), "is veranderd"),
    ],
)
def test_a_register_or_edition_that_is_missing_cut_or_forged_ends_the_work(
    change: Callable[[bytes], bytes | None], words: str, name: str, full: Settings
) -> None:
    settle_seals(full.opslag)
    changed = change((full.opslag / name).read_bytes())
    if changed is None:
        (full.opslag / name).unlink()
    else:
        (full.opslag / name).write_bytes(changed)
    for look in (lambda: settle_seals(full.opslag), lambda: check_seals(full)):
        with pytest.raises(StoreUnavailable, match="--herstel") as refusal:
            look()
        assert refusal.value.exit_code == 14
        assert f"('{name}') {words}" in str(refusal.value)


@pytest.mark.parametrize("name", [REGISTER_FILE, JANUARY])
def test_an_older_register_or_edition_is_found(name: str, full: Settings) -> None:
    """Both states were sealed once; only the newest one counts."""
    older = (full.opslag / name).read_bytes()
    replace_sealed(full.opslag, name, b"nieuwer")
    settle_seals(full.opslag)
    (full.opslag / name).write_bytes(older)
    with pytest.raises(StoreUnavailable, match="is veranderd"):
        settle_seals(full.opslag)


@pytest.mark.parametrize("name", ["2026-09-01.zip", "Jan Jansen.zip"])
def test_an_edition_that_was_never_sealed_is_found_and_its_name_is_not_repeated(name: str, full: Settings) -> None:
    (full.opslag / JANUARY).with_name(name).write_bytes(b"van niemand")
    with pytest.raises(StoreUnavailable, match="hoort er niet") as refusal:
        settle_seals(full.opslag)
    assert "Jansen" not in str(refusal.value)


def test_an_edition_that_goes_is_sealed_as_gone(full: Settings) -> None:
    before = (full.opslag / JANUARY).read_bytes()
    replace_sealed(full.opslag, JANUARY, b"")
    settle_seals(full.opslag)
    assert not (full.opslag / JANUARY).exists()
    assert JANUARY not in read_entries(full.opslag)[-1]["hashes"]
    (full.opslag / JANUARY).write_bytes(before)
    with pytest.raises(StoreUnavailable, match="hoort er niet"):
        settle_seals(full.opslag)


def test_a_store_sealed_before_register_and_editions_were_is_sealed_once_more(
    full: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seal over the two lists alone, as versions of before wrote it: what else lies there is sealed as it lies."""
    opslag, ring = full.opslag, make_ring(ONE)
    with monkeypatch.context() as patch:
        patch.setattr(seals, "read_sealed", read_both)
        facts = seals.make_facts(read_both(opslag))
    write_entry(opslag, "zegel", counts=facts.counts, hashes=facts.hashes, ring=ring)
    check_seals(full)
    settle_seals(opslag)
    assert read_entries(opslag)[-1]["wat"] == "eerste_zegel"
    assert {REGISTER_FILE, JANUARY, JUNE} <= set(read_entries(opslag)[-1]["hashes"])
    (opslag / REGISTER_FILE).write_bytes(b"een ander")
    with pytest.raises(StoreUnavailable, match="het register voor de Inspectie"):
        settle_seals(opslag)


def test_under_a_new_key_either_register_passes_until_the_next_seal(full: Settings) -> None:
    """A crash between the line that announces it and the exchange, or after it, needs no person."""
    opslag, ring = full.opslag, make_ring(ONE)
    renewed, other = b"onder de nieuwe sleutel\n", make_key_id(TWO)
    get_file_beside(opslag, REGISTER_FILE, other).write_bytes(renewed)
    announce_beside(opslag, ring, {REGISTER_FILE: renewed}, key_id=other)
    before = (opslag / REGISTER_FILE).read_bytes()
    settle_seals(opslag)
    get_file_beside(opslag, REGISTER_FILE, other).replace(opslag / REGISTER_FILE)
    settle_seals(opslag)
    replace_sealed(opslag, LEDGER, THREE_LINES + b"vier\n")
    settle_seals(opslag)
    # Sealed as it became: that of before does not pass any more.
    (opslag / REGISTER_FILE).write_bytes(before)
    with pytest.raises(StoreUnavailable, match="is veranderd"):
        settle_seals(opslag)


def test_an_older_copy_of_a_list_is_found(settings: Settings) -> None:
    """Both states were sealed once; only the newest one counts."""
    older = (settings.opslag / LEDGER).read_bytes()
    replace_sealed(settings.opslag, LEDGER, THREE_LINES + b"vier\n")
    settle_seals(settings.opslag)
    (settings.opslag / LEDGER).write_bytes(older)
    with pytest.raises(StoreUnavailable, match="moeten er 4 zijn"):
        settle_seals(settings.opslag)


def cut_last(opslag: Path) -> None:
    log = opslag / LOG_FILE
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))


def cut_middle(opslag: Path) -> None:
    lines = (opslag / LOG_FILE).read_bytes().splitlines(keepends=True)
    (opslag / LOG_FILE).write_bytes(b"".join([*lines[:-2], lines[-1]]))


def change_last_seal(opslag: Path) -> None:
    log = opslag / LOG_FILE
    whole = log.read_bytes()
    changed = whole.replace(b'"gewist":1', b'"gewist":0')
    assert changed != whole
    log.write_bytes(changed)


def forge_the_whole_log(opslag: Path) -> None:
    for name in (LOG_FILE, HEAD_FILE):
        (opslag / name).unlink()
    write_entry(opslag, "run", ring=make_ring(b"\x07" * 32))


@pytest.mark.parametrize(
    "damage",
    [
        cut_last,
        cut_middle,
        change_last_seal,
        forge_the_whole_log,
        lambda opslag: (opslag / HEAD_FILE).unlink(),
        lambda opslag: (opslag / LOG_FILE).unlink(),
    ],
)
def test_a_seal_cannot_be_taken_out_of_the_log(damage: Callable[[Path], object], settings: Settings) -> None:
    """The mark goes and so does what tells of it: the end of the log, a line of it, or all of it."""
    write_entry(settings.opslag, "check")
    write_entry(settings.opslag, "check")
    (settings.opslag / ERASED_FILE).unlink()
    damage(settings.opslag)
    with pytest.raises(StoreUnavailable):
        settle_seals(settings.opslag)


@pytest.mark.parametrize("damage", [cut_last, cut_middle, change_last_seal, forge_the_whole_log])
def test_a_log_that_is_changed_while_a_command_runs_is_not_sealed_over(
    damage: Callable[[Path], object], settings: Settings
) -> None:
    """The store was opened and found in order; then the log is cut, and the command adds its own line."""
    opslag = settings.opslag
    write_entry(opslag, "check")
    write_entry(opslag, "check")
    settle_seals(opslag)
    damage(opslag)
    write_entry(opslag, "run")
    with pytest.raises(StoreUnavailable, match="Het logboek"):
        replace_sealed(opslag, LEDGER, THREE_LINES + b"vier\n")
    with pytest.raises(StoreUnavailable, match="Het logboek"):
        carry_facts(opslag, make_ring(ONE))
    assert (opslag / LEDGER).read_bytes() == THREE_LINES


def test_a_log_that_was_changed_before_its_last_seal_stops_no_work(settings: Settings) -> None:
    """`msa doctor` tells about it; what the lists must be is still sure."""
    log = settings.opslag / LOG_FILE
    log.write_bytes(log.read_bytes().replace(b'"wat":"sleutel_gemaakt"', b'"wat":"sleutel_vervangen"'))
    assert verify_log(settings.opslag) != []
    settle_seals(settings.opslag)


# --- a crash anywhere ------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


KILL_POINTS = ("before_aside", "after_aside", "torn_line", "between_line_and_head", "before_place", "after_place")


def kill_at(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next change of a list ends at this point, as a process that is killed there."""
    aside, append, head, place = upcoming.write_private, audit_log._append, audit_log.write_private, seals.take_places

    def write_aside(file: Path, content: bytes) -> None:
        if point == "before_aside":
            raise Killed
        aside(file, content)
        if point == "after_aside":
            raise Killed

    def write_line(handle: int, content: bytes) -> None:
        if point == "torn_line":
            append(handle, content[:30])
            raise Killed
        append(handle, content)

    def write_head(file: Path, content: bytes) -> None:
        if point == "between_line_and_head":
            raise Killed
        head(file, content)

    def take(opslag: Path, names: Iterable[str]) -> None:
        if point == "after_place":
            place(opslag, names)
        raise Killed

    monkeypatch.setattr(upcoming, "write_private", write_aside)
    monkeypatch.setattr(audit_log, "_append", write_line)
    monkeypatch.setattr(audit_log, "write_private", write_head)
    if point.endswith("_place"):
        monkeypatch.setattr(seals, "take_places", take)


@pytest.mark.parametrize("point", KILL_POINTS)
def test_a_crash_needs_no_person(point: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is as before or as it was to become, and the log says which; then the same can be done again."""
    opslag, both = settings.opslag, dump_marks([FIRST, SECOND])
    before = read_both(opslag)
    with monkeypatch.context() as patch:
        kill_at(point, patch)
        with pytest.raises(Killed):
            replace_sealed(opslag, ERASED_FILE, both, marks=[SECOND])
    # A page of `msa explain`, which puts nothing right, is not refused either.
    check_seals(settings)
    settle_seals(opslag)
    done = point in ("between_line_and_head", "before_place", "after_place")
    assert read_both(opslag) == {**before, ERASED_FILE: both if done else before[ERASED_FILE]}
    assert not get_upcoming_file(opslag, ERASED_FILE).exists()
    replace_sealed(opslag, ERASED_FILE, both, marks=[SECOND])
    settle_seals(opslag)
    assert read_both(opslag)[ERASED_FILE] == both
    assert verify_log(opslag) == []
    assert set(list_marks(opslag, make_ring(ONE))) == {FIRST, SECOND}


@pytest.mark.parametrize("point", KILL_POINTS)
@pytest.mark.parametrize("content", [b"wat nieuw is", b""])
def test_a_crash_at_an_edition_needs_no_person_either(
    content: bytes, point: str, full: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once, of which one goes or both are new: all are as before or as they were to become."""
    opslag, wanted = full.opslag, {JANUARY: content, JUNE: b"een ander"}
    before = read_sealed(opslag)
    with monkeypatch.context() as patch:
        kill_at(point, patch)
        with pytest.raises(Killed):
            replace_all_sealed(opslag, wanted)
    check_seals(full)
    settle_seals(opslag)
    done = point in ("between_line_and_head", "before_place", "after_place")
    after = {name: found for name, found in {**before, **wanted}.items() if found or name != JANUARY}
    assert read_sealed(opslag) == (after if done else before)
    replace_all_sealed(opslag, wanted)
    settle_seals(opslag)
    assert read_sealed(opslag) == after
    assert verify_log(opslag) == []


def test_what_lies_beside_and_was_never_sealed_is_not_taken_over(settings: Settings) -> None:
    before = read_both(settings.opslag)
    get_upcoming_file(settings.opslag, LEDGER).write_bytes(b"nagemaakt\n")
    settle_seals(settings.opslag)
    assert read_both(settings.opslag) == before
    assert not get_upcoming_file(settings.opslag, LEDGER).exists()
    # Nor when the list itself is gone.
    (settings.opslag / LEDGER).unlink()
    get_upcoming_file(settings.opslag, LEDGER).write_bytes(b"nagemaakt\n")
    with pytest.raises(StoreUnavailable):
        settle_seals(settings.opslag)


# --- stores of before, and a new key ---------------------------------------------------------------------------------


def make_unsealed(folder: Path) -> Path:
    """A store of before the seals, with a ledger and a mark."""
    folder.mkdir()
    ring = make_ring(ONE)
    write_entry(folder, "sleutel_gemaakt", ring=ring)
    save_ring(folder, ring)
    (folder / LEDGER).write_bytes(THREE_LINES)
    (folder / ERASED_FILE).write_bytes(dump_marks([FIRST]))
    return folder


def test_a_store_of_before_is_sealed_once_with_a_line_that_says_so(tmp_path: Path) -> None:
    opslag = make_unsealed(tmp_path / "opslag")
    for _ in range(2):
        settle_seals(opslag)
    assert [entry["wat"] for entry in read_entries(opslag)] == ["sleutel_gemaakt", "eerste_zegel"]
    assert list_marks(opslag, make_ring(ONE)) == (FIRST,)
    (opslag / ERASED_FILE).unlink()
    with pytest.raises(StoreUnavailable, match="ontbreekt"):
        settle_seals(opslag)


def test_a_store_of_before_with_nothing_to_seal_gets_no_line(tmp_path: Path) -> None:
    opslag = make_unsealed(tmp_path / "opslag")
    for name in GROWING:
        (opslag / name).unlink()
    settle_seals(opslag)
    assert len(read_entries(opslag)) == 1


@pytest.mark.parametrize("damage", [cut_last, lambda opslag: (opslag / HEAD_FILE).unlink()])
def test_a_store_is_taken_for_one_of_before_only_when_its_log_is_whole(
    damage: Callable[[Path], object], tmp_path: Path
) -> None:
    """Else a seal could have stood in what is gone."""
    opslag = make_unsealed(tmp_path / "opslag")
    write_entry(opslag, "check")
    damage(opslag)
    with pytest.raises(StoreUnavailable, match="Het logboek"):
        settle_seals(opslag)


def test_marks_of_before_that_cannot_be_read_are_not_sealed(tmp_path: Path) -> None:
    opslag = make_unsealed(tmp_path / "opslag")
    (opslag / ERASED_FILE).write_bytes(b"geen merk\n")
    with pytest.raises(StoreUnavailable, match="niet te lezen"):
        settle_seals(opslag)


def test_a_register_of_before_that_cannot_be_read_is_not_sealed(tmp_path: Path) -> None:
    opslag = make_unsealed(tmp_path / "opslag")
    (opslag / REGISTER_FILE).write_bytes(b"{")
    with pytest.raises(StoreUnavailable, match=r"het register voor de Inspectie .* is niet te lezen"):
        settle_seals(opslag)
    (opslag / REGISTER_FILE).write_bytes(b"{}")
    settle_seals(opslag)


def test_a_new_key_takes_the_seal_over(settings: Settings) -> None:
    opslag = settings.opslag
    ring = settle_ring(add_key(make_ring(ONE), TWO), TWO)
    save_ring(opslag, ring)
    seal = carry_facts(opslag, ring)
    write_entry(opslag, "sleutel_vervangen", counts={"leerlingen": 2, **seal.counts}, hashes=seal.hashes)
    last = read_entries(opslag)[-1]
    assert last["sleutel"] == make_key_id(TWO)
    assert last["aantallen"] == {"gewist": 1, "leerlingen": 2, "publicaties": 3}
    settle_seals(opslag)
    (opslag / LEDGER).write_bytes(b"een\n")
    with pytest.raises(StoreUnavailable, match="heeft 1"):
        settle_seals(opslag)


# --- an older store --------------------------------------------------------------------------------------------------


def copy_store(opslag: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in opslag.iterdir()}


def put_back(opslag: Path, files: dict[str, bytes]) -> None:
    for path in opslag.iterdir():
        path.unlink()
    for name, content in files.items():
        (opslag / name).write_bytes(content)


def test_an_older_copy_of_the_whole_store_is_found_by_what_was_published(settings: Settings) -> None:
    older = copy_store(settings.opslag)
    replace_sealed(settings.opslag, ERASED_FILE, dump_marks([FIRST, SECOND]), marks=[SECOND])
    keep_witness(settings)
    check_seals(settings)
    put_back(settings.opslag, older)
    settle_seals(settings.opslag)
    with pytest.raises(StoreUnavailable, match="is ouder dan wat msa in 'uitvoer' heeft vastgelegd") as refusal:
        check_seals(settings)
    assert "msa doctor SWV.TOML --herstel" in str(refusal.value)
    # More lines of its own do not make it the newest.
    for _ in range(3):
        write_entry(settings.opslag, "check")
    with pytest.raises(StoreUnavailable, match="is ouder"):
        check_seals(settings)


def test_a_store_that_went_on_is_no_older_one(settings: Settings) -> None:
    keep_witness(settings)
    write_entry(settings.opslag, "check")
    check_seals(settings)


def test_a_store_of_before_a_new_key_is_an_older_one(settings: Settings) -> None:
    older = copy_store(settings.opslag)
    save_ring(settings.opslag, settle_ring(add_key(make_ring(ONE), TWO), TWO))
    write_entry(settings.opslag, "sleutel_vervangen")
    keep_witness(settings)
    put_back(settings.opslag, older)
    with pytest.raises(StoreUnavailable, match="is ouder"):
        check_seals(settings)


def test_the_witness_is_private_and_follows_no_link(settings: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    settings.uitvoer.mkdir()
    (settings.uitvoer / WITNESS).symlink_to(elsewhere)
    keep_witness(settings)
    assert list(elsewhere.iterdir()) == []
    folder = settings.uitvoer / WITNESS
    assert not folder.is_symlink()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        LEDGER: 0o600,
        REGISTER_FILE: 0o600,
        LOG_FILE: 0o600,
        HEAD_FILE: 0o600,
    }


def test_a_store_without_a_key_has_nothing_to_check(tmp_path: Path) -> None:
    made = make_settings(tmp_path)
    made.opslag.mkdir()
    check_seals(made)


def test_a_mark_in_the_log_is_no_word_of_a_delivery(settings: Settings) -> None:
    """Only what is written as a mark gets there."""
    assert json.loads((settings.opslag / ERASED_FILE).read_text())["merk"] == FIRST.merk
    with pytest.raises(ValueError, match="nothing else"):
        replace_sealed(settings.opslag, ERASED_FILE, b"x\n", marks=[Mark("12AB00", make_key_id(ONE), "Jan Jansen")])
    settle_seals(settings.opslag)
