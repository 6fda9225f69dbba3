"""Every rule of the five protocols stands in its rule set with the lines and numbers of the list of facts.

`schemas/rulesets/regels.csv` is that list: what the documents say, without a reading. Where the rule set reads a
number or a window in another way, the difference stands here with its decision; nothing else may differ.
"""

import csv
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipelines.errors import RuleSetInvalid
from pipelines.settings import School, Settings
from pipelines.store.periods import make_period
from pipelines.store.reference import load_checked_rule_sets, make_references
from schemas.ruleset import RULE_SET_FOLDER, Ages, Rule, RuleSet, Threshold, Version, Window, load_rule_sets

RULE_SETS = {"S0": "twente", "S1": "twente-po-2019", "S2": "kennemerland", "S3": "noord-kennemerland", "S4": "dronten"}
PEILDATA = ((1, 1), (3, 1), (6, 1), (9, 1))
SCHOOL = School("12AB00", "Voorbeeld", "VO", "sjabloon", "noord-kennemerland", "noord")
FOLDER = Path("swv")
SETTINGS = Settings(FOLDER / "swv.toml", "V1", "SWV", PEILDATA, (8, 1), FOLDER, FOLDER, FOLDER, (SCHOOL,))
DAYS = 7  # positions of a lesweek
SCHOOL_DAYS = 5  # of a week

# Weeks of the text as the unit that is counted in.
PER_UNIT = {
    "absence_run_weeks": DAYS,
    "absence_weeks": DAYS,
    "sick_weeks": SCHOOL_DAYS,
}
# A week of the text: lesweken for absence (D2), calendar weeks for sickness where the text says no more (D8).
WINDOWS = {
    ("absent", "week"): "lesweek",
    ("absent", "lesweek"): "lesweek",
    ("absent", "schoolweek"): "lesweek",
    ("present", "week"): "lesweek",
    ("sick", "week"): "kalenderweek",
    ("sick", "schoolweek"): "lesweek",
    ("sick", "maand"): "maand",
    ("sick", "schooljaar"): "schooljaar",
}
# Metric without a window in the text: the window it is read with, and why.
OPEN_WINDOWS = {
    "late_count": ("schooljaar", "D12"),
    "late_minutes_after_9th": ("schooljaar", "D23"),
    "truant_hours": ("schooljaar", "D21"),
    "truant_events": ("schooljaar", "D21"),
    "absent_days": ("schooljaar", "D24"),
    "absent_hours": ("schooljaar", "D19"),
    "absent_lessonhours": ("schooljaar", "D19"),
    "present_pct": ("periode", "D13"),
    "absence_weeks": ("reeks", "D5"),
    "sick_weeks": ("reeks", "D9"),
    "sick_episodes": ("schooljaar", "D9"),
}


def bound(minimum=None, maximum=None, less_than=None):
    return Threshold(minimum, less_than - 1 if less_than is not None else maximum, less_than)


# Rule: the bound it is read with, and the decision (or paragraph of the contract) that says so.
READ_OTHERWISE = {
    "S0-02": (bound(maximum=0), "D7"),  # none present: a share is never below 0
    "S2-26": (bound(8), "D19"),  # the lower of 8 and 9
    "S2-27": (bound(8), "D19"),
    "S2-38": (bound(16), "D1"),
    "S3-04": (bound(16), "D1"),
    "S3-05": (bound(4 * DAYS), "D25"),  # and fewer than three months
    "S3-06": (bound(3), "D25"),
    "S3-16": (bound(less_than=95), "D14"),
    "S3-20": (bound(90, less_than=95), "D13"),
    "S3-24": (bound(3), "D25"),
    "S3-37": (bound(16), "D1"),
    "S3-71": (bound(2 * DAYS, less_than=4 * DAYS), "D5"),
    "S3-72": (bound(4 * DAYS), "D5"),
    "S3-81": (bound(6, 15), "D19"),
    "S3-82": (bound(6, 9), "D19"),
    "S4-01": (bound(16), "D1"),
    "S4-11": (bound(16), "D1"),
    "S4-19": (bound(4), "contract 2.6"),  # the fourth day and each later one of the spell (reading in the list)
    "S4-20": (bound(6), "contract 2.6"),
    "S4-24": (bound(4), "contract 2.6"),
    "S4-38": (bound(16), "D1"),
}


# Rule without a number in the list that a status rests on: its bound, and the paragraph that gives it one.
BOUND_OF_STATUS = {"S3-18": (bound(4 * DAYS + 1), "contract 2.9")}


@cache
def load_shipped() -> dict[str, RuleSet]:
    return load_rule_sets()


@cache
def read_facts() -> tuple[dict[str, str], ...]:
    with (RULE_SET_FOLDER / "regels.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def read_bound(fact: dict[str, str]) -> Threshold:
    """The bound as the text has it: weeks in days, `>` one more (whole numbers)."""
    value = int(fact["m_value"]) * PER_UNIT.get(fact["m_metric"], 1)
    return {
        ">=": bound(value),
        ">": bound(value + 1),
        "<=": bound(maximum=value),
        "<": bound(less_than=value),
    }[fact["m_op"]]


def read_window(fact: dict[str, str]) -> Window | None:
    """The window as the text has it; a school year, run or period has no length of its own."""
    unit = fact["m_window_unit"]
    if unit.startswith("run"):
        return Window(None, "reeks")
    if unit in ("ONB", "-"):
        metric = fact["m_metric"]
        return Window(None, OPEN_WINDOWS[metric][0]) if metric in OPEN_WINDOWS else None
    read = WINDOWS[fact["m_metric"].split("_")[0], unit]
    return Window(None if read == "schooljaar" else int(fact["m_window_n"]), read)


def find_differences(facts: tuple[dict[str, str], ...], rule_sets: dict[str, RuleSet]) -> list[str]:
    """What of the list of facts is missing from the rule sets, or stands there otherwise."""
    differences = []
    for fact in facts:
        rule_set = rule_sets[RULE_SETS[fact["id"][:2]]]
        rule = rule_set.rules.get(fact["id"])
        if rule is None:
            differences.append(f"{fact['id']}: ontbreekt")
            continue
        if rule_set.document != fact["document"]:
            differences.append(f"{rule.id}: document")
        if "+".join(rule.sectors) != fact["sector"]:
            differences.append(f"{rule.id}: sector")
        if fact["stand"] not in ("", rule.stand):
            differences.append(f"{rule.id}: stand")
        for version in rule.versions:
            differences += [f"{rule.id}: {what}" for what in compare_version(fact, version)]
    listed = {fact["id"] for fact in facts}
    differences += [f"{name}: te veel" for rule_set in rule_sets.values() for name in rule_set.rules.keys() - listed]
    return differences


def compare_version(fact: dict[str, str], version: Version) -> list[str]:
    differences = []
    if version.lines != fact["lines"]:
        differences.append("regels")
    if not fact["m_value"]:
        given = BOUND_OF_STATUS.get(fact["id"], (None, ""))[0]
        return [*differences, *(["drempel"] if version.threshold != given else [])]
    if version.threshold != (READ_OTHERWISE[fact["id"]][0] if fact["id"] in READ_OTHERWISE else read_bound(fact)):
        differences.append("drempel")
    if version.window != read_window(fact):
        differences.append("venster")
    return differences


def test_all_rules_are_listed():
    # 20 + 16 + 42 + 87 + 45 rules in five documents.
    assert len(read_facts()) == 210 == 20 + 16 + 42 + 87 + 45
    assert len({fact["id"] for fact in read_facts()}) == 210


def test_the_list_holds_facts_and_no_sentences():
    longest = max(len(value) for fact in read_facts() for value in fact.values())
    assert longest <= len("run(schoolweek = 28 kalenderdagen)")


def test_every_rule_stands_in_its_rule_set_as_listed():
    assert find_differences(read_facts(), load_shipped()) == []


def test_every_other_reading_is_one_and_names_its_decision():
    """No reading is kept here that the text itself already gives, and the rule set names the same decision."""
    facts = {fact["id"]: fact for fact in read_facts()}
    for rule_id, (read, decision) in READ_OTHERWISE.items():
        fact = facts[rule_id]
        if fact["m_op"] in (">=", ">", "<=", "<") and fact["m_value"].isdigit():
            assert read_bound(fact) != read, rule_id
        (version,) = load_shipped()[RULE_SETS[rule_id[:2]]].rules[rule_id].versions
        if decision.startswith("D"):
            assert decision in version.decision.split(", "), rule_id


def change(rule_id: str, **values) -> dict[str, RuleSet]:
    """The shipped rule sets with one rule changed: values of the rule, or of its version."""
    rule_sets = load_shipped()
    home = rule_sets[RULE_SETS[rule_id[:2]]]
    rule = home.rules[rule_id]
    of_rule = {name: value for name, value in values.items() if name in Rule.__dataclass_fields__}
    of_version = {name: value for name, value in values.items() if name not in of_rule}
    changed = replace(rule, **of_rule, versions=tuple(replace(version, **of_version) for version in rule.versions))
    return {**rule_sets, home.id: replace(home, rules={**home.rules, rule_id: changed})}


@pytest.mark.parametrize(
    ("rule_id", "values", "what"),
    [
        ("S0-15", {"threshold": bound(17)}, "drempel"),
        ("S2-38", {"threshold": bound(17)}, "drempel"),  # more than 16, as the text has it: not our reading
        ("S3-71", {"threshold": bound(14, 28)}, "drempel"),  # 28 positions are a thuiszitter
        ("S3-16", {"threshold": bound(90, less_than=95)}, "drempel"),
        ("S0-01", {"threshold": bound(1)}, "drempel"),  # a number where the text has none
        ("S3-25", {"window": Window(12, "kalenderweek")}, "venster"),
        ("S1-14", {"window": Window(2, "maand")}, "venster"),
        ("S3-72", {"lines": "972-990"}, "regels"),
        ("S0-05", {"sectors": ("PO", "VO")}, "sector"),
        ("S3-67", {"stand": "berekend"}, "stand"),
    ],
)
def test_a_changed_rule_is_found(rule_id, values, what):
    assert find_differences(read_facts(), change(rule_id, **values)) == [f"{rule_id}: {what}"]


def test_a_missing_rule_and_one_too_many_are_found():
    rule_sets = load_shipped()
    home = rule_sets["dronten"]
    rules = {name: rule for name, rule in home.rules.items() if name != "S4-43"}
    rules["S4-99"] = home.rules["S4-43"]
    found = find_differences(read_facts(), {**rule_sets, "dronten": replace(home, rules=rules)})
    assert found == ["S4-43: ontbreekt", "S4-99: te veel"]


# What a bound alone does not say, by hand from the list of rules and the decisions.


def get_version(rule_id: str) -> Version:
    (version,) = load_shipped()[RULE_SETS[rule_id[:2]]].rules[rule_id].versions
    return version


def test_age_scopes():
    found = {
        rule.id: version.ages
        for rule_set in load_shipped().values()
        for rule in rule_set.rules.values()
        for version in rule.versions
        if version.ages != Ages(None, None)
    }
    # 18 to 22 years old is from 18 and below 23; S4-02 tests no age: duty does (D27).
    assert found == {"S3-12": Ages(18, 23), "S3-60": Ages(18, None), "S4-42": Ages(18, None)}


def test_further_conditions():
    rules = load_shipped()["noord-kennemerland"].rules
    # S3-83: hours and times late together at most 15, for both groups of the spreekuur (D19).
    assert (rules["S3-81"].condition, rules["S3-82"].condition) == ("S3-83", "S3-83")
    assert get_version("S3-83").threshold == bound(maximum=15)
    assert rules["S3-06"].runs_of == "S3-72"
    assert rules["S3-35"].requires == ("plan_van_aanpak",)
    assert get_version("S3-05").months_below == 3
    assert get_version("S4-33").counted_from == 9 + 1


def test_nothing_of_sickness_or_authorised_absence_goes_to_leerplicht_or_duo():
    """D10: a rule that counts GA, sickness or both kinds together names no leerplicht and no DUO."""
    for rule_set in load_shipped().values():
        for rule in rule_set.rules.values():
            if rule.signal and rule.counts in ("ga", "ziek", "alle", "aanwezig"):
                assert not {"LPA", "DUO"} & set(rule.destination.replace(",", " ").split()), rule.id


# ref_rule: one row per protocol, sector and rule that is evaluated.


@cache
def get_ref_rule(peildatum=date(2026, 1, 1)):
    period = make_period(peildatum, peildata=PEILDATA, schooljaar_begin=SETTINGS.schooljaar_begin)
    return make_references(SETTINGS, period=period, rule_sets=load_shipped(), delivered={})["ref_rule"]


def get_row(rule_id: str, sector: str = "VO"):
    return next(row for row in get_ref_rule().rows(named=True) if (row["regel"], row["sector"]) == (rule_id, sector))


def test_only_listed_signals_are_evaluated():
    """Contract 5: a rule whose stand is empty or another one in the list has no row in table signaal."""
    wanted = {fact["id"] for fact in read_facts() if fact["stand"] in ("berekend", "register")}
    assert len(wanted) == 78 + 1
    assert set(get_ref_rule()["regel"]) == wanted


def test_sectors_of_a_rule():
    found = {}
    for protocol, rule_id, sector in get_ref_rule().select("protocol", "regel", "sector").iter_rows():
        found.setdefault((protocol, rule_id), set()).add(sector)
    assert found["twente", "S0-15"] == {"PO"}
    assert found["twente", "S0-16"] == {"VO", "VSO"}  # VSO takes the rules marked VO
    assert found["twente", "S0-17"] == {"PO", "VO", "VSO"}
    assert found["noord-kennemerland", "S3-72"] == {"VO", "VSO"}
    keys = get_ref_rule().select("protocol", "regel", "sector")
    assert keys.height == keys.unique().height


@pytest.mark.parametrize(
    ("rule_id", "sector", "wanted"),
    [
        (
            "S3-25",
            "VO",
            {
                "maat": "ziekmeldingen_venster",
                "groep": "ziek",
                "eenheid": "keren",
                "venster_lengte": 12,
                "venster_eenheid": "lesweek",
                "minimum": 4,
                "maximum": None,
                "drempel": 4.0,
            },
        ),
        ("S0-05", "PO", {"venster_lengte": 1, "venster_eenheid": "schooljaar", "minimum": 5, "drempel": 5.0}),
        # A run of months is a run of four lesweken that has lasted them; its value is in positions.
        ("S3-06", "VO", {"eenheid": "duur_posities", "minimum": 28, "maanden": 3, "drempel": 3.0}),
        ("S3-24", "VO", {"groep": "alle", "minimum": None, "maanden": 3, "drempel": 3.0}),
        ("S3-05", "VO", {"minimum": 28, "maanden": None, "maanden_onder": 3, "drempel": 28.0}),
        ("S3-69", "VO", {"groep": "ga", "minimum": 28 + 1, "drempel": 29.0}),
        ("S3-71", "VO", {"minimum": 14, "maximum": 27, "minder_dan": 28, "drempel": 14.0}),
        ("S4-02", "VO", {"eenheid": "duur_posities", "minimum": 28, "leeftijd_tot": None}),
        ("S3-16", "VO", {"minimum": None, "minder_dan": 95, "drempel": 95.0}),
        ("S0-02", "VO", {"maat": "aanwezig_venster", "maximum": 0, "drempel": 0.0}),
        ("S3-12", "VSO", {"minimum": 29, "leeftijd_van": 18, "leeftijd_tot": 23}),
        ("S3-35", "VO", {"groep": "alle", "minimum": 29, "vereist_plan": True}),
        ("S3-81", "VO", {"minimum": 6, "maximum": 15, "maximum_som": 15, "vereist_plan": False}),
        ("S4-33", "VO", {"minimum": 50, "vanaf": 10, "eenheid": "minuten"}),
        (
            "S2-38",
            "PO",
            {
                "minimum": 16,
                "wie": "leerplichtambtenaar",
                "actie": "onderzoeken",
                "bestemming": "LPA",
                "bron": "Handreiking schoolverzuim Zuid-Kennemerland en IJmond, 3.2.1 leerplichtambtenaar, regel 168",
                "beslissing": "D1, D2, D3, D4",
            },
        ),
    ],
)
def test_a_row_worked_by_hand(rule_id, sector, wanted):
    row = get_row(rule_id, sector)
    assert {name: row[name] for name in wanted} == wanted


def test_every_row_says_who_acts_and_where_it_stands():
    for row in get_ref_rule().rows(named=True):
        assert all(row[name] for name in ("wie", "actie", "bestemming", "bron")), row["regel"]
        assert row["drempel"] is not None


def test_no_rule_before_it_is_in_force():
    # The rule sets hold from 1 August 2022 on.
    assert get_ref_rule(date(2022, 6, 1)).height == 0
    assert get_ref_rule(date(2022, 9, 1)).height == get_ref_rule().height


def test_a_new_version_needs_no_code():
    """From 1 November 2025 on a stricter bound and a longer window: each peildatum takes the version of its day."""
    rule_sets = load_shipped()
    home = rule_sets["kennemerland"]
    rule = home.rules["S2-12"]
    (old,) = rule.versions
    changed_on = date(2025, 11, 1)
    new = replace(old, valid_from=changed_on, threshold=bound(3), window=Window(16, "kalenderweek"))
    rule = replace(rule, versions=(replace(old, valid_to=changed_on), new))
    changed = {"kennemerland": replace(home, rules={"S2-12": rule}, statuses=())}
    found = []
    for peildatum in (date(2025, 10, 31), date(2025, 11, 1)):
        period = make_period(peildatum, peildata=PEILDATA, schooljaar_begin=SETTINGS.schooljaar_begin)
        rows = make_references(SETTINGS, period=period, rule_sets=changed, delivered={})["ref_rule"]
        found.append(rows.select("minimum", "venster_lengte", "drempel").unique().row(0))
    assert found == [(4, 12, 4.0), (3, 16, 3.0)]


@pytest.mark.parametrize("weeks", [3, 5])
def test_attendance_in_another_window_than_the_shared_one_is_refused(monkeypatch, weeks):
    """Such a window would be read as four lesweken all the same: 3 * 7 and 5 * 7 positions are not 28, 4 * 7 are."""
    monkeypatch.setattr(
        "pipelines.store.reference.load_rule_sets", lambda: change("S0-03", window=Window(4, "lesweek"))
    )
    load_checked_rule_sets(SETTINGS)
    monkeypatch.setattr(
        "pipelines.store.reference.load_rule_sets", lambda: change("S0-03", window=Window(weeks, "lesweek"))
    )
    with pytest.raises(RuleSetInvalid, match="twente, S0-03: dit venster moet 4 lesweken lang zijn"):
        load_checked_rule_sets(SETTINGS)


@pytest.mark.parametrize(("most", "refused"), [(20, False), (21, True)])
def test_attendance_above_the_shared_share_is_refused(monkeypatch, most, refused):
    """Windows are worked out for who may have been at school for 20 per cent or less (hoogstens_aanwezig_pct)."""
    monkeypatch.setattr(
        "pipelines.store.reference.load_rule_sets",
        lambda: change("S0-03", threshold=Threshold(minimum=None, maximum=most, less_than=None)),
    )
    if not refused:
        load_checked_rule_sets(SETTINGS)
        return
    with pytest.raises(RuleSetInvalid, match="twente, S0-03: de bovengrens van dit venster is hoogstens 20 procent"):
        load_checked_rule_sets(SETTINGS)
