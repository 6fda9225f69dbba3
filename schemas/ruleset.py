"""Rule sets: what a protocol sets, as data with a date and a source; read strictly, or not at all.

One YAML file a protocol in `schemas/rulesets/`, and `schemas/definitions.yaml` for the measures all share.
The loader refuses an unknown or doubled key, a missing source, overlapping or gaping versions, both
`at_least` and `more_than`, and a status that names no rule: ValueError with file and place.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import yaml

MEASURES = ("reeks", "oa_uren_venster", "te_laat_schooljaar", "aanwezigheid_periode")
UNITS = ("duur_posities", "duur_kalenderdagen", "maanden", "uren", "keren", "procent")
COUNTS = ("oa", "ga", "alle", "te_laat", "aanwezig")
SECTORS = ("PO", "VO")
RULE_SET_FOLDER = Path(__file__).resolve().parent / "rulesets"
DEFINITIONS_FILE = Path(__file__).resolve().parent / "definitions.yaml"


@dataclass(frozen=True)
class Threshold:
    """Whole-number bounds of a count: both inclusive, None = no bound on that side.

    `less_than` is kept as written too: a share is no whole number, so below 95 is not at most 94.
    """

    minimum: int | None
    maximum: int | None
    less_than: int | None


@dataclass(frozen=True)
class Version:
    """A rule as it holds on [valid_from, valid_to); `literal` is the comparator the text itself uses."""

    valid_from: date
    valid_to: date | None
    threshold: Threshold
    section: str
    lines: str
    literal: str
    decision: str
    checked_on: date


@dataclass(frozen=True)
class Rule:
    """One rule of a protocol, by its id in the list of rules."""

    id: str
    description: str
    measure: str
    counts: str
    unit: str
    sectors: tuple[str, ...]
    versions: tuple[Version, ...]

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
    """

    rule: str
    rule_set: str
    runs_of: str | None
    counts: str | None
    longest_run: bool
    not_wholly_unauthorised: bool


@dataclass(frozen=True)
class Status:
    """A status of a pupil with its grounds in order; `unless`: it gives way where one of those stands."""

    status: str
    grounds: tuple[Ground, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True)
class RuleSet:
    """One protocol: whom it covers, its rules and its statuses in order."""

    id: str
    title: str
    document: str
    dated: str
    sectors: tuple[str, ...]
    rules: dict[str, Rule]
    statuses: tuple[Status, ...]

    def covers(self, sector: str) -> bool:
        """VSO takes the rules marked VO (contract 5)."""
        return ("VO" if sector == "VSO" else sector) in self.sectors


class _StrictLoader(yaml.SafeLoader):
    """YAML without doubled keys: a second one would silently win."""


def _build_mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"sleutel '{key}' staat er dubbel in (blok dat begint op regel {_get_line(node)})")
    return loader.construct_mapping(node, deep=True)


def _get_line(node: yaml.Node) -> int:
    return 0 if node.start_mark is None else node.start_mark.line + 1


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _build_mapping)


def load_rule_sets(folder: Path = RULE_SET_FOLDER) -> dict[str, RuleSet]:
    """Every rule set of `folder` by id; ValueError names file and fault."""
    rule_sets = {}
    for file in sorted(folder.glob("*.yaml")):
        rule_set = _Reader(file.name).read(_load_yaml(file))
        if rule_set.id != file.stem:
            raise ValueError(f"{file.name}: 'id' is '{rule_set.id}', maar het bestand heet '{file.stem}'")
        rule_sets[rule_set.id] = rule_set
    for rule_set in rule_sets.values():
        _check_grounds(rule_set, rule_sets)
    return rule_sets


def load_definitions(file: Path = DEFINITIONS_FILE) -> dict[str, int]:
    """The shared measures by name; each has a value, a unit, a meaning, a source and a day of last check."""
    reader = _Reader(file.name)
    definitions = {}
    for name, item in _load_yaml(file).items():
        reader.check_keys(item, name, required={"value", "unit", "meaning", "source", "checked_on"})
        reader.check_keys(
            item["source"], f"{name}.source", required={"document", "section"}, optional={"lines", "decision"}
        )
        if not _is_whole(item["value"]):
            reader.fail(name, "'value' is geen heel getal")
        reader.check_dates(item, name, "checked_on")
        definitions[name] = item["value"]
    return definitions


def _load_yaml(file: Path) -> dict[str, Any]:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ValueError(f"{file.name}: geen geldige YAML, zie regel {line}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ValueError(f"{file.name}: niet te lezen als YAML in UTF-8") from None
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from None
    if not isinstance(document, dict):
        raise ValueError(f"{file.name}: geen tabel van sleutels en waarden")
    return document


def _is_whole(value: Any) -> bool:
    """A whole number; a yes or no is one to Python, not to a protocol."""
    return isinstance(value, int) and not isinstance(value, bool)


def _check_grounds(rule_set: RuleSet, rule_sets: dict[str, RuleSet]) -> None:
    names = {status.status for status in rule_set.statuses}
    for status in rule_set.statuses:
        for other in status.unless:
            if other not in names:
                raise ValueError(f"{rule_set.id}: status '{status.status}' noemt een onbekende status '{other}'")
        for ground in status.grounds:
            home = rule_sets.get(ground.rule_set)
            unknown = [] if home and ground.rule in home.rules else [ground.rule]
            if ground.runs_of is not None and ground.runs_of not in rule_set.rules:
                unknown.append(ground.runs_of)
            if unknown:
                raise ValueError(f"{rule_set.id}: status '{status.status}' noemt een onbekende regel '{unknown[0]}'")


@dataclass(frozen=True)
class _Reader:
    """Turns one YAML document into a RuleSet; every refusal names the file and the place."""

    name: str

    def read(self, document: dict[str, Any]) -> RuleSet:
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
        self.check_keys(
            item,
            where,
            required={"id", "description", "measure", "counts", "unit", "versions"},
            optional={"sectors"},
        )
        for key, allowed in (("measure", MEASURES), ("counts", COUNTS), ("unit", UNITS)):
            if item[key] not in allowed:
                self.fail(where, f"'{key}' is '{item[key]}'; toegestaan: {', '.join(allowed)}")
        versions = tuple(self._version(version, where) for version in self._items(item, where, "versions"))
        self._check_versions(versions, where)
        return Rule(
            id=item["id"],
            description=item["description"],
            measure=item["measure"],
            counts=item["counts"],
            unit=item["unit"],
            sectors=self._choices(item.get("sectors", list(sectors)), f"{where}.sectors", SECTORS),
            versions=versions,
        )

    def _version(self, item: Any, where: str) -> Version:
        self.check_keys(
            item,
            where,
            required={"valid_from", "threshold", "source", "literal", "decision", "checked_on"},
            optional={"valid_to"},
        )
        self.check_keys(item["source"], f"{where}.source", required={"section", "lines"})
        self.check_dates(item, where, "valid_from", "checked_on", *({"valid_to"} & set(item)))
        return Version(
            valid_from=item["valid_from"],
            valid_to=item.get("valid_to"),
            threshold=self._threshold(item["threshold"], where),
            section=item["source"]["section"],
            lines=item["source"]["lines"],
            literal=item["literal"],
            decision=item["decision"],
            checked_on=item["checked_on"],
        )

    def _threshold(self, item: Any, where: str) -> Threshold:
        self.check_keys(item, f"{where}.threshold", optional={"at_least", "more_than", "at_most", "less_than"})
        if {"at_least", "more_than"} <= set(item) or {"at_most", "less_than"} <= set(item):
            self.fail(where, "een grens is óf inclusief óf exclusief, niet allebei")
        if not item or not all(_is_whole(value) for value in item.values()):
            self.fail(where, "'threshold' heeft ten minste één grens, als heel getal")
        minimum = item.get("at_least", item["more_than"] + 1 if "more_than" in item else None)
        maximum = item.get("at_most", item["less_than"] - 1 if "less_than" in item else None)
        return Threshold(minimum=minimum, maximum=maximum, less_than=item.get("less_than"))

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
            optional={"from", "runs_of", "counts", "longest_run", "not_wholly_unauthorised"},
        )
        if item.get("counts", COUNTS[0]) not in COUNTS:
            self.fail(where, f"'counts' is '{item['counts']}'; toegestaan: {', '.join(COUNTS)}")
        return Ground(
            rule=item["rule"],
            rule_set=item.get("from", rule_set),
            runs_of=item.get("runs_of"),
            counts=item.get("counts"),
            longest_run=bool(item.get("longest_run", False)),
            not_wholly_unauthorised=bool(item.get("not_wholly_unauthorised", False)),
        )

    def check_keys(
        self, item: Any, where: str, *, required: Set[str] = frozenset(), optional: Set[str] = frozenset()
    ) -> None:
        """Refuse a key that is not known, and a required one that is not there."""
        if not isinstance(item, dict):
            self.fail(where, "geen tabel van sleutels en waarden")
        allowed = ", ".join(sorted(required | optional))
        unknown = sorted(str(key) for key in set(item) - required - optional)
        missing = sorted(required - set(item))
        if unknown:
            self.fail(where, f"onbekende sleutel '{unknown[0]}'; toegestaan: {allowed}")
        if missing:
            self.fail(where, f"'{missing[0]}' ontbreekt; verplicht: {', '.join(sorted(required))}")

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

    def _choices(self, values: Any, where: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(values, list) or not values or any(value not in allowed for value in values):
            self.fail(where, f"kies uit: {', '.join(allowed)}")
        return tuple(values)

    def fail(self, where: str, what: str) -> NoReturn:
        """Refuse the file, with the place and what is wrong."""
        raise ValueError(f"{self.name}, {where}: {what}")
