"""Every column once: type, meaning, unit and the check a value must pass.

A table (`schemas.tables`) is made of such columns; a cell of an export (`schemas.exports.kinds`) takes its bounds and
choices from one. The declaration drives pandera on the way into the store and out of it (`schemas.frames`), the tables
of the store and their comments, and the data dictionary.
"""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

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


class Demands(Protocol):
    """What a column, or a cell of an export, asks of a value."""

    @property
    def name(self) -> str: ...
    @property
    def at_least(self) -> int | None: ...
    @property
    def at_most(self) -> int | None: ...
    @property
    def one_of(self) -> tuple[str, ...] | None: ...


@cache
def allow_cell(of: Demands, *, filled: bool) -> pl.Expr:
    """True for each cell of a column that is allowed: all demands on it at once, for who only asks whether."""
    cell = pl.col(of.name)
    allowed = pl.lit(value=True)
    if of.at_least is not None:
        allowed &= cell >= of.at_least
    if of.at_most is not None:
        allowed &= cell <= of.at_most
    if of.one_of is not None:
        allowed &= cell.is_in(list(of.one_of))
    return allowed & cell.is_not_null() if filled else allowed.fill_null(value=True)


SECTOREN = ("PO", "VO", "VSO")
GEOORLOOFD = ("ziek", "medisch", "verlof", "schorsing", "vrijstelling", "overig_geoorloofd")
ONGEOORLOOFD = ("spijbelen", "luxe", "overig_ongeoorloofd", "voorlopig_ongeoorloofd")
# What a lateness is where a school counts it as a missed lesson: unauthorised unless it was authorised (formats 14).
LATE_AS_MISSED = {"te_laat": "spijbelen", "te_laat_geoorloofd": "overig_geoorloofd"}
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
# Kinds of notification to DUO; the first two are reports of the ledger (contract 2.7).
MELDSOORTEN_GROOTBOEK = ("16uur", "lrv")
MELDSOORTEN = (*MELDSOORTEN_GROOTBOEK, "luxe", "overig")
# The duty of a pupil on a day (contract 2.9): to attend school, of the Doorstroompunt (18 up to 23), none, or unknown.
NIET_TE_BEPALEN = "niet_te_bepalen"
PLICHTEN = ("verplicht", "rmc", "geen", NIET_TE_BEPALEN)
TYPOLOGIEEN = ("schoolweigering", "ziekte", "schooluitsluiting", "schoolonthouding", "spijbelen")
CATEGORIEEN = ("ongeoorloofd", "geoorloofd", "dreigend")
# Who leads a case, and what came of it (contract 1.1).
REGIEHOUDERS = ("mentor", "oco", "mt", "swv")
RESULTATEN = ("terug", "deels_terug", "ander_onderwijs", "geen_verandering")
