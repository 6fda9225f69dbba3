"""The internal edition: every count exact, every school by itself, and its head says who may have it."""

import re
from dataclasses import replace
from datetime import date

from reports.context.counts import LpaCounts, RefusedSchool
from reports.context.measured import MeasuredSchool
from reports.release.address import read_address
from reports.release.public_table import PublicTable
from reports.render_swv import render_intern, render_swv
from reports.swv.intern import make_intern_page
from tests.lib import report_samples as samples

NBSP = "\u00a0"


def _texts(table: PublicTable) -> dict[str, list[str]]:
    return {row.kop: [cell.tekst.replace(NBSP, " ") for cell in row.cellen] for row in table.rijen if row.cellen}


def test_every_school_stands_by_itself_with_exact_counts() -> None:
    """ "Het Anker" has 1 + 2 pupils; the public page hides all of it. The whole is that and De Linde's."""
    report = samples.make_intern()
    tables = make_intern_page(report).tabellen
    linde = report.verslag.scholen[0].tiers
    assert _texts(tables["tiers"])["Het Anker"] == ["3", "1", "0", "2", "0", "0"]
    assert _texts(tables["tiers"])["Alle scholen"][:2] == [str(linde.totaal + 3), str(linde.tier_1 + 1)]
    # 1 + 1 thuiszitters, 1 of up to three months, 1 longer, 1 at the peildatum, 1 of unknown age, 3 adults apart.
    assert _texts(tables["thuiszitters"])["Het Anker"][:6] == ["2", "1", "1", "1", "1", "3"]
    # 5 - 4 dreigend thuiszitter, 4 present too little.
    assert _texts(tables["statussen"])["Het Anker"][:2] == ["1", "4"]
    # 2 + 1 pupils; 1 with a plan, 1 not known, so 1 without.
    assert _texts(tables["vierweken"])["Het Anker"] == ["3", "2", "1", "1", "1", "1"]
    assert _texts(tables["meldingen"])["Het Anker"] == ["3", "0", "0", "2", "0", "1"]
    assert _texts(tables["meldingen"])["Alle scholen"] == ["10", "4", "2", "3", "0", "1"]
    assert _texts(tables["lijsten"])["Absoluut verzuim"] == ["3"]


def test_exemptions_that_end_stand_by_their_last_day() -> None:
    table = make_intern_page(samples.make_intern()).tabellen["vrijstellingen"]
    rows = [(row.kop.replace(NBSP, " "), *(cell.tekst for cell in row.cellen)) for row in table.rijen]
    assert rows == [
        ("Afgelopen in deze periode",),
        ("31 dec 2025", "artikel 5 onder a", "Schagen", "ja", "1"),
        ("Lopen nog",),
        ("31 jul 2026", "artikel 5 onder a", "Schagen", "nee", "2"),
        ("31 jul 2026", "artikel 5 onder b", "niet bekend", "ja", "4"),
    ]
    # A municipality that is not shown stands in no address either.
    assert [bool(row.cellen[-1].adres) for row in table.rijen if row.cellen] == [True, True, False]


def test_schools_not_measured_are_named_with_the_reason() -> None:
    report = samples.make_intern().verslag
    anker = MeasuredSchool("11AB00", "Het Anker", "verouderd", date(2025, 10, 31), samples.LAST_DAY)
    kreek = RefusedSchool("98ZZ00", "De Kreek", "VO", "Van deze periode is niets gemeten.")
    report = replace(report, niet_gemeten=(kreek,), kop=replace(report.kop, meting=(anker,)))
    found = make_intern_page(replace(samples.make_intern(), verslag=report)).niet_gemeten
    assert [(name, why.replace(NBSP, " ")) for name, why in found] == [
        ("Westerhof", "Het bestand met leerlingen ontbreekt. Lever het opnieuw aan."),
        ("De Kreek", "Van deze periode is niets gemeten."),
        (
            "Het Anker",
            "Niet de hele periode gemeten: gegevens t/m 31 okt 2025; de laatste schooldag was 19 dec 2025.",
        ),
    ]


def test_the_page_says_at_the_top_who_may_have_it() -> None:
    """Before any number; and what stands here exactly is not in the public page of the same report."""
    page = render_intern(samples.make_intern())
    text = re.sub("<[^>]+>", " ", page)
    warning = text.index("Alleen voor wie het samenwerkingsverband daarvoor aanwijst. Niet doorgeven.")
    assert warning < text.index("Aantallen per school")
    assert "Interne cijfers, niet doorgeven" in text[:warning]
    assert "Interne cijfers" not in render_swv(samples.make_swv())


def test_every_number_has_an_address_that_reads_back() -> None:
    tables = make_intern_page(samples.make_intern()).tabellen
    addresses = [cell.adres for table in tables.values() for row in table.rijen for cell in row.cellen if cell.adres]
    assert len(addresses) > 100
    assert {str(read_address(address)) for address in addresses} == set(addresses)
    counted = [
        cell
        for name, table in tables.items()
        if name not in ("vrijstellingen", "lijsten")
        for row in table.rijen
        for cell in row.cellen
    ]
    assert all(cell.adres for cell in counted)


def test_without_a_school_there_are_the_lists_alone() -> None:
    report = replace(samples.make_intern(), verslag=replace(samples.make_report(0), lpa=LpaCounts()), vrijstellingen=())
    assert set(make_intern_page(report).tabellen) == {"lijsten"}
    assert "Geen enkele school is meegeteld." in render_intern(report)
