"""A run of which nothing changed is not done again, and one of which anything changed is.

One region was run once; each test works on a copy of it. Whether a run would be made anew is asked when it is opened.
"""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake import checked
from pipelines.publish import pdf
from pipelines.run import unchanged
from pipelines.run.result import RunResult
from pipelines.run.steps import open_quarter, run_quarter
from pipelines.settings import Settings, load_settings
from pipelines.vault.audit_log import ACTIONS, read_entries, write_entry
from pipelines.vault.places import LAST_RUN, LOG_FILE, STORE_FILE, TICKS_FILE, VAULT
from tests.lib.erasure import EARLIER, OTHER_SCHOOL, PEILDATUM, SCHOOL, Home, write_deliveries

DAY = PEILDATUM.isoformat()


@dataclass
class Desk:
    """A copy of the region that was run."""

    settings: Settings

    @property
    def home(self) -> Home:
        return Home(self.settings.file.parent)

    @property
    def standing(self) -> Path:
        return self.settings.uitvoer / DAY

    def is_unchanged(self, *, peildatum: date = PEILDATUM, toch: bool = False) -> bool:
        """Whether a run now would let stand what is published; it is not made."""
        quarter = open_quarter(self.settings, peildatum=peildatum, toch=toch)
        quarter.close()
        return quarter.is_unchanged

    def run(self, *, toch: bool = False) -> tuple[RunResult, list[str]]:
        """What a run now gives, and all that it says."""
        said: list[str] = []
        return run_quarter(self.settings, peildatum=PEILDATUM, toch=toch, report_progress=said.append), said

    def change(self, **changed: object) -> None:
        """Other settings, without a change of the file."""
        self.settings = replace(self.settings, **changed)

    def change_school(self, **changed: object) -> None:
        first, *rest = self.settings.scholen
        self.change(scholen=(replace(first, **changed), *rest))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the earlier peildatum without PDFs, and then of the later one; a third school is refused."""
    folder = tmp_path_factory.mktemp("onveranderd") / "swv"
    toml = write_deliveries(folder)
    toml.write_text(f"{toml.read_text(encoding='utf-8')}{REFUSED}", encoding="utf-8")
    settings = replace(load_settings(toml), pdf=False)
    for peildatum in (EARLIER, PEILDATUM):
        assert run_quarter(settings, peildatum=peildatum).exit_code == 10
    return folder


REFUSED = '[[school]]\nid = "56EF00"\nnaam = "School 56EF00"\nsector = "VO"\nlvs = "sjabloon"\n'


@pytest.fixture
def desk(ready: Path, tmp_path: Path) -> Desk:
    shutil.copytree(ready, tmp_path / "swv")
    return Desk(replace(load_settings(tmp_path / "swv" / "swv.toml"), pdf=False))


def read_tree(folder: Path, *, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".slot"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.name not in without}


# --- what is let stand is what a run would make ----------------------------------------------------------------------


def test_what_stands_is_told_and_left_as_it_is(desk: Desk) -> None:
    before = read_tree(desk.settings.uitvoer, without=(LOG_FILE, "logboek-kop.json"))
    lines = read_entries(desk.settings.opslag)
    result, said = desk.run()
    assert (result.exit_code, result.unchanged, result.output) == (10, True, desk.standing)
    assert [school for school, _ in result.refused] == ["56EF00"]
    assert len(said) == 1
    assert said[0].startswith("Er is niets veranderd; de uitgave van ")
    assert said[0].endswith(" uur staat er nog. Toch opnieuw maken? Geef --toch.")
    assert read_tree(desk.settings.uitvoer, without=(LOG_FILE, "logboek-kop.json")) == before
    (line,) = read_entries(desk.settings.opslag)[len(lines) :]
    (last,) = [entry for entry in lines if (entry["wat"], entry["peildatum"]) == ("run", DAY)]
    same = ("wat", "peildatum", "scholen", "aantallen", "hashes")
    assert [line[name] for name in same] == [last[name] for name in same]
    # The log lies beside what is published too, its last line included.
    assert (desk.settings.uitvoer / ".zegel" / LOG_FILE).read_bytes() == (desk.settings.opslag / LOG_FILE).read_bytes()


def test_a_run_that_is_made_all_the_same_makes_what_stands(desk: Desk) -> None:
    """Of the store the file differs from run to run; its tables are what came out."""
    volatile = (LOG_FILE, "logboek-kop.json", STORE_FILE, LAST_RUN)
    places = (desk.settings.uitvoer, desk.settings.opslag)
    before = [read_tree(place, without=volatile) for place in places]
    let_stand, _ = desk.run()
    made, said = desk.run(toch=True)
    assert any(line.startswith("Lezen 1 van 3") for line in said)
    assert made == replace(let_stand, unchanged=False)
    assert [read_tree(place, without=volatile) for place in places] == before
    assert desk.is_unchanged()


def test_the_command_ends_as_the_run_did_and_names_the_same_files(desk: Desk) -> None:
    options = ("--peildatum", DAY, "--direct", "--zonder-pdf")
    code, screen = desk.home.call("run", *options)
    made_code, made_screen = desk.home.call("run", *options, "--toch")
    assert (code, made_code) == (10, 10)
    assert "Er is niets veranderd" in screen
    assert "Lezen" not in screen
    told = [line for line in screen.splitlines() if "Er is niets veranderd" not in line]
    assert [line for line in told if line.startswith(("Klaar", "Geweigerd", "Let op", "Stuur", "Open"))] == told
    assert told == made_screen.splitlines()[-len(told) :]


def test_it_is_recognised_again_and_again_and_elsewhere(desk: Desk, tmp_path: Path) -> None:
    for _ in range(3):
        assert desk.run()[0].unchanged
    shutil.move(tmp_path / "swv", tmp_path / "elders")
    desk.settings = replace(load_settings(tmp_path / "elders" / "swv.toml"), pdf=False)
    assert desk.is_unchanged()


def test_what_the_last_run_said_of_its_output_is_said_again(desk: Desk) -> None:
    """A pupil of the other school is no longer a truant: the figures of before come out again, and that is told."""
    file = desk.settings.aanlevering / OTHER_SCHOOL / "leerlingen.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Alkmaar", "Bergen", 1), encoding="utf-8")
    (desk.settings.aanlevering / OTHER_SCHOOL / "absenties.csv").write_text(
        "leerlingnummer;datum;lesuur;code\n600000002;2025-11-20;1;S\n", encoding="utf-8"
    )
    made, said = desk.run()
    again, said_again = desk.run()
    told = [line for line in said if line.startswith(("De cijfers in", "Nieuwe cijfers", "De schoolrapporten"))]
    assert (made.unchanged, again.unchanged) == (False, True)
    assert len(told) >= 2
    assert said_again[1:] == told


# --- what makes it run anew ------------------------------------------------------------------------------------------


def append(file: Path, text: str = " ") -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(text)


def add_edition(desk: Desk) -> None:
    """One that was other than what stands: the same would be what a broken off run left, and is taken away."""
    edition = desk.settings.uitvoer / "eerder" / f"{DAY}-1"
    shutil.copytree(desk.standing, edition)
    append(edition / "swv" / "cijfers.csv")


def erase(desk: Desk) -> None:
    pupils = pl.read_parquet(desk.standing / "tabellen" / "leerling_periode.parquet").filter(school=SCHOOL)
    assert desk.home.call("erase", "--school", SCHOOL, "--leerling", pupils["leerling"][0])[0] == 0


def compare(desk: Desk) -> None:
    assert desk.home.call("compare", "--peildatum", DAY, "--regelset", "twente")[0] == 10


def erase_before(desk: Desk) -> None:
    assert desk.home.call("erase", "--voor", "2025-11-02")[0] == 0


def forge(desk: Desk) -> None:
    """What the last run told, without its seal."""
    file = desk.settings.opslag / LAST_RUN
    seal, _, body = file.read_bytes().partition(b"\n")
    document = json.loads(body)
    document["verteld"]["exit_code"] = 0
    file.write_bytes(seal + b"\n" + json.dumps(document).encode())


CHANGES: dict[str, Callable[[Desk], object]] = {
    # The settings, as they are read and as they lie there, and what lies beside them.
    "pages on paper": lambda desk: desk.change(pdf=True),
    "the name": lambda desk: desk.change(naam="SWV Anders"),
    "how small counts are protected": lambda desk: desk.change(publicatie=replace(desk.settings.publicatie, drempel=9)),
    "interventions": lambda desk: desk.change(interventies={"a": "b"}),
    "years that are kept": lambda desk: desk.change(bewaren_jaren=1),
    "the order of schools": lambda desk: desk.change(scholen=desk.settings.scholen[::-1]),
    "the protocol of a school": lambda desk: desk.change_school(protocol="kennemerland"),
    "minutes of a lesson": lambda desk: desk.change_school(minuten_per_lesuur=45),
    "a comment in the settings": lambda desk: append(desk.settings.file, "# let op\n"),
    "the analyst's own text": lambda desk: append(desk.home.folder / "duiding" / f"{DAY}.md", "Het ging goed.\n"),
    "a folder of mappings": lambda desk: (desk.home.folder / "koppeling").mkdir(),
    "a calendar of the SWV": lambda desk: append(desk.home.folder / "kalender" / "lees mij.txt", "later"),
    "rules of the SWV": lambda desk: append(desk.home.folder / "regels" / "lees mij.txt", "later"),
    # What was delivered.
    "a file of a school": lambda desk: append(desk.settings.aanlevering / SCHOOL / "codes.csv", "Q;ziek\n"),
    "a name of a file": lambda desk: (desk.settings.aanlevering / SCHOOL / "codes.csv").rename(
        desk.settings.aanlevering / SCHOOL / "codes-2025.csv"
    ),
    "a school that delivers nothing": lambda desk: shutil.rmtree(desk.settings.aanlevering / OTHER_SCHOOL),
    "a folder of nobody": lambda desk: (desk.settings.aanlevering / "oud").mkdir(),
    "the list of who moved": lambda desk: (desk.settings.aanlevering / "swv" / "overstappen.csv").unlink(),
    # The store.
    "the account of releases": compare,
    "the store of the last run": lambda desk: append(desk.settings.opslag / STORE_FILE),
    "a copy in the vault": lambda desk: append(next((desk.settings.opslag / VAULT).glob("*/*"))),
    "a school as it was checked": lambda desk: append(next((desk.settings.opslag / "getoetst").iterdir())),
    "what an edition was counted from": lambda desk: append(next((desk.settings.opslag / "gelezen").glob("*.deel"))),
    "what a return sheet said": lambda desk: (desk.settings.opslag / "retour" / f"{SCHOOL}.json").unlink(),
    "a file of nobody": lambda desk: append(desk.settings.opslag / "los.txt"),
    "an erased pupil": erase,
    "a period that was erased": erase_before,
    "a forged note": forge,
    "a note that is gone": lambda desk: (desk.settings.opslag / LAST_RUN).unlink(),
    # What is published.
    "a byte of a page": lambda desk: append(desk.standing / "swv" / "index.html"),
    "a page that is gone": lambda desk: (desk.standing / "school" / SCHOOL / "retour.html").unlink(),
    "a page that is new": lambda desk: append(desk.standing / "school" / SCHOOL / "nieuw.html"),
    "what stands is gone": lambda desk: shutil.rmtree(desk.standing),
    "an earlier peildatum": lambda desk: append(desk.settings.uitvoer / EARLIER.isoformat() / "swv" / "cijfers.csv"),
    "the tables of an earlier peildatum": lambda desk: append(
        desk.settings.uitvoer / EARLIER.isoformat() / "tabellen" / "leerling_periode.parquet"
    ),
    "the manifest of an earlier peildatum": lambda desk: append(
        desk.settings.uitvoer / EARLIER.isoformat() / "manifest.json"
    ),
    "an earlier peildatum that is gone": lambda desk: shutil.rmtree(desk.settings.uitvoer / EARLIER.isoformat()),
    "an earlier edition": add_edition,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_a_run(change: str, desk: Desk) -> None:
    CHANGES[change](desk)
    assert not desk.is_unchanged()


def test_another_peildatum_is_run_and_after_it_this_one(desk: Desk) -> None:
    assert not desk.is_unchanged(peildatum=EARLIER)
    run_quarter(desk.settings, peildatum=EARLIER)
    assert desk.is_unchanged(peildatum=EARLIER)
    assert not desk.is_unchanged()


def test_who_asks_for_it_gets_a_run(desk: Desk) -> None:
    assert not desk.is_unchanged(toch=True)
    assert desk.is_unchanged()


def test_another_program_runs_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "describe_program", lambda rooms: "another")
    assert not desk.is_unchanged()


def test_pages_and_tables_are_of_the_program_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template and a table of SQL are no part of what reads a delivery, and are of what a run is made by."""
    monkeypatch.setattr(checked, "_ROOMS", ())
    monkeypatch.setattr(checked.paths, "ROOT", tmp_path)
    rooms = (tmp_path / "reports", tmp_path / "sql")
    for room, name in zip(rooms, ("school.html.j2", "mart_tier.sql"), strict=True):
        room.mkdir()
        (room / name).write_text("1", encoding="utf-8")
        before = checked.describe_program.__wrapped__(rooms)
        (room / name).write_text("2", encoding="utf-8")
        assert checked.describe_program.__wrapped__(rooms) != before
    assert {room.name for room in unchanged.ROOMS} == {"reports", "sql"}


def test_a_run_that_waits_for_approval_is_always_made(desk: Desk) -> None:
    desk.change(vrijgeven="na akkoord")
    assert not desk.is_unchanged()


def test_another_browser_prints_anew(desk: Desk, ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pages are wanted on paper the browser counts, and one that is not there yet; else none does."""
    browser = tmp_path / "browser"
    for content in ("1", "22"):
        browser.write_text(content, encoding="utf-8")
        monkeypatch.setattr(pdf, "find_browser", lambda: str(browser))
        assert desk.is_unchanged()
    desk.change(pdf=True)
    monkeypatch.setattr(unchanged, "find_browser", lambda: None)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    desk.run()
    assert desk.is_unchanged()
    monkeypatch.setattr(pdf, "find_browser", lambda: str(browser))
    assert not desk.is_unchanged()


def test_a_run_that_could_not_print_is_made_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "find_browser", lambda: __file__)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    desk.change(pdf=True)
    desk.run()
    assert not desk.is_unchanged()
    for page in ("swv", f"school/{SCHOOL}", f"school/{OTHER_SCHOOL}"):
        assert not (desk.standing / page / "index.pdf").exists()


def test_a_delivery_that_changes_during_a_run_is_read_by_the_next(desk: Desk) -> None:
    """Whether it changed before or after it was read nobody knows."""
    append(desk.settings.aanlevering / SCHOOL / "codes.csv", "Q;ziek\n")
    quarter = open_quarter(desk.settings, peildatum=PEILDATUM)
    try:
        quarter.read_all()
        append(desk.settings.aanlevering / SCHOOL / "codes.csv", "R;ziek\n")
        quarter.classify()
        quarter.report_all()
        quarter.publish()
    finally:
        quarter.close()
    assert not desk.is_unchanged()


def test_a_run_that_broke_off_while_it_published_is_made_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipelines.run.published.save_register", break_off)
        with pytest.raises(KeyboardInterrupt):
            desk.run(toch=True)
    assert not desk.is_unchanged()


def test_only_what_changes_nothing_may_have_been_done_since(desk: Desk) -> None:
    """Ten kinds of lines beside those of a run tell of what no run reads. After a break nothing is done at all.

    And one tells the hash of a file: the file itself is looked at.
    """
    files = [desk.settings.opslag / name for name in (LOG_FILE, "logboek-kop.json")]
    before = [file.read_bytes() for file in files]
    runs = [entry for entry in read_entries(desk.settings.opslag) if entry["wat"] == "run"]
    found = set()
    for action in sorted(set(ACTIONS) - {"breuk"}):
        hashes = runs[-1]["hashes"] if action == "run" else {}
        write_entry(desk.settings.opslag, action, peildatum=PEILDATUM, hashes=hashes)
        if desk.is_unchanged():
            found.add(action)
        for file, content in zip(files, before, strict=True):
            file.write_bytes(content)
    assert found == {
        *("run", "gepland", "check", "zoals_op", "verschil", "vragen", "herinneren", "controleren"),
        *("reservekopie", "sleutellijst", "overgedragen", "bewaard"),
    }


def test_what_no_run_reads_may_change(desk: Desk) -> None:
    append(desk.settings.opslag / TICKS_FILE, "[]")
    append(desk.settings.opslag / "msa-fout-20260101T101010.txt", "Regel 3")
    append(desk.settings.uitvoer / "controle" / "lees mij.txt", "later")
    append(desk.standing / ".DS_Store")
    append(desk.settings.uitvoer / EARLIER.isoformat() / "school" / SCHOOL / "index.html")
    assert desk.is_unchanged()


def test_no_changed_byte_of_the_note_is_believed(desk: Desk) -> None:
    file = desk.settings.opslag / LAST_RUN
    content = file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    for place in (0, 63, 64, 65, len(content) - 1, *random.Random(7).sample(range(len(content)), 10)):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert not desk.is_unchanged(), place
    file.write_bytes(content)
    assert desk.is_unchanged()
