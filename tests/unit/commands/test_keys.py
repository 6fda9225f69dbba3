"""The key through the years: made once, missed when it is gone, rotated so that nothing kept by code is lost."""

import stat
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.keys import accept_new_key, list_key, rotate_key
from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.intake.school import read_school
from pipelines.run.check import check_deliveries
from pipelines.run.steps import run_quarter
from pipelines.settings import Settings, load_settings
from pipelines.vault import keys as key_keeping
from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.case_register import load_register, save_register
from pipelines.vault.keyring import load_ring, make_key_id, translate_codes
from pipelines.vault.keys import has_traces, open_key
from pipelines.vault.places import OLD_KEYS, RING_FILE
from pipelines.vault.pseudonym import load_key, load_or_make_key, make_leerling
from tests.lib.cases import weekly
from tests.lib.region import AbsenceFile, Code, Enrolment, Region, RegisterRow, School, SpanAbsence, write_region
from tests.lib.school_folder import BASIS, make_school

PEILDATUM = date(2026, 1, 1)


def make_settings(folder: Path, files: dict[str, str]) -> Settings:
    opslag = folder / "opslag"
    place = folder / "aanlevering" / "12AB00"
    for made in (opslag, place):
        made.mkdir(parents=True)
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    return Settings(
        folder / "swv.toml", "V1", "SWV", ((1, 1),), (8, 1), place.parent, folder / "uitvoer", opslag, (make_school(),)
    )


def tell_actions(settings: Settings) -> list[str]:
    """Without the hashes of what was stored, which go along with all else."""
    return [entry["wat"] for entry in read_entries(settings.opslag) if entry["wat"] != "bewaard"]


def test_the_list_of_one_school_is_logged(tmp_path):
    settings = make_settings(tmp_path, BASIS)
    key = open_key(settings)
    assert list(list_key(settings, school_id="12AB00")) == [
        ("1001", make_leerling(key, "12AB00", "1001")),
        ("1002", make_leerling(key, "12AB00", "1002")),
    ]
    last = read_entries(settings.opslag)[-1]
    assert (last["wat"], last["scholen"], last["aantallen"]) == ("sleutellijst", ["12AB00"], {"leerlingen": 2})


def test_no_list_without_pupils_without_a_key_or_of_another_school(tmp_path):
    settings = make_settings(tmp_path, {})
    with pytest.raises(StoreUnavailable, match="staat geen sleutel"):
        list(list_key(settings, school_id="12AB00"))
    load_or_make_key(settings.opslag)
    with pytest.raises(WrongUse, match="Van school 12AB00 zijn geen leerlingen"):
        list(list_key(settings, school_id="12AB00"))
    with pytest.raises(WrongUse, match="School '99ZZ99' staat niet in"):
        list(list_key(settings, school_id="99ZZ99"))
    assert "sleutellijst" not in tell_actions(settings)


def test_the_first_run_makes_key_ring_and_log(tmp_path):
    settings = make_settings(tmp_path, BASIS)
    assert not has_traces(settings)
    key = open_key(settings)
    assert open_key(settings) == key
    ring = load_ring(settings.opslag)
    assert ring is not None
    assert ring.ids == (make_key_id(key),)
    assert tell_actions(settings) == ["sleutel_gemaakt"]
    assert verify_log(settings.opslag) == []


@pytest.mark.parametrize(
    "trace", ["kluis/ab/abc", "msa.duckdb", "gewist.jsonl", RING_FILE, "../uitvoer/x/manifest.json"]
)
def test_a_lost_key_is_never_replaced_without_a_word(trace, tmp_path):
    """Contract 4: exit code 14. Each trace alone says that there was a key."""
    settings = make_settings(tmp_path, BASIS)
    place = settings.opslag / trace
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"x")
    with pytest.raises(StoreUnavailable, match="De sleutel van opslag is weg") as refusal:
        open_key(settings)
    assert refusal.value.exit_code == 14
    for word in ("reservekopie", "--nieuw", "andere codes"):
        assert word in str(refusal.value)
    assert not (settings.opslag / "sleutel").exists()


def test_neither_run_nor_check_goes_on_without_the_key(tmp_path):
    settings = load_settings(write_region(REGION, tmp_path))
    run_quarter(settings, peildatum=PEILDATUM)
    (settings.opslag / "sleutel").unlink()
    with pytest.raises(StoreUnavailable, match="is weg"):
        run_quarter(settings, peildatum=PEILDATUM)
    with pytest.raises(StoreUnavailable, match="is weg"):
        check_deliveries(settings, today=PEILDATUM)


def test_a_new_key_is_accepted_only_when_asked_and_the_log_holds_on(tmp_path):
    settings = make_settings(tmp_path, BASIS)
    with pytest.raises(WrongUse, match="nog geen sleutel geweest"):
        accept_new_key(settings)
    lost = open_key(settings)
    with pytest.raises(WrongUse, match="--rotate"):
        accept_new_key(settings)
    (settings.opslag / "sleutel").unlink()
    key_id = accept_new_key(settings)
    key = open_key(settings)
    assert key != lost
    assert make_key_id(key) == key_id
    assert tell_actions(settings) == ["sleutel_gemaakt", "sleutel_kwijt"]
    # The line under the lost key can still be checked: its secret outlives it.
    assert verify_log(settings.opslag) == []


def test_a_new_key_where_the_whole_store_was_lost(tmp_path):
    settings = make_settings(tmp_path, BASIS)
    (settings.uitvoer / "2026-01-01").mkdir(parents=True)
    (settings.uitvoer / "2026-01-01" / "manifest.json").write_text("{}")
    settings.opslag.rmdir()
    key_id = accept_new_key(settings)
    assert make_key_id(open_key(settings)) == key_id
    assert stat.S_IMODE(settings.opslag.stat().st_mode) == 0o700
    assert verify_log(settings.opslag) == []


def test_a_key_of_another_store_is_refused(tmp_path):
    settings = make_settings(tmp_path, BASIS)
    open_key(settings)
    (settings.opslag / "sleutel").write_text("ab" * 32)
    with pytest.raises(StoreUnavailable, match="een andere sleutel"):
        open_key(settings)


# --- Rotation ---------------------------------------------------------------------------------------------------------
SCHOOL = School(
    id="12AB00",
    sector="VO",
    leerlingen=(Enrolment("1001", "4A"), Enrolment("1002", "4A")),
    rooster=weekly("4A"),
    codes=(),
    register=(RegisterRow("1001", plan_van_aanpak=True),),
)
REGION = Region((SCHOOL,))


@pytest.fixture
def settings(tmp_path):
    return load_settings(write_region(REGION, tmp_path))


def test_a_rotation_changes_every_code_and_takes_the_old_key_apart(settings):
    """P12: between the tables of before and after, no code is the same."""
    run_quarter(settings, peildatum=PEILDATUM)
    table = settings.uitvoer / "2026-01-01" / "tabellen" / "leerling_periode.parquet"
    before = set(pl.read_parquet(table)["leerling"])
    old = load_key(settings.opslag)
    rotation = rotate_key(settings)
    new = load_key(settings.opslag)
    run_quarter(settings, peildatum=PEILDATUM)
    after = set(pl.read_parquet(table)["leerling"])
    assert len(before) == len(after) == 2
    assert before & after == set()
    assert (rotation.old_id, rotation.new_id, rotation.pupils) == (make_key_id(old), make_key_id(new), 2)
    kept = settings.opslag / OLD_KEYS / f"sleutel-{make_key_id(old)}"
    assert rotation.old_key_file == kept
    assert kept.read_text() == old.hex()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    # Nowhere else: neither as text nor as bytes.
    for file in settings.opslag.rglob("*"):
        if file.is_file() and file != kept:
            assert old not in file.read_bytes()
            assert old.hex().encode() not in file.read_bytes()
    # The register, the ledger and the edition of the first run; the register as it becomes under the new key.
    seals = ["zegel", "zegel", "zegel", "zegel"]
    assert tell_actions(settings) == ["sleutel_gemaakt", "run", *seals, "sleutel_vervangen", "run"]
    assert verify_log(settings.opslag) == []


def test_no_key_is_shown_by_a_rotation(settings):
    open_key_of(settings)
    rotation = rotate_key(settings)
    assert repr(rotation.old_key) not in repr(rotation)
    assert repr(rotation.new_key) not in repr(rotation)
    assert not set(rotation.codes) & set(repr(rotation).split("'"))


def open_key_of(settings: Settings) -> bytes:
    settings.opslag.mkdir(exist_ok=True, mode=0o700)
    return open_key(settings)


def test_a_form_with_an_old_code_still_finds_its_pupil(settings):
    """After two rotations too. Control: without the table of earlier codes it does not."""
    old = open_key_of(settings)
    form = settings.aanlevering / "12AB00" / "formulier.csv"
    form.write_text(f"leerling;plan_van_aanpak\n{make_leerling(old, '12AB00', '1002')};J\n", encoding="utf-8")
    for rotations in (1, 2):
        rotate_key(settings)
        assert len(translate_codes(settings.opslag)) == 2 * rotations
        delivery = read_school(settings, settings.get_school("12AB00"), key=load_key(settings.opslag))
        assert delivery.quarantine == []
        # 1001 by the register, 1002 by the form with the code of the first key.
        assert delivery.frames["raw_register"].select("leerling_nr", "plan_van_aanpak").rows() == [(0, True), (1, True)]
    for table in settings.opslag.glob("omzetting-*"):
        table.unlink()
    delivery = read_school(settings, settings.get_school("12AB00"), key=load_key(settings.opslag))
    assert [cell.code for cell in delivery.quarantine] == ["onbekende_leerling"]


def test_pupils_of_the_last_run_are_carried_over_when_a_delivery_cannot_be_read(settings):
    run_quarter(settings, peildatum=PEILDATUM)
    old = load_key(settings.opslag)
    (settings.aanlevering / "12AB00" / "leerlingen.csv").unlink()
    rotation = rotate_key(settings)
    assert rotation.unread == ("12AB00",)
    new = load_key(settings.opslag)
    assert dict(rotation.codes) == {
        make_leerling(old, "12AB00", number): make_leerling(new, "12AB00", number) for number in ("1001", "1002")
    }


def test_hooks_are_called_before_the_key_changes(settings, monkeypatch):
    old = open_key_of(settings)
    seen = []
    monkeypatch.setattr(
        key_keeping,
        "ON_ROTATE",
        [lambda opslag, rotation: seen.append((load_key(opslag), rotation.old_key, rotation.new_key)) or {}],
    )
    rotate_key(settings)
    assert seen == [(old, old, load_key(settings.opslag))]


def test_cases_keep_their_number_for_the_inspectie(settings):
    """The register is made with the key: after a rotation the same run tells the same cases. Control: not without."""
    sick = School(
        id="12AB00",
        sector="VO",
        leerlingen=(Enrolment("1001", "4A", geboortedatum=date(2011, 5, 5)), Enrolment("1002", "4A")),
        rooster=weekly("4A"),
        codes=(Code("S", "spijbelen"),),
        absenties=(AbsenceFile("absenties.csv", SpanAbsence, (SpanAbsence("1001", date(2025, 10, 27), None, "S"),)),),
    )
    write_region(Region((sick,)), settings.file.parent)
    run_quarter(settings, peildatum=PEILDATUM)
    before = load_register(settings.opslag)
    rotate_key(settings)
    rekeyed = load_register(settings.opslag)
    run_quarter(settings, peildatum=PEILDATUM)
    after = load_register(settings.opslag)
    assert list(before.houders) == list(rekeyed.houders) == [1]
    assert before.houders[1] != rekeyed.houders[1]
    assert after == rekeyed
    assert after.standen == before.standen
    # Without a new key in the register the case would have been taken for another one.
    save_register(before, settings.opslag)
    run_quarter(settings, peildatum=PEILDATUM)
    assert list(load_register(settings.opslag).houders) == [1, 2]


@pytest.mark.parametrize("step", ["replace_stored", "add_key", "write_private", "_take_over", "settle_key"])
def test_a_rotation_that_breaks_off_leaves_the_old_key_or_the_new_one_whole(step, settings, monkeypatch):
    """Whatever step fails: the store opens again, the log is whole, and the codes are those of one key."""
    old = open_key_of(settings)
    real = getattr(key_keeping, step)
    calls = []

    def fail(*arguments, **named):
        calls.append(step)
        # The second write_private exchanges the key; after that come the second _take_over, and the second settle_key.
        if step in ("write_private", "_take_over", "settle_key") and len(calls) == 1:
            return real(*arguments, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(key_keeping, step, fail)
    with pytest.raises(KeyboardInterrupt):
        rotate_key(settings)
    monkeypatch.undo()
    key = open_key(settings)
    assert (key == old) == (step not in ("_take_over", "settle_key"))
    ring = load_ring(settings.opslag)
    assert ring is not None
    assert (ring.current, ring.upcoming) == (make_key_id(key), "")
    assert verify_log(settings.opslag) == []
    # And it can be done again.
    rotate_key(settings)
    assert load_key(settings.opslag) != key
    assert len(list(settings.opslag.glob("omzetting-*"))) == 1
