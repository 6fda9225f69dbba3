"""`msa rules` and the generated page schemas/rulesets/README.md: every rule of every protocol, to read.

Beside the bound that is used stands the comparator the protocol itself writes, with the number of the decision that
lies between the two. Texts are Dutch; the page's own words, as those of all documents, are English.
"""

import textwrap
from collections import Counter
from collections.abc import Mapping

from pipelines.errors import WrongUse
from schemas.ruleset import Rule, RuleSet, Threshold, Version, Window, load_rule_sets

_WIDTH = 88
_LABEL = 12
_COUNT_WORDS = {
    ("reeks", "oa"): "zonder onderbreking ongeoorloofd afwezig",
    ("reeks", "ga"): "zonder onderbreking geoorloofd afwezig",
    ("reeks", "alle"): "zonder onderbreking afwezig, geoorloofd of ongeoorloofd",
    ("oa_uren_venster", "oa"): "ongeoorloofd afwezig",
    ("oa_uren_schooljaar", "oa"): "ongeoorloofd afwezig",
    ("oa_lessen_leeftijd", "oa"): "lessen ongeoorloofd afwezig",
    ("te_laat_schooljaar", "te_laat"): "te laat",
    ("te_laat_minuten", "te_laat"): "te laat",
    ("spijbeluren_schooljaar", "spijbelen"): "gespijbeld",
    ("aanwezigheid_periode", "aanwezig"): "aanwezig",
    ("aanwezig_venster", "aanwezig"): "aanwezig",
    ("voorlopig_dagen", "voorlopig"): "voorlopig ongeoorloofd, nog niet opgelost",
    ("ziek_aaneengesloten", "ziek"): "ziek",
    ("ziek_schooldagen", "ziek"): "ziek",
    ("ziekmeldingen_venster", "ziek"): "ziek gemeld",
}
_UNIT_WORDS = {
    "duur_posities": "dagen van lesweken",
    "duur_kalenderdagen": "kalenderdagen",
    "maanden": "kalendermaanden",
    "uren": "uur",
    "keren": "keer",
    "procent": "procent van de lestijd",
    "dagen": "schooldagen",
    "minuten": "minuten",
}
_WINDOW_WORDS = {
    "lesweek": "in {length} lesweken",
    "kalenderweek": "in {length} kalenderweken",
    "maand": "in {length} kalendermaanden",
    "schooljaar": "in het schooljaar",
    "reeks": "achter elkaar",
    "periode": "in de periode",
}
_REQUIREMENT_WORDS = {
    "plan_van_aanpak": "de reeks loopt nog en er is een plan van aanpak",
}
_STAND_WORDS = {
    "berekend": "counted from the exports",
    "register": "from the MSA register, the DUO notifications or the lists of leerplicht",
    "uitgeschakeld": "off: a variant that the decisions do not choose",
    "niet_uitgevoerd": "never carried out: authorised absence, sickness above all, does not go to leerplicht or DUO",
    "grootboek": "part of table duo_melding",
    "voorwaarde": "part of another rule or table",
    "procedure": "a step for people; nothing to count",
}


def list_rules(*, protocol: str | None = None, rule_sets: Mapping[str, RuleSet] | None = None) -> str:
    """The text of `msa rules`: all protocols, or one. An unknown protocol is WrongUse; a broken file ValueError."""
    found = load_rule_sets() if rule_sets is None else rule_sets
    if protocol is not None and protocol not in found:
        raise WrongUse(f"Protocol '{protocol}' bestaat niet. Kies uit: {', '.join(sorted(found))}.")
    chosen = [found[protocol]] if protocol else [found[name] for name in sorted(found)]
    return "\n\n".join(_list_rule_set(rule_set) for rule_set in chosen)


def describe_count(rule: Rule, version: Version) -> str:
    """What is counted and from where it holds, in one line of Dutch; empty for a rule without a bound."""
    if version.threshold is None:
        return ""
    bound = _describe_bound(version.threshold, unit=_UNIT_WORDS.get(rule.unit, ""))
    parts = [bound]
    if version.window is not None:
        parts = [f"{_COUNT_WORDS[rule.measure, rule.counts]}: {bound}, {_describe_window(version.window)}"]
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
        parts.append(f"ook {rule.condition} geldt, en dit schooljaar is 16 uur nog niet bereikt")
    return "; ".join([*parts, *(_REQUIREMENT_WORDS[name] for name in rule.requires)])


def make_rule_page() -> str:
    """schemas/rulesets/README.md."""
    rule_sets = load_rule_sets()
    stands = "\n".join(f"- `{stand}`: {words}." for stand, words in _STAND_WORDS.items())
    parts = [
        "# Rules of the protocols",
        "Generated from the YAML files in this folder (`make docs`); do not edit by hand. `msa rules` prints the same.",
        "One file is one protocol; a school follows one. `regels.csv` holds the bare facts of the source (lines, "
        "numbers) that the files are compared with. What is done with a rule (`stand`):",
        stands,
        "*Grens* is what the program counts and from where it holds (a lesweek has seven days, holiday weeks none); "
        "*tekst* is the comparator that the protocol itself writes; the decision named (D1 to D26) lies between the "
        "two. `geen signaal`: the rule has no row in table `signaal`. To change a rule from a date on, close its "
        "version with `valid_to` and add one below it; to switch it off, set `stand` to `uitgeschakeld` and give the "
        "reason; to add a protocol, add a file.",
        *(_describe_set_as_table(rule_sets[name]) for name in sorted(rule_sets)),
    ]
    return "\n\n".join(parts) + "\n"


def _list_rule_set(rule_set: RuleSet) -> str:
    stands = Counter(rule.stand for rule in rule_set.rules.values())
    counts = ", ".join(f"{number} {stand}" for stand, number in sorted(stands.items(), key=lambda item: -item[1]))
    head = [
        f"{rule_set.id}: {rule_set.title}",
        f"Document {rule_set.document} ({rule_set.dated}), voor {' en '.join(rule_set.sectors)}.",
        f"{len(rule_set.rules)} regels: {counts}.",
    ]
    lines = [line for text in head for line in textwrap.wrap(text, _WIDTH)]
    return "\n\n".join(["\n".join(lines), *(_list_rule(rule_set, rule) for rule in rule_set.rules.values())])


def _list_rule(rule_set: RuleSet, rule: Rule) -> str:
    lines = textwrap.wrap(f"{rule.id}  {rule.description}", _WIDTH, subsequent_indent=" " * 7)
    lines += _list_field("Stand", _describe_stand(rule))
    if rule.sectors != rule_set.sectors:
        lines += _list_field("Voor", " en ".join(rule.sectors))
    for version in rule.versions:
        lines += _list_field("Grens", describe_count(rule, version))
        lines += _list_field("Tekst", version.literal)
        lines += _list_field("Beslissing", version.decision)
        lines += _list_field("Bron", f"{version.section}, regel {version.lines}")
        lines += _list_field("Geldig", _describe_validity(version))
    lines += _list_field("Wie", _describe_actor(rule))
    return "\n".join(lines)


def _list_field(name: str, text: str) -> list[str]:
    first = f"  {name + ':':<{_LABEL}}"
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) if text else []


def _describe_stand(rule: Rule) -> str:
    switch = rule.stand if rule.is_on else f"{rule.stand} (uit)"
    if rule.stand in ("berekend", "register") and not rule.signal:
        switch += ", geen signaal"
    return f"{switch}. {rule.reason}" if rule.reason else switch


def _describe_actor(rule: Rule) -> str:
    done = ": ".join(part for part in (rule.who, rule.action) if part)
    return f"{done} (naar: {rule.destination})" if rule.destination else done


def _describe_validity(version: Version) -> str:
    until = f" tot {version.valid_to.isoformat()}" if version.valid_to else ""
    return f"vanaf {version.valid_from.isoformat()}{until}, nagekeken op {version.checked_on.isoformat()}"


def _describe_bound(threshold: Threshold, *, unit: str) -> str:
    low, high, below = threshold.minimum, threshold.maximum, threshold.less_than
    if low is None:
        words = f"minder dan {below} {unit}" if below is not None else f"hoogstens {high} {unit}"
    elif below is not None:
        words = f"{low} tot {below} {unit}"
    else:
        words = f"{low} {unit} of meer" if high is None else f"{low} tot en met {high} {unit}"
    return " ".join(words.split())


def _describe_window(window: Window) -> str:
    return _WINDOW_WORDS[window.unit].format(length=window.length)


def _describe_set_as_table(rule_set: RuleSet) -> str:
    rows = [
        _describe_row(rule, version, first=number == 0)
        for rule in rule_set.rules.values()
        for number, version in enumerate(rule.versions)
    ]
    head = (
        f"## {rule_set.id}\n\n{rule_set.title} (document {rule_set.document}, {rule_set.dated}), "
        f"for {' and '.join(rule_set.sectors)}.\n\n"
        "| regel | wat | stand | grens | tekst | beslissing | wie | bron | geldig |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(rows)


def _describe_row(rule: Rule, version: Version, *, first: bool) -> str:
    cells = [
        rule.id,
        f"{rule.description} ({' en '.join(rule.sectors)})" if first else "",
        _describe_stand(rule) if first else "",
        describe_count(rule, version),
        version.literal,
        version.decision,
        _describe_actor(rule) if first else "",
        f"{version.section}, regel {version.lines}",
        _describe_validity(version),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
