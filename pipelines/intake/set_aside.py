"""Quarantined absence rows of pupils that are known: on which days, and on how much of a day, they could have stood.

What could not be read may have been an absence, so it keeps a tier from being sure (contract 2.5). Made before the bad
rows are dropped, from what of them can be read.
"""

import polars as pl

from pipelines.intake.delivery_file import DeliveredFile, Part
from pipelines.intake.readers.text_lanes import split_record
from pipelines.intake.rows.building import Context, find_leerling_nr
from pipelines.intake.validation import name_all_hours, type_columns
from schemas.exports import Kind, kinds
from schemas.tables import RAW_QUARANTAINE

_IS_ONE_PART = pl.col("dagdeel").is_in(("ochtend", "middag")).fill_null(False)
_ON_ONE_LESSON = ("telaat", "verwijderd")
# Of each kind the columns that say when it begins and ends.
_BOUNDS = {
    kinds.ABSENTIES_LES.name: ("datum", "datum"),
    kinds.ABSENTIES_DAGDEEL.name: ("datum", "datum"),
    kinds.ABSENTIES_MAGISTER.name: ("datum", "datum"),
    kinds.ABSENTIES_SPAN.name: ("begin", "eind"),
    kinds.ABSENTIES_LIJST.name: ("begin", "eind"),
    kinds.ABSENTIES_SOMTODAY.name: ("begin", "eind"),
    kinds.WAARNEMINGEN.name: ("begin", "eind"),
}


def get_bounds(kind: Kind) -> tuple[str, str]:
    """The columns with the first and the last day of an absence of this kind."""
    return _BOUNDS[kind.name]


def tells_absences(kind: Kind) -> bool:
    """Whether the rows of a kind are absences."""
    return kind.name in _BOUNDS


def list_set_aside(part: Part, typed: pl.DataFrame) -> pl.DataFrame:
    """The bad rows of a part with absences, of known pupils: first and last day, and whether all lessons are meant.

    `typed`: the rows with their flags, before the bad ones are dropped.
    """
    rows = typed[sorted(part.bad_rows)]
    if "leerling_nr" not in rows.columns:
        return _make_empty()
    return _place(rows.filter(pl.col("leerling_nr").is_not_null()), part.kind)


def list_unparsed(file: DeliveredFile, context: Context) -> pl.DataFrame:
    """The same for records that could not be cut into cells, where number and date can still be read in their place."""
    if file.header is None or file.recognised is None or not tells_absences(file.recognised.layout.kind):
        return _make_empty()
    kind, places = file.recognised.layout.kind, file.recognised.places
    cut = [(fault.line, _cut(fault.raw, file.header.separator)) for fault in file.row_faults]
    lines = pl.Series([line for line, _ in cut], dtype=pl.Int32)
    text = pl.DataFrame(
        {
            field: pl.Series([cells[place] if place < len(cells) else "" for _, cells in cut], dtype=pl.String)
            for field, place in places.items()
        }
    )
    if text.is_empty():
        return _make_empty()
    if kind.name == kinds.ABSENTIES_LIJST.name and "eind" not in places:
        text = text.with_columns(eind="begin")
    typed = type_columns(kind, text, lines)
    typed = typed.with_columns(find_leerling_nr(typed["leerlingnummer"], context.numbers).alias("leerling_nr"))
    return _place(typed.filter(pl.col("leerling_nr").is_not_null()), kind)


def _cut(raw: str, separator: str) -> list[str]:
    cells = split_record(raw, separator or ";")
    return raw.replace('"', "").split(separator or ";") if cells is None else cells


def _make_empty() -> pl.DataFrame:
    return pl.DataFrame(schema=RAW_QUARANTAINE.polars_schema).drop("uit_bestand_nr")


def _place(rows: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    first, last = (pl.col(name).cast(pl.Date) for name in get_bounds(kind))
    # An end before its begin: the days in between are meant.
    several = name_all_hours("lesuur")
    if several in rows.columns:
        rows = rows.with_columns(lesuur=pl.when(pl.col(several).is_null()).then("lesuur"))
    return rows.select(
        "leerling_nr",
        van=pl.when(first.is_not_null()).then(pl.min_horizontal(first, last)),
        tot=pl.when(last.is_not_null()).then(pl.max_horizontal(first, last)),
        hele_dag=_is_more_than_one_lesson(kind),
    )


def _is_more_than_one_lesson(kind: Kind) -> pl.Expr:
    """Whether a row can be of more than one slot; what cannot be read can."""
    if kind.name == kinds.ABSENTIES_SPAN.name:
        return pl.lit(True)
    if kind.name == kinds.ABSENTIES_DAGDEEL.name:
        return ~_IS_ONE_PART
    if kind.name == kinds.ABSENTIES_LES.name:
        return pl.col("lesuur").is_null()
    one_hour = (pl.col("lesuur_van") == pl.col("lesuur_tot")).fill_null(False)
    if kind.name == kinds.ABSENTIES_LIJST.name:
        return ~(pl.col("lesuur").is_not_null() | one_hour) & ~_IS_ONE_PART
    if kind.name == kinds.ABSENTIES_SOMTODAY.name:
        return ~one_hour & ~pl.col("type").str.to_lowercase().is_in(_ON_ONE_LESSON).fill_null(False)
    if kind.name == kinds.ABSENTIES_MAGISTER.name:
        without_hour = pl.col("lesuur_van").is_null() & pl.col("les_begin_heeft_tijd")
        return ~one_hour & ~without_hour
    return ~one_hour
