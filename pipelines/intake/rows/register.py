"""The MSA register, and what was reported to DUO, to raw rows."""

from collections.abc import Mapping

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, any_flag, find_leerling_nr, finish, flag_where
from pipelines.intake.validation import LINE, make_flag
from schemas.exports import kinds
from schemas.tables import RAW_DUO_MELDING, RAW_REGISTER

_INTERVENTIONS = r"^(?:-|[\w-]{1,30}(?:\s*,\s*[\w-]{1,30})*)$"


def flag_register(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """By leerlingnummer or by code; `leerling_nr` where one of them is known."""
    by_number = find_leerling_nr(frame["leerlingnummer"], context.numbers)
    by_code = find_leerling_nr(_renew_codes(frame["leerling"], context.earlier_codes), context.codes)
    frame = frame.with_columns(by_number.alias("nr"), by_code.alias("nr_code"))
    if not context.numbers:
        return frame.with_columns(leerling_nr=pl.coalesce("nr", "nr_code"))
    number, code = pl.col("leerlingnummer"), pl.col("leerling")
    frame = flag_where(frame, "leerlingnummer", context.unknown_pupil, number.is_not_null() & pl.col("nr").is_null())
    unknown = code.is_not_null() & (pl.col("nr_code").is_null() | (pl.col("nr") != pl.col("nr_code")))
    frame = flag_where(frame, "leerling", "onbekende_leerling", unknown)
    unreadable = (make_flag("leerlingnummer", "nummer_verminkt"), make_flag("leerling", "tekst_verminkt"))
    spoiled = any_flag(frame, lambda name: name in unreadable)
    nobody = number.is_null() & code.is_null() & ~spoiled
    frame = flag_where(frame, "leerlingnummer", "leeg", nobody)
    frame = flag_where(
        frame, "interventies", "interventies_onbekend", ~pl.col("interventies").str.contains(_INTERVENTIONS)
    )
    return frame.with_columns(leerling_nr=pl.coalesce("nr", "nr_code"))


def _renew_codes(codes: pl.Series, earlier: Mapping[str, str]) -> pl.Series:
    """A form may have been made before the key was rotated."""
    return codes.replace(earlier) if earlier else codes


def fold_register(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a pupil: an empty cell keeps the last filled value, a single `-` clears it (contract 5).

    `rows`: the good rows of all files in order, with the typed cells and for each cell `wist_<cell>` (a `-` stood
    there). Result: RAW_REGISTER, in order of `leerling_nr`.
    """
    cells = [column.name for column in RAW_REGISTER.columns if column.name != "leerling_nr"]
    pupils: dict[int, dict[str, object]] = {}
    for row in rows.iter_rows(named=True):
        pupil = pupils.setdefault(row["leerling_nr"], dict.fromkeys(cells))
        for cell in cells:
            if row[f"wist_{cell}"]:
                pupil[cell] = None
            elif row[cell] is not None:
                pupil[cell] = row[cell]
    folded = [{"leerling_nr": number, **pupils[number]} for number in sorted(pupils)]
    return pl.DataFrame(folded, schema=RAW_REGISTER.polars_schema)


def build_register(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Rows for `fold_register`: it needs the rows of all files. A code that is not on the list stays, with a remark."""
    without_clear = pl.col("interventies") != "-"
    listed = {code.casefold(): code for code in context.interventies}
    tidy = {
        cell: ",".join(listed.get(code.casefold(), code) for code in "".join(cell.split()).split(","))
        for cell in frame["interventies"].drop_nulls().unique().to_list()
    }
    rows = frame.with_columns(
        interventies=pl.when(without_clear).then(pl.col("interventies").replace(tidy)),
    )
    strange = [
        cell
        for cell, codes in tidy.items()
        if listed and cell != "-" and not set(codes.split(",")) <= set(context.interventies)
    ]
    lines = frame.filter(pl.col("interventies").is_in(strange))[LINE].to_list()
    return Built({RAW_REGISTER.name: rows}, {"interventie_niet_op_lijst": lines} if lines else {})


def mark_cleared(kind_text: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Add `wist_<cell>` to typed register rows: whether the text cell is a single `-`."""
    cells = [column.name for column in RAW_REGISTER.columns if column.name != "leerling_nr"]
    nothing = pl.repeat("", frame.height, dtype=pl.String, eager=True)
    return frame.with_columns(
        ((kind_text[cell] if cell in kind_text.columns else nothing).str.strip_chars() == "-").alias(f"wist_{cell}")
        for cell in cells
    )


def build_duo(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """Reports to DUO, each with the word for its code."""
    rows = frame.with_columns(pl.col("meldsoort").replace(kinds.DUO_CODES))
    return Built({RAW_DUO_MELDING.name: finish(rows, RAW_DUO_MELDING, source)}, {})
