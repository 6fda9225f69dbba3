"""Several school years beside each other: each peildatum under the same one of the years before.

The same rows as the trend (`trend.make_rows`), over as many publications as there are and are about enough of the same
schools: from released counts, and from minutes with enough pupils behind them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.release.address import Address
from reports.release.public_table import Origin, PublicCell, PublicRow, PublicTable, text_cell
from reports.swv.chapters import trend
from reports.swv.chapters.likeness import TIERS, address_attendance, address_minutes, address_share, address_share_then
from reports.swv.chapters.view import TableText, View
from reports.swv.quarter import EarlierQuarter
from reports.words import wording

ATTENDANCE, OFTEN_ABSENT = "jaren-aanwezig", "jaren-tier3"
NO_REPORT = "geen verslag"
# Where the cells stand in a row of the trend.
_AT_ATTENDANCE, _AT_TIER_3 = 2, 5
_FEWEST_YEARS = 2
_ORIGIN = Origin(
    "de eerdere publicaties, en voor nu leerling_periode",
    "één rij per peildatum, één kolom per schooljaar; alleen leerlingen met een tier",
    "Het gaat over de scholen die elke keer helemaal gemeten zijn: ten minste de helft van de scholen van nu. Oudere "
    "verslagen met minder dezelfde scholen staan er niet in. Elk verslag telt over zijn eigen periode. Het staat bij "
    "het schooljaar waarin die begon. Vergelijk dus binnen een rij.",
)
_TEXTS = {
    ATTENDANCE: TableText("Aanwezigheid, schooljaren naast elkaar", "Peildatum", _ORIGIN),
    OFTEN_ABSENT: TableText("Deel van de leerlingen in tier 3, schooljaren naast elkaar", "Peildatum", _ORIGIN),
}


@dataclass(frozen=True)
class Moment:
    """A peildatum in its school year: that in which its period began, and how far into it."""

    schooljaar: int
    """The year in which it began."""
    volgorde: tuple[bool, int, int]
    """Orders the peildata of one school year."""
    dag: tuple[int, int]
    """Month and day of the peildatum."""


def make_tables(view: View) -> Iterator[PublicTable]:
    """Attendance, then the share in tier 3; none before there is a report of an earlier school year."""
    quarters, now = find_quarters(view), view.report.kop
    begins = [*((quarter.peildatum, quarter.periode_van) for quarter in quarters), (now.peildatum, now.periode_van)]
    moments = [find_moment(day, begin, now.schooljaar_van) for day, begin in begins if begin is not None]
    years = sorted({moment.schooljaar for moment in moments})
    if len(years) < _FEWEST_YEARS:
        return
    rows = trend.make_rows(view, quarters)
    heads = tuple((write_school_year(year), "") for year in years)
    schools = trend.find_common_schools(view, quarters)
    attendance, tier_3 = [], []
    for row, quarter in zip(rows, (*quarters, None), strict=True):
        minutes = address_minutes(schools) if quarter is None else address_attendance(quarter, schools)
        attendance.append(_address(row.cellen[_AT_ATTENDANCE].tekst, minutes))
        tier_3.append(_address(write_share(row.cellen[_AT_TIER_3]), _find_tier_3(view, schools, quarter)))
    for name, cells in ((ATTENDANCE, attendance), (OFTEN_ABSENT, tier_3)):
        yield view.make_table(name, _TEXTS[name], heads, _lay_out(dict(zip(moments, cells, strict=True)), years))


def find_quarters(view: View) -> list[EarlierQuarter]:
    """The latest earlier quarters that have at least half of the schools of now in common with each other and with now.

    One that does not say which schools were measured, or over which period, is left out.
    """
    told = [quarter for quarter in view.quarters if quarter.gemeten is not None and quarter.periode_van is not None]
    counted = len(view.report.scholen)
    starts = (told[at:] for at in range(len(told)))
    return next((part for part in starts if 2 * len(trend.find_common_schools(view, part)) >= counted), [])


def find_moment(peildatum: date, begin: date, school_year: date) -> Moment:
    """Where a peildatum stands among others; `school_year`: the first day of any school year."""
    first = (school_year.month, school_year.day)
    starts = (begin.month, begin.day)
    year = begin.year if starts >= first else begin.year - 1
    return Moment(year, (starts < first, *starts), (peildatum.month, peildatum.day))


def _address(text: str, address: Address) -> PublicCell:
    """A share with the place that it comes from; what is not shown has none."""
    return text_cell(text, address if any(sign.isdigit() for sign in text) else None)


def _find_tier_3(view: View, schools: Collection[str], quarter: EarlierQuarter | None) -> Address:
    """Of a quarter, None for now."""
    if quarter is not None:
        return address_share_then(quarter.peildatum, TIERS[-1], frozenset(quarter.scholen) - frozenset(schools))
    left_out = {school.school for school in view.report.scholen} - set(schools)
    return address_share(TIERS[-1], schools if left_out else ())


def write_school_year(year: int) -> str:
    """ "2025-2026"."""
    return f"{year}-{year + 1}"


def write_share(cell: PublicCell) -> str:
    """The share under a count; a count without a share is none."""
    if cell.onder:
        return cell.onder
    if cell.tekst == wording.number(0):
        return wording.share(0)
    return wording.NOT_SHOWN if cell.tekst.replace(".", "").isdigit() else cell.tekst


def _lay_out(cells: Mapping[Moment, PublicCell], years: Sequence[int]) -> Iterator[PublicRow]:
    """A row for each peildatum of a school year, in its order."""
    by_place = {(moment.dag, moment.schooljaar): cell for moment, cell in cells.items()}
    order = {moment.dag: moment.volgorde for moment in cells}
    for day in sorted(order, key=lambda day: order[day]):
        yield PublicRow(
            # Any leap year has all days.
            wording.day_month(date(2000, *day)),
            tuple(by_place.get((day, year), PublicCell(NO_REPORT)) for year in years),
        )
