"""Dates of a run: the period and school year of a peildatum, and whether the calendar covers them."""

from datetime import date

import pytest

from pipelines.calendar import Coverage
from pipelines.errors import WrongUse
from pipelines.settings import Settings
from pipelines.store.periods import (
    check_peildatum,
    list_periods,
    make_next_period,
    make_period,
    school_year_start,
)

PEILDATA = ((1, 1), (3, 1), (6, 1), (9, 1))
AUGUST = (8, 1)


def _period(peildatum, peildata=PEILDATA, begin=AUGUST):
    return make_period(peildatum, peildata=peildata, schooljaar_begin=begin)


@pytest.mark.parametrize(
    ("peildatum", "van", "schooljaar_van"),
    [
        # A listed peildatum: the period starts the day after the one before it.
        (date(2025, 9, 1), date(2025, 6, 2), date(2025, 8, 1)),
        (date(2026, 1, 1), date(2025, 9, 2), date(2025, 8, 1)),
        (date(2026, 3, 1), date(2026, 1, 2), date(2025, 8, 1)),
        (date(2026, 6, 1), date(2026, 3, 2), date(2025, 8, 1)),
        # Not listed: the day after the last listed date before it (contract 5).
        (date(2025, 11, 15), date(2025, 9, 2), date(2025, 8, 1)),
        (date(2025, 9, 2), date(2025, 9, 2), date(2025, 8, 1)),
        (date(2025, 12, 31), date(2025, 9, 2), date(2025, 8, 1)),
        # Both sides of the first day of the school year.
        (date(2025, 7, 31), date(2025, 6, 2), date(2024, 8, 1)),
        (date(2025, 8, 1), date(2025, 6, 2), date(2025, 8, 1)),
    ],
)
def test_period_and_school_year(peildatum, van, schooljaar_van):
    period = _period(peildatum)
    assert (period.peildatum, period.van, period.schooljaar_van) == (peildatum, van, schooljaar_van)
    assert period.vorig_schooljaar_van == date(schooljaar_van.year - 1, 8, 1)


def test_one_peildatum_a_year_gives_a_period_of_a_year():
    assert _period(date(2026, 3, 1), peildata=((3, 1),)).van == date(2025, 3, 2)


def test_week_end_is_the_sunday_of_the_week():
    # 1 September 2025 is a Monday, 7 September 2025 a Sunday.
    assert _period(date(2025, 9, 1)).week_end == date(2025, 9, 7)
    assert _period(date(2025, 9, 7)).week_end == date(2025, 9, 7)
    assert _period(date(2025, 9, 8)).week_end == date(2025, 9, 14)


def test_school_year_of_another_beginning():
    assert school_year_start(date(2026, 1, 1), schooljaar_begin=(1, 1)) == date(2026, 1, 1)
    assert school_year_start(date(2025, 12, 31), schooljaar_begin=(1, 1)) == date(2025, 1, 1)


@pytest.mark.parametrize("year", [1, 1899, 2101, 9999])
def test_a_year_out_of_reach_is_refused(year):
    with pytest.raises(WrongUse, match="ligt niet in de jaren 1900 tot en met 2100"):
        _period(date(year, 12, 31))


@pytest.mark.parametrize(
    ("today", "peildatum"),
    [
        (date(2025, 8, 31), date(2025, 9, 1)),
        (date(2025, 9, 1), date(2025, 9, 1)),
        (date(2025, 9, 2), date(2026, 1, 1)),
        (date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_next_period(today, peildatum, tmp_path):
    settings = Settings(tmp_path, "V1", "SWV", PEILDATA, AUGUST, tmp_path, tmp_path, tmp_path, ())
    assert make_next_period(today, settings=settings) == _period(peildatum)


@pytest.mark.parametrize(
    ("peildatum", "periods"),
    [
        # The school year starts on 1 August, so the period that ends on 1 September is its first.
        (date(2025, 9, 1), [(date(2025, 6, 2), date(2025, 9, 1))]),
        (date(2026, 1, 1), [(date(2025, 6, 2), date(2025, 9, 1)), (date(2025, 9, 2), date(2026, 1, 1))]),
        # A peildatum that is not listed ends a period of its own.
        (
            date(2026, 2, 10),
            [
                (date(2025, 6, 2), date(2025, 9, 1)),
                (date(2025, 9, 2), date(2026, 1, 1)),
                (date(2026, 1, 2), date(2026, 2, 10)),
            ],
        ),
        # On 1 August the period of June and July ends in the school year that begins.
        (date(2026, 8, 1), [(date(2026, 6, 2), date(2026, 8, 1))]),
    ],
)
def test_the_report_periods_of_the_school_year(peildatum, periods):
    found = list_periods(_period(peildatum), peildata=PEILDATA, schooljaar_begin=AUGUST)
    assert list(found) == periods


def test_a_peildatum_outside_the_calendar_is_refused():
    coverage = Coverage(date(2024, 9, 1), date(2026, 8, 16))
    check_peildatum(_period(date(2024, 9, 1)), coverage)
    # 16 August 2026 is a Sunday, so the whole week is covered; of Monday 17 August nothing is.
    check_peildatum(_period(date(2026, 8, 16)), coverage)
    for outside in (date(2024, 8, 31), date(2026, 8, 17)):
        with pytest.raises(WrongUse) as refusal:
            check_peildatum(_period(outside), coverage)
        assert f"Peildatum {outside:%d-%m-%Y}" in str(refusal.value)
        assert "01-09-2024 t/m 16-08-2026" in str(refusal.value)
        assert "kalender/schoolvakanties.csv" in str(refusal.value)
        # Before the first day the school year 2023-2024 is missing; from 17 August 2026 on 2026-2027.
        missing = "2023-2024" if outside.year == 2024 else "2026-2027"
        assert f"{missing},herfst,noord,JJJJ-MM-DD,JJJJ-MM-DD,advies" in str(refusal.value)


def test_a_week_that_is_only_partly_covered_is_refused():
    # Friday 14 August 2026 is covered, Sunday 16 August of its week is not.
    with pytest.raises(WrongUse, match="valt buiten de vakantiegegevens"):
        check_peildatum(_period(date(2026, 8, 14)), Coverage(date(2024, 9, 1), date(2026, 8, 15)))
