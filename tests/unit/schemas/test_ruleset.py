"""Rule sets are read strictly: one file for each fault, and the shipped ones say where each rule stands."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from schemas.ruleset import RuleSet, Threshold, load_definitions, load_own_rule_sets, load_rule_sets

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BAD, GOOD = FIXTURES / "bad_rulesets", FIXTURES / "good_rulesets"


@pytest.fixture(scope="module")
def shipped():
    """The rule sets of the program; read once, they are large."""
    return load_rule_sets()


FAULTS = {
    # file: words that the message must hold
    "onbekende-sleutel": "X-01: onbekende sleutel 'eenheid'; toegestaan: ",
    "dubbele-sleutel": "sleutel 'unit' staat er dubbel in (blok dat begint op regel 7)",
    "zonder-bron": "X-01: 'source' ontbreekt",
    "bron-zonder-regels": "X-01.source: 'lines' ontbreekt",
    "zonder-controle": "X-01: 'checked_on' ontbreekt",
    "controle-geen-datum": "X-01: 'checked_on' is geen datum",
    "overlap": "X-01: versies overlappen of laten dagen open",
    "gat": "X-01: versies overlappen of laten dagen open",
    "open-einde": "X-01: versies overlappen of laten dagen open",
    "einde-voor-begin": "X-01: 'valid_to' ligt niet na 'valid_from'",
    "einde-geen-datum": "X-01: 'valid_to' is geen datum",
    "geen-versies": "X-01: 'versions' is leeg",
    "inclusief-en-exclusief": "X-01: een grens is óf inclusief óf exclusief",
    "bovengrens-dubbel": "X-01: een grens is óf inclusief óf exclusief",
    "lege-drempel": "X-01: 'threshold' heeft ten minste één grens",
    "drempel-geen-getal": "X-01: 'threshold' heeft ten minste één grens, als heel getal",
    "drempel-ja": "X-01: 'threshold' heeft ten minste één grens, als heel getal",
    "onbekende-grens": "X-01.threshold: onbekende sleutel 'minstens'; toegestaan: at_least, at_most",
    "onbekende-maat": "X-01: 'measure' is 'rij'; toegestaan: reeks, oa_uren_venster",
    "onbekende-eenheid": "X-01: 'unit' is 'weken'; toegestaan: duur_posities, duur_kalenderdagen",
    "onbekende-groep": "X-01: 'counts' is 'oo'; toegestaan: oa, ga, alle",
    "onbekende-sector": "sectors: kies uit: PO, VO",
    "geen-sector": "sectors: kies uit: PO, VO",
    "status-onbekende-regel": "status 'thuiszitter' noemt een onbekende regel 'X-02'",
    "status-onbekende-reeks": "status 'thuiszitter' noemt een onbekende regel 'X-02'",
    "status-vreemde-regelset": "status 'thuiszitter' noemt een onbekende regel 'X-01'",
    "status-onbekende-status": "status 'thuiszitter' noemt een onbekende status 'dreigend'",
    "status-onbekende-groep": "thuiszitter: 'counts' is 'alles'; toegestaan: oa, ga, alle",
    "status-zonder-grond": "'grounds' is leeg",
    "grond-geen-tabel": "thuiszitter: geen tabel van sleutels en waarden",
    "andere-naam": "'id' is 'iets-anders', maar het bestand heet 'andere-naam'",
    "regel-dubbel": "X-01: de regel staat er twee keer in",
    "zonder-stand": "X-01: 'stand' ontbreekt",
    "onbekende-stand": "X-01: 'stand' is 'aan'; toegestaan: berekend, register, uitgeschakeld",
    "zonder-uitvoerder": "X-01: 'who' ontbreekt; verplicht: action, destination, who",
    "uitvoerder-geen-tekst": "X-01: 'action' is geen tekst",
    "uit-zonder-reden": "X-01: 'reason' ontbreekt",
    "signaal-van-procedure": "X-01: 'signal' gaat niet samen met stand 'procedure'",
    "signaal-geen-ja-of-nee": "X-01: 'signal' is geen true of false",
    "berekend-zonder-maat": "X-01: 'measure' ontbreekt; verplicht: counts, measure, unit",
    "zonder-venster": "X-01: 'window' ontbreekt; verplicht: literal, threshold, window",
    "letterlijk-ontbreekt": "X-01: 'literal' ontbreekt",
    "venster-past-niet": "X-01.window: 'unit' is 'lesweek'; toegestaan: reeks",
    "venster-zonder-lengte": "X-01: 'length' hoort bij een venster in lesweek, kalenderweek, maand",
    "venster-lengte-te-veel": "X-01: 'length' hoort bij een venster in lesweek, kalenderweek, maand",
    "venster-lengte-nul": "X-01: 'length' is geen heel getal van 1 of meer",
    "grenzen-omgekeerd": "X-01: de ondergrens ligt boven de bovengrens",
    "leeftijd-geen-getal": "X-01: 'from' is geen heel getal van 1 of meer",
    "leeftijd-onbekende-sleutel": "X-01.ages: onbekende sleutel 'vanaf'; toegestaan: from, to",
    "voorwaarde-onbekend": "regel 'X-01' leunt op regel 'X-09', die geen grens heeft",
    "reeks-van-onbekende": "regel 'X-01' leunt op regel 'X-09', die geen grens heeft",
    "eis-onbekend": "X-01.requires: kies uit: plan_van_aanpak",
    "optie-past-niet": "X-01: 'counted_from' past niet bij deze maat",
    "optie-past-niet-bij-regel": "X-01: 'condition' past niet bij deze maat",
    "optie-ontbreekt": "X-01: 'counted_from' ontbreekt",
    "grens-past-niet": "X-01.threshold: onbekende sleutel 'at_most'; toegestaan: at_least, less_than",
    "groep-past-niet": "X-01: 'counts' is 'ziek'; toegestaan: oa, ga, alle",
    "telling-zonder-ondergrens": ", X-01: een telling zonder ondergrens ('at_least' of 'more_than') geldt ook voor wie",
    "ondergrens-nul": ", X-01: de ondergrens van een telling is 1 of meer",
    "maanden-meer-dan": ", X-01: een reeks in kalendermaanden heeft 'at_least' als enige grens",
    "maanden-bovengrens": ", X-01: een reeks in kalendermaanden heeft 'at_least' als enige grens",
    "delen-meer-dan": ", X-01: deze maat telt ook delen: geef 'at_least' of 'at_most', niet 'more_than' of 'less_than'",
    "delen-minder-dan": ", X-01: deze maat telt ook delen",
    "leeftijd-zonder-begin": ", X-01: deze maat telt vanaf een leeftijd: 'ages' heeft 'from'",
    "leeftijd-omgekeerd": ", X-01: 'ages': 'from' ligt niet onder 'to'",
    "reeks-van-zonder-maanden": ", X-01: 'runs_of' hoort bij een regel in kalendermaanden",
    "reeks-van-zonder-ondergrens": ", X-01: regel 'X-02' heeft geen ondergrens",
    "voorwaarde-zonder-bovengrens": ", X-01: regel 'X-02' heeft geen bovengrens",
    "plafond-met-leeftijd": ", X-01: 'ceiling' en 'ages' gaan niet samen",
    "plafond-zonder-uren": ", X-01: 'ceiling' vraagt een regel die uren telt in vier lesweken",
    "plafond-geen-ja-of-nee": "X-01: 'ceiling' is geen true of false",
    "regio-geen-ja-of-nee": "X-01: 'inside_region' is geen true of false",
    "buiten-regio-zonder-binnen": ": regel 'X-02' leunt op regel 'X-01', die geen 'inside_region' heeft",
    "buiten-regio-met-telling": "X-01: 'outside_of' hoort bij een regel zonder eigen telling",
    "buiten-regio-schorsing": "X-02: 'duo_overig' van 'school' rust op ongeoorloofd verzuim, en dat telt",
    "grond-reeks-van-dagen": "status 'dreigend' noemt regel 'X-01': 'runs_of' gaat van een regel in kalendermaanden",
    "grond-langste-telling": "status 'dreigend' noemt regel 'X-01': 'longest_run', 'not_wholly_unauthorised' en",
    "grond-telt-anders": "status 'dreigend' noemt regel 'X-01': 'counts' is 'ziek', en dat telt deze maat niet",
    "status-van-telling": "status 'thuiszitter' noemt regel 'X-01': deze status gaat over reeksen",
    "actie-onbekend": "X-01.acts[1]: 'act' is 'bellen'; toegestaan: gesprek, brief",
    "actie-onbekende-rol": "X-01.acts[1]: 'role' is 'conrector'; toegestaan: mentor, oco",
    "actie-onbekende-aanleiding": "X-01.acts[1]: 'occasion' is 'verhuizing'; toegestaan: luxe, schorsing",
    "actie-onbekende-sleutel": "X-01.acts[1]: onbekende sleutel 'voor'",
    "actie-zonder-bron": "X-01.acts[1]: 'source' ontbreekt",
    "actie-zonder-woorden": "X-01.acts[1]: bij actie 'anders' hoort 'words'",
    "actie-dubbel": "X-01: actie 'gesprek' van 'oco' staat er twee keer in",
    "actie-en-geen": "X-01: 'acts' en 'no_acts' gaan niet samen",
    "actie-hele-periode": "X-01.acts[1]: 'whole_period' is geen true of false, of staat naast 'occasion'",
    "actie-lpa-geoorloofd": "X-01: 'gesprek' van 'lpa' rust op ongeoorloofd verzuim, en dat telt deze regel niet (D10)",
    "actie-lpa-schorsing": "X-01: 'anders' van 'lpa' rust op ongeoorloofd verzuim",
    "actie-duo-alle": "X-01: 'duo_lrv' van 'school' rust op ongeoorloofd verzuim",
    "actie-zonder-uitkomst": "X-02: niemand rekent uit wanneer deze regel geldt; een actie heeft dan 'occasion'",
    "geen-regels": "'rules' is leeg",
    "geen-tabel": "geen tabel van sleutels en waarden",
    "geen-yaml": "geen geldige YAML, zie regel",
}


def test_every_bad_file_is_tried():
    assert {file.stem for file in BAD.glob("*.yaml")} == set(FAULTS)


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000 + "]" * 5000, "0x" + "f" * 5000, "2026-99-99", "!!float x"])
def test_a_value_that_python_cannot_hold_is_refused(value, tmp_path):
    """A number of more than 4,300 digits, brackets in brackets, a day that is none."""
    (tmp_path / "groot.yaml").write_text(f"id: {value}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="groot"):
        load_rule_sets(tmp_path)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_each_fault_is_refused_with_file_and_place(name, tmp_path):
    shutil.copy(BAD / f"{name}.yaml", tmp_path)
    with pytest.raises(ValueError, match=name) as refusal:
        load_rule_sets(tmp_path)
    assert FAULTS[name] in str(refusal.value)
    assert str(refusal.value).startswith(name)
    assert refusal.value.__cause__ is None


def test_the_file_without_a_fault_is_read():
    rule_set = load_rule_sets(GOOD)["voorbeeld"]
    (rule,) = rule_set.rules.values()
    assert (rule.measure, rule.counts, rule.unit, rule.sectors) == ("reeks", "oa", "duur_posities", ("VO",))
    assert rule_set.dated == "2026"
    (status,) = rule_set.statuses
    assert [(ground.rule, ground.rule_set) for ground in status.grounds] == [("X-01", "voorbeeld")]


def test_a_rule_that_nothing_evaluates_may_ask_what_no_model_answers(tmp_path):
    """A bound that only stands in another rule, or is switched off, gives no signal and no status."""
    text = (BAD / "delen-meer-dan.yaml").read_text(encoding="utf-8")
    (head, status) = text.split("statuses:")
    asked = "id: X-01\n    signal: false"
    text = head.replace("id: X-01", asked) + head[head.index("  - id:") :].replace("X-01", "X-02").replace(
        "{more_than: 16}", "{at_least: 16}"
    )
    (tmp_path / "delen-meer-dan.yaml").write_text(f"{text}statuses:{status.replace('X-01', 'X-02')}", encoding="utf-8")
    assert set(load_rule_sets(tmp_path)["delen-meer-dan"].rules) == {"X-01", "X-02"}


def test_the_version_in_force_changes_on_its_first_day():
    rule = load_rule_sets(GOOD)["voorbeeld"].rules["X-01"]
    assert rule.get_version(date(2022, 7, 31)) is None
    first = Threshold(minimum=28, maximum=None, less_than=None)
    # More than 28 is at least 28 + 1.
    later = Threshold(minimum=28 + 1, maximum=None, less_than=None)
    for day, wanted in (
        (date(2022, 8, 1), first),
        (date(2024, 7, 31), first),
        (date(2024, 8, 1), later),
        (date(2100, 1, 1), later),
    ):
        version = rule.get_version(day)
        assert version is not None
        assert version.threshold == wanted


@pytest.mark.parametrize(
    ("sectors", "sector", "covered"),
    [
        (("VO",), "VO", True),
        (("VO",), "VSO", True),  # a rule set for VO covers VSO too (contract 5)
        (("VO",), "PO", False),
        (("PO",), "PO", True),
        (("PO",), "VSO", False),
        (("PO", "VO"), "VSO", True),
    ],
)
def test_whom_a_rule_set_covers(sectors, sector, covered):
    assert RuleSet("x", "X", "1", "2026", sectors, {}, ()).covers(sector) is covered


def test_every_shipped_rule_has_a_check_of_its_source():
    for rule_set in load_rule_sets().values():
        for rule in rule_set.rules.values():
            for version in rule.versions:
                assert version.section
                assert version.lines
                assert version.valid_from <= version.checked_on


def test_every_shipped_bound_stands_beside_the_comparator_of_the_text():
    for rule_set in load_rule_sets().values():
        for rule in rule_set.rules.values():
            for version in rule.versions:
                assert (version.threshold is None) == (version.literal == ""), rule.id


def test_definitions():
    # Contract 2.3 and 2.5: windows of 28 positions, tiers at 95 and 90 %, ten school days, runs from 14, at most 20 %.
    wanted = {
        "venster_posities": 28,
        "tier_1_pct": 95,
        "tier_2_pct": 90,
        "minimum_lesdagen": 10,
        "reeks_posities": 14,
        "hoogstens_aanwezig_pct": 20,
    }
    assert load_definitions().items() >= wanted.items()


ITEM = (
    "{value: 28, unit: posities, meaning: vier lesweken, source: {document: wet, section: a}, checked_on: 2026-11-23}"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"a: {ITEM}\na: {ITEM}", "sleutel 'a' staat er dubbel in"),
        ("a: 28", "a: geen tabel van sleutels en waarden"),
        (f"a: {ITEM.replace('unit: posities, ', '')}", "a: 'unit' ontbreekt"),
        (f"a: {ITEM.replace('28', '28.5')}", "a: 'value' is geen heel getal"),
        (f"a: {ITEM.replace('28', 'true')}", "a: 'value' is geen heel getal"),
        (f"a: {ITEM.replace('document: wet, ', '')}", "a.source: 'document' ontbreekt"),
        (f"a: {ITEM.replace('section: a', 'section: a, bladzijde: 3')}", "a.source: onbekende sleutel 'bladzijde'"),
        (f"a: {ITEM.replace('2026-11-23', 'ooit')}", "a: 'checked_on' is geen datum"),
        ("- a", "geen tabel van sleutels en waarden"),
    ],
)
def test_bad_definitions_are_refused(text, words, tmp_path):
    file = tmp_path / "definitions.yaml"
    file.write_text(f"a: {ITEM}\n", encoding="utf-8")
    assert load_definitions(file) == {"a": 28}
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"definitions\.yaml") as refusal:
        load_definitions(file)
    assert words in str(refusal.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    file = tmp_path / "definitions.yaml"
    file.write_bytes(b"a: \xff")
    with pytest.raises(ValueError, match="niet te lezen als YAML in UTF-8"):
        load_definitions(file)


def _copy_own(folder, *, source=GOOD / "voorbeeld.yaml", name="voorbeeld", change=("", "")):
    """A rule set of an SWV, in its folder `regels`."""
    place = folder / "regels"
    place.mkdir(exist_ok=True)
    (place / f"{name}.yaml").write_text(source.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    return place


def test_a_rule_set_of_an_swv_is_one_like_any_other(shipped, tmp_path):
    folder = _copy_own(tmp_path)
    own = load_own_rule_sets(folder, shipped)
    assert list(own) == ["voorbeeld"]
    assert own["voorbeeld"].sha256 == hashlib.sha256((folder / "voorbeeld.yaml").read_bytes()).hexdigest()
    # Negative control: but for its hash it is what the loader of the program makes of the file.
    assert own["voorbeeld"] != load_rule_sets(GOOD)["voorbeeld"]
    assert own["voorbeeld"].rules == load_rule_sets(GOOD)["voorbeeld"].rules
    assert all(rule_set.sha256 == "" for rule_set in shipped.values())


def test_a_rule_set_of_an_swv_may_lean_on_the_program(shipped, tmp_path):
    named = next(ground for status in shipped["kennemerland"].statuses for ground in status.grounds)
    lean = ("grounds: [{rule: X-01}]", f"grounds: [{{rule: {named.rule}, from: {named.rule_set}}}]")
    assert "voorbeeld" in load_own_rule_sets(_copy_own(tmp_path, change=lean), shipped)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_each_fault_of_an_own_rule_set_is_refused_with_its_line(name, shipped, tmp_path):
    folder = _copy_own(tmp_path, source=BAD / f"{name}.yaml", name=name)
    with pytest.raises(ValueError, match=rf"^regels/{name}\.yaml, regel [1-9][0-9]*: ") as refusal:
        load_own_rule_sets(folder, shipped)
    # The name of the file stands in front already.
    assert FAULTS[name].removeprefix(", ") in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        # Lines of tests/fixtures/good_rulesets/voorbeeld.yaml: the rule begins on line 7, its second version on 25; the
        # statuses begin on 32.
        (("unit: duur_posities", "unit: weken"), 12, "X-01: 'unit' is 'weken'"),
        (("    who: school\n", ""), 7, "X-01: 'who' ontbreekt"),
        (("statuses:", "stand: aan\nstatuses:"), 32, "onbekende sleutel 'stand'"),
        (("rule: X-01}", "rule: X-02}"), 33, "status 'thuiszitter' noemt een onbekende regel 'X-02'"),
        (
            ("window: {unit: reeks}\n        threshold: {more", "window: {unit: jaar}\n        threshold: {more"),
            26,
            "X-01.window: 'unit'",
        ),
        (("title: Voorbeeld", "title: [Voorbeeld"), 4, "geen geldige YAML"),
        (("id: voorbeeld", "id: ander"), 2, "'id' is 'ander', maar het bestand heet 'voorbeeld'"),
    ],
)
def test_the_line_is_that_of_the_fault(change, line, words, shipped, tmp_path):
    with pytest.raises(ValueError, match="regels/voorbeeld") as refusal:
        load_own_rule_sets(_copy_own(tmp_path, change=change), shipped)
    assert str(refusal.value).startswith(f"regels/voorbeeld.yaml, regel {line}: ")
    assert words in str(refusal.value)


def test_a_rule_set_of_the_program_is_never_replaced(shipped, tmp_path):
    folder = _copy_own(tmp_path, name="twente", change=("id: voorbeeld", "id: twente"))
    with pytest.raises(ValueError, match=r"^regels/twente\.yaml: het programma heeft zelf al een regelset 'twente'"):
        load_own_rule_sets(folder, shipped)


@pytest.mark.parametrize("name", ["eigen.yml", "Eigen.yaml", "eigen regels.yaml", "eigen.txt"])
def test_a_file_among_the_rule_sets_that_nobody_would_read_is_refused(name, shipped, tmp_path):
    (_copy_own(tmp_path) / name).write_text("")
    with pytest.raises(ValueError, match="In de map 'regels' staat een bestand dat msa niet leest") as refusal:
        load_own_rule_sets(tmp_path / "regels", shipped)
    assert name not in str(refusal.value)


def test_hidden_files_among_the_rule_sets_are_nobody_s(shipped, tmp_path):
    (_copy_own(tmp_path) / ".DS_Store").write_bytes(b"\x00")
    assert list(load_own_rule_sets(tmp_path / "regels", shipped)) == ["voorbeeld"]


def test_an_own_rule_set_that_is_no_text_is_refused(shipped, tmp_path):
    (_copy_own(tmp_path) / "voorbeeld.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"regels/voorbeeld\.yaml is niet te lezen als YAML in UTF-8"):
        load_own_rule_sets(tmp_path / "regels", shipped)
