"""What a run found: the row balance of every file, and findings in one fixed order."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contexts.outcome import (
    Outcome,
    balance_files,
    collect_findings,
    describe_code_without_kind,
    make_finding_table,
    show_code,
    sort_findings,
)
from pipelines.intake.delivered import Delivery, Refusal
from pipelines.settings import School, Settings
from pipelines.store.periods import make_period
from reports.context.counts import Balance
from reports.words.wording import CODE_NOT_SHOWN
from schemas.findings import Finding, make_finding
from schemas.tables import BEVINDING, RAW_BESTAND

STATES = {
    "school": pl.String,
    "bestand_nr": pl.Int32,
    "regelnummer": pl.Int32,
    "stand": pl.String,
    "buiten_rooster": pl.Int64,
}
COUNTS = {"school": pl.String, "bestand_nr": pl.Int32, "vervangen": pl.Int32, "niet_geteld": pl.Int32}
CODE_USE = {
    "school": pl.String,
    "code": pl.String,
    "soort": pl.String,
    "soort_bron": pl.String,
    "slots": pl.Int64,
    "leerlingen": pl.Int64,
    "leerlingen_tier_open": pl.Int64,
}
REFUSAL = Refusal("geen_rooster", "a.csv: Er is geen rooster.", "Rooster: Er is geen rooster.")


def _file(number, name, *, read, quarantine=0, not_counted=0, kind="absenties, per les"):
    return (number, name, f"{number:064x}", kind, "sjabloon", read, quarantine, not_counted)


def _delivery(school, *files, refused=None, findings=()):
    frame = pl.DataFrame(list(files), schema=RAW_BESTAND.polars_schema, orient="row")
    return Delivery(school, refused, {"raw_bestand": frame}, list(findings), [])


def _deliver(*schools):
    return {school: _delivery(school) for school in schools}


def _states(*rows):
    return pl.DataFrame(list(rows), schema=STATES, orient="row")


def _counts(*rows):
    return pl.DataFrame(list(rows), schema=COUNTS, orient="row")


def _code_use(*rows):
    return pl.DataFrame(list(rows), schema=CODE_USE, orient="row")


# --- Row balance ------------------------------------------------------------------------------------------------------
def test_the_balance_of_a_file():
    delivery = _delivery("12AB00", _file(0, "absenties.csv", read=10, quarantine=2, not_counted=1))
    ((file,),) = balance_files({"12AB00": delivery}, _counts(("12AB00", 0, 2, 1))).values()
    # Not counted: 1 at reading and 1 at counting; used: 10 - 2 - 2 - (1 + 1).
    assert file.balans == Balance(gelezen=10, gebruikt=4, quarantaine=2, vervangen=2, niet_geteld=1 + 1)
    assert (file.bestand, file.soort) == ("absenties.csv", "absenties, per les")


def test_rows_are_counted_for_their_own_file_and_school():
    deliveries = {
        "12AB00": _delivery("12AB00", _file(0, "a.csv", read=5), _file(1, "b.csv", read=5)),
        "34CD00": _delivery("34CD00", _file(0, "a.csv", read=5)),
    }
    found = balance_files(deliveries, _counts(("12AB00", 1, 1, 0)))
    assert [file.balans.vervangen for file in found["12AB00"]] == [0, 1]
    assert [file.balans.gebruikt for file in found["12AB00"]] == [5, 5 - 1]
    assert [file.balans.gebruikt for file in found["34CD00"]] == [5]


def test_of_a_refused_delivery_no_row_was_used():
    delivery = _delivery("12AB00", _file(0, "a.csv", read=10, quarantine=2, not_counted=1), refused=REFUSAL)
    ((file,),) = balance_files({"12AB00": delivery}, _counts()).values()
    # 10 - 2 in quarantine: the other 8 were not counted.
    assert file.balans == Balance(gelezen=10, gebruikt=0, quarantaine=2, vervangen=0, niet_geteld=8)


@pytest.mark.parametrize("refused", [None, REFUSAL])
@pytest.mark.parametrize(
    ("read", "quarantine", "not_counted", "superseded"), [(0, 0, 0, 0), (9, 4, 3, 2), (7, 7, 0, 0)]
)
def test_every_row_read_is_somewhere(refused, read, quarantine, not_counted, superseded):
    """Rows read = used + quarantine + superseded + not counted (contract 1.3)."""
    delivery = _delivery(
        "12AB00", _file(0, "a.csv", read=read, quarantine=quarantine, not_counted=not_counted), refused=refused
    )
    counts = _counts(("12AB00", 0, superseded, 0)) if superseded else _counts()
    ((file,),) = balance_files({"12AB00": delivery}, counts).values()
    balance = file.balans
    assert balance.gelezen == read
    assert read == balance.gebruikt + balance.quarantaine + balance.vervangen + balance.niet_geteld
    assert min(balance.gebruikt, balance.niet_geteld) >= 0


def test_a_school_without_files_has_an_empty_balance():
    assert balance_files({"12AB00": _delivery("12AB00", refused=REFUSAL)}, _counts()) == {"12AB00": ()}


# --- Findings ---------------------------------------------------------------------------------------------------------
def _finding(school, bestand="", regelnummer=None, kolom="", code="leeg", omschrijving="x"):
    return Finding(school, code, "let_op", omschrijving, "y", "z", bestand, regelnummer, kolom)


def test_findings_stand_in_order():
    wanted = (
        _finding("12AB00"),
        _finding("12AB00", "a.csv"),
        _finding("12AB00", "a.csv", 2, "code"),
        _finding("12AB00", "a.csv", 2, "datum", "datum_onleesbaar"),
        _finding("12AB00", "a.csv", 2, "datum", "leeg"),
        _finding("12AB00", "a.csv", 2, "datum", "leeg", "y"),
        # By number, not by text: line 10 after line 9.
        _finding("12AB00", "a.csv", 9),
        _finding("12AB00", "a.csv", 10),
        _finding("12AB00", "b.csv", 1),
        _finding("34CD00"),
    )
    assert sort_findings(reversed(wanted)) == wanted
    assert sort_findings((*wanted[5:], *wanted[:5])) == wanted


def test_findings_of_reading_and_of_counting_together():
    of_reading = make_finding("34CD00", "leeg", bestand="z.csv", regelnummer=3, kolom="code", naam="code")
    deliveries = {
        "34CD00": _delivery("34CD00", findings=[of_reading]),
        "12AB00": _delivery("12AB00", _file(0, "les.csv", read=9), _file(1, "span.csv", read=9)),
    }
    states = _states(
        ("12AB00", 1, 8, "niet_geteld", 3),
        ("12AB00", 0, 5, "gebruikt", 1),
        ("12AB00", 0, 6, "vervangen", 0),  # gave way to another: no finding
    )
    found = collect_findings(deliveries, row_states=states, code_use=_code_use())
    assert [(one.school, one.bestand, one.regelnummer, one.code, one.aantal) for one in found] == [
        ("12AB00", "les.csv", 5, "absentie_buiten_rooster", 1),
        ("12AB00", "span.csv", 8, "absentie_buiten_rooster", 3),
        ("34CD00", "z.csv", 3, "leeg", 1),
    ]


def test_a_code_is_told_by_where_its_kind_came_from():
    code_use = _code_use(
        ("12AB00", "??", "onbekend", None, 12, 4, 2),
        ("12AB00", "Z", "ziek", "standaardtabel", 7, 3, 0),
        ("12AB00", "L", "luxe", "rij_type", 2, 1, 0),
        # The kind a row or a default table gives may be unknown too: that is what counts.
        ("34CD00", "Q", "onbekend", "standaardtabel", 1, 1, 1),
    )
    found = collect_findings(_deliver("12AB00", "34CD00"), row_states=_states(), code_use=code_use)
    assert [(one.school, one.code, one.kolom, one.aantal) for one in found] == [
        ("12AB00", "code_onbekend", "code", 12),
        ("12AB00", "code_standaardtabel", "code", 7),
        ("12AB00", "code_uit_rij", "code", 2),
        ("34CD00", "code_onbekend", "code", 1),
    ]
    assert "Code '??'" in found[0].omschrijving
    assert "12 lessen van 4 leerlingen" in found[0].omschrijving
    assert "Bij 2 leerlingen blijft de tier open" in found[0].gevolg
    assert "gelezen als 'ziek'" in found[1].omschrijving


@pytest.mark.parametrize("code", ["Z", "??", "TL-2", "16", "1234", "Bezoek aan dokter of tandarts", "A/B", "é" * 60])
def test_a_code_is_shown(code):
    assert show_code(code) == code


@pytest.mark.parametrize(
    "code",
    [
        *("12345", "x31415926", "248109.0"),  # as long as a leerlingnummer
        *("04-03-2010", "2010-03-04", "4/3/2010", "4-3-10", "04 03 2010", "geboren 04.03.2010"),  # a birth date
        "é" * 61,
        "met\u202eomkering",
        "regel\neinde",
    ],
)
def test_what_is_no_code_is_not_shown(code):
    assert show_code(code) == CODE_NOT_SHOWN
    use = _code_use(("12AB00", code, "onbekend", None, 1, 1, 0), ("12AB00", code, "ziek", "rij_type", 1, 1, 0))
    for finding in collect_findings(_deliver("12AB00"), row_states=_states(), code_use=use):
        assert code not in repr(finding)
        assert CODE_NOT_SHOWN in finding.omschrijving


def test_a_code_that_holds_a_name_is_not_shown():
    use = _code_use(("12AB00", "Zilverduin", "onbekend", None, 1, 1, 0), ("12AB00", "XQ", "onbekend", None, 1, 1, 0))
    delivery = replace(_delivery("12AB00"), hidden_codes=frozenset({"Zilverduin"}))
    words = [found.omschrijving for found in collect_findings({"12AB00": delivery}, row_states=_states(), code_use=use)]
    assert not any("Zilverduin" in text for text in words)
    assert any("XQ" in text for text in words)


def test_the_table_of_findings_is_as_declared():
    found = (
        make_finding("12AB00", "leeg", bestand="a.csv", regelnummer=3, kolom="code", naam="code"),
        make_finding("12AB00", "nul_absenties"),
    )
    frame = make_finding_table(found)
    assert frame.schema == pl.Schema(BEVINDING.polars_schema)
    assert frame.select("school", "bestand", "regelnummer", "kolom", "code", "ernst", "aantal").rows() == [
        ("12AB00", "a.csv", 3, "code", "leeg", "quarantaine", 1),
        # A finding about the whole delivery has empty cells, no empty texts.
        ("12AB00", None, None, None, "nul_absenties", "let_op", 1),
    ]
    assert make_finding_table(()).schema == frame.schema


# --- Outcome ----------------------------------------------------------------------------------------------------------
def _outcome(deliveries, findings=()):
    place = Path("swv")
    schools = tuple(
        School(school, f"School {school}", "VO", "sjabloon", "dronten", "noord") for school in ("34CD00", "12AB00")
    )
    settings = Settings(place, "V1", "SWV", ((1, 1),), (8, 1), place, place, place, schools)
    period = make_period(date(2026, 1, 1), peildata=settings.peildata, schooljaar_begin=settings.schooljaar_begin)
    return Outcome(settings, period, {}, deliveries, findings, {}, {}, {})


def test_refused_schools_stand_in_order_of_the_settings():
    deliveries = {
        "12AB00": _delivery("12AB00", refused=REFUSAL),
        "34CD00": _delivery("34CD00", refused=Refusal("map_ontbreekt", "De map ontbreekt.", "De map ontbreekt.")),
    }
    outcome = _outcome(deliveries)
    assert outcome.refused == (("34CD00", "De map ontbreekt."), ("12AB00", "a.csv: Er is geen rooster."))
    assert outcome.refused_on_screen == (("34CD00", "De map ontbreekt."), ("12AB00", "Rooster: Er is geen rooster."))
    used = {"12AB00": _delivery("12AB00"), "34CD00": _delivery("34CD00")}
    assert _outcome(used).refused == ()


def test_findings_of_one_school():
    found = sort_findings([_finding("34CD00", "b.csv"), _finding("12AB00"), _finding("34CD00", "a.csv")])
    outcome = _outcome({}, found)
    assert [one.bestand for one in outcome.get_findings("34CD00")] == ["a.csv", "b.csv"]
    assert outcome.get_findings("12AB00") == (_finding("12AB00"),)
    assert outcome.get_findings("99ZZ99") == ()


@pytest.mark.parametrize(
    ("within", "told"),
    [
        ((5, 3), "Bij hun leerlingen kan de tier daardoor open blijven."),
        (
            (4, 1),
            "In deze periode vallen er 4 regels van 1 leerling: alleen bij hen kan de tier daardoor open blijven.",
        ),
        ((0, 0), "Al deze regels zijn van voor deze periode: geen tier blijft daardoor open."),
    ],
)
def test_a_check_says_which_rows_of_a_code_can_leave_a_tier_open(within: tuple[int, int], told: str) -> None:
    row = {"school": "12AB00", "code": "XQ", "rijen": 5, "leerlingen": 3}
    found = describe_code_without_kind({**row, "rijen_periode": within[0], "leerlingen_periode": within[1]})
    assert found.omschrijving.endswith("5 regels van 3 leerlingen.")
    assert found.gevolg.endswith(told)
