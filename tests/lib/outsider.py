"""A reader from outside who has every anonymous file and tries to work small counts out. Shares no code with msa.

It reads `swv/cijfers.csv` and `swv/index.html` as they were published, looks whether the PDF and the workbook of the
Inspectie hold any number that those do not, writes down what anybody knows of such tables
(sectors add up to the whole, schools and leerjaren to their sector, who moved to who is there now), and asks a solver
how small and how large each count can be. What it knows of a count that stands in several publications is what all of
them together leave.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pypdf
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Range = tuple[float, float]
Name = tuple[str, ...]

TIERS = ("tier_1", "tier_2", "tier_3", "open", "te_weinig_gegevens")
PLACES = (*TIERS, "nieuw")
_ANY: Range = (0, np.inf)
_SHARE = re.compile(r"^(<\s*)?(\d+)(?:,(\d))?(?:\s*%)?$")
_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_UNSHOWN = re.compile(r"<(head|style|script)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_OF_THE_BROWSER = ("/Producer", "/Creator", "/CreationDate", "/ModDate")
_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)


@dataclass(frozen=True)
class Publication:
    """What one publication tells: a range for each count, by its key, and each printed share by unit and measure."""

    counts: Mapping[str, Range]
    shares: Mapping[tuple[str, str], str]
    numbers: frozenset[str]
    """Every number of the file of figures, as text."""


def read_publication(folder: Path, *, threshold: int, rounding: int) -> Publication:
    """What the folder `swv` of a publication tells."""
    text = (folder / "cijfers.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    counts: dict[str, Range] = {}
    for row in rows:
        if row["sleutel"]:
            told = read_count(row["getoond"], threshold=threshold, rounding=rounding)
            low, high = counts.get(row["sleutel"], _ANY)
            counts[row["sleutel"]] = (max(low, told[0]), min(high, told[1]))
    shares = {
        (row["eenheid"], f"{row['tabel']}: {row['maat']}"): row["getoond"]
        for row in rows
        if not row["sleutel"] and _SHARE.match(_plain(row["getoond"]))
    }
    return Publication(counts, shares, frozenset(_plain(row["getoond"]) for row in rows))


def read_count(text: str, *, threshold: int, rounding: int) -> Range:
    """The counts that are printed as `text`."""
    if text == "afgeschermd":
        return _ANY
    if text.startswith("minder dan"):
        return 1, int(text.rsplit(maxsplit=1)[-1]) - 1
    shown = int(text.replace(".", ""))
    if shown == 0:
        return 0, 0
    half = rounding // 2
    # What would round to less than the threshold is printed as the first multiple that is not.
    low = threshold if shown - rounding < threshold else shown - half
    return low, shown - half + rounding - 1


def list_page_numbers(folder: Path) -> Iterator[str]:
    """Every cell of every table of the page, as text."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    for cell in _CELL.findall(page):
        yield _plain(unescape(re.sub(r"<[^>]*>", " ", cell)))


def list_figure_numbers(folder: Path) -> Iterator[str]:
    """Every number of pupils in the data of the figures, as text."""
    page = (folder / "figuren.html").read_text(encoding="utf-8")
    data = re.search(r'<script type="application/json" id="figuur-gegevens">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    yield from re.findall(r"(?<![\d.,])([\d.]+) leerlingen", _plain(unescape(data[1]).replace("\\u00a0", " ")))


def list_shown_numbers(page: str) -> set[str]:
    """Every number in the text of a page, what stands in its head, its styles and its scripts left out."""
    body = _UNSHOWN.sub(" ", page)
    return find_numbers(unescape(re.sub(r"<[^>]*>", " ", body)))


def list_paper_numbers(document: pypdf.PdfReader) -> set[str]:
    """Every number in a PDF: on its sheets, in its outline, its notes and what it says of itself.

    Not its moment, which is the peildatum, nor the version of the browser.
    """
    told = [sheet.extract_text() for sheet in document.pages]
    told += [
        str(note.get_object().get("/Contents", "")) for sheet in document.pages for note in sheet.annotations or ()
    ]
    told += [str(item.title) for item in _flatten(document.outline)]
    told += [str(value) for name, value in (document.metadata or {}).items() if name not in _OF_THE_BROWSER]
    return find_numbers("\n".join(told))


def list_workbook_numbers(content: bytes) -> set[str]:
    """Every number in a workbook: each cell of each sheet, hidden ones too, notes, names and what it says of itself."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    told = [str(cell.value) for cell in cells if cell.value is not None]
    told += [cell.comment.text for cell in cells if cell.comment is not None]
    told += [sheet.title for sheet in book] + [str(name.value) for name in book.defined_names.values()]
    own = book.properties
    told += [str(text) for text in (own.title, own.subject, own.description, own.keywords, own.creator) if text]
    return find_numbers("\n".join(told))


def find_numbers(text: str) -> set[str]:
    """The numbers in a text, as they are written."""
    return set(_NUMBER.findall(text))


def _flatten(outline: Iterable[Any]) -> Iterator[Any]:
    for item in outline:
        yield from _flatten(item) if isinstance(item, list) else (item,)


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@dataclass
class Knowledge:
    """Whole numbers with a range each, and sums between them."""

    ranges: dict[Name, Range] = field(default_factory=dict)
    sums: list[tuple[Name, tuple[Name, ...]]] = field(default_factory=list)
    parts: list[tuple[Name, Name]] = field(default_factory=list)
    """(part, whole): the first is no more than the second."""

    def tell(self, name: Name, told: Range = _ANY) -> None:
        low, high = self.ranges.get(name, _ANY)
        self.ranges[name] = max(low, told[0]), min(high, told[1])

    def add_sum(self, total: Name, parts: Iterable[Name]) -> None:
        listed = tuple(parts)
        for name in (total, *listed):
            self.tell(name)
        self.sums.append((total, listed))

    def add_part(self, part: Name, whole: Name) -> None:
        for name in (part, whole):
            self.tell(name)
        self.parts.append((part, whole))

    def find_ranges(self, targets: Collection[Name]) -> dict[Name, Range]:
        """The least and the most that each target can be; AssertionError when nothing fits, so the reader is wrong."""
        place = {name: number for number, name in enumerate(self.ranges)}
        entries: list[tuple[int, int, int]] = []
        for row, (total, parts) in enumerate(self.sums):
            entries += [(row, place[total], 1), *((row, place[name], -1) for name in parts)]
        for row, (part, whole) in enumerate(self.parts, start=len(self.sums)):
            entries += [(row, place[part], 1), (row, place[whole], -1)]
        size = len(self.sums) + len(self.parts)
        rows, columns, signs = zip(*entries, strict=True)
        matrix = csr_array((signs, (rows, columns)), shape=(size, len(place)))
        least = np.concatenate([np.zeros(len(self.sums)), np.full(len(self.parts), -np.inf)])
        known = LinearConstraint(matrix, least, np.zeros(size))
        bounds = Bounds([low for low, _ in self.ranges.values()], [high for _, high in self.ranges.values()])
        return {
            name: (_reach(place[name], 1, known, bounds), _reach(place[name], -1, known, bounds)) for name in targets
        }


def _reach(place: int, sign: int, known: LinearConstraint, bounds: Bounds) -> float:
    weights = np.zeros(len(bounds.lb))
    weights[place] = sign
    found = milp(weights, integrality=np.ones(len(weights)), constraints=known, bounds=bounds)
    if found.status == 3:  # unbounded: as large as one likes
        return np.inf
    assert found.x is not None, f"nothing fits what was published: {found.message}"
    return round(found.x[place])


@dataclass(frozen=True)
class Region:
    """What anybody in the region knows: the sector of each school, and which leerjaren it has."""

    sectors: Mapping[str, str]
    years: Mapping[str, frozenset[str]]

    def list_schools(self, key: str) -> tuple[str, ...]:
        """The schools that a count is about, by its key."""
        _, kind, *rest = [*key.split("/"), "", ""]
        if kind == "school":
            return (rest[0],)
        if kind in ("sector", "klein", "leerjaar"):
            return tuple(
                school
                for school, sector in self.sectors.items()
                if sector == rest[0] and (kind != "leerjaar" or rest[1] in self.years[school])
            )
        return tuple(self.sectors)


@dataclass(frozen=True)
class Release:
    """A publication of a peildatum. `versions`: per school how often its data had been changed by then."""

    peildatum: str
    told: Publication
    region: Region
    versions: Mapping[str, int]
    before: "Release | None" = None
    """The publication of the peildatum before that its movement table speaks of."""

    def name(self, key: str) -> Name:
        """A count is another one once the data of a school it is about were changed."""
        return self.peildatum, key, *(str(self.versions[school]) for school in self.region.list_schools(key))


def gather(releases: Sequence[Release]) -> Knowledge:
    """All that a reader of all releases knows."""
    knowledge = Knowledge()
    for release in releases:
        for key, told in release.told.counts.items():
            knowledge.tell(release.name(key), told)
        for total, parts in _list_sums(release):
            knowledge.add_sum(total, parts)
        for part, whole in _list_parts(release):
            knowledge.add_part(part, whole)
    return knowledge


def _list_sums(release: Release) -> Iterator[tuple[Name, list[Name]]]:
    name, counts = release.name, release.told.counts
    sectors = sorted(set(release.region.sectors.values()))
    for key in counts:
        if key.startswith("tiers/") and f"{key}/tier_1" in counts:
            yield name(key), [name(f"{key}/{tier}") for tier in TIERS]
    for tail in ("", *(f"/{tier}" for tier in TIERS)):
        yield name(f"tiers/swv{tail}"), [name(f"tiers/sector/{sector}{tail}") for sector in sectors]
        for sector in sectors:
            yield from _list_sums_of_sector(release, sector, tail)
    yield from _list_status_sums(release, sectors)
    yield from _list_report_sums(release)
    if release.before is not None:
        yield from _list_movement_sums(release, release.before)


def _list_sums_of_sector(release: Release, sector: str, tail: str) -> Iterator[tuple[Name, list[Name]]]:
    """Schools and leerjaren of the sector, and each pupil in one of both: a school and a leerjaar."""
    name, counts, region = release.name, release.told.counts, release.region
    schools = [school for school, own in region.sectors.items() if own == sector]
    total = name(f"tiers/sector/{sector}{tail}")
    yield total, [name(f"tiers/school/{school}{tail}") for school in schools]
    small = [school for school in schools if f"tiers/school/{school}" not in counts]
    if f"tiers/klein/{sector}" in counts:
        yield name(f"tiers/klein/{sector}{tail}"), [name(f"tiers/school/{school}{tail}") for school in small]
    years = sorted(set().union(*(region.years[school] for school in schools)))
    for year in years:
        if f"tiers/leerjaar/{sector}/{year}" in counts:
            cross = [_cross(release, school, year, tail) for school in schools if year in region.years[school]]
            yield name(f"tiers/leerjaar/{sector}/{year}{tail}"), cross
    for school in schools:
        cross = [_cross(release, school, year, tail) for year in sorted(region.years[school])]
        yield name(f"tiers/school/{school}{tail}"), cross


def _cross(release: Release, school: str, year: str, tail: str) -> Name:
    return (*release.name(f"tiers/school/{school}{tail}"), f"leerjaar {year}")


def _list_status_sums(release: Release, sectors: Sequence[str]) -> Iterator[tuple[Name, list[Name]]]:
    name, counts = release.name, release.told.counts
    for unit in ("swv", *(f"sector/{sector}" for sector in sectors)):
        key = f"status/{unit}"
        yield name(f"{key}/thuiszitters"), [name(f"{key}/thuiszitter"), name(f"{key}/lrv_langer_dan_3_maanden")]
        alone = f"{key}/dreigend/alleen_aanwezigheid"
        yield name(alone), [name(f"{alone}/{part}") for part in ("tier_2", "tier_3", "open")]
    for key in counts:
        if key.startswith("status/swv/"):
            tail = key.removeprefix("status/swv/")
            yield name(key), [name(f"status/sector/{sector}/{tail}") for sector in sectors]
    group = "vierweken/swv"
    yield name(group), [name(f"{group}/nul_procent"), name(f"{group}/hoogstens_20")]
    yield name(group), [name(f"{group}/{plan}") for plan in ("met_plan", "zonder_plan", "plan_onbekend")]
    yield name(group), [name(f"vierweken/sector/{sector}") for sector in sectors]


def _list_report_sums(release: Release) -> Iterator[tuple[Name, list[Name]]]:
    name, counts = release.name, release.told.counts
    kinds = [kind for kind in ("16uur", "lrv") if f"meldingen/{kind}" in counts]
    states = sorted({key.split("/")[2] for key in counts if key.startswith("meldingen/16uur/")})
    for kind in kinds:
        yield name(f"meldingen/{kind}"), [name(f"meldingen/{kind}/{state}") for state in states]
    for tail in ("", *(f"/{state}" for state in states)):
        if kinds and f"meldingen/totaal{tail}" in counts:
            yield name(f"meldingen/totaal{tail}"), [name(f"meldingen/{kind}{tail}") for kind in kinds]


def _list_movement_sums(release: Release, before: Release) -> Iterator[tuple[Name, list[Name]]]:
    """Each row is who was there then, each column who is there now."""
    counts = release.told.counts
    places = [place for place in PLACES if f"beweging/{place}" in counts or f"beweging/{place}/tier_1" in counts]
    if not places:
        return

    def move(start: str, end: str) -> Name:
        return release.name(f"beweging/{start}/{end}")

    for tier in TIERS:
        yield release.name(f"tiers/swv/{tier}"), [move(start, tier) for start in PLACES]
        yield before.name(f"tiers/swv/{tier}"), [move(tier, end) for end in (*TIERS, "weg")]


def _list_parts(release: Release) -> Iterator[tuple[Name, Name]]:
    name, counts = release.name, release.told.counts
    for key in counts:
        if key.endswith(
            ("/thuiszitters/op_peildatum", "/thuiszitters/zonder_precies", "/thuiszitters/leeftijd_onbekend")
        ):
            yield name(key), name(key.rpartition("/")[0])
        if key.startswith("status/") and key.endswith("/thuiszitters") and "mogelijk" not in key:
            yield name(key), name(f"tiers/{key.removeprefix('status/').removesuffix('/thuiszitters')}")
        if key.startswith("vierweken/sector/"):
            yield name(key), name(f"tiers/{key.removeprefix('vierweken/')}")
