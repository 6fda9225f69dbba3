"""Why a count is not that of the previous peildatum: what it was, who came and went by each cause, what it is.

A part is shown only where no other count of the page has to be hidden for it; what is not shown stands in the rest,
which is made of what is printed alone. What ties the parts of the tiers to each other, and to the table of movement,
stands in `bridge_tiers`.
"""

from collections.abc import Iterator, Sequence

from reports.context.difference import (
    LEERLINGEN,
    OVERIG,
    SCHOLEN,
    STAPPEN,
    CountBridge,
    Part,
)
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, count_cell
from reports.swv.chapters.book import TOTAL, Book
from reports.swv.chapters.bridge_tiers import add_without_tier, tie_places
from reports.swv.chapters.bridged import (
    COUNTS,
    IN,
    OUT,
    PUPILS,
    WITHOUT,
    BridgedCount,
    find_was,
    hide,
    list_steps,
    take,
)
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, CountChange, QuarterBridge, SwvReport
from reports.words import wording
from reports.words.difference_words import name_step

_NOT_TOLD = "niet te zeggen"


def add_cells(book: Book, report: SwvReport) -> None:
    """Of each count what it was, and for each step who comes and who goes; the schools of a sector by themselves.

    A reader of the sectors knows what each was and is, so each has its own counts of every step, which stand nowhere.
    """
    bridge = report.verschil
    if bridge is None:
        return
    if WITHOUT.telling in bridge.tellingen:
        add_without_tier(book, bridge.tellingen[WITHOUT.telling])
    for count in COUNTS:
        if count.telling in bridge.tellingen:
            _add_count(book, bridge, count, bridge.tellingen[count.telling])
    if PUPILS in bridge.tellingen:
        tie_places(book, bridge)


def _add_count(book: Book, bridge: QuarterBridge, count: BridgedCount, change: CountChange) -> None:
    was = sum(sector.van for sector in change.sectoren.values())
    told = book.cellen.get(count.as_moved)
    # Where a tier was counted from is a row of the table of movement: that is the one cell of it.
    if told is None or told.getal != was:
        book.add(count.was, was, was=count.then, since=True, explains=True)
    for step in bridge.stappen:
        for way in (IN, OUT):
            parts = (take(sector, step, way) for sector in change.sectoren.values())
            book.add(count.name_part(step, way), sum(parts), since=True, explains=True)
    for sector, found in change.sectoren.items():
        _add_sector(book, bridge, count, sector, found)
    _join_sectors(book, bridge, count, list(change.sectoren))
    if count.known:
        _add_known(book, bridge, count, change)
    _add_within_movement(book, count)


def _add_sector(book: Book, bridge: QuarterBridge, count: BridgedCount, sector: str, found: CountBridge) -> None:
    """From what it was over each step to what it is: who goes and who stays, and then who stays and who comes.

    What cannot be is no count: the steps before that of the schools are about those of then, those after it about those
    of both times.
    """
    key = f"{count.key}/sector/{sector}"
    then = count.name_sector(sector) if bridge.zelfde_sectoren and count.then else ""
    at = hide(book, f"{key}/was", found.van, was=then) if sector in bridge.toen else ""
    number, steps, now = found.van, list_steps(bridge, count), count.name_sector(sector)
    last = _find_last_step(bridge, steps, sector)
    if not last and now in book.cellen:
        book.add_sum(now, (at,) if at else ())
    for step in steps:
        came, gone = take(found, step, IN), take(found, step, OUT)
        ways = _list_ways(bridge, sector, step)
        if not ways:
            continue
        stays = step != SCHOLEN or sector in bridge.beide
        left = [hide(book, f"{key}/{step}/blijft", number - gone)] if stays else []
        goes = [hide(book, f"{key}/{step}/{OUT}", gone)] if OUT in ways else []
        comes = [hide(book, f"{key}/{step}/{IN}", came)] if IN in ways else []
        if at:
            book.add_sum(at, (*goes, *left))
        number += came - gone
        if step == last and now in book.cellen:
            book.add_sum(now, (*left, *comes))
        elif step != last:
            at = hide(book, f"{key}/{step}/stand", number)
            book.add_sum(at, (*left, *comes))


def _list_ways(bridge: QuarterBridge, sector: str, step: str) -> frozenset[str]:
    """Which ways a step can go in a sector; none where it cannot be."""
    if step == SCHOLEN:
        found = ((IN, bridge.nieuw), (OUT, bridge.weg))
        return frozenset(way for way, sectors in found if sector in sectors)
    there = bridge.toen if STAPPEN.index(step) < STAPPEN.index(SCHOLEN) else bridge.beide
    return frozenset((IN, OUT)) if sector in there else frozenset()


def _find_last_step(bridge: QuarterBridge, steps: Sequence[str], sector: str) -> str:
    """Empty where nothing can happen in a sector."""
    return next((step for step in reversed(steps) if _list_ways(bridge, sector, step)), "")


def _join_sectors(book: Book, bridge: QuarterBridge, count: BridgedCount, sectors: Sequence[str]) -> None:
    """What all were, and each step of all, is the sum over the sectors; a sector without one has none."""
    for tail in ("was", *(f"{step}/{way}" for step in bridge.stappen for way in (IN, OUT))):
        parts = [count.name_of_sector(sector, tail) for sector in sectors]
        total = find_was(book.cellen, count) if tail == "was" else f"{count.key}/{tail}"
        book.add_sum(total, [part for part in parts if part in book.cellen])


def _add_known(book: Book, bridge: QuarterBridge, count: BridgedCount, change: CountChange) -> None:
    """The cases of the Inspectie keep their number: who has both lists counts which are new, and which are gone."""
    for way, number in ((IN, change.erbij), (OUT, change.eraf)):
        steps = [count.name_part(step, way) for step in bridge.stappen]
        total = hide(book, f"{count.key}/{way}", sum(book.cellen[step].getal for step in steps))
        book.add_sum(total, steps)
        known = book.add(f"{count.key}/{way}/gevallen", number, public=False, known=True, since=True, explains=True)
        back = f"{count.key}/heen_en_weer"
        if back not in book.cellen:
            hide(book, back, book.cellen[total].getal - number)
        book.add_sum(total, (known, back))


def _add_within_movement(book: Book, count: BridgedCount) -> None:
    """Who comes or goes as a pupil, or with its school, is among those who do so in the table of movement."""
    if f"beweging/{NEW}" not in book.cellen or count.is_place:
        return
    here, gone = f"beweging/{NEW}", f"beweging/{TOTAL}/{GONE}"
    now, then = f"beweging/{SCHOOL_OUT}", f"beweging/{TOTAL}/{SCHOOL_OUT}"
    came, went = (count.name_part(LEERLINGEN, way) for way in (IN, OUT))
    _set_within(book, (now,), (count.name_part(SCHOLEN, IN),))
    _set_within(book, (then,), (count.name_part(SCHOLEN, OUT),))
    # Who still counts at the school that it left may come where pupils go: then both together are within both.
    fits = [_set_within(book, wholes, (part,)) for wholes, part in (((here, now), came), ((gone, then), went))]
    if not all(fits):
        _set_within(book, (here, gone, now, then), (came, went))


def _set_within(book: Book, wholes: Sequence[str], parts: Sequence[str]) -> bool:
    """All pupils of the parts are among those of the wholes together; False, and no sum, where they cannot be."""
    rest = sum(book.cellen[whole].getal for whole in wholes) - sum(book.cellen[part].getal for part in parts)
    if rest < 0:
        return False
    name = f"{parts[0]}/binnen/{len(wholes)}"
    total = wholes[0]
    if len(wholes) > 1:
        total = hide(book, name, sum(book.cellen[whole].getal for whole in wholes))
        book.add_sum(total, wholes)
    book.add_sum(total, (*parts, hide(book, f"{name}/buiten", rest)))
    return True


# --- what is printed ------------------------------------------------------------------------------------------------


def make_tables(view: View) -> Iterator[PublicTable]:
    """A table of each count, from what it was to what it is."""
    bridge = view.report.verschil
    if bridge is None:
        return
    for count in COUNTS:
        if count.telling in bridge.tellingen:
            yield _make_table(view, count, bridge)
        elif stood_then(view, count, bridge):
            yield _make_short_table(view, count, bridge)


def stood_then(view: View, count: BridgedCount, bridge: QuarterBridge) -> bool:
    """Whether both pages have the count: what it was can be told without its causes. Who has no tier is counted for
    those alone.
    """
    return count.whole in view.shown and count.whole in view.earlier.get(bridge.vorige, {})


def name_table(count: BridgedCount) -> str:
    return f"verschil-{count.telling}"


def _make_table(view: View, count: BridgedCount, bridge: QuarterBridge) -> PublicTable:
    printed = print_bridge(view, count, bridge)
    rest = printed.delen.get(OVERIG, Part()) if printed else None
    told = (
        (PublicCell(_NOT_TOLD), PublicCell(_NOT_TOLD))
        if rest is None
        else (PublicCell(wording.number(rest.erbij)), PublicCell(wording.number(rest.eraf)))
    )
    steps = (
        PublicRow(name_step(step), tuple(view.count(count.name_part(step, way)) for way in (IN, OUT)))
        for step in bridge.stappen
    )
    none = PublicCell("–")
    was, now = _name_ends(view, bridge)
    rows = (
        PublicRow(f"Was op {was}", (view.count(find_was(view.shown, count)), none)),
        *steps,
        PublicRow(f"{name_step(OVERIG)}, samen, en afronding", told),
        PublicRow(f"Is op {now}", (view.count(count.whole), none)),
    )
    origin = Origin(
        "wat toen uitkwam, opnieuw geteld met steeds één soort gegevens van nu",
        "elke leerling die toen of nu telt, op school en code",
        "Wat het was, met wat erbij komt en zonder wat eraf gaat, is wat het is. Wat een oorzaak bij weinig leerlingen "
        "doet, is niet te tonen en staat bij de overige oorzaken.",
    )
    text = TableText(f"{count.kop}: van {was} naar {now}", "Oorzaak", origin)
    return view.make_table(name_table(count), text, (("Erbij", ""), ("Eraf", "")), rows)


def _make_short_table(view: View, count: BridgedCount, bridge: QuarterBridge) -> PublicTable:
    """What it was as it came out then, and what it is."""
    was, now = _name_ends(view, bridge)
    then = count_cell(view.earlier[bridge.vorige][count.whole], "", None)
    rows = (PublicRow(f"Op {was}", (then,)), PublicRow(f"Op {now}", (view.count(count.whole),)))
    origin = Origin("wat toen uitkwam, en de tabellen van nu", "alle scholen", "Het aantal toen en het aantal nu.")
    text = TableText(f"{count.kop}: {was} en {now}", "Peildatum", origin)
    return view.make_table(name_table(count), text, (("Leerlingen", ""),), rows)


def _name_ends(view: View, bridge: QuarterBridge) -> tuple[str, str]:
    return wording.short_date(bridge.vorige), wording.short_date(view.report.kop.peildatum)


def print_bridge(view: View, count: BridgedCount, bridge: QuarterBridge) -> CountBridge | None:
    """The bridge as it is printed: the parts that are shown, and the rest, so that it adds up; None without its ends.

    It is made of printed numbers alone, so it tells no more than these do.
    """
    was, now = view.shown[find_was(view.shown, count)].getal, view.shown[count.whole].getal
    if was is None or now is None:
        return None
    parts = {
        step: Part(*(view.shown[count.name_part(step, way)].getal or 0 for way in (IN, OUT))) for step in bridge.stappen
    }
    rest = now - was - sum(part.netto for part in parts.values())
    parts[OVERIG] = Part(max(rest, 0), max(-rest, 0))
    return CountBridge(count.telling, was, now, {step: part for step, part in parts.items() if part != Part()})
