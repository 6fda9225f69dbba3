"""What was tried: all pupils in the MSA register, two facts at a time, and attendance before and after what was done.

Every count is released, and then printed as a band: of few pupils a number says more than it means. No claim of cause.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from reports.context.shown import Shown
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.swv.chapters.book import Book
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording

INTERVENTION, TIER, TYPOLOGY = "interventie", "tier", "typologie"
# Fields that say one thing of each pupil: their values add up to all pupils in the register.
SINGLE = ("typologie", "categorie", "sector", "woongemeente")
FIELDS = (*SINGLE, INTERVENTION)
# Set against the typology, and not only against the tier.
AGAINST_TYPOLOGY = ("sector", INTERVENTION)
TIERS = ("1", "2", "3", "")
ACTS = ("gesprek", "plan", "mdo", "jgz", "spreekuur")
SIDES = ("ervoor", "erna")
_ALL = "geprobeerd/register"
# Where a band ends and the next begins, in shown numbers.
_BOUNDS = (25, 50, 100, 200, 500)

_BAND_NOTE = (
    "De aantallen staan in klassen, op afgeronde aantallen. Wat bij minder dan {drempel} leerlingen voorkomt, staat er "
    "niet."
)
_TEXT = TableText(
    "Alle leerlingen in het MSA-register, naar tier",
    "Wat in het register staat",
    Origin(
        "mart_swv_register_paar",
        "elke leerling in het register die in de periode stond ingeschreven",
        f"{_BAND_NOTE} Een leerling kan meer interventies hebben.",
    ),
)
_TEXT_OF_TYPOLOGY = TableText(
    "Alle leerlingen in het MSA-register, naar typologie",
    "Wat in het register staat",
    Origin(
        "mart_swv_register_paar",
        "elke leerling in het register die in de periode stond ingeschreven",
        f"{_BAND_NOTE} Een leerling kan meer interventies hebben.",
    ),
)
_TEXT_OF_ACTS = TableText(
    "Aanwezigheid in acht lesweken voor en na een actie",
    "Actie",
    Origin(
        "mart_swv_actie",
        "elke leerling met die actie in het register, en met acht hele lesweken gemeten ervoor en erna",
        f"{_BAND_NOTE} De dag van de actie telt niet mee.",
    ),
)


def add_cells(book: Book, report: SwvReport) -> None:
    """All in the register, each value of each field, and each value by tier and by typology; then the acts."""
    counts = count_pairs(report)
    if counts:
        _add_register(book, counts)
    _add_acts(book, report)


def count_pairs(report: SwvReport) -> Counter[tuple[str, str, str, str]]:
    """Pupils by (field, value, other field, its value), as in `RegisterPair`."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for pair in report.registerparen:
        counts[pair.veld, pair.waarde, pair.tegen, pair.tegenwaarde] += pair.leerlingen
    return counts


def _add_register(book: Book, counts: Mapping[tuple[str, str, str, str], int]) -> None:
    totals = {tier: sum(counts.get((SINGLE[0], value, TIER, tier), 0) for value in list_values(counts, SINGLE[0]))
              for tier in TIERS}  # fmt: skip
    book.add_parts(_ALL, sum(totals.values()), {name_tier(tier): count for tier, count in totals.items()})
    for field in FIELDS:
        names = [_add_value(book, counts, field, value) for value in list_values(counts, field)]
        if field in SINGLE:
            for tail in ("", *(f"/{name_tier(tier)}" for tier in TIERS)):
                book.add_sum(_ALL + tail, [name + tail for name in names])
    _link_typology(book, counts)


def _add_value(book: Book, counts: Mapping[tuple[str, str, str, str], int], field: str, value: str) -> str:
    name = name_value(field, value)
    tiers = {name_tier(tier): counts.get((field, value, TIER, tier), 0) for tier in TIERS}
    book.add_parts(name, counts.get((field, value, "", ""), 0), tiers)
    if field in AGAINST_TYPOLOGY:
        listed = list_values(counts, TYPOLOGY)
        parts = {kind: counts.get((field, value, TYPOLOGY, kind), 0) for kind in listed}
        book.add_sum(name, [book.add(f"{name}/{_write(kind)}", count) for kind, count in parts.items()])
    return name


def _link_typology(book: Book, counts: Mapping[tuple[str, str, str, str], int]) -> None:
    """Over the sectors each typology adds up to all with it."""
    sectors = [name_value("sector", value) for value in list_values(counts, "sector")]
    for kind in list_values(counts, TYPOLOGY):
        book.add_sum(name_value(TYPOLOGY, kind), [f"{sector}/{_write(kind)}" for sector in sectors])


def _add_acts(book: Book, report: SwvReport) -> None:
    for act in ACTS:
        rows = [row for row in report.acties if row.actie == act]
        if not rows:
            continue
        total = book.add(f"actie/{act}", sum(row.leerlingen for row in rows))
        for side in SIDES:
            parts: Counter[str] = Counter()
            for row in rows:
                parts[getattr(row, side)] += row.leerlingen
            book.add_sum(
                total,
                [book.add(f"{total}/{side}/{name_tier(tier)}", parts[tier]) for tier in TIERS if tier],
            )


def list_values(counts: Mapping[tuple[str, str, str, str], int], field: str) -> list[str]:
    """The values of a field in the register, by name; "" (not filled in, or not to be shown) last."""
    return sorted({value for name, value, _, _ in counts if name == field}, key=lambda value: (not value, value))


def name_value(field: str, value: str) -> str:
    """Id of the number of pupils in the register with a value; a value may hold any sign, an id no space."""
    return f"geprobeerd/{field}/{_write(value)}"


def name_tier(tier: str) -> str:
    return f"tier_{tier}" if tier else "geen_tier"


def _write(value: str) -> str:
    return quote(value, safe="")


def write_band(shown: Shown) -> str:
    """A shown count as a band: "25 tot 50"; below the threshold and 0 as they are."""
    if shown.getal is None or shown.getal == 0:
        return wording.shown(shown)
    low = max((bound for bound in (shown.drempel, *_BOUNDS) if bound <= shown.getal), default=shown.drempel)
    high = min((bound for bound in _BOUNDS if bound > shown.getal), default=0)
    return f"{wording.number(low)} tot {wording.number(high)}" if high else f"{wording.number(low)} of meer"


def make_tables(view: View) -> Iterator[PublicTable]:
    """By tier, by typology, and around what was done; each only where there is something to show."""
    counts = count_pairs(view.report)
    if counts and view.shown[_ALL].getal:
        yield view.make_table("geprobeerd", _TEXT, _tier_heads(), _tier_rows(view, counts))
        kinds = list_values(counts, TYPOLOGY)
        heads = tuple((wording.REGISTER_WORDS.get(f"{TYPOLOGY}/{kind}", kind or "niet ingevuld"), "") for kind in kinds)
        rows = list(_typology_rows(view, counts, kinds))
        if rows:
            yield view.make_table("geprobeerd-typologie", _TEXT_OF_TYPOLOGY, heads, rows)
    acts = [act for act in ACTS if _is_shown(view, f"actie/{act}")]
    if acts:
        yield view.make_table("acties", _TEXT_OF_ACTS, _act_heads(), [_act_row(view, act) for act in acts])


def _is_shown(view: View, name: str) -> bool:
    return name in view.shown and bool(view.shown[name].getal)


def _band(view: View, name: str) -> PublicCell:
    return text_cell(write_band(view.shown[name]))


def _tier_heads() -> tuple[tuple[str, str], ...]:
    return (("Leerlingen", ""), *((f"Tier {tier}" if tier else "Geen tier", "") for tier in TIERS))


def _tier_rows(view: View, counts: Mapping[tuple[str, str, str, str], int]) -> Iterator[PublicRow]:
    tails = ("", *(f"/{name_tier(tier)}" for tier in TIERS))
    yield PublicRow("Alle leerlingen in het register", tuple(_band(view, _ALL + tail) for tail in tails))
    for field in FIELDS:
        shown = [value for value in list_values(counts, field) if _is_shown(view, name_value(field, value))]
        if shown:
            yield PublicRow(_FIELD_WORDS[field])
        for value in shown:
            name = name_value(field, value)
            yield PublicRow(_say_value(field, value), tuple(_band(view, name + tail) for tail in tails))


def _typology_rows(
    view: View, counts: Mapping[tuple[str, str, str, str], int], kinds: list[str]
) -> Iterator[PublicRow]:
    for field in AGAINST_TYPOLOGY:
        shown = [value for value in list_values(counts, field) if _is_shown(view, name_value(field, value))]
        if shown:
            yield PublicRow(_FIELD_WORDS[field])
        for value in shown:
            name = name_value(field, value)
            cells = tuple(_band(view, f"{name}/{_write(kind)}") for kind in kinds)
            yield PublicRow(_say_value(field, value), cells)


_FIELD_WORDS = {
    "typologie": "Typologie",
    "categorie": "Categorie",
    "sector": "Sector",
    "woongemeente": "Woongemeente",
    INTERVENTION: "Interventie",
}
_ACT_WORDS = {
    "gesprek": "Gesprek met leerling of ouders",
    "plan": "Plan van aanpak",
    "mdo": "Overleg met alle betrokkenen (MDO)",
    "jgz": "Contact met de jeugdarts",
    "spreekuur": "Spreekuur van leerplicht",
}


def _say_value(field: str, value: str) -> str:
    return wording.REGISTER_WORDS.get(f"{field}/{value}", value or "niet ingevuld of niet bekend")


def _act_heads() -> tuple[tuple[str, str], ...]:
    words = {"ervoor": "in acht lesweken ervoor", "erna": "in acht lesweken erna"}
    return (
        ("Leerlingen", ""),
        *((f"Tier {tier}", words[side]) for side in SIDES for tier in TIERS if tier),
    )


def _act_row(view: View, act: str) -> PublicRow:
    total = f"actie/{act}"
    names = [f"{total}/{side}/{name_tier(tier)}" for side in SIDES for tier in TIERS if tier]
    return PublicRow(_ACT_WORDS[act], tuple(_band(view, name) for name in (total, *names)))
