"""Reference tables worked out by hand, and the rule sets a run may not start with (exit code 12)."""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipelines.errors import RuleSetInvalid
from pipelines.settings import School, Settings
from pipelines.store import reference
from pipelines.store.periods import make_period
from pipelines.store.reference import load_checked_rule_sets, make_references, number_schools
from schemas import ruleset

BAD = Path(__file__).resolve().parents[2] / "fixtures" / "bad_rulesets"
PEILDATUM = date(2026, 1, 1)
FLAGS = ("heeft_codetabel", "heeft_register", "heeft_duo_meldingen")


def _school(school_id="12AB00", sector="VO", protocol="noord-kennemerland"):
    return School(school_id, f"School {school_id}", sector, "sjabloon", protocol, "noord")


def _settings(*schools):
    place = Path("swv")
    return Settings(
        place / "swv.toml", "V1", "SWV", ((1, 1), (9, 1)), (8, 1), place, place, place, schools or (_school(),)
    )


@cache
def _load_shipped():
    return ruleset.load_rule_sets()


def _references(settings, *, peildatum=PEILDATUM, delivered=None):
    period = make_period(peildatum, peildata=settings.peildata, schooljaar_begin=settings.schooljaar_begin)
    known = {school.id: dict.fromkeys(FLAGS, False) for school in settings.scholen}
    return make_references(
        settings,
        period=period,
        rule_sets=_load_shipped(),
        delivered=known if delivered is None else delivered,
    )


@pytest.mark.parametrize(
    ("sector", "protocol"),
    [
        ("VO", "noord-kennemerland"),
        ("VSO", "noord-kennemerland"),  # a rule set for VO covers VSO too
        ("VSO", "dronten"),
        ("PO", "twente-po-2019"),
        ("PO", "twente"),
        ("VSO", "kennemerland"),
    ],
)
def test_a_rule_set_that_covers_the_school(sector, protocol):
    assert protocol in load_checked_rule_sets(_settings(_school(sector=sector, protocol=protocol)))


@pytest.mark.parametrize(
    ("sector", "protocol", "words"),
    [
        (
            "VO",
            "utrecht",
            "School 12AB00 noemt protocol 'utrecht', maar die regelset bestaat niet. Kies uit: dronten, ",
        ),
        (
            "PO",
            "noord-kennemerland",
            "'noord-kennemerland' geldt niet voor sector PO van school 12AB00. Hij geldt voor: VO.",
        ),
        ("VO", "twente-po-2019", "'twente-po-2019' geldt niet voor sector VO van school 12AB00. Hij geldt voor: PO."),
        ("VSO", "twente-po-2019", "'twente-po-2019' geldt niet voor sector VSO van school 12AB00. Hij geldt voor: PO."),
    ],
)
def test_a_rule_set_that_does_not_is_refused(sector, protocol, words):
    good = _school("01AA00")
    with pytest.raises(RuleSetInvalid) as refusal:
        load_checked_rule_sets(_settings(good, _school(sector=sector, protocol=protocol)))
    assert words in str(refusal.value)
    assert refusal.value.exit_code == 12


def test_a_broken_rule_set_is_refused(monkeypatch):
    monkeypatch.setattr(reference, "load_rule_sets", lambda: ruleset.load_rule_sets(BAD))
    with pytest.raises(RuleSetInvalid, match=r"Een regelset is niet te gebruiken\. .+\.yaml") as refusal:
        load_checked_rule_sets(_settings())
    assert refusal.value.exit_code == 12
    assert refusal.value.__suppress_context__


def test_broken_definitions_are_refused(monkeypatch, tmp_path):
    file = tmp_path / "definitions.yaml"
    file.write_text("tier_1_pct: 95\n")
    monkeypatch.setattr(reference, "load_definitions", lambda: ruleset.load_definitions(file))
    with pytest.raises(RuleSetInvalid, match=r"definitions\.yaml, tier_1_pct"):
        load_checked_rule_sets(_settings())


LRV, THUIS = "lrv_langer_dan_3_maanden", "thuiszitter"
# status, grond, rang, maat, groep, eenheid, minimum, maximum, minder_dan, maanden, langste_reeks, niet_geheel_oa,
# zonder_plicht
NOORD_KENNEMERLAND = [
    # Three months (S3-06) among the runs of S3-72: from 4 * 7 = 28 positions on.
    (LRV, "S3-06", 0, "reeks", "oa", "duur_posities", 28, None, None, 3, False, False, False),
    (THUIS, "S3-72", 0, "reeks", "oa", "duur_posities", 28, None, None, None, False, False, False),
    ("dreigend", "S3-70", 0, "oa_uren_venster", "oa", "uren", 16, None, None, None, False, False, False),
    # Two to four weeks: 2 * 7 = 14 to 4 * 7 - 1 = 27.
    ("dreigend", "S3-71", 1, "reeks", "oa", "duur_posities", 14, 27, 28, None, False, False, False),
    ("dreigend", "S3-78", 2, "te_laat_schooljaar", "te_laat", "keren", 9, None, None, None, False, False, False),
    ("dreigend", "S3-16", 3, "aanwezigheid_periode", "aanwezig", "procent", None, 94, 95, None, False, False, True),
    # More than four weeks: 28 + 1; the status looks at runs of any mix, of which the longest.
    ("langdurig_geoorloofd", "S3-69", 0, "reeks", "alle", "duur_posities", 29, None, None, None, True, True, True),
    ("reden_onbekend", "S3-18", 0, "reeks", "alle", "duur_posities", 29, None, None, None, False, False, True),
]
DRONTEN = [
    (LRV, "S3-06", 0, "reeks", "oa", "duur_posities", 28, None, None, 3, False, False, False),
    (THUIS, "S4-02", 0, "reeks", "oa", "duur_posities", 28, None, None, None, False, False, False),
    ("relatief_verzuim", "S4-12", 0, "oa_uren_venster", "oa", "uren", 16, None, None, None, False, False, False),
    ("reden_onbekend", "S3-18", 0, "reeks", "alle", "duur_posities", 29, None, None, None, False, False, True),
]
COLUMNS = (
    "status",
    "grond",
    "rang",
    "maat",
    "groep",
    "eenheid",
    "minimum",
    "maximum",
    "minder_dan",
    "maanden",
    "langste_reeks",
    "niet_geheel_ongeoorloofd",
    "zonder_plicht",
)


@pytest.mark.parametrize(("protocol", "wanted"), [("noord-kennemerland", NOORD_KENNEMERLAND), ("dronten", DRONTEN)])
def test_grounds_of_a_status_per_sector(protocol, wanted):
    rows = _references(_settings())["ref_status"].filter(protocol=protocol)
    assert set(rows["sector"]) == {"VO", "VSO"}
    for sector in ("VO", "VSO"):
        assert Counter(rows.filter(sector=sector).select(COLUMNS).rows()) == Counter(wanted)


def test_a_status_asks_a_duty_but_for_attendance_and_authorised_absence():
    """Contract 2.9, in all five rule sets."""
    rows = _references(_settings())["ref_status"].filter("zonder_plicht")
    assert set(rows.select("protocol", "status", "grond").rows()) == {
        ("noord-kennemerland", "dreigend", "S3-16"),
        ("noord-kennemerland", "langdurig_geoorloofd", "S3-69"),
        *((protocol, "reden_onbekend", "S3-18") for protocol in PROTOCOLS),
    }


PROTOCOLS = ("twente", "twente-po-2019", "kennemerland", "noord-kennemerland", "dronten")


def test_absence_without_a_reason_is_a_status_in_every_rule_set_and_sector():
    """S3-18 of one protocol is the ground in all (contract 2.6); it asks that some minutes have no reason."""
    rows = _references(_settings())["ref_status"].filter("deels_zonder_reden")
    assert set(rows["grond"]) == {"S3-18"}
    sectors = {
        "twente": {"PO", "VO", "VSO"},
        "kennemerland": {"PO", "VO", "VSO"},
        "twente-po-2019": {"PO"},
        "noord-kennemerland": {"VO", "VSO"},
        "dronten": {"VO", "VSO"},
    }
    assert {name: set(rows.filter(protocol=name)["sector"]) for name in PROTOCOLS} == sectors


def test_a_ground_counts_in_the_sectors_of_its_rule():
    rows = _references(_settings())["ref_status"].filter(protocol="twente", status="relatief_verzuim")
    assert set(rows.select("grond", "sector").rows()) == {("S0-15", "PO"), ("S0-16", "VO"), ("S0-16", "VSO")}


def test_what_a_status_gives_way_to():
    rows = _references(_settings())["ref_status_tenzij"]
    assert Counter(rows.filter(protocol="noord-kennemerland").select("status", "tenzij").rows()) == Counter(
        [
            (THUIS, LRV),
            ("dreigend", LRV),
            ("dreigend", THUIS),
            ("langdurig_geoorloofd", LRV),
            ("langdurig_geoorloofd", THUIS),
            ("langdurig_geoorloofd", "reden_onbekend"),
            ("reden_onbekend", LRV),
            ("reden_onbekend", THUIS),
        ]
    )


def test_no_ground_before_its_rule_is_in_force():
    # Every shipped rule is in force from 1 August 2022 on.
    assert _references(_settings(), peildatum=date(2022, 7, 31))["ref_status"].is_empty()
    assert not _references(_settings(), peildatum=date(2022, 8, 1))["ref_status"].is_empty()


def test_the_run():
    (row,) = _references(_settings())["ref_run"].rows(named=True)
    assert row == {
        "peildatum": PEILDATUM,
        "periode_van": date(2025, 9, 2),
        "tier_van": date(2025, 9, 2),
        "schooljaar_van": date(2025, 8, 1),
        "vorig_schooljaar_van": date(2024, 8, 1),
        # 1 January 2026 is a Thursday: the Sunday is 4 January, and the bound is exclusive.
        "slots_tot": date(2026, 1, 5),
    }


def test_schools_are_numbered_by_id_and_only_delivered_ones_are_listed():
    settings = _settings(_school("33CC00"), _school("11AA00", "VSO"), _school("22BB00"))
    assert [(number, school.id) for number, school in number_schools(settings)] == [
        (0, "11AA00"),
        (1, "22BB00"),
        (2, "33CC00"),
    ]
    delivered = {
        "33CC00": dict(zip(FLAGS, (True, False, True), strict=True)),
        "11AA00": dict(zip(FLAGS, (False, True, False), strict=True)),
    }
    rows = _references(settings, delivered=delivered)["ref_school"]
    assert rows.select("school_nr", "school", "sector", "protocol", "vakantieregio", *FLAGS).rows() == [
        (0, "11AA00", "VSO", "noord-kennemerland", "noord", False, True, False),
        (2, "33CC00", "VO", "noord-kennemerland", "noord", True, False, True),
    ]


def test_every_school_refused_leaves_empty_tables_of_the_same_form():
    settings = _settings()
    full, empty = _references(settings), _references(settings, delivered={})
    assert empty["ref_school"].is_empty()
    assert empty["ref_school"].schema == full["ref_school"].schema


def test_groups_of_kinds():
    rows = dict(_references(_settings())["ref_soort"].rows())
    # Contract 2.2.
    wanted = {
        "aanwezig": ("aanwezig", "te_laat", "te_laat_geoorloofd", "uit_les", "elders", "niet_tellen"),
        "ga": ("ziek", "medisch", "verlof", "schorsing", "vrijstelling", "overig_geoorloofd"),
        "oa": ("spijbelen", "luxe", "overig_ongeoorloofd", "voorlopig_ongeoorloofd"),
        # Away, and nobody knows why: neither of the two.
        "reden_onbekend": ("afwezig_onbekend",),
        "onbekend": ("onbekend",),
    }
    assert rows == {soort: group for group, kinds in wanted.items() for soort in kinds}


def test_calendar_and_school_years_are_half_open():
    tables = _references(_settings())
    autumn = tables["ref_schoolvakantie"].filter(regio="noord", vakantie="herfst", van=date(2022, 10, 15))
    # The last day in the file is 23 October 2022.
    assert autumn["tot"].to_list() == [date(2022, 10, 24)]
    assert set(tables["ref_schoolvakantie"]["soort"]) == {"advies", "verplicht"}
    years = dict(tables["ref_schooljaar"].rows())
    assert years[date(2025, 8, 1)] == date(2026, 8, 1)
    christmas = tables["ref_feestdag"].filter(datum=date(2025, 12, 25))
    assert christmas["schoolvrij"].to_list() == ["vrij"]
    (definitions,) = tables["ref_definitie"].rows(named=True)
    assert definitions == ruleset.load_definitions()


def test_of_whose_duty_each_act_is_asked():
    rows = _references(_settings())["ref_werk_plicht"]
    assert rows.is_duplicated().sum() == 0
    assert rows.filter(rol="lpa", actie="anders")["plicht"].to_list() == ["verplicht", "niet_te_bepalen"]
    assert rows.filter(rol="mentor", actie="gesprek").height == 4
    # Eight roles and sixteen acts: every one can be asked of somebody.
    assert rows.select("rol", "actie").unique().height == 8 * 16


def test_the_municipalities_of_the_region_by_their_keys():
    settings = replace(_settings(), gemeenten=("Súdwest-Fryslân", "Bergen (NH.)", "bergen  nh"))
    assert _references(settings)["ref_gemeente"].rows() == [("bergen-nh",), ("sudwest-fryslan",)]
    assert _references(_settings())["ref_gemeente"].is_empty()


# --- the work list ----------------------------------------------------------------------------------------------------


def test_what_each_rule_asks_of_whom():
    rows = _references(_settings())["ref_werk"]
    columns = ("aanleiding", "rol", "actie", "hele_periode", "zwaarte", "toelichting")
    kennemerland = rows.filter(protocol="kennemerland", sector="VO")
    assert kennemerland.filter(regel="S2-12").select(columns).rows() == [
        ("regel", "mentor", "gesprek", False, 2, None),
        ("regel", "jgz", "jgz", False, 2, None),
    ]
    assert kennemerland.filter(regel="S2-15").select(columns).rows() == [
        ("regel", "oco", "plan_van_aanpak", True, 5, None),
        ("regel", "oco", "opnemen_msa", True, 5, None),
        ("regel", "oco", "mdo", True, 5, None),
    ]
    assert kennemerland.filter(regel="S2-32").select(columns).rows() == [("luxe", "school", "duo_luxe", False, 3, None)]
    assert kennemerland.filter(regel="S2-38").select(columns).rows() == [
        ("regel", "lpa", "anders", False, 3, "onderzoek naar het verzuim")
    ]
    assert kennemerland.filter(regel="tier3").select(columns).rows() == [("tier", "oco", "opnemen_msa", False, 5, None)]
    # Provisionally unauthorised is unauthorised (D16).
    north = rows.filter(protocol="noord-kennemerland", sector="VO", regel="S3-74")
    assert north.select(columns).rows() == [
        ("regel", "school", "registratie", False, 3, None),
        ("regel", "mt", "anders", False, 3, "MT belt of mailt de ouder"),
    ]
    # VSO takes the rules marked VO; S2-10 is of primary education.
    assert rows.filter(regel="S2-12")["sector"].unique(maintain_order=True).to_list() == ["VO", "VSO"]
    assert rows.filter(regel="S2-10")["sector"].unique().to_list() == ["PO"]
    assert rows.filter(regel="S2-31")["bron"].unique().to_list() == [
        "Handreiking schoolverzuim Zuid-Kennemerland en IJmond, 2.5.2 langdurig relatief verzuim, regel 114"
    ]
    # What stands without a rule does in every rule set and each of its sectors: PO alone, VO with VSO, or all three.
    for name in ("tier3", "weinig_les", "elders"):
        assert rows.filter(regel=name).height == 1 + 2 + 2 + 3 + 3
    (little,) = kennemerland.filter(regel="weinig_les").select(columns).rows()
    assert little[:5] == ("weinig_les", "oco", "opnemen_msa", False, 5)
    assert all(place in little[5] for place in ("{les}", "{vol}", "{procent}"))
    before = _references(_settings(), peildatum=date(2022, 7, 31))["ref_werk"]
    assert sorted(before["regel"].unique()) == ["elders", "tier3", "weinig_les"]


def test_only_long_absence_and_who_lives_elsewhere_ask_acts_without_a_signal():
    tables = _references(_settings())
    columns = ("protocol", "sector", "werkregel", "maat", "groep", "minimum", "maximum", "regio")
    # More than 28 positions is 29 or more.
    assert sorted(tables["ref_werkregel"].select(columns).rows()) == [
        *(("kennemerland", sector, "S2-15", "reeks", "alle", 29, None, None) for sector in ("PO", "VO", "VSO")),
        *(
            ("noord-kennemerland", sector, "S3-86", measure, counted, 6, most, "buiten")
            for sector in ("VO", "VSO")
            for measure, counted, most in (("oa_uren_schooljaar", "oa", 15), ("te_laat_schooljaar", "te_laat", 9))
        ),
    ]
    # S3-81 and S3-82 are for the region; what takes the others asks the same otherwise, with the ceiling.
    north = tables["ref_rule"].filter(protocol="noord-kennemerland", sector="VO")
    assert sorted(north.filter(regio="binnen")["regel"]) == ["S3-81", "S3-82"]
    assert north["regio"].drop_nulls().unique().to_list() == ["binnen"]
    outside = tables["ref_werkregel"].filter(werkregel="S3-86", sector="VO")
    assert outside.select("plafond", "maximum_som").rows() == [(True, 15)] * 2
    assert not {"S2-15", "S3-86"} & set(tables["ref_rule"]["regel"])
    assert "S2-15" not in tables["ref_rule"]["regel"].to_list()
    assert _references(_settings(), peildatum=date(2022, 7, 31))["ref_werkregel"].is_empty()


def test_what_makes_an_act_done():
    rows = {row[0]: row[1:] for row in _references(_settings())["ref_actie"].rows()}
    assert rows["mdo"] == ("mdo_datum", None, None, False, False, "de reeks begon op de vorige school")
    assert rows["plan_van_aanpak"] == ("plan_datum", "plan_van_aanpak", None, False, False, None)
    assert rows["duo_lrv"] == (None, None, "lrv", True, False, None)
    assert rows["duo_luxe"] == (None, None, "luxe", False, True, None)
    assert rows["duo_overig"] == (None, None, "overig", False, False, None)
    assert rows["anders"] == (None, None, None, False, False, None)
