"""The questions about an SWV and its schools: their words, and what an answer becomes in `swv.toml`.

An answer that cannot be is told at its own question; `load_settings` then reads the whole as strictly as ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines import toml_lines
from pipelines.calendar import VAKANTIEREGIOS
from pipelines.settings import DIRECT, LONGEST_LESSON, LONGEST_WORDS, NA_AKKOORD, SCHOOL_ID, SWV_CODE
from pipelines.settings_file import Value, is_dated
from pipelines.workbench.forms import Form
from reports.context.workbench import Field, FormPart
from schemas.columns import SECTOREN
from schemas.lvs import load_lvs
from schemas.municipalities import is_usable_town
from schemas.ruleset import RuleSet

RuleSets = Mapping[str, RuleSet]

# Name of the question -> key of the file.
SWV_KEYS = {
    "code": "code",
    "swvnaam": "naam",
    "protocol": "protocol",
    "regio": "vakantieregio",
    "akkoord": "vrijgeven",
    "gemeenten": "gemeenten",
}
SCHOOL_KEYS = {
    "brin": "id",
    "naam": "naam",
    "sector": "sector",
    "lvs": "lvs",
    "schoolprotocol": "protocol",
    "schoolregio": "vakantieregio",
    "minuten": "minuten_per_lesuur",
    "telaat": "te_laat_is_les_vanaf",
    "locatie": "locatie",
}
_FOLDED = ("gemeenten", "schoolprotocol", "schoolregio", "minuten", "telaat", "locatie")
_CHOOSE = ("", "Kies …")
_REGIONS = tuple((region, region.capitalize()) for region in VAKANTIEREGIOS)
SECTOR_WORDS = {"PO": "Basisonderwijs (PO)", "VO": "Voortgezet onderwijs (VO)", "VSO": "Voortgezet speciaal (VSO)"}
# Any system without a layout of its own: the school fills in templates.
_TEMPLATES, _TEMPLATES_WORDS = "sjabloon", "Een ander systeem, of lege sjablonen"
_MOST_NAMES = 30
_FIXED = "Dit hangt af van de dag. Wijzig het in swv.toml zelf."
_LABELS = {
    "code": ("Code van het SWV", "Letters en cijfers, zonder spaties. Een eigen afkorting mag ook."),
    "swvnaam": ("Naam van het SWV", "Zo staat het boven elk verslag."),
    "protocol": (
        "Regels (protocol)",
        "Welke afspraken over verzuim gelden in uw regio? Staan ze er niet bij? In README.md staat hoe "
        "u eigen regels toevoegt.",
    ),
    "regio": ("Vakantieregio", "De regio waarin uw scholen liggen: die bepaalt de schoolvakanties."),
    "akkoord": ("Eerst kijken, dan vrijgeven", "De verslagen wachten na het draaien tot u akkoord geeft."),
    "gemeenten": ("Gemeenten van uw regio", "Met komma's ertussen, bijvoorbeeld: Alkmaar, Heiloo."),
    "brin": (
        "BRIN en vestiging",
        "Vier tekens van het BRIN en twee cijfers van de vestiging, bijvoorbeeld 12AB00. Het staat op de site van de "
        "school, bij DUO, of vraag het de school.",
    ),
    "naam": ("Naam van de school", ""),
    "sector": ("Soort onderwijs", ""),
    "lvs": ("Administratiesysteem", "Uit welk systeem komen de verzuimlijsten? Weet u het niet? Vraag het de school."),
    "schoolprotocol": ("Andere regels voor deze school", "Alleen als andere afspraken gelden dan voor het hele SWV."),
    "schoolregio": ("Andere vakantieregio voor deze school", ""),
    "minuten": ("Minuten per lesuur", "Alleen als het rooster geen tijden geeft."),
    "telaat": (
        "Te laat is een gemiste les vanaf",
        "Een aantal minuten. Laat dit leeg als te laat komen nooit als een gemiste les telt.",
    ),
    "locatie": ("Andere namen van deze school", "Hoe lijsten voor meer scholen haar noemen, met komma's ertussen."),
}
# Of what stands in a file already.
_STAYS = {
    "brin": "Dit blijft zo: alles van de school hangt eraan.",
    "code": "Dit blijft zo.",
}
_SAME_AS_SWV = ("", "Zoals het SWV")


@dataclass
class Answers:
    """What a form said: the keys of the file, and per question what is wrong with the answer."""

    texts: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Value | None] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def read_swv(form: Form, rule_sets: RuleSets, *, fixed: Mapping[str, Any] | None = None) -> Answers:
    """The answers about the SWV. `fixed`: what stands in the file now, of which no form changes what is dated."""
    answers = Answers({name: form.get(name).strip() for name in SWV_KEYS})
    readers = {
        "code": lambda text: _match(text, SWV_CODE, "Gebruik alleen letters en cijfers, hoogstens 20, zonder spaties."),
        "swvnaam": _read_name,
        "protocol": lambda text: _choose(text, rule_sets, "Kies de regels uit de lijst."),
        "regio": lambda text: _choose(text, VAKANTIEREGIOS, "Kies noord, midden of zuid."),
        "akkoord": lambda text: NA_AKKOORD if text else DIRECT,
        "gemeenten": _read_towns,
    }
    return _read(answers, SWV_KEYS, readers, fixed or {})


def read_school(
    form: Form, rule_sets: RuleSets, *, swv_protocol: str, fixed: Mapping[str, Any] | None = None
) -> Answers:
    """The answers about a school. `swv_protocol`: what counts where the school has no rule set of its own.

    `fixed`: what stands in the file now; its id stays, for all that is kept of the school hangs on it.
    """
    answers = Answers({name: form.get(name).strip() for name in SCHOOL_KEYS})
    readers = {
        "brin": _read_id,
        "naam": _read_name,
        "sector": lambda text: _choose(text, SECTOREN, "Kies het soort onderwijs."),
        "lvs": lambda text: _choose(text, load_lvs(), "Kies het systeem van de school."),
        "schoolprotocol": lambda text: _choose(text, rule_sets, "Kies de regels uit de lijst.") if text else None,
        "schoolregio": lambda text: _choose(text, VAKANTIEREGIOS, "Kies noord, midden of zuid.") if text else None,
        "minuten": _read_minutes,
        "telaat": _read_minutes,
        "locatie": _read_names,
    }
    read = _read(answers, SCHOOL_KEYS, readers, fixed or {})
    standing = {**(fixed or {}), **read.keys}
    found = rule_sets.get(standing.get("protocol") or swv_protocol)
    sector = standing.get("sector")
    if not read.faults and found is not None and isinstance(sector, str) and not found.covers(sector):
        read.faults["schoolprotocol"] = (
            f"De regels van {found.id} zijn er niet voor {sector}. Kies voor deze school andere regels."
        )
    return read


def make_swv_part(texts: Mapping[str, str], rule_sets: RuleSets, **about: Any) -> FormPart:
    """The questions about the SWV with these answers. `about`: `faults` and `fixed`, as in `_make_part`."""
    choices = {"protocol": (_CHOOSE, *list_rule_sets(rule_sets)), "regio": (_CHOOSE, *_REGIONS)}
    return _make_part(SWV_KEYS, texts, choices, **about)


def make_school_part(texts: Mapping[str, str], rule_sets: RuleSets, **about: Any) -> FormPart:
    """The questions about one school with these answers; `about` as `make_swv_part`."""
    choices = {
        "sector": (_CHOOSE, *SECTOR_WORDS.items()),
        "lvs": (_CHOOSE, *list_systems()),
        "schoolprotocol": (_SAME_AS_SWV, *list_rule_sets(rule_sets)),
        "schoolregio": (_SAME_AS_SWV, *_REGIONS),
    }
    return _make_part(SCHOOL_KEYS, texts, choices, **about)


def write_texts(names: Mapping[str, str], block: Mapping[str, Any]) -> dict[str, str]:
    """What stands in a block of the file, as the answers of its form."""
    return {name: _write_text(block.get(key)) for name, key in names.items() if not is_dated(block.get(key))}


def list_rule_sets(rule_sets: RuleSets) -> tuple[tuple[str, str], ...]:
    """Each rule set with its words and whom it is for."""
    return tuple(
        (name, f"{name} (voor {' en '.join(rule_set.sectors)}): {rule_set.title}")
        for name, rule_set in sorted(rule_sets.items())
    )


def list_systems() -> tuple[tuple[str, str], ...]:
    """Each LVS with its name, those without layouts of their own last."""
    named = sorted(((lvs.id, lvs.naam) for lvs in load_lvs().values()), key=lambda each: each[1].casefold())
    own = [each for each in named if each[0] != _TEMPLATES]
    return (*own, (_TEMPLATES, _TEMPLATES_WORDS))


def _make_part(
    names: Mapping[str, str],
    texts: Mapping[str, str],
    choices: Mapping[str, tuple[tuple[str, str], ...]],
    *,
    faults: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> FormPart:
    fields = [
        (_make_fixed(name, fixed.get(key)) if fixed is not None else None)
        or _make_field(name, texts.get(name, ""), choices.get(name, ()), (faults or {}).get(name, ""))
        for name, key in names.items()
    ]
    return FormPart(
        tuple(field for field in fields if field.naam not in _FOLDED),
        tuple(field for field in fields if field.naam in _FOLDED),
    )


def _make_field(name: str, text: str, choices: tuple[tuple[str, str], ...], fault: str) -> Field:
    """One question that can be answered."""
    label, help_text = _LABELS[name]
    is_box = name == "akkoord"
    shown = "" if is_box and text == DIRECT else text
    return Field(name, label, shown, help_text, fault, choices, vink=is_box, mag_leeg=name in _FOLDED)


def _make_fixed(name: str, value: Any) -> Field | None:
    """What stands in the file and is not changed here, with why; None where it can be."""
    if is_dated(value):
        return Field(name, _LABELS[name][0], vast=_FIXED)
    return Field(name, _LABELS[name][0], str(value), vast=_STAYS[name]) if name in _STAYS else None


def _read(answers: Answers, names: Mapping[str, str], readers: Mapping[str, Any], fixed: Mapping[str, Any]) -> Answers:
    for name, key in names.items():
        if is_dated(fixed.get(key)) or (fixed and name in _STAYS):
            continue
        try:
            answers.keys[key] = readers[name](answers.texts[name])
        except ValueError as fault:
            answers.faults[name] = str(fault)
    return answers


def _read_name(text: str) -> str:
    if not text:
        raise ValueError("Vul een naam in.")
    if len(text) > LONGEST_WORDS:
        raise ValueError(f"Deze naam is te lang. Gebruik hoogstens {LONGEST_WORDS} tekens.")
    return _refuse_control(text)


def _read_id(text: str) -> str:
    written = re.sub(r"[\s-]", "", text).upper()
    return _match(
        written, SCHOOL_ID, "Vul zes tekens in: twee cijfers, twee letters, twee cijfers. Bijvoorbeeld 12AB00."
    )


def _read_minutes(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LONGEST_LESSON))):
        raise ValueError(f"Vul een heel getal in, van 1 tot en met {LONGEST_LESSON}, of niets.")
    if not 1 <= int(text) <= LONGEST_LESSON:
        raise ValueError(f"Vul een getal in van 1 tot en met {LONGEST_LESSON}, of niets.")
    return int(text)


def _read_names(text: str) -> list[str] | None:
    names = [part.strip() for part in text.split(",") if part.strip()]
    if len(names) > _MOST_NAMES or any(len(name) > LONGEST_WORDS for name in names):
        raise ValueError(f"Noem hoogstens {_MOST_NAMES} namen, met komma's ertussen.")
    return [_refuse_control(name) for name in names] or None


def _read_towns(text: str) -> list[str] | None:
    towns = _read_names(text)
    if any(not is_usable_town(town) for town in towns or ()):
        raise ValueError("Niet elke naam kan een gemeente zijn. Gebruik alleen letters, met komma's ertussen.")
    return towns


def _refuse_control(text: str) -> str:
    if toml_lines.CONTROL.search(text):
        raise ValueError("Er staat een teken in dat niet te zien is. Typ de tekst opnieuw.")
    return text


def _match(text: str, pattern: re.Pattern[str], words: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(words)
    return text


def _choose(text: str, allowed: Any, words: str) -> str:
    if text not in allowed:
        raise ValueError(words)
    return text


def _write_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
