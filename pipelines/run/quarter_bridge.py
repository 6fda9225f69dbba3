"""What leads from the peildatum before to a run on the page without pupils: its counts, and the marks of its pupils."""

from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.contexts.outcome import QuarterSplit
from pipelines.run.difference import bridge_unit
from pipelines.settings import Settings
from reports.context.difference import STAPPEN
from reports.swv.chapters.bridged import COUNTS
from reports.swv.quarter import CountChange, QuarterBridge

_TOLD = [count.telling for count in COUNTS]


def make_quarter_bridge(split: QuarterSplit, settings: Settings) -> QuarterBridge:
    """The exact parts of each count that the page explains, by sector."""
    sectors = {school.id: school.sector for school in settings.scholen}
    schools = {school: sectors.get(school, split.sectors.get(school, "")) for school in split.then | split.now}
    rows = split.rows.with_columns(sector=pl.col("school").replace_strict(schools, default=""))
    return QuarterBridge(
        vorige=split.peildatum,
        tellingen={telling: _count_change(rows, telling, sorted({*schools.values()})) for telling in _TOLD},
        beide=_list_sectors(schools, split.then & split.now),
        weg=_list_sectors(schools, split.then - split.now),
        nieuw=_list_sectors(schools, split.now - split.then),
        gesplitst=split.whole,
        zelfde_sectoren=all(split.sectors.get(school) == schools[school] for school in split.then),
    )


def _list_sectors(sectors: Mapping[str, str], schools: frozenset[str]) -> frozenset[str]:
    return frozenset(sectors[school] for school in schools)


def _count_change(rows: pl.DataFrame, telling: str, sectors: list[str]) -> CountChange:
    own = rows.filter(pl.col("telling") == telling)
    grown = own.select(netto=pl.col("naar") - pl.col("van"))["netto"]
    return CountChange(
        {
            sector: bridge_unit(own.filter(pl.col("sector") == sector), school="", name=sector).tellingen[telling]
            for sector in sectors
        },
        erbij=int(grown.filter(grown > 0).sum()),
        eraf=-int(grown.filter(grown < 0).sum()),
    )


def list_pupil_steps(split: QuarterSplit) -> Iterator[tuple[str, str, str]]:
    """School, pupil and all that the counts of the page are made from of it, of every pupil of then and of now."""
    told = pl.concat_str(
        "telling", *(pl.col(name).cast(pl.String) for name in ("van", "naar", *STAPPEN)), separator=","
    )
    steps = (
        split.rows.sort("school", "leerling", "telling")
        .group_by("school", "leerling", maintain_order=True)
        .agg(tekst=told.filter(pl.col("telling").is_in(_TOLD)).str.join(";"))
    )
    for school, pupil, text in steps.iter_rows():
        yield school, pupil, f"{split.peildatum.isoformat()}|{text}"
