"""What of the lists for several schools no school has: counted, told, and read by nobody (formats 14)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.arrival import ArrivedFile, MakeMark, list_delivery, look_at_file, make_ignored_findings
from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery_file import UNKNOWN_KIND
from pipelines.intake.guards import get_shown_name
from pipelines.intake.header_search import find_table
from pipelines.intake.mapping.fitting import find_file
from pipelines.intake.readers.table import Header, TextTable, make_refusal
from pipelines.intake.readers.text_table import get_content_kind, read_text_table
from pipelines.intake.recognition import Recognised, recognise
from pipelines.intake.shared_list import find_split, make_owners, take_own
from pipelines.settings import School
from schemas.exports.base import SWVMAP, Layout
from schemas.findings import Finding, count_words, make_finding
from schemas.tables import RAW_BESTAND

# Id of a school -> how names are marked there: by its marks a school's mapping knows the header it is of.
MarkOf = Callable[[str], MakeMark]
# A BRIN, with or without its vestiging, is no free text.
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}(?:[0-9]{2})?")
_MOST_SHOWN = 10


@dataclass(frozen=True)
class Rest:
    """Of each list with rows that no school has its balance (a row of `raw_bestand`), and what is told of it.

    Told too: what lies beside the lists and is not read, such as a download that was broken off.
    """

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
    """A list that can be split: its layout, its rows, and those that no school has, by the column at `place`.

    `refusal`: why no school can read it; then it may have no layout.
    """

    layout: Layout | None
    whole: TextTable
    rest: TextTable
    place: int
    refusal: DeliveryRefused | None

    @property
    def bad(self) -> int:
        return self.rest.frame.height + len(self.rest.faults)


@dataclass(frozen=True)
class _ListReader:
    """A header of a list as the first of the schools would read it that can, by its settings and its mapping."""

    schools: Sequence[School]
    mark_of: MarkOf

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Names that any of them gives columns in swv.toml."""
        return tuple(own for school in self.schools for own in school.kolommen)

    def is_mapped(self, header: Header) -> bool:
        """Whether any of them said what the columns of this header are."""
        return any(find_file(school.koppeling, header, self.mark_of(school.id)) for school in self.schools)

    def recognise(self, header: Header) -> Recognised:
        """DeliveryRefused of the last where none can."""
        refusal: DeliveryRefused | None = None
        tried = []
        for school in self.schools:
            mapped, columns = find_file(school.koppeling, header, self.mark_of(school.id)) or (None, {})
            way = (school.lvs, {**school.kolommen, **columns}, mapped.als if mapped else "")
            if way in tried:
                continue
            tried.append(way)
            try:
                return recognise(header, lvs=way[0], own_columns=way[1], only=way[2])
            except DeliveryRefused as found:
                refusal = found
        raise refusal or DeliveryRefused("", reason="niet_herkend")


def look_at_lists(folder: Path, schools: Sequence[School], *, make_mark: MakeMark, mark_of: MarkOf) -> list[SharedFile]:
    """Every list of the folder by itself, in order of names; DeliveryRefused for a folder that cannot be listed."""
    if not folder.exists():
        return []
    owners = make_owners(schools)
    reader = _ListReader(schools, mark_of)
    return [_look(file, owners, reader=reader, make_mark=make_mark) for file in list_delivery(folder).files]


def tell_leftovers(folder: Path, *, make_mark: MakeMark) -> list[Finding]:
    """What lies in the folder and is not read; DeliveryRefused for a folder that cannot be listed."""
    return make_ignored_findings(list_delivery(folder), school=SWVMAP, make_mark=make_mark) if folder.exists() else []


def read_rest(folder: Path, schools: Sequence[School], *, make_mark: MakeMark, mark_of: MarkOf, first: int = 0) -> Rest:
    """Count what no school has; why a list cannot be read is told at the schools. `first`: the number of a file."""
    if not folder.exists():
        return Rest((), ())
    try:
        files, findings = list_delivery(folder).files, tell_leftovers(folder, make_mark=make_mark)
    except DeliveryRefused:
        return Rest((), ())
    owners, reader = make_owners(schools), _ListReader(schools, mark_of)
    balances: list[tuple] = []
    for file in files:
        try:
            nr = first + len(balances)
            found = _read(file, owners, reader=reader, make_mark=make_mark, nr=nr)
        except DeliveryRefused:
            continue
        if found is not None:
            balances.append(found[0])
            findings += found[1]
    return Rest(tuple(balances), tuple(findings))


def add_rest(delivery: Delivery, rest: Rest) -> Delivery:
    """The lists of the SWV, with what of the shared ones is of no school."""
    if not (rest.balances or rest.findings):
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
    file: ArrivedFile, owners: dict[str, str], *, reader: _ListReader, make_mark: MakeMark, nr: int
) -> tuple[tuple, list[Finding]] | None:
    split = _split(file, reader, owners)
    if split is None or not split.rest.rows_read:
        return None
    layout, rest = split.layout, split.rest
    shown = _show_name(file, layout, make_mark)
    sha256 = look_at_file(file).sha256
    soort, name = (layout.kind.soort, layout.name) if layout is not None else (UNKNOWN_KIND, "")
    balance = (nr, shown, sha256, soort, name, rest.rows_read, split.bad, rest.blank_rows)
    return balance, _tell(split, shown)


def _look(file: ArrivedFile, owners: dict[str, str], *, reader: _ListReader, make_mark: MakeMark) -> SharedFile:
    sha256 = ""
    try:
        sha256 = look_at_file(file).sha256
        split = _split(file, reader, owners)
        if split is None:
            raise make_refusal("samen_zonder_kolom", file=file.name)
        if split.refusal is not None:
            raise split.refusal
    except DeliveryRefused as refusal:
        return SharedFile(sha256, refused=str(refusal))
    findings = _tell(split, _show_name(file, split.layout, make_mark))
    name = split.layout.name if split.layout is not None else ""
    return SharedFile(sha256, name, split.whole.rows_read, split.bad, findings=tuple(findings))


def _split(file: ArrivedFile, reader: _ListReader, owners: dict[str, str]) -> _Split | None:
    """None for what has no columns; DeliveryRefused for a table that cannot be split.

    One that no school can read is split all the same: what no school has would be told at none.
    """
    if get_content_kind(file.path) in ("json", "xml"):
        return None
    found = find_table(
        file.path,
        recognise_header=reader.recognise,
        own_columns=reader.own_columns,
        is_mapped=reader.is_mapped,
        file=file.name,
    )
    if found.refusal is not None and (found.header is None or found.refusal.reason == "bsn_kolom"):
        raise found.refusal
    if found.header is None:
        return None
    try:
        place = find_split(found.header, file=file.name)
    except DeliveryRefused as refusal:
        raise found.refusal or refusal from None
    whole = read_text_table(file.path, found.header)
    rest = take_own(whole, place, school=None, owners=owners, header=found.header)
    layout = found.recognised.layout if found.recognised is not None else None
    return _Split(layout, whole, rest, place, found.refusal)


def _show_name(file: ArrivedFile, layout: Layout | None, make_mark: MakeMark) -> str:
    soort = layout.kind.soort.replace(" ", "-") if layout is not None else "bestand"
    return get_shown_name(file.name, soort=soort, mark=make_mark(file.name))


def _tell(split: _Split, shown: str) -> list[Finding]:
    """How many rows; a name of a place is free text, and only what looks like a BRIN is shown."""
    if not split.bad:
        return []
    cells = split.rest.frame[str(split.place)]
    values = sorted({cell.strip() for cell in cells.unique().to_list() if _BRIN.fullmatch(cell.strip())})
    told = f" Onder meer: {', '.join(values[:_MOST_SHOWN])}." if values else ""
    words = count_words(split.bad, "regel", "regels")
    return [make_finding(SWVMAP, "locatie_onbekend", bestand=shown, aantal=split.bad, regels=words, waarden=told)]
