"""Pupils who went from one school of the SWV to another: the list of the SWV, in its folder `swv` (contract 1.1, 2.9).

The numbers of both schools become codes here and go no further.
"""

import polars as pl

from pipelines.intake.rows.building import Built, Context, Source, finish, flag_where
from schemas.tables import RAW_OVERSTAP

SIDES = ("van", "naar")


def flag_moves(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A school that is none of the SWV, and a move to the school where the pupil was."""
    for side in SIDES:
        name = f"school_{side}"
        frame = flag_where(frame, name, "school_onbekend", ~_read_number(name).is_in(list(context.schools)))
    is_same = _read_school("school_van", context) == _read_school("school_naar", context)
    return flag_where(frame, "school_naar", "overstap_zelfde_school", is_same)


def build_moves(frame: pl.DataFrame, source: Source, context: Context) -> Built:
    """The good rows, with the code of each pupil at its own school."""
    pairs = frame.with_columns(_read_school(f"school_{side}", context).alias(f"school_{side}") for side in SIDES)
    for side in SIDES:
        names = (f"school_{side}", f"leerlingnummer_{side}")
        codes = [context.make_code(school, number) for school, number in pairs.select(names).iter_rows()]
        pairs = pairs.with_columns(pl.Series(f"leerling_{side}", codes, dtype=pl.String))
    return Built({RAW_OVERSTAP.name: finish(pairs, RAW_OVERSTAP, source)}, {})


def _read_number(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().str.to_uppercase()


def _read_school(name: str, context: Context) -> pl.Expr:
    """The id of a school that is named by any number of it; of another one what stands there."""
    return _read_number(name).replace(context.schools)
