"""A correction of one school costs one school: what stands of the others is taken over, and is what a run from nothing
makes of the same files beside the same editions.

Two schools that share no pupil were run twice (`ready`), and corrected in a row of runs (`corrected`). Where only
matters which schools are made, a run ends when it knows; where it also matters that they come out, but not what leads
to them from an edition before, that is left out. With `MSA_DEEP=1` what each of the corrections gives is compared with
a run from nothing, without it what the last gives.
"""

import dataclasses
import json
import os
import shutil
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.earlier_lists import NOTHING_EARLIER
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.return_history import Change
from pipelines.publish import pdf
from pipelines.publish.publication import hash_files
from pipelines.publish.school_files import SchoolInput, make_school_files
from pipelines.run import prepared, school_workers, steps
from pipelines.run.classified import classify
from pipelines.run.opened import OpenRun
from pipelines.run.school_pages import take_school
from pipelines.run.standing_schools import RowMark, SchoolMarks, StandingSchool, find_standing
from pipelines.settings import Settings, load_settings
from pipelines.vault.audit_log import read_entries
from pipelines.vault.places import LAST_RUN, READ
from tests.lib.erasure import EARLIER, OTHER_SCHOOL, PEILDATUM, SCHOOL, write_deliveries
from tests.lib.leaner_runs import leave_bridges_out

DEEP = bool(os.environ.get("MSA_DEEP"))
SCHOOLS = [SCHOOL, OTHER_SCHOOL]
TAKEN = "Bij 1 school is niets veranderd. Die verslagen zijn niet opnieuw gemaakt."
MOVES = "school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum\n"
MOVED = f"{MOVES}{SCHOOL};500000001;{OTHER_SCHOOL};600000001;2025-11-03\n"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two peildata: nobody moved between the schools, which would tie them together."""
    folder = tmp_path_factory.mktemp("staande-scholen") / "swv"
    settings = replace(load_settings(write_deliveries(folder)), pdf=False)
    shutil.rmtree(settings.aanlevering / "swv")
    for peildatum in (EARLIER, PEILDATUM):
        assert steps.run_quarter(settings, peildatum=peildatum).exit_code == 0
    return folder


def copy(ready: Path, target: Path) -> Settings:
    shutil.copytree(ready, target)
    return replace(load_settings(target / "swv.toml"), pdf=False)


@contextmanager
def note_made() -> Generator[list[str]]:
    """The schools of which files are made meanwhile, in turn."""
    schools: list[str] = []

    def make(given: SchoolInput) -> dict[str, bytes]:
        schools.append(given.school)
        return make_school_files(given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(school_workers, "make_school_files", make)
        yield schools


@pytest.fixture
def made() -> Generator[list[str]]:
    with note_made() as schools:
        yield schools


@pytest.fixture
def without_bridges() -> Generator[None]:
    with leave_bridges_out():
        yield


def correct(settings: Settings, school: str, *, day: int = 20) -> None:
    """One pupil of the school was away for an hour that it had not told of."""
    pupil = {SCHOOL: "500000002", OTHER_SCHOOL: "600000002"}[school]
    (settings.aanlevering / school / "absenties-2.csv").write_text(
        f"leerlingnummer;datum;lesuur;code\n{pupil};2025-11-{day};1;S\n", encoding="utf-8"
    )


def run(settings: Settings, peildatum: date = PEILDATUM, *, toch: bool = False) -> list[str]:
    """Run, and what was said."""
    said: list[str] = []
    result = steps.run_quarter(settings, peildatum=peildatum, toch=toch, report_progress=said.append)
    assert result.exit_code == 0
    return [line.replace("\u00a0", " ") for line in said]


def find_asked(settings: Settings) -> list[str]:
    """The schools that a run would make: it ends when it knows that of each."""
    asked: list[str] = []

    def end(*_: object, schools: Collection[str], **__: object) -> None:
        asked.extend(schools)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(prepared, "add_bridges", end)
        steps.run_quarter(settings, peildatum=PEILDATUM)
    return asked


def find_known(settings: Settings, peildatum: date = PEILDATUM, *, toch: bool = False) -> set[str]:
    """The schools of which a run knows, when it begins, what stands: of no other is anything taken over."""
    quarter = steps.open_quarter(settings, peildatum=peildatum, toch=toch)
    try:
        return set(quarter._run.schools)
    finally:
        quarter.close()


def break_off(settings: Settings) -> None:
    """A run up to what it publishes: the files of schools are made, or taken over."""

    def end(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(steps, "publish", end)
        steps.run_quarter(settings, peildatum=PEILDATUM)


def run_from_nothing(settings: Settings, tmp_path: Path) -> dict[str, bytes]:
    """What a run makes of the same files beside the same editions when nothing is kept of the last run."""
    shutil.copytree(settings.file.parent, tmp_path / "leeg")
    afresh = replace(load_settings(tmp_path / "leeg" / "swv.toml"), pdf=False)
    (afresh.opslag / LAST_RUN).unlink()
    run(afresh, toch=True)
    found = read_tree(afresh)
    shutil.rmtree(tmp_path / "leeg")
    return found


def read_tree(settings: Settings) -> dict[str, bytes]:
    """What was published of the peildatum."""
    place = settings.uitvoer / PEILDATUM.isoformat()
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in place.rglob("*") if file.is_file()}


@dataclass(frozen=True)
class Correction:
    """What a run after a correction said and made. `before`, `after`: what stood; `expected`: made from nothing."""

    school: str
    said: list[str]
    made: list[str]
    before: dict[str, bytes]
    after: dict[str, bytes]
    expected: dict[str, bytes] | None
    logged: int


@dataclass(frozen=True)
class Corrected:
    """Three corrections in turn. Before the last was run somebody put `PUT_THERE` among what stands, and a run broke
    off before it published: `broken_off` is what that made, and `left` what stood after it.
    """

    settings: Settings
    corrections: list[Correction]
    broken_off: list[str]
    left: dict[str, bytes]


PUT_THERE = f"school/{SCHOOL}/erbij.html"


@pytest.fixture(scope="module")
def corrected(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    """The other school, the first one, and the other again, which takes back what it said. Never changed."""
    folder = tmp_path_factory.mktemp("gecorrigeerd")
    settings = copy(ready, folder / "1")
    corrections: list[Correction] = []
    broken_off: list[str] = []
    left: dict[str, bytes] = {}
    for school, day in ((OTHER_SCHOOL, 20), (SCHOOL, 20), (OTHER_SCHOOL, 21)):
        is_last = len(corrections) == 2
        correct(settings, school, day=day)
        if is_last:
            (settings.uitvoer / PEILDATUM.isoformat() / PUT_THERE).write_bytes(b"<p>")
        before, expected = read_tree(settings), None
        if is_last or DEEP:
            with note_made() as afresh:
                expected = run_from_nothing(settings, folder)
            assert afresh == SCHOOLS
        if is_last:
            with note_made() as broken_off:
                break_off(settings)
            left = read_tree(settings)
        with note_made() as made:
            said = run(settings)
        *_, logged = (entry for entry in read_entries(settings.opslag) if entry["wat"] == "run")
        unchanged = logged["aantallen"]["scholen_onveranderd"]
        corrections.append(Correction(school, said, made, before, read_tree(settings), expected, unchanged))
    return Corrected(settings, corrections, broken_off, left)


def test_three_corrections_each_cost_one_school_and_give_the_bytes_of_a_run_from_nothing(corrected: Corrected) -> None:
    for each in corrected.corrections:
        assert TAKEN in each.said
        assert each.made == [each.school]
        changed = {
            name.split("/")[1]
            for name, content in each.after.items()
            if name.startswith("school/") and content != each.before[name]
        }
        assert changed == {each.school}
        assert each.logged == 1
    compared = [each for each in corrected.corrections if each.expected is not None]
    assert len(compared) == (3 if DEEP else 1)
    for each in compared:
        assert each.after == each.expected
    assert len(list((corrected.settings.uitvoer / "eerder").iterdir())) == 3


def test_a_crash_after_what_stood_was_taken_over_leaves_it_there(corrected: Corrected) -> None:
    last = corrected.corrections[-1]
    assert corrected.broken_off == [OTHER_SCHOOL]
    assert corrected.left == last.before
    assert last.made == [OTHER_SCHOOL]
    assert last.after == last.expected


def test_a_file_that_was_put_there_is_not_taken_over(corrected: Corrected) -> None:
    last = corrected.corrections[-1]
    assert TAKEN in last.said
    assert PUT_THERE in last.before
    assert PUT_THERE not in last.after


@pytest.mark.usefixtures("without_bridges")
def test_a_child_that_moved_ties_two_schools_together(ready: Path, tmp_path: Path, made: list[str]) -> None:
    """The list of moves is of all schools; and then what one school says of the child changes both."""
    settings = copy(ready, tmp_path / "1")
    (settings.aanlevering / "swv").mkdir()
    (settings.aanlevering / "swv" / "overstappen.csv").write_text(MOVED, encoding="utf-8")
    run(settings)
    assert made == SCHOOLS
    made.clear()
    correct(settings, SCHOOL)
    expected = run_from_nothing(settings, tmp_path)
    made.clear()
    run(settings)
    assert made == SCHOOLS
    assert read_tree(settings) == expected


@dataclass(frozen=True)
class Counted:
    """A run that has counted and made nothing yet."""

    run: OpenRun
    outcome: Outcome

    def find_taken(self) -> set[str]:
        """The schools of which it takes over what stands."""
        with leave_bridges_out(), pytest.MonkeyPatch.context() as patched:
            patched.setattr(prepared, "_compare", lambda *_: None)
            return set(prepared.prepare_schools(self.run, self.outcome).taken)


@pytest.fixture(scope="module")
def counted(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Counted]:
    """The other school is corrected. What stands is never changed but for what a test puts back."""
    settings = copy(ready, tmp_path_factory.mktemp("geteld") / "swv")
    correct(settings, OTHER_SCHOOL)
    quarter = steps.open_quarter(settings, peildatum=PEILDATUM)
    try:
        quarter.read_all()
        yield Counted(quarter._run, classify(quarter._run, quarter._deliveries))
    finally:
        quarter.close()


NAMES = ("index.html", "retour.xlsx", "rol/*.html")


def touch(standing: Path, name: str, change: str) -> Path:
    """The first such file of the school is gone, or another."""
    file = min((standing / "school" / SCHOOL).glob(name))
    if change == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b" ")
    return file


@pytest.mark.parametrize("change", ["gone", "other"])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_not_as_it_was_made_is_not_taken_over(counted: Counted, name: str, change: str) -> None:
    assert counted.find_taken() == {SCHOOL}
    whole = min((counted.run.standing / "school" / SCHOOL).glob(name)).read_bytes()
    file = touch(counted.run.standing, name, change)
    try:
        assert counted.find_taken() == set()
    finally:
        file.write_bytes(whole)


def test_files_that_are_not_as_they_were_made_are_made_again(ready: Path, tmp_path: Path, made: list[str]) -> None:
    settings = copy(ready, tmp_path / "1")
    standing = settings.uitvoer / PEILDATUM.isoformat()
    intact = read_tree(settings)
    touched = [touch(standing, name, change) for name, change in zip(NAMES, ("other", "gone", "gone"), strict=True)]
    correct(settings, OTHER_SCHOOL)
    run(settings)
    assert made == SCHOOLS
    names = [file.relative_to(standing).as_posix() for file in touched]
    assert {name: read_tree(settings)[name] for name in names} == {name: intact[name] for name in names}


def _touch_earlier(settings: Settings) -> None:
    """The edition before is not as it came out: no page compares with it any more."""
    (settings.uitvoer / EARLIER.isoformat() / "tabellen" / "thuiszitter.csv").write_bytes(b"")


def _lose_read(settings: Settings) -> None:
    shutil.rmtree(settings.opslag / READ)


def _lose_last_run(settings: Settings) -> None:
    (settings.opslag / LAST_RUN).unlink()


def _forge_last_run(settings: Settings) -> None:
    place = settings.opslag / LAST_RUN
    place.write_bytes(place.read_bytes().replace(b'"scholen"', b'"Scholen"'))


OTHERWISE: dict[str, Callable[[Settings], Settings | None]] = {
    "another name of the SWV": lambda settings: replace(settings, naam="SWV Anders"),
    "another time that is kept": lambda settings: replace(settings, bewaren_jaren=2),
    "an edition that is not as it came out": _touch_earlier,
    "what was read for the editions is gone": _lose_read,
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_what_all_schools_share_makes_all_of_them_again(
    ready: Path, tmp_path: Path, change: Callable[[Settings], Settings | None]
) -> None:
    """With nothing else changed only the school that is corrected is made (the tests above)."""
    settings = copy(ready, tmp_path / "1")
    settings = change(settings) or settings
    correct(settings, OTHER_SCHOOL)
    assert find_asked(settings) == SCHOOLS


@pytest.mark.parametrize("change", [_lose_last_run, _forge_last_run])
def test_without_what_was_kept_of_the_last_run_nothing_is_taken_over(
    ready: Path, tmp_path: Path, change: Callable[[Settings], None]
) -> None:
    """Gone, or changed."""
    settings = copy(ready, tmp_path / "1")
    assert find_known(settings) == {*SCHOOLS}
    change(settings)
    assert find_known(settings) == set()


def test_who_asks_for_it_all_the_same_gets_all_of_it_made(ready: Path, tmp_path: Path) -> None:
    assert find_known(copy(ready, tmp_path / "1"), toch=True) == set()


def test_of_another_peildatum_nothing_is_taken_over(ready: Path, tmp_path: Path) -> None:
    settings = copy(ready, tmp_path / "1")
    correct(settings, OTHER_SCHOOL)
    assert find_known(settings, EARLIER) == set()


@pytest.mark.usefixtures("without_bridges")
def test_a_printed_report_is_taken_over_with_its_page(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser here says what it prints. For another one, by its file, all of it is made again, and then printed."""
    browser = tmp_path / "browser"
    browser.write_bytes(b"1")
    printed: list[str] = []

    def print_page(_: str, page: Path, **__: object) -> bytes:
        printed.append(page.parts[-2])
        return b"%PDF of " + page.read_bytes()[-20:]

    monkeypatch.setattr(pdf, "find_browser", lambda: str(browser))
    monkeypatch.setattr("pipelines.run.unchanged.find_browser", lambda: str(browser))
    monkeypatch.setattr(pdf, "print_page", print_page)
    settings = replace(copy(ready, tmp_path / "1"), pdf=True)
    run(settings)
    assert sorted(printed) == [*SCHOOLS, "swv"]
    correct(settings, OTHER_SCHOOL)
    printed.clear()
    assert TAKEN in run(settings)
    assert sorted(printed) == [OTHER_SCHOOL, "swv"]
    assert f"school/{SCHOOL}/index.pdf" in read_tree(settings)
    browser.write_bytes(b"22")
    assert find_asked(settings) == SCHOOLS
    browser.write_bytes(b"1")
    # What is printed is looked at as the page is.
    (settings.uitvoer / PEILDATUM.isoformat() / "school" / SCHOOL / "index.pdf").write_bytes(b"%PDF")
    correct(settings, OTHER_SCHOOL, day=21)
    printed.clear()
    run(settings)
    assert sorted(printed) == [*SCHOOLS, "swv"]


# --- what is taken over is what was made -----------------------------------------------------------------------------

FILES = {"index.html": b"<p>een</p>", "retour.xlsx": b"twee"}
STANDING = StandingSchool("aa", hash_files(FILES))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_files_that_stand_as_they_were_made_are_taken_over_and_no_other(folder: Path) -> None:
    (folder / "anders.html").write_bytes(b"other")
    assert find_standing(STANDING, folder, mark="aa") == FILES
    assert find_standing(STANDING, folder, mark="ab") is None
    assert find_standing(None, folder, mark="aa") is None


# --- everything that a school is made from is in its mark ------------------------------------------------------------


@pytest.fixture(scope="module")
def given(counted: Counted) -> SchoolInput:
    outcome = prepared.prepare_schools(counted.run, counted.outcome).outcome
    return replace(take_school(counted.run, outcome, SCHOOL), change=Change())


def mark(given: SchoolInput, base: str = "basis") -> str:
    return SchoolMarks(given.outcome, {SCHOOL: base}).make(given)


def with_outcome(given: SchoolInput, **changed: object) -> SchoolInput:
    return replace(given, outcome=replace(given.outcome, **changed))


def change_cell(frame: pl.DataFrame) -> pl.DataFrame:
    """The last cell of the first column of texts is another one."""
    name = next(name for name, kind in frame.schema.items() if kind == pl.String)
    last = pl.int_range(pl.len()) == pl.len() - 1
    return frame.with_columns(pl.when(last).then(pl.lit("anders")).otherwise(pl.col(name)).alias(name))


def list_other_inputs(given: SchoolInput) -> dict[str, SchoolInput]:
    """For each thing that a school is made from an input in which it alone differs."""
    outcome = given.outcome
    (school,) = outcome.settings.scholen
    delivery = outcome.deliveries[SCHOOL]
    tables = {
        f"{kind} {name}": with_outcome(given, **{kind: {**getattr(outcome, kind), name: change_cell(frame)}})
        for kind in ("tables", "marts")
        for name, frame in getattr(outcome, kind).items()
        if frame.height and pl.String in frame.dtypes
    }
    other_school = replace(outcome.settings, scholen=(replace(school, naam="School Anders"),))
    return tables | {
        "settings": with_outcome(given, settings=replace(outcome.settings, bewaren_jaren=1)),
        "school": with_outcome(given, settings=other_school),
        "period": with_outcome(given, period=replace(outcome.period, van=EARLIER)),
        "deliveries": with_outcome(given, deliveries={SCHOOL: replace(delivery, heeft_register=True)}),
        "findings": with_outcome(given, findings=outcome.findings[1:]),
        "files": with_outcome(given, files={SCHOOL: outcome.files[SCHOOL][1:]}),
        "rule_sets": with_outcome(given, rule_sets=dict(list(outcome.rule_sets.items())[1:])),
        "earlier": replace(given, earlier=NOTHING_EARLIER),
        "change": replace(given, change=Change(vergeleken=True)),
    }


def test_every_input_of_a_school_changes_its_mark(given: SchoolInput) -> None:
    others = list_other_inputs(given)
    named = {name.split()[0] for name in others}
    members = {each.name for each in dataclasses.fields(given.outcome)} | {"school", "earlier", "change"}
    # A new member of either has to be added above. A bridge is in the mark by what it is made from; the last is of the
    # SWV, and a school is not given it.
    assert named == members - {"bridges", "since_quarter"}
    assert given.outcome.since_quarter is None
    assert {each.name for each in dataclasses.fields(given)} == {"school", "outcome", "earlier", "change"}
    marks = [mark(given), mark(given, "andere basis"), *map(mark, others.values())]
    assert len(set(marks)) == len(marks) > 20


def test_rows_that_are_made_from_the_same_are_not_looked_at(given: SchoolInput) -> None:
    kept = [*given.outcome.tables, *given.outcome.marts]

    def make(given: SchoolInput, made_from: str, tables: list[str], *stood: StandingSchool) -> StandingSchool:
        standing = dict(zip([SCHOOL], stood, strict=False))
        marks = SchoolMarks(given.outcome, {}, kept=tables, made_from={SCHOOL: made_from}, standing=standing)
        return marks.make_standing(given, {})

    name = "leerling_periode"
    other = with_outcome(given, tables={**given.outcome.tables, name: change_cell(given.outcome.tables[name])})
    stood = make(given, "een", kept)
    assert make(other, "een", kept, stood) == stood
    # Made from something else: the same rows have the same mark, others have not.
    assert make(given, "twee", kept, stood).mark == stood.mark
    assert make(other, "twee", kept, stood).mark != stood.mark
    # A table that is not kept any more, and nothing that stands.
    assert make(other, "een", [each for each in kept if each != name], stood).mark != stood.mark
    assert make(other, "een", kept).mark != stood.mark
    # What a version before this one kept, and what is not known.
    assert make(other, "", kept, replace(stood, rows=RowMark())).mark != stood.mark


def test_the_mark_is_the_same_for_the_same_however_it_lies_in_memory(given: SchoolInput) -> None:
    tables = {name: pl.concat([frame, frame]).head(frame.height) for name, frame in given.outcome.tables.items()}
    assert mark(with_outcome(given, tables=tables)) == mark(given)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([0.1 + 0.2], [0.3]),
        ([None], [float("nan")]),
        ([""], [None]),
        ([1, 2], [2, 1]),
        ([[1]], [[1, 1]]),
    ],
)
def test_tables_that_differ_in_a_value_differ_in_the_mark(given: SchoolInput, first: list, second: list) -> None:
    marks = {
        mark(with_outcome(given, marts={"een": pl.Series("a", each, dtype=kind).to_frame()}))
        for kind in [pl.Series(first).dtype if first != [None] else pl.Float64]
        for each in (first, second)
    }
    assert len(marks) == 2


def test_what_is_kept_names_no_pupil(ready: Path) -> None:
    body = (ready / "opslag" / LAST_RUN).read_bytes().partition(b"\n")[2]
    assert set(json.loads(body)["scholen"]) == {*SCHOOLS}
    assert b"500000" not in body
