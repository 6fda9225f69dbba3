"""The bridge between two editions in Dutch: its steps, its counts, and what a difference consists of."""

from collections.abc import Mapping

from reports.context.difference import (
    CODES,
    CORRECTIES,
    LEERLINGEN,
    ONVERDEELD,
    OVERIG,
    PROGRAMMA,
    REGELS,
    ROOSTERS,
    SCHOLEN,
    STAPPEN,
    VERANDERING,
    CountBridge,
    EditionLabel,
)
from reports.words.wording import NBSP, SOFT_HYPHEN, listing, number

# Each step with what stands at the head of its column and what it holds.
STEP_WORDS: Mapping[str, tuple[str, str]] = {
    PROGRAMMA: (
        "Programma",
        "dezelfde gegevens, geteld door deze versie van msa. Wat van vroeger niet meer na te doen is, staat hier ook",
    ),
    REGELS: ("Regels", "een ander protocol, andere regels of een andere lezing ervan"),
    CODES: ("Codetabellen", "codes die een andere betekenis kregen, in de codetabel of met een koppeling"),
    ROOSTERS: (
        "Roosters",
        "andere roosters, groepen, vakanties of vrije dagen. Een nieuw schooljaar brengt nieuwe roosters en klassen "
        "mee: die staan bij de echte verandering",
    ),
    SCHOLEN: ("Scholen", "scholen die maar in een van de twee gemeten zijn"),
    LEERLINGEN: ("Leerlingen", "leerlingen die kwamen of gingen, ook naar een andere school"),
    CORRECTIES: ("Verbeteringen", "andere gegevens over dagen die al gemeten waren"),
    VERANDERING: ("Echte verandering", "dagen die er in de eerste uitgave nog niet waren of nog niet gemeten waren"),
    ONVERDEELD: ("Niet te splitsen", "wat niet opnieuw te tellen is; hieronder staat waarom"),
}
_REST = "Overige oorzaken"
# Where the head of a column may break: beside one another on A4 the longest words do not fit whole.
_HEAD_BREAKS = {
    "Programma": "Pro|gramma",
    "Codetabellen": "Code|tabellen",
    "Leerlingen": "Leer|lingen",
    "Verbeteringen": "Verbe|teringen",
    "Echte verandering": "Echte veran|dering",
}
# More of them in one sentence cannot be read aloud.
_PARTS_TOLD_AT_ONCE = 4
COUNT_WORDS: Mapping[str, tuple[str, str]] = {
    "thuiszitters": ("Thuiszitters", "in de periode"),
    "nog_thuis": ("Thuiszitters", "nog op de peildatum"),
    "langer": ("Thuiszitters", "langer dan drie maanden"),
    "dreigend": ("Dreigend thuiszitter", ""),
    "relatief_verzuim": ("Relatief verzuim", ""),
    "reden_onbekend": ("Lang afwezig", "reden niet ingevuld"),
    "langdurig_geoorloofd": ("Langdurig geoorloofd", ""),
    "vierweken": ("Vierwekengroep", ""),
    "tier_1": ("Tier 1", "universeel"),
    "tier_2": ("Tier 2", "gericht"),
    "tier_3": ("Tier 3", "intensief"),
    "zonder_tier": ("Zonder tier", "nog open of te weinig gegevens"),
    "meldingen": ("Meldingen bij DUO", "verplicht in de periode"),
    "leerlingen": ("Leerlingen", "in de periode"),
}


def name_step(step: str) -> str:
    """A step by its name, or what all steps together are that are not told."""
    return _REST if step == OVERIG else STEP_WORDS[step][0]


def head_of(step: str) -> str:
    """What stands at the head of the column of a step, with soft hyphens where it may break."""
    name = name_step(step)
    return _HEAD_BREAKS.get(name, name).replace("|", SOFT_HYPHEN)


def signed(count: int) -> str:
    """3 -> "+3", -3 -> "−3", 0 -> "0"."""
    if count == 0:
        return "0"
    return f"+{number(count)}" if count > 0 else f"−{number(-count)}"


def name_count(telling: str) -> str:
    """A count in one line: "thuiszitters, langer dan drie maanden"."""
    big, small = COUNT_WORDS[telling]
    return f"{big}, {small}" if small else big


def tell_difference(bridge: CountBridge, before: EditionLabel, after: EditionLabel) -> str:
    """One count of two editions, and every part of the difference, in a sentence."""
    was, now = f"was {number(bridge.van)} ({before.naam})", f"is {number(bridge.naar)} ({after.naam})"
    head = f"{name_count(bridge.telling)}: {was}, {now}."
    parts = [
        f"{signed(bridge.get_part(step).netto)}{NBSP}{name_step(step).lower()}"
        for step in (*STAPPEN, OVERIG)
        if bridge.get_part(step).netto
    ]
    difference = bridge.naar - bridge.van
    if not parts:
        return f"{head} Dat is gelijk."
    start = f"Dat verschil van {signed(difference)}" if difference else "Dat is gelijk, en"
    first, *rest = (listing(parts[at : at + _PARTS_TOLD_AT_ONCE]) for at in range(0, len(parts), _PARTS_TOLD_AT_ONCE))
    return " ".join((head, f"{start} bestaat uit {first}.", *(f"Verder uit {more}." for more in rest)))


def tell_both_ways(came: int, went: int) -> str:
    """What a part consists of where it goes both ways: "+8 −152"; else empty."""
    return f"{signed(came)} {signed(-went)}" if came and went else ""
