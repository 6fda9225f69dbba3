"""A rerun of a peildatum that came out: figures without pupils are new when none or many differ, else those of before.

Two schools of 24 pupils; the first fifteen of each were ill for two weeks. The threshold is 8. What several tests look
at is run once, and what leads from one edition to the next is left out. `MSA_DEEP=1`: also what comes out last after
each way to be killed, and after few pupils came and went.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines.contexts.trend import EarlierPublication, read_earlier_publications
from pipelines.publish import reruns
from pipelines.publish.reruns import drop_outdated_editions, keep_to_editions
from pipelines.settings import load_settings
from pipelines.vault.editions import load_editions
from pipelines.vault.places import EDITIONS, WITNESS, get_edition_name
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.publications import read_ledger
from pipelines.vault.seals import replace_sealed
from reports.release.time_share import KeptShare
from reports.swv.carried import has_place
from tests.lib.cases import CODES, weekly
from tests.lib.erasure import Home
from tests.lib.leaner_runs import leave_bridges_out
from tests.lib.region import AbsenceFile, Enrolment, Region, School, SpanAbsence, write_region

PEILDATUM, FIRST_DAY, LATER_DAY = date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 9)
ONE, OTHER = "12AB00", "34CD00"
NUMBERS = tuple(str(100 + place) for place in range(24))
ILL = NUMBERS[:15]
# Ten of the 74 school days of the period, 13.5 per cent: tier 3.
SICK_FROM, SICK_TO = date(2025, 11, 3), date(2025, 11, 14)
DEEP = bool(os.environ.get("MSA_DEEP"))
WORDS = re.compile(r'<p class="melding" id="cijfers-van"[^>]*>([^<]*)</p>')


@dataclass(frozen=True)
class Place(Home):
    """What the tests ask of it."""

    @property
    def output(self) -> Path:
        return self.folder / "uitvoer" / PEILDATUM.isoformat()

    def run(self, *options: str, code: int = 0) -> str:
        found, screen = self.call("run", "--peildatum", PEILDATUM.isoformat(), "--direct", "--zonder-pdf", *options)
        assert found == code, screen
        return screen

    def deliver(self, school: str, *, well: Collection[str] = (), numbers: Iterable[str] = NUMBERS) -> None:
        """A whole new delivery of one school; those who are `well` were not ill."""
        shutil.rmtree(self.folder / "aanlevering" / school, ignore_errors=True)
        pupils = tuple(numbers)
        write_region(Region((make_school(school, pupils, ill=set(ILL) - set(well)),)), self.folder / "los")
        shutil.copytree(self.folder / "los" / "aanlevering" / school, self.folder / "aanlevering" / school)

    def read_folder(self, name: str = "swv") -> dict[str, bytes]:
        """The files of a folder of the publication, without what a page says of where its figures are from."""
        folder = self.output / name
        return {
            path.relative_to(folder).as_posix(): WORDS.sub("", path.read_text(encoding="utf-8")).encode()
            for path in folder.rglob("*")
            if path.suffix in (".html", ".csv")
        }

    def holds(self, figures: dict[str, bytes], *, folder: str = "swv") -> bool:
        """Whether these are the files of the folder."""
        return self.read_folder(folder) == figures

    def read_words(self, page: str = "index.html") -> str:
        """What the page says of where its figures are from; empty on a page with new figures."""
        (words,) = WORDS.findall((self.output / "swv" / page).read_text(encoding="utf-8"))
        return words.replace("\u00a0", " ")

    def read_manifest(self) -> str | None:
        return json.loads((self.output / "manifest.json").read_text(encoding="utf-8"))["cijfers_van"]


def make_school(name: str, numbers: Iterable[str], *, ill: Collection[str]) -> School:
    pupils = tuple(numbers)
    rows = tuple(SpanAbsence(number, SICK_FROM, SICK_TO, "Z") for number in pupils if number in ill)
    return School(
        name,
        "VO",
        tuple(Enrolment(number, "1A") for number in pupils),
        weekly("1A", lessen=2),
        codes=CODES,
        absenties=(AbsenceFile("absenties.csv", SpanAbsence, rows),),
    )


@pytest.fixture(scope="module", autouse=True)
def without_bridges() -> Generator[None]:
    with leave_bridges_out():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One quarter that came out on 5 January; never changed."""
    place = Place(tmp_path_factory.mktemp("uitgave") / "swv")
    write_region(Region(tuple(make_school(name, NUMBERS, ill=ILL) for name in (ONE, OTHER))), place.folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reruns, "read_today", lambda: FIRST_DAY)
        place.run()
    return place


Copy = Callable[[Place, Callable[[Place], object]], Place]


@pytest.fixture(scope="module")
def copy_later(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Makes a copy of a place, in which something is done a month later."""

    def copy(place: Place, change: Callable[[Place], object]) -> Place:
        copied = Place(Path(shutil.copytree(place.folder, tmp_path_factory.mktemp("later") / "swv")))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(reruns, "read_today", lambda: LATER_DAY)
            change(copied)
        return copied

    return copy


def mend(number: int) -> Callable[[Place], object]:
    """A run after so many pupils of the one school were not ill after all."""

    def change(place: Place) -> None:
        place.deliver(ONE, well=ILL[:number])
        (place.folder / "scherm.txt").write_text(place.run(), encoding="utf-8")

    return change


@pytest.fixture(scope="module")
def seven_mended(made: Place, copy_later: Copy) -> Place:
    """Never changed."""
    return copy_later(made, mend(7))


@pytest.fixture(scope="module")
def nine_mended(made: Place, copy_later: Copy) -> Place:
    """A second edition; never changed."""
    return copy_later(made, mend(9))


@pytest.fixture(scope="module")
def eight_put_back(nine_mended: Place, copy_later: Copy) -> Place:
    """After the second edition one differs from the first, and eight from the second; never changed."""
    return copy_later(nine_mended, mend(1))


@pytest.fixture(scope="module")
def erased(made: Place, copy_later: Copy) -> Place:
    """One pupil erased and nothing run since; never changed."""

    def erase(place: Place) -> None:
        code = make_leerling(load_key(place.opslag), ONE, ILL[0])
        assert place.call("erase", "--school", ONE, "--leerling", code)[0] == 0

    return copy_later(made, erase)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A quarter that came out while the other school had sent nothing; never changed."""
    place = Place(tmp_path_factory.mktemp("alleen") / "swv")
    write_region(Region(tuple(make_school(name, NUMBERS, ill=ILL) for name in (ONE, OTHER))), place.folder)
    shutil.rmtree(place.folder / "aanlevering" / OTHER)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reruns, "read_today", lambda: FIRST_DAY)
        place.run(code=10)
    return place


def copy_place(place: Place, folder: Path) -> Place:
    return Place(Path(shutil.copytree(place.folder, folder / "kopie")))


@pytest.fixture
def place(made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy that a test may change, a month later."""
    monkeypatch.setattr(reruns, "read_today", lambda: LATER_DAY)
    return Place(Path(shutil.copytree(made.folder, tmp_path / "swv")))


def test_new_figures_have_an_empty_place_for_the_words(made: Place) -> None:
    for page in ("index.html", "figuren.html"):
        text = (made.output / "swv" / page).read_text(encoding="utf-8")
        assert has_place(text)
        assert made.read_words(page) == ""
    assert made.read_manifest() is None
    # Above the first figure, and hidden as long as it is empty.
    text = (made.output / "swv" / "index.html").read_text(encoding="utf-8")
    assert text.index('id="cijfers-van" hidden') < text.index('class="tegels')


@pytest.mark.parametrize(("number", "carried"), [(7, True), (8, False), (9, False)])
def test_so_many_pupils_of_one_school_differ(
    number: int, carried: bool, made: Place, copy_later: Copy, request: pytest.FixtureRequest
) -> None:
    """The test of a class that is named otherwise has one pupil who differs."""
    ran = {7: "seven_mended", 9: "nine_mended"}
    place = request.getfixturevalue(ran[number]) if number in ran else copy_later(made, mend(number))
    screen = (place.folder / "scherm.txt").read_text(encoding="utf-8")
    assert place.holds(made.read_folder()) is carried
    assert (place.read_manifest() == "2026-01-05") is carried
    said = "Deze cijfers staan zo sinds 5 jan 2026. Daarna zijn gegevens veranderd van minder dan 8 leerlingen. "
    said += "Wat veranderd is, telt mee vanaf de volgende peildatum."
    for page in ("index.html", "figuren.html"):
        assert place.read_words(page) == (said if carried else "")
    assert ("De cijfers in swv/ blijven die van 5 jan 2026" in screen) is carried
    assert (f"(minder dan 8 leerlingen): School {ONE}." in screen) is carried
    assert f"School {OTHER}." not in screen
    # The folders that are not anonymous have the figures of now.
    for folder in ("swv-intern", f"school/{ONE}"):
        assert not place.holds(made.read_folder(folder), folder=folder)


def test_one_school_with_few_holds_back_the_many_of_another(made: Place, place: Place) -> None:
    """9 + 1 = 10 pupils differ in all; with 9 + 0 the figures are new (the test before this one)."""
    place.deliver(ONE, well=ILL[:9])
    place.deliver(OTHER, well=ILL[:1])
    screen = place.run()
    assert place.holds(made.read_folder())
    assert "Daarna zijn gegevens veranderd van 8 of meer leerlingen." in place.read_words()
    assert f"(minder dan 8 leerlingen): School {OTHER}." in screen


def test_erasing_a_pupil_changes_no_anonymous_page(made: Place, erased: Place, copy_later: Copy) -> None:
    place = erased
    assert place.holds(made.read_folder())
    assert place.read_words() == ""
    # In what is kept of the edition the pupil is a count.
    before, after = (load_editions(each.opslag, PEILDATUM)[0].groups for each in (made, place))
    assert (len(before[ONE].pupils), before[ONE].erased) == (24, 0)
    assert (len(after[ONE].pupils), after[ONE].erased) == (23, 1)
    assert after[OTHER] == before[OTHER]

    def run(each: Place) -> None:
        # With a correction of six it is seven, with one of seven eight: the count of the erased goes on.
        each.deliver(ONE, well=ILL[1:7])
        each.run()
        assert each.holds(made.read_folder())
        assert "van minder dan 8 leerlingen" in each.read_words()
        each.deliver(ONE, well=ILL[1:8])
        each.run()
        assert each.read_words() == ""

    copy_later(erased, run)


def test_later_peildata_compare_with_what_the_figures_came_to_then(made: Place, erased: Place, tmp_path: Path) -> None:
    """48 pupils, of whom one is erased; and figures that are not those of the account have nothing that was kept."""

    def read(each: Place) -> EarlierPublication:
        settings = load_settings(each.folder / "swv.toml")
        (publication,) = keep_to_editions(
            read_earlier_publications(settings.uitvoer, before=date(2026, 3, 1)), settings
        )
        return publication

    then = read(made)
    assert {ONE, OTHER} < then.aanwezigheid.keys()
    place = copy_place(erased, tmp_path)
    assert read(place).aanwezigheid == then.aanwezigheid
    figures = place.output / "swv" / "cijfers.csv"
    figures.write_bytes(figures.read_bytes().replace(b";50;", b";45;"))
    assert read(place).aanwezigheid == {}


def test_figures_that_came_out_again_have_what_was_kept_of_them(
    made: Place, nine_mended: Place, eight_put_back: Place
) -> None:
    """Nine mended make new figures, and eight of them put back those of the first edition: so what was kept of that."""

    def read(place: Place) -> Mapping[str, KeptShare]:
        settings = load_settings(place.folder / "swv.toml")
        (earlier,) = keep_to_editions(read_earlier_publications(settings.uitvoer, before=date(2026, 3, 1)), settings)
        return earlier.aanwezigheid

    first = read(made)
    # Of the six who were ill still, fewer than eight, attendance would tell.
    assert ONE in first and read(nine_mended).keys() == first.keys() - {ONE}
    assert eight_put_back.holds(made.read_folder())
    assert read(eight_put_back) == first


def test_verify_does_not_count_carried_figures_again(seven_mended: Place, tmp_path: Path) -> None:
    place = copy_place(seven_mended, tmp_path)
    code, screen = place.call("verify", "--aantal", "0")
    assert code == 0, screen
    assert (
        "De cijfers in swv/ staan zo sinds 5 jan 2026, de tabellen zijn van later. Die zijn niet nagerekend." in screen
    )
    # A number that is not of the tables is not found: the manifest says that these are of before.
    page = place.output / "swv" / "index.html"
    text = page.read_text(encoding="utf-8")
    changed = re.sub(r'(data-adres="[^"]*;aantal;[^"]*"[^>]*>)\d+', r"\g<1>995", text, count=1)
    assert changed != text
    page.write_text(changed, encoding="utf-8")
    assert place.call("verify", "--aantal", "0")[0] == 0
    manifest = place.output / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"cijfers_van": "2026-01-05"', '"x": 0'))
    # A manifest that says otherwise is not what msa wrote: it is not believed, whatever it says.
    code, screen = place.call("verify", "--aantal", "0")
    assert code == 14
    assert "niet meer zoals msa haar schreef: manifest.json" in screen


@pytest.mark.parametrize(("number", "carried"), [(7, True), (8, False)])
def test_a_school_that_comes_in_or_goes_out_counts_its_pupils(
    number: int, carried: bool, alone: Place, copy_later: Copy
) -> None:
    before = alone.read_folder()

    def come_in(place: Place) -> None:
        place.deliver(OTHER, numbers=NUMBERS[:number])
        place.run()

    def go_out(place: Place) -> None:
        shutil.rmtree(place.folder / "aanlevering" / OTHER)
        place.run("--toch", code=10)

    both = copy_later(alone, come_in)
    assert both.holds(before) is carried
    # And out again: the figures are those of one of the two editions that came out.
    if DEEP or not carried:
        again = copy_later(both, go_out)
        assert again.holds(before)
        assert again.read_words() == ""


def test_all_editions_that_came_out_count(
    made: Place, nine_mended: Place, eight_put_back: Place, copy_later: Copy
) -> None:
    """Nine mended, then eight of them put back: one differs from the first edition, eight from the second."""
    second = nine_mended.read_folder()
    assert not nine_mended.holds(made.read_folder())
    assert eight_put_back.holds(made.read_folder())
    assert "staan zo sinds 5 jan 2026" in eight_put_back.read_words()
    place = copy_later(eight_put_back, mend(8))
    assert place.holds(second)
    assert "staan zo sinds 9 feb 2026" in place.read_words()
    # What is carried is no new edition, in the ledger neither.
    assert (len(load_editions(place.opslag, PEILDATUM)), len(read_ledger(place.opslag))) == (2, 2)


def test_without_a_difference_the_page_is_made_anew(made: Place, place: Place) -> None:
    """The same pupils under another rounding; what is carried later are those figures."""
    toml = place.folder / "swv.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[publicatie]\nafronding = 10\n", encoding="utf-8")
    place.run()
    anew = place.read_folder()
    assert not place.holds(made.read_folder())
    assert place.read_words() == ""
    place.deliver(ONE, well=ILL[:1])
    place.run()
    assert place.holds(anew)
    assert "staan zo sinds 9 feb 2026" in place.read_words()


def test_a_class_that_is_named_otherwise_makes_nobody_differ_and_the_folder_that_stood_is_gone(
    made: Place, place: Place
) -> None:
    """With one mended pupil: the new name of the class of all 24 does not hide the one. The figures are those kept."""
    shutil.rmtree(place.output / "swv")
    place.deliver(ONE, well=ILL[:1])
    for name in ("leerlingen.csv", "rooster.csv"):
        file = place.folder / "aanlevering" / ONE / name
        file.write_text(file.read_text(encoding="utf-8").replace("1A", "B1"), encoding="utf-8")
    place.run()
    assert place.holds(made.read_folder())
    assert "van minder dan 8 leerlingen" in place.read_words()
    assert "staan zo sinds 5 jan 2026" in place.read_words()
    assert place.read_manifest() == "2026-01-05"


def test_what_was_kept_is_gone(made: Place, place: Place) -> None:
    """Here and beside the output. Nobody knows whether anything differs: what stands stays, again and again."""
    for folder in (place.opslag, place.output.parent / WITNESS):
        shutil.rmtree(folder / EDITIONS)
    assert "ontbreekt" in place.run(code=14)
    assert place.call("doctor", "--herstel")[0] == 0
    for _ in range(2):
        screen = place.run()
        assert place.holds(made.read_folder())
        assert place.read_words().startswith("Deze cijfers zijn van een eerdere keer. Of er daarna gegevens zijn")
        assert place.read_manifest() == "onbekend"
        assert "is niet na te gaan" in screen
    assert place.call("verify")[0] == 0


def test_what_was_kept_is_of_before_what_came_out_last(made: Place, nine_mended: Place, tmp_path: Path) -> None:
    """A backup of the store is put back: what stands is no edition of it, and stays."""
    place = copy_place(nine_mended, tmp_path)
    settings = load_settings(place.folder / "swv.toml")
    (file,) = (place.opslag / EDITIONS).iterdir()
    newest, before = file.read_bytes(), next((made.opslag / EDITIONS).iterdir()).read_bytes()
    assert newest != before
    drop_outdated_editions(settings)
    assert file.read_bytes() == newest
    second = place.read_folder()
    replace_sealed(place.opslag, get_edition_name(PEILDATUM.isoformat()), before)
    drop_outdated_editions(settings)
    assert not file.exists()
    place.deliver(ONE, well=ILL[:11])
    place.run()
    assert place.holds(second)
    assert place.read_words().startswith("Deze cijfers zijn van een eerdere keer.")
    replace_sealed(place.opslag, get_edition_name(PEILDATUM.isoformat()), b"geen archief")
    drop_outdated_editions(settings)
    assert not file.exists()


def test_under_another_key_nobody_knows_whether_anything_differs(made: Place, place: Place) -> None:
    assert place.call("key", "--rotate")[0] == 0
    place.run()
    assert place.holds(made.read_folder())
    assert "staan zo sinds 5 jan 2026. Of er daarna gegevens zijn veranderd, is niet na te gaan." in place.read_words()


def test_what_was_kept_is_damaged(place: Place) -> None:
    (file,) = (place.opslag / EDITIONS).iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])
    before = place.read_folder("")
    assert "wat er van eerdere cijfers is bewaard ('uitgaven/2026-01-01.zip') is veranderd" in place.run(code=14)
    assert place.holds(before, folder="")
    code, screen = place.call("doctor")
    assert code == 14
    assert "Eerdere cijfers zonder leerlingen: die van 01-01-2026 zijn niet te lezen" in screen
    assert place.call("doctor", "--herstel")[0] == 0
    assert place.holds(before, folder="")
    # What a run makes of it then is in test_restore.py.
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "where", ["pipelines.run.published.keep_edition", "pipelines.publish.publication.Publication.finish"]
)
def test_a_run_that_is_killed_before_it_comes_out(
    where: str, made: Place, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What did not come out counts as if it had: one pupil less than that is carried, or differs from what stands."""

    def crash(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    place.deliver(ONE, well=ILL[:9])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(where, crash)
        place.call("run", "--peildatum", PEILDATUM.isoformat(), "--direct", "--zonder-pdf")
    assert place.holds(made.read_folder())
    assert place.read_words() == ""
    # The ledger has it, so that nothing is carried that is not in the account.
    lines = len(read_ledger(place.opslag))
    assert lines == 2
    kept = len(load_editions(place.opslag, PEILDATUM))
    assert kept == (1 if "keep" in where else 2)
    place.deliver(ONE, well=ILL[:10])
    place.run()
    assert (place.read_words() == "") is (kept == 1)
    if kept == 2 or DEEP:
        place.deliver(ONE, well=ILL[:1])
        place.run()
        assert place.holds(made.read_folder())
        assert "staan zo sinds 5 jan 2026" in place.read_words()
