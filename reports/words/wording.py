"""The only module that turns numbers and codes into Dutch text; templates use these functions as filters.

Numbers and dates follow Babel's `nl_NL`. Percentages are always rounded down: a pupil at 94,96 % reads
"94,9 %", never "95,0 %", so a shown figure never contradicts the tier beside it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from reports.context.counts import Minutes
from reports.context.header import ReportHeader
from reports.context.returns import Place
from reports.context.school import DueReport, Pupil, PupilFourWeeks, PupilStatus
from reports.context.shown import Shown

LOCALE = "nl_NL"
NBSP = "\u00a0"
SOFT_HYPHEN = "\u00ad"
DAYS_PER_WEEK = 7
RANGES_SHOWN = 20

TIER_SYMBOLS = {"1": "●", "2": "▲", "3": "■", "open": "◐", "te_weinig_gegevens": "○", "geen_rooster": "∅"}
# In a heat map: there were school days, and nothing is known of them.
NOT_MEASURED_SIGN = "×"
TIER_WORDS = {
    "1": "tier 1 · universeel",
    "2": "tier 2 · gericht",
    "3": "tier 3 · intensief",
    "open": "tier nog open",
    "te_weinig_gegevens": "te weinig gegevens",
    "geen_rooster": "geen rooster",
}
STATUS_WORDS = {
    "lrv_langer_dan_3_maanden": "Thuiszitter (langer dan 3 maanden)",
    "thuiszitter": "Thuiszitter",
    "relatief_verzuim": "Relatief verzuim",
    "dreigend": "Dreigend thuiszitter",
    "reden_onbekend": "Lang afwezig, reden niet ingevuld",
    "langdurig_geoorloofd": "Langdurig geoorloofd afwezig",
}
# Below it a number of delivered rows is not told: the rows of one pupil could make most of it.
_FEW_ROWS = 100
# Why a delivery was refused, on pages without pupils: the kind of cause, without a word of the school itself.
_REFUSED = {
    "geen_leerlingen": "Er is geen lijst van leerlingen.",
    "geen_rooster": "Er is geen rooster.",
    "geen_absenties": "Er zijn geen bruikbare absenties.",
    "te_veel_quarantaine": "Te veel absenties zijn niet te gebruiken.",
    "untis_zonder_tijden": "In het rooster staat niet hoe lang de lessen duren.",
    "rooster_past_niet": "Het rooster past niet bij de leerlingen.",
    "niet_herkend": "Een bestand is niet herkend.",
    "lijkt_absenties": "Een bestand met absenties is niet herkend.",
    "kolom_ontbreekt": "In een bestand ontbreekt een kolom.",
    "leerlingen_herhaald": "In de lijst van leerlingen staan leerlingen vaker.",
    "bsn_kolom": "Een bestand bevat burgerservicenummers.",
    "map_ontbreekt": "De map van de school is er niet.",
}
_REFUSED_OTHERWISE = "Een bestand is niet te lezen."
# The groups of table `werklijst` (column `zwaarte`, contract 2.10).
WEIGHT_WORDS = {
    1: "Thuis of bijna thuis",
    2: "Vaak of lang ziek",
    3: "Ongeoorloofd en te laat",
    4: f"Minder dan 90{NBSP}% aanwezig zonder ander signaal",
    5: "Weinig les, les elders of iets anders",
}
# Why a pupil who is away that long is counted apart, or is not sure to be counted (contract 2.9).
_DUTY_OF_STATUS = {"rmc": ", meerderjarig", "niet_te_bepalen": ", leeftijd niet bekend"}
FOUR_WEEK_WORDS = {
    "vier_weken_afwezig": "Vier lesweken geheel afwezig",
    "hoogstens_20pct": "Vier lesweken hoogstens 20 % aanwezig".replace(" %", f"{NBSP}%"),
}
SEVERITY_WORDS = {"geweigerd": "Geweigerd", "quarantaine": "Niet gebruikt", "let_op": "Let op"}
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
# Where a band of counts ends and the next begins.
_BANDS = (25, 50, 100, 200, 500)


@lru_cache(maxsize=65536)
def number(value: int) -> str:
    """1234 -> "1.234"."""
    return format_decimal(value, format="#,##0", locale=LOCALE)


@lru_cache(maxsize=65536)
def one_decimal(value: float) -> str:
    """18.25 -> "18,3": hours and school days; half up, so that 0,25 is not shown as 0,2."""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return format_decimal(rounded, format="#,##0.0", locale=LOCALE)


@lru_cache(maxsize=65536)
def amount(value: float, *, up: bool = False) -> str:
    """16.0 -> "16", 15.996 -> "15,99": a value is rounded down and what is lacking up, so that none seems to reach a
    bound that it does not."""
    # Nine digits first: a number like 0.29 is stored as a little less.
    exact = Decimal(str(round(value, 9)))
    rounded = exact.quantize(Decimal("0.01"), rounding=ROUND_CEILING if up else ROUND_FLOOR)
    return format_decimal(rounded, format="#,##0.##", locale=LOCALE)


@lru_cache(maxsize=4096)
def short_date(day: date | None) -> str:
    """12 January 2026 -> "12 jan 2026"; None -> "onbekend"."""
    return "onbekend" if day is None else format_date(day, "d MMM y", locale=LOCALE).replace(" ", NBSP)


@lru_cache(maxsize=4096)
def month_and_year(day: date) -> str:
    """12 May 2025 -> "mei 2025"; a plain space, for cells of a workbook."""
    return format_date(day, "MMMM y", locale=LOCALE)


def quarter(day: date) -> str:
    """12 May 2025 -> "2e kwartaal 2025"; a plain space, for cells of a workbook."""
    return format_date(day, "Q'e' 'kwartaal' y", locale=LOCALE)


@lru_cache(maxsize=4096)
def day_month(day: date) -> str:
    """12 January 2026 -> "12 jan": under a week number."""
    return format_date(day, "d MMM", locale=LOCALE).replace(" ", NBSP)


@lru_cache(maxsize=12)
def month(number_of_month: int) -> str:
    """9 -> "sep"."""
    return format_date(date(2000, number_of_month, 1), "LLL", locale=LOCALE).rstrip(".")


def week_number(label: str) -> str:
    """ "2026-W03" -> "3"."""
    return str(int(label.rpartition("W")[2]))


def percentage(part: int, whole: int, step: int = 1) -> str:
    """Share in steps of `step` tenths of a per cent, rounded down: (934, 1000) -> "93,4 %", in steps of 10 "93 %".

    Nothing scheduled: "n.v.t.".
    """
    if whole <= 0:
        return "n.v.t."
    steps = part * 1000 // (whole * step)
    return f"<{NBSP}{_percent_of_step(step, step)}" if steps == 0 and part > 0 else _percent_of_step(steps * step, step)


def _percent_of_step(tenths: int, step: int) -> str:
    """Steps of whole per cents have no decimal."""
    return _percent_of_tenths(tenths) if step % 10 else whole_percent(tenths // 10)


def rounded_rows(count: int) -> str:
    """A number of delivered rows where one of them could be known: two digits of it, "minder dan 100", or 0."""
    if 0 < count < _FEW_ROWS:
        return f"minder dan{NBSP}{_FEW_ROWS}"
    base = 10 ** max(len(str(count)) - 2, 0)
    return number((count + base // 2) // base * base)


def whole_percentage(part: int, whole: int) -> str:
    """Share in whole per cents, rounded down, without the sign (heat map cells): "12"; "<1" above zero."""
    share = part * 100 // whole
    return "<1" if share == 0 and part > 0 else str(share)


@lru_cache(maxsize=4096)
def _percent_of_tenths(tenths: int) -> str:
    return format_decimal(Decimal(tenths) / 10, format="#,##0.0", locale=LOCALE) + f"{NBSP}%"


# Beside every figure that rests on lessons that are an estimate (contract 1.4).
NOEMER_GESCHAT = "noemer geschat"


def attendance(minutes: Minutes, step: int = 1) -> str:
    """Attendance; with unknown time or rows in quarantine the range it could be: "tussen 91,2 en 93,4 %".

    In steps of `step` tenths of a per cent, rounded down.
    """
    low = percentage(minutes.aanwezig - minutes.niet_zeker, minutes.gepland, step)
    high = percentage(minutes.aanwezig + minutes.onbekend, minutes.gepland, step)
    return low if low == high else between(low, high)


def short_attendance(minutes: Minutes) -> str:
    """The same in a narrow cell, without the sign: "93,4" or "91,2–93,4"."""
    ends = [
        percentage(part, minutes.gepland).removesuffix(f"{NBSP}%")
        for part in (minutes.aanwezig - minutes.niet_zeker, minutes.aanwezig + minutes.onbekend)
    ]
    return "–".join(dict.fromkeys(ends))


def shown(value: Shown) -> str:
    """A disclosed count: "0", "35", "minder dan 5", or "afgeschermd"."""
    if value.afgeschermd:
        return "afgeschermd"
    return f"minder dan{NBSP}{value.drempel}" if value.getal is None else number(value.getal)


def band(value: Shown) -> str:
    """A disclosed count as a band: "25 tot 50"; below the threshold and 0 as they are."""
    if value.getal is None or value.getal == 0:
        return shown(value)
    low = max((bound for bound in (value.drempel, *_BANDS) if bound <= value.getal), default=value.drempel)
    high = min((bound for bound in _BANDS if bound > value.getal), default=0)
    return f"{number(low)} tot {number(high)}" if high else f"{number(low)} of meer"


def refusal(code: str) -> str:
    """ "geen_rooster" -> "Er is geen rooster.": for a page without pupils."""
    return _REFUSED.get(code, _REFUSED_OTHERWISE)


def shown_or_not_covered(value: Shown | None) -> str:
    """A disclosed count, or "n.v.t." where a definition does not cover the sector (None)."""
    return "n.v.t." if value is None else shown(value)


def shown_share(part: Shown, whole: Shown) -> str:
    """A share from disclosed counts only (trust.md 8); "niet getoond" where one of them is hidden."""
    if part.getal is None or whole.getal is None:
        return "niet getoond"
    return percentage(part.getal, whole.getal)


def count_range(least: int, more: int) -> str:
    """(0, 1) -> "0 tot 1": a count to which `more` could come."""
    return f"{number(least)} tot {number(least + more)}" if more else number(least)


def counted(count: int, singular: str, plural: str) -> str:
    """(1, "school", "scholen") -> "1 school"."""
    return f"{number(count)}{NBSP}{singular if count == 1 else plural}"


def pupils(count: int) -> str:
    return counted(count, "leerling", "leerlingen")


def rows(count: int) -> str:
    return counted(count, "rij", "rijen")


def school_days(count: int) -> str:
    return counted(count, "schooldag", "schooldagen")


def school_weeks(positions: int) -> str:
    """Positions (7 = one lesweek): 42 -> "6 lesweken", 44 -> "ruim 6 lesweken", 3 -> "minder dan 1 lesweek"."""
    whole, rest = divmod(positions, DAYS_PER_WEEK)
    if whole == 0:
        return "minder dan 1 lesweek"
    weeks = counted(whole, "lesweek", "lesweken")
    return f"ruim {weeks}" if rest else weeks


def status_phrase(status: PupilStatus) -> str:
    """ "Thuiszitter sinds 12 jan 2026, 6 lesweken"; a status that ended says so."""
    words = STATUS_WORDS[status.status]
    if not status.op_peildatum:
        words = f"{words} in deze periode, nu niet meer"
    link = " sinds" if status.op_peildatum else "; vanaf"
    since = "" if status.start is None else f"{link} {short_date(status.start)}"
    length = "" if status.duur_posities is None else f", {school_weeks(status.duur_posities)}"
    moved = ", begonnen op de vorige school" if status.vorige_school else ""
    exact = " (precies vier weken)" if status.precies_vier_weken else ""
    duty = _DUTY_OF_STATUS.get(status.plicht, "") if status.zit_thuis else ""
    return f"{words}{since}{length}{exact}{moved}{duty}"


def four_weeks_phrase(row: PupilFourWeeks) -> str:
    """ "Vier lesweken geheel afwezig, vanaf 8 sep 2025 (0,0 % aanwezig)"."""
    share = percentage(row.aanwezig_min, row.gepland_min)
    return f"{FOUR_WEEK_WORDS[row.groep]}, vanaf {short_date(row.venster_van)} ({share} aanwezig)"


def tier_key(pupil: Pupil) -> str:
    """Key of the tier of a pupil in TIER_WORDS: "1", "2", "3", "open", "te_weinig_gegevens" or "geen_rooster"."""
    return pupil.tier_status if pupil.tier is None else str(pupil.tier)


@cache
def show_tier(key: str) -> Markup:
    """The sign and the words of a tier, by its key, as every page shows them."""
    return Markup('<span class="tier tier-{}"><span aria-hidden="true">{}</span> {}</span>').format(
        key, TIER_SYMBOLS[key], TIER_WORDS[key]
    )


def tier_bounds(pupil: Pupil, header: ReportHeader) -> str:
    """For an open tier the tiers it can be: "tier 2 of 3"; else empty."""
    if pupil.tier_status != "open":
        return ""
    minutes = pupil.minuten
    best = _tier_of(minutes.aanwezig + minutes.onbekend, minutes.gepland, header)
    worst = _tier_of(minutes.aanwezig - minutes.niet_zeker, minutes.gepland, header)
    return f"tier {best} of {worst}" if worst - best == 1 else f"tier {best}, 2 of {worst}"


def _tier_of(present: int, scheduled: int, header: ReportHeader) -> int:
    if 100 * present >= header.tier_1_vanaf * scheduled:
        return 1
    return 2 if 100 * present >= header.tier_2_vanaf * scheduled else 3


def tier_limits(tier: str, header: ReportHeader) -> str:
    """What a tier means, for legends: "95 % of meer aanwezig"."""
    return {
        "1": f"{header.tier_1_vanaf}{NBSP}% of meer aanwezig",
        "2": f"{header.tier_2_vanaf}{NBSP}% of meer, minder dan {header.tier_1_vanaf}{NBSP}%",
        "3": f"minder dan {header.tier_2_vanaf}{NBSP}% aanwezig",
        "open": "hangt af van onbekende codes of van regels in quarantaine",
        "te_weinig_gegevens": f"minder dan {school_days(header.minimum_schooldagen)} met lessen",
        "geen_rooster": "geen groep van deze leerling staat in een rooster",
    }[tier]


def plan(value: bool | None) -> str:
    """J, N or onbekend."""
    return "onbekend" if value is None else ("J" if value else "N")


def hour_unit(sector: str, hours: float | None = None) -> str:
    """The unit of OA hours: PO clock hours, VO and VSO lesson hours (contract 2.5); one of them by exactly 1 hour."""
    if hours == 1:
        return "klokuur" if sector == "PO" else "lesuur"
    return "klokuren" if sector == "PO" else "lesuren"


def slot_unit(sector: str) -> str:
    """What one slot is called: part of a day in PO."""
    return "dagdeel" if sector == "PO" else "lesuur"


def slot_units(sector: str) -> str:
    """The same for more of them."""
    return "dagdelen" if sector == "PO" else "lesuren"


def line_ranges(lines: Sequence[int]) -> tuple[str, ...]:
    """(140, 141, 142, 150) -> ("140 t/m 142", "150"); a line that occurs twice is one line.

    Line numbers are addresses, not amounts: no thousands separator.
    """
    ranges: list[list[int]] = []
    for line in sorted(set(lines)):
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return tuple(str(first) if first == last else f"{first} t/m {last}" for first, last in ranges)


def places(found: Sequence[Place]) -> tuple[str, ...]:
    """One text per file and column: "absenties.csv, kolom datum: regel 12, 15 t/m 20 en nog 3 plekken"."""
    grouped: dict[tuple[str, str], list[int]] = {}
    for where in found:
        lines = grouped.setdefault((where.bestand, where.kolom), [])
        if where.regelnummer is not None:
            lines.append(where.regelnummer)
    return tuple(_place(file, column, lines) for (file, column), lines in grouped.items())


def _place(file: str, column: str, lines: Sequence[int]) -> str:
    text = file or "hele aanlevering"
    if column:
        text = f"{text}, kolom {column}"
    ranges = line_ranges(lines)
    if not ranges:
        return text
    rest = len(ranges) - RANGES_SHOWN
    more = f" en nog {counted(rest, 'plek', 'plekken')}" if rest > 0 else ""
    return f"{text}: regel {', '.join(ranges[:RANGES_SHOWN])}{more}"


def heat_legend(limits: Sequence[int]) -> tuple[str, ...]:
    """(0, 2, 5) -> "minder dan 2 %", "2 tot 5 %", "5 % of meer"."""
    between = [f"{low} tot {high}{NBSP}%" for low, high in pairwise(limits)]
    return (f"minder dan {limits[1]}{NBSP}%", *between[1:], f"{limits[-1]}{NBSP}% of meer")


def fine_legend(limits: Sequence[int]) -> tuple[str, ...]:
    """The same of limits in tenths: (0, 5, 10) -> "minder dan 0,5 %", "0,5 tot 1,0 %", "1,0 % of meer"."""
    texts = [share(limit).removesuffix(f"{NBSP}%") for limit in limits]
    between = [f"{low} tot {high}{NBSP}%" for low, high in pairwise(texts)]
    return (f"minder dan {texts[1]}{NBSP}%", *between[1:], f"{texts[-1]}{NBSP}% of meer")


def listing(items: Sequence[str]) -> str:
    """("a", "b", "c") -> "a, b en c"."""
    if not items[1:]:
        return "".join(items)
    return f"{', '.join(items[:-1])} en {items[-1]}"


NOTIFICATION_WORDS = {
    "16uur": "16 uur in vier lesweken",
    "lrv": "langdurig relatief verzuim",
    "luxe": "luxeverzuim",
}


def notification_state(report: DueReport, peildatum: date) -> str:
    """Whether a report to DUO is known to have been made, and by when it must be or should have been."""
    if report.uiterste_meldatum is None:
        return "melden" if report.status == "niet_gemeld" else "niet bekend of dit gemeld is"
    day = short_date(report.uiterste_meldatum)
    if report.uiterste_meldatum >= peildatum:
        unknown = "; niet bekend of dit al gemeld is" if report.status == "onbekend" else ""
        return f"nog melden, uiterlijk {day}{unknown}"
    words = {
        "niet_gemeld": f"niet gemeld; had gemeld moeten zijn op {day}",
        "te_laat": f"te laat gemeld; had gemeld moeten zijn op {day}",
        "onbekend": f"niet bekend; had gemeld moeten zijn op {day}",
    }
    return words[report.status]


KIND_WORDS = {
    "ziek": "Ziek",
    "medisch": "Medisch bezoek",
    "verlof": "Verlof",
    "schorsing": "Schorsing",
    "vrijstelling": "Vrijstelling",
    "overig_geoorloofd": "Overig geoorloofd",
    "spijbelen": "Spijbelen",
    "luxe": "Luxeverzuim",
    "overig_ongeoorloofd": "Overig ongeoorloofd",
    "voorlopig_ongeoorloofd": "Voorlopig ongeoorloofd",
    "afwezig_onbekend": "Afwezig, reden niet ingevuld",
}
GROUP_WORDS = {"ga": "geoorloofd", "oa": "ongeoorloofd"}
NOT_SHOWN = "niet getoond"
CODE_NOT_SHOWN = "(niet getoond: dit lijkt geen code)"
LEDGER_WORDS = {
    "op_tijd": "Op tijd gemeld",
    "te_laat": "Te laat gemeld",
    "niet_gemeld": "Niet gemeld",
    "nog_niet": "Kan nog op tijd",
    "onbekend": "Niet bekend",
}
REGISTER_WORDS = {
    "typologie": "Typologie",
    "categorie": "Categorie",
    "mdo": "MDO (overleg met alle betrokkenen)",
    "mdo/J": "gehouden of gepland",
    "mdo/N": "niet ingevuld",
    "interventie": "Interventies",
}
FOUR_WEEK_PARTS = {
    "nul_procent": f"0{NBSP}% aanwezig",
    "hoogstens_20": f"meer dan 0 t/m 20{NBSP}% aanwezig",
    "met_plan": "met plan",
    "zonder_plan": "zonder plan",
    "plan_onbekend": "niet bekend",
}
LIST_WORDS = {
    "absoluut_verzuim": "Absoluut verzuim",
    "vrijstelling_5a": "Vrijstelling artikel 5 onder a (lichamelijke of psychische gronden)",
    "vrijstelling_5b": "Vrijstelling artikel 5 onder b (richting van het onderwijs)",
    "vrijstelling_5c": "Vrijstelling artikel 5 onder c (school in het buitenland)",
}
WATERFALL_WORDS = {
    "rooster": "Weekrooster op elke dag van inschrijving",
    "schoolvakantie": "schoolvakanties",
    "feestdag": "feestdagen",
    "lokaal_vrij": "vrije dagen van de school zelf",
    "gepland": "Geplande lestijd",
    "aanwezig": "aanwezig",
    "geoorloofd": "geoorloofd afwezig",
    "ongeoorloofd": "ongeoorloofd afwezig",
    "reden_onbekend": "afwezig, reden niet ingevuld",
    "onbekend": "onbekend (code zonder betekenis)",
}


def tenths(part: int, whole: int, step: int = 1) -> int:
    """Share in tenths of a per cent, rounded down to a multiple of `step`: what `percentage` shows, as a number."""
    return part * 1000 // (whole * step) * step


def share(tenths_of_percent: int) -> str:
    """934 -> "93,4 %"."""
    return _percent_of_tenths(tenths_of_percent)


def share_range(low: int, high: int) -> str:
    """(91, 104) -> "tussen 9,1 en 10,4 %"; both ends equal: that one."""
    return share(low) if low == high else between(share(low), share(high))


def between(low: str, high: str) -> str:
    """("9,1 %", "10,4 %") -> "tussen 9,1 en 10,4 %": a percentage that could be anything from the one to the other."""
    return f"tussen {low.removesuffix(f'{NBSP}%')} en{NBSP}{high}"


def whole_percent(value: int) -> str:
    """93 -> "93 %": along an axis."""
    return f"{number(value)}{NBSP}%"


def points_apart(now: int, then: int) -> str:
    """Two shares in tenths: (934, 938) -> "0,4 punt lager"."""
    if now == then:
        return "gelijk"
    return f"{one_decimal(abs(now - then) / 10)} punt {'hoger' if now > then else 'lager'}"


def counts_apart(now: Shown, then: Shown) -> str:
    """Two disclosed counts, both a number: "5 meer", "gelijk"."""
    difference = (now.getal or 0) - (then.getal or 0)
    if difference == 0:
        return "gelijk"
    return f"{number(abs(difference))} {'meer' if difference > 0 else 'minder'}"


def hours(value: int) -> str:
    """Whole hours: "1.234 uur"."""
    return f"{number(value)}{NBSP}uur"


FILTERS: dict[str, Callable[..., Any]] = {
    "meldsoort": NOTIFICATION_WORDS.__getitem__,
    "getal": number,
    "decimaal": one_decimal,
    "datum": short_date,
    "dag_maand": day_month,
    "weeknummer": week_number,
    "aanwezigheid": attendance,
    "getoond": shown,
    "getoond_of_nvt": shown_or_not_covered,
    "leerlingen": pupils,
    "rijen": rows,
    "lesweken": school_weeks,
    "status_zin": status_phrase,
    "vierweken_zin": four_weeks_phrase,
    "tier_sleutel": tier_key,
    "tier": show_tier,
    "plan": plan,
    "plaatsen": places,
    "opsomming": listing,
}
