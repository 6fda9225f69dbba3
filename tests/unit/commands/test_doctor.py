"""`msa doctor`: each check with a machine that is in order and one that is broken in that one thing."""

import fcntl
import hashlib
import json
import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from pipelines import cli, paths
from pipelines.commands import doctor
from pipelines.commands.doctor import FOUT, GOED, LET_OP, MEGABYTE, Check, Machine, examine, get_exit_code, write_report
from pipelines.commands.keys import rotate_key
from pipelines.settings import Settings, load_settings
from pipelines.store.store import Store
from pipelines.vault import audit_log
from pipelines.vault.audit_log import write_entry
from pipelines.vault.keys import open_key
from pipelines.vault.seals import keep_witness, replace_sealed
from tests.lib.region import Enrolment, Region, School, write_region

NOW = datetime(2026, 1, 10, 12, 0)
LOCK = (
    'alpha==1.0 \\\n    --hash=sha256:00\nBeta_two[extra]==2.0\ngamma==3.0 ; sys_platform == "win32"\n'
    'delta==4.0 ; python_full_version < "3.12"\ndelta==4.1 ; python_full_version >= "3.12"\n'
)
INSTALLED = {"alpha": "1.0", "beta-two": "2.0", "delta": "4.1", "other": "9"}


@dataclass(frozen=True)
class Place:
    """A folder of an SWV that is in order, and the machine it lies on."""

    settings: Settings
    machine: Machine

    def examine(self) -> dict[str, Check]:
        return {check.naam: check for check in examine(self.settings, self.machine)}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    # The log of this machine is written by its own clock.
    monkeypatch.setattr(audit_log, "read_clock", lambda: NOW.astimezone(UTC))
    school = School(id="12AB00", sector="VO", leerlingen=(Enrolment("1001", "1A"),))
    settings = load_settings(write_region(Region((school,)), tmp_path / "swv"))
    for folder in (settings.aanlevering, settings.uitvoer, settings.opslag):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    write_private(settings.opslag / "sleutel", "5a" * 32)
    write_private(settings.opslag / ".slot", "")
    Store(settings.opslag / "msa.duckdb").close()
    for file in settings.aanlevering.rglob("*"):
        os.utime(file, (NOW.timestamp() - 60,) * 2)
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCK)
    machine = Machine(
        now=NOW,
        python=(3, 11),
        installed=INSTALLED,
        lock=lock,
        find_program=lambda name: "/usr/bin/chromium" if name == "chromium" else None,
        find_free=lambda _: 50_000 * MEGABYTE,
    )
    return Place(settings, machine)


def write_private(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o600)


def test_a_machine_in_order(place: Place) -> None:
    checks = place.examine()
    assert {check.stand for check in checks.values()} == {GOED}, [c for c in checks.values() if c.stand != GOED]
    assert len(checks) == 24 + 5
    assert get_exit_code(list(checks.values())) == 0
    report = write_report(list(checks.values()))
    assert report.endswith("\n\nAlles is in orde.")
    assert "→" not in report


@pytest.mark.parametrize(("ahead", "stand"), [(timedelta(hours=1), GOED), (timedelta(hours=1, seconds=1), FOUT)])
def test_a_line_of_the_log_of_later_than_now_is_told_at_the_clock(place: Place, ahead: timedelta, stand: str) -> None:
    open_key(place.settings)
    write_entry(place.settings.opslag, "check", clock=lambda: NOW.astimezone(UTC) + ahead)
    keep_witness(place.settings)
    check = place.examine()["Klok"]
    assert (check.stand, check.exit_code) == (stand, 14 if stand == FOUT else 0)


def test_a_new_folder_is_in_order_too(place: Place, tmp_path: Path) -> None:
    """Before the first run there is no output, no store and no key; nothing is made."""
    settings = replace(place.settings, uitvoer=tmp_path / "nieuw" / "uitvoer", opslag=tmp_path / "nieuw" / "opslag")
    checks = examine(settings, place.machine)
    assert {check.stand for check in checks} == {GOED}
    assert not (tmp_path / "nieuw").exists()


# What is broken, in which check it shows, how it stands and with which code, and a word of the advice.
def _open_store(place: Place) -> None:
    place.settings.opslag.chmod(0o755)


def _open_output(place: Place) -> None:
    place.settings.uitvoer.chmod(0o750)


def _lose_deliveries(place: Place) -> None:
    place.settings.aanlevering.rename(place.settings.aanlevering.with_name("elders"))


def _put_a_file_in_place_of_the_output(place: Place) -> None:
    place.settings.uitvoer.rmdir()
    place.settings.uitvoer.write_text("")


def _open_a_file(place: Place) -> None:
    (place.settings.opslag / "sleutel").chmod(0o644)


def _link(place: Place) -> None:
    (place.settings.opslag / "kluis").symlink_to(place.settings.uitvoer)


def _lose_the_key(place: Place) -> None:
    (place.settings.opslag / "sleutel").unlink()
    (place.settings.uitvoer / "2025-09-01" / "tabellen").mkdir(parents=True)


def _shorten_the_key(place: Place) -> None:
    write_private(place.settings.opslag / "sleutel", "5a" * 31)


def _spoil_the_key(place: Place) -> None:
    write_private(place.settings.opslag / "sleutel", "geen sleutel")


def _damage_a_copy(place: Place) -> None:
    """As long as it was, one byte another: the size tells nothing."""
    sha256 = hashlib.sha256(b"inhoud").hexdigest()
    folder = place.settings.opslag / "kluis" / sha256[:2]
    for made in (folder.parent, folder):
        made.mkdir(mode=0o700)
    write_private(folder / sha256, "inhoue")


def _spoil_the_store(place: Place) -> None:
    write_private(place.settings.opslag / "msa.duckdb", "geen database")


def _put_another_key(place: Place) -> None:
    open_key(place.settings)
    write_private(place.settings.opslag / "sleutel", "5b" * 32)


def _leave_an_old_key(place: Place) -> None:
    rotate_key(place.settings)


def _break_the_log(place: Place) -> None:
    open_key(place.settings)
    log = place.settings.opslag / "logboek.jsonl"
    write_private(log, log.read_text().replace("sleutel_gemaakt", "sleutel_gemaakT"))


def _lose_a_list(place: Place) -> None:
    open_key(place.settings)
    replace_sealed(place.settings.opslag, "publicaties.jsonl", b"een\n")
    (place.settings.opslag / "publicaties.jsonl").unlink()


def _put_an_older_store_back(place: Place) -> None:
    """The output knows a line of the log more."""
    open_key(place.settings)
    kept = {name: (place.settings.opslag / name).read_text() for name in ("logboek.jsonl", "logboek-kop.json")}
    write_entry(place.settings.opslag, "check")
    keep_witness(place.settings)
    place.settings.uitvoer.chmod(0o700)
    for name, text in kept.items():
        write_private(place.settings.opslag / name, text)


def _keep_too_long(place: Place) -> None:
    """Three years before 10 January 2026 it was 10 January 2023."""
    folder = place.settings.uitvoer / "2023-01-01"
    (folder / "tabellen").mkdir(parents=True)
    write_private(folder / "manifest.json", '{"bestanden": []}')
    os.utime(folder / "manifest.json", (NOW.timestamp() - 60,) * 2)


def _spoil_the_list_of_forms(place: Place) -> None:
    (place.settings.opslag / "register").mkdir(mode=0o700)
    write_private(place.settings.opslag / "register" / "12AB00.json", "geen lijst")


def _damage_an_edition(place: Place) -> None:
    (place.settings.opslag / "uitgaven").mkdir(mode=0o700)
    write_private(place.settings.opslag / "uitgaven" / "2026-01-01.zip", "geen archief")


def _deliver_from_the_future(place: Place) -> None:
    file = next(place.settings.aanlevering.rglob("*.csv"))
    os.utime(file, (NOW.timestamp() + 7200,) * 2)


def _publish_from_the_future(place: Place) -> None:
    folder = place.settings.uitvoer / "2026-01-01"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    os.utime(folder / "manifest.json", (NOW.timestamp() + 7200,) * 2)


@pytest.mark.parametrize(
    ("damage", "name", "stand", "code", "advice"),
    [
        (_open_store, "Map opslag", FOUT, 14, "chmod 700 opslag"),
        (_open_output, "Map uitvoer", LET_OP, 0, "chmod 700 uitvoer"),
        (_lose_deliveries, "Map aanlevering", FOUT, 2, "'aanlevering' in [paden]"),
        (_put_a_file_in_place_of_the_output, "Map uitvoer", FOUT, 2, "'uitvoer' in [paden]"),
        (_open_a_file, "Bestanden in opslag", FOUT, 14, "chmod -R go= opslag"),
        (_link, "Snelkoppelingen in opslag", FOUT, 14, "Haal die weg"),
        (_break_the_log, "Logboek", FOUT, 14, "Zoek uit wie het veranderde"),
        (_lose_a_list, "Bestanden onder zegel", FOUT, 14, "msa doctor SWV.TOML --herstel"),
        (_put_an_older_store_back, "Bestanden onder zegel", FOUT, 14, "msa doctor SWV.TOML --herstel"),
        (_keep_too_long, "Bewaartermijn", LET_OP, 0, "msa erase SWV.TOML --verlopen"),
        (_spoil_the_list_of_forms, "Bewaartermijn", FOUT, 14, "reservekopie"),
        (_lose_the_key, "Sleutel", FOUT, 14, "terug uit een kopie"),
        (_shorten_the_key, "Sleutel", FOUT, 14, "reservekopie"),
        (_spoil_the_key, "Sleutel", FOUT, 14, "reservekopie"),
        (_put_another_key, "Sleutel", FOUT, 14, "een andere sleutel dan die van deze opslag"),
        (_leave_an_old_key, "Sleutel", LET_OP, 0, "Haal 'oude-sleutels' van deze computer"),
        (_damage_a_copy, "Kopieën van leveringen", FOUT, 14, "opnieuw gekopieerd"),
        (_damage_an_edition, "Eerdere cijfers zonder leerlingen", FOUT, 14, "msa doctor SWV.TOML --herstel"),
        (_spoil_the_store, "Opslag van de laatste run", FOUT, 14, "msa run"),
        (_deliver_from_the_future, "Klok", FOUT, 2, "Zet de klok"),
        (_publish_from_the_future, "Klok", FOUT, 2, "Zet de klok"),
    ],
)
def test_a_broken_folder(
    damage: Callable[[Place], None], name: str, stand: str, code: int, advice: str, place: Place
) -> None:
    damage(place)
    checks = place.examine()
    assert [check.naam for check in checks.values() if check.stand != GOED] == [name]
    assert (checks[name].stand, advice in checks[name].doen) == (stand, True)
    assert get_exit_code(list(checks.values())) == code


@pytest.mark.parametrize(
    ("machine", "name", "stand", "code", "words"),
    [
        ({"python": (3, 10)}, "Python", FOUT, 2, "versie 3.10 past niet"),
        ({"python": (3, 14)}, "Python", FOUT, 2, "versie 3.14 past niet"),
        ({"installed": {**INSTALLED, "alpha": "1.1"}}, "Versies van pakketten", LET_OP, 0, "vastgelegd: alpha"),
        ({"installed": {**INSTALLED, "delta": "4.2"}}, "Versies van pakketten", LET_OP, 0, "vastgelegd: delta"),
        ({"installed": {}}, "Versies van pakketten", FOUT, 2, "2 van 4 niet zoals vastgelegd: alpha, beta-two"),
        ({"lock": Path("weg.lock")}, "Versies van pakketten", LET_OP, 0, "weg.lock ontbreekt"),
        ({"find_free": lambda _: 499 * MEGABYTE}, "Schijfruimte", FOUT, 14, "499 MB vrij"),
        ({"find_free": lambda _: 500 * MEGABYTE}, "Schijfruimte", LET_OP, 0, "500 MB vrij"),
        ({"find_free": lambda _: 4095 * MEGABYTE}, "Schijfruimte", LET_OP, 0, "4095 MB vrij"),
        ({"find_program": lambda _: None}, "Browser voor PDF", LET_OP, 0, "zonder PDF"),
    ],
)  # fmt: skip
def test_a_broken_machine(machine: dict, name: str, stand: str, code: int, words: str, place: Place) -> None:
    checks = Place(place.settings, replace(place.machine, **machine)).examine()
    assert [check.naam for check in checks.values() if check.stand != GOED] == [name]
    assert (checks[name].stand, checks[name].uitkomst.endswith(words)) == (stand, True), checks[name]
    assert checks[name].doen
    assert get_exit_code(list(checks.values())) == code


def test_just_enough(place: Place) -> None:
    """4 GB is ample; an hour is the slack of the clock."""
    machine = replace(place.machine, find_free=lambda _: 4096 * MEGABYTE, python=(3, 13))
    file = next(place.settings.aanlevering.rglob("*.csv"))
    os.utime(file, (NOW.timestamp() + 3600,) * 2)
    assert {check.stand for check in examine(place.settings, machine)} == {GOED}


def test_a_folder_without_rights(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as a user whom no right stops, so the question itself is answered here."""
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    wrong = {name: check for name, check in place.examine().items() if check.stand == FOUT}
    assert set(wrong) == {"Map aanlevering", "Map uitvoer", "Map opslag"}
    assert all("recht" in check.doen for check in wrong.values())
    place.settings.uitvoer.rmdir()
    assert place.examine()["Map uitvoer"].uitkomst == "'uitvoer' is niet te maken"


def test_a_run_that_is_busy(place: Place) -> None:
    with (place.settings.opslag / ".slot").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        check = place.examine()["Slot"]
    assert (check.stand, check.uitkomst) == (LET_OP, "er loopt nu een verwerking")
    assert place.examine()["Slot"].stand == GOED


def test_a_lock_that_cannot_be_opened(place: Place) -> None:
    (place.settings.opslag / ".slot").unlink()
    (place.settings.opslag / ".slot").mkdir(mode=0o700)
    assert (place.examine()["Slot"].stand, place.examine()["Slot"].exit_code) == (FOUT, 14)


def test_no_time_zones(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def miss(_: str) -> None:
        raise ZoneInfoNotFoundError

    monkeypatch.setattr(doctor, "ZoneInfo", miss)
    check = place.examine()["Tijdzones"]
    assert (check.stand, check.exit_code) == (FOUT, 2)


@pytest.mark.parametrize(
    ("now", "stand"),
    [
        # The calendar ends on 20 August 2028. After 10 January 2027 comes 1 March; a year later 1 March 2028.
        (datetime(2027, 1, 10), GOED),
        # 365 days after 2 September 2027 it is 1 September 2028 (29 February lies between): a peildatum.
        (datetime(2027, 9, 2), LET_OP),
        # After 1 June 2028 the next one is 1 September 2028.
        (datetime(2028, 6, 2), FOUT),
    ],
)
def test_the_end_of_the_holidays(now: datetime, stand: str, place: Place) -> None:
    check = Place(place.settings, replace(place.machine, now=now)).examine()["Vakanties"]
    assert check.stand == stand
    assert (stand == GOED) == (check.doen == "")


def test_rule_sets_that_nobody_looked_at_for_a_year(place: Place) -> None:
    rule_sets = doctor.load_checked_rule_sets(place.settings)
    rules = rule_sets["noord-kennemerland"].rules.values()
    oldest = min(version.checked_on for rule in rules for version in rule.versions)
    for days, stand in ((365, GOED), (366, LET_OP)):
        now = datetime.combine(oldest, datetime.min.time()) + (doctor.CHECKED_WITHIN * days / 365)
        check = Place(place.settings, replace(place.machine, now=now)).examine()["Regelsets"]
        assert check.stand == stand, days
    assert check.uitkomst.startswith("noord-kennemerland: langer dan een jaar geleden nagekeken (")


def test_a_rule_set_that_does_not_exist(place: Place) -> None:
    schools = tuple(replace(school, protocol="weg") for school in place.settings.scholen)
    checks = Place(replace(place.settings, scholen=schools), place.machine).examine()
    assert (checks["Regelsets"].stand, checks["Regelsets"].exit_code) == (FOUT, 12)


# --- the report and the command ----------------------------------------------------------------------------------


def test_the_report_says_what_to_do_and_counts(place: Place) -> None:
    checks = [
        Check("Een", GOED, "mooi"),
        Check("Twee", LET_OP, "matig", "Kijk ernaar.", 2),
        Check("Drie", FOUT, "stuk", "Maak het.", 14),
        Check("Vier", FOUT, "ook stuk", "Maak het ook.", 12),
    ]
    assert write_report(checks) == (
        "goed    Een: mooi\nlet op  Twee: matig\n        → Kijk ernaar.\nfout    Drie: stuk\n        → Maak het.\n"
        "fout    Vier: ook stuk\n        → Maak het ook.\n\n2 fout, 1 let op, 1 goed."
    )
    assert get_exit_code(checks) == 14


def test_the_command(place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "look_at_machine", lambda _: place.machine)
    assert cli.main(["doctor", str(place.settings.file)]) == 0
    assert capsys.readouterr().out.endswith("Alles is in orde.\n")
    _shorten_the_key(place)
    assert cli.main(["doctor", str(place.settings.file)]) == 14
    out = capsys.readouterr().out
    assert "fout    Sleutel: niet te lezen of niet van de goede lengte" in out
    assert "5a5a" not in out


def test_this_machine_is_looked_at() -> None:
    machine = doctor.look_at_machine(NOW)
    assert machine.lock == paths.ROOT / "requirements.lock"
    assert machine.lock.is_file()
    assert machine.installed["duckdb"].startswith("2.")
    assert machine.find_free(paths.ROOT) > 0


def test_the_versions_of_python_are_those_of_the_project(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    low, high = (".".join(map(str, version)) for version in doctor.PYTHONS)
    assert project["requires-python"] == f">={low},<{high}"


def _publish(place: Place, day: str, *schools: str) -> Path:
    """As much of a publication as tells which schools it had."""
    folder = place.settings.uitvoer / day
    (folder / "tabellen").mkdir(parents=True)
    (folder / "tabellen" / "leerling_periode.parquet").write_bytes(b"")
    sets = {school: {"id": "noord-kennemerland", "versie": "2025"} for school in schools}
    (folder / "manifest.json").write_text(json.dumps({"regelsets": sets}), encoding="utf-8")
    return folder


def test_a_school_that_is_not_in_the_settings_any_more(place: Place) -> None:
    """Only the last publication counts: what was left out before that was left out on purpose."""
    _publish(place, "2026-01-01", "12AB00", "99ZZ00")
    _publish(place, "2026-03-01", "12AB00", "22BB00", "11AA00")
    check = place.examine()["Scholen"]
    assert (check.stand, check.exit_code) == (LET_OP, 0)
    assert check.uitkomst.endswith("en niet meer in swv.toml: 11AA00, 22BB00")
    assert "01-03-2026" in check.uitkomst
    assert "Zet het oude bij 'vroeger'" in check.doen


def test_schools_that_are_all_there(place: Place) -> None:
    last = _publish(place, "2026-03-01", "12AB00")
    assert place.examine()["Scholen"].stand == GOED
    assert place.examine()["Scholen"].uitkomst == "1\u00a0school in swv.toml"
    for broken in ("{", "[]", "{}", '{"regelsets": 3}'):
        (last / "manifest.json").write_text(broken, encoding="utf-8")
        assert place.examine()["Scholen"].stand == GOED
