"""What a rule counts and from where it holds, in words: for `msa rules`, the explanation and the comparison."""

from schemas.measures import MEASURES, UNITS, WINDOWS
from schemas.ruleset import Rule, Threshold, Version

_REQUIREMENT_WORDS = {
    "plan_van_aanpak": "de reeks loopt nog en er is een plan van aanpak",
}


def describe_count(rule: Rule, version: Version) -> str:
    """What is counted and from where it holds, in one line of Dutch; empty for a rule without a bound."""
    if version.threshold is None:
        return ""
    bound = _describe_bound(version.threshold, unit=UNITS[rule.unit].words if rule.unit else "")
    parts = [bound]
    if version.window is not None:
        counted = MEASURES[rule.measure].counts[rule.counts]
        parts = [f"{counted}: {bound}, {WINDOWS[version.window.unit].describe(version.window.length)}"]
    if version.counted_from is not None:
        parts.append(f"vanaf de {version.counted_from}e keer")
    if version.months_below is not None:
        parts.append(f"korter dan {version.months_below} kalendermaanden")
    if version.ages.start is not None:
        upper = f" tot {version.ages.end} jaar" if version.ages.end is not None else " jaar of ouder"
        parts.append(f"leeftijd {version.ages.start}{upper}")
    if rule.runs_of:
        parts.append(f"reeks volgens {rule.runs_of}")
    if rule.condition:
        parts.append(f"ook {rule.condition} geldt")
    if rule.ceiling:
        parts.append("16 uur in vier lesweken is dit schooljaar nog niet bereikt")
    if rule.inside_region:
        parts.append("alleen voor leerlingen uit de gemeenten van het samenwerkingsverband")
    return "; ".join([*parts, *(_REQUIREMENT_WORDS[name] for name in rule.requires)])


def _describe_bound(threshold: Threshold, *, unit: str) -> str:
    low, high, below = threshold.minimum, threshold.maximum, threshold.less_than
    if low is None:
        words = f"minder dan {below} {unit}" if below is not None else f"hoogstens {high} {unit}"
    elif below is not None:
        words = f"{low} tot {below} {unit}"
    else:
        words = f"{low} {unit} of meer" if high is None else f"{low} tot en met {high} {unit}"
    return " ".join(words.split())
