"""Who the SWV counts at a later school (contract 2.9), left out of a table that is counted for the SWV."""

import polars as pl

from schemas.tables import LEERLING_PERIODE, THUISZITTER, VIERWEKEN

_PLACE = ["school", "leerling"]
# By table: which rows of a pupil who moved count all the same, since only the earlier school knows it.
_COUNTED = {LEERLING_PERIODE.name: None, THUISZITTER.name: "telt_thuiszitter", VIERWEKEN.name: "telt_vierweken"}


def leave_out_moved(name: str, table: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """The rows of table `name` that the SWV counts, in their order; `moved`: rows of table overgestapt.

    Any other table stays as it is: what a school must report it must report, wherever the child went.
    """
    if name not in _COUNTED:
        return table
    flag = _COUNTED[name]
    left_out = moved if flag is None else moved.filter(~pl.col(flag))
    return table.join(left_out.select(_PLACE), on=_PLACE, how="anti", maintain_order="left")
