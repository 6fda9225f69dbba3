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
from pipelines.intake.readers.table import Header
from pipelines.intake.readers.text_table import get_content_kind, read_text_table
from pipelines.intake.recognition import Recognised, recognise
from pipelines.intake.shared_list import find_split, make_owners, take_own
from pipelines.settings import School
from schemas.exports.base import SWVMAP
from schemas.findings import Finding, make_finding
from schemas.tables import RAW_BESTAND

# A BRIN, with or without its vestiging, is no free text.
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}(?:[0-9]{2})?")
_MOST_SHOWN = 10


@dataclass(frozen=True)
class Rest:
    """Of each list with rows that no school has its balance (a row of `raw_bestand`), and what is told of it."""

    balances: tuple[tuple, ...]
    findings: tuple[Finding, ...]


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
    if get_content_kind(file.path) in ("json", "xml"):
        return None
    found = find_table(file.path, recognise_header=_recognise_for(schools), file=file.name)
    if found.header is None or found.recognised is None:
        return None
    place = find_split(found.header, file=file.name)
    table = take_own(read_text_table(file.path, found.header), place, school=None, owners=owners, header=found.header)
    if not table.rows_read:
        return None
    layout = found.recognised.layout
    shown = get_shown_name(file.name, soort=layout.kind.soort.replace(" ", "-"), mark=make_mark(file.name))
    bad = table.frame.height + len(table.faults)
    balance = (
        nr,
        shown,
        look_at_file(file).sha256,
        layout.kind.soort,
        layout.name,
        table.rows_read,
        bad,
        table.blank_rows,
    )
    return balance, [_tell(table.frame[str(place)], shown, bad)] if bad else []


def _recognise_for(schools: Sequence[School]) -> Callable[[Header], Recognised]:
    """A header as any of the schools would read it."""

    def look(header: Header) -> Recognised:
        refusal: DeliveryRefused | None = None
        for lvs, columns in {(school.lvs, tuple(school.kolommen.items())) for school in schools}:
            try:
                return recognise(header, lvs=lvs, own_columns=dict(columns))
            except DeliveryRefused as found:
                refusal = found
        raise refusal or DeliveryRefused("", reason="niet_herkend")

    return look


def _tell(cells: pl.Series, shown: str, rows: int) -> Finding:
    """How many rows; a name of a place is free text, and only what looks like a BRIN is shown."""
    values = sorted({cell.strip() for cell in cells.unique().to_list() if _BRIN.fullmatch(cell.strip())})
    told = f" Onder meer: {', '.join(values[:_MOST_SHOWN])}." if values else ""
    words = f"{rows} {'regel' if rows == 1 else 'regels'}"
    return make_finding(SWVMAP, "locatie_onbekend", bestand=shown, aantal=rows, regels=words, waarden=told)
