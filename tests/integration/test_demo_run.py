"""From deliveries to published files: the demo as a whole, and small SWVs for refusal, repair and the lock."""

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Browser

from pipelines import cli
from pipelines.errors import StoreUnavailable
from pipelines.run.result import RunResult
from pipelines.run.steps import run_quarter
from pipelines.settings import load_settings
from pipelines.vault.lock import take_lock
from pipelines.vault.places import WITNESS
from reports.release.address import AANDEEL, AANTAL, DEEL, KLASSE, Address, read_address
from reports.release.disclosure import shield
from reports.release.public_table import find_share
from reports.release.time_share import find_hours
from reports.swv.chapters.waterfall import round_waterfall
from reports.words import wording
from schemas.tables import OVERGESTAPT, PUBLISHED_TABLES, Table
from tests.lib.browser import open_page, start_browser
from tests.lib.cases import CODES, weekly
from tests.lib.comparison import Output, run_program
from tests.lib.region import AbsenceFile, Enrolment, Region, School, SpanAbsence, write_region

PEILDATUM = date(2026, 1, 1)
REFUSED = {
    "99AG00": (
        "Bestand 4 van 6 op volgorde van naam: "
        "Dit bestand lijkt op 'sjabloon leerlingen', maar daarvoor ontbreekt: leerlingnummer"
    ),
    # A timetable for the two lower years of four.
    "99AI00": "Het rooster past niet bij de leerlingen: ",
}
STOPPED = "99AH00"
# Rows of the list that a reader sees without scrolling.
FIRST_ROWS, SCREEN_HEIGHT = 5, 900
SCHOOL_FILES = ("index.html", "leerlingen.html", "figuren.html", "msa-formulier.xlsx")
PAGES_OF_SWV = ("index.html", "figuren.html")
TABLES = {table.name: table for table in PUBLISHED_TABLES}
# In tenths of a per cent: what a share of lesson time on the page of the SWV may be rounded down to.
SHARE_STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Demo:
    """The demo after one run."""

    folder: Path
    result: RunResult

    @property
    def output(self) -> Path:
        assert self.result.output is not None
        return self.result.output

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.output / "manifest.json").read_text(encoding="utf-8"))

    def read(self, table: str) -> pl.DataFrame:
        return pl.read_parquet(self.output / "tabellen" / f"{table}.parquet")


@pytest.fixture(scope="module")
def demo(demo_swv: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = Path(shutil.copytree(demo_swv, tmp_path_factory.mktemp("demo") / "swv"))
    settings = replace(load_settings(folder / "swv.toml"), pdf=False)
    return Demo(folder, run_quarter(settings, peildatum=PEILDATUM))


def test_two_schools_are_refused_and_the_rest_goes_on(demo: Demo) -> None:
    """1.3: exit code 10; the reason says which file and what to do."""
    assert demo.result.exit_code == 10
    assert [school for school, _ in demo.result.refused] == list(REFUSED)
    assert all(reason.startswith(REFUSED[school]) for school, reason in demo.result.refused)
    assert [row["school"] for row in demo.manifest["geweigerd"]] == list(REFUSED)
    # The analyst and the school read which file; the screen names none.
    assert demo.manifest["geweigerd"][0]["reden"].startswith("leerlingen.csv: Dit bestand lijkt op")
    schools = set(demo.read("leerling_periode")["school"])
    assert schools == {row["id"] for row in demo.manifest["instellingen"]["scholen"]} - set(REFUSED)


def test_what_was_not_delivered_is_told_and_nobody_is_present_in_it(demo: Demo) -> None:
    """2.8: the export of one school stops at the autumn holiday's end: its days after 31 October are no school days.

    Measured: of the school days from 2 September on those up to 31 October, which are fewer than nine in ten.
    """
    states = {row["school"]: row for row in demo.read("school_meting").iter_rows(named=True)}
    stopped = states.pop(STOPPED)
    assert (stopped["stand"], stopped["gegevens_tot"]) == ("verouderd", date(2025, 10, 31))
    assert {row["stand"] for school, row in states.items() if school not in REFUSED} == {"gemeten"}
    assert {states[school]["stand"] for school in REFUSED} == {"geweigerd"}
    # 2 September to 31 October are 44 working days, 5 of them in the autumn holiday of 18 to 26 October, and one is the
    # school's own.
    pupils = demo.read("leerling_periode").filter(pl.col("school") == STOPPED)
    assert pupils["lesdagen"].max() == stopped["gemeten_dagen"]
    assert 44 - 5 - 2 <= stopped["gemeten_dagen"] <= 44 - 5
    page = (demo.output / "school" / STOPPED / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert page.index("gegevens t/m 31 okt 2025; de laatste schooldag was 19 dec 2025") < page.index("oogopslag")
    swv = (demo.output / "swv" / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "10 van de 12 scholen gemeten, gegevens t/m 19 dec 2025" in swv
    assert "Gegevens houden eerder op: Demo-Mavo De Schor t/m 31 okt 2025." in swv


def test_the_pages_of_the_swv_name_no_file_of_a_school(demo: Demo) -> None:
    """3: a file name is a school's own text; the page tells the school and the kind of cause."""
    pages = "".join(path.read_text(encoding="utf-8") for path in (demo.output / "swv").glob("*.html"))
    names = {row["bestand"] for row in demo.manifest["bestanden"]}
    assert len(names) > 20
    assert {name for name in names if name in pages} == set()
    assert "Er is geen lijst van leerlingen." in pages
    assert "In een bestand ontbreekt een kolom." in pages
    assert "Het rooster past niet bij de leerlingen." in pages
    # Nor a class of it: the return sheet names v3a as one without a timetable.
    assert "v3a" not in (demo.output / "swv" / "index.html").read_text(encoding="utf-8")
    assert "v3a" in (demo.output / "school" / "99AI00" / "retour.html").read_text(encoding="utf-8")


def test_every_file_is_there(demo: Demo) -> None:
    """3: one folder a reader; a refused school gets its return sheet and no report."""
    found = {path.relative_to(demo.output).as_posix() for path in demo.output.rglob("*") if path.is_file()}
    ids = [row["id"] for row in demo.manifest["instellingen"]["scholen"]]
    expected = {"index.html", "manifest.json", "swv-intern/index.html"}
    expected |= {f"swv/{name}" for name in ("index.html", "figuren.html", "cijfers.csv")}
    expected |= {"tabellen/tabellen.xlsx"}
    expected |= {f"tabellen/{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")}
    expected |= {f"school/{school}/retour.{kind}" for school in ids for kind in ("html", "xlsx")}
    reported = [school for school in ids if school not in REFUSED]
    expected |= {f"school/{school}/{name}" for school in reported for name in SCHOOL_FILES}
    assert expected <= found
    assert not {f"school/{school}/index.html" for school in REFUSED} & found
    assert {name.split("/")[0] for name in found} == {
        *("tabellen", "swv", "swv-intern", "school", "leerplicht", "doorstroompunt", "inspectie"),
        *("index.html", "manifest.json"),
    }
    assert all((demo.output / name).stat().st_size > 0 for name in found)


def test_every_pupil_of_the_work_list_stands_on_the_pages_of_the_school(demo: Demo) -> None:
    """A row on the first page and a card on the second: also of who left before the period with a report still due."""
    work = demo.read("werklijst")
    counted = demo.read("leerling_periode")
    assert work.join(counted, on=["school", "leerling"], how="anti").height > 0
    for (school,), rows in work.group_by("school"):
        folder = demo.output / "school" / str(school)
        page, cards = ((folder / name).read_text(encoding="utf-8") for name in ("index.html", "leerlingen.html"))
        codes = set(rows["leerling"])
        assert codes <= set(re.findall(r'<tr class="rij"><th scope="row" data-rij="([a-z2-7]{12})"', page)), school
        assert codes <= set(re.findall(r'<div id="bewijs-([a-z2-7]{12})"', cards)), school


def test_at_every_school_the_tiles_and_five_rows_stand_on_the_first_screen(demo: Demo) -> None:
    """A screen of 1280 by 900 dots; of a school with fewer pupils on its list the last of them."""
    schools = sorted(demo.output.glob("school/*/leerlingen.html"))
    assert len(schools) == 12 - len(REFUSED)
    with start_browser() as browser:
        ends = {page.parent.name: find_first_end(browser, page.with_name("index.html")) for page in schools}
        # Negative control: on a narrow screen the fifth row lies below it.
        assert find_first_end(browser, schools[0].with_name("index.html"), width=320) > SCREEN_HEIGHT
    assert {school: end for school, end in ends.items() if end > SCREEN_HEIGHT} == {}


def find_first_end(browser: Browser, page: Path, *, width: int = 1280) -> float:
    """Where the tiles and the first rows of the list end, in dots from the top."""
    with open_page(browser, page, width=width) as opened:
        rows = opened.page.locator(".rij")
        last = (opened.page.locator(".tegel").last, rows.nth(min(FIRST_ROWS, rows.count()) - 1))
        return max(part.evaluate("part => part.getBoundingClientRect().bottom") for part in last)


def test_every_number_of_the_trimester_report_is_at_its_address(demo: Demo) -> None:
    """Worked out again from the tables and the store, each number in the page that carries an address is the same."""
    page = (demo.output / "swv" / "index.html").read_text(encoding="utf-8")
    printed = re.findall(r'<td class="getal" data-adres="([^"]*)">([^<]*)', page)
    assert len(printed) > 300
    # A share of counts of which one is hidden because others are is not shown.
    cells = [(read_address(unescape(address)), unescape(text)) for address, text in printed]
    hidden = {address for address, text in cells if text == "afgeschermd"}
    assert hidden
    wrong = [
        (address, text)
        for address, text in cells
        if text not in ({wording.NOT_SHOWN} if hidden & _counts_of(address) else _work_out(demo, address))
    ]
    assert wrong == []
    # Negative control: at another address stands another number.
    assert "12.345" not in _work_out(demo, Address("leerling_periode"))


def test_the_figures_to_explore_print_what_the_report_prints(demo: Demo) -> None:
    """Each cell of a table, with its address, stands in the trimester report too, but for those that the figures alone
    have; each number stands in the CSV."""
    report, figures = ((demo.output / "swv" / name).read_text(encoding="utf-8") for name in PAGES_OF_SWV)
    cells = re.compile(r'<td class="getal"[^>]*>.*?</td>')
    alone = re.compile(r'<table [^>]*id="tabel-(?:uren|jaren)-.*?</table>', re.DOTALL)
    assert len(alone.findall(figures)) >= len(("aanwezig", "ongeoorloofd"))
    explored = cells.findall(alone.sub("", figures))
    assert len(explored) > 150
    assert set(explored) <= set(cells.findall(report))
    known = (demo.output / "swv" / "cijfers.csv").read_text(encoding="utf-8-sig")
    data = figures.partition('id="figuur-gegevens">')[2].partition("</script>")[0]
    shares = {
        text
        for plot in json.loads(data)["figures"].values()
        for text in re.findall(r"\d+,\d", json.dumps(plot, ensure_ascii=False))
    }
    assert len(shares) > 20
    assert [share for share in sorted(shares) if share not in known] == []


def _counts_of(address: Address) -> set[Address]:
    """The addresses of the two counts that a share is made of; none for other addresses.

    The share is not shown when one of them is hidden because others are.
    """
    if address.meting != AANDEEL or address.kolom:
        return set()
    part = replace(address, meting=AANTAL)
    return {part, replace(part, filter=part.filter[:-1])}


def _work_out(demo: Demo, address: Address) -> set[str]:
    """The ways in which the number at an address may be printed."""
    rows = _pick(demo, address)
    if address.meting == DEEL:
        part, whole = (sum(row[column] for row in rows) for column in address.kolom.split("/"))
        unknown = sum(row.get("onbekend_min", 0) for row in rows)
        found = {wording.NOT_SHOWN}
        for step in SHARE_STEPS:
            low, high = wording.percentage(part, whole, step), wording.percentage(part + unknown, whole, step)
            found |= {low, f"tussen {low.removesuffix(f'{wording.NBSP}%')} en{wording.NBSP}{high}"}
        return found
    if address.meting == AANDEEL:
        everything = _pick(demo, replace(address, filter=address.filter[:-1]))
        if address.kolom:
            part, whole = (sum(row[address.kolom] for row in some) for some in (rows, everything))
            return {wording.NOT_SHOWN, *(wording.percentage(part, whole, step) for step in SHARE_STEPS)}
        return {find_share(shield(len(rows), 8), shield(len(everything), 8)) or wording.NOT_SHOWN}
    count = len(rows) if address.meting == AANTAL else sum(row[address.kolom] for row in rows)
    if address.tabel == "waterval":
        # All lessons of one pupil fit in a step of hours.
        most = demo.read("leerling_periode")["gepland_min"].max()
        hours = round_waterfall(_sum_waterfall(demo), find_hours(most))[rows[0]["stap"]]
        return {wording.NOT_SHOWN} | {f"{sign}{wording.hours(hours)}" for sign in ("", "− ")}
    if address.meting == KLASSE:
        return {_write_band(count), "afgeschermd"}
    return {wording.shown(shield(count, 8)), "afgeschermd"}


def _write_band(count: int) -> str:
    """Counts are rounded to fives before they are put into a band."""
    if count < 8:
        return f"minder dan{wording.NBSP}8" if count else "0"
    bounds = (8, 25, 50, 100, 200, 500)
    low = max(bound for bound in bounds if bound <= 5 * ((count + 2) // 5))
    return "500 of meer" if low == 500 else f"{low} tot {bounds[bounds.index(low) + 1]}"


def _pick(demo: Demo, address: Address) -> list[dict[str, Any]]:
    wanted = [(column, set(value.split("|"))) for column, value in address.filter]
    return [
        row
        for row in _read_rows(demo, address.tabel)
        if all(_as_text(row[column]) in values for column, values in wanted)
    ]


@cache
def _read_rows(demo: Demo, table: str) -> list[dict[str, Any]]:
    """Every row of a table, read once for all addresses; never changed."""
    return _read_any(demo, table).to_dicts()


def _sum_waterfall(demo: Demo) -> dict[str, int]:
    frame = _read_any(demo, "waterval")
    return dict(frame.group_by("stap").agg(pl.col("minuten").sum()).iter_rows())


def _read_any(demo: Demo, table: str) -> pl.DataFrame:
    if (demo.output / "tabellen" / f"{table}.parquet").is_file():
        return demo.read(table)
    with duckdb.connect(str(demo.folder / "opslag" / "msa.duckdb"), read_only=True) as store:
        return store.sql(f"from mart_{table}").pl()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return ("J" if value else "N") if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("table", PUBLISHED_TABLES, ids=lambda table: table.name)
def test_tables_are_as_declared(demo: Demo, table: Table) -> None:
    """Columns in order, types, no empty cell where none may be, allowed words, unique and sorted on the key."""
    frame = demo.read(table.name)
    assert dict(frame.schema) == dict(table.polars_schema)
    # The SWV of the demo tells of nobody who moved.
    assert (frame.height > 0) is (table is not OVERGESTAPT)
    for column in table.columns:
        assert column.nullable or frame[column.name].null_count() == 0, column.name
        if column.one_of:
            assert set(frame[column.name].drop_nulls()) <= set(column.one_of), column.name
    if table.key:
        assert not frame.select(table.key).is_duplicated().any()
        assert frame.select(table.key).rows() == sorted(frame.select(table.key).rows())


def test_the_pupil_codes_are_codes(demo: Demo) -> None:
    """3, Pupils: a letter and 11 characters of lower-case base32, the same pupil in every table."""
    pupils = demo.read("leerling_periode")["leerling"]
    assert pupils.str.contains(r"^[a-z][a-z2-7]{11}$").all()
    for name in ("reeks", "vierweken", "thuiszitter"):
        assert demo.read(name)["leerling"].str.contains(r"^[a-z][a-z2-7]{11}$").all()
    for name in ("vierweken", "thuiszitter"):
        assert set(demo.read(name)["leerling"]) <= set(pupils)


def parse_cell(text: str, dtype: Any) -> object:
    """What a spreadsheet in Dutch makes of a cell: `;`, decimal comma, J/N or empty, jjjj-mm-dd (3, tabellen)."""
    if text == "":
        return None
    if dtype == pl.Boolean:
        return {"J": True, "N": False}[text]
    if dtype == pl.Date:
        return date.fromisoformat(text)
    if dtype == pl.Float64:
        assert "." not in text
        return float(text.replace(",", "."))
    return int(text) if dtype.is_integer() else text


@pytest.mark.parametrize("table", PUBLISHED_TABLES, ids=lambda table: table.name)
def test_csv_says_the_same_as_parquet(demo: Demo, table: Table) -> None:
    """3: full precision, so every double comes back as it was; UTF-8 with BOM."""
    path = demo.output / "tabellen" / f"{table.name}.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream, delimiter=";")
    assert tuple(header) == table.names
    types = [column.dtype for column in table.columns]
    parsed = [tuple(parse_cell(cell, dtype) for cell, dtype in zip(row, types, strict=True)) for row in rows]
    assert parsed == demo.read(table.name).rows()


def test_minutes_and_tiers_hold_together(demo: Demo) -> None:
    """2.2: the four minutes add up to the scheduled ones, for each pupil; percentages follow from them."""
    for row in demo.read("leerling_periode").iter_rows(named=True):
        parts = ("aanwezig_min", "geoorloofd_min", "ongeoorloofd_min", "onbekend_min")
        assert row["gepland_min"] == sum(row[part] for part in parts)
        assert row["voorlopig_min"] <= row["ongeoorloofd_min"]
        assert row["elders_min"] <= row["aanwezig_min"]
        if row["gepland_min"]:
            present, highest = (
                100 * part / row["gepland_min"]
                for part in (row["aanwezig_min"], row["aanwezig_min"] + row["onbekend_min"])
            )
            assert row["aanwezig_pct_max"] == pytest.approx(highest, rel=1e-12)
            if row["quarantaine_rijen"]:
                # 2.5: each takes a lesson off at least, or all that was present.
                assert row["aanwezig_pct_min"] < present or present == 0
            else:
                assert row["aanwezig_pct_min"] == pytest.approx(present, rel=1e-12)


def test_the_balance_of_every_file_closes(demo: Demo) -> None:
    """1.3 and 5, manifest: gelezen = gebruikt + quarantaine + vervangen + niet_geteld, none of them below 0."""
    files = [row for row in demo.manifest["bestanden"] if row["school"] not in REFUSED]
    assert len(files) > 40
    for row in files:
        parts = [row[part] for part in ("gebruikt", "quarantaine", "vervangen", "niet_geteld")]
        assert min(parts) >= 0
        assert row["gelezen"] == sum(parts), row
        assert len(row["sha256"]) == 64
    # The demo is messy: each of the four places has rows.
    assert all(sum(row[part] for row in files) > 0 for part in ("gebruikt", "quarantaine", "vervangen", "niet_geteld"))


def test_quarantine_in_the_manifest_is_that_of_the_findings(demo: Demo) -> None:
    """1.3: every quarantined row is a finding with its line; a bad birth date only empties its cell (5)."""
    lines: dict[tuple[str, str], set[int]] = {}
    for row in demo.read("bevinding").filter(pl.col("ernst") == "quarantaine").iter_rows(named=True):
        assert row["regelnummer"] is not None
        if row["kolom"] != "geboortedatum":
            lines.setdefault((row["school"], row["bestand"]), set()).add(row["regelnummer"])
    counted = {
        (row["school"], row["bestand"]): row["quarantaine"] for row in demo.manifest["bestanden"] if row["quarantaine"]
    }
    assert counted == {place: len(found) for place, found in lines.items()}


def test_a_second_run_repairs_and_gives_the_same_bytes(demo: Demo) -> None:
    """3 and issue 2: what an interrupted exchange left is cleared away; same input, same tables, manifest and pages."""
    before = read_tree(demo.output)
    uitvoer = demo.folder / "uitvoer"
    (uitvoer / ".wordt-2026-01-01").mkdir()
    (uitvoer / ".wordt-2026-01-01" / "half.csv").write_text("half", encoding="utf-8")
    demo.output.rename(uitvoer / ".was-2026-01-01")
    settings = replace(load_settings(demo.folder / "swv.toml"), pdf=False)
    again = run_quarter(settings, peildatum=PEILDATUM, toch=True)
    assert again == demo.result
    assert sorted(path.name for path in uitvoer.iterdir()) == [WITNESS, "2026-01-01"]
    after = read_tree(demo.output)
    assert sorted(after) == sorted(before)
    assert [name for name in before if before[name] != after[name]] == []


def read_tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- small SWVs --------------------------------------------------------------------------------------------------

NUMBER = "24680135"


def make_school(school_id: str) -> School:
    """One pupil who is away for most of November 2025, in one class."""
    rows = (SpanAbsence(NUMBER, date(2025, 11, 3), date(2025, 12, 5), "S"),)
    return School(
        school_id,
        "VO",
        (Enrolment(NUMBER, "1A"), Enrolment("13579024", "1A")),
        rooster=weekly("1A", lessen=6),
        codes=CODES,
        absenties=(AbsenceFile("absenties.csv", SpanAbsence, rows),),
    )


TWO_SCHOOLS = Region((make_school("10AB00"), make_school("20AB00")))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """A SWV of two schools after one run; never changed."""
    return run_program(write_region(TWO_SCHOOLS, tmp_path_factory.mktemp("klein") / "swv"), PEILDATUM)


@dataclass(frozen=True)
class Small:
    """A SWV of two schools that was run: its swv.toml, and what came out."""

    toml: Path
    output: Path


@pytest.fixture
def small(ran: Output, tmp_path: Path) -> Small:
    """A copy, to change."""
    folder = Path(shutil.copytree(ran.folder.parent.parent, tmp_path / "swv"))
    return Small(folder / "swv.toml", folder / "uitvoer" / str(PEILDATUM))


def read_tables(folder: Path, school: str) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: pl.read_parquet(folder / "tabellen" / f"{name}.parquet").filter(pl.col("school") == school).rows()
        for name in TABLES
        if name not in ("bevinding", "school_meting", "overgestapt")
    }


def test_a_refused_school_changes_nothing_for_another(ran: Output, small: Small) -> None:
    """1.3: other schools go on; the refused one leaves all tables but `bevinding` and `school_meting`."""
    before = read_tables(ran.folder, "20AB00")
    assert ran.exit_code == 0
    assert all(before.values())
    (small.toml.parent / "aanlevering" / "10AB00" / "rooster.csv").unlink()
    after = run_program(small.toml, PEILDATUM, toch=True)
    assert after.exit_code == 10
    assert read_tables(after.folder, "20AB00") == before
    assert not any(read_tables(after.folder, "10AB00").values())
    codes = after.read("bevinding").filter(pl.col("school") == "10AB00")["code"].to_list()
    assert "geen_rooster" in codes


def test_an_earlier_output_that_was_moved_away_comes_back(small: Small) -> None:
    """3: the exchange stopped between its two steps; a run for another peildatum puts the earlier folder back."""
    before = read_tree(small.output)
    uitvoer = small.output.parent
    small.output.rename(uitvoer / f".was-{PEILDATUM}")
    (uitvoer / ".wordt-2025-09-01").mkdir()
    run_program(small.toml, date(2025, 9, 1))
    assert sorted(path.name for path in uitvoer.iterdir()) == [WITNESS, "2025-09-01", "2026-01-01"]
    assert read_tree(small.output) == before


def test_a_run_that_fails_leaves_the_earlier_output(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """3: whole or not at all, also when the last file cannot be written."""
    before = read_tree(small.output)

    def fail(*_: object, **__: object) -> None:
        raise OSError("de schijf is vol")

    monkeypatch.setattr("pipelines.run.published.write_start_page", fail)
    with pytest.raises(OSError, match="vol"):
        run_program(small.toml, PEILDATUM, toch=True)
    assert read_tree(small.output) == before
    assert sorted(path.name for path in small.output.parent.iterdir()) == [WITNESS, str(PEILDATUM)]


def test_a_held_lock_is_exit_code_14(small: Small, capsys: pytest.CaptureFixture[str]) -> None:
    """4: another run holds the store; nothing is touched, and the message says what to do."""
    uitvoer = small.output.parent
    before = read_tree(uitvoer)
    lock = take_lock(small.toml.parent / "opslag")
    try:
        with pytest.raises(StoreUnavailable) as caught:
            run_program(small.toml, PEILDATUM)
        assert caught.value.exit_code == 14
        assert cli.main(["run", str(small.toml), "--peildatum", "2026-01-01", "--direct"]) == 14
    finally:
        lock.release()
    assert "Er loopt al een verwerking" in capsys.readouterr().err
    assert read_tree(uitvoer) == before
    assert cli.main(["run", str(small.toml), "--peildatum", "2026-01-01", "--direct"]) == 0


def replace_text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


# Each school one fault: what is done to its folder, and the words its message must hold. A screen names no file, but
# its place in the order of names; the return sheet names it, where all words of the name are known.
FAULTS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "10AB00": (remove("rooster.csv"), ["rooster", "sjabloon"]),
    "20AB00": (remove("leerlingen.csv"), ["leerling", "Lever een bestand met leerlingen aan"]),
    "30AB00": (remove_folder, ["De map van deze school ontbreekt", "Maak een map"]),
    "40AB00": (
        replace_text("leerlingen.csv", "leerlingnummer;klas;", "leerlingnummer;groepsnaam;"),
        ["op volgorde van naam", "klas"],
    ),
    "50AB00": (
        write("lijst.csv", b"kolom a;kolom b\n24680135;x\n"),
        [
            "op volgorde van naam",
            "Dit bestand is niet herkend",
            "Gevonden: kolom 1 (niet bekend)",
            "begin, code",
        ],
    ),
    "60AB00": (
        replace_text("leerlingen.csv", "leerlingnummer;klas;leerjaar", "leerlingnummer;klas;bsn"),
        ["op volgorde van naam", "BSN", "Haal die kolom uit de export"],
    ),
    "70AB00": (write("leeg.csv", b""), ["op volgorde van naam", "leeg"]),
    "80AB00": (write("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ["op volgorde van naam", ".xlsx"]),
    "81AB00": (
        write("unicode.csv", "leerlingnummer;klas\n1;1A\n".encode("utf-16")),
        ["op volgorde van naam", "UTF-16", "CSV UTF-8"],
    ),
}
GOOD = "90AB00"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One run over a school for each fault and one good school."""
    folder = tmp_path_factory.mktemp("broken")
    toml = write_region(Region(tuple(make_school(school) for school in (*FAULTS, GOOD))), folder)
    for school, (change, _) in FAULTS.items():
        change(folder / "aanlevering" / school)
    return Demo(folder, run_quarter(load_settings(toml), peildatum=PEILDATUM))


@pytest.mark.parametrize("school", FAULTS)
def test_a_broken_delivery_gets_a_clear_message(broken: Demo, school: str) -> None:
    """1.3: refused, with what is wrong and what to do, in Dutch and without a value of a pupil."""
    message = dict(broken.result.refused)[school]
    for words in FAULTS[school][1]:
        assert words in message
    assert NUMBER not in message
    sheet = (broken.output / "school" / school / "retour.html").read_text(encoding="utf-8")
    assert 'lang="nl"' in sheet
    assert NUMBER not in sheet
    assert ("leerlingen.csv" in sheet) or school not in ("40AB00", "60AB00")
    found = broken.read("bevinding").filter((pl.col("school") == school) & (pl.col("ernst") == "geweigerd"))
    assert found.height > 0
    assert found["omschrijving"].str.len_chars().min() > 0
    assert found["oplossing"].str.len_chars().min() > 0


def test_all_broken_deliveries_are_refused_and_no_other(broken: Demo) -> None:
    assert broken.result.exit_code == 10
    assert [school for school, _ in broken.result.refused] == list(FAULTS)
    assert set(broken.read("leerling_periode")["school"]) == {GOOD}


def test_a_file_with_a_bsn_is_not_kept(broken: Demo) -> None:
    """5, Register: its header is read first, and nothing of that delivery is copied or moved."""
    bsn = broken.folder / "aanlevering" / "60AB00" / "leerlingen.csv"
    assert bsn.is_file()
    kept = [path.read_bytes() for path in (broken.folder / "opslag" / "kluis").rglob("*") if path.is_file()]
    assert bsn.read_bytes() not in kept
    assert (broken.folder / "aanlevering" / GOOD / "leerlingen.csv").read_bytes() in kept


def test_bad_rows_go_to_quarantine_and_the_rest_counts(tmp_path: Path) -> None:
    """1.3: file, line, column and reason for each, and the good row is used."""
    toml = write_region(Region((make_school("10AB00"),)), tmp_path)
    rows = [
        "leerlingnummer;datum;lesuur;code",
        f"{NUMBER};2025-10-06;1;S",  # 2: good
        f"{NUMBER};2025-02-30;1;S",  # 3: no such date
        f"{NUMBER};2025-10-06;24;S",  # 4: lesson hour out of range
        "11111111;2025-10-06;1;S",  # 5: unknown pupil
        f"{NUMBER};2025-10-06;;S",  # 6: empty cell
        f"{NUMBER};2025-10-06;1;S;x",  # 7: a field too many
        f"{NUMBER};2025-10-06",  # 8: too few fields
        # 9 to 13: good, so that not more than half is bad: 6 of 7 + 5 = 12.
        *(f"{NUMBER};2025-09-{day:02d};1;S" for day in (8, 15, 22, 29)),
        f"{NUMBER};2025-10-13;1;S",
    ]
    (tmp_path / "aanlevering" / "10AB00" / "lessen.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    output = run_program(toml, PEILDATUM)
    assert output.exit_code == 0
    found = output.read("bevinding").filter((pl.col("bestand") == "lessen.csv") & (pl.col("ernst") == "quarantaine"))
    assert found.select("regelnummer", "kolom", "code").rows() == [
        (3, "datum", "datum_onleesbaar"),
        (4, "lesuur", "lesuur_buiten_bereik"),
        (5, "leerlingnummer", "onbekende_leerling"),
        (6, "lesuur", "leeg"),
        (7, None, "te_veel_velden"),
        (8, None, "te_weinig_velden"),
    ]
    balance = next(row for row in output.read_manifest()["bestanden"] if row["bestand"] == "lessen.csv")
    assert Counter({name: balance[name] for name in ("gelezen", "gebruikt", "quarantaine")}) == {
        "gelezen": 7 + 5,
        "gebruikt": 1 + 5,
        "quarantaine": 6,
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('protocol = "noord-kennemerland"', 'protocol = "noordkop"', "noordkop"),
        ('vakantieregio = "noord"', 'vakantieregio = "oost"', "noord, midden, zuid"),
        ('sector = "VO"', 'sector = "mbo"', "PO, VO, VSO"),
        ('lvs = "sjabloon"', 'lvs = "eduarte"', "magister"),
        ('id = "10AB00"', 'id = "tien"', "BRIN"),
        ("[paden]", "[padden]", "padden"),
        ('peildata = ["09-01"', 'peildata = ["09-31"', "MM-DD"),
    ],
)
def test_broken_settings_name_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, words: str
) -> None:
    """4: exit code 2 (12 for a rule set), before anything is read."""
    toml = write_region(Region((make_school("10AB00"),)), tmp_path)
    text = toml.read_text(encoding="utf-8")
    assert old in text
    toml.write_text(text.replace(old, new, 1), encoding="utf-8")
    code = cli.main(["run", str(toml), "--peildatum", "2026-01-01", "--direct"])
    assert code == (12 if "protocol" in old else 2)
    message = capsys.readouterr().err
    assert words in message
    assert "Traceback" not in message
    assert not (tmp_path / "uitvoer").exists()


def test_two_schools_with_one_pupil_number_are_two_pupils(ran: Output) -> None:
    """3, Pupils: the code is made of school id and leerlingnummer."""
    assert ran.read("leerling_periode")["leerling"].n_unique() == 2 * 2


def test_order_of_schools_in_the_settings_changes_nothing(ran: Output, tmp_path: Path) -> None:
    """Same input, same tables: the order in swv.toml is no input."""
    turned = replace(TWO_SCHOOLS, scholen=TWO_SCHOOLS.scholen[::-1])
    other = run_program(write_region(turned, tmp_path), PEILDATUM)
    assert read_tree(ran.folder / "tabellen") == read_tree(other.folder / "tabellen")
