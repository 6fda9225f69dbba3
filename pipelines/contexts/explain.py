"""From the rows of `mart_uitleg_*` to the explain page: the sum of each rule, its distance to the bound, its days.

The value, the window of a rule and the distance to its bounds come from the store; nothing is compared with a bound
here. The sum is added up here from the lesson hours once more, and shown only when it gives that same value, so that a
page never contradicts the tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from reports.school.evidence import describe_days
from reports.school.explanation import (
    RuleExplanation,
    Slot,
    describe_outcome,
    make_calendar,
    order_rules,
)
from reports.words import wording
from reports.words.rule_words import describe_count
from schemas.measures import BOOK, MEASURES, WINDOWS
from schemas.readings import load_readings
from schemas.ruleset import RuleSet

Row = Mapping[str, Any]
_MINUTES_AN_HOUR = 60
# Counted from day to day: no sum of weeks.
_DAYS_IN_A_ROW = ("ziek_aaneengesloten", "schorsing_aaneengesloten")
_HOURS = ("oa_uren_venster", "oa_uren_schooljaar")
_MOST_TERMS = 14
_CLOSE = 1e-6


def make_rules(
    rows: Iterable[Row], *, slots: Sequence[Slot], rule_set: RuleSet, peildatum: date, sector: str
) -> tuple[RuleExplanation, ...]:
    """Every rule of the school in the order of the page. `slots`: all slots of the pupil in order of time."""
    readings = {text.punt: text.lezing for text in load_readings({rule_set.id})}
    return order_rules(
        [
            _explain(row, slots=slots, rule_set=rule_set, peildatum=peildatum, sector=sector, readings=readings)
            for row in rows
        ]
    )


def _explain(
    row: Row,
    *,
    slots: Sequence[Slot],
    rule_set: RuleSet,
    peildatum: date,
    sector: str,
    readings: Mapping[str, str],
) -> RuleExplanation:
    rule = rule_set.rules[row["regel"]]
    version = rule.get_version(peildatum)
    holds = row["uitkomst"] == "ja"
    value = row["waarde"] if holds else row["waarde_nu"]
    first, last = (row["venster_van"], row["venster_tot"]) if holds else (row["nu_van"], row["nu_tot"])
    unit = BOOK.tell(row["maat"], row["eenheid"], sector=sector)
    known = first is not None and last is not None
    within = [slot for slot in slots if known and first <= slot.datum <= last]
    counted = [slot for slot in within if _counts(slot, row["groep"])]
    decision = version.decision if version else ""
    return RuleExplanation(
        regel=rule.id,
        woorden=rule.description,
        uitkomst=row["uitkomst"],
        uitkomst_zin=describe_outcome(
            row["uitkomst"], at_peildatum=row["op_peildatum"], missing=row["ontbreekt"] or ""
        ),
        afstand=describe_distance(row, unit=unit),
        som=make_sum(row, value=value, slots=within, window=(first, last), unit=unit, sector=sector) if known else "",
        grens=describe_count(rule, version) if version else "",
        plaats=row["bron"],
        letterlijk=version.literal if version else "",
        beslissing=decision,
        lezingen=tuple(f"{point}: {readings[point]}" for point in decision.split(", ") if point in readings),
        wie=row["wie"] or "",
        actie=row["actie"] or "",
        bestemming=row["bestemming"] or "",
        eerste_datum=row["eerste_datum"],
        kalender=make_calendar(slots, first, last) if known and (counted or holds) else (),
        slots=tuple(counted),
        dichtbij=row["nabij"],
    )


def _counts(slot: Slot, group: str) -> bool:
    """Does this lesson hour count for a rule on this group of kinds?"""
    match group:
        case "oa" | "ga":
            return slot.groep == group
        case "alle":
            return slot.groep in ("oa", "ga", "reden_onbekend")
        case "aanwezig":
            return slot.groep != "aanwezig"
        case "voorlopig":
            return slot.soort == "voorlopig_ongeoorloofd"
    return slot.soort == group


def describe_distance(row: Row, *, unit: tuple[str, str]) -> str:
    """How far from the bound: "nog 3 lesuren", or what lies between a rule that holds and its bound."""
    if MEASURES[row["maat"]].share:
        return _describe_share(row)
    spare, lacking, over = row["ruimte"], row["tekort"], row["te_veel"]
    if row["uitkomst"] == "ja":
        if spare is None:
            return ""
        fewer = _count(spare + 1, unit) if spare == int(spare) else f"meer dan {_count(spare, unit)}"
        return f"Met {fewer} minder geldt de regel niet"
    if lacking is not None:
        return f"Nog {_count(lacking, unit, up=True)}"
    if over is not None:
        return f"{_count(over, unit)} boven de bovengrens"
    if row["uitkomst"] == "niet_te_bepalen":
        return ""
    if row["maanden"] is not None:
        return f"De reeks duurt nog geen {row['maanden']} kalendermaanden"
    return "De telling is genoeg, een andere voorwaarde van de regel niet"


def _describe_share(row: Row) -> str:
    if row["bovengrens"] is None:
        return ""
    if row["uitkomst"] == "ja":
        return f"{wording.amount(row['ruimte'])} procentpunt onder de grens van {row['bovengrens']} procent"
    if row["tekort"] is not None:
        return f"Nog {wording.amount(row['tekort'], up=True)} procentpunt minder aanwezigheid"
    if row["te_veel"] is not None:
        return f"De aanwezigheid ligt onder de ondergrens van {row['minimum']} procent"
    return ""


def make_sum(
    row: Row,
    *,
    value: float | None,
    slots: Sequence[Slot],
    window: tuple[date, date],
    unit: tuple[str, str],
    sector: str,
) -> str:
    """The sum written out: "3 + 6 + 7 = 16 lesuren in 4 lesweken, van 8 sep t/m 3 okt 2025"."""
    if value is None:
        return ""
    days = describe_days(*window)
    if MEASURES[row["maat"]].share:
        return f"{_sum_shares(slots, value)}{_describe_span(row)}, van {days}"
    if row["maat"] == "reeks":
        weeks = f" ({wording.school_weeks(int(value))})" if row["eenheid"] == "duur_posities" else ""
        # A run begins on a day with lessons: where the pupil has none then, it was at an earlier school (2.9).
        if window[0] not in {slot.datum for slot in slots}:
            return f"{_count(value, unit)}{weeks} achter elkaar, van {days}, begonnen op de vorige school"
        return f"{_count(value, unit)}{weeks} achter elkaar, van {days}{_describe_free(row, slots, window)}"
    terms = _make_terms(row, slots, sector=sector)
    total = f"{_count(value, unit)}{_describe_span(row)}, van {days}"
    if row["maat"] in _HOURS and sector == "PO" and any(term.denominator != 1 for term in terms):
        minutes = [term * _MINUTES_AN_HOUR for term in terms]
        written = f"{_add(minutes)} = {wording.number(int(sum(minutes)))} minuten = "
    else:
        written = f"{_add(terms)} = "
    fits = 1 < len(terms) <= _MOST_TERMS and abs(float(sum(terms)) - value) < _CLOSE
    return written + total if fits else total


def _sum_shares(slots: Sequence[Slot], value: float) -> str:
    planned = sum(slot.minuten for slot in slots)
    absent = sum(slot.minuten for slot in slots if slot.groep in ("oa", "ga", "reden_onbekend"))
    share = f"{wording.amount(value)} procent aanwezig"
    if planned and abs(100 * (planned - absent) / planned - value) < _CLOSE:
        return f"{wording.number(planned - absent)} van {wording.number(planned)} minuten = {share}"
    return share


def _make_terms(row: Row, slots: Sequence[Slot], *, sector: str) -> list[Fraction]:
    """What each week adds, weeks without anything left out; sick spells one by one."""
    if row["maat"] == "ziekmeldingen_venster":
        return [Fraction(1)] * _count_spells(slots)
    planned: dict[date, int] = {}
    for slot in slots:
        planned[slot.datum] = planned.get(slot.datum, 0) + slot.minuten
    weeks: dict[tuple[int, int], Fraction] = {}
    for slot in slots:
        if _counts(slot, row["groep"]):
            week = slot.datum.isocalendar()[:2]
            weeks[week] = weeks.get(week, Fraction(0)) + _weigh(row, slot, planned[slot.datum], sector=sector)
    if row["maat"] in _DAYS_IN_A_ROW:
        return []
    return [term for term in weeks.values() if term]


def _weigh(row: Row, slot: Slot, planned: int, *, sector: str) -> Fraction:
    """What one lesson hour adds (contract 2.5)."""
    match row["maat"]:
        case "oa_uren_venster" | "oa_uren_schooljaar":
            minutes = slot.minuten if sector == "PO" else max(slot.minuten, _MINUTES_AN_HOUR)
            return Fraction(minutes, _MINUTES_AN_HOUR)
        case "ziek_schooldagen":
            return Fraction(slot.minuten, planned)
        case "te_laat_minuten":
            return Fraction(slot.minuten_te_laat or 0)
    return Fraction(1)


def _count_spells(slots: Sequence[Slot]) -> int:
    """Spells that begin within the slots: rows of days with slots that hold a sick one."""
    sick = {slot.datum for slot in slots if slot.soort == "ziek"}
    days = sorted({slot.datum for slot in slots})
    return sum(day in sick and (at == 0 or days[at - 1] not in sick) for at, day in enumerate(days))


def _describe_span(row: Row) -> str:
    window = WINDOWS.get(row["venster_eenheid"])
    return "" if window is None or row["venster_eenheid"] == "reeks" else f" {window.describe(row['venster_lengte'])}"


def _describe_free(row: Row, slots: Sequence[Slot], window: tuple[date, date]) -> str:
    """For runs in calendar days: how many of the weekdays had no lessons, holidays among them."""
    if row["eenheid"] != "duur_kalenderdagen":
        return ""
    lessons = {slot.datum.toordinal() for slot in slots}
    free = [
        day
        for day in range(window[0].toordinal(), window[1].toordinal() + 1)
        if day not in lessons and date.fromordinal(day).isoweekday() not in (6, 7)
    ]
    return f", waarvan {wording.counted(len(free), 'doordeweekse dag', 'doordeweekse dagen')} zonder les"


def _add(terms: Sequence[Fraction]) -> str:
    return " + ".join(wording.amount(float(term)) for term in terms)


def _count(value: float, unit: tuple[str, str], *, up: bool = False) -> str:
    return f"{wording.amount(value, up=up)} {unit[value != 1]}"
