"""What of the lists for several schools no school has: counted, told, and read by nobody (formats 14)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import ArrivedFile, MakeMark, list_delivery, look_at_file
from pipelines.intake.delivery import Delivery
from pipelines.intake.guards import get_shown_name
from pipelines.intake.header_search import find_table
from pipelines.intake.readers.table import Header, TextTable, make_refusal
from pipelines.intake.readers.text_table import get_content_kind, read_text_table
from pipelines.intake.recognition import Recognised, recognise
from pipelines.intake.shared_list import find_split, make_owners, take_own
from pipelines.settings import School
from schemas.exports.base import SWVMAP, Layout
from schemas.findings import Finding, count_words, make_finding
from schemas.tables import RAW_BESTAND

# A BRIN, with or without its vestiging, is no free text.
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}(?:[0-9]{2})?")
_MOST_SHOWN = 10


@dataclass(frozen=True)
class Rest:
    """Of each list with rows that no school has its balance (a row of `raw_bestand`), and what is told of it."""

    balances: tuple[tuple, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SharedFile:
    """One list as it lies there, for a page that shows it. `layout`: by which it is read (empty: it is not).

    `gelezen`: all its rows; `van_geen`: those that no school has. `refused`: why no school can read it.
    """

    sha256: str
    layout: str = ""
    gelezen: int = 0
    van_geen: int = 0
    refused: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Split:
    """A list that can be split: its layout, its rows, and those that no school has, by the column at `place`."""

    layout: Layout
    whole: TextTable
    rest: TextTable
    place: int
    refusal: DeliveryRefused | None

    @property
    def bad(self) -> int:
        return self.rest.frame.height + len(self.rest.faults)


def look_at_lists(folder: Path, schools: Sequence[School], *, make_mark: MakeMark) -> list[SharedFile]:
    """Every list of the folder by itself, in order of names; DeliveryRefused for a folder that cannot be listed."""
    if not folder.exists():
        return []
    owners = make_owners(schools)
    return [_look(file, schools, owners, make_mark=make_mark) for file in list_delivery(folder).files]


def read_rest(folder: Path, schools: Sequence[School], *, make_mark: MakeMark, first: int = 0) -> Rest:
    """Count what no school has; a list that cannot be read is told at the schools. `first`: the number of a file."""
    if not folder.exists():
        return Rest((), ())
    try:
        files = list_delivery(folder).files
    except DeliveryRefused:
        return Rest((), ())
    owners = make_owners(schools)
    balances: list[tuple] = []
    findings: list[Finding] = []
    for file in files:
        try:
            found = _read(file, schools, owners, make_mark=make_mark, nr=first + len(balances))
        except DeliveryRefused:
            continue
        if found is not None:
            balances.append(found[0])
            findings += found[1]
    return Rest(tuple(balances), tuple(findings))


def add_rest(delivery: Delivery, rest: Rest) -> Delivery:
    """The lists of the SWV, with what of the shared ones is of no school."""
    if not rest.balances:
        return delivery
    more = pl.DataFrame(rest.balances, schema=RAW_BESTAND.polars_schema, orient="row")
    files = pl.concat([delivery.frames[RAW_BESTAND.name], more])
    return replace(
        delivery,
        frames={**delivery.frames, RAW_BESTAND.name: files},
        findings=[*delivery.findings, *rest.findings],
        bestanden=(*delivery.bestanden, *more.select("bestand", "sha256").rows()),
    )


def _read(
    file: ArrivedFile, schools: Sequence[School], owners: dict[str, str], *, make_mark: MakeMark, nr: int
) -> tuple[tuple, list[Finding]] | None:
    split = _split(file, schools, owners)
    if split is None or not split.rest.rows_read:
        return None
    layout, rest = split.layout, split.rest
    shown = _show_name(file, layout, make_mark)
    sha256 = look_at_file(file).sha256
    balance = (nr, shown, sha256, layout.kind.soort, layout.name, rest.rows_read, split.bad, rest.blank_rows)
    return balance, _tell(split, shown)


def _look(file: ArrivedFile, schools: Sequence[School], owners: dict[str, str], *, make_mark: MakeMark) -> SharedFile:
    sha256 = ""
    try:
        sha256 = look_at_file(file).sha256
        split = _split(file, schools, owners)
        if split is None:
            raise make_refusal("samen_zonder_kolom", file=file.name)
        if split.refusal is not None:
            raise split.refusal
    except DeliveryRefused as refusal:
        return SharedFile(sha256, refused=str(refusal))
    findings = _tell(split, _show_name(file, split.layout, make_mark))
    return SharedFile(sha256, split.layout.name, split.whole.rows_read, split.bad, findings=tuple(findings))


def _split(file: ArrivedFile, schools: Sequence[School], owners: dict[str, str]) -> _Split | None:
    """None for what has no columns; DeliveryRefused for a table that cannot be read or split."""
    if get_content_kind(file.path) in ("json", "xml"):
        return None
    found = find_table(file.path, recognise_header=_recognise_for(schools), file=file.name)
    if found.header is None or found.recognised is None:
        if found.refusal is not None:
            raise found.refusal
        return None
    place = find_split(found.header, file=file.name)
    whole = read_text_table(file.path, found.header)
    rest = take_own(whole, place, school=None, owners=owners, header=found.header)
    return _Split(found.recognised.layout, whole, rest, place, found.refusal)


def _show_name(file: ArrivedFile, layout: Layout, make_mark: MakeMark) -> str:
    return get_shown_name(file.name, soort=layout.kind.soort.replace(" ", "-"), mark=make_mark(file.name))


def _recognise_for(schools: Sequence[School]) -> Callable[[Header], Recognised]:
    """A header as the first of the schools would read it that can."""
    ways = tuple(dict.fromkeys((school.lvs, tuple(school.kolommen.items())) for school in schools))

    def look(header: Header) -> Recognised:
        refusal: DeliveryRefused | None = None
        for lvs, columns in ways:
            try:
                return recognise(header, lvs=lvs, own_columns=dict(columns))
            except DeliveryRefused as found:
                refusal = found
        raise refusal or DeliveryRefused("", reason="niet_herkend")

    return look


def _tell(split: _Split, shown: str) -> list[Finding]:
    """How many rows; a name of a place is free text, and only what looks like a BRIN is shown."""
    if not split.bad:
        return []
    cells = split.rest.frame[str(split.place)]
    values = sorted({cell.strip() for cell in cells.unique().to_list() if _BRIN.fullmatch(cell.strip())})
    told = f" Onder meer: {', '.join(values[:_MOST_SHOWN])}." if values else ""
    words = count_words(split.bad, "regel", "regels")
    return [make_finding(SWVMAP, "locatie_onbekend", bestand=shown, aantal=split.bad, regels=words, waarden=told)]
