"""School years beside each other: which publications, in which row and column, and never more than is shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from reports.release.disclosure import release
from reports.release.public_table import PublicCell, PublicTable
from reports.release.released_text import read_range
from reports.swv.chapters import years
from reports.swv.chapters.view import View
from reports.swv.figuren import Theme, make_figure_page
from reports.swv.page import PublicSwv, release_swv
from reports.swv.quarter import EarlierQuarter, SwvReport
from reports.swv.trimester import make_figures
from tests.lib import report_samples as samples

NBSP = "\u00a0"
AUGUST = date(2025, 8, 1)
# The peildata of two school years before that of the sample (1 January 2026), each with the first day of its period.
DAYS = (
    (date(2024, 1, 1), date(2023, 9, 2)),
    (date(2024, 6, 1), date(2024, 3, 2)),
    (date(2024, 9, 1), date(2024, 6, 2)),
    (date(2025, 1, 1), date(2024, 9, 2)),
)


def make_report(days: Sequence[tuple[date, date | None]] = DAYS, *, schools: int = 4) -> SwvReport:
    plain = samples.make_report(schools)
    return replace(plain, eerder=tuple(replace(plain.eerder[0], peildatum=day, periode_van=van) for day, van in days))


def make_view(report: SwvReport) -> View:
    shown = release(make_figures(report), report.regels)
    return View(report, shown, {quarter.peildatum: shown for quarter in report.eerder})


def publish(report: SwvReport) -> PublicSwv:
    shown = release(make_figures(report), report.regels)
    return release_swv(report, shown, {quarter.peildatum: shown for quarter in report.eerder})


def measure(quarter: EarlierQuarter, count: int) -> EarlierQuarter:
    return replace(quarter, gemeten=frozenset(sorted(quarter.gemeten or ())[:count]))


def read_table(table: PublicTable) -> dict[str, list[str]]:
    return {row.kop.replace(NBSP, " "): [cell.tekst for cell in row.cellen] for row in table.rijen}


def get_theme(report: PublicSwv, name: str) -> Theme:
    return next(theme for theme in make_figure_page(report).themas if theme.id == name)


@pytest.mark.parametrize(
    ("peildatum", "begin", "year"),
    [
        (date(2026, 1, 1), date(2025, 9, 2), 2025),
        (date(2026, 6, 1), date(2026, 3, 2), 2025),
        # From 2 June to 1 September: a period of the school year before.
        (date(2026, 9, 1), date(2026, 6, 2), 2025),
        (date(2026, 9, 1), date(2026, 7, 31), 2025),
        (date(2026, 9, 1), date(2026, 8, 1), 2026),
    ],
)
def test_a_peildatum_belongs_to_the_school_year_in_which_its_period_began(
    peildatum: date, begin: date, year: int
) -> None:
    assert years.find_moment(peildatum, begin, AUGUST).schooljaar == year


def test_each_peildatum_stands_in_the_row_of_its_day_and_the_column_of_its_year() -> None:
    table = publish(make_report()).figuurtabellen[years.OFTEN_ABSENT]
    assert [head for head, _ in table.kolommen] == ["2023-2024", "2024-2025", "2025-2026"]
    told = read_table(table)
    # In the order of a school year; what was not published says so.
    assert list(told) == ["1 jan", "1 jun", "1 sep"]
    gone = "geen verslag"
    assert [[cell == gone for cell in row] for row in told.values()] == [
        [False, False, False],
        [False, True, True],
        [False, True, True],
    ]


def test_it_says_what_the_trend_says() -> None:
    report = publish(make_report())
    now = report.tabellen["verloop"].rijen[-1]
    assert read_table(report.figuurtabellen[years.ATTENDANCE])["1 jan"][-1] == now.cellen[2].tekst
    assert read_table(report.figuurtabellen[years.OFTEN_ABSENT])["1 jan"][-1] == now.cellen[5].onder != ""


def test_more_publications_than_the_trend_has() -> None:
    """Four a year for three years, and eight are in the trend."""
    days = [
        (date(year, *day), date(year if day != (1, 1) else year - 1, *begin))
        for year in (2023, 2024, 2025)
        for day, begin in (((1, 1), (9, 2)), ((3, 1), (1, 2)), ((6, 1), (3, 2)), ((9, 1), (6, 2)))
    ]
    report = publish(make_report(days))
    table = report.figuurtabellen[years.ATTENDANCE]
    assert len(report.tabellen["verloop"].rijen) == 8 + 1
    assert sum(cell.tekst != years.NO_REPORT for row in table.rijen for cell in row.cellen) == 12 + 1


@pytest.mark.parametrize(("left", "kept"), [(4, 4), (3, 4), (2, 4), (1, 2)])
def test_half_of_the_schools_of_now_stay(left: int, kept: int) -> None:
    """Four schools now. Of the second oldest publication `left` were measured: with one it and what is older go."""
    plain = make_report()
    report = replace(plain, eerder=(plain.eerder[0], measure(plain.eerder[1], left), *plain.eerder[2:]))
    assert len(years.find_quarters(make_view(report))) == kept


def test_what_does_not_say_what_it_is_about_is_left_out() -> None:
    plain = make_report()
    report = replace(
        plain,
        eerder=(replace(plain.eerder[0], gemeten=None), replace(plain.eerder[1], periode_van=None), *plain.eerder[2:]),
    )
    assert [quarter.peildatum for quarter in years.find_quarters(make_view(report))] == [DAYS[2][0], DAYS[3][0]]


def test_within_one_school_year_there_is_nothing_to_lay_beside_it() -> None:
    report = publish(make_report([(date(2025, 12, 1), date(2025, 9, 2))]))
    assert years.ATTENDANCE not in report.figuurtabellen
    theme = get_theme(report, years.ATTENDANCE)
    assert theme.figuren == ()
    assert theme.geen == "Er is nog geen verslag van een eerder schooljaar over dezelfde scholen."


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (PublicCell("35", onder=f"6,4{NBSP}%"), f"6,4{NBSP}%"),
        (PublicCell("0"), f"0,0{NBSP}%"),
        # A count is no share.
        (PublicCell("1.235"), "niet getoond"),
        (PublicCell("minder dan 8"), "minder dan 8"),
        (PublicCell("niet te vergelijken"), "niet te vergelijken"),
    ],
)
def test_a_share_and_nothing_but_a_share(cell: PublicCell, text: str) -> None:
    assert years.write_share(cell) == text


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (f"93,4{NBSP}%", (93.4, 93.4)),
        (f"tussen 91,2 en{NBSP}93,4{NBSP}%", (91.2, 93.4)),
        ("niet getoond", None),
        ("tussen 1 en 2 leerlingen", None),
    ],
)
def test_a_printed_range_is_read_back(text: str, ends: tuple[float, float] | None) -> None:
    assert read_range(text) == ends


def test_a_year_is_drawn_as_it_is_printed() -> None:
    report = publish(make_report())
    [drawing] = get_theme(report, years.ATTENDANCE).figuren
    newest, *_, oldest = drawing.plot["data"]
    table = report.figuurtabellen[years.ATTENDANCE]
    for trace, at in ((newest, 2), (oldest, 0)):
        printed = [read_range(row.cellen[at].tekst) for row in table.rijen]
        assert trace["x"] == [row.kop for row in table.rijen]
        assert trace["y"] == [None if ends is None else ends[0] for ends in printed]
        ups = [0 if ends is None else ends[1] - ends[0] for ends in printed]
        assert trace["error_y"]["array"] == pytest.approx(ups)
    assert newest["hovertext"][0] == f"1{NBSP}jan<br>2025-2026: {table.rijen[0].cellen[2].tekst}"
    # A difference of a tenth does not fill the figure.
    low, high = drawing.plot["layout"]["yaxis"]["range"]
    assert high - low >= 5


def test_more_years_than_lines_are_named() -> None:
    days = [(date(year, 1, 1), date(year - 1, 9, 2)) for year in range(2020, 2026)]
    theme = get_theme(publish(make_report(days)), years.OFTEN_ABSENT)
    [drawing] = theme.figuren
    assert [series.naam for series in drawing.reeksen] == [f"{year}-{year + 1}" for year in range(2025, 2020, -1)]
    assert theme.weggelaten == "Niet in de figuur, want dat zijn te veel lijnen: 2020-2021 en 2019-2020"
