"""Causes of the return sheet: how many pupils each touches, in which order, and what the workbook holds of them."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from pipelines.publish.return_workbook import write_return_workbook
from reports.context.returns import CauseKey, Touched
from reports.render import render_return_sheet
from reports.school.returns import list_touched_words, make_causes
from schemas.findings import Finding, make_finding
from tests.lib import report_samples as samples
from tests.lib.school_folder import BASIS, deliver, make_school

ABSENCES = "leerlingnummer;datum;lesuur;code\n"


def count(tmp_path: Path, files: dict[str, str]) -> dict[tuple[str, str, str], int]:
    """(code, kind, column) -> pupils touched."""
    touched = deliver(tmp_path, {**BASIS, **files}).leerlingen_geraakt
    return {(key.code, key.soort, key.kolom): pupils for key, pupils in touched.items()}


def test_pupils_are_counted_once_over_all_files_of_a_kind(tmp_path: Path) -> None:
    rows = "1001;31-02-2025;1;Z\n1001;32-01-2025;1;Z\n1002;31-04-2025;1;Z\n"
    found = count(tmp_path, {"a.csv": ABSENCES + rows, "b.csv": ABSENCES + "1002;31-06-2025;1;Z\n"})
    # Four rows, of 1001 and 1002.
    assert found == {("datum_onleesbaar", "absenties", "datum"): 2}


def test_a_good_delivery_touches_nobody(tmp_path: Path) -> None:
    assert count(tmp_path, {"a.csv": ABSENCES + "1001;01-09-2025;1;Z\n"}) == {}


def test_pupils_who_are_not_in_the_list_are_counted_too(tmp_path: Path) -> None:
    found = count(tmp_path, {"a.csv": ABSENCES + "9001;01-09-2025;1;Z\n9002;01-09-2025;1;Z\n9001;02-09-2025;1;Z\n"})
    assert found == {("onbekende_leerling", "absenties", "leerlingnummer"): 2}


def test_a_row_of_the_timetable_touches_its_class(tmp_path: Path) -> None:
    rows = "groep;weekdag;lesuur;begintijd;eindtijd\n4A;9;1;08:30;09:20\n5X;9;1;08:30;09:20\n"
    # 4A has one pupil (1001); no pupil is in 5X.
    assert count(tmp_path, {"extra.csv": rows}) == {("weekdag_buiten_bereik", "rooster", "weekdag"): 1}


def test_a_row_of_the_timetable_touches_every_pupil_of_its_class(tmp_path: Path) -> None:
    pupils = "leerlingnummer;klas\n1001;4A\n1002;4A\n1003;4A\n1004;4B\n"
    rows = "groep;weekdag;lesuur;begintijd;eindtijd\n4A;9;1;08:30;09:20\n"
    found = count(tmp_path, {"leerlingen.csv": pupils, "extra.csv": rows})
    assert found == {("weekdag_buiten_bereik", "rooster", "weekdag"): 3}


def test_a_row_of_a_pupil_in_a_group_touches_that_pupil_alone(tmp_path: Path) -> None:
    rows = "leerlingnummer;groep;van;tot\n1001;4A;31-02-2026;\n1001;4B;31-04-2026;\n"
    assert count(tmp_path, {"groepen.csv": rows}) == {("datum_onleesbaar", "groepen", "van"): 1}


def test_a_remark_touches_the_pupils_of_its_rows(tmp_path: Path) -> None:
    """Sick and not allowed: lines 2, 3 and 5, of two pupils. Line 4 is sick and allowed."""
    head = (
        "stamnummer;verantwoording_datum;verantwoording_lesuur;absentiereden_code;verantwoordingstype_id;geoorloofd\n"
    )
    rows = "1001;2025-09-02;3;ZZ;3;0\n1001;2025-09-03;3;ZZ;3;0\n1002;2025-09-03;4;ZZ;3;1\n1002;2025-09-04;3;ZZ;3;0\n"
    delivery = deliver(tmp_path, {"v.csv": head + rows}, school=make_school("magister"))
    touched = {key: pupils for key, pupils in delivery.leerlingen_geraakt.items() if key.code == "ziek_niet_geoorloofd"}
    (finding,) = (found for found in delivery.findings if found.code == "ziek_niet_geoorloofd")
    assert touched == {CauseKey("ziek_niet_geoorloofd", "absenties", "", finding.omschrijving): 2}


def test_each_cause_has_its_own_words(tmp_path: Path) -> None:
    rows = "1001;31-02-2025;1;Z\n1002;;1;Z\n1001;01-09-2025;99;Z\n"
    delivery = deliver(tmp_path, {**BASIS, "a.csv": ABSENCES + rows})
    assert delivery.leerlingen_geraakt == {
        CauseKey(found.code, "absenties", found.kolom, found.omschrijving): 1
        for found in delivery.findings
        if found.regelnummer
    }
    assert len(delivery.leerlingen_geraakt) == 3


def test_an_empty_number_is_nobody(tmp_path: Path) -> None:
    assert count(tmp_path, {"a.csv": ABSENCES + ";01-09-2025;1;Z\n"}) == {}


def test_most_pupils_first_and_refusals_before_all() -> None:
    sheet = replace(
        samples.make_return_sheet(), geraakt={samples.RETURN_KEYS[1]: Touched(9), samples.RETURN_KEYS[0]: Touched(2)}
    )
    causes = make_causes(sheet)
    assert [cause.oorzaak.code for cause in causes.te_herstellen] == ["onbekende_leerling", "datum_onleesbaar"]
    refused = (
        make_finding("12AB00", "geen_leerlingen"),
        make_finding("12AB00", "bestand_leeg", bestand="leerlingen.csv"),
        *sheet.bevindingen,
    )
    order = [cause.oorzaak.code for cause in make_causes(replace(sheet, bevindingen=refused)).te_herstellen]
    # The empty file is why there are no pupils: it is told first.
    assert order == ["bestand_leeg", "geen_leerlingen", "onbekende_leerling", "datum_onleesbaar"]


def _read_codes(*codes: str) -> tuple[Finding, ...]:
    words = {"soort": "ziek", "lessen": "3 lessen", "leerlingen": "2 leerlingen"}
    return tuple(make_finding("12AB00", "code_uit_rij", waarde=code, **words) for code in codes)


def test_notes_with_one_remedy_are_told_together() -> None:
    found = (
        *_read_codes("Ziek", "Griep"),
        make_finding("12AB00", "ziek_niet_geoorloofd", bestand="a.csv", regelnummer=2, aantal=1),
    )
    causes = make_causes(replace(samples.make_return_sheet(), bevindingen=found))
    groups = [[cause.oorzaak.code for cause in group] for group in causes.aannames_per_oplossing]
    assert sorted(groups) == [["code_uit_rij"] * 2, ["ziek_niet_geoorloofd"]]
    page = render_return_sheet(replace(samples.make_return_sheet(), bevindingen=found))
    assert page.count("Lever een codetabel van uw school aan") == 1
    assert "Hetzelfde bij 2 punten" in page
    assert "&#39;Ziek&#39; is gelezen" in page
    assert "&#39;Griep&#39; is gelezen" in page


@pytest.mark.parametrize(
    ("key", "touched", "words"),
    [
        (
            samples.RETURN_KEYS[0],
            Touched(1),
            ("Van 1 leerling ontbreekt verzuim. De tier kan daardoor gunstiger lijken dan die is.",),
        ),
        (
            samples.RETURN_KEYS[1],
            Touched(3),
            ("Deze 3 leerlingen staan in geen enkel verslag: er is geen tier en geen status.",),
        ),
        (samples.RETURN_KEYS[0], None, ()),
    ],
)
def test_what_it_means_for_pupils(key: CauseKey, touched: Touched | None, words: tuple[str, ...]) -> None:
    sheet = replace(samples.make_return_sheet(), geraakt={key: touched} if touched else {})
    cause = next(cause for cause in make_causes(sheet).te_herstellen if cause.sleutel == key)
    assert list_touched_words(cause) == words


def test_the_workbook_has_every_finding_on_its_own_row() -> None:
    book = openpyxl.load_workbook(BytesIO(write_return_workbook(samples.make_return_sheet())))
    assert book.sheetnames == ["Overzicht", "Te herstellen", "Aannames", "Opgelost"]
    sheet = book["Te herstellen"]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1])}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    # 35 lines with a bad date (140 up to 174), of 12 pupils, and one finding of 4 rows.
    assert [row[columns["regel"]] for row in rows] == [*range(140, 175), 2011]
    assert {row[columns["leerlingen (hele oorzaak)"]] for row in rows[:35]} == {12}
    assert rows[35][columns["aantal"]] == 4
    assert rows[35][columns["nieuw"]] == "nieuw"
    assert book["Aannames"].max_row == 1 + 1
    assert [cell.value for cell in book["Opgelost"][2]] == ["De tijd is niet te lezen.", "rooster", "begintijd", 2]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:N37"


@pytest.mark.parametrize("text", ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "http://kwaad.example", "1234"])
def test_text_stays_text(text: str) -> None:
    content = write_return_workbook(samples.make_hostile_return_sheet(text))
    cells = [cell for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert text in [cell.value for cell in cells]
    assert content == write_return_workbook(samples.make_hostile_return_sheet(text))
