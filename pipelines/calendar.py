"""Which days have no school: the calendar of the program, and what an SWV adds in `kalender/` beside `swv.toml`.

`kalender/schoolvakanties.csv` and `kalender/feestdagen.csv` have the columns of the shipped files in
`schemas/calendar/`. They add school years and days; nothing of the program can be changed there. A file that cannot be
right is refused with its name, the line and what may stand there (exit code 12): a hole would count as school days.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from pipelines import paths
from pipelines.errors import RuleSetInvalid

FOLDER = "kalender"
_SHIPPED = paths.CALENDAR.relative_to(paths.ROOT).as_posix()
HOLIDAYS_FILE, PUBLIC_FILE = "schoolvakanties.csv", "feestdagen.csv"
VAKANTIEREGIOS = ("noord", "midden", "zuid")
# Of each school year, in this order; which of them a school may move.
VAKANTIES = ("herfst", "kerst", "voorjaar", "mei", "zomer")
ADVIES, VERPLICHT = "advies", "verplicht"
VRIJ, SCHOOL_BESLIST = "vrij", "school beslist zelf"
_HOLIDAY_COLUMNS = ("schooljaar", "vakantie", "regio", "eerste_dag", "laatste_dag", "soort")
# Where a row of the program comes from; read by people alone.
_SOURCE_COLUMNS = ("bron_openholidays", "bron_rijksoverheid")
_PUBLIC_COLUMNS = ("jaar", "feestdag", "datum", "schoolvrij")
_YEARS = re.compile(r"(20[0-9]{2})-(20[0-9]{2})")
_YEAR = re.compile(r"20[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_HOLIDAY = timedelta(days=60)
_LONGEST_NAME = 40
_MOST_BYTES = 1024 * 1024
_DATES_ARE_AT = "rijksoverheid.nl/onderwerpen/schoolvakanties"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Coverage:
    """First and last day (inclusive) on which the calendar tells whether there is school.

    `regions`: those of the schools, of which rows are asked for where it ends.
    """

    van: date
    tot: date
    regions: tuple[str, ...] = field(default=VAKANTIEREGIOS, compare=False)


@dataclass(frozen=True)
class Calendar:
    """Rows of school holidays and public holidays as the files have them; `own`: file of the SWV -> its SHA-256."""

    holidays: tuple[Row, ...]
    public_holidays: tuple[Row, ...]
    own: Mapping[str, str] = field(default_factory=dict)

    def get_coverage(self, regions: Iterable[str] = VAKANTIEREGIOS) -> Coverage:
        """What it covers. Without files of the SWV that is the same for all; with them that of `regions`."""
        asked = tuple(name for name in VAKANTIEREGIOS if name in set(regions)) or VAKANTIEREGIOS
        rows = [row for row in self.holidays if not self.own or row["regio"] in asked]
        return replace(calendar_coverage(rows, self.public_holidays), regions=asked)

    def list_free_days(
        self, van: date, tot: date, *, vakantieregio: str, local: Iterable[tuple[date, date, str]]
    ) -> set[date]:
        """Days from `van` to `tot` on which there can be no lessons, as win_kalenderdag says it of the store.

        School holidays of the region (an advisory one not on local days of kind `les`), public holidays, and local days
        `vrij`. `local`: first and last day, both inclusive, and the kind.
        """
        local = list(local)
        lessons = {day for first, last, kind in local if kind == "les" for day in _list_days(first, last, van, tot)}
        free = {day for first, last, kind in local if kind == "vrij" for day in _list_days(first, last, van, tot)}
        for row in self.holidays:
            if row["regio"] == vakantieregio:
                days = set(_list_days(*_read_bounds(row), van, tot))
                free |= days - lessons if row["soort"] == ADVIES else days
        return free | {
            day
            for row in self.public_holidays
            if row["schoolvrij"] == VRIJ and van <= (day := date.fromisoformat(row["datum"])) <= tot
        }


def _list_days(first: date, last: date, van: date, tot: date) -> Iterator[date]:
    """Days from `first` to `last` that lie from `van` to `tot`."""
    day = max(first, van)
    while day <= min(last, tot):
        yield day
        day += timedelta(days=1)


def _read_bounds(row: Row) -> tuple[date, date]:
    return date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"])


@cache
def load_shipped_calendar() -> Calendar:
    """The calendar of the program alone."""
    return Calendar(_read_shipped(HOLIDAYS_FILE), _read_shipped(PUBLIC_FILE))


def _read_shipped(name: str) -> tuple[Row, ...]:
    with (paths.CALENDAR / name).open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def calendar_coverage(holidays: Iterable[Row], public_holidays: Iterable[Row]) -> Coverage:
    """What rows of the calendar cover, in every region that they name.

    A summer stands with the school year that ends, so August of the first year is not covered: the first covered
    day is 1 September of the first school year, the last one the last day of the last summer in every region.
    """
    first_years: dict[str, int] = {}
    last_summers: dict[str, date] = {}
    for row in holidays:
        region, year = row["regio"], int(row["schooljaar"][:4])
        first_years[region] = min(year, first_years.get(region, year))
        if row["vakantie"] == "zomer":
            end = date.fromisoformat(row["laatste_dag"])
            last_summers[region] = max(end, last_summers.get(region, end))
    public_years = [int(row["jaar"]) for row in public_holidays]
    return Coverage(
        van=max(date(max(first_years.values()), 9, 1), date(min(public_years), 1, 1)),
        tot=min(*last_summers.values(), date(max(public_years), 12, 31)),
    )


def tell_missing(coverage: Coverage, day: date) -> str:
    """Which lines to add to which file, so that `day`, which lies outside `coverage`, is known."""
    public = date(coverage.tot.year, 12, 31)
    if coverage.tot == public and day > public:
        line = f"{public.year + 1},Nieuwjaarsdag,{public.year + 1}-01-01,{VRIJ}"
        return (
            f"De feestdagen van {public.year + 1} ontbreken. Zet ze, een per regel, in het bestand "
            f"{FOLDER}/{PUBLIC_FILE} naast swv.toml (die van msa zelf staan in {_SHIPPED}/{PUBLIC_FILE}), "
            f"bijvoorbeeld: {line}. Bovenaan staat: {','.join(_PUBLIC_COLUMNS)}."
        )
    first = coverage.tot.year if day > coverage.tot else coverage.van.year - 1
    year = f"{first}-{first + 1}"
    regions = coverage.regions
    lines = f"{year},herfst,{regions[0]},JJJJ-MM-DD,JJJJ-MM-DD,{ADVIES}"
    return (
        f"De schoolvakanties van {year} ontbreken voor {_list_words(regions)}. Zet ze in het bestand "
        f"{FOLDER}/{HOLIDAYS_FILE} naast swv.toml (die van msa zelf staan in {_SHIPPED}/{HOLIDAYS_FILE}): voor elke "
        f"regio een regel per vakantie ({_list_words(VAKANTIES)}), met de eerste en laatste vrije dag, bijvoorbeeld: "
        f"{lines}. Bovenaan staat: {','.join(_HOLIDAY_COLUMNS)}. De data stelt de overheid vast ({_DATES_ARE_AT}). "
        "Staan ze daar nog niet, dan kan msa deze dagen nog niet tellen."
    )


def _list_words(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}"


# --- what an SWV adds ------------------------------------------------------------------------------------------------


def load_calendar(folder: Path) -> Calendar:
    """The calendar of the program with that of `folder`, the folder of `swv.toml`.

    RuleSetInvalid (12) names the file and the line that cannot be right.
    """
    shipped, place = load_shipped_calendar(), folder / FOLDER
    if not place.is_dir():
        return shipped
    known = {HOLIDAYS_FILE, PUBLIC_FILE}
    if any(file.name not in known and not file.name.startswith(".") for file in place.iterdir()):
        raise RuleSetInvalid(
            f"In de map '{FOLDER}' naast swv.toml staat iets dat msa niet leest. Daar horen alleen {HOLIDAYS_FILE} en "
            f"{PUBLIC_FILE}. Geef het bestand zo'n naam, of haal het weg."
        )
    calendar, own = shipped, {}
    for name, add in ((HOLIDAYS_FILE, _add_holidays), (PUBLIC_FILE, _add_public_holidays)):
        if (place / name).exists():
            file = _OwnFile(f"{FOLDER}/{name}", *_read_own(place / name))
            calendar = add(calendar, file)
            own[file.name] = file.sha256
    return replace(calendar, own=own)


def _read_own(file: Path) -> tuple[str, str]:
    """Text and SHA-256 of a file of the SWV."""
    name = f"{FOLDER}/{file.name}"
    try:
        with file.open("rb") as source:
            content = source.read(_MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RuleSetInvalid(f"{name} is niet te lezen. Sla het op als CSV (UTF-8).") from None
    if len(content) > _MOST_BYTES:
        raise RuleSetInvalid(f"{name} is te groot. Verwacht: een regel per vakantie of feestdag.")
    return text, hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class _OwnFile:
    """One file of the SWV, whose rows are read strictly."""

    name: str
    text: str = field(repr=False)
    sha256: str

    def read_rows(self, columns: Sequence[str], optional: Sequence[str] = ()) -> list[tuple[int, dict[str, str]]]:
        """Line and cells of each row by column; a line without anything in it is left out."""
        lines = self.text.splitlines()
        separator = ";" if ";" in (lines[0] if lines else "") else ","
        reader = csv.reader(lines, delimiter=separator, strict=True)
        rows: list[tuple[int, list[str]]] = []
        try:
            for cells in reader:
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
        except csv.Error:
            self.fail(reader.line_num, "de aanhalingstekens kloppen niet")
        filled = [(line, cells) for line, cells in rows if any(cells)]
        if not filled:
            self.fail(1, f"het bestand is leeg. Bovenaan hoort: {','.join(columns)}")
        line, header = filled[0]
        if sorted(header) != sorted({*columns, *(name for name in optional if name in header)}):
            self.fail(line, f"de kolommen kloppen niet. Bovenaan hoort: {','.join(columns)}")
        for line, cells in filled[1:]:
            if len(cells) != len(header):
                self.fail(line, f"er staan {len(cells)} cellen, verwacht: {len(header)}")
        return [(line, dict(zip(header, cells, strict=True))) for line, cells in filled[1:]]

    def read_day(self, line: int, row: Row, column: str) -> date:
        """The date in one cell."""
        if _DAY.fullmatch(row[column]):
            try:
                return date.fromisoformat(row[column])
            except ValueError:
                pass
        self.fail(line, f"'{column}' is geen datum als JJJJ-MM-DD")

    def choose(self, line: int, row: Row, column: str, allowed: Sequence[str]) -> None:
        """Refuse a cell with another word than these."""
        if row[column] not in allowed:
            self.fail(line, f"'{column}' kent alleen: {', '.join(allowed)}")

    def fail(self, line: int, what: str) -> NoReturn:
        """Refuse the file."""
        raise RuleSetInvalid(f"{self.name}, regel {line}: {what}.") from None


def _add_holidays(calendar: Calendar, file: _OwnFile) -> Calendar:
    shipped = {_name_holiday(row): row for row in calendar.holidays}
    own: dict[tuple[str, str, str], tuple[int, Row]] = {}
    for line, row in file.read_rows(_HOLIDAY_COLUMNS, _SOURCE_COLUMNS):
        _check_holiday(file, line, row)
        name = _name_holiday(row)
        if name in own:
            file.fail(line, f"{' '.join(name)} staat er twee keer in, ook op regel {own[name][0]}")
        if name in shipped and any(row[column] != shipped[name][column] for column in _HOLIDAY_COLUMNS):
            file.fail(
                line,
                f"{' '.join(name)} staat al in het programma met andere gegevens. Een eigen regel vervangt die niet: "
                "haal deze weg. Wijkt een school af, geef haar dan een eigen 'kalender' in haar aanlevering",
            )
        own[name] = (line, row)
    added = {name: found for name, found in own.items() if name not in shipped}
    _check_whole(file, shipped, added)
    return replace(calendar, holidays=(*calendar.holidays, *(row for _, row in added.values())))


def _name_holiday(row: Row) -> tuple[str, str, str]:
    return row["schooljaar"], row["vakantie"], row["regio"]


def _check_holiday(file: _OwnFile, line: int, row: Row) -> None:
    """A row by itself."""
    years = _YEARS.fullmatch(row["schooljaar"])
    if not years or int(years[2]) != int(years[1]) + 1:
        file.fail(line, "'schooljaar' is geen schooljaar als 2028-2029")
    file.choose(line, row, "vakantie", VAKANTIES)
    file.choose(line, row, "regio", VAKANTIEREGIOS)
    file.choose(line, row, "soort", (ADVIES, VERPLICHT))
    first, last = file.read_day(line, row, "eerste_dag"), file.read_day(line, row, "laatste_dag")
    if not timedelta(0) < last - first < _LONGEST_HOLIDAY:
        file.fail(line, f"'laatste_dag' hoort na 'eerste_dag', en hoogstens {_LONGEST_HOLIDAY.days} dagen later")
    # A summer that ends in September stands with the school year before it.
    if not date(int(years[1]), 9, 1) <= first <= last < date(int(years[2]), 10, 1):
        file.fail(line, f"de dagen liggen niet in schooljaar {row['schooljaar']}")


def _check_whole(
    file: _OwnFile, shipped: Mapping[tuple[str, str, str], Row], added: Mapping[tuple[str, str, str], tuple[int, Row]]
) -> None:
    """Each school year of a region has all its holidays, one after the other, and no year is left out."""
    lines: dict[tuple[str, str], int] = {}
    for (year, _, region), (line, _) in added.items():
        lines.setdefault((year, region), line)
    for (year, region), line in sorted(lines.items()):
        found = []
        for holiday in VAKANTIES:
            name = (year, holiday, region)
            if name not in added:
                file.fail(
                    line,
                    f"van schooljaar {year} in regio {region} ontbreekt de vakantie '{holiday}'. Voeg een regel toe "
                    f"die begint met {','.join(name)}",
                )
            found.append(added[name])
        for (_, earlier), (later_line, later) in pairwise(found):
            if _read_bounds(earlier)[1] >= _read_bounds(later)[0]:
                file.fail(later_line, f"de vakantie '{later['vakantie']}' begint niet na '{earlier['vakantie']}'")
    years = defaultdict(set)
    for year, _, region in (*shipped, *added):
        years[region].add(int(year[:4]))
    for region, found_years in sorted(years.items()):
        gaps = sorted(set(range(min(found_years), max(found_years))) - found_years)
        if gaps:
            line = next(line for (year, name), line in sorted(lines.items()) if name == region)
            file.fail(
                line,
                f"van regio {region} ontbreekt schooljaar {gaps[0]}-{gaps[0] + 1}. Voeg eerst de vijf vakanties van "
                "dat jaar toe",
            )


def _add_public_holidays(calendar: Calendar, file: _OwnFile) -> Calendar:
    shipped = {(row["jaar"], row["feestdag"]): row for row in calendar.public_holidays}
    own: dict[tuple[str, str], tuple[int, Row]] = {}
    for line, row in file.read_rows(_PUBLIC_COLUMNS):
        if not _YEAR.fullmatch(row["jaar"]) or str(file.read_day(line, row, "datum").year) != row["jaar"]:
            file.fail(line, "'jaar' is niet het jaar van 'datum'")
        file.choose(line, row, "schoolvrij", (VRIJ, SCHOOL_BESLIST))
        name = (row["jaar"], row["feestdag"])
        if not row["feestdag"] or len(row["feestdag"]) > _LONGEST_NAME:
            file.fail(line, f"'feestdag' is een naam van hoogstens {_LONGEST_NAME} tekens")
        if name in own:
            file.fail(line, f"deze feestdag staat er twee keer in, ook op regel {own[name][0]}")
        if name in shipped and row != dict(shipped[name]):
            file.fail(
                line,
                "deze feestdag staat al in het programma met andere gegevens. Een eigen regel vervangt die niet: haal "
                "deze weg",
            )
        own[name] = (line, row)
    added = {name: found for name, found in own.items() if name not in shipped}
    _check_whole_years(file, shipped, added)
    return replace(calendar, public_holidays=(*calendar.public_holidays, *(row for _, row in added.values())))


def _check_whole_years(
    file: _OwnFile, shipped: Mapping[tuple[str, str], Row], added: Mapping[tuple[str, str], tuple[int, Row]]
) -> None:
    """A year that the program does not know has all public holidays that it does know, and no year is left out."""
    known = {int(year) for year, _ in shipped}
    names = list(dict.fromkeys(name for _, name in shipped))
    lines: dict[int, int] = {}
    for (year, _), (line, _) in added.items():
        lines.setdefault(int(year), line)
    for year, line in sorted(lines.items()):
        if year in known:
            continue
        for name in names:
            if (str(year), name) not in added:
                file.fail(line, f"van {year} ontbreekt {name}. Voeg een regel toe die begint met {year},{name}")
    gaps = sorted(set(range(min({*known, *lines}), max({*known, *lines}))) - {*known, *lines})
    if gaps:
        file.fail(max(lines.values()), f"de feestdagen van {gaps[0]} ontbreken. Voeg die eerst toe")
