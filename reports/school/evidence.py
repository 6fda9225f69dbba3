"""What a signal rests on, in words: rules, window, lesson hours, and the file and line of each.

Shared by the school report and the explain page (`explanation`). Lesson hours stand together per day and code,
so that a week of absence is five lines and not forty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from reports.context.school import Evidence, EvidenceLine, Pupil, Signal
from reports.words import wording

KIND_WORDS = {
    "aanwezig": "aanwezig",
    "te_laat": "te laat",
    "te_laat_geoorloofd": "te laat, geoorloofd",
    "uit_les": "uit de les",
    "elders": "les op een andere plek",
    "niet_tellen": "telt niet mee",
    "ziek": "ziek",
    "medisch": "medische afspraak",
    "verlof": "verlof",
    "schorsing": "schorsing",
    "vrijstelling": "vrijstelling",
    "overig_geoorloofd": "geoorloofd, overig",
    "spijbelen": "spijbelen",
    "luxe": "luxeverzuim",
    "overig_ongeoorloofd": "ongeoorloofd, overig",
    "voorlopig_ongeoorloofd": "voorlopig ongeoorloofd",
    "afwezig_onbekend": "afwezig, reden niet ingevuld",
    "onbekend": "code zonder betekenis",
}
MISSING_WORDS = {
    "geboortedatum": "de geboortedatum is niet bekend",
    "msa-register": "de school leverde geen MSA-register",
    "minuten_te_laat": "van sommige keren te laat zijn de minuten niet bekend",
    "soort ziek": "bij deze school is geen enkele absentie als ziekte herkend",
    "woongemeente": "de woongemeente is niet bekend",
    "tier": "door codes zonder betekenis staat de tier nog niet vast",
}


def describe_signal(signal: Signal) -> str:
    """ "18 lesuren (grens 16), geldt op de peildatum"."""
    if signal.uitkomst == "niet_te_bepalen":
        return f"niet te bepalen: {MISSING_WORDS.get(signal.ontbreekt, signal.ontbreekt)}"
    now = "geldt op de peildatum" if signal.op_peildatum else "gold in de periode, nu niet meer"
    if signal.waarde is None:
        return now
    bound = "" if signal.drempel is None else f" (grens {wording.amount(signal.drempel)})"
    return f"{wording.amount(signal.waarde)} {signal.eenheid}{bound}, {now}"


def describe_days(first: date, last: date) -> str:
    """ "8 sep t/m 3 okt 2025"."""
    start = wording.day_month(first) if first.year == last.year else wording.short_date(first)
    return f"{start} t/m {wording.short_date(last)}"


def describe_window(found: Evidence) -> str:
    """ "8 sep t/m 3 okt 2025, 16 lessen"; says so when not all of them are shown."""
    words = f"{describe_days(found.van, found.tot)}, {wording.counted(found.lesuren_totaal, 'les', 'lessen')}"
    if not found.regels and found.lesuren_totaal:
        return f"{words}; te veel voor deze pagina, ze staan in de uitleg van msa explain"
    if found.getoond < found.lesuren_totaal:
        return f"{words}; hieronder de laatste {wording.number(found.getoond)}"
    return words


def describe_line(line: EvidenceLine) -> str:
    """ "ma 8 sep 2025: lesuur 1 t/m 4, code S (spijbelen), absenties.csv regel 12 t/m 15"."""
    day = f"{wording.WEEKDAYS[line.datum.weekday()][:2]} {wording.short_date(line.datum)}"
    hours = wording.listing(wording.line_ranges(line.lesuren))
    kind = KIND_WORDS.get(line.soort, line.soort)
    code = f"code {line.code} ({kind})" if line.code else kind
    lines = wording.listing(wording.line_ranges(line.regels))
    where = f", {line.bestand} regel {lines}" if line.bestand else ""
    return f"{day}: lesuur {hours}, {code}{where}"


def limit_evidence(pupils: Sequence[Pupil], *, lines: int) -> tuple[Pupil, ...]:
    """The pupils that have evidence, with at most so many lines together: the first ones keep theirs.

    A page must stay within 3 MB. Of the others rules and counts remain; `describe_window` says where the rest is.
    """
    left = lines
    shown = []
    for pupil in pupils:
        if not pupil.bewijs:
            continue
        asked = sum(len(found.regels) for found in pupil.bewijs)
        if asked > left:
            shown.append(replace(pupil, bewijs=tuple(found._replace(regels=()) for found in pupil.bewijs)))
        else:
            left -= asked
            shown.append(pupil)
    return tuple(shown)


def count_signals(groups: Iterable[Evidence]) -> int:
    """Rules that are ja."""
    return sum(signal.uitkomst == "ja" for group in groups for signal in group.signalen)


FILTERS = {
    "signaal_zin": describe_signal,
    "venster_zin": describe_window,
    "bewijs_zin": describe_line,
    "tel_signalen": count_signals,
}
