"""Small deliveries after public reports of people who do this job (`tests/fixtures/cases`, each with its source).

What is right in each stands in its `expected.md`; the expectations here are written out from that, by hand. Here it is
asked what reading gives: accepted or refused and why, and the rows that are decided.
"""

import shutil
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.intake.delivered import Delivery
from pipelines.intake.delivery import read_delivery
from pipelines.settings import load_settings
from pipelines.store.periods import make_period

CASES = Path(__file__).parent.parent / "fixtures" / "cases"


def read_case(
    name: str, vault: Path, *, peildatum: date = date(2026, 1, 1), school: int = 0, minutes: int | None = None
) -> Delivery:
    # A program's own folders are no place for what a run writes, so the case is read from a copy.
    case = shutil.copytree(CASES / name, vault / "geval", dirs_exist_ok=True)
    settings = load_settings(case / "swv.toml")
    one = settings.scholen[school]
    one = replace(one, minuten_per_lesuur=minutes or one.minuten_per_lesuur)
    period = make_period(peildatum, peildata=settings.peildata, schooljaar_begin=settings.schooljaar_begin)
    return read_delivery(
        one,
        settings.aanlevering / one.id,
        vault=vault / "kluis",
        make_codes=lambda numbers: [f"c{number}" for number in numbers],
        make_mark=str,
        eerste_dag=settings.coverage.van,
        period=(period.van, period.peildatum),
    )


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("01-untis-gpu001", "untis_zonder_tijden", "Untis (GPU001 of lesson.txt)"),
        ("23-html-als-xls", "webpagina", ".xlsx"),
        ("28-totaaloverzicht-als-groepen", "lijkt_absenties", "overzicht met totalen"),
        ("30-alles-in-quarantaine", "geen_absenties", "Lever de absenties aan"),
        ("31-amerikaanse-datum-deels", "te_veel_quarantaine", "regels"),
        ("45-duo-code-niet-sjabloon", "kolom_ontbreekt", "meldsoort, gemeld_op"),
    ],
)
def test_what_is_refused_and_what_is_told(name: str, reason: str, words: str, tmp_path: Path) -> None:
    delivery = read_case(name, tmp_path)
    assert delivery.refused is not None
    assert delivery.refused.reason == reason
    assert words in delivery.refused.message


def test_a_list_with_times_of_its_own(tmp_path: Path) -> None:
    """17: every row is from 08:30 to 14:30 of one day; the reason is no word that is known, and it was not allowed."""
    delivery = read_case("17-parnassys-met-tijden", tmp_path)
    assert delivery.refused is None
    rows = delivery.frames["raw_absentie_span"]
    assert rows.height == 75
    assert set(rows["soort_rij"]) == {"overig_ongeoorloofd"}
    assert rows.select("begin", "eind").row(0) == (datetime(2025, 9, 8, 8, 30), datetime(2025, 9, 8, 14, 30))
    assert delivery.frames["raw_leerling"].height == 6


def test_lesson_hours_in_one_cell(tmp_path: Path) -> None:
    """18: `1-3`, `1 t/m 3` and `1,2,3` are three hours, `1e uur` and `01` the first; `heel` is asked."""
    delivery = read_case("18-lesuur-bereik", tmp_path)
    assert delivery.refused is None
    rows = delivery.frames["raw_absentie_les"].select("regelnummer", "lesuur").rows()
    three = [(line, hour) for line in (2, 3) for hour in (1, 2, 3)]
    assert rows == [*three, (4, 1), *((5, hour) for hour in (1, 2, 3)), (6, 1), (7, 0)]
    assert [(cell.regelnummer, cell.code) for cell in delivery.quarantine] == [(8, "lesuur_onleesbaar")]


def test_an_absence_list_is_no_list_of_pupils(tmp_path: Path) -> None:
    """24: 75 weekdays of six lessons, each missed."""
    delivery = read_case("24-magister-absentie-als-leerlinglijst", tmp_path)
    assert delivery.refused is None
    rows = delivery.frames["raw_absentie_les"]
    assert (rows.height, set(rows["lesuur"])) == (75 * 6, {1, 2, 3, 4, 5, 6})
    assert set(delivery.frames["raw_leerling"]["klas"]) == {"H3A"}


def test_the_timetable_of_untis_with_a_length(tmp_path: Path) -> None:
    """01 with `minuten_per_lesuur` in swv.toml, as its refusal asks: five days of six lessons of 50 minutes."""
    delivery = read_case("01-untis-gpu001", tmp_path, minutes=50)
    assert delivery.refused is None
    rows = delivery.frames["raw_rooster_week"].select("groep", "weekdag", "lesuur", "begin_min", "minuten").rows()
    assert rows == [("H3A", day, hour, None, 50) for day in range(1, 6) for hour in range(1, 7)]


def test_american_dates_are_told(tmp_path: Path) -> None:
    codes = {finding.code for finding in read_case("31-amerikaanse-datum-deels", tmp_path).findings}
    assert "datumvolgorde" in codes


def test_a_class_in_other_letters_is_that_class(tmp_path: Path) -> None:
    """h3a is H3A; M2B has no timetable: one pupil of six, which is not more than one in five."""
    delivery = read_case("40-klas-hoofdletters", tmp_path)
    assert delivery.refused is None
    assert set(delivery.frames["raw_rooster_week"]["groep"]) == {"H3A"}
    told = {finding.code: finding.omschrijving for finding in delivery.findings}
    assert "'h3a' is 'H3A'" in told["groep_anders_geschreven"]
    assert told["klas_zonder_rooster"] == "Klas 'M2B' heeft geen rooster: 1 leerling."


def test_quoted_remarks_over_two_lines(tmp_path: Path) -> None:
    delivery = read_case("41-quote-met-regeleinde-goed", tmp_path)
    assert delivery.refused is None
    assert delivery.quarantine == []
    assert delivery.frames["raw_absentie_les"]["lesuur"].to_list() == [1, 2, 3, 4, 5, 6]


def test_a_list_of_two_school_years(tmp_path: Path) -> None:
    delivery = read_case("48-magister-twee-vestigingen", tmp_path)
    this_year, last_year = (date(2025, 8, 1), date(2026, 7, 31)), (date(2024, 8, 1), date(2025, 7, 31))
    rows = delivery.frames["raw_leerling"].select("leerling_nr", "klas", "inschrijfdatum", "uitschrijfdatum").rows()
    # 10001, 10002 and 10003 are pupils 0, 1 and 2.
    assert rows == [(0, "H3A", *this_year), (1, "B3A", *this_year), (2, "H3A", *last_year), (0, "H2A", *last_year)]


def test_absent_without_a_reason(tmp_path: Path) -> None:
    delivery = read_case("50-waarnemingen-zonder-melding", tmp_path)
    assert delivery.refused is None
    assert set(delivery.frames["raw_absentie_les"]["soort_rij"]) == {"afwezig_onbekend"}


def test_sickness_in_other_words(tmp_path: Path) -> None:
    """Five pupils, each sick fifteen days."""
    delivery = read_case("51-po-reden-ziekte", tmp_path)
    rows = delivery.frames["raw_absentie_span"]
    assert set(rows["soort_rij"]) == {"ziek"}
    assert Counter(rows["leerling_nr"].to_list()) == dict.fromkeys(range(5), 15)
    assert "ziek_uit_omschrijving" in {finding.code for finding in delivery.findings}


def test_a_date_of_before_the_holidays(tmp_path: Path) -> None:
    """One row of 2021 is set apart; both schools are read."""
    told = [
        [(cell.regelnummer, cell.kolom, cell.code) for cell in delivery.quarantine]
        for delivery in (
            read_case("52-oude-datum", tmp_path, peildatum=date(2026, 10, 1), school=place) for place in (0, 1)
        )
        if delivery.refused is None
    ]
    assert len(told) == 2
    assert sorted(told) == [[], [(2, "datum", "voor_vakantiegegevens")]]


def test_a_word_that_is_no_yes_or_no(tmp_path: Path) -> None:
    delivery = read_case("53-startkwalificatie", tmp_path, peildatum=date(2026, 10, 1))
    assert delivery.refused is None
    assert delivery.frames["raw_leerling"]["startkwalificatie"].to_list() == [None, None, None]
    assert [cell.code for cell in delivery.quarantine] == ["cel_onleesbaar", "cel_onleesbaar"]


def test_every_case_is_a_whole_swv() -> None:
    names = sorted(path.name for path in CASES.iterdir())
    assert len(names) == 24
    for name in names:
        assert (CASES / name / "expected.md").is_file()
        assert tomllib.loads((CASES / name / "swv.toml").read_text(encoding="utf-8"))["school"]
