"""A school that is given another number (`vroeger`) goes on: its cases, its register, its ledger and its figures.

The school of `test_earlier_deliveries`: one lesson of 50 minutes a day in region noord, seven lesweken from the autumn
to the Christmas holiday and seven from there to the spring holiday. It was 12AB00 in autumn, and is 22BB00 in winter.
Beside it another school that stays what it was. What leads from New Year to March is made in `both` alone.
"""

import json
import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import cli
from pipelines.commands.erase import erase_pupil
from pipelines.commands.explain import explain_pupil
from pipelines.commands.verify import verify
from pipelines.run.check import check_deliveries
from pipelines.settings import load_settings
from pipelines.vault.audit_log import list_authentic
from pipelines.vault.case_register import load_register
from pipelines.vault.keyring import require_ring
from pipelines.vault.pseudonym import make_leerling
from tests.lib.cases import CODES, lessons, weekly, workdays
from tests.lib.comparison import Output, run_program
from tests.lib.leaner_runs import leave_bridges_out
from tests.lib.region import (
    AbsenceFile,
    Coverage,
    Enrolment,
    LessonAbsence,
    Notification,
    Region,
    RegisterRow,
    School,
    write_region,
)

OLD, NEW, OTHER = "12AB00", "22BB00", "34CD00"
NEW_YEAR, MARCH = date(2026, 1, 1), date(2026, 3, 1)
NOV_3, DEC_19, JAN_5, FEB_20 = date(2025, 11, 3), date(2025, 12, 19), date(2026, 1, 5), date(2026, 2, 20)
NOV_28 = date(2025, 11, 28)
AUTUMN, WINTER = (date(2025, 8, 1), NEW_YEAR), (date(2026, 1, 2), MARCH)
CASE = "201"
PUPILS = tuple(Enrolment(str(number), "1A") for number in (*range(101, 113), int(CASE)))
REPORTED = (Notification(CASE, "lrv", NOV_3, None, date(2025, 12, 4)),)
FILLED_IN = (RegisterRow(CASE, plan_van_aanpak=True, plan_datum=date(2025, 12, 10)),)


def skip(first: date, last: date, number: str = CASE) -> tuple[LessonAbsence, ...]:
    """One truant lesson on each working day."""
    return tuple(replace(row, leerlingnummer=number) for row in lessons("OO", *workdays(first, last)))


def make_school(school: str, covers: tuple[date, date], *rows: LessonAbsence, **fields: object) -> School:
    told = School(
        school,
        "VO",
        PUPILS,
        weekly("1A"),
        absenties=(AbsenceFile("absenties-les.csv", LessonAbsence, rows),),
        codes=CODES,
        levering=(Coverage("absenties", *covers),),
        naam="Voorbeeldcollege" if school != OTHER else "Andere school",
    )
    return replace(told, **fields)


def deliver(folder: Path, *schools: School) -> None:
    """What lies in the folder of deliveries is this and nothing else."""
    shutil.rmtree(folder / "aanlevering", ignore_errors=True)
    write_region(Region(schools), folder)


def deliver_autumn(folder: Path) -> None:
    home = make_school(OLD, AUTUMN, *skip(NOV_3, DEC_19), duo_meldingen=REPORTED, register=FILLED_IN)
    deliver(folder, home, make_school(OTHER, AUTUMN, *skip(NOV_3, NOV_28)))


def deliver_winter(folder: Path, number: str, **fields: object) -> None:
    deliver(folder, make_school(number, WINTER, *skip(JAN_5, FEB_20), **fields), make_school(OTHER, WINTER))


def run(folder: Path, day: date, *, bridges: bool = False, toch: bool = False) -> Output:
    """`bridges`: also make what leads to it from an edition before."""
    with nullcontext() if bridges else leave_bridges_out():
        output = run_program(folder / "swv.toml", day, toch=toch)
    assert output.exit_code == 0
    return output


def find(output: Output, table: str, school: str, number: str = CASE) -> list[dict[str, object]]:
    """The rows of a pupil of the school with this number; the code is made with the first one it had."""
    code = make_leerling(output.key, OTHER if school == OTHER else OLD, number)
    return output.read(table).filter(pl.col("school") == school, pl.col("leerling") == code).rows(named=True)


def runs(output: Output, school: str) -> list[tuple[object, ...]]:
    """Unauthorised runs of two lesweken or more: first day, positions, and whether it goes on."""
    found = find(output, "reeks", school)
    return [(row["start"], row["duur_posities"], row["loopt"]) for row in found if row["groep"] == "oa"]


def told(output: Output, school: str) -> set[str]:
    return set(output.read("bevinding").filter(pl.col("school") == school)["code"])


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of New Year, under the old number. Never changed."""
    folder = tmp_path_factory.mktemp("swv")
    deliver_autumn(folder)
    run(folder, NEW_YEAR)
    return folder


@pytest.fixture
def place(autumn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(autumn, tmp_path / "swv"))


@pytest.fixture(scope="module")
def both(autumn: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The edition of March under the old number, and under the new one. Never changed."""
    folders = []
    for number, fields in ((OLD, {}), (NEW, {"vroeger": (OLD,)})):
        folder = Path(shutil.copytree(autumn, tmp_path_factory.mktemp(number) / "swv"))
        deliver_winter(folder, number, **fields)
        run(folder, MARCH, bridges=True)
        folders.append(folder)
    return folders[0], folders[1]


def open_output(folder: Path, day: date = MARCH) -> Output:
    return Output(0, folder / "uitvoer" / day.isoformat(), (bytes.fromhex("5a" * 32)))


@pytest.fixture(scope="module")
def anew(autumn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of March under the new number, of which nobody said that it is the old school. Never changed."""
    folder = Path(shutil.copytree(autumn, tmp_path_factory.mktemp("anders") / "swv"))
    deliver_winter(folder, NEW)
    run(folder, MARCH)
    return folder


# --- a renumbering alone ---------------------------------------------------------------------------------------------


def test_without_the_earlier_number_the_case_begins_anew(anew: Path) -> None:
    """Seven lesweken of winter are 7 * 7 = 49 positions."""
    rows = open_output(anew).read("reeks").filter(pl.col("school") == NEW, pl.col("groep") == "oa").rows(named=True)
    assert [(row["start"], row["duur_posities"]) for row in rows] == [(JAN_5, 49)]


def test_a_case_goes_on_under_the_new_number(both: tuple[Path, Path]) -> None:
    """Seven lesweken of autumn and seven of winter are 14 * 7 = 98 positions."""
    output = open_output(both[1])
    assert runs(output, NEW) == [(NOV_3, 98, True)]
    assert set(output.read("leerling_periode")["school"]) == {NEW, OTHER}
    # The form of autumn is still read.
    [form] = output.read_manifest()["eerdere_registers"]
    assert form["school"] == NEW


def test_a_renumbering_alone_changes_no_figure(both: tuple[Path, Path]) -> None:
    """Every published table, list and figure is the same up to the number."""
    old, new = (open_output(folder) for folder in both)
    for file in sorted((old.folder / "tabellen").glob("*.parquet")):
        before, after = (each.read(file.stem) for each in (old, new))
        if file.stem == "bevinding":
            after = after.filter(pl.col("code") != "eerder_nummer")
        assert after.with_columns(pl.col("school").replace(NEW, OLD)).equals(before), file.stem
    for name in ("swv/cijfers.csv", "inspectie/thuiszittersregistratie.csv"):
        before, after = ((each.folder / name).read_text(encoding="utf-8") for each in (old, new))
        assert after.replace(NEW, OLD) == before, name
    # The report, with its trend and who moved between tiers, but for the line that tells what changed in the settings.
    pages = [(each.folder / "swv" / "index.html").read_text(encoding="utf-8") for each in (old, new)]
    assert pages[1].replace(NEW, OLD) == pages[0]
    [was], [now] = (each.read_manifest()["eerdere_leveringen"][:1] for each in (old, new))
    assert now == {**was, "school": NEW}


def test_nobody_left_and_nobody_came(both: tuple[Path, Path]) -> None:
    """All 26 pupils of New Year are the 26 of March."""
    page = (open_output(both[1]).folder / "school" / NEW / "index.html").read_text(encoding="utf-8")
    assert "nieuw op deze school" not in page
    now = open_output(both[1]).read("leerling_periode")
    then = open_output(both[1], NEW_YEAR).read("leerling_periode")
    assert set(then["leerling"]) == set(now["leerling"])
    assert now.height == 26


def test_a_case_keeps_its_number_in_the_list_of_the_inspectie(both: tuple[Path, Path]) -> None:
    old, new = (load_register(folder / "opslag") for folder in both)
    assert new == old
    assert [entry.nummer for entry in new.standen[MARCH] if entry.begin == NOV_3 and entry.is_open] == [
        entry.nummer for entry in new.standen[NEW_YEAR] if entry.begin == NOV_3 and entry.is_open
    ]


def test_the_ledger_of_duo_reports_nothing_twice(both: tuple[Path, Path]) -> None:
    """The report of autumn is known under either number."""
    old, new = (
        find(open_output(folder), "duo_melding", number) for folder, number in zip(both, (OLD, NEW), strict=True)
    )
    assert [{**row, "school": OLD} for row in new] == old
    [reported] = [row for row in new if row["meldsoort"] == "lrv"]
    then = find(open_output(both[1], NEW_YEAR), "duo_melding", OLD)
    assert [row["begindatum"] for row in then if row["meldsoort"] == "lrv"] == [reported["begindatum"]]


def test_it_is_told_on_the_return_sheet_and_in_the_manifest(both: tuple[Path, Path]) -> None:
    output = open_output(both[1])
    sheet = (output.folder / "school" / NEW / "retour.html").read_text(encoding="utf-8")
    assert f"Deze school had eerder nummer {OLD}." in sheet
    assert not {"leerling_verdwenen", "gevallen_korter"} & told(output, NEW)
    schools = json.loads((output.folder / "manifest.json").read_bytes())["instellingen"]["scholen"]
    assert [school.get("vroeger") for school in schools] == [[OLD], None]


# --- what else reads what was kept ------------------------------------------------------------------------------------


@pytest.fixture
def renumbered(both: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(both[1], tmp_path / "nieuw"))


def test_a_delivery_under_the_old_number_is_that_school(place: Path) -> None:
    """Nobody has to rename the folder, nor the school in the list of the SWV."""
    deliver_winter(place, NEW, vroeger=(OLD,))
    (place / "aanlevering" / NEW).rename(place / "aanlevering" / OLD)
    (place / "aanlevering" / "swv").mkdir()
    (place / "aanlevering" / "swv" / "overstappen.csv").write_text(
        f"school_van;leerlingnummer_van;school_naar;leerlingnummer_naar;datum\n{OLD};112;{OTHER};112;2026-01-05\n",
        encoding="utf-8",
    )
    output = run(place, MARCH)
    assert runs(output, NEW) == [(NOV_3, 98, True)]
    assert not {"map_zonder_school", "overstap_onbekend"} & set(output.read("bevinding")["code"])


def test_a_folder_of_the_old_number_beside_the_new_one_is_told(renumbered: Path) -> None:
    """Read is the folder of now alone: who looks into the other one must hear that nobody does."""
    (renumbered / "aanlevering" / OLD).mkdir()
    settings = load_settings(renumbered / "swv.toml")
    [finding] = check_deliveries(settings, peildatum=MARCH, today=date(2026, 3, 2)).noticed
    assert f"De naam lijkt op die van school {NEW}." in finding


def test_every_printed_number_is_that_of_the_tables(renumbered: Path) -> None:
    """Also those of New Year, which stand in tables under the old number."""
    found = verify(load_settings(renumbered / "swv.toml"), peildatum=MARCH, sample=0)
    assert (found.different, found.gone) == ((), 0)
    assert found.sample > 100


def test_a_quarter_of_before_is_run_again_under_the_new_number(renumbered: Path) -> None:
    """The same delivery reads no less than what stands, and its case keeps its number."""
    before = open_output(renumbered, NEW_YEAR).read("reeks")
    register = load_register(renumbered / "opslag")
    home = make_school(NEW, AUTUMN, *skip(NOV_3, DEC_19), duo_meldingen=REPORTED, register=FILLED_IN, vroeger=(OLD,))
    deliver(renumbered, home, make_school(OTHER, AUTUMN, *skip(NOV_3, NOV_28)))
    output = run(renumbered, NEW_YEAR)
    assert output.read("reeks").with_columns(pl.col("school").replace(NEW, OLD)).equals(before)
    assert load_register(renumbered / "opslag").standen[NEW_YEAR] == register.standen[NEW_YEAR]
    # Its figures without pupils are new ones: the number is no difference of a few pupils.
    assert output.read_manifest()["cijfers_van"] is None


def test_a_quarter_of_before_is_counted_again_as_it_was(renumbered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", str(renumbered / "swv.toml"), "--peildatum", NEW_YEAR.isoformat(), "--direct", "--zonder-pdf"]
    assert cli.main([*words, "--zoals-op", "2099-12-31"]) == 0
    assert "Alles is byte voor byte gelijk" in capsys.readouterr().out


def test_the_bridge_knows_the_school_and_its_pupils(both: tuple[Path, Path]) -> None:
    """What leads from New Year to March is the same under either number."""
    pages = [(open_output(folder).folder / "swv-intern" / "index.html").read_text(encoding="utf-8") for folder in both]
    bridges = [page[page.index("Waarom is het anders") :].partition("</section>")[0] for page in pages]
    assert bridges[1].replace(NEW, OLD) == bridges[0]


def test_who_was_erased_under_the_old_number_does_not_come_back(place: Path) -> None:
    output = open_output(place, NEW_YEAR)
    erase_pupil(load_settings(place / "swv.toml"), school_id=OLD, leerling=make_leerling(output.key, OLD, CASE))
    deliver_winter(place, NEW, vroeger=(OLD,))
    output = run(place, MARCH)
    assert find(output, "leerling_periode", NEW) == []
    assert output.read("leerling_periode").height == 25


def test_who_is_erased_under_the_new_number_goes_from_what_was_kept_under_the_old_one(renumbered: Path) -> None:
    code = make_leerling(open_output(renumbered).key, OLD, CASE)
    settings = load_settings(renumbered / "swv.toml")
    erased = erase_pupil(settings, school_id=NEW, leerling=code)
    assert [place for place in erased.tables if NEW_YEAR.isoformat() in place]
    for folder in ("opslag", "uitvoer"):
        for file in (path for path in (renumbered / folder).rglob("*") if path.suffix in (".deel", ".parquet", ".csv")):
            assert code.encode() not in file.read_bytes(), file.name
    # The copies of autumn, which counted under the old number alone, are gone as well.
    assert erased.copies >= 4
    deliver_winter(renumbered, NEW, vroeger=(OLD,))
    assert find(run(renumbered, MARCH, toch=True), "leerling_periode", NEW) == []


def test_a_pupil_is_explained_from_its_case_of_before(renumbered: Path) -> None:
    code = make_leerling(open_output(renumbered).key, OLD, CASE)
    settings = load_settings(renumbered / "swv.toml")
    assert "3 nov 2025" in explain_pupil(settings, leerling=code, peildatum=MARCH).text.replace("\u00a0", " ")


def test_the_earlier_number_may_be_said_after_a_run_under_the_new_one(anew: Path, tmp_path: Path) -> None:
    """That run made other codes. They are known by what the school delivers now, and the case is one case."""
    place = Path(shutil.copytree(anew, tmp_path / "swv"))
    deliver_winter(place, NEW, vroeger=(OLD,))
    output = run(place, MARCH)
    assert runs(output, NEW) == [(NOV_3, 98, True)]
    assert not {"leerling_verdwenen", "gevallen_korter"} & told(output, NEW)
    june, spring = date(2026, 6, 1), (date(2026, 3, 2), date(2026, 6, 1))
    home = make_school(NEW, spring, *skip(spring[0], date(2026, 3, 27)), vroeger=(OLD,))
    deliver(place, home, make_school(OTHER, spring))
    output = run(place, june)
    # Four lesweken more: 98 + 4 * 7 = 126.
    assert runs(output, NEW) == [(NOV_3, 126, False)]
    assert not {"leerling_verdwenen", "gevallen_korter"} & told(output, NEW)


# --- twice -----------------------------------------------------------------------------------------------------------

THIRD, JUNE = "11CC00", date(2026, 6, 1)
SPRING = (date(2026, 3, 2), JUNE)


def deliver_spring(folder: Path, number: str, **fields: object) -> None:
    rows = skip(date(2026, 3, 2), date(2026, 3, 27))
    deliver(folder, make_school(number, SPRING, *rows, **fields), make_school(OTHER, SPRING))


@pytest.fixture(scope="module")
def twice(both: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The editions of June: under the second number still, and under a third, which sorts before both.

    Never changed.
    """
    found = []
    for name, number, before in (("een", NEW, (OLD,)), ("twee", THIRD, (f"{OLD} > {NEW}",))):
        folder = Path(shutil.copytree(both[1], tmp_path_factory.mktemp(name) / "swv"))
        deliver_spring(folder, number, vroeger=before)
        run(folder, JUNE)
        found.append(folder)
    return found[0], found[1]


def open_june(folder: Path) -> Output:
    return open_output(folder, JUNE)


def test_a_case_goes_on_over_two_numbers(twice: tuple[Path, Path]) -> None:
    """98 positions up to the spring holiday, and the 4 whole lesweken of 7 after it: 98 + 28."""
    once, again = (open_june(folder) for folder in twice)
    assert [row[:2] for row in runs(again, THIRD)] == [(NOV_3, 98 + 28)]
    assert runs(again, THIRD) == runs(once, NEW)


def test_a_second_renumbering_changes_no_figure(twice: tuple[Path, Path]) -> None:
    once, again = (open_june(folder) for folder in twice)
    for file in sorted((once.folder / "tabellen").glob("*.parquet")):
        before, after = (each.read(file.stem) for each in (once, again))
        if file.stem == "bevinding":
            before, after = (each.filter(pl.col("code") != "eerder_nummer") for each in (before, after))
        renamed = after.with_columns(pl.col("school").replace(THIRD, NEW))
        # Rows stand in the order of the numbers.
        assert renamed.sort(renamed.columns).equals(before.sort(before.columns)), file.stem
    [sentence] = again.read("bevinding").filter(pl.col("code") == "eerder_nummer")["omschrijving"]
    assert f"{OLD} en daarna {NEW}" in sentence


def test_the_log_says_each_renumbering_once(twice: tuple[Path, Path], tmp_path: Path) -> None:
    place = Path(shutil.copytree(twice[1], tmp_path / "swv"))
    deliver_spring(place, THIRD, vroeger=(f"{OLD} > {NEW}",), naam="Een andere naam")
    run(place, JUNE)
    opslag = place / "opslag"
    entries = list_authentic(opslag, require_ring(opslag))
    # In order of their letters: in March from the first to the second, in June on to the third.
    assert [entry["scholen"] for entry in entries if entry["wat"] == "ander_nummer"] == [
        sorted([OLD, NEW]),
        sorted([OLD, NEW, THIRD]),
    ]
