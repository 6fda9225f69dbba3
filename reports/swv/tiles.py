"""The first screen of the SWV page: four tiles, one bar of the tiers, and how each of its figures changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from reports.context.measured import MeasuredSchool
from reports.context.shown import Shown
from reports.release.address import AANTAL, FIGURES, WAARDE, Address, make_address, name_earlier
from reports.release.public_table import PublicCell
from reports.swv.chapters import four_weeks, lists, statuses
from reports.swv.chapters.likeness import (
    BRIEFLY,
    FEW,
    TIERS,
    Basis,
    Change,
    Sentence,
    compare_attendance,
    compare_count,
    compare_tier,
    tell_together,
)
from reports.swv.chapters.tiers import make_bar
from reports.swv.chapters.units import SWV, name_tiers
from reports.swv.chapters.view import PUPILS, View, filter_tier
from reports.words import wording
from reports.words.measured import list_shortcomings

THUISZITTERS = f"status/{SWV}/thuiszitters"
_TIER_3 = f"{name_tiers(SWV)}/tier_3"


@dataclass(frozen=True)
class Tile:
    """One figure of the first screen: its name, the number, what it means and how it was before."""

    naam: str
    cel: PublicCell
    uitleg: tuple[str, ...]
    eerder: tuple[Sentence, ...]
    anker: str


@dataclass(frozen=True)
class TierPart:
    """One tier of the bar: its key, the share and the number of pupils."""

    tier: str
    aandeel: str
    aantal: PublicCell


@dataclass(frozen=True)
class TierBar:
    """The tiers of the pupils who have one."""

    balk: Markup
    delen: tuple[TierPart, ...]


@dataclass(frozen=True)
class Moved:
    """How one figure changed, in sentences: since a year ago, then since the last peildatum."""

    naam: str
    zinnen: tuple[Sentence, ...]


def make_tiles(view: View) -> tuple[Tile, ...]:
    """Present, often absent, at home, measured."""
    pupils = name_tiers(SWV)
    return (
        Tile(
            "Aanwezig",
            view.attendance(view.whole),
            (f"van de geplande lestijd van {wording.shown(view.shown[pupils])} leerlingen",),
            tell_together((change, "") for change in list_attendance(view)),
            "aanwezigheid",
        ),
        _often_absent(view),
        _at_home(view),
        _measured(view),
    )


def _often_absent(view: View) -> Tile:
    part, whole = view.shown[_TIER_3], count_with_tier(view.shown)
    cell = view.count(_TIER_3, Address(PUPILS, AANTAL, "", filter_tier("tier_3")))
    of_all = "" if whole is None else f" van de {wording.shown(whole)}"
    return Tile(
        "Vaak afwezig",
        PublicCell(write_one_in(part, whole) or cell.tekst),
        (f"{cell.tekst}{of_all} leerlingen met een tier: {wording.tier_limits('3', view.report.kop)} (tier 3)",),
        tell_together((change, "") for change in list_tier(view, "tier_3")),
        "aanwezigheid",
    )


def write_one_in(part: Shown, whole: Shown | None) -> str:
    """ "1 op de 12", to the nearest; empty where a number is hidden, nobody is meant, or it would be more than half."""
    if whole is None or not part.getal or not whole.getal or 2 * part.getal > whole.getal:
        return ""
    return f"1 op de {wording.number((2 * whole.getal + part.getal) // (2 * part.getal))}"


def count_with_tier(shown: Mapping[str, Shown]) -> Shown | None:
    """Pupils who have a tier, added up from what is shown; None where a tier is hidden."""
    parts = [shown[f"{name_tiers(SWV)}/{tier}"] for tier in TIERS]
    numbers = [part.getal for part in parts if part.getal is not None]
    return Shown(sum(numbers), parts[0].drempel) if len(numbers) == len(parts) else None


def _at_home(view: View) -> Tile:
    key = f"status/{SWV}"
    words = {
        name: wording.shown(view.shown[f"{key}/{name}"])
        for name in (
            *("thuiszitter", "lrv_langer_dan_3_maanden", "rmc"),
            *("thuiszitters/op_peildatum", "thuiszitters/leeftijd_onbekend"),
        )
    }
    return Tile(
        "Thuiszitters",
        _range_cell(view),
        (
            f"vier weken tot drie maanden: {words['thuiszitter']}; langer: {words['lrv_langer_dan_3_maanden']}",
            f"nog op de peildatum: {words['thuiszitters/op_peildatum']}",
            f"leeftijd onbekend: {words['thuiszitters/leeftijd_onbekend']}",
            *_say_possible(view),
            f"apart, 18 jaar en ouder: {words['rmc']}",
        ),
        tell_together(_list_at_home(view)),
        "thuiszitters",
    )


def _range_cell(view: View) -> PublicCell:
    """ "10 tot 20" where some could still come to it and both numbers are shown."""
    count, more = view.shown[THUISZITTERS], _find_possible(view)
    cell = view.count(THUISZITTERS, statuses.find_address(view.report, view.whole, "thuiszitters"))
    if count.getal is None or not more.getal:
        return cell
    return PublicCell(wording.count_range(count.getal, more.getal), cell.adres)


def _say_possible(view: View) -> tuple[str, ...]:
    """How many could come to it; nothing where nobody could."""
    more = _find_possible(view)
    return () if more.getal == 0 else (f"niet zeker, door onbekende lessen of gegevens: {wording.shown(more)}",)


def _find_possible(view: View) -> Shown:
    return view.shown[statuses.name_possible(view.whole, "thuiszitters")]


def _list_at_home(view: View) -> Iterator[tuple[Change, str]]:
    """Of the period against the same period a year ago, and of the peildatum against the last one."""
    for basis in view.list_bases():
        measure = "thuiszitters" if basis.jaar_eerder else "thuiszitters/op_peildatum"
        change = _compare(view, basis, f"status/{SWV}/{measure}", measure)
        if change is not None:
            yield change, "" if basis.jaar_eerder else "op de peildatum zelf, "


def _measured(view: View) -> Tile:
    schools = view.report.kop.meting
    measured = sum(school.is_gemeten for school in schools)
    return Tile(
        "Scholen gemeten",
        PublicCell(f"{wording.number(measured)} van de {wording.number(len(schools))}"),
        list_shortcomings(schools) or ("over de hele periode",),
        (),
        "geweigerd" if _has_unmeasured(schools) else "verantwoording",
    )


def _has_unmeasured(schools: tuple[MeasuredSchool, ...]) -> bool:
    return any(not school.is_gemeten for school in schools)


def make_tier_bar(view: View) -> TierBar | None:
    """None where one of the tiers is not shown: the bar would show another division."""
    whole = count_with_tier(view.shown)
    if whole is None or not whole.getal:
        return None
    counts = {tier: view.shown[f"{name_tiers(SWV)}/{tier}"].getal or 0 for tier in TIERS}
    parts = []
    for tier in TIERS:
        name = f"{name_tiers(SWV)}/{tier}"
        cell = view.count(name, Address(PUPILS, AANTAL, "", filter_tier(tier)))
        parts.append(TierPart(tier[-1], wording.shown_share(view.shown[name], whole), cell))
    return TierBar(make_bar(counts, "eerstebalk"), tuple(parts))


# --- changes ----------------------------------------------------------------------------------------------------------


def list_attendance(view: View) -> list[Change]:
    if view.release_unit(view.whole) is None:
        return [Change(basis.kwartaal.peildatum, reden=FEW) for basis in view.list_bases()]
    return [compare_attendance(view.report, basis) for basis in view.list_bases()]


def list_tier(view: View, tier: str) -> list[Change]:
    return [
        compare_tier(view.report, view.shown, view.earlier[basis.kwartaal.peildatum], basis, tier)
        for basis in view.list_bases()
    ]


def list_count(view: View, name: str, measure: str) -> list[Change]:
    found = (_compare(view, basis, name, measure) for basis in view.list_bases())
    return [change for change in found if change is not None]


def _compare(view: View, basis: Basis, name: str, measure: str) -> Change | None:
    if name not in view.shown:
        return None
    day = basis.kwartaal.peildatum
    change = compare_count(view.report, view.shown[name], view.earlier[day].get(name), basis, measure)
    if change is None or change.reden:
        return change
    then = make_address(name_earlier(FIGURES, day), WAARDE, "getoond", sleutel=name)
    return replace(change, toen_adres=then, nu_adres=str(_find_address(view, name)))


def _find_address(view: View, name: str) -> Address:
    """Of a count of the whole SWV that is compared."""
    kind, _, part = name.partition("/")
    if kind == "lpa":
        return lists.address_list(part)
    if kind == "vierweken":
        return four_weeks.find_address(view.whole)
    return statuses.find_address(view.report, view.whole, part.removeprefix(f"{SWV}/"))


def list_moved(view: View) -> tuple[Moved, ...]:
    """The change of every figure that is compared, those without a tile too."""
    counts = (
        ("Thuiszitters in de periode", THUISZITTERS, "thuiszitters"),
        ("Thuiszitters op de peildatum", f"{THUISZITTERS}/op_peildatum", "thuiszitters/op_peildatum"),
        ("Dreigend thuiszitter", f"status/{SWV}/dreigend/andere_grond", "dreigend"),
        ("Vierwekengroep", f"vierweken/{SWV}", "vierweken"),
        ("Absoluut verzuim", "lpa/absoluut_verzuim", "lijst"),
    )
    found = [("Aanwezigheid", list_attendance(view))]
    found += [(f"{wording.TIER_SYMBOLS[tier[-1]]} Tier {tier[-1]}", list_tier(view, tier)) for tier in TIERS]
    found += [(head, list_count(view, name, measure)) for head, name, measure in counts]
    told: set[str] = set()
    moved = []
    for head, changes in found:
        if changes:
            moved.append(
                Moved(head, tell_together(((change, "") for change in changes), briefly=told & BRIEFLY.keys()))
            )
        told |= {change.reden for change in changes}
    return tuple(moved)
