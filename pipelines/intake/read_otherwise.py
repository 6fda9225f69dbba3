"""What of earlier deliveries was read otherwise than it would be read now. It stays as it was read, and is told.

Codes, columns and classes are read when a delivery is: what is mended later in a code table or a mapping does not reach
rows that were kept. With the export of those days in the folder again they are read anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.intake.absence_codes import KOPPELING, STANDAARDTABEL
from pipelines.intake.day_ranges import join_days
from pipelines.intake.delivered import Delivery
from pipelines.intake.mapping.reading import make_reading
from pipelines.settings import School
from reports.words.wording import NBSP, counted, listing, short_date
from schemas.columns import ONBEKEND
from schemas.findings import Finding, make_finding
from schemas.lvs import get_lvs
from schemas.tables import RAW_ABSENTIE_LES, RAW_ABSENTIE_SPAN, RAW_BESTAND, RAW_CODE

OTHERWISE = frozenset({"eerdere_codes_anders", "eerdere_kolommen_anders"})
_FILE, _LINE = "bestand_nr", "regelnummer"
_THEN, _NOW = "toen", "nu"


@dataclass(frozen=True)
class OtherKinds:
    """Rows of earlier deliveries of which the code means something else now, how many codes, and from when to when."""

    rijen: int
    codes: int
    van: date
    tot: date


def tell_otherwise(both: Delivery, now: Delivery, school: School) -> Iterator[Finding]:
    """What is told of the rows in `both` that the delivery of `now` has not itself. `school`: as it is read now."""
    if found := find_other_kinds(both, now, school):
        yield make_finding(
            both.school,
            "eerdere_codes_anders",
            kolom="code",
            aantal=found.rijen,
            regels=_plain(counted(found.rijen, "regel", "regels")),
            codes=_plain(counted(found.codes, "code", "codes")),
            dagen=say_days(found.van, found.tot),
        )
    reading = make_reading(school)
    if days := join_days((first, last) for first, last, each in both.eerdere_lezingen if each != reading):
        yield make_finding(both.school, "eerdere_kolommen_anders", dagen=listing([say_days(*each) for each in days]))


def find_other_kinds(both: Delivery, now: Delivery, school: School) -> OtherKinds | None:
    """The rows of earlier deliveries that count as another kind than the table or the mapping of now gives their code.

    A code of which the table of now says nothing on that day keeps its kind: nobody said that it means something else.
    """
    rows = _look_up(_list_kept(both, after=now.frames[RAW_BESTAND.name].height), both.frames[RAW_CODE.name], _THEN)
    rows = _look_up(rows, now.frames[RAW_CODE.name], _NOW)
    counts_as = pl.coalesce(_THEN, "soort_rij", pl.lit(ONBEKEND))
    would_count = pl.coalesce(_NOW, _read_without_table(school, has_table=now.heeft_codetabel), counts_as)
    other = rows.filter(counts_as != would_count)
    if other.is_empty():
        return None
    first, last = other.select(pl.col("datum").min(), tot=pl.col("datum").max()).row(0)
    return OtherKinds(other.select(_FILE, _LINE).unique().height, other["code"].n_unique(), first, last)


def _list_kept(both: Delivery, *, after: int) -> pl.DataFrame:
    """The absences of earlier deliveries by the day by which their code is read: files of now are numbered first."""
    columns = ["code", "soort_rij", "soort_bron", _FILE, _LINE]
    lessons = both.frames[RAW_ABSENTIE_LES.name].select("datum", *columns)
    spans = both.frames[RAW_ABSENTIE_SPAN.name].select(pl.col("begin").dt.date().alias("datum"), *columns)
    return pl.concat([lessons, spans]).filter(pl.col(_FILE) >= after)


def _look_up(rows: pl.DataFrame, table: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows with the kind that a code table gives their code on their day (contract 5); empty where it gives none."""
    valid = (
        rows.select("code", "datum")
        .unique()
        .join(table.select("code", "soort", "geldig_van", "geldig_tot", "volgnr"), on="code")
        .filter(
            pl.col("geldig_van").is_null() | (pl.col("geldig_van") <= pl.col("datum")),
            pl.col("geldig_tot").is_null() | (pl.col("geldig_tot") >= pl.col("datum")),
        )
        .sort("geldig_van", "volgnr", nulls_last=False)
        .unique(["code", "datum"], keep="last", maintain_order=True)
    )
    return rows.join(valid.select("code", "datum", pl.col("soort").alias(name)), on=["code", "datum"], how="left")


def _read_without_table(school: School, *, has_table: bool) -> pl.Expr:
    """The kind by the mapping, else by the table of the LVS where that gave it then; empty where the row itself says.

    Of a code that is mapped no more nothing is known.
    """
    source, code = pl.col("soort_bron"), pl.col("code")
    known = {} if has_table else get_lvs(school.lvs).applied_codes
    standard = code.replace_strict(dict(known), default=None, return_dtype=pl.String)
    gone = pl.when(source == KOPPELING).then(pl.lit(ONBEKEND))
    return pl.coalesce(
        code.replace_strict(dict(school.koppeling.codes), default=None, return_dtype=pl.String),
        pl.when(source.is_in([STANDAARDTABEL, KOPPELING])).then(standard),
        gone,
    )


def say_days(first: date, last: date) -> str:
    """A range of days in words."""
    return _plain(f"{short_date(first)} t/m {short_date(last)}")


def _plain(text: str) -> str:
    return text.replace(NBSP, " ")
