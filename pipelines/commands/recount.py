"""A printed number worked out again from the tables, by its address (`reports.release.address`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from reports.context.counts import Minutes, count_unsure
from reports.release.address import (
    AANDEEL,
    AANTAL,
    ATTENDANCE,
    DEEL,
    EARLIER,
    FIGURES,
    KLASSE,
    SOM,
    WAARDE,
    Address,
    list_values,
)
from reports.release.disclosure import Range, Rules, find_counts, shield
from reports.release.forms import (
    list_attendance_forms,
    list_band_forms,
    list_forms,
    list_hour_forms,
    list_public_forms,
    list_public_share_forms,
    list_share_forms,
    list_stepped_forms,
)
from reports.release.released_text import read_shown
from reports.release.time_share import KEPT_COLUMNS, STEPS, KeptShare, find_hours, leave_out
from reports.words.wording import NOT_SHOWN, WEEKDAYS, share, shown, tenths

LoadTable = Callable[[str], pl.DataFrame | None]
_PUPIL = "leerling"
# Marts of the trimester report that hold a row a pupil, without a code.
_PUPILS_OF_ALL = "swv_"
_TIME = "minuten"
# Who stands behind the minutes of the trimester report.
_CONTRIBUTIONS = "swv_bijdrage"
# Attendance is printed with the range that unknown time leaves.
_ATTENDANCE = "aanwezig_pct_min"
_ATTENDANCE_SHARE = "aanwezig_min/gepland_min"
# The same where it starts at the least that rows in quarantine leave (mart_tier_kwartaal).
_LOWEST_SHARE = "laagste_min/gepland_min"
_MINUTES = ("aanwezig_min", "gepland_min", "onbekend_min")
_TIERS = ("1", "2", "3")
_WITH_TIER = ("tier", "|".join(_TIERS))
# The head of a row says the day in words.
_WEEKDAY = "weekdag"


class UnknownAddress(ValueError):
    """The address names a column that its table does not have, or not exactly one row where it must."""


class TableGone(LookupError):
    """The table of the address is not published and no longer kept."""


@dataclass
class Recounter:
    """Works out addresses against the tables that `load` gives (None: not there). Each table is read once."""

    load: LoadTable
    _tables: dict[str, pl.DataFrame | None] = field(default_factory=dict)
    _written: dict[tuple[str, str], pl.Series] = field(default_factory=dict)

    def list_forms(self, address: Address, *, public: Rules | None = None) -> frozenset[str]:
        """Every form in which the number may be printed; `public`: on a page without pupils, by these rules.

        There a count of pupils has a shielded form alone. Sums and shares of other columns may be exact too: whether
        they may be shown is decided where a publication is released.
        """
        rows = self._select(address)
        if address.meting == AANTAL:
            pupils = _PUPIL in rows.columns or address.tabel.startswith(_PUPILS_OF_ALL)
            return list_public_forms(rows.height, public) if public and pupils else list_forms(rows.height)
        if address.tabel.startswith(f"{ATTENDANCE}{EARLIER}"):
            return _list_attendance_as_kept(rows, address)
        if address.tabel.startswith(f"{FIGURES}{EARLIER}"):
            if address.meting == AANDEEL:
                return _list_share_as_shown(self._select(replace(address, filter=address.filter[:-1])), address, public)
            return _list_as_shown(rows, address.kolom)
        if address.meting == WAARDE:
            if rows.height != 1:
                raise UnknownAddress("not one row")
            value = rows[_check(rows, address.kolom)][0]
            if address.kolom == _ATTENDANCE and value is not None and set(_MINUTES) <= set(rows.columns):
                present, planned, unknown = (int(rows[name][0]) for name in _MINUTES)
                unsure = count_unsure(present, planned, value)
                return list_attendance_forms(
                    Minutes(gepland=planned, aanwezig=present, onbekend=unknown, niet_zeker=unsure)
                )
            return list_forms(value, per_cent="_pct" in address.kolom)
        if address.meting == SOM:
            total = _sum(rows, address.kolom)
            if address.kolom == _TIME:
                return list_hour_forms(int(total), self._find_hours() if public else 1)
            hidden = list_public_forms(total, public) if public and isinstance(total, int) else frozenset()
            return list_forms(total) | hidden
        if address.meting == KLASSE:
            return self._list_bands(rows, address.kolom, public)
        if address.meting == AANDEEL:
            return self._list_part_of_all(address, rows, public)
        return self._list_shares(address, rows, public)

    def _list_bands(self, rows: pl.DataFrame, column: str, public: Rules | None) -> frozenset[str]:
        """Bands are of a page without pupils alone."""
        total = _sum(rows, column)
        if public is None or not isinstance(total, int):
            raise UnknownAddress(KLASSE)
        return list_band_forms(total, public)

    def _list_part_of_all(self, address: Address, rows: pl.DataFrame, public: Rules | None) -> frozenset[str]:
        everything = self._select(replace(address, filter=address.filter[:-1]))
        if not address.kolom:
            part, whole = rows.height, everything.height
            if not public:
                return list_share_forms(part, whole)
            apart = self._list_share_of_schools(address, public) if _WITH_TIER in address.filter else frozenset()
            return list_public_share_forms(part, whole, public) | apart
        part, whole = int(_sum(rows, address.kolom)), int(_sum(everything, address.kolom))
        return list_share_forms(part, whole, STEPS) | {NOT_SHOWN} if public else list_share_forms(part, whole)

    def _list_share_of_schools(self, address: Address, rules: Rules) -> frozenset[str]:
        """The share of a tier as it follows from shown counts: of all schools, less each school that is left out."""
        chosen = dict(address.filter).get("school")
        counted = set(self._select(Address(address.tabel))["school"])
        left_out = sorted(counted - set(list_values(chosen))) if chosen else []

        def find(own: tuple[tuple[str, str], ...]) -> dict[str, Range]:
            counts = {
                tier: self._select(Address(address.tabel, filter=(*own, ("tier", tier)))).height for tier in _TIERS
            }
            return {
                tier: find_counts(shield(count, rules.drempel, rules.afronding), rules.afronding)
                for tier, count in counts.items()
            }

        return _list_middle(find(()), [find((("school", school),)) for school in left_out], address.filter[-1][1])

    def _find_hours(self) -> int:
        """The step of hours on the page of the SWV."""
        rows = self._select(Address(_CONTRIBUTIONS, filter=(("deel", "gepland"),)))
        return find_hours(int(max(rows["grootste_min"], default=0)))

    def _list_shares(self, address: Address, rows: pl.DataFrame, public: Rules | None) -> frozenset[str]:
        part, whole = (int(_sum(rows, name)) for name in _split(address.kolom))
        if address.kolom == _ATTENDANCE_SHARE and "onbekend_min" in rows.columns:
            minutes = Minutes(gepland=whole, aanwezig=part, onbekend=int(rows["onbekend_min"].sum()))
            return list_stepped_forms(minutes) if public else list_attendance_forms(minutes)
        if address.kolom == _LOWEST_SHARE:
            most = int(_sum(rows, "aanwezig_min")) + int(_sum(rows, "onbekend_min"))
            return list_attendance_forms(Minutes(gepland=whole, aanwezig=part, onbekend=most - part))
        if public is None:
            return list_share_forms(part, whole)
        return list_share_forms(part, whole, STEPS) | list_public_share_forms(part, whole, public)

    def _select(self, address: Address) -> pl.DataFrame:
        if address.tabel not in self._tables:
            self._tables[address.tabel] = self.load(address.tabel)
        table = self._tables[address.tabel]
        if table is None:
            raise TableGone(address.tabel)
        fits = pl.repeat(value=True, n=table.height, eager=True)
        for name, written in address.filter:
            allowed = [_number_of_weekday(value) if name == _WEEKDAY else value for value in list_values(written)]
            column = self._write_column(address.tabel, _check(table, name))
            fits &= column == allowed[0] if len(allowed) == 1 else column.is_in(allowed)
        return table.filter(fits)

    def _write_column(self, table: str, name: str) -> pl.Series:
        """A column as in the CSV tables."""
        if (table, name) not in self._written:
            self._written[table, name] = _write(self._tables[table], name)
        return self._written[table, name]


def _list_as_shown(rows: pl.DataFrame, column: str) -> frozenset[str]:
    """A count of an earlier publication, which may stand in more than one of its tables."""
    cells = set(rows[_check(rows, column)])
    if len(cells) != 1:
        raise UnknownAddress("not one number")
    return frozenset({shown(read_shown(cell)) for cell in cells})


def _list_attendance_as_kept(rows: pl.DataFrame, address: Address) -> frozenset[str]:
    """Attendance of an earlier publication as it came out: of all, less that of each school left out."""
    kept = {school: KeptShare(*told) for school, *told in rows.select("school", *KEPT_COLUMNS).iter_rows()}
    whole, *left_out = dict(address.filter)["school"].split("|")
    if not {whole, *left_out} <= kept.keys():
        raise UnknownAddress("not every school")
    found = leave_out(kept[whole], [kept[school] for school in left_out])
    return frozenset() if found is None else frozenset({found.tekst})


def _list_share_as_shown(rows: pl.DataFrame, address: Address, public: Rules | None) -> frozenset[str]:
    """The share of a tier by counts of an earlier publication as they were shown, less those of schools left out."""
    if public is None:
        raise UnknownAddress(AANDEEL)
    units: dict[str, dict[str, Range]] = {}
    numbers: dict[str, int | None] = {}
    for key, cell in zip(rows[_check(rows, "sleutel")], rows[_check(rows, address.kolom)], strict=True):
        unit, _, tier = key.rpartition("/tier_")
        told = read_shown(cell)
        numbers[key] = told.getal
        units.setdefault(unit, {})[tier] = find_counts(
            replace(told, drempel=told.drempel or public.drempel), public.afronding
        )
    unit, _, tier = address.filter[-1][1].rpartition("/tier_")
    whole = units.pop(unit)
    if any(set(found) != set(_TIERS) for found in (whole, *units.values())):
        raise UnknownAddress("not every tier")
    forms = _list_middle(whole, list(units.values()), tier)
    known = [number for number in numbers.values() if number is not None]
    if units or len(known) < len(numbers):
        return forms
    return forms | list_share_forms(numbers[address.filter[-1][1]] or 0, sum(known))


def _list_middle(whole: Mapping[str, Range], parts: Sequence[Mapping[str, Range]], tier: str) -> frozenset[str]:
    """The share of a tier by the middle of what the counts of all leave, less those of each part."""
    left = {
        each: (max(0, low - sum(part[each][1] for part in parts)), max(0, high - sum(part[each][0] for part in parts)))
        for each, (low, high) in whole.items()
    }
    (low, high), others = left[tier], [bounds for each, bounds in left.items() if each != tier]
    middle, rest = (low + high) // 2, sum(low for low, _ in others) + sum(high for _, high in others)
    total = middle + rest // 2
    return frozenset({share(tenths(middle, total))}) if total else frozenset()


def _number_of_weekday(value: str) -> str:
    return str(WEEKDAYS.index(value) + 1) if value in WEEKDAYS else value


def _write(table: pl.DataFrame | None, name: str) -> pl.Series:
    if table is None:
        raise TableGone(name)
    column = table[name]
    if column.dtype == pl.Boolean:
        column = column.replace_strict({True: "J", False: "N"}, return_dtype=pl.String)
    elif isinstance(column.dtype, (pl.Float32, pl.Float64)):
        column = column.cast(pl.String).str.replace(".", ",", literal=True)
    return column.cast(pl.String).fill_null("")


def _check(table: pl.DataFrame, name: str) -> str:
    if name not in table.columns:
        raise UnknownAddress(name)
    return name


def _sum(rows: pl.DataFrame, name: str) -> int | float:
    column = rows[_check(rows, name)]
    if not column.dtype.is_numeric():
        raise UnknownAddress(name)
    total = column.sum()
    return total if isinstance(total, int) else float(total)


def _split(column: str) -> tuple[str, str]:
    part, sign, whole = column.partition("/")
    if not sign:
        raise UnknownAddress(DEEL)
    return part, whole
