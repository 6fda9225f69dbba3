"""`msa rules` and the page of rules: every rule, its bound beside the words of the text, and what is done with it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.commands.rules import list_rules, make_rule_page
from pipelines.errors import WrongUse
from reports.words.rule_words import describe_count
from schemas.ruleset import load_rule_sets

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture(scope="module")
def rule_sets():
    return load_rule_sets()


def find_block(text: str, rule_id: str) -> str:
    """The lines of one rule, with runs of spaces as one."""
    block = next(block for block in text.split("\n\n") if block.startswith(f"{rule_id}  "))
    return " ".join(block.split())


def test_all_rules_are_printed_once(rule_sets):
    ids = re.findall(r"^(S\d-\d\d)  ", list_rules(rule_sets=rule_sets), re.MULTILINE)
    assert len(ids) == len(set(ids)) == 210


def test_one_protocol(rule_sets):
    text = list_rules(protocol="twente-po-2019", rule_sets=rule_sets)
    assert text.startswith("twente-po-2019: Protocol Verzuimkaart")
    assert set(re.findall(r"^(S\d)-\d\d  ", text, re.MULTILINE)) == {"S1"}
    assert "16 regels: 8 berekend" in text


def test_an_unknown_protocol_is_wrong_use(rule_sets):
    with pytest.raises(WrongUse, match=r"'drenthe' bestaat niet\. Kies uit: dronten, kennemerland"):
        list_rules(protocol="drenthe", rule_sets=rule_sets)


def test_no_line_is_too_wide_for_a_terminal(rule_sets):
    assert max(len(line) for line in list_rules(rule_sets=rule_sets).splitlines()) <= 88


def test_the_words_of_the_text_stand_beside_the_bound_that_is_used(rule_sets):
    """D1: the text says more than 16; 16 is enough."""
    block = find_block(list_rules(rule_sets=rule_sets), "S2-38")
    assert "Grens: ongeoorloofd afwezig: 16 uur of meer, in 4 lesweken" in block
    assert "Tekst: > 16 uur" in block
    assert "Beslissing: D1, D2, D3, D4" in block
    assert "Bron: 3.2.1 leerplichtambtenaar, regel 168" in block
    assert "Wie: leerplichtambtenaar: onderzoeken (naar: LPA)" in block


@pytest.mark.parametrize(
    ("rule_id", "words"),
    [
        ("S3-67", "Stand: uitgeschakeld (uit). D8 kiest de variant van S3-25"),
        ("S2-15", "Stand: niet_uitgevoerd (uit). De tekst staat bij ziekte"),
        ("S3-33", "Stand: register, geen signaal. De datum van het MDO staat in het MSA-register."),
        ("S2-29", "Stand: grootboek. Staat als regel in tabel duo_melding"),
        ("S3-83", "Stand: voorwaarde. Voorwaarde bij S3-81 en S3-82."),
        ("S4-43", "Stand: procedure Bron:"),
        ("S0-15", "Voor: PO"),
    ],
)
def test_what_is_done_with_a_rule_and_why(rule_sets, rule_id, words):
    assert words in find_block(list_rules(rule_sets=rule_sets), rule_id)


@pytest.mark.parametrize(
    ("rule_id", "words"),
    [
        ("S0-02", "aanwezig: hoogstens 0 procent van de lestijd, in 4 lesweken"),
        ("S0-05", "ziek gemeld: 5 keer of meer, in het schooljaar"),
        ("S0-07", "ziek gemeld: 4 keer of meer, in 12 kalenderweken"),
        ("S1-14", "ziek gemeld: 3 keer of meer, in 3 kalendermaanden"),
        ("S3-05", "28 dagen van lesweken of meer, achter elkaar; korter dan 3 kalendermaanden"),
        ("S3-06", "3 kalendermaanden of meer, achter elkaar; reeks volgens S3-72"),
        ("S3-12", "29 dagen van lesweken of meer, achter elkaar; leeftijd 18 tot 23 jaar"),
        ("S3-20", "aanwezig: 90 tot 95 procent van de lestijd, in de periode"),
        ("S3-21", "aanwezig: minder dan 90 procent van de lestijd, in de periode"),
        ("S3-35", "de reeks loopt nog en er is een plan van aanpak"),
        ("S3-60", "leeftijd 18 jaar of ouder"),
        ("S3-82", "te laat: 6 tot en met 9 keer, in het schooljaar; ook S3-83 geldt"),
        ("S3-83", "hoogstens 15"),
        ("S4-33", "te laat: 50 minuten of meer, in het schooljaar; vanaf de 10e keer"),
    ],
)
def test_a_bound_in_words(rule_sets, rule_id, words):
    (rule,) = (rule_set.rules[rule_id] for rule_set in rule_sets.values() if rule_id in rule_set.rules)
    assert words in describe_count(rule, rule.versions[0])


def test_every_rule_can_be_described(rule_sets):
    for rule_set in rule_sets.values():
        for rule in rule_set.rules.values():
            for version in rule.versions:
                assert (describe_count(rule, version) == "") == (version.threshold is None)


def test_each_version_is_printed_with_its_days():
    text = list_rules(rule_sets=load_rule_sets(FIXTURES / "good_rulesets"))
    block = find_block(text, "X-01")
    assert "28 dagen van lesweken of meer" in block
    assert "Geldig: vanaf 2022-08-01 tot 2024-08-01, nagekeken op 2026-11-23" in block
    assert "29 dagen van lesweken of meer" in block
    assert "Geldig: vanaf 2024-08-01, nagekeken op 2026-11-23" in block


def test_the_page_has_a_row_for_each_rule(rule_sets):
    rows = re.findall(r"^\| (S\d-\d\d) \|(.*)$", make_rule_page(), re.MULTILINE)
    assert [rule_id for rule_id, _ in rows] == [
        rule_id for name in sorted(rule_sets) for rule_id in rule_sets[name].rules
    ]
    assert {line.count(" | ") for _, line in rows} == {8}


def test_the_command_prints_and_ends_with_0(capsys):
    assert cli.main(["rules", "--protocol", "dronten"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("dronten: Aanwezigheidsbeleid")
    assert "S4-45  Afwezig zonder reden" in printed.out
    assert printed.err == ""


def test_the_command_refuses_an_unknown_protocol_with_2(capsys):
    assert cli.main(["rules", "--protocol", "drenthe"]) == 2
    assert "Protocol 'drenthe' bestaat niet" in capsys.readouterr().err


def test_the_command_refuses_a_broken_rule_set_with_12(monkeypatch, capsys):
    def load():
        return load_rule_sets(FIXTURES / "bad_rulesets")

    monkeypatch.setattr("pipelines.commands.rules.load_rule_sets", load)
    assert cli.main(["rules"]) == 12
    printed = capsys.readouterr()
    assert printed.err.startswith("msa: Een regelset is niet te gebruiken. ")
    assert printed.out == ""


def test_a_rule_switched_off_says_so(rule_sets):
    """Negative control: what is printed follows from the rule set."""
    home = rule_sets["twente"]
    off = replace(home.rules["S0-13"], stand="uitgeschakeld", signal=False, reason="Proef.")
    text = list_rules(rule_sets={"twente": replace(home, rules={**home.rules, "S0-13": off})})
    assert "Stand: berekend" in find_block(list_rules(rule_sets=rule_sets), "S0-13")
    assert "Stand: uitgeschakeld (uit). Proef." in find_block(text, "S0-13")


def test_the_acts_of_a_rule_are_told(rule_sets):
    """Role, act, the protocol's own words, the occasion or the whole period, and the lines; or why there is none."""
    text = " ".join(list_rules(protocol="dronten").split())
    assert "Actie: verzuimadministratie: iets anders, zoals het protocol zegt: uitschrijving (regel 683)" in text
    assert "Actie: verzuimadministratie: melding bij DUO: luxeverzuim; bij elke rij dagen luxe (regel 300-304)" in text
    north = " ".join(list_rules(protocol="noord-kennemerland").split())
    assert "Actie: ondersteuningscoördinator: overleg met alle partners (MDO); de hele periode (regel 867-872)" in north
    assert "Geen actie: De aanpak van tier 1 is voor alle leerlingen en vraagt niets voor één leerling." in north
    page = make_rule_page()
    assert "`mentor` `gesprek`, `jgz` `jgz` |" in page
    assert "`school` `duo_luxe` (luxe) |" in page
