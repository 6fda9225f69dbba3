"""Each reader gets what it may and nothing else: every field of a delivery carries a token, and each token stays in its
zone, after runs that succeed, are refused, or break in any stage.

The store (`opslag`) may hold pupils; everything else that a run writes, prints or leaves behind is searched.
"""

import base64
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.publish import school_files
from pipelines.publish.publication import Publication
from pipelines.run import classified, published, read_schools
from pipelines.run.unchanged import forget_last_run
from pipelines.store.store import Store
from pipelines.vault.places import WORK_FOLDER
from tests.lib import tokens
from tests.lib.spellings import spell_birth, spell_name, spell_number
from tests.lib.tokens import OFFICER_ONLY, OFFICER_TOO, PEILDATUM, SCHOOL, SCHOOL_ONLY, SECRET, SICK_DAY, TRUANT_DAYS

EVERY = {**SECRET, **SCHOOL_ONLY, **OFFICER_TOO, **OFFICER_ONLY}


@dataclass(frozen=True)
class Done:
    """What one run ended with: exit code, all it printed, and where it wrote."""

    code: int
    screen: str
    folder: Path
    temporary: Path

    @property
    def output(self) -> Path:
        return self.folder / "uitvoer" / PEILDATUM.isoformat()

    def list_faults(self) -> list[Path]:
        """Reports of bugs; the one kind of file in the store that is meant to be sent on."""
        return sorted((self.folder / "opslag").glob("msa-fout-*"))


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[Path], Done]]:
    """`msa run --direct` as a user starts it, with a temporary folder of its own, beside that of the SWV."""

    def run_it(toml: Path) -> Done:
        temporary = toml.parent.parent / "tijdelijk"
        temporary.mkdir(exist_ok=True)
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        capfd.readouterr()
        code = cli.main(["run", str(toml), "--peildatum", PEILDATUM.isoformat(), "--direct"])
        shown = capfd.readouterr()
        return Done(code, shown.out + shown.err, toml.parent, temporary)

    yield run_it


@pytest.fixture(scope="module")
def kept() -> list[Done]:
    """Where the run of `whole` is kept: what a run prints is caught by a fixture of one test."""
    return []


@pytest.fixture
def whole(kept: list[Done], start: Callable[[Path], Done], tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A run of the delivery as it is, once for all tests; never changed."""
    if not kept:
        kept.append(start(tokens.write_delivery(tmp_path_factory.mktemp("heel") / "swv")))
    return kept[0]


def rooms_of(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The first part of the paths: the folder of one reader."""
    return {field: {name.split("/")[0] for name in names} for field, names in found.items()}


def find_outside(done: Done) -> set[str]:
    """Tokens on the screen, in temporary files or in a report of a bug: none belongs there."""
    found = tokens.find_in_text(done.screen, EVERY) | set(tokens.find_in_folder(done.temporary, EVERY))
    return found.union(*(tokens.find_in_text(file.read_text(), EVERY) for file in done.list_faults()))


def test_every_token_stays_in_its_zone(whole: Done) -> None:
    assert whole.code == 0
    assert find_outside(whole) == set()
    found = rooms_of(tokens.find_in_folder(whole.output, EVERY))
    assert found.keys() & SECRET.keys() == set()
    for field in SCHOOL_ONLY:
        assert found.get(field, set()) <= {"tabellen", "school"}, field
    for field in OFFICER_TOO:
        assert found.get(field, set()) <= {"tabellen", "school", "leerplicht"}, field
    for field in OFFICER_ONLY:
        assert found.get(field, set()) <= {"leerplicht", "swv-intern"}, field
    # Where something may stand, it does: the search is not blind.
    assert {"tabellen", "school"} <= found["klas"]
    assert {"school", "leerplicht"} <= found["ongeoorloofde code"]
    # On a list of the officer too: the internal edition says where its exemptions end.
    assert found["woongemeente"] == {"leerplicht", "swv-intern"}


def test_the_days_of_lessons_stay_in_their_zone(whole: Done) -> None:
    """A sick day is for the school alone; a day of truancy is in the folder of the officer too."""
    output = whole.output

    def find_rooms(day: object) -> set[str]:
        forms = {"ISO": f"{day:%Y-%m-%d}", "kort": f"{day:%-d} nov {day:%Y}", "cijfers": f"{day:%d-%m-%Y}"}
        found = {
            path.relative_to(output).parts[0]
            for path in output.rglob("*")
            if path.is_file()
            for text in tokens.read_texts(path)
            if any(form in text for form in forms.values())
        }
        return found

    assert find_rooms(SICK_DAY) <= {"tabellen", "school"}
    for day in TRUANT_DAYS:
        assert find_rooms(day) <= {"tabellen", "school", "leerplicht"}
        assert "leerplicht" in find_rooms(day)


def test_the_store_holds_what_the_search_must_find(whole: Done) -> None:
    """Negative control: the copies of the deliveries hold every token."""
    assert set(tokens.find_in_folder(whole.folder / "opslag" / "kluis", EVERY)) == set(EVERY)


@pytest.mark.parametrize("form", range(8))
def test_a_token_in_another_form_is_found(form: int, tmp_path: Path) -> None:
    """Negative control: as it is, backwards, upper case, UTF-16, hexadecimal, base64, a hash, in an archive."""
    token = SECRET["achternaam"]
    raw = token.encode()
    writings = [
        raw,
        raw[::-1],
        raw.upper(),
        token.encode("utf-16-le"),
        raw.hex().encode(),
        base64.b64encode(b"naam: " + raw + b" (leerling)"),
        hashlib.sha256(raw).hexdigest().encode(),
    ]
    if form < len(writings):
        (tmp_path / "bestand.bin").write_bytes(writings[form])
    else:
        with zipfile.ZipFile(tmp_path / "map.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", f"<t>{token}</t>" * 100)
    assert set(tokens.find_in_folder(tmp_path, SECRET)) == {"achternaam"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("leerlingnummer", text) for text in spell_number(SECRET["leerlingnummer"]).values()),
        *(("geboortedatum", text) for text in spell_birth(date.fromisoformat(SECRET["geboortedatum"])).values()),
        *(
            ("achternaam", text)
            for way, text in spell_name("Xenia", SECRET["achternaam"]).items()
            if way != "first name alone"
        ),
    ],
)
def test_a_token_in_another_spelling_is_found(field: str, text: str) -> None:
    """Negative control: however a name, a number or a birth date is written."""
    assert field in tokens.find_in_text(f"x {text} y", SECRET)


# --- a delivery that cannot be used ------------------------------------------------------------------------------


def _forget_timetable(school: Path) -> None:
    (school / "rooster.csv").unlink()


def _deliver_a_bsn(school: Path) -> None:
    file = school / "leerlingen.csv"
    file.write_text(file.read_text().replace("telefoon", "bsn", 1))


def _break_a_quote(school: Path) -> None:
    file = school / "leerlingen.csv"
    file.write_text(file.read_text().replace("opmerking\n", 'opme"rking\n', 1))


def _truncate(school: Path) -> None:
    file = school / "leerlingen.csv"
    file.write_bytes(file.read_bytes()[:40])


def _lose_the_header(school: Path) -> None:
    file = school / "absenties.csv"
    file.write_text("\n".join(file.read_text().splitlines()[1:]))


def _make_utf16(school: Path) -> None:
    file = school / "leerlingen.csv"
    file.write_bytes(file.read_text().encode("utf-16"))


@pytest.mark.parametrize(
    "damage", [_forget_timetable, _deliver_a_bsn, _break_a_quote, _truncate, _lose_the_header, _make_utf16]
)
def test_a_refused_delivery_shows_no_token(
    damage: Callable[[Path], None], start: Callable[[Path], Done], tmp_path: Path
) -> None:
    toml = tokens.write_delivery(tmp_path / "swv")
    damage(toml.parent / "aanlevering" / SCHOOL)
    done = start(toml)
    assert done.code == 10
    assert f"Geweigerd: {SCHOOL}" in done.screen
    assert find_outside(done) == set()
    assert tokens.find_in_folder(done.output, EVERY) == {}


# --- a run that breaks -------------------------------------------------------------------------------------------
# Every stage of a run, by what is called in it.
STAGES: dict[str, tuple[object, str]] = {
    "lezen": (read_schools, "read_school"),
    "laden": (Store, "load_delivery"),
    "lijsten van de gemeente": (classified, "read_lpa"),
    "verwijzingen": (Store, "load_reference"),
    "bouwen": (Store, "build"),
    "controleren": (Store, "check"),
    "bevindingen": (classified, "collect_findings"),
    "schoolrapport": (school_files, "make_school_report"),
    "school opmaken": (school_files, "render_school_pages"),
    "tabellen": (published, "check_frame"),
    "leerplicht": (published, "write_officer_folders"),
    "manifest": (published, "make_manifest"),
    "quarantaine": (published, "write_quarantine"),
    "schrijven": (Publication, "write_bytes"),
    "wisselen": (Publication, "finish"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_breaks_leaves_no_token(
    stage: str, start: Callable[[Path], Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error that ends the run holds every token, and so does the one behind it."""
    toml = tokens.write_delivery(tmp_path / "swv")

    def fail(*_: object, **__: object) -> None:
        told = " ".join(EVERY.values())
        try:
            raise KeyError(told)
        except KeyError as error:
            raise ValueError(told) from error

    owner, name = STAGES[stage]
    monkeypatch.setattr(owner, name, fail)
    done = start(toml)
    assert done.code == 1
    assert len(done.list_faults()) == 1
    assert find_outside(done) == set()
    # Nothing was published, and nothing half-written is left.
    assert list((done.folder / "uitvoer").iterdir()) == []
    assert not (done.folder / "opslag" / WORK_FOLDER).exists()


def test_after_a_run_that_broke_the_next_one_is_whole(
    whole: Done, start: Callable[[Path], Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes as a run that nothing came before."""
    folder = Path(shutil.copytree(whole.folder, tmp_path / "swv"))
    output = folder / whole.output.relative_to(whole.folder)
    before = {path: path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()}
    assert len(before) > 20
    # Else nothing changed, and what stands is let stand.
    forget_last_run(folder / "opslag")
    with monkeypatch.context() as broken:
        broken.setattr(Publication, "finish", lambda _: 1 / 0)
        assert start(folder / "swv.toml").code == 1
    assert {path: path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()} == before
    assert start(folder / "swv.toml").code == 0
    assert {path: path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()} == before
