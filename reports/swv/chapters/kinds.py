"""The kinds of absence, as shares of their group and of lesson time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.context.counts import Contribution
from reports.release.address import AANDEEL, Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.release.time_share import find_step
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import KindMinutes
from reports.words import wording

_TEXT = TableText(
    "Soorten afwezigheid",
    "Soort",
    Origin(
        "mart_swv_soort",
        "alle scholen samen; soorten met weinig leerlingen staan samen",
        "Minuten van de soort gedeeld door alle minuten van de groep, en door de geplande minuten.",
    ),
)

# Of each group the part of lesson time that its kinds add up to.
_PARTS = {"ga": "geoorloofd", "oa": "ongeoorloofd"}


def make_tables(view: View) -> Iterator[PublicTable]:
    """Authorised kinds, then unauthorised ones."""
    rows: list[PublicRow] = []
    for group in ("ga", "oa"):
        kinds = [kind for kind in view.report.soorten if kind.groep == group]
        if kinds:
            rows.append(PublicRow(f"{wording.GROUP_WORDS[group].capitalize()} afwezig"))
            rows += _kind_rows(view, kinds)
    yield view.make_table(
        "soorten",
        _TEXT,
        (("Deel van deze groep", ""), ("Van de lestijd", "")),
        tuple(rows),
    )


def _kind_rows(view: View, kinds: Sequence[KindMinutes]) -> list[PublicRow]:
    """A kind of few pupils joins other kinds, smallest first, until it is not shown, and not by subtraction either."""
    spread = view.spread_of(view.whole)
    group = replace(
        spread.get(_PARTS[kinds[0].groep], Contribution()), minuten=sum(kind.bijdrage.minuten for kind in kinds)
    )
    planned = spread.get("gepland", Contribution())
    joined, untold = _join_few(view, kinds), _PARTS[kinds[0].groep] in view.find_untold(view.whole)
    if untold or find_step(group) is None or (joined and not view.is_covered(_add_up(joined))):
        return [PublicRow("alle soorten", (PublicCell(wording.NOT_SHOWN), PublicCell(wording.NOT_SHOWN)))]
    rows = [
        _kind_row(wording.KIND_WORDS[kind.soort], [kind], group, planned)
        for kind in sorted(kinds, key=lambda kind: (-kind.bijdrage.minuten, kind.soort))
        if kind not in joined
    ]
    if joined:
        names = wording.listing([wording.KIND_WORDS[kind.soort].lower() for kind in joined])
        rows.append(_kind_row(f"Samen: {names}", joined, group, planned))
    return rows


def _join_few(view: View, kinds: Sequence[KindMinutes]) -> list[KindMinutes]:
    """The kinds that are told together; none where each can be told by itself."""
    joined = [kind for kind in kinds if not view.is_covered(kind.bijdrage)]
    others = sorted(
        (kind for kind in kinds if kind not in joined), key=lambda kind: (kind.bijdrage.leerlingen, kind.soort)
    )
    while joined and others and (len(joined) == 1 or not view.is_covered(_add_up(joined))):
        joined.append(others.pop(0))
    return joined


def _add_up(kinds: Sequence[KindMinutes]) -> Contribution:
    """Of kinds that may share pupils: no fewer pupils, and no smaller ones, than it says."""
    parts = [kind.bijdrage for kind in kinds]
    return Contribution(
        minuten=sum(part.minuten for part in parts),
        leerlingen=max(part.leerlingen for part in parts),
        grootste=sum(part.grootste for part in parts),
        tweede=sum(part.tweede for part in parts),
    )


def _kind_row(label: str, kinds: Sequence[KindMinutes], group: Contribution, planned: Contribution) -> PublicRow:
    minutes = sum(kind.bijdrage.minuten for kind in kinds)
    names = "|".join(kind.soort for kind in kinds)
    return PublicRow(
        label,
        (
            text_cell(
                _write_share(minutes, group),
                Address("swv_soort", AANDEEL, "minuten", (("groep", kinds[0].groep), ("soort", names))),
            ),
            text_cell(_write_share(minutes, planned)),
        ),
    )


def _write_share(minutes: int, whole: Contribution) -> str:
    step = find_step(whole)
    return wording.NOT_SHOWN if step is None else wording.percentage(minutes, whole.minuten, step)
