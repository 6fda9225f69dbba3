"""`msa erase` from the command line to the bytes: of the pupil nothing is left, nothing comes back, all else stays.

What is searched: every file in `opslag` and `uitvoer`: its name, its bytes as UTF-8 and UTF-16, what is packed in it.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import cli
from pipelines.commands import erase
from pipelines.commands.faults import write_fault
from pipelines.intake import school
from pipelines.intake.erased import Erased
from pipelines.publish import stripped_tables
from pipelines.publish.export import make_csv
from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.case_register import Register, load_register, make_holder
from pipelines.vault.places import ERASED_FILE
from pipelines.vault.pseudonym import load_key, make_leerling
from schemas.tables import PUBLISHED_TABLES
from tests.lib import tokens
from tests.lib.erasure import (
    CLASSMATES,
    EARLIER,
    OTHER_SCHOOL,
    OTHERS,
    PEILDATUM,
    PUPIL,
    SCHOOL,
    Home,
    fill_in_form,
    find_left,
    write_deliveries,
)

pytestmark = pytest.mark.usefixtures("small_figures")


@dataclass(frozen=True)
class Place(Home):
    """What the tests ask of it."""

    @property
    def delivery(self) -> Path:
        return self.folder / "aanlevering" / SCHOOL

    @property
    def code(self) -> str:
        return make_leerling(load_key(self.opslag), SCHOOL, PUPIL["leerlingnummer"])

    @property
    def sought(self) -> Mapping[str, str]:
        return {**PUPIL, "leerling": self.code}

    def run(self, peildatum: date = PEILDATUM, *options: str) -> str:
        pdf = options or ("--zonder-pdf",)
        code, screen = self.call("run", "--peildatum", peildatum.isoformat(), "--direct", *pdf)
        assert code == 0, screen
        return screen

    def erase(self) -> str:
        code, screen = self.call("erase", "--school", SCHOOL, "--leerling", self.code)
        assert code == 0, screen
        return screen

    def find_left(self) -> dict[str, set[str]]:
        """What is left of the pupil, and where: first in the store, then in the output."""
        found: dict[str, set[str]] = {}
        for place in (self.opslag, self.uitvoer):
            for field, names in find_left(place, self.sought).items():
                found.setdefault(field, set()).update(f"{place.name}/{name}" for name in names)
        return found

    def holds_any(self) -> bool:
        """Whether anything is left of the pupil: the store is searched only when nothing is in the output."""
        return any(find_left(place, self.sought) for place in (self.uitvoer, self.opslag))

    def read_tables(self, peildatum: date = PEILDATUM) -> dict[str, pl.DataFrame]:
        folder = self.uitvoer / peildatum.isoformat() / "tabellen"
        return {table.name: pl.read_parquet(folder / f"{table.name}.parquet") for table in PUBLISHED_TABLES}

    def list_bytes(self, *parts: str) -> dict[str, bytes]:
        root = self.folder.joinpath(*parts)
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def make_place(folder: Path) -> Place:
    """Two peildata, a filled-in form, an explanation, a check and a report of a bug: the pupil is everywhere."""
    write_deliveries(folder)
    place = Place(folder)
    place.run(EARLIER)
    place.run()
    form = place.uitvoer / PEILDATUM.isoformat() / "school" / SCHOOL / "msa-formulier.xlsx"
    classmate = make_leerling(load_key(place.opslag), SCHOOL, CLASSMATES[3])
    fill_in_form(form, place.delivery / "formulier.xlsx", {place.code: "J", classmate: "N"})
    place.run(PEILDATUM, "--direct")
    place.call("explain", "--leerling", place.code)
    place.call("explain", "--leerling", classmate)
    place.call("check")
    write_fault(ValueError("x"), folder=place.opslag)
    return place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Before anything is erased; never changed."""
    return make_place(tmp_path_factory.mktemp("voor") / "swv")


@pytest.fixture(scope="module")
def erased(made: Place, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, str]:
    """The same after the erasure, and what stood on the screen; never changed."""
    place = copy_place(made, tmp_path_factory.mktemp("na"))
    return place, place.erase()


@pytest.fixture(scope="module")
def again(erased: tuple[Place, str], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Then run once more, with the pupil still in the deliveries; never changed."""
    place = copy_place(erased[0], tmp_path_factory.mktemp("weer"))
    place.run()
    return place


def copy_place(place: Place, target: Path) -> Place:
    return Place(Path(shutil.copytree(place.folder, target / "swv")))


# --- no byte is left ---------------------------------------------------------------------------------------------


def test_before_the_pupil_is_everywhere(made: Place) -> None:
    """Negative control: the search sees the pupil in every kind of file that must go."""
    found = made.find_left()
    assert set(found) == set(made.sought)
    places = {"/".join(name.split("/")[:2]) for names in found.values() for name in names}
    assert places == {
        "opslag/gelezen",
        "opslag/getoetst",
        "opslag/kluis",
        "opslag/msa.duckdb",
        "opslag/quarantaine",
        f"uitvoer/{EARLIER}",
        f"uitvoer/{PEILDATUM}",
        "uitvoer/eerder",
        "uitvoer/uitleg",
    }
    # leerlingen, absenties and duo by number, the file with a number in its name, and the form by code.
    copies = {name for names in found.values() for name in names if name.startswith("opslag/kluis")}
    assert len(copies) == 5
    suffixes = {Path(name).suffix for name in found["leerling"]}
    assert suffixes >= {".csv", ".parquet", ".html", ".xlsx", ".duckdb"}
    # All that was asked for this pupil is done, so that paper leaves it out; the search sees what a PDF does say.
    printed = find_left(made.uitvoer, {"titel": f"School {SCHOOL}"})["titel"]
    assert f"{PEILDATUM}/school/{SCHOOL}/index.pdf" in printed
    # Nothing of a pupil by name or number in the output, and no code in what is anonymous.
    assert not any(name.startswith(("uitvoer", "opslag/gelezen")) for field in PUPIL for name in found[field])
    assert not any("/swv/" in name or "/inspectie/" in name for name in found["leerling"])


def test_after_it_no_byte_is_left(erased: tuple[Place, str]) -> None:
    assert erased[0].find_left() == {}


def test_a_deleted_row_leaves_its_bytes(made: Place, tmp_path: Path) -> None:
    """Negative control, and why the store goes whole: DELETE and CHECKPOINT leave the name of the pupil in the file."""
    file = Path(shutil.copy(made.opslag / "msa.duckdb", tmp_path / "msa.duckdb"))
    with duckdb.connect(str(file)) as store:
        places = store.execute(
            "select table_name, column_name from duckdb_columns() join duckdb_tables() using (table_name) "
            "where column_name in ('leerling', 'leerlingnummer')"
        ).fetchall()
        assert len(places) >= 5
        for table, column in places:
            store.execute(f'delete from "{table}" where "{column}" = ?', [made.sought[column]])
        store.execute("checkpoint")
        for table, column in places:
            left = store.execute(f'select count(*) from "{table}" where "{column}" = ?', [made.sought[column]])
            assert left.fetchone() == (0,)
    content = file.read_bytes()
    assert made.code.encode() in content
    assert PUPIL["leerlingnummer"].encode() in content


def test_all_else_stays(made: Place, erased: tuple[Place, str]) -> None:
    """Copies without the pupil, the folder of the other school, and what is anonymous; the deliveries to the byte."""
    place = erased[0]
    before, after = made.list_bytes("opslag", "kluis"), place.list_bytes("opslag", "kluis")
    # Seven files of the school besides `rooster` and `codes`, which both schools deliver alike: 5 named the pupil.
    assert after == {name: before[name] for name in after}
    assert len(before) - len(after) == 5
    assert len(after) == 4
    for day in (EARLIER, PEILDATUM):
        parts = sorted(path.name for path in (place.uitvoer / day.isoformat()).iterdir())
        assert parts == [
            "doorstroompunt",
            "index.html",
            "inspectie",
            "leerplicht",
            "manifest.json",
            "school",
            "swv",
            "swv-intern",
            "tabellen",
        ]
        for kept in ("swv", "swv-intern", "inspectie", f"school/{OTHER_SCHOOL}"):
            assert place.list_bytes("uitvoer", day.isoformat(), kept) == made.list_bytes(
                "uitvoer", day.isoformat(), kept
            )
    assert len(list((place.uitvoer / "uitleg").iterdir())) == 1
    assert place.list_bytes("aanlevering") == made.list_bytes("aanlevering")


def test_the_screen_tells_what_went_and_names_nobody(erased: tuple[Place, str]) -> None:
    place, screen = erased
    assert tokens.find_in_text(screen, place.sought) == set()
    for day in (EARLIER, PEILDATUM):
        for part in ("tabellen", f"school/{SCHOOL}", "leerplicht/alkmaar", "doorstroompunt/alkmaar"):
            assert screen.count(f"  {day}/{part}\n") == 1
    assert "uitleg (1 bestand)" in screen
    assert "5 kopieën van leveringen" in screen
    # The deliveries in which the pupil still stands: a screen names no file, so by folder, kind and place. And the list
    # of pupils who moved, of which no copy is kept.
    listed = [line.strip() for line in screen.splitlines() if line.startswith("  ") and "/" not in line]
    assert listed == [
        "uitleg (1 bestand)",
        f"map {SCHOOL}: absenties (bestand 1 van 7 op volgorde van naam)",
        f"map {SCHOOL}: duo-meldingen",
        f"map {SCHOOL}: msa-register",
        f"map {SCHOOL}: leerlingen",
        f"map {SCHOOL}: absenties (bestand 7 van 7 op volgorde van naam)",
        "map swv: overstappen",
    ]


def test_the_log_tells_what_was_done(made: Place, erased: tuple[Place, str]) -> None:
    place = erased[0]
    last = read_entries(place.opslag)[-1]
    assert (last["wat"], last["scholen"], last["aantallen"]["kopieen"]) == ("leerling_gewist", [SCHOOL], 5)
    gone = set(made.list_bytes("opslag", "kluis")) - set(place.list_bytes("opslag", "kluis"))
    copies = {value for name, value in last["hashes"].items() if name.startswith("kopie-")}
    assert copies == {Path(name).name for name in gone}
    # And what became of the tables that were written anew, so that a change after it is found.
    assert {name for name in last["hashes"] if not name.startswith("kopie-")} >= {f"tabellen/{PEILDATUM.isoformat()}"}
    assert verify_log(place.opslag) == []


# --- nothing comes back ------------------------------------------------------------------------------------------


def test_a_run_with_the_pupil_still_delivered_brings_nothing_back(again: Place) -> None:
    assert again.find_left() == {}
    assert PUPIL["achternaam"] in (again.delivery / "leerlingen.csv").read_text()


def test_the_tables_differ_by_exactly_the_pupil(made: Place, again: Place) -> None:
    """Of each table: the rows of before, without those of the pupil, in the same order."""
    before, after = made.read_tables(), again.read_tables()
    told = []
    for name in before.keys() - {"bevinding", "school_meting"}:
        expected = before[name].filter(pl.col("leerling") != made.code)
        assert after[name].equals(expected), name
        told.append(before[name].height - after[name].height)
    # The pupil stood in more tables than one, or nothing was tested.
    assert sum(count > 0 for count in told) >= 3
    one_fewer = pl.col("leerlingen") - (pl.col("school") == SCHOOL).cast(pl.Int32)
    assert after["school_meting"].equals(before["school_meting"].with_columns(one_fewer))


def test_the_tables_of_an_earlier_peildatum_keep_the_others(made: Place, erased: tuple[Place, str]) -> None:
    """They cannot be made again from the deliveries of now. Both forms of a table say the same."""
    place = erased[0]
    for day in (EARLIER, PEILDATUM):
        before, after = made.read_tables(day), place.read_tables(day)
        for name, rows in before.items():
            expected = rows if "leerling" not in rows.columns else rows.filter(pl.col("leerling") != made.code)
            assert after[name].equals(expected), name
            text = (place.uitvoer / day.isoformat() / "tabellen" / f"{name}.csv").read_text(encoding="utf-8-sig")
            assert text == make_csv(expected).decode("utf-8-sig"), name
        assert before["leerling_periode"].height - after["leerling_periode"].height == 1


def test_the_next_quarter_is_still_compared_with_them(again: Place) -> None:
    """The other 8 + 3 pupils are found again in the earlier quarter; the page of that quarter is not recounted."""
    page = (again.uitvoer / PEILDATUM.isoformat() / "swv" / "index.html").read_text(encoding="utf-8")
    assert "en waar staan ze nu?" in page
    code, screen = again.call("verify", "--peildatum", EARLIER.isoformat())
    assert (code, "is een leerling gewist" in screen) == (2, True)
    code, screen = again.call("verify", "--aantal", "0")
    assert code == 0, screen


@pytest.mark.parametrize("name", ["leerling_periode.parquet", "notitie.txt"])
def test_tables_that_cannot_be_cleaned_go_whole(name: str, made: Place, tmp_path: Path) -> None:
    """A damaged table, and a file of someone else that names the pupil."""
    place = copy_place(made, tmp_path)
    (place.uitvoer / EARLIER.isoformat() / "tabellen" / name).write_text(f"leerling {place.code}")
    place.erase()
    assert place.find_left() == {}
    assert not (place.uitvoer / EARLIER.isoformat() / "tabellen").exists()
    assert (place.uitvoer / PEILDATUM.isoformat() / "tabellen").exists()


def test_the_rows_are_not_counted_and_the_balance_closes(made: Place, again: Place) -> None:
    """leerlingen: 9 rows, 1 of the pupil. absenties.xlsx: 3 x 5 x 4 + 9 = 69, of the pupil 5 x 4 + 1 = 21."""

    def read(place: Place) -> dict[str, dict[str, int]]:
        manifest = json.loads((place.uitvoer / PEILDATUM.isoformat() / "manifest.json").read_text())
        return {row["bestand"]: row for row in manifest["bestanden"] if row["school"] == SCHOOL}

    before, after = read(made), read(again)
    for row in (*before.values(), *after.values()):
        assert row["gelezen"] == sum(row[part] for part in ("gebruikt", "quarantaine", "vervangen", "niet_geteld"))
    assert {name: row["gelezen"] for name, row in before.items()} == {
        name: row["gelezen"] for name, row in after.items()
    }
    more = {name: row["niet_geteld"] - before[name]["niet_geteld"] for name, row in after.items()}
    hidden = next(name for name in more if name.startswith("absenties-"))
    # The form lists 3 truants: the row of the pupil. A row with too many cells says of nobody whose it is.
    assert more == {
        "absenties.xlsx": (5 + 4) * 4 + 1,
        "codes.csv": 0,
        "duo.csv": 1,
        "formulier.xlsx": 1,
        "leerlingen.csv": 1,
        "rooster.csv": 0,
        hidden: 1,
    }
    # It stays in quarantine, without its text.
    assert (before[hidden]["quarantaine"], after[hidden]["quarantaine"]) == (1, 1)
    text = (again.opslag / "quarantaine" / f"{SCHOOL}.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1:] == [f"{hidden};3;;te_veel_velden;"]


def test_the_school_is_told_without_a_name(again: Place) -> None:
    found = again.read_tables()["bevinding"].filter(code="gewiste_leerling").sort("bestand")
    # As in the balance above, and the row of the list of who moved.
    assert sorted(found.filter(school=SCHOOL)["aantal"]) == [1, 1, 1, 1, (5 + 4) * 4 + 1]
    assert found.filter(school="swv")["aantal"].to_list() == [1]
    assert found["regelnummer"].null_count() == found.height == 5 + 1
    page = (again.uitvoer / PEILDATUM.isoformat() / "school" / SCHOOL / "retour.html").read_text()
    assert "van een leerling van wie de gegevens zijn gewist" in page


def test_the_others_keep_what_their_form_said_while_it_lies_there(again: Place) -> None:
    """The form of the pupil is read where it lies; no copy of it is kept, so it does not count on once it is gone."""
    with duckdb.connect(str(again.opslag / "msa.duckdb"), read_only=True) as store:
        rows = store.execute("select plan_van_aanpak from raw_register where plan_van_aanpak is not null").fetchall()
    assert rows == [(False,)]


def test_a_check_and_an_explanation_bring_nothing_back_either(again: Place, tmp_path: Path) -> None:
    place = copy_place(again, tmp_path)
    assert place.call("check")[0] == 0
    assert place.call("explain", "--leerling", place.code)[0] == 2
    assert place.find_left() == {}


def test_without_the_marks_the_pupil_would_come_back(
    erased: tuple[Place, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control. A list that is gone stops the run: `tests/integration/test_restore.py`."""
    place = copy_place(erased[0], tmp_path)
    monkeypatch.setattr(school, "load_erased", lambda *_: Erased())
    place.run()
    assert set(find_left(place.opslag, place.sought)) == set(place.sought)
    assert place.code in place.read_tables()["leerling_periode"]["leerling"].to_list()


# --- done again, broken off, and other pupils --------------------------------------------------------------------


def test_erasing_twice_does_no_harm(erased: tuple[Place, str], tmp_path: Path) -> None:
    place = copy_place(erased[0], tmp_path)
    before = place.list_bytes("uitvoer")
    screen = place.erase()
    assert "stond niets meer van deze leerling" in screen
    assert "Weg uit de uitvoer" not in screen
    # The log has a line more, also where it stands once more.
    after = place.list_bytes("uitvoer")
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        ".zegel/logboek.jsonl",
        ".zegel/logboek-kop.json",
    }


@pytest.mark.parametrize("number", [1, 2, 6, 9, 12])
def test_an_erasure_that_breaks_off_is_done_by_the_next_one(
    number: int, made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the first file goes, between any two, and the pupil stays out of a run in between."""
    place = copy_place(made, tmp_path)
    real, removed = erase.remove, []

    def remove(path: Path) -> None:
        removed.append(path)
        if len(removed) == number:
            raise KeyboardInterrupt
        real(path)

    monkeypatch.setattr(erase, "remove", remove)
    code, screen = place.call("erase", "--school", SCHOOL, "--leerling", place.code)
    assert code == cli.INTERRUPTED
    assert "dezelfde opdracht" in screen
    monkeypatch.undo()
    assert len(removed) == number
    assert place.holds_any()
    place.erase()
    assert place.find_left() == {}
    assert read_entries(place.opslag)[-1]["wat"] == "leerling_gewist"


def test_an_erasure_that_breaks_off_in_a_table_is_done_by_the_next_one(
    made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of the two forms of a table is written, the other not yet."""
    place = copy_place(made, tmp_path)
    real, written = stripped_tables.write_private, []

    def write(file: Path, content: bytes) -> None:
        written.append(file.name)
        if file.name == "leerling_periode.csv":
            raise KeyboardInterrupt
        real(file, content)

    monkeypatch.setattr(stripped_tables, "write_private", write)
    assert place.call("erase", "--school", SCHOOL, "--leerling", place.code)[0] == cli.INTERRUPTED
    assert written == ["gewist.txt", "leerling_periode.parquet", "leerling_periode.csv"]
    monkeypatch.undo()
    place.erase()
    assert place.find_left() == {}
    assert place.read_tables()["leerling_periode"].height == made.read_tables()["leerling_periode"].height - 1


def test_what_cannot_be_removed_is_told_and_not_called_erased(
    made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copy_place(made, tmp_path)
    monkeypatch.setattr(erase, "remove", lambda path: None)
    code, screen = place.call("erase", "--school", SCHOOL, "--leerling", place.code)
    assert code == 14
    assert "nog niet helemaal gewist" in screen
    assert "leerling_gewist" not in [entry["wat"] for entry in read_entries(place.opslag)]


def test_a_delivery_that_cannot_be_read_is_told(made: Place, tmp_path: Path) -> None:
    """The number is found in the store or in the copies; what lies in the folder is left to the user."""
    place = copy_place(made, tmp_path)
    (place.delivery / "leerlingen.csv").unlink()
    (place.opslag / "msa.duckdb").unlink()
    screen = place.erase()
    assert f"de aanlevering van {SCHOOL} is nu niet te lezen. Kijk zelf of de leerling er nog in staat." in screen
    assert place.find_left() == {}


def test_a_code_of_which_the_number_is_lost(made: Place, tmp_path: Path) -> None:
    """After the loss of the key a report still names the pupil by the old code; the copies do by number."""
    place = copy_place(made, tmp_path)
    old = place.code
    (place.opslag / "sleutel").unlink()
    assert place.call("key", "--nieuw")[0] == 0
    code, screen = place.call("erase", "--school", SCHOOL, "--leerling", old)
    assert code == 0
    assert "het leerlingnummer bij deze code is niet gevonden" in screen
    assert find_left(place.folder / "uitvoer", {"oud": old}) == {}
    place.erase()
    assert place.find_left() == {}
    assert find_left(place.opslag, {"oud": old}) == {}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--school", SCHOOL, "--leerling", PUPIL["leerlingnummer"]], "een code van 12 tekens"),
        (["--school", SCHOOL, "--leerling", "laaaaaaaaaaa"], "Niets gevonden over deze code bij school 12AB00"),
        (["--school", "99ZZ99", "--leerling", "laaaaaaaaaaa"], "School '99ZZ99' staat niet in swv.toml"),
        (["--leerling", "laaaaaaaaaaa"], "--leerling en --school horen bij elkaar"),
        (["--verlopen", "--school", SCHOOL], "--leerling en --school horen bij elkaar"),
        (["--voor", "2999-01-01"], "ligt na vandaag"),
    ],
)
def test_wrong_use_erases_nothing_and_repeats_no_number(
    options: list[str], words: str, made: Place, tmp_path: Path
) -> None:
    place = copy_place(made, tmp_path)
    code, screen = place.call("erase", *options)
    assert code == 2
    assert words in screen
    assert PUPIL["leerlingnummer"] not in screen
    assert place.list_bytes("uitvoer") == made.list_bytes("uitvoer")
    assert place.list_bytes("opslag", "kluis") == made.list_bytes("opslag", "kluis")
    assert not (place.opslag / ERASED_FILE).exists()


# --- the Inspectie, and a whole period ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """The register for the Inspectie before an erasure, after it and after a run; and the copies that went."""

    place: Place
    before: Register
    between: Register
    after: Register
    gone: set[str]


@pytest.fixture(scope="module")
def told(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The pupil plays truant until further notice: a case. And a pupil of the other school has the same number."""
    place = copy_place(made, tmp_path_factory.mktemp("zaak"))
    # Of an adult it would be none.
    pupils = place.delivery / "leerlingen.csv"
    pupils.write_text(pupils.read_text().replace(PUPIL["geboortedatum"], tokens.SECRET["geboortedatum"]))
    (place.delivery / "lang.csv").write_text(
        f"leerlingnummer;begin;eind;code\n{PUPIL['leerlingnummer']};2025-10-27;;S\n{CLASSMATES[0]};2025-10-27;;S\n"
    )
    other = place.folder / "aanlevering" / OTHER_SCHOOL / "leerlingen.csv"
    other.write_text(other.read_text().replace(OTHERS[1], PUPIL["leerlingnummer"]))
    place.run()
    before, held = load_register(place.opslag), set(place.list_bytes("opslag", "kluis"))
    place.erase()
    between, gone = load_register(place.opslag), held - set(place.list_bytes("opslag", "kluis"))
    place.run()
    return Told(place, before, between, load_register(place.opslag), gone)


def test_the_row_for_the_inspectie_stays_and_leads_to_nobody(told: Told) -> None:
    """The number of the case stays after the erasure, and goes to no one."""
    key = load_key(told.place.opslag)
    pupil, classmate = (
        make_holder(key, SCHOOL, make_leerling(key, SCHOOL, number))
        for number in (PUPIL["leerlingnummer"], CLASSMATES[0])
    )
    (number,) = [number for number, holder in told.before.houders.items() if holder == pupil]
    assert told.between.houders[number] == ""
    assert {number: "", **told.between.houders} == {**told.before.houders, number: ""}
    assert told.between.standen == told.before.standen
    # The case of the classmate is the same one; that of the pupil is told on, and nobody got its number.
    numbers = [[entry.nummer for entry in each.standen[PEILDATUM]] for each in (told.before, told.after)]
    assert numbers[0] == numbers[1]
    assert told.after.houders == told.between.houders
    assert classmate in told.after.houders.values()


def test_the_same_number_at_another_school_is_another_pupil(told: Told) -> None:
    """The copies of the other school stay, and so do its pupils, the one with this number too."""
    # Of the school itself, as above: besides those the file of the case, and the pupils as they were sent anew.
    assert len(told.gone) == 5 + 2
    key = load_key(told.place.opslag)
    twin = make_leerling(key, OTHER_SCHOOL, PUPIL["leerlingnummer"])
    rows = told.place.read_tables()["leerling_periode"]
    assert rows.filter(pl.col("leerling") == twin).height == 1
    assert rows.filter(pl.col("leerling") == told.place.code).height == 0


def test_a_whole_period_goes_from_the_command_line(made: Place, tmp_path: Path) -> None:
    """--voor: of the earlier peildatum the pupil-level parts, and no copy that counts for the later one too."""
    place = copy_place(made, tmp_path)
    code, screen = place.call("erase", "--voor", PEILDATUM.isoformat())
    assert code == 0
    assert "Gewist van voor 1 jan 2026: 1 peildatum in de uitvoer" in screen
    assert sorted(path.name for path in (place.uitvoer / EARLIER.isoformat()).iterdir()) == [
        "inspectie",
        "manifest.json",
        "swv",
    ]
    assert place.list_bytes("uitvoer", PEILDATUM.isoformat()) == made.list_bytes("uitvoer", PEILDATUM.isoformat())
    assert place.list_bytes("opslag", "kluis") == made.list_bytes("opslag", "kluis")
    last = read_entries(place.opslag)[-1]
    assert (last["wat"], last["peildatum"]) == ("periode_gewist", "2026-01-01")
    # What is left still runs, and says with what it does not compare.
    assert "De tabellen van peildatum 1 nov 2025 zijn gewist" in place.run()


def test_the_doctor_finds_all_in_order_after_it(again: Place, tmp_path: Path) -> None:
    place = copy_place(again, tmp_path)
    (place.folder / "aanlevering").chmod(0o700)
    code, screen = place.call("doctor")
    assert code == 0
    assert "goed    Logboek: ongeschonden" in screen
    assert "goed    Bewaartermijn" in screen
