"""Why a pupil stands where it stands: each rule with its window, the sum, the days, the lesson hours and the source.

One context, two forms: the page (`reports.render.render_explanation`) and the text for a terminal (`make_text`).
Pupils only by code; the page is for the school and the consulent.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from reports.context.header import ReportHeader
from reports.context.school import EvidenceLine
from reports.school.day_strip import AT_SCHOOL, SIGNS
from reports.school.evidence import KIND_WORDS, MISSING_WORDS, describe_line
from reports.words import wording

TEXT_WIDTH = 88
LINES_IN_TEXT = 12
WEEKS_A_ROW = 20
_FRIDAY = 5
# What a cell of the calendar says; a small letter: a part of the day.
# The signs of a day strip, so that a sign means the same on every page; the first that occurs on a day stands there.
_IN_ORDER = "ORZG?ETa-"
LETTERS = {SIGNS[kind].teken: SIGNS[kind].woorden for kind in _IN_ORDER}
PRESENT, NO_LESSONS = SIGNS["a"].teken, SIGNS["-"].teken
_AT_SCHOOL = {SIGNS[kind].teken for kind in AT_SCHOOL}


@dataclass(frozen=True)
class Slot:
    """One lesson hour of the pupil and what stands there."""

    datum: date
    lesuur: int
    begin_min: int | None
    """Minutes after midnight; None: the timetable gives no times."""
    minuten: int
    groep: str
    """`oa`, `ga`, `onbekend` or `aanwezig`."""
    soort: str
    code: str = ""
    bestand: str = ""
    """The name of the file as it may be shown, for the page."""
    plek: str = ""
    """Which file it is, without its name: for a screen."""
    regel: int | None = None
    ingevoerd_op: datetime | None = None
    minuten_te_laat: int | None = None
    vervangen: tuple[str, ...] = ()
    """Events that gave way on this slot, in words, for the page."""


@dataclass(frozen=True)
class DayCell:
    """One day on the calendar; empty letter: outside the window."""

    letter: str
    woorden: str


@dataclass(frozen=True)
class CalendarTable:
    """At most WEEKS_A_ROW weeks: a column a week, a row a weekday."""

    weken: tuple[str, ...]
    """Week numbers."""
    maandagen: tuple[date, ...]
    rijen: tuple[tuple[str, tuple[DayCell, ...]], ...]


@dataclass(frozen=True)
class RuleExplanation:
    """One rule of the school's rule set and what it says about the pupil."""

    regel: str
    woorden: str
    """The rule in plain Dutch."""
    uitkomst: str
    """`ja`, `nee` or `niet_te_bepalen`."""
    uitkomst_zin: str
    afstand: str
    """How far from the bound: "nog 3 lesuren"."""
    som: str
    """The sum written out; empty when nothing is counted."""
    grens: str
    """What is counted and from where it holds."""
    plaats: str
    """Document, section and lines."""
    letterlijk: str
    """The comparator of the protocol's own text."""
    beslissing: str
    """Numbers of the decisions between text and reading."""
    lezingen: tuple[str, ...]
    """Those decisions in words."""
    wie: str
    actie: str
    bestemming: str
    eerste_datum: date | None
    kalender: tuple[CalendarTable, ...]
    slots: tuple[Slot, ...]
    """The lesson hours in the window that count."""
    dichtbij: float
    """Share of the bound that was reached, to order rules that say nee."""
    zelfde_als: str = ""
    """Rule higher on the page with the same days and lesson hours; they stand there."""


@dataclass(frozen=True)
class ReportThen:
    """What the report of the peildatum said, where the deliveries are other ones now; all of it in words."""

    anders: str
    """What differs between the deliveries of then and now."""
    zei: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """The explain page of one pupil."""

    kop: ReportHeader
    school: str
    naam: str
    sector: str
    leerling: str
    klas: str
    protocol: str
    regels: tuple[RuleExplanation, ...] = ()
    """Ja first, then what cannot be decided, then those nearest to their bound."""
    statussen: tuple[str, ...] = ()
    meldingen: tuple[str, ...] = ()
    """Reports to DUO, in words."""
    werk: tuple[str, ...] = ()
    """What each role must do or did (table werklijst), in words, the overdue first."""
    verslag: ReportThen | None = None
    geleverd: bool = True
    """False: no school delivers the pupil now, so that nothing can be counted."""
    synthetisch: bool = False

    @property
    def geldig(self) -> tuple[RuleExplanation, ...]:
        return tuple(rule for rule in self.regels if rule.uitkomst == "ja")

    @property
    def onbeslist(self) -> tuple[RuleExplanation, ...]:
        return tuple(rule for rule in self.regels if rule.uitkomst == "niet_te_bepalen")

    @property
    def dichtbij(self) -> tuple[RuleExplanation, ...]:
        """Rules that say nee and of which something is counted."""
        return tuple(rule for rule in self.regels if rule.uitkomst == "nee" and rule.dichtbij > 0)

    @property
    def overig(self) -> tuple[RuleExplanation, ...]:
        return tuple(rule for rule in self.regels if rule.uitkomst == "nee" and rule.dichtbij <= 0)


def order_rules(rules: Sequence[RuleExplanation]) -> tuple[RuleExplanation, ...]:
    """Ja first, then undecided, then nee with the nearest to its bound first; within that by id.

    Days and lesson hours stand once: with the first rule that looks at them.
    """
    ranks = {"ja": 0, "niet_te_bepalen": 1, "nee": 2}
    ordered = sorted(rules, key=lambda rule: (ranks[rule.uitkomst], -rule.dichtbij, rule.regel))
    shown: dict[tuple[tuple[CalendarTable, ...], tuple[Slot, ...]], str] = {}
    return tuple(_show_once(rule, shown) for rule in ordered)


def _show_once(
    rule: RuleExplanation, shown: dict[tuple[tuple[CalendarTable, ...], tuple[Slot, ...]], str]
) -> RuleExplanation:
    if not rule.kalender:
        return rule
    first = shown.setdefault((rule.kalender, rule.slots), rule.regel)
    return rule if first == rule.regel else replace(rule, kalender=(), slots=(), zelfde_als=first)


def group_slots(slots: Sequence[Slot]) -> tuple[EvidenceLine, ...]:
    """Lesson hours with an event as one line per day, code and file; without an event they have no line.

    For a screen: the file is named by its kind and place.
    """
    groups: dict[tuple[date, str, str, str], list[Slot]] = {}
    for slot in slots:
        groups.setdefault((slot.datum, slot.code, slot.soort, slot.plek), []).append(slot)
    return tuple(
        EvidenceLine(
            datum=day,
            lesuren=tuple(slot.lesuur for slot in group),
            code=code,
            soort=kind,
            bestand=file,
            regels=tuple(slot.regel for slot in group if slot.regel is not None),
        )
        for (day, code, kind, file), group in groups.items()
        if file
    )


def make_calendar(slots: Sequence[Slot], first: date, last: date) -> tuple[CalendarTable, ...]:
    """The days from `first` to `last`, a column a week; weekends only where there are lessons on them."""
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        if first <= slot.datum <= last:
            by_day.setdefault(slot.datum, []).append(slot)
    days = range(1, 1 + max((_FRIDAY, *(day.isoweekday() for day in by_day))))
    monday = first - timedelta(days=first.weekday())
    mondays = [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]
    parts = [mondays[start : start + WEEKS_A_ROW] for start in range(0, len(mondays), WEEKS_A_ROW)]
    return tuple(
        CalendarTable(
            weken=tuple(str(day.isocalendar().week) for day in part),
            maandagen=tuple(part),
            rijen=tuple(
                (
                    wording.WEEKDAYS[number - 1],
                    tuple(_make_cell(by_day, start + timedelta(days=number - 1), first, last) for start in part),
                )
                for number in days
            ),
        )
        for part in parts
    )


def _make_cell(by_day: dict[date, list[Slot]], day: date, first: date, last: date) -> DayCell:
    if not first <= day <= last:
        return DayCell("", "")
    slots = by_day.get(day, [])
    if not slots:
        return DayCell(NO_LESSONS, f"{wording.day_month(day)}: {LETTERS[NO_LESSONS]}")
    letters = [_get_letter(slot) for slot in slots]
    letter = next(known for known in LETTERS if known in letters)
    part = letters.count(letter)
    words = f"{wording.day_month(day)}: {LETTERS[letter]}"
    if part == len(letters) or letter == PRESENT:
        return DayCell(letter, words)
    # A small letter is a part of a day away.
    sign = letter if letter in _AT_SCHOOL else letter.lower()
    return DayCell(sign, f"{words}, {part} van {len(letters)} lessen")


def _get_letter(slot: Slot) -> str:
    by_kind = {"ziek": "Z", "te_laat": "T", "elders": "E"}
    by_group = {"oa": "O", "ga": "G", "reden_onbekend": "R", "onbekend": "?"}
    return by_kind.get(slot.soort) or by_group.get(slot.groep, PRESENT)


def describe_moment(slot: Slot) -> str:
    """ "lesuur 3, 10.45 uur, 50 min."."""
    begin = "" if slot.begin_min is None else f", {slot.begin_min // 60}.{slot.begin_min % 60:02d} uur"
    return f"lesuur {slot.lesuur}{begin}, {slot.minuten} min."


def describe_entry(slot: Slot) -> str:
    """ "12 sep 2025", or "onbekend" where the export does not tell."""
    return "onbekend" if slot.ingevoerd_op is None else wording.short_date(slot.ingevoerd_op.date())


def describe_kind(slot: Slot) -> str:
    return KIND_WORDS.get(slot.soort, slot.soort)


def get_day_kind(letter: str) -> str:
    """The class of a calendar cell; the letter in it says the same."""
    kinds = {"O": "oa", "o": "oa-deel", "Z": "ga", "G": "ga", "z": "ga", "g": "ga"}
    return {**kinds, PRESENT: "aanwezig", NO_LESSONS: "vrij"}.get(letter, "let")


def describe_outcome(outcome: str, *, at_peildatum: bool, missing: str) -> str:
    """The outcome of a rule as a sentence."""
    if outcome == "niet_te_bepalen":
        return f"Niet te bepalen: {MISSING_WORDS.get(missing, missing)}."
    if outcome == "nee":
        return "Nee: de regel geldt niet."
    return "Ja: de regel geldt op de peildatum." if at_peildatum else "Ja: de regel gold in de periode, nu niet meer."


def make_text(page: Explanation) -> str:
    """The page as text, at most TEXT_WIDTH wide; rules that are far away on one line each."""
    lines = [
        *_wrap(f"Leerling {page.leerling}, klas {page.klas}, school {page.school} {page.naam}"),
        *_wrap(f"Peildatum {wording.short_date(page.kop.peildatum)}. Protocol: {page.protocol}."),
        "",
        *(_write_report(page.verslag) if page.verslag else ()),
    ]
    if not page.geleverd:
        return _join([*lines, "Er is nu niets van deze leerling te tellen."])
    lines += [
        *_wrap_all("Status", page.statussen or ("geen",)),
        *_wrap_all("Naar DUO", page.meldingen or ("geen melding nodig geweest",)),
        *_wrap_all("Te doen", page.werk or ("niets",)),
    ]
    if not page.regels:
        lines += ["", "De school geeft in deze periode geen les. Er valt niets te tellen."]
    for title, rules in (
        ("Regels die gelden", page.geldig),
        ("Regels die niet te bepalen zijn", page.onbeslist),
        ("Dichtbij de grens", page.dichtbij),
    ):
        if rules:
            lines += ["", f"== {title} ({len(rules)}) =="]
        for rule in rules:
            lines += ["", *_write_rule(rule)]
    if page.overig:
        lines += ["", f"== Nog niets geteld ({len(page.overig)}) =="]
        lines += [line for rule in page.overig for line in _wrap(f"{rule.regel}  {rule.woorden}")]
    legend = ", ".join(f"{letter} {words}" for letter, words in LETTERS.items())
    return _join([*lines, "", *_wrap(f"Kalender: {legend}. Kleine letter: een deel van de dag.")])


def _write_report(then: ReportThen) -> list[str]:
    """What the report said; the last line is empty."""
    said = [line for text in then.zei for line in _wrap(text, indent=2, hang=4)]
    return [*_wrap(f"Let op: {then.anders}", hang=4), "Het verslag zei:", *said, ""]


def _join(lines: Sequence[str]) -> str:
    return "\n".join(_make_plain(line) for line in lines) + "\n"


def _make_plain(line: str) -> str:
    """Without signs that steer a terminal: text of a delivery may hold them."""
    return "".join(sign for sign in line.replace(wording.NBSP, " ") if sign.isprintable()).rstrip()


def _write_rule(rule: RuleExplanation) -> Iterator[str]:
    yield from _wrap(f"{rule.regel}  {rule.woorden}")
    yield from _wrap_field("Uitkomst", rule.uitkomst_zin)
    if rule.som:
        yield from _wrap_field("Som", rule.som)
    yield from _wrap_field("Grens", f"{rule.grens}. {rule.afstand}" if rule.afstand else rule.grens)
    if rule.eerste_datum:
        yield from _wrap_field("Geldt sinds", wording.short_date(rule.eerste_datum))
    if rule.letterlijk:
        decision = f" (gelezen volgens {rule.beslissing})" if rule.beslissing else ""
        yield from _wrap_field("Tekst", f'"{rule.letterlijk}"{decision}')
    yield from _wrap_field("Bron", rule.plaats)
    if rule.wie:
        yield from _wrap_field("Wie", f"{rule.wie}: {rule.actie}" if rule.actie else rule.wie)
    if rule.zelfde_als:
        yield from _wrap_field("Lessen", f"dezelfde dagen en lessen als bij {rule.zelfde_als}")
    for table in rule.kalender:
        yield from _write_calendar(table)
    found = group_slots(rule.slots)
    for line in found[-LINES_IN_TEXT:]:
        yield from _wrap(describe_line(line), indent=4)
    if len(found) > LINES_IN_TEXT:
        yield f"    (en {len(found) - LINES_IN_TEXT} eerdere dagen; alle lessen staan op de pagina)"


def _write_calendar(table: CalendarTable) -> Iterator[str]:
    yield f"    {'week':<5}{''.join(f'{week:>3}' for week in table.weken)}"
    for name, cells in table.rijen:
        yield f"    {name[:2]:<5}{''.join(f'{cell.letter:>3}' for cell in cells)}"


def _wrap_all(label: str, texts: Sequence[str]) -> list[str]:
    return [line for text in texts for line in _wrap(f"{label}: {text}", hang=4)]


def _wrap_field(label: str, text: str) -> list[str]:
    return _wrap(f"{label + ':':<13} {text}", indent=2, hang=16)


def _wrap(text: str, *, indent: int = 0, hang: int = 7) -> list[str]:
    return textwrap.wrap(
        text, TEXT_WIDTH, initial_indent=" " * indent, subsequent_indent=" " * hang, break_long_words=False
    )


FILTERS = {
    "moment": describe_moment,
    "ingevoerd": describe_entry,
    "soort_woord": describe_kind,
    "dagsoort": get_day_kind,
}
