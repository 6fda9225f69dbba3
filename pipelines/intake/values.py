"""Text cells to typed values, whole columns at a time (contract 1, "Dates", "Booleans", ids).

Every `parse_*` takes a String series without nulls and returns a frame of the same height with `value` (null when
empty or bad) and `bad` (the cell holds something that is not such a value). Nothing is guessed and nothing raises:
a doubtful form is bad, and the caller puts the row in quarantine. No message holds a cell.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import polars as pl

AMSTERDAM = "Europe/Amsterdam"
FIRST_YEAR = 1900
LAST_YEAR = 2100
_BEFORE_FIRST, _AFTER_LAST = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)
_MONTHS, _DAYS = 12, 31
_WINTER_TIME = timedelta(hours=1)
# Microseconds of an hour, and the hour (since 1970) from which on the clock was only ever changed on a whole one: 1946.
_HOUR = 3_600_000_000
_WHOLE_HOURS = (date(1946, 1, 1) - date(1970, 1, 1)).days * 24

# A typed cell with one of these is empty. Texts and codes are empty only when blank: "-" can be a class or a code.
MISSING = ("", "-", "null", "n.v.t.", "nvt")
YES = ("j", "ja", "true", "1", "-1")
NO = ("n", "nee", "false", "0")

_DATE = (
    r"(?:(?P<y1>[0-9]{4})-(?P<m1>[0-9]{2})-(?P<d1>[0-9]{2})"
    r"|(?P<d2>[0-9]{1,2})-(?P<m2>[0-9]{1,2})-(?P<y2>[0-9]{4})"
    r"|(?P<d3>[0-9]{2})/(?P<m3>[0-9]{2})/(?P<y3>[0-9]{4}))"
)
_TIME = r"(?P<H>[01]?[0-9]|2[0-3]):(?P<M>[0-5][0-9])(?::(?P<S>[0-5][0-9])(?:[.,](?P<f>[0-9]{1,9}))?)?"
_ZONE = r"(?P<z>Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)"
_MOMENT = f"^{_DATE}(?:[T ]{_TIME}{_ZONE}?)?$"

# Forms in which whole columns arrive, tried at once before the general form: pattern, polars format, written time.
_HMS = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_FAST_FORMS = (
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d", False),
    (r"^[0-9]{2}-[0-9]{2}-[0-9]{4}$", "%d-%m-%Y", False),
    (rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} {_HMS}$", "%Y-%m-%d %H:%M:%S", True),
    (rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_HMS}$", "%Y-%m-%dT%H:%M:%S", True),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]$", "%Y-%m-%d %H:%M", True),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]$", "%Y-%m-%dT%H:%M", True),
    (rf"^[0-9]{{2}}-[0-9]{{2}}-[0-9]{{4}} {_HMS}$", "%d-%m-%Y %H:%M:%S", True),
    (r"^[0-9]{2}-[0-9]{2}-[0-9]{4} (?:[01][0-9]|2[0-3]):[0-5][0-9]$", "%d-%m-%Y %H:%M", True),
)
# What Excel makes of a cell it could not show or misread (fault 50 of the guide): never a text of a school.
_EXCEL_DAMAGE = r"^#|^(?i:waar|onwaar)$|^[0-9]{1,2}-(?i:jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)$"
_EXCEL_ERROR = r"^#(?:N/?[AB]|REF|VERW|DIV/0|DEEL/0|NAAM|NAME|WAARDE|VALUE|GETAL|NUM|LEEG|NULL|#+)[!?]?$"

# What people write around and between lesson hours: `1e t/m 3e uur`, `lesuur 3-5`, `1, 2 en 3`.
_HOUR_WORD = r"(?:les)?(?:uur|uren)"
_BEFORE_HOURS = re.compile(rf"^{_HOUR_WORD}\s*:?\s*(?=\d)")
_ORDINAL = re.compile(r"(\d)(?:ste|de|e)\b")
_UP_TO = re.compile(r"\s*(?:tot en met|t/m|tm|-|\u2013|\u2014)\s*")
_AND = re.compile(r"\s*(?:,|\+|&|\ben\b)\s*")
_HOURS = re.compile(r"\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?)*")
# An amount of hours rather than a list of them: `1,5`, `2,0`.
_AMOUNT = re.compile(r"\d+,(?:0|00|25|5|50|75)")

_STRIPPED = pl.col("text").str.strip_chars()
_IS_BAD = (~pl.col("is_empty") & pl.col("value").is_null()).alias("bad")
_IN_RANGE = pl.col("local").is_between(_BEFORE_FIRST, _AFTER_LAST, closed="left")
_FALSE = pl.Series("bad", [False])
# What a cell is parsed to where its value is text and nothing else is told of it.
_AS_TEXT = pl.Schema({"value": pl.String, "bad": pl.Boolean})
_NO_MOMENT = pl.Series([None], dtype=pl.Datetime("us"))
# A column this short is always spread: the cost does not matter, and one path serves it.
_SMALL = 1000


def parse_moments(text: pl.Series) -> pl.DataFrame:
    """Dates with an optional time to local Amsterdam moments: `value` Datetime, `has_time` (a time was written), `bad`.

    `utc`: the same moment in UTC where a zone was written, else null (`to_utc` gives it).

    A zone (`Z`, `+02:00`) is applied before anything else. Bad: dates and times that do not exist (29-02-2025, 24:00),
    two-digit years, serial numbers, years outside 1900-2100.
    """
    return _through_distinct(text, _parse_distinct_moments)


def find_month_first(text: pl.Series) -> pl.Series | None:
    """Cells of a column in which the month comes first; None where the order is not in doubt (contract 2.8).

    A cell with `/` that only fits month/day says so. Where none of the column only fits day/month, every cell with `/`
    is meant that way, also one that fits both: `09/01/2025` is then 1 September. Else those cells alone.
    """
    parts = text.str.extract_groups(r"^\s*(?<first>[0-9]{1,2})/(?<second>[0-9]{1,2})/[0-9]{4}(?:[T ]|\s*$)").struct
    first, second = (parts.field(name).cast(pl.Int8, strict=False) for name in ("first", "second"))
    fits_neither = (first > _DAYS) | (second > _DAYS) | ((first > _MONTHS) & (second > _MONTHS))
    month_first = ((second > _MONTHS) & ~fits_neither).fill_null(False)
    if not month_first.any():
        return None
    day_first = ((first > _MONTHS) & ~fits_neither).fill_null(False)
    return month_first if day_first.any() else first.is_not_null()


def to_utc(local: pl.Series) -> pl.Series:
    """Local moments as moments in UTC, so that two of them can be compared.

    Of a time that comes twice the first is taken; a time that the clock skips counts from winter time.
    """
    hours = local.to_physical() // _HOUR
    first, last = hours.min(), hours.max()
    if not (isinstance(first, int) and isinstance(last, int) and first >= _WHOLE_HOURS and last - first < local.len()):
        return _to_utc(local)
    # A year has fewer hours than a school rows: what an hour differs is looked up by its place.
    every = (pl.int_range(first, last + 1, eager=True) * _HOUR).cast(pl.Datetime("us"))
    return local - (every - _to_utc(every)).gather(hours - first)


def _to_utc(local: pl.Series) -> pl.Series:
    known = local.dt.replace_time_zone(AMSTERDAM, ambiguous="earliest", non_existent="null")
    utc = known.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return utc if utc.null_count() == local.null_count() else utc.fill_null(local - _WINTER_TIME)


def parse_dates(text: pl.Series) -> pl.DataFrame:
    """As `parse_moments`, with `value` the local date (Date)."""
    return _through_distinct(
        text, lambda distinct: _parse_distinct_moments(distinct).select_seq(pl.col("value").dt.date(), "bad")
    )


def parse_times(text: pl.Series) -> pl.DataFrame:
    """Times of day (`8:30`, `08:30`, `08:30:00`) to `value` Int16, minutes after midnight; 24:00 is bad."""

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text")
        minutes = cell.str.extract(r"^([0-9]{1,2}):", 1).cast(pl.Int16, strict=False) * 60 + cell.str.extract(
            r":([0-9]{2})", 1
        ).cast(pl.Int16, strict=False)
        fits = cell.str.contains(r"^(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::00(?:[.,]0+)?)?$")
        return _to_result(distinct, fits=fits, value=minutes, missing=MISSING)

    return _through_distinct(text, parse)


def parse_booleans(text: pl.Series) -> pl.DataFrame:
    """J/N, Ja/Nee, True/False, 1/0 and -1/0 in any case to `value` Boolean."""

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text").str.to_lowercase()
        return _to_result(distinct, fits=cell.is_in([*YES, *NO]), value=cell.is_in(YES), missing=MISSING)

    return _through_distinct(text, parse)


def parse_integers(text: pl.Series) -> pl.DataFrame:
    """Whole numbers to `value` Int64. `2.0` is 2; `2,0`, `1.234` and `02:00` can mean two things and are bad."""

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text").str.replace(r"\.0$", "")
        return _to_result(
            distinct,
            fits=cell.str.contains(r"^-?[0-9]{1,9}$"),
            value=cell.cast(pl.Int64, strict=False),
            missing=MISSING,
        )

    return _through_distinct(text, parse)


def parse_lesson_hours(text: pl.Series) -> pl.DataFrame:
    """Lesson hours: `3`, `3-5`, `1 t/m 3`, `1,2,3`, `1 en 2`, `3e uur`, `uur 3` to `value` Int64, the first hour.

    `hours`: all of them where a cell names several, else null; there only where any cell does. What can mean two
    things is bad: `3 uur` (how many?), `3 tot 5` (the fifth too?), `2,0` and `1,5`; and so is a list that does not go
    up.
    """
    plain = parse_integers(text)
    if not plain["bad"].any():
        return plain

    def parse(distinct: pl.Series) -> pl.DataFrame:
        found = [_read_lesson_hours(cell) for cell in distinct.to_list()]
        hours = pl.Series("hours", found, dtype=pl.List(pl.Int64))
        return pl.DataFrame([hours, hours.is_null().alias("bad")])

    several = _through_distinct(text.filter(plain["bad"]), parse)
    places = plain["bad"].arg_true()
    hours = pl.Series("hours", [None], dtype=pl.List(pl.Int64)).new_from_index(0, text.len())
    joined = plain.with_columns(hours).with_row_index("nr")
    other = several.with_columns(places.alias("nr"))
    return (
        joined.join(other, on="nr", how="left", suffix="_other", maintain_order="left")
        .with_columns(
            value=pl.coalesce("value", pl.col("hours_other").list.first()),
            bad=pl.col("bad_other").fill_null(value=False),
            hours=pl.col("hours_other"),
        )
        .select("value", "bad", "hours")
    )


def _read_lesson_hours(cell: str) -> list[int] | None:
    """The lesson hours of one cell in order; None when it says no such thing, or may say two things."""
    text = cell.strip().casefold()
    if _AMOUNT.fullmatch(text):
        return None
    plain = _BEFORE_HOURS.sub("", text)
    bare = re.sub(rf"\s*{_HOUR_WORD}$", "", plain)
    # After a plain number `uur` says how many hours, after an ordinal which one.
    if bare != plain and not _ORDINAL.search(bare[-4:]):
        return None
    bare = _AND.sub(",", _UP_TO.sub("-", _ORDINAL.sub(r"\1", bare)))
    if not _HOURS.fullmatch(bare):
        return None
    hours: list[int] = []
    for piece in bare.split(","):
        first, _, last = piece.partition("-")
        found = range(int(first), int(last or first) + 1)
        if not found or (hours and found[0] <= hours[-1]):
            return None
        hours += found
    return hours


def parse_ids(text: pl.Series) -> pl.DataFrame:
    """Numbers of pupils, as text: trimmed, `248109.0` is `248109`, leading zeros stay.

    A number that a spreadsheet has spoiled (`1,23E+05`, `248.109`, an error value) is bad.
    """

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text").str.replace(r"^([0-9]+)\.0$", "$1")
        spoiled = cell.str.contains(
            r"^-?[0-9.,]*[.,][0-9.,]*$|^[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+$|^[0-9]+[.,][0-9]+[eE][0-9]+$|^#"
        )
        return _to_result(distinct, fits=~spoiled, value=cell, missing=("",))

    return _through_distinct(text, parse)


def parse_texts(text: pl.Series) -> pl.DataFrame:
    """Trimmed text; an error value of a spreadsheet (`#N/B`, `#####`) is bad."""

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text")
        return _to_result(distinct, fits=~cell.str.contains(_EXCEL_ERROR), value=cell, missing=("",))

    return _through_distinct(text, parse)


def parse_groups(text: pl.Series) -> pl.DataFrame:
    """Names of classes and groups: as text, and a class that Excel took for a date or a boolean is bad."""

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text")
        return _to_result(distinct, fits=~cell.str.contains(_EXCEL_DAMAGE), value=cell, missing=("",))

    return _through_distinct(text, parse)


def parse_choices(text: pl.Series, choices: tuple[str, ...]) -> pl.DataFrame:
    """Texts of a closed list, compared without case, to `value` as the list writes them."""

    def parse(distinct: pl.Series) -> pl.DataFrame:
        cell = pl.col("text").str.to_lowercase()
        return _to_result(distinct, fits=cell.is_in(choices), value=cell, missing=MISSING)

    return _through_distinct(text, parse)


def _through_distinct(text: pl.Series, parse: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Parse each different cell once and spread the result; a column of nearly unique cells is parsed as it is."""
    if text.len() > _SMALL and _is_nearly_unique(text):
        return parse(text)
    distinct = text.unique()
    parsed = parse(distinct)
    if parsed.schema == _AS_TEXT and parsed["value"].equals(distinct):
        # Numbers and codes mostly stand as they are to be, and are taken as they lie.
        return pl.DataFrame([text.rechunk().alias("value"), _FALSE.new_from_index(0, text.len())])
    return parsed[text.cast(pl.Enum(distinct)).to_physical()]


def _is_nearly_unique(text: pl.Series) -> bool:
    # Most columns say in their first rows that they are not, and the whole column need not be gone through for it.
    first = text.head(_SMALL)
    return first.n_unique() * 4 > first.len() and pl.select(text.approx_n_unique()).item() * 4 > text.len()


def _to_result(distinct: pl.Series, *, fits: pl.Expr, value: pl.Expr, missing: tuple[str, ...]) -> pl.DataFrame:
    """`value` where the trimmed cell `fits`; a cell of `missing` is empty; everything else is bad."""
    lowered = pl.col("text").str.to_lowercase() if len(missing) > 1 else pl.col("text")
    is_empty = lowered.is_in(missing)
    # In sequence: handing such small work to other threads takes longer than the work.
    cells = distinct.to_frame("text").select_seq(_STRIPPED)
    parsed = cells.select_seq(value=pl.when(fits & ~is_empty).then(value), is_empty=is_empty)
    return parsed.select_seq("value", _IS_BAD)


def _parse_distinct_moments(distinct: pl.Series) -> pl.DataFrame:
    fast = _parse_uniform_moments(distinct)
    return _judge_moments(fast if fast is not None else _parse_mixed_moments(distinct))


def _parse_uniform_moments(text: pl.Series) -> pl.DataFrame | None:
    """The whole column in one form, by one conversion; None when the cells differ in form."""
    if text.is_empty():
        return None
    for pattern, form, has_time in _FAST_FORMS:
        if re.search(pattern, text[0]) and text.str.contains(pattern).all():
            local = text.str.to_datetime(form, time_unit="us", strict=False, cache=False).alias("local")
            same = {"is_empty": pl.Series([False]), "has_time": pl.Series([has_time]), "utc": _NO_MOMENT}
            return pl.DataFrame(
                [local, *(one.alias(name).new_from_index(0, local.len()) for name, one in same.items())]
            )
    return None


def _parse_mixed_moments(text: pl.Series) -> pl.DataFrame:
    """Any mix of the contract's forms: cut into parts, put in one form, convert, apply the zone."""
    pattern = _MOMENT.replace("?P<", "?<")
    parts = pl.col("part").struct
    frame = (
        text.str.strip_chars()
        .alias("text")
        .to_frame()
        .with_columns(part=pl.col("text").str.extract_groups(pattern))
        .select(
            "text",
            day=pl.concat_str(
                pl.coalesce(parts.field("y1"), parts.field("y2"), parts.field("y3")),
                pl.coalesce(parts.field("m1"), parts.field("m2"), parts.field("m3")).str.zfill(2),
                pl.coalesce(parts.field("d1"), parts.field("d2"), parts.field("d3")).str.zfill(2),
                separator="-",
            ),
            time=pl.concat_str(
                parts.field("H").str.zfill(2), parts.field("M"), parts.field("S").fill_null("00"), separator=":"
            ),
            fraction=parts.field("f").fill_null("0").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64),
            zone=parts.field("z"),
        )
    )
    written = pl.concat_str(pl.col("day"), pl.col("time").fill_null("00:00:00"), separator=" ")
    frame = frame.with_columns(
        local=written.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
        + pl.duration(microseconds=pl.col("fraction")),
        is_empty=pl.col("text").str.to_lowercase().is_in(MISSING),
        has_time=pl.col("time").is_not_null(),
        zoned=pl.col("zone").is_not_null(),
    )
    frame = frame.with_columns(utc=pl.when("zoned").then(_apply_zone(pl.col("local"), pl.col("zone"))))
    moved = pl.col("utc").dt.replace_time_zone("UTC").dt.convert_time_zone(AMSTERDAM).dt.replace_time_zone(None)
    return frame.with_columns(local=pl.when("zoned").then(moved).otherwise("local")).select(
        "local", "is_empty", "has_time", "utc"
    )


def _apply_zone(written: pl.Expr, zone: pl.Expr) -> pl.Expr:
    """A moment written with an offset, in UTC."""
    hours = zone.str.extract(r"^[+-]([0-9]{2})", 1).cast(pl.Int64, strict=False).fill_null(0)
    minutes = zone.str.extract(r"^[+-][0-9]{2}:?([0-9]{2})$", 1).cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    return written - pl.duration(minutes=sign * (hours * 60 + minutes))


def _judge_moments(frame: pl.DataFrame) -> pl.DataFrame:
    """Empty years out of range. A local time that the clock skips is taken as it stands (contract 5)."""
    frame = frame.with_columns_seq(local=pl.when(_IN_RANGE).then("local"))
    return frame.select_seq(
        value=pl.col("local"),
        utc=pl.when(pl.col("local").is_not_null()).then("utc"),
        has_time=pl.col("has_time") & pl.col("local").is_not_null(),
        bad=pl.col("local").is_null() & ~pl.col("is_empty"),
    )
