"""The example row of an empty template (`schemas.exports.templates`): it is never data, wherever it comes back."""

import polars as pl

from pipelines.intake.recognition import Recognised
from schemas.exports.templates import EXAMPLE, is_example


def leave_out_examples(
    recognised: Recognised, text: pl.DataFrame, lines: pl.Series
) -> tuple[pl.DataFrame, pl.Series, list[int]]:
    """Text cells by field and their lines without the example rows, and the lines of those."""
    field = next(iter(recognised.layout.columns.values()), "")
    is_ours = recognised.layout.lvs is None and field in text.columns
    if not is_ours or not text[field].str.contains(EXAMPLE, literal=True).any():
        return text, lines, []
    found = pl.Series([is_example(cell) for cell in text[field].to_list()], dtype=pl.Boolean)
    return text.filter(~found), lines.filter(~found), lines.filter(found).to_list()
