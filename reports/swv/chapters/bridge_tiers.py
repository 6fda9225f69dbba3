"""What ties the causes of the tiers: who leaves a tier comes in another one, or leaves, and all of it is movement too.

The parts of a tier stand in one table, where its pupils went in that of movement, and what each was and is in others.
Whoever reads them together knows that they are about the same pupils, so each such sum is written down. None of these
counts stands on a page.
"""

from collections.abc import Iterable, Sequence

from reports.context.difference import LEERLINGEN, SCHOLEN, STAPPEN
from reports.swv.chapters.book import TOTAL, Book
from reports.swv.chapters.bridged import (
    COUNTS,
    IN,
    OUT,
    PLACES,
    PUPILS,
    WITHOUT,
    WITHOUT_TIER,
    BridgedCount,
    find_count,
    find_was,
    hide,
    list_steps,
)
from reports.swv.chapters.movement import FROM_STATES, TO_STATES, list_ends
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.quarter import GONE, NEW, SCHOOL_OUT, CountChange, QuarterBridge

_WAYS = (IN, OUT)
# Before the schools: the same pupils, counted in another way.
_COUNTED_ANEW = STAPPEN[: STAPPEN.index(SCHOLEN)]


def add_without_tier(book: Book, change: CountChange) -> None:
    """Who has no tier, of all and of each sector: the page tells of whom it is open and of whom there is too little."""
    units = [(WITHOUT.whole, name_tiers(SWV), True)]
    units += [(WITHOUT.name_sector(sector), name_tiers(f"sector/{sector}"), False) for sector in change.sectoren]
    for name, key, is_public in units:
        parts = [f"{key}/{place}" for place in WITHOUT_TIER]
        if parts[0] in book.cellen:
            book.add(name, _sum(book, parts), public=is_public, explains=True)
            book.add_sum(name, parts)


def tie_places(book: Book, bridge: QuarterBridge) -> None:
    """All that a reader knows of pupils in their places beyond what each count tells by itself."""
    places = [find_count(telling) for telling in (*PLACES, PUPILS)]
    pupils = places[-1]
    book.add_sum(find_was(book.cellen, pupils), [find_was(book.cellen, place) for place in places[:-1]])
    for sector in bridge.tellingen[PUPILS].sectoren:
        _tie_sector(book, bridge, places, sector)
    _tie_cases(book, bridge, pupils)
    if f"beweging/{NEW}" in book.cellen:
        for place in places:
            _tie_movement(book, bridge, place)


def _sum(book: Book, names: Iterable[str]) -> int:
    return sum(book.cellen[name].getal for name in names)


# --- one step --------------------------------------------------------------------------------------------------------


def _tie_sector(book: Book, bridge: QuarterBridge, places: Sequence[BridgedCount], sector: str) -> None:
    was = [place.name_of_sector(sector, "was") for place in places]
    if was[-1] in book.cellen:
        book.add_sum(was[-1], was[:-1])
    for step in list_steps(bridge, places[-1]):
        parts = {
            (place.telling, way): name
            for place in places
            for way in _WAYS
            if (name := place.name_of_sector(sector, f"{step}/{way}")) in book.cellen
        }
        if parts:
            _tie_step(book, f"verschil/plaatsen/sector/{sector}/{step}", parts)


def _tie_step(book: Book, name: str, parts: dict[tuple[str, str], str]) -> None:
    """Whom a step moves: each comes in a place, or leaves; and leaves a place, or comes. Not in the place it left."""
    came, went = ([parts[place, way] for place in PLACES if (place, way) in parts] for way in _WAYS)
    new, gone = ([parts[PUPILS, way]] if (PUPILS, way) in parts else [] for way in _WAYS)
    moved = hide(book, name, _sum(book, (*came, *gone)))
    book.add_sum(moved, (*came, *gone))
    book.add_sum(moved, (*went, *new))
    if _sum(book, came) == _sum(book, new):
        # Who comes was nowhere, and who goes is nowhere.
        for total, listed in ((new, came), (gone, went)):
            if total:
                book.add_sum(total[0], listed)
        return
    for place in (*PLACES, PUPILS):
        own = [parts[place, way] for way in _WAYS if (place, way) in parts]
        others = hide(book, f"{name}/buiten/{place}", book.cellen[moved].getal - _sum(book, own))
        book.add_sum(moved, (*own, others))


def _tie_cases(book: Book, bridge: QuarterBridge, pupils: BridgedCount) -> None:
    """Who comes or goes as a thuiszitter because the pupil or its school does, is among the pupils who do."""
    for count in COUNTS:
        for step in (SCHOLEN, LEERLINGEN):
            for way in _WAYS if count.telling in bridge.tellingen and not count.is_place else ():
                whole, part = pupils.name_part(step, way), count.name_part(step, way)
                rest = book.cellen[whole].getal - book.cellen[part].getal
                # Who still counts at the school that it left may come where no pupil does.
                if rest >= 0:
                    book.add_sum(whole, (part, hide(book, f"{part}/{PUPILS}/buiten", rest)))


# --- the table of movement -------------------------------------------------------------------------------------------


class _Moves:
    """The cells of the table of movement that tell of one place, or of all pupils, in one direction.

    `inside`: of schools that were wholly measured both times; `new`: those of them that came or went; `loose`: of the
    other schools, where pupils of then and of now stand apart.
    """

    def __init__(self, place: BridgedCount, way: str) -> None:
        own = WITHOUT_TIER if place == WITHOUT else (place.telling,)
        if place.telling == PUPILS:
            self.new = [f"beweging/{NEW}" if way == IN else f"beweging/{TOTAL}/{GONE}"]
            self.loose = [f"beweging/{SCHOOL_OUT}" if way == IN else f"beweging/{TOTAL}/{SCHOOL_OUT}"]
            self.inside = self.new
            return
        others = [state for state in (FROM_STATES if way == IN else TO_STATES) if state not in own]

        def list_cells(states: Iterable[str]) -> list[str]:
            pairs = [(other, state) if way == IN else (state, other) for other in states for state in own]
            return [f"beweging/{start}/{end}" for start, end in pairs if end in list_ends(start)]

        self.new = list_cells([NEW if way == IN else GONE])
        self.loose = list_cells([SCHOOL_OUT])
        self.inside = list_cells(state for state in others if state != SCHOOL_OUT)


def _tie_movement(book: Book, bridge: QuarterBridge, place: BridgedCount) -> None:
    """Who was not in a place and is, came by some step; who came and went again is not in the table of movement."""
    steps, change, key = list_steps(bridge, place), bridge.tellingen[place.telling], place.key
    moves = {way: _Moves(place, way) for way in _WAYS}
    ends = {IN: change.erbij, OUT: change.eraf}
    parts = {way: [place.name_part(step, way) for step in steps] for way in _WAYS}
    back = {_sum(book, parts[way]) - ends[way] for way in _WAYS}
    apart = {way: ends[way] - _sum(book, moves[way].inside) for way in _WAYS}
    stays = {_sum(book, moves[way].loose) - apart[way] for way in _WAYS}
    all_followed = _are_all_followed(book)
    # Where the two were not counted from the same pupils, nothing is known of both.
    if len(back) > 1 or len(stays) > 1 or min(*back, *stays, *apart.values()) < 0:
        return
    if all_followed and any(apart.values()):
        return
    again = hide(book, f"{key}/heen_en_weer", back.pop())
    stay = "" if all_followed else hide(book, f"{key}/los/blijft", stays.pop())
    for way in _WAYS:
        net = hide(book, f"{key}/{way}", ends[way])
        every = hide(book, f"{key}/alle/{way}", _sum(book, parts[way]))
        book.add_sum(every, parts[way])
        book.add_sum(every, (net, again))
        if all_followed:
            book.add_sum(net, moves[way].inside)
            continue
        loose = hide(book, f"{key}/los/{way}", apart[way])
        whole = hide(book, f"{key}/los/{way}/samen", _sum(book, moves[way].loose))
        book.add_sum(net, (*moves[way].inside, loose))
        book.add_sum(whole, moves[way].loose)
        book.add_sum(whole, (loose, stay))
    for step in steps:
        _tie_again(book, place, [other for other in steps if other != step], again, step)
    _tie_comers(book, place, moves[IN])
    _tie_leavers(book, place, moves[OUT], [step for step in steps if step in _COUNTED_ANEW])


def _are_all_followed(book: Book) -> bool:
    """Whether every school was wholly measured both times, as the page says: then nobody is of another one."""
    return _sum(book, (f"beweging/{SCHOOL_OUT}", f"beweging/{TOTAL}/{SCHOOL_OUT}")) == 0


def _tie_again(book: Book, place: BridgedCount, others: Sequence[str], again: str, step: str) -> None:
    """Nobody comes and goes in one step: each who did both did one of them in another."""
    parts = [place.name_part(other, way) for other in others for way in _WAYS]
    rest = _sum(book, parts) - book.cellen[again].getal
    if rest >= 0:
        elsewhere = hide(book, f"{place.key}/{step}/elders", _sum(book, parts))
        book.add_sum(elsewhere, parts)
        book.add_sum(elsewhere, (again, hide(book, f"{place.key}/{step}/elders/ander", rest)))


def _tie_comers(book: Book, place: BridgedCount, moves: _Moves) -> None:
    """Who came as a pupil is new in the table of movement, or of a school that is not followed there."""
    _tie_ends(book, place, IN, moves)


def _tie_leavers(book: Book, place: BridgedCount, moves: _Moves, anew: Sequence[str]) -> None:
    """The same of who left; counted anew before, who leaves may do so from another place."""
    if not anew or place.telling == PUPILS:
        _tie_ends(book, place, OUT, moves)
        return
    key, left, went = place.key, place.name_part(LEERLINGEN, OUT), place.name_part(SCHOLEN, OUT)
    came_before, gone_before = ([place.name_part(step, way) for step in anew] for way in _WAYS)
    for name, wholes, parts in (
        ("eerder", (left, *gone_before), moves.new),
        ("later", (*moves.new, *moves.loose, *came_before), (left, went)),
    ):
        rest = _sum(book, wholes) - _sum(book, parts)
        if rest >= 0:
            total = hide(book, f"{key}/weg/{name}", _sum(book, wholes))
            book.add_sum(total, wholes)
            book.add_sum(total, (*parts, hide(book, f"{key}/weg/{name}/buiten", rest)))


def _tie_ends(book: Book, place: BridgedCount, way: str, moves: _Moves) -> None:
    by_pupil, by_school = (place.name_part(step, way) for step in (LEERLINGEN, SCHOLEN))
    loose = book.cellen[by_pupil].getal - _sum(book, moves.new)
    if _are_all_followed(book):
        if not loose:
            book.add_sum(by_pupil, moves.new)
        return
    rest = _sum(book, moves.loose) - loose - book.cellen[by_school].getal
    if loose >= 0 and rest >= 0:
        name = f"{place.key}/{LEERLINGEN}/{way}/los"
        book.add_sum(by_pupil, (*moves.new, hide(book, name, loose)))
        book.add_sum(f"{place.key}/los/{way}/samen", (name, by_school, hide(book, f"{name}/ander", rest)))
