"""Up to which day the data go stands in the head of each page, before the first figure (contract 2.8)."""

from dataclasses import replace
from datetime import date

import pytest

from reports.context.measured import MeasuredSchool
from reports.render import render_school
from reports.render_swv import render_swv
from reports.words.measured import describe_measured, list_exceptions, list_shortcomings
from tests.lib import report_samples as samples
from tests.unit.reports.test_reports import read

END, LAST = date(2026, 1, 1), date(2025, 12, 19)
LINDE = MeasuredSchool("10AB00", "De Linde", "gemeten", END, LAST)
KOMPAS = MeasuredSchool("11AB00", "Kompas", "gemeten", END, date(2025, 12, 18))
# Its last school day is the day up to which it was measured: nothing is missing.
BRUG = MeasuredSchool("12AB00", "De Brug", "gemeten", LAST, LAST)
# One school day short.
ANKER = MeasuredSchool("13AB00", "Het Anker", "verouderd", date(2025, 12, 18), LAST)
KREEK = MeasuredSchool("14AB00", "De Kreek", "niet_gemeten", date(2025, 6, 3), LAST)
NIETS = MeasuredSchool("15AB00", "Meander", "niet_gemeten", None, LAST)
WEG = MeasuredSchool("16AB00", "Westerhof", "geweigerd")
GOK = MeasuredSchool("17AB00", "De Gok", "gemeten", END, LAST, noemer_geschat=True)
SHORT = "▲ gegevens t/m 18 dec 2025; de laatste schooldag was 19 dec 2025"


@pytest.mark.parametrize(
    ("schools", "words"),
    [
        # The first of the last school days: up to there the data of all three go.
        ((LINDE, KOMPAS, BRUG), "3 van de 3 scholen gemeten, gegevens t/m 18 dec 2025"),
        ((LINDE, KREEK, WEG, NIETS), "1 van de 4 scholen gemeten, gegevens t/m 19 dec 2025"),
        # A school that lags is counted, and its day is told by itself.
        ((LINDE, ANKER), "2 van de 2 scholen gemeten, gegevens t/m 19 dec 2025"),
        ((ANKER, WEG), "1 van de 2 scholen gemeten"),
        ((KREEK, WEG), "0 van de 2 scholen gemeten"),
        ((LINDE,), "gegevens t/m 19 dec 2025"),
        ((ANKER,), SHORT),
        ((KREEK,), "▲ niet gemeten in deze periode"),
        ((WEG,), "▲ niet gemeten in deze periode"),
        ((GOK,), "gegevens t/m 19 dec 2025; ▲ noemer geschat"),
        ((replace(ANKER, noemer_geschat=True),), f"{SHORT}; ▲ noemer geschat"),
        ((replace(KREEK, noemer_geschat=True),), "▲ niet gemeten in deze periode"),
    ],
)
def test_how_many_schools_and_up_to_which_day(schools: tuple[MeasuredSchool, ...], words: str) -> None:
    assert describe_measured(schools).replace("\u00a0", " ") == words


def test_a_school_lags_from_a_school_day_after_its_data_on() -> None:
    """The last school day is 19 December: measured up to it, up to the day before, beyond it, and not at all."""
    lags = [
        MeasuredSchool("1", "a", "gemeten", until, LAST).loopt_achter for until in (LAST, date(2025, 12, 18), END, None)
    ]
    assert lags == [False, True, False, False]


def test_each_school_that_is_missing_or_lags_is_named() -> None:
    told = [text.replace("\u00a0", " ") for text in list_exceptions((LINDE, ANKER, KREEK, NIETS, WEG))]
    assert told == [
        "▲ Niet gemeten: De Kreek en Meander.",
        "▲ Aanlevering niet te gebruiken: Westerhof.",
        "▲ Gegevens houden eerder op: Het Anker t/m 18 dec 2025.",
    ]
    assert list_exceptions((LINDE, KOMPAS)) == ()
    assert list_exceptions((LINDE, GOK)) == ("▲ Noemer geschat, uit een lessentabel of lessen per week: De Gok.",)
    assert list_exceptions((LINDE, replace(KREEK, noemer_geschat=True)))[1:] == ()
    # The head of a school's own page says it in its one sentence.
    assert list_exceptions((ANKER,)) == ()


def test_it_stands_before_the_first_figure() -> None:
    swv = read(render_swv(samples.make_swv())).text
    assert 0 < swv.index("8 van de 9 scholen gemeten") < swv.index("Dit kwartaal in één oogopslag")
    assert swv.index("Aanlevering niet te gebruiken: Westerhof.") < swv.index("Dit kwartaal in één oogopslag")
    school = read(render_school(samples.make_school())).text
    assert 0 < school.index("gegevens t/m") < school.index("In één oogopslag")


def test_schools_that_fall_short_are_counted_by_how() -> None:
    stands = ("gemeten", "verouderd", "geweigerd", "niet_gemeten", "geweigerd")
    schools = [MeasuredSchool(f"{at}", f"school {at}", stand) for at, stand in enumerate(stands)]
    assert list_shortcomings(schools) == ("2 geweigerd", "1 niet gemeten", "1 niet over de hele periode")
    assert list_shortcomings(schools[:1]) == ()
