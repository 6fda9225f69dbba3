"""Who does what: the closed lists of contract 2.10, and what the shipped rule sets ask."""

from pathlib import Path

import polars as pl
import pytest

from schemas import acts
from schemas.acts import find_act_fault, load_acts, read_asked
from schemas.ruleset import load_rule_sets
from schemas.tables import RAW_REGISTER

ROLES = ["mentor", "oco", "mt", "jgz", "jsc", "lpa", "swv", "school"]
ACTS = [
    "gesprek",
    "brief",
    "plan_van_aanpak",
    "mdo",
    "evaluatie",
    "jgz",
    "spreekuur",
    "duo_16uur",
    "duo_lrv",
    "duo_luxe",
    "duo_overig",
    "inspectie_schorsing",
    "rmc",
    "registratie",
    "opnemen_msa",
    "anders",
]
DUTIES = ("verplicht", "rmc", "geen", "niet_te_bepalen")
SOURCE = {"section": "tekst", "lines": "3"}


def test_the_lists_are_those_of_the_contract() -> None:
    known = load_acts()
    assert list(known.roles) == ROLES
    assert list(known.acts) == ACTS
    # Contract 2.10: the columns of the register, and the kinds of notification, that make an act done.
    assert {name: act.register for name, act in known.acts.items() if act.register} == {
        "gesprek": "gesprek_datum",
        "plan_van_aanpak": "plan_datum",
        "mdo": "mdo_datum",
        "evaluatie": "evaluatie_datum",
        "jgz": "jgz_datum",
        "spreekuur": "spreekuur_datum",
    }
    assert {name: act.report for name, act in known.acts.items() if act.report} == {
        "duo_16uur": "16uur",
        "duo_lrv": "lrv",
        "duo_luxe": "luxe",
        "duo_overig": "overig",
    }
    assert {name: (rule, one.role, one.act) for name, (rule, one) in known.without_rule.items()} == {
        "tier": ("tier3", "oco", "opnemen_msa"),
        "weinig_les": ("weinig_les", "oco", "opnemen_msa"),
        "elders": ("elders", "oco", "opnemen_msa"),
    }


@pytest.mark.parametrize(
    ("role", "act", "asked"),
    [
        # Luxury leave is one against the Leerplichtwet, and the attendance officer sees to that law.
        ("school", "duo_luxe", ["verplicht"]),
        ("lpa", "anders", ["verplicht"]),
        ("lpa", "gesprek", ["verplicht"]),
        # The spreekuur is for all ages, and other reports to DUO reach the Doorstroompunt from 18 on.
        ("lpa", "spreekuur", ["verplicht", "rmc"]),
        ("school", "spreekuur", ["verplicht", "rmc"]),
        ("school", "duo_overig", ["verplicht", "rmc"]),
        ("school", "rmc", ["rmc"]),
        # What the school does itself is for every pupil.
        ("mentor", "gesprek", ["verplicht", "rmc", "geen"]),
        ("school", "registratie", ["verplicht", "rmc", "geen"]),
        ("oco", "opnemen_msa", ["verplicht", "rmc", "geen"]),
    ],
)
def test_of_whose_duty_an_act_is_asked(role: str, act: str, asked: list[str]) -> None:
    """Where the duty cannot be told it always is (contract 2.9)."""
    known = load_acts()
    assert [duty for duty in DUTIES if known.is_asked_of(duty, role=role, act=act)] == [*asked, "niet_te_bepalen"]


def test_what_makes_an_act_done_is_a_column_of_the_register() -> None:
    types = {column.name: column.dtype for column in RAW_REGISTER.columns}
    known = load_acts().acts.values()
    assert {types[act.register] for act in known if act.register} == {pl.Date}
    assert {types[act.flag] for act in known if act.flag} == {pl.Boolean}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("words: brief aan ouders", "woorden: brief", "acts.yaml, brief: onbekende sleutel 'woorden'"),
        ("report: lrv", "report: lang", "acts.yaml, duo_lrv: 'report' is geen soort melding"),
        ("report: lrv", "report: lrv, register: mdo_datum", "acts.yaml, duo_lrv: 'report' is geen soort melding"),
        ("act: opnemen_msa", "act: opbellen", "acts.yaml, tier: noemt een onbekende rol of actie"),
        ("role: oco", "role: conrector", "acts.yaml, tier: noemt een onbekende rol of actie"),
        ("    rule: tier3\n", "", "acts.yaml, tier: 'rule' ontbreekt"),
        ("    rmc: [rmc]\n", "    rmc: [19]\n", "acts.yaml, duties.acts, rmc: kies uit verplicht, rmc, geen"),
        ("    rmc: [rmc]\n", "    rmc: []\n", "acts.yaml, duties.acts, rmc: kies uit verplicht, rmc, geen"),
        ("    lpa: [verplicht]", "    hoofd: [verplicht]", "acts.yaml, duties.roles: onbekende sleutel 'hoofd'"),
        ("  elders:\n", "  ergens:\n", "acts.yaml, without_rule: onbekende sleutel 'ergens'"),
    ],
)
def test_a_faulty_list_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = Path(acts.__file__).with_name("acts.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "acts.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^acts\.yaml") as refusal:
        load_acts(tmp_path / "acts.yaml")
    assert str(refusal.value).startswith(words)


def test_every_computed_rule_asks_an_act_or_says_why_not() -> None:
    silent = [
        rule.id
        for rule_set in load_rule_sets().values()
        for rule in rule_set.rules.values()
        if rule.stand in ("berekend", "register") and not rule.acts and not rule.no_acts
    ]
    assert silent == []


def test_every_rule_set_asks_both_reports_of_the_ledger_and_luxury_leave() -> None:
    """Whatever the ledger says is due has a rule that asks it, in each sector that the set covers."""
    for rule_set in load_rule_sets().values():
        for sector in rule_set.sectors:
            asked = {one.act for rule in rule_set.rules.values() if sector in rule.sectors for one in rule.acts}
            assert {"duo_16uur", "duo_lrv", "duo_luxe"} <= asked, (rule_set.id, sector)


def test_nothing_but_unauthorised_absence_goes_to_duo_or_the_attendance_officer() -> None:
    """D4, D10: by the acts themselves, beside the loader that refuses them."""
    counted = {
        other.counts
        for rule_set in load_rule_sets().values()
        for rule in rule_set.rules.values()
        for other in [rule_set.rules[name] for name in rule.outside_of] or [rule]
        for one in rule.acts
        if (one.role == "lpa" or one.act.startswith("duo_")) and one.occasion is None
    }
    assert counted == {"oa", "te_laat", "spijbelen"}
    occasions = {
        one.occasion
        for rule_set in load_rule_sets().values()
        for rule in rule_set.rules.values()
        for one in rule.acts
        if one.role == "lpa" or one.act.startswith("duo_")
    }
    assert occasions == {None, "luxe"}


@pytest.mark.parametrize("counts", ["ga", "alle", "ziek", "aanwezig", ""])
def test_the_loader_would_refuse_it(counts: str) -> None:
    for role, act in (("lpa", "gesprek"), ("school", "duo_overig")):
        asked = read_asked({"role": role, "act": act, "source": SOURCE}, "proef")
        assert "(D10)" in find_act_fault(asked, counts=counts, holds=True)
        assert find_act_fault(asked, counts="oa", holds=True) == ""


def test_sickness_over_four_weeks_keeps_its_half_for_the_swv() -> None:
    """D30: the plan and the place in the MSA stand for the whole period, S2-15 itself is not carried out."""
    rule_sets = load_rule_sets()
    long_absence = rule_sets["kennemerland"].rules["S2-15"]
    assert (long_absence.stand, long_absence.signal, long_absence.asks_without_signal) == (
        "niet_uitgevoerd",
        False,
        True,
    )
    for rule in (long_absence, rule_sets["twente"].rules["S0-11"]):
        asked = {(one.role, one.act): one.whole_period for one in rule.acts}
        assert asked["oco", "plan_van_aanpak"]
        assert asked["oco", "opnemen_msa"]
