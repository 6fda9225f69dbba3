"""A new key, rotated or after a loss, from the command line: forms, cases and marks find their pupil still.

Pupils are told apart by class here, which does not change with the key.
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

from pipelines.vault.audit_log import read_entries, verify_log
from pipelines.vault.case_register import load_register
from pipelines.vault.kept_forms import list_delivered
from pipelines.vault.keyring import make_key_id
from pipelines.vault.places import OLD_KEYS
from pipelines.vault.pseudonym import load_key, make_leerling
from tests.lib.cases import weekly
from tests.lib.erasure import Home, fill_in_form, find_left
from tests.lib.region import AbsenceFile, Code, Enrolment, Region, School, SpanAbsence, write_region

SCHOOL = "12AB00"
EARLIER, PEILDATUM, NEXT = date(2025, 11, 1), date(2026, 1, 1), date(2026, 3, 1)
# Number by class. The first two are away until further notice: two cases, and two rows on the form.
PUPILS = {"4A": "738114952", "4B": "500000002", "4C": "500000003"}
AWAY = tuple(SpanAbsence(PUPILS[klas], date(2025, 9, 1), None, "S") for klas in ("4A", "4B"))
REGION = Region(
    (
        School(
            id=SCHOOL,
            sector="VO",
            leerlingen=tuple(Enrolment(number, klas) for klas, number in PUPILS.items()),
            rooster=tuple(lesson for klas in PUPILS for lesson in weekly(klas)),
            codes=(Code("S", "spijbelen"),),
            absenties=(AbsenceFile("absenties.csv", SpanAbsence, AWAY),),
        ),
    )
)


@dataclass(frozen=True)
class Place(Home):
    """What the tests ask of it."""

    @property
    def form(self) -> Path:
        """Where the school delivers its form."""
        return self.folder / "aanlevering" / SCHOOL / "formulier.xlsx"

    def run(self, peildatum: date = PEILDATUM) -> str:
        code, screen = self.call("run", "--peildatum", peildatum.isoformat(), "--direct")
        assert code == 0, screen
        return screen

    def rotate(self) -> str:
        code, screen = self.call("key", "--rotate")
        assert code == 0, screen
        return screen

    def fill_in(self, answers: Mapping[str, str]) -> None:
        """The form of the last run comes back, filled in for the pupils of these classes."""
        made = self.folder / "uitvoer" / PEILDATUM.isoformat() / "school" / SCHOOL / "msa-formulier.xlsx"
        fill_in_form(made, self.form, {self.get_code(klas): answer for klas, answer in answers.items()})

    def get_code(self, klas: str) -> str:
        return make_leerling(load_key(self.opslag), SCHOOL, PUPILS[klas])

    def read_register(self) -> dict[str, bool]:
        """Class -> what the register holds, as the reports read it."""
        with duckdb.connect(str(self.opslag / "msa.duckdb"), read_only=True) as store:
            rows = store.execute(
                "select klas, plan_van_aanpak from mart_register join mart_leerling_periode using (leerling) "
                "where plan_van_aanpak is not null"
            ).fetchall()
        return dict(rows)

    def read_codes(self, peildatum: date = PEILDATUM) -> set[str]:
        folder = self.folder / "uitvoer" / peildatum.isoformat() / "tabellen"
        return set(pl.read_parquet(folder / "leerling_periode.parquet")["leerling"])

    def read_report(self, peildatum: date = PEILDATUM) -> str:
        return (self.folder / "uitvoer" / peildatum.isoformat() / "swv" / "index.html").read_text(encoding="utf-8")

    def read_list(self) -> bytes:
        """Of the Inspectie."""
        folder = self.folder / "uitvoer" / PEILDATUM.isoformat()
        return (folder / "inspectie" / "thuiszittersregistratie.csv").read_bytes()

    def read_key_id(self, peildatum: date = PEILDATUM) -> str:
        return json.loads((self.folder / "uitvoer" / peildatum.isoformat() / "manifest.json").read_text())["sleutel"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One quarter of which the form came back, and counted; never changed."""
    folder = tmp_path_factory.mktemp("sleutel") / "swv"
    write_region(REGION, folder)
    place = Place(folder)
    place.run()
    place.fill_in({"4A": "J", "4B": "N"})
    place.run()
    assert place.read_register() == {"4A": True, "4B": False}
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """A copy that a test may change."""
    return Place(Path(shutil.copytree(made.folder, tmp_path / "swv")))


@dataclass(frozen=True)
class Rotated:
    """The quarter counted again after a rotation, and what the run said; never changed."""

    place: Place
    screen: str


@pytest.fixture(scope="module")
def rotated(made: Place, tmp_path_factory: pytest.TempPathFactory) -> Rotated:
    place = Place(Path(shutil.copytree(made.folder, tmp_path_factory.mktemp("vervangen") / "swv")))
    place.rotate()
    return Rotated(place, place.run())


@pytest.fixture
def again(rotated: Rotated, tmp_path: Path) -> Place:
    """A copy of it that a test may change."""
    return Place(Path(shutil.copytree(rotated.place.folder, tmp_path / "vervangen")))


def test_a_kept_form_with_old_codes_lands_on_the_right_pupil(place: Place) -> None:
    """The form itself is gone, only its copy is left, with codes of the first key; after two rotations too."""
    place.form.unlink()
    for _ in range(2):
        before = place.read_codes()
        place.rotate()
        place.run()
        assert before & place.read_codes() == set()
        assert place.read_register() == {"4A": True, "4B": False}
    (kept,) = {sha256 for found in list_delivered(place.opslag, SCHOOL).values() for sha256 in found}
    assert (place.opslag / "kluis" / kept[:2] / kept).exists()
    # Control: without the table of earlier codes nobody is recognised.
    for table in place.opslag.glob("omzetting-*"):
        table.unlink()
    # It is missed, until somebody says to go on without.
    assert place.call("check")[0] == 14
    assert place.call("doctor", "--herstel")[0] == 0
    place.run()
    assert place.read_register() == {}


def test_a_form_made_before_the_rotation_and_delivered_after_it(place: Place) -> None:
    place.fill_in({"4A": "N", "4B": "J"})
    place.rotate()
    place.run()
    assert place.read_register() == {"4A": False, "4B": True}


def test_rows_for_the_inspectie_keep_their_numbers(made: Place, again: Place) -> None:
    """Of 2 cases, and of a later one: it gets number 3."""
    before, after = load_register(made.opslag), load_register(again.opslag)
    assert list(before.houders) == [1, 2]
    assert after.standen == before.standen
    assert again.read_list() == made.read_list()
    # Nobody is found under the old key any more.
    assert set(after.houders.values()) & set(before.houders.values()) == set()
    absences = again.folder / "aanlevering" / SCHOOL / "absenties.csv"
    with absences.open("a") as more:
        more.write(f"{PUPILS['4C']};2025-09-15;;S;\n")
    again.run()
    assert list(load_register(again.opslag).houders) == [1, 2, 3]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_erased_pupil_stays_erased_through_a_rotation(moment: str, made: Place, place: Place, again: Place) -> None:
    """Erased before the rotation, or after it by the code of a report of before."""
    old = made.get_code("4A")
    if moment == "before":
        assert place.call("erase", "--school", SCHOOL, "--leerling", old)[0] == 0
        place.rotate()
    else:
        place = again
        code, screen = place.call("erase", "--school", SCHOOL, "--leerling", old)
        assert code == 0, screen
    place.run()
    sought = {"nummer": PUPILS["4A"], "oude code": old, "nieuwe code": place.get_code("4A")}
    assert find_left(place.opslag, sought) == {}
    assert find_left(place.folder / "uitvoer", sought) == {}
    # Control: of the pupil who was not erased the search finds all three.
    other = {"nummer": PUPILS["4B"], "code": place.get_code("4B")}
    assert set(find_left(place.opslag, other)) == set(other)


def test_the_report_says_that_pupils_cannot_be_linked_to_before(place: Place, again: Place) -> None:
    """Tiers of two quarters are linked by code. After a rotation the page of the next one says that they are not."""
    place.rotate()
    place.run(NEXT)
    told = "Er is niet te zeggen wie van tier veranderde: de leerlingen hebben nu andere codes dan toen."
    assert told in place.read_report(NEXT)
    assert place.read_key_id(NEXT) != place.read_key_id()
    # Run again first, the earlier quarter has the new codes, and is linked.
    again.run(NEXT)
    assert again.read_key_id() == again.read_key_id(NEXT)
    assert "en waar staan ze nu?" in again.read_report(NEXT)


def test_a_page_that_is_out_stays_as_it_is_under_a_new_key(rotated: Rotated) -> None:
    """Nobody knows whether its pupils are as they were then."""
    assert "of er daarna iets veranderde, is niet na te gaan" in rotated.screen
    assert "is niet na te gaan." in rotated.place.read_report()


def test_the_screen_tells_what_a_rotation_means(place: Place) -> None:
    old = load_key(place.opslag)
    screen = place.rotate()
    new = load_key(place.opslag)
    old_file = place.opslag / OLD_KEYS / f"sleutel-{make_key_id(old)}"
    assert f"De sleutel is vervangen: {make_key_id(old)} werd {make_key_id(new)}." in screen
    assert "3 leerlingen hebben nu een andere code" in screen
    assert str(old_file) in screen
    for word in (old.hex(), new.hex(), *PUPILS.values(), place.get_code("4A")):
        assert word not in screen
    assert [entry["wat"] for entry in read_entries(place.opslag) if entry["wat"] != "bewaard"] == [
        "sleutel_gemaakt",
        "run",
        # The register of cases, the ledger and the edition.
        "zegel",
        "zegel",
        "zegel",
        # What the form said is on the page, of fewer pupils than the threshold: the figures of before come out again.
        "run",
        # The register as it becomes.
        "zegel",
        "sleutel_vervangen",
    ]
    assert verify_log(place.opslag) == []
    # The old key may go: nothing needs it.
    old_file.unlink()
    place.run()
    assert place.read_register() == {"4A": True, "4B": False}
    assert place.call("doctor")[1].count("Logboek: ongeschonden, ") == 1


def test_a_lost_key_stops_the_run_and_a_new_one_is_made_only_when_asked(place: Place) -> None:
    assert place.call("erase", "--school", SCHOOL, "--leerling", place.get_code("4C"))[0] == 0
    before = place.get_code("4A")
    (place.opslag / "sleutel").unlink()
    for command in (["run", "--peildatum", PEILDATUM.isoformat(), "--direct"], ["check"], ["erase", "--verlopen"]):
        code, screen = place.call(*command)
        assert code == 14, command
        for words in ("De sleutel van opslag is weg", "reservekopie", "msa key SWV.TOML --nieuw", "andere codes"):
            assert words in screen, command
    assert not (place.opslag / "sleutel").exists()
    code, screen = place.call("key", "--nieuw")
    assert code == 0
    assert "Er is een nieuwe sleutel" in screen
    assert "reservekopie" in screen
    place.run()
    assert place.get_code("4A") != before
    # The erased pupil stays out: the marks outlive the key.
    assert place.read_codes() == {place.get_code("4A"), place.get_code("4B")}
    assert verify_log(place.opslag) == []
    # There is a key again, so it is not made anew.
    assert place.call("key", "--nieuw")[0] == 2
