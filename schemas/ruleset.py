"""Rule sets: what a protocol sets, as data with a date and a source; read strictly, or not at all.

One YAML file a protocol in `schemas/rulesets/`, `schemas/measures.yaml` for what a rule can count, `schemas/acts.yaml`
for what it can ask of whom, and `schemas/definitions.yaml` for the limits all share.
Every rule of a protocol stands in its file, also one that no program can count: `stand` says what is done with it,
and is the switch (`uitgeschakeld`: off). A rule with `measure` says what is counted and from which bound it holds;
`acts` what it asks of which role on the work list, `no_acts` why a rule that is computed asks nothing.
The loader refuses an unknown or doubled key, a missing source, overlapping or gaping versions, both `at_least` and
`more_than`, a window that does not go with the measure, a rule left out of the count without a reason, a status that
names no rule, and a rule that the SQL cannot evaluate: ValueError with file and place.
"""

import hashlib
import re
from collections.abc import Generator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from schemas.acts import Asked, find_act_fault, read_asked
from schemas.measures import BOUNDS, COUNTS, MEASURES, SECTORS, WINDOWS, Measure
from schemas.strict_yaml import check_keys, find_line, parse_yaml, read_text

# Statuses that the Inspectie counts by their runs.
_OF_RUNS = ("thuiszitter", "lrv_langer_dan_3_maanden")
# Windows that have a length; the others are as long as they are.
_COUNTED_WINDOWS = tuple(name for name, window in WINDOWS.items() if window.told)
_RULE_KEYS = frozenset({"id", "stand", "description", "versions"})
_COUNT_KEYS = frozenset({"measure", "counts", "unit"})
_ACTOR_KEYS = frozenset({"who", "action", "destination"})
_TEXT_KEYS = frozenset({"id", "description", "reason", "who", "action", "destination", "no_acts"})
_RULE_OPTIONS = frozenset(
    {
        "sectors",
        "signal",
        "reason",
        "runs_of",
        "condition",
        "ceiling",
        "inside_region",
        "outside_of",
        "requires",
        "acts",
        "no_acts",
    }
)
_VERSION_KEYS = frozenset({"valid_from", "source", "checked_on"})
_BOUND_KEYS = frozenset({"window", "threshold", "literal"})
_OPTION_KEYS = frozenset().union(*(measure.options for measure in MEASURES.values()))
# What a ground says with yes or no.
_GROUND_FLAGS = ("longest_run", "not_wholly_unauthorised", "without_reason", "without_duty")
_VERSION_OPTIONS = frozenset({"valid_to", "decision", "ages", "months_below", "counted_from"})
# What is done with a rule. The first two are evaluated, the next two are off, the others are no count of their own.
STANDS = ("berekend", "register", "uitgeschakeld", "niet_uitgevoerd", "grootboek", "voorwaarde", "procedure")
_EVALUATED = ("berekend", "register")
_OFF = ("uitgeschakeld", "niet_uitgevoerd")
# What must hold beside a run: it goes on, and the register has a plan.
REQUIREMENTS = ("plan_van_aanpak",)
# Which pupils a question is about, by where they live (D28).
INSIDE, OUTSIDE = "binnen", "buiten"
# The name of a rule set of an SWV, which is that of its file.
_OWN_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DAYS_A_WEEK = 7
RULE_SET_FOLDER = Path(__file__).resolve().parent / "rulesets"
DEFINITIONS_FILE = Path(__file__).resolve().parent / "definitions.yaml"


@dataclass(frozen=True)
class Threshold:
    """Whole-number bounds of a count: both inclusive, None = no bound on that side.

    `less_than` and `more_than` are kept as written too: a share is no whole number, so below 95 is not at most 94.
    """

    minimum: int | None
    maximum: int | None
    less_than: int | None
    more_than: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Window:
    """How far a count reaches back; `length` None: as long as the school year, the run or the period is."""

    length: int | None
    unit: str


@dataclass(frozen=True)
class Ages:
    """Age in years on the day: from `start` on, below `end`; None = not tested on that side."""

    start: int | None
    end: int | None


@dataclass(frozen=True)
class Version:
    """A rule as it holds on [valid_from, valid_to); `literal` is the comparator the text itself uses.

    `threshold` and `window` are None for a rule without a count. `months_below`: the run has lasted fewer calendar
    months. `counted_from`: the first one of the row that counts.
    """

    valid_from: date
    valid_to: date | None
    threshold: Threshold | None
    section: str
    lines: str
    literal: str
    decision: str
    checked_on: date
    window: Window | None = None
    ages: Ages = Ages(None, None)
    months_below: int | None = None
    counted_from: int | None = None


@dataclass(frozen=True)
class Rule:
    """One rule of a protocol, by its id in the list of rules.

    `measure`, `counts` and `unit` are empty for a rule without a count. `signal`: it is evaluated for each pupil
    (table signaal). `runs_of`: it looks at the runs that satisfy that rule. `condition`: the upper bound of that rule
    holds too, on unauthorised hours and times late together. `ceiling`: it holds no longer from the day of the school
    year on which sixteen hours stand in four lesweken or a report of kind 16uur ended (D19). `inside_region`: only for
    pupils of the municipalities of the SWV; `outside_of`: holds for the other pupils of those rules (D28).
    `acts`: what it asks of whom (contract 2.10); `no_acts`: why a rule that is computed asks nothing.
    """

    id: str
    description: str
    measure: str
    counts: str
    unit: str
    sectors: tuple[str, ...]
    versions: tuple[Version, ...]
    stand: str = "berekend"
    signal: bool = True
    reason: str = ""
    who: str = ""
    action: str = ""
    destination: str = ""
    runs_of: str | None = None
    condition: str | None = None
    ceiling: bool = False
    inside_region: bool = False
    outside_of: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    acts: tuple[Asked, ...] = ()
    no_acts: str = ""

    @property
    def asks_without_signal(self) -> bool:
        """Acts of a rule whose signal is never given, when the models decide all the same when it holds (D28, D30)."""
        return not self.signal and any(asked.occasion is None for asked in self.acts)

    @property
    def is_on(self) -> bool:
        """False for a variant not chosen, and for what is not carried out."""
        return self.stand not in _OFF

    def get_version(self, day: date) -> Version | None:
        """The version in force on `day`; None where there is none."""
        for version in self.versions:
            if version.valid_from <= day and (version.valid_to is None or day < version.valid_to):
                return version
        return None


@dataclass(frozen=True)
class Ground:
    """A rule that gives a status; `runs_of`: it looks at the runs that satisfy that rule.

    `counts`: the status counts another group of kinds than the rule itself (decisions.md, statuses).
    `without_reason`: of some of the absence no reason was told. `without_duty`: it holds for a pupil under no duty too
    (contract 2.9).
    """

    rule: str
    rule_set: str
    runs_of: str | None
    counts: str | None
    longest_run: bool
    not_wholly_unauthorised: bool
    without_reason: bool = False
    without_duty: bool = False


@dataclass(frozen=True)
class Status:
    """A status of a pupil with its grounds in order; `unless`: it gives way where one of those stands."""

    status: str
    grounds: tuple[Ground, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True)
class RuleSet:
    """One protocol: whom it covers, its rules and its statuses in order.

    `sha256`: of its file, when it is of the SWV and not of the program.
    """

    id: str
    title: str
    document: str
    dated: str
    sectors: tuple[str, ...]
    rules: dict[str, Rule]
    statuses: tuple[Status, ...]
    sha256: str = ""

    def covers(self, sector: str) -> bool:
        """VSO takes the rules marked VO (contract 5)."""
        return ("VO" if sector == "VSO" else sector) in self.sectors


def load_rule_sets(folder: Path = RULE_SET_FOLDER) -> dict[str, RuleSet]:
    """Every rule set of `folder` by id; ValueError names file and fault."""
    files = sorted(folder.glob("*.yaml"))
    return dict(_parse_rule_sets(tuple((file.stem, read_text(file, name=file.name)) for file in files)))


@cache
def _parse_rule_sets(texts: tuple[tuple[str, str], ...]) -> dict[str, RuleSet]:
    """By the names and texts of the files: a run asks for the same ones again and again."""
    rule_sets = {}
    for stem, text in texts:
        name = f"{stem}.yaml"
        rule_set = _Reader(name).read(parse_yaml(text, name=name))
        if rule_set.id != stem:
            raise ValueError(f"{name}: 'id' is '{rule_set.id}', maar het bestand heet '{stem}'")
        rule_sets[rule_set.id] = rule_set
    for rule_set in rule_sets.values():
        _check_rules(rule_set)
        _check_grounds(rule_set, rule_sets)
        _check_evaluated(rule_set, rule_sets)
    return rule_sets


def load_own_rule_sets(folder: Path, beside: Mapping[str, RuleSet]) -> dict[str, RuleSet]:
    """The rule sets of an SWV by id, read as strictly as those of the program (`beside`).

    They may lean on rules of the program and replace none of them. ValueError names file, line and fault.
    """
    own: dict[str, RuleSet] = {}
    texts: dict[str, str] = {}
    for file in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        if file.suffix != ".yaml" or not _OWN_ID.fullmatch(file.stem):
            raise ValueError(
                f"In de map '{folder.name}' staat een bestand dat msa niet leest. De naam is die van de regelset, in "
                "kleine letters, cijfers en -, en eindigt op .yaml"
            )
        if file.stem in beside:
            raise ValueError(
                f"{folder.name}/{file.name}: het programma heeft zelf al een regelset '{file.stem}'. Geef uw bestand "
                "en de 'id' erin een andere naam"
            )
        texts[file.stem], sha256 = _read_own(file)
        with _tell_line(folder, texts[file.stem], file.stem):
            rule_set = _Reader(file.name).read(parse_yaml(texts[file.stem], name=file.name))
            if rule_set.id != file.stem:
                raise ValueError(f"{file.name}: 'id' is '{rule_set.id}', maar het bestand heet '{file.stem}'")
        own[rule_set.id] = replace(rule_set, sha256=sha256)
    for rule_set in own.values():
        with _tell_line(folder, texts[rule_set.id], rule_set.id):
            _check_rules(rule_set)
            _check_grounds(rule_set, {**beside, **own})
            _check_evaluated(rule_set, {**beside, **own})
            check_attendance_windows(rule_set, definitions=load_definitions())
    return own


def _read_own(file: Path) -> tuple[str, str]:
    """Text and SHA-256 of a file of the SWV."""
    try:
        content = file.read_bytes()
        return content.decode("utf-8-sig"), hashlib.sha256(content).hexdigest()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{file.parent.name}/{file.name} is niet te lezen als YAML in UTF-8") from None


@contextmanager
def _tell_line(folder: Path, text: str, rule_set: str) -> Generator[None]:
    """Say of a fault on which line it is, whatever the check knows of the place."""
    try:
        yield
    except ValueError as error:
        told = re.sub(rf"^{re.escape(rule_set)}(\.yaml)?[,:] ", "", str(error))
        line = find_line(text, told)
        raise ValueError(f"{folder.name}/{rule_set}.yaml, regel {line}: {told}") from None


def check_attendance_windows(rule_set: RuleSet, *, definitions: Mapping[str, int]) -> None:
    """Attendance in a window is counted over the shared window, for who may be at its bound: ValueError for others."""
    weeks, most = definitions["venster_posities"] // _DAYS_A_WEEK, definitions["hoogstens_aanwezig_pct"]
    for rule in rule_set.rules.values():
        if rule.measure != "aanwezig_venster":
            continue
        for version in rule.versions:
            if version.window and version.window.length != weeks:
                raise ValueError(
                    f"{rule_set.id}, {rule.id}: dit venster moet {weeks} lesweken lang zijn, "
                    f"zoals 'venster_posities' in definitions.yaml"
                )
            if version.threshold and (version.threshold.maximum or 0) > most:
                raise ValueError(
                    f"{rule_set.id}, {rule.id}: de bovengrens van dit venster is hoogstens {most} procent, "
                    f"zoals 'hoogstens_aanwezig_pct' in definitions.yaml"
                )


def load_definitions(file: Path = DEFINITIONS_FILE) -> dict[str, int]:
    """The shared measures by name; each has a value, a unit, a meaning, a source and a day of last check."""
    return dict(_parse_definitions(file.name, read_text(file, name=file.name)))


@cache
def _parse_definitions(file: str, text: str) -> dict[str, int]:
    reader = _Reader(file)
    definitions = {}
    for name, item in parse_yaml(text, name=file).items():
        reader.check_keys(item, name, required={"value", "unit", "meaning", "source", "checked_on"})
        reader.check_keys(
            item["source"], f"{name}.source", required={"document", "section"}, optional={"lines", "decision"}
        )
        if not _is_whole(item["value"]):
            reader.fail(name, "'value' is geen heel getal")
        reader.check_dates(item, name, "checked_on")
        definitions[name] = item["value"]
    return definitions


def _is_whole(value: Any) -> bool:
    """A whole number; a yes or no is one to Python, not to a protocol."""
    return isinstance(value, int) and not isinstance(value, bool)


def _check_rules(rule_set: RuleSet) -> None:
    """Rules that lean on another one find it in their own set, with a bound wherever they hold themselves."""
    for rule in rule_set.rules.values():
        _check_region(rule_set, rule)
        for name in (rule.runs_of, rule.condition):
            if name is None:
                continue
            other = rule_set.rules.get(name)
            for version in rule.versions:
                found = other.get_version(version.valid_from) if other else None
                if found is None or found.threshold is None:
                    raise ValueError(f"{rule_set.id}: regel '{rule.id}' leunt op regel '{name}', die geen grens heeft")


def _check_region(rule_set: RuleSet, rule: Rule) -> None:
    """What takes the pupils from outside the region leans on rules for those inside, and asks what these may ask."""
    for name in rule.outside_of:
        other = rule_set.rules.get(name)
        if other is None or not other.inside_region:
            raise ValueError(
                f"{rule_set.id}: regel '{rule.id}' leunt op regel '{name}', die geen 'inside_region' heeft"
            )
        faults = [find_act_fault(asked, counts=other.counts, holds=True) for asked in rule.acts]
        if any(faults):
            raise ValueError(f"{rule_set.id}, {rule.id}: {next(filter(None, faults))}")


def _check_grounds(rule_set: RuleSet, rule_sets: Mapping[str, RuleSet]) -> None:
    names = {status.status for status in rule_set.statuses}
    for status in rule_set.statuses:
        for other in status.unless:
            if other not in names:
                raise ValueError(f"{rule_set.id}: status '{status.status}' noemt een onbekende status '{other}'")
        for ground in status.grounds:
            home = rule_sets.get(ground.rule_set)
            unknown = [] if home and _has_measure(home, ground.rule) else [ground.rule]
            if ground.runs_of is not None and not _has_measure(rule_set, ground.runs_of):
                unknown.append(ground.runs_of)
            if unknown:
                raise ValueError(f"{rule_set.id}: status '{status.status}' noemt een onbekende regel '{unknown[0]}'")


def _check_evaluated(rule_set: RuleSet, rule_sets: Mapping[str, RuleSet]) -> None:
    """Rules that give a signal or a status ask only what the SQL models can answer."""
    asked = {(rule_set.id, rule.id) for rule in rule_set.rules.values() if rule.signal}
    for status in rule_set.statuses:
        for ground in status.grounds:
            asked.add((ground.rule_set, ground.rule))
            if ground.runs_of:
                asked.add((rule_set.id, ground.runs_of))
            fault = _find_ground_fault(status, ground, rule_sets[ground.rule_set].rules[ground.rule], rule_set)
            if fault:
                raise ValueError(f"{rule_set.id}: status '{status.status}' noemt regel '{ground.rule}': {fault}")
    for home, name in sorted(asked):
        rule = rule_sets[home].rules[name]
        fault = _find_fault(rule, rule_sets[home])
        if fault:
            raise ValueError(f"{home}, {rule.id}: {fault}")


def _find_fault(rule: Rule, rule_set: RuleSet) -> str:
    """What no model can evaluate in a rule that is evaluated; empty when all of it can be."""
    if rule.runs_of and rule.unit != "maanden":
        return "'runs_of' hoort bij een regel in kalendermaanden ('unit: maanden')"
    if rule.ceiling and any(version.ages != Ages(None, None) for version in rule.versions):
        return "'ceiling' en 'ages' gaan niet samen"
    if rule.ceiling and not any(_counts_sixteen_hours(other) for other in rule_set.rules.values()):
        return "'ceiling' vraagt een regel die uren telt in vier lesweken"
    for version in rule.versions:
        bounds = version.threshold
        if bounds is None:
            continue
        fault = _find_bound_fault(rule, bounds) or _find_age_fault(rule, version.ages)
        if not fault and rule.runs_of and _get_bound(rule_set, rule.runs_of, version).minimum is None:
            fault = f"regel '{rule.runs_of}' heeft geen ondergrens"
        if not fault and rule.condition and _get_bound(rule_set, rule.condition, version).maximum is None:
            fault = f"regel '{rule.condition}' heeft geen bovengrens"
        if fault:
            return fault
    return ""


def _counts_sixteen_hours(rule: Rule) -> bool:
    """Is it a count of hours in a window of lesweken, which the ceiling reads?"""
    return rule.is_on and rule.measure == "oa_uren_venster"


def _find_bound_fault(rule: Rule, bounds: Threshold) -> str:
    # A share of attendance is compared as it is written; its windows are checked with the shared definitions.
    if rule.counts == "aanwezig":
        return ""
    if rule.unit == "maanden" and (
        bounds.minimum is None or bounds.maximum is not None or bounds.more_than is not None
    ):
        return "een reeks in kalendermaanden heeft 'at_least' als enige grens; korter is 'months_below'"
    # Who has nothing counted has no row in the store.
    if bounds.minimum is None and rule.measure != "reeks":
        return "een telling zonder ondergrens ('at_least' of 'more_than') geldt ook voor wie niets telt"
    if bounds.minimum is not None and bounds.minimum < 1:
        return "de ondergrens van een telling is 1 of meer"
    if MEASURES[rule.measure].parts and (bounds.more_than is not None or bounds.less_than is not None):
        return "deze maat telt ook delen: geef 'at_least' of 'at_most', niet 'more_than' of 'less_than'"
    return ""


def _find_age_fault(rule: Rule, ages: Ages) -> str:
    if rule.measure == "oa_dagen_leeftijd" and ages.start is None:
        return "deze maat telt vanaf een leeftijd: 'ages' heeft 'from'"
    if ages.start is not None and ages.end is not None and ages.start >= ages.end:
        return "'ages': 'from' ligt niet onder 'to'"
    return ""


def _find_ground_fault(status: Status, ground: Ground, rule: Rule, rule_set: RuleSet) -> str:
    """What no model can evaluate in the ground of a status; empty when all of it can be."""
    measured = rule_set.rules[ground.runs_of] if ground.runs_of else rule
    if ground.runs_of and (rule.unit != "maanden" or measured.measure != "reeks" or measured.unit == "maanden"):
        return "'runs_of' gaat van een regel in kalendermaanden naar een regel over reeksen"
    if measured.measure != "reeks" and status.status in _OF_RUNS:
        return "deze status gaat over reeksen ('measure: reeks')"
    if measured.measure != "reeks" and (ground.longest_run or ground.not_wholly_unauthorised or ground.without_reason):
        return "'longest_run', 'not_wholly_unauthorised' en 'without_reason' horen bij een regel over reeksen"
    if ground.counts and (measured.measure != "reeks" or ground.counts not in MEASURES["reeks"].counts):
        return f"'counts' is '{ground.counts}', en dat telt deze maat niet"
    return ""


def _get_bound(rule_set: RuleSet, rule_id: str, version: Version) -> Threshold:
    found = rule_set.rules[rule_id].get_version(version.valid_from)
    return found.threshold if found and found.threshold else Threshold(None, None, None)


def _has_measure(rule_set: RuleSet, rule_id: str) -> bool:
    return rule_id in rule_set.rules and rule_set.rules[rule_id].measure != ""


@dataclass(frozen=True)
class _Reader:
    """Turns one YAML document into a RuleSet; every refusal names the file and the place."""

    name: str

    def read(self, document: dict[str, Any]) -> RuleSet:
        """The rule set of one document; ValueError at the first fault."""
        self.check_keys(document, "bestand", required={"id", "title", "document", "sectors", "rules", "statuses"})
        self.check_keys(document["document"], "document", required={"file", "dated"})
        sectors = self._choices(document["sectors"], "sectors", SECTORS)
        rules: dict[str, Rule] = {}
        for item in self._items(document, "bestand", "rules"):
            rule = self._rule(item, sectors)
            if rule.id in rules:
                self.fail(rule.id, "de regel staat er twee keer in")
            rules[rule.id] = rule
        return RuleSet(
            id=str(document["id"]),
            title=str(document["title"]),
            document=str(document["document"]["file"]),
            dated=str(document["document"]["dated"]),
            sectors=sectors,
            rules=rules,
            statuses=tuple(
                self._status(item, str(document["id"])) for item in self._items(document, "bestand", "statuses")
            ),
        )

    def _rule(self, item: Any, sectors: tuple[str, ...]) -> Rule:
        where = str(item.get("id", "regel zonder id")) if isinstance(item, dict) else "regel"
        self.check_keys(item, where, required=_RULE_KEYS, optional=_COUNT_KEYS | _ACTOR_KEYS | _RULE_OPTIONS)
        self._choice(item["stand"], where, "stand", STANDS)
        for key in _TEXT_KEYS & set(item):
            if not isinstance(item[key], str) or not item[key].strip():
                self.fail(where, f"'{key}' is geen tekst")
        signal = item.get("signal", item["stand"] in _EVALUATED)
        if not isinstance(signal, bool):
            self.fail(where, "'signal' is geen true of false")
        for flag in ("ceiling", "inside_region"):
            if not isinstance(item.get(flag, False), bool):
                self.fail(where, f"'{flag}' is geen true of false")
        if "outside_of" in item and (signal or "measure" in item):
            self.fail(where, "'outside_of' hoort bij een regel zonder eigen telling")
        self._check_stand(item, where, signal=signal)
        measure = self._measure(item, where)
        versions = tuple(
            self._version(version, where, measure=measure) for version in self._items(item, where, "versions")
        )
        self._check_versions(versions, where)
        return Rule(
            id=item["id"],
            description=item["description"],
            measure=item.get("measure", ""),
            counts=item.get("counts", ""),
            unit=item.get("unit", ""),
            sectors=self._choices(item.get("sectors", list(sectors)), f"{where}.sectors", SECTORS),
            versions=versions,
            stand=item["stand"],
            signal=signal,
            reason=item.get("reason", ""),
            who=item.get("who", ""),
            action=item.get("action", ""),
            destination=item.get("destination", ""),
            runs_of=item.get("runs_of"),
            condition=item.get("condition"),
            ceiling=item.get("ceiling", False),
            inside_region=item.get("inside_region", False),
            outside_of=tuple(self._items(item, where, "outside_of")) if "outside_of" in item else (),
            requires=self._choices(item["requires"], f"{where}.requires", REQUIREMENTS) if "requires" in item else (),
            acts=self._acts(item, where, signal=signal),
            no_acts=item.get("no_acts", ""),
        )

    def _acts(self, item: dict[str, Any], where: str, *, signal: bool) -> tuple[Asked, ...]:
        """What the rule asks of whom. Of rules without a signal the models decide only those on runs (D30)."""
        if "acts" not in item:
            return ()
        if "no_acts" in item:
            self.fail(where, "'acts' en 'no_acts' gaan niet samen")
        found = []
        for place, entry in enumerate(self._items(item, where, "acts"), start=1):
            asked = read_asked(entry, f"{self.name}, {where}.acts[{place}]")
            fault = find_act_fault(asked, counts=item.get("counts", ""), holds=signal or item.get("measure") == "reeks")
            # Of these the rules that it leans on say what is counted: see _check_region.
            if fault and "outside_of" not in item:
                self.fail(where, fault)
            if (asked.role, asked.act, asked.occasion) in [(one.role, one.act, one.occasion) for one in found]:
                self.fail(where, f"actie '{asked.act}' van '{asked.role}' staat er twee keer in")
            found.append(asked)
        return tuple(found)

    def _check_stand(self, item: dict[str, Any], where: str, *, signal: bool) -> None:
        """What is evaluated has a measure and someone who acts; what is off says why."""
        if signal and item["stand"] not in _EVALUATED:
            self.fail(where, f"'signal' gaat niet samen met stand '{item['stand']}'")
        if signal or item["stand"] in ("berekend", "uitgeschakeld") or _COUNT_KEYS & set(item):
            self._require(item, where, _COUNT_KEYS)
        if signal:
            self._require(item, where, _ACTOR_KEYS)
        if item["stand"] in _OFF:
            self._require(item, where, {"reason"})

    def _measure(self, item: dict[str, Any], where: str) -> Measure | None:
        """What goes with the measure of the rule; None for a rule without a count."""
        measure = None
        if "measure" in item:
            self._choice(item["measure"], where, "measure", tuple(MEASURES))
            measure = MEASURES[item["measure"]]
            self._choice(item["counts"], where, "counts", tuple(measure.counts))
            self._choice(item["unit"], where, "unit", measure.units)
        self._check_options(item, where, measure=measure)
        return measure

    def _check_options(self, item: dict[str, Any], where: str, *, measure: Measure | None) -> None:
        strange = sorted((_OPTION_KEYS & set(item)) - (measure.options if measure else frozenset()))
        if strange:
            self.fail(where, f"'{strange[0]}' past niet bij deze maat")

    def _version(self, item: Any, where: str, *, measure: Measure | None) -> Version:
        self.check_keys(item, where, required=_VERSION_KEYS, optional=_BOUND_KEYS | _VERSION_OPTIONS)
        self._check_options(item, where, measure=measure)
        if measure:
            self._require(item, where, _BOUND_KEYS | measure.needs)
        self.check_keys(item["source"], f"{where}.source", required={"section", "lines"})
        self.check_dates(item, where, "valid_from", "checked_on", *({"valid_to"} & set(item)))
        return Version(
            valid_from=item["valid_from"],
            valid_to=item.get("valid_to"),
            threshold=self._threshold(item["threshold"], where, measure=measure) if "threshold" in item else None,
            section=item["source"]["section"],
            lines=str(item["source"]["lines"]),
            literal=item.get("literal", ""),
            decision=item.get("decision", ""),
            checked_on=item["checked_on"],
            window=self._window(item["window"], where, measure=measure) if "window" in item else None,
            ages=self._ages(item.get("ages", {}), where),
            months_below=self._whole(item, where, "months_below"),
            counted_from=self._whole(item, where, "counted_from"),
        )

    def _window(self, item: Any, where: str, *, measure: Measure | None) -> Window:
        self.check_keys(item, f"{where}.window", required={"unit"}, optional={"length"})
        self._choice(item["unit"], f"{where}.window", "unit", measure.windows if measure else ())
        if (item["unit"] in _COUNTED_WINDOWS) != ("length" in item):
            self.fail(where, f"'length' hoort bij een venster in {', '.join(_COUNTED_WINDOWS)}, en bij geen ander")
        return Window(length=self._whole(item, where, "length"), unit=item["unit"])

    def _ages(self, item: Any, where: str) -> Ages:
        self.check_keys(item, f"{where}.ages", optional={"from", "to"})
        return Ages(start=self._whole(item, where, "from"), end=self._whole(item, where, "to"))

    def _whole(self, item: dict[str, Any], where: str, key: str) -> int | None:
        if key in item and (not _is_whole(item[key]) or item[key] < 1):
            self.fail(where, f"'{key}' is geen heel getal van 1 of meer")
        return item.get(key)

    def _threshold(self, item: Any, where: str, *, measure: Measure | None) -> Threshold:
        self.check_keys(item, f"{where}.threshold", optional=measure.bounds if measure else BOUNDS)
        if {"at_least", "more_than"} <= set(item) or {"at_most", "less_than"} <= set(item):
            self.fail(where, "een grens is óf inclusief óf exclusief, niet allebei")
        if not item or not all(_is_whole(value) for value in item.values()):
            self.fail(where, "'threshold' heeft ten minste één grens, als heel getal")
        minimum = item.get("at_least", item["more_than"] + 1 if "more_than" in item else None)
        maximum = item.get("at_most", item["less_than"] - 1 if "less_than" in item else None)
        if minimum is not None and maximum is not None and minimum > maximum:
            self.fail(where, "de ondergrens ligt boven de bovengrens")
        return Threshold(
            minimum=minimum, maximum=maximum, less_than=item.get("less_than"), more_than=item.get("more_than")
        )

    def _check_versions(self, versions: tuple[Version, ...], where: str) -> None:
        for earlier, later in pairwise(versions):
            if earlier.valid_to != later.valid_from:
                self.fail(where, "versies overlappen of laten dagen open: 'valid_to' is 'valid_from' van de volgende")
        for version in versions:
            if version.valid_to is not None and version.valid_to <= version.valid_from:
                self.fail(where, "'valid_to' ligt niet na 'valid_from'")

    def _status(self, item: Any, rule_set: str) -> Status:
        self.check_keys(item, "status", required={"status", "grounds"}, optional={"unless"})
        return Status(
            status=item["status"],
            grounds=tuple(
                self._ground(ground, item["status"], rule_set) for ground in self._items(item, "status", "grounds")
            ),
            unless=tuple(item.get("unless", ())),
        )

    def _ground(self, item: Any, where: str, rule_set: str) -> Ground:
        self.check_keys(
            item,
            where,
            required={"rule"},
            optional={"from", "runs_of", "counts", *_GROUND_FLAGS},
        )
        if "counts" in item:
            self._choice(item["counts"], where, "counts", COUNTS)
        return Ground(
            rule=item["rule"],
            rule_set=item.get("from", rule_set),
            runs_of=item.get("runs_of"),
            counts=item.get("counts"),
            **{flag: bool(item.get(flag, False)) for flag in _GROUND_FLAGS},
        )

    def check_keys(
        self, item: Any, where: str, *, required: Set[str] = frozenset(), optional: Set[str] = frozenset()
    ) -> None:
        """Refuse a key that is not known, and a required one that is not there."""
        check_keys(item, f"{self.name}, {where}", required=required, optional=optional)

    def _require(self, item: dict[str, Any], where: str, required: Set[str]) -> None:
        check_keys(item, f"{self.name}, {where}", required=required, optional=set(item))

    def check_dates(self, item: dict[str, Any], where: str, *keys: str) -> None:
        """Refuse a value that is no date."""
        for key in keys:
            if not isinstance(item[key], date):
                self.fail(where, f"'{key}' is geen datum")

    def _items(self, item: dict[str, Any], where: str, key: str) -> list[Any]:
        """A list with at least one item."""
        if not isinstance(item[key], list) or not item[key]:
            self.fail(where, f"'{key}' is leeg of geen lijst")
        return item[key]

    def _choice(self, value: Any, where: str, key: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self.fail(where, f"'{key}' is '{value}'; toegestaan: {', '.join(allowed)}")

    def _choices(self, values: Any, where: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(values, list) or not values or any(value not in allowed for value in values):
            self.fail(where, f"kies uit: {', '.join(allowed)}")
        return tuple(values)

    def fail(self, where: str, what: str) -> NoReturn:
        """Refuse the file, with the place and what is wrong."""
        raise ValueError(f"{self.name}, {where}: {what}")
