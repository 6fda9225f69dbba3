"""`msa rules` and the generated page schemas/rulesets/README.md: every rule of every protocol, to read.

Beside the bound that is used stands the comparator the protocol itself writes, with the number of the decision that
lies between the two. Texts are Dutch; the page's own words, as those of all documents, are English.
"""

import textwrap
from collections import Counter
from collections.abc import Mapping

from pipelines.errors import WrongUse
from reports.words.rule_words import describe_count
from schemas.acts import Asked, load_acts
from schemas.ruleset import Rule, RuleSet, Version, load_rule_sets

_WIDTH = 88
_LABEL = 12
_STAND_WORDS = {
    "berekend": "counted from the exports",
    "register": "from the MSA register, the DUO notifications or the lists of leerplicht",
    "uitgeschakeld": "off: a variant that the decisions do not choose",
    "niet_uitgevoerd": "never carried out: authorised absence, sickness above all, does not go to leerplicht or DUO",
    "grootboek": "part of table duo_melding",
    "voorwaarde": "part of another rule or table",
    "procedure": "a step for people; nothing to count",
}


def list_rules(
    *,
    protocol: str | None = None,
    rule_sets: Mapping[str, RuleSet] | None = None,
    own: Mapping[str, RuleSet] | None = None,
) -> str:
    """The text of `msa rules`: all protocols, or one; with `own` also those of an SWV.

    An unknown protocol is WrongUse; a broken file ValueError.
    """
    found = {**(load_rule_sets() if rule_sets is None else rule_sets), **(own or {})}
    if protocol is not None and protocol not in found:
        raise WrongUse(f"Protocol '{protocol}' bestaat niet. Kies uit: {', '.join(sorted(found))}.")
    chosen = [found[protocol]] if protocol else [found[name] for name in sorted(found)]
    return "\n\n".join(_list_rule_set(rule_set) for rule_set in chosen)


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
    for asked in rule.acts:
        lines += _list_field("Actie", _describe_act(asked))
    lines += _list_field("Geen actie", rule.no_acts)
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


def _describe_act(asked: Asked) -> str:
    """Role, act and where the text says so, with what of it is not the plain case."""
    known = load_acts()
    extra = [f"bij elke rij dagen {asked.occasion}"] if asked.occasion else []
    extra += ["de hele periode"] if asked.whole_period else []
    extra += ["één keer per schooljaar"] if asked.once_a_year else []
    extra += ["alleen voor de gemeenten van het samenwerkingsverband"] if asked.inside_region else []
    words = f": {asked.words}" if asked.words else ""
    tail = f"; {', '.join(extra)}" if extra else ""
    return f"{known.roles[asked.role]}: {known.acts[asked.act].words}{words}{tail} (regel {asked.lines})"


def _describe_validity(version: Version) -> str:
    until = f" tot {version.valid_to.isoformat()}" if version.valid_to else ""
    return f"vanaf {version.valid_from.isoformat()}{until}, nagekeken op {version.checked_on.isoformat()}"


def _describe_acts(rule: Rule) -> str:
    """The acts in codes, for the page."""
    asked = [f"`{one.role}` `{one.act}`" + (f" ({one.occasion})" if one.occasion else "") for one in rule.acts]
    return ", ".join(asked) or (f"geen: {rule.no_acts}" if rule.no_acts else "")


def _describe_set_as_table(rule_set: RuleSet) -> str:
    rows = [
        _describe_row(rule, version, first=number == 0)
        for rule in rule_set.rules.values()
        for number, version in enumerate(rule.versions)
    ]
    head = (
        f"## {rule_set.id}\n\n{rule_set.title} (document {rule_set.document}, {rule_set.dated}), "
        f"for {' and '.join(rule_set.sectors)}.\n\n"
        "| regel | wat | stand | grens | tekst | beslissing | wie | acties | bron | geldig |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n"
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
        _describe_acts(rule) if first else "",
        f"{version.section}, regel {version.lines}",
        _describe_validity(version),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
