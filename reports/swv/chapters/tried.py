"""What was tried: all pupils in the MSA register, two facts at a time, and attendance before and after what was done.

Every count is released, and then printed as a band: of few pupils a number says more than it means. No claim of cause.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from reports.release.address import KLASSE, Address, write_value
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.swv.chapters.book import Book
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import SwvReport
from reports.words import wording

Pairs = Mapping[tuple[str, str, str, str], int]
INTERVENTION, TIER, TYPOLOGY, TOWN = "interventie", "tier", "typologie", "woongemeente"
# Fields that say one thing of each pupil: their values add up to all pupils in the register.
SINGLE = (TYPOLOGY, "categorie", "sector", TOWN)
FIELDS = (*SINGLE, INTERVENTION)
# Each two facts stand once: the field as rows, and as columns the one of the two that comes first here.
AGAINST = (TIER, *SINGLE)
# Pairs that were published before others were asked: their counts are in earlier publications, and stay.
_ALWAYS = (("sector", TYPOLOGY), (INTERVENTION, TYPOLOGY))
TIERS = ("1", "2", "3", "")
ACTS = ("gesprek", "plan", "mdo", "jgz", "spreekuur")
SIDES = ("ervoor", "erna")
_ALL = "geprobeerd/register"

_BAND_NOTE = (
    "De aantallen staan in klassen, op afgeronde aantallen. Wat bij minder dan {drempel} leerlingen voorkomt, staat er "
    "niet."
)
_ORIGIN = Origin(
    "mart_swv_register_paar",
    "elke leerling in het register die in de periode stond ingeschreven",
    f"{_BAND_NOTE} Een leerling kan meer interventies hebben.",
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
    """All in the register, each value of each field, and each value by the other facts; then the acts."""
    counts = count_pairs(report)
    if counts:
        _add_register(book, counts)
        for field, against in list_pairs(counts, report.regels.drempel):
            _add_pair(book, counts, field, against)
    _add_acts(book, report)


def count_pairs(report: SwvReport) -> Counter[tuple[str, str, str, str]]:
    """Pupils by (field, value, other field, its value), as in `RegisterPair`."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for pair in report.registerparen:
        counts[pair.veld, pair.waarde, pair.tegen, pair.tegenwaarde] += pair.leerlingen
    return counts


def _add_register(book: Book, counts: Pairs) -> None:
    totals = {tier: sum(counts.get((SINGLE[0], value, TIER, tier), 0) for value in list_values(counts, SINGLE[0]))
              for tier in TIERS}  # fmt: skip
    book.add_parts(_ALL, sum(totals.values()), {name_tier(tier): count for tier, count in totals.items()})
    for field in FIELDS:
        names = [_add_value(book, counts, field, value) for value in list_values(counts, field)]
        if field in SINGLE:
            for tail in ("", *(f"/{name_tier(tier)}" for tier in TIERS)):
                book.add_sum(_ALL + tail, [name + tail for name in names])


def _add_value(book: Book, counts: Pairs, field: str, value: str) -> str:
    name = name_value(field, value)
    tiers = {name_tier(tier): counts.get((field, value, TIER, tier), 0) for tier in TIERS}
    book.add_parts(name, counts.get((field, value, "", ""), 0), tiers)
    return name


def _add_pair(book: Book, counts: Pairs, field: str, against: str) -> None:
    """The cells of two facts. Each row adds up to all with its value, and each column, where a pupil has one row."""
    rows, columns = list_values(counts, field), list_values(counts, against)
    for value in rows:
        parts = {name_pair(field, value, against, other): counts.get((field, value, against, other), 0)
                 for other in columns}  # fmt: skip
        book.add_sum(name_value(field, value), [book.add(name, count) for name, count in parts.items()])
    if field in SINGLE:
        for other in columns:
            book.add_sum(name_value(against, other), [name_pair(field, value, against, other) for value in rows])


def list_pairs(counts: Pairs, threshold: int) -> list[tuple[str, str]]:
    """Every two facts but the tier that are asked: a table of which most would be hidden is not."""
    pairs = [(field, against) for against in SINGLE for field in FIELDS if FIELDS.index(field) > FIELDS.index(against)]
    return [pair for pair in pairs if pair in _ALWAYS or _is_asked(counts, *pair, threshold)]


def _is_asked(counts: Pairs, field: str, against: str, threshold: int) -> bool:
    """Of what enough pupils have in common, at least half of the cells hold nobody or enough pupils."""

    def list_common(name: str) -> list[str]:
        return [value for value in list_values(counts, name) if counts.get((name, value, "", ""), 0) >= threshold]

    cells = [
        counts.get((field, value, against, other), 0) for value in list_common(field) for other in list_common(against)
    ]
    return bool(cells) and 2 * sum(count == 0 or count >= threshold for count in cells) >= len(cells)


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


def list_values(counts: Pairs, field: str) -> list[str]:
    """The values of a field in the register, by name; "" (not filled in, or not to be shown) last."""
    return sorted({value for name, value, _, _ in counts if name == field}, key=lambda value: (not value, value))


def name_value(field: str, value: str) -> str:
    """Id of the number of pupils in the register with a value; a value may hold any sign, an id no space."""
    return f"geprobeerd/{field}/{_write(value)}"


def name_pair(field: str, value: str, against: str, other: str) -> str:
    """Id of the number of pupils with both. The first pairs with a typology were published without its name."""
    if against == TIER:
        return f"{name_value(field, value)}/{name_tier(other)}"
    return f"{name_value(field, value)}/{'' if against == TYPOLOGY else f'{against}:'}{_write(other)}"


def name_tier(tier: str) -> str:
    return f"tier_{tier}" if tier else "geen_tier"


def _write(value: str) -> str:
    return quote(value, safe="")


def make_tables(view: View) -> Iterator[PublicTable]:
    """For each fact a table of those that come after it; then around what was done. Only what can be shown."""
    counts = count_pairs(view.report)
    if counts and view.shown[_ALL].getal:
        for against in AGAINST:
            rows = list(_list_rows(view, counts, against))
            if rows:
                yield view.make_table(_name_table(against), _write_text(against), _heads(view, counts, against), rows)
    acts = [act for act in ACTS if _is_shown(view, f"actie/{act}")]
    if acts:
        yield view.make_table("acties", _TEXT_OF_ACTS, _act_heads(), [_act_row(view, act) for act in acts])


def list_left_out(view: View) -> tuple[str, ...]:
    """What is not shown since most of it would be hidden: "naar categorie: sector en woongemeente"."""
    counts = count_pairs(view.report)
    if not counts or not view.shown[_ALL].getal:
        return ()
    left: dict[str, list[str]] = {}
    for against in SINGLE:
        for field in FIELDS[FIELDS.index(against) + 1 :]:
            if any(key[0] == field for key in counts) and not _tells_enough(view, counts, field, against):
                left.setdefault(against, []).append(_FIELD_WORDS[field].lower())
    return tuple(f"naar {_FIELD_WORDS[against].lower()}: {wording.listing(fields)}" for against, fields in left.items())


def _name_table(against: str) -> str:
    return "geprobeerd" if against == TIER else f"geprobeerd-{against}"


def _write_text(against: str) -> TableText:
    title = f"Alle leerlingen in het MSA-register, naar {_FIELD_WORDS.get(against, against).lower()}"
    return TableText(title, "Wat in het register staat", _ORIGIN)


def _list_common(view: View, counts: Pairs, field: str) -> list[str]:
    """The values whose number is shown."""
    return [value for value in list_values(counts, field) if _is_shown(view, name_value(field, value))]


def _list_columns(view: View, counts: Pairs, against: str) -> list[str]:
    return list(TIERS) if against == TIER else _list_common(view, counts, against)


def _tells_enough(view: View, counts: Pairs, field: str, against: str) -> bool:
    """Whether at least half of the cells of two facts are shown."""
    names = [
        name_pair(field, value, against, other)
        for value in _list_common(view, counts, field)
        for other in _list_columns(view, counts, against)
    ]
    shown = sum(name in view.shown and view.shown[name].getal is not None for name in names)
    return bool(names) and 2 * shown >= len(names)


def _is_shown(view: View, name: str) -> bool:
    return name in view.shown and bool(view.shown[name].getal)


def _band(view: View, name: str, address: Address | None) -> PublicCell:
    return text_cell(wording.band(view.shown[name]), address)


def _find_address(field: str, value: str | None, against: str = "", other: str = "") -> Address | None:
    """Of a band; `value` None: all values of the field. A municipality that may not be shown stands for others too."""
    if (field == TOWN and value == "") or (against == TOWN and other == ""):
        return None
    facts = (("veld", field), ("waarde", value), ("tegen", against), ("tegenwaarde", other))
    return Address(
        "swv_register_paar",
        KLASSE,
        "leerlingen",
        tuple((name, write_value(fact)) for name, fact in facts if fact is not None),
    )


def _heads(view: View, counts: Pairs, against: str) -> tuple[tuple[str, str], ...]:
    if against == TIER:
        return (("Leerlingen", ""), *((f"Tier {tier}" if tier else "Geen tier", "") for tier in TIERS))
    return tuple((_say_value(against, other), "") for other in _list_columns(view, counts, against))


def _list_rows(view: View, counts: Pairs, against: str) -> Iterator[PublicRow]:
    """The fields that come after it, each under its name; by tier all pupils first, and how many each value has."""
    columns = _list_columns(view, counts, against)
    if against == TIER:
        everyone = [
            _band(view, f"{_ALL}/{name_tier(tier)}", _find_address(SINGLE[0], None, TIER, tier)) for tier in TIERS
        ]
        yield PublicRow(
            "Alle leerlingen in het register", (_band(view, _ALL, _find_address(SINGLE[0], None)), *everyone)
        )
    for field in FIELDS if against == TIER else FIELDS[FIELDS.index(against) + 1 :]:
        values = _list_common(view, counts, field)
        if not values or (against != TIER and not _tells_enough(view, counts, field, against)):
            continue
        yield PublicRow(_FIELD_WORDS[field])
        for value in values:
            cells = [
                _band(view, name_pair(field, value, against, other), _find_address(field, value, against, other))
                for other in columns
            ]
            if against == TIER:
                cells.insert(0, _band(view, name_value(field, value), _find_address(field, value)))
            yield PublicRow(_say_value(field, value), tuple(cells))


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
    parts = [
        _band(view, f"{total}/{side}/{name_tier(tier)}", _find_act(act, ((side, tier),)))
        for side in SIDES
        for tier in TIERS
        if tier
    ]
    return PublicRow(_ACT_WORDS[act], (_band(view, total, _find_act(act)), *parts))


def _find_act(act: str, filters: tuple[tuple[str, str], ...] = ()) -> Address:
    return Address("swv_actie", KLASSE, "leerlingen", (("actie", act), *filters))
