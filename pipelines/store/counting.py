"""From checked deliveries to classified tables in a store: the one way to count, for a run and for each command.

Load, make the references, build, look at the calendar, check. The marts that only pages read are built when they are
read (`read_marts`, `read_mart`): nothing is built that nobody asks for.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.calendar import Coverage, tell_missing
from pipelines.errors import WrongUse
from pipelines.store.models import list_marts, read_checks, read_models, read_sources
from pipelines.store.store import Store
from schemas.tables import RAW_TABLES

Frames = Mapping[str, pl.DataFrame]
# Each lesson day that is counted; the calendar has to reach over them.
_DAYS = "win_schooldag"


@dataclass(frozen=True)
class Part:
    """The schools to count, by number, where the rows of the others stand. `beside`: those they are counted with."""

    counted: frozenset[int]
    beside: frozenset[int]


def count(
    store: Store,
    deliveries: Mapping[int, Frames],
    references: Frames,
    *,
    marts: Iterable[str],
    coverage: Coverage,
    part: Part | None = None,
) -> None:
    """Load the frames of `deliveries` (by number of the school) and `references`, build `marts` and check the data.

    `part`: count these schools alone, and take over what stands of the others. A data check runs when all that it
    reads is there. WrongUse (2) on lesson days that the calendar does not cover, DataCheckFailed (13) when a check
    finds rows.
    """
    for number, frames in deliveries.items():
        store.load_delivery(number, frames)
    for name, frame in references.items():
        store.load_reference(name, frame)
    models = read_models({*marts, _DAYS})
    checks = _list_checks({*models, *references, *(table.name for table in RAW_TABLES)})
    if part is not None:
        store.take_over(models, counted=part.counted, beside=part.beside)
    store.build(models, asked=list_standing(marts) & models.keys(), last=True, checks=checks)
    _refuse_days_without_calendar(store, coverage)
    store.check(checks)


def list_standing(marts: Iterable[str]) -> set[str]:
    """What stands in a store of which these marts are asked: with them what is looked at once they are made."""
    return {*marts, _DAYS, *list_checked()}


def _list_checks(there: Set[str]) -> dict[str, str]:
    """The data checks that read nothing else than is there."""
    return {name: sql for name, sql in read_checks().items() if read_sources(sql) <= there}


def list_checked() -> tuple[str, ...]:
    """Every model that a data check reads: with these built, all checks run."""
    read = {name for sql in read_checks().values() for name in read_sources(sql)}
    return tuple(sorted(name for name in read if not name.startswith(("raw_", "ref_"))))


def read_marts(store: Store, *folders: str) -> dict[str, pl.DataFrame]:
    """The marts of these folders by name, built where they are not there yet."""
    names = list_marts(*folders)
    store.build(read_models(names), asked=names)
    return store.read_all(names)


def read_mart(store: Store, name: str, *, order_by: tuple[str, ...] = ()) -> pl.DataFrame:
    """One mart, built where it is not there yet; in order of `order_by`, else of all its columns."""
    store.build(read_models((name,)), asked=(name,))
    return store.read(name, order_by=order_by)


def _refuse_days_without_calendar(store: Store, coverage: Coverage) -> None:
    """Slots outside the calendar are refused (exit code 2): holidays there would count as school days."""
    days: list[date] = store.read(_DAYS)["datum"].unique().to_list()
    if days and not (coverage.van <= min(days) and max(days) <= coverage.tot):
        outside = max(days) if max(days) > coverage.tot else min(days)
        raise WrongUse(
            f"Voor deze aanlevering zijn lesdagen nodig van {min(days):%d-%m-%Y} t/m {max(days):%d-%m-%Y}, maar de "
            f"vakantiegegevens lopen van {coverage.van:%d-%m-%Y} t/m {coverage.tot:%d-%m-%Y}. "
            f"{tell_missing(coverage, outside)} Staat er een verkeerde datum in een aanlevering? Verbeter die dan."
        )
