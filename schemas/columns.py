"""Every column once: type, meaning, unit and the check a value must pass.

A table (`schemas.tables`) or an export kind (`schemas.exports`) names columns from here. The declaration
drives the pandera schemas, the DuckDB tables, the table comments and the data dictionary.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Column:
    """One column: `name`, polars `dtype`, a meaning with unit, and the values it may hold.

    `sensitive` marks values that may never leave the store (contract 3: names, numbers, birth dates).
    """

    name: str
    dtype: pl.DataType | type[pl.DataType]
    meaning: str
    nullable: bool = False
    at_least: int | None = None
    at_most: int | None = None
    one_of: tuple[str, ...] | None = None
    sensitive: bool = False


SECTOREN = ("PO", "VO", "VSO")
GEOORLOOFD = ("ziek", "medisch", "verlof", "schorsing", "vrijstelling", "overig_geoorloofd")
ONGEOORLOOFD = ("spijbelen", "luxe", "overig_ongeoorloofd", "voorlopig_ongeoorloofd")
# Registered as absent, reason not told: absence of neither group (contract 2.2).
REDEN_ONBEKEND = "afwezig_onbekend"
SOORTEN = (
    "aanwezig",
    "te_laat",
    "te_laat_geoorloofd",
    "uit_les",
    "elders",
    "niet_tellen",
    *GEOORLOOFD,
    *ONGEOORLOOFD,
    REDEN_ONBEKEND,
)
ONBEKEND = "onbekend"
MELDSOORTEN = ("16uur", "lrv", "luxe", "overig")
