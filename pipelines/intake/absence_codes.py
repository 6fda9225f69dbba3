"""From a row's own type, or the LVS's default table, to a kind of absence (`soort`), formats 6.1 to 6.4.

Used only where the school delivered no code table. The type decides the group; a code or description may make
`overig_geoorloofd` and `overig_ongeoorloofd` finer within their group, never change the group. What is not known
stays `onbekend`. Contradictions are counted as remarks, which become findings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from schemas.columns import GEOORLOOFD, ONBEKEND, ONGEOORLOOFD, REDEN_ONBEKEND
from schemas.lvs import get_lvs
from schemas.lvs.codes import ANY, load_descriptions

RIJ_TYPE = "rij_type"
STANDAARDTABEL = "standaardtabel"
KOPPELING = "koppeling"
# What is told of rows whose mapped kind is not the one that the row or the LVS gives.
CONTRADICTS_MAPPING = "koppeling_spreekt_tegen"
_HELPERS = ("type", "geoorloofd", "omschrijving", "luxeverzuim", "type_omschrijving")
# What is told of rows that words alone made sick.
SICK_BY_WORDS = "ziek_uit_omschrijving"
_SICK = re.compile(r"ziek|griep\Z")
_ALLOWED = "overig_geoorloofd"
_COARSE = ("overig_geoorloofd", "overig_ongeoorloofd")


@dataclass(frozen=True)
class RowType:
    """What one row says about its kind. `has_type`: the file has a column for the type (it may be empty).

    `own_words`: of a list in its own words, where the reason may be a code of the LVS or words, whatever the LVS.
    """

    lvs: str
    code: str
    has_type: bool
    type: str | None = None
    geoorloofd: bool | None = None
    omschrijving: str | None = None
    luxeverzuim: bool | None = None
    type_omschrijving: str | None = None
    own_words: bool = False


@dataclass(frozen=True)
class RowKind:
    """The kind, where it comes from (None, None when nothing tells), and finding codes of contradictions."""

    soort: str | None
    bron: str | None
    remarks: tuple[str, ...] = ()


def decide_soort(row: RowType) -> RowKind:
    """The kind of one row without a code table of the school; authorised words for sickness make it `ziek`."""
    found = _decide(row)
    if row.geoorloofd and found.soort in (None, _ALLOWED) and any(says_sick(text) for text in _list_reasons(row)):
        return RowKind("ziek", RIJ_TYPE, (*found.remarks, SICK_BY_WORDS))
    return found


def says_sick(text: str) -> bool:
    """A reason whose words begin with `ziek`, or that is `griep` (formats 14)."""
    return bool(_SICK.match(text.strip().casefold()))


def _list_reasons(row: RowType) -> tuple[str, ...]:
    """The texts that may be a reason in words."""
    if row.own_words:
        return row.code, row.omschrijving or ""
    return (row.code if get_lvs(row.lvs).reden_in_woorden else row.omschrijving or "",)


def _decide(row: RowType) -> RowKind:
    if row.own_words:
        return _decide_by_own_words(row)
    if get_lvs(row.lvs).reden_in_woorden:
        return _decide_by_reason(row)
    if not row.has_type:
        soort = get_lvs(row.lvs).applied_codes.get(row.code)
        return RowKind(soort, STANDAARDTABEL if soort else None, _find_contradiction(soort, row.geoorloofd))
    return _decide_by_type(row)


def _decide_by_type(row: RowType) -> RowKind:
    remarks = []
    number = (row.type or "").strip().lower()
    by_words = get_lvs(row.lvs).type_woorden.get((row.type_omschrijving or "").strip().lower())
    if by_words is not None and by_words != number:
        number = by_words
        remarks.append("type_omschrijving_wijkt_af")
    soort = _look_up_type(row, number)
    if soort == "ziek" and row.geoorloofd is False:
        remarks.append("ziek_niet_geoorloofd")
    if row.luxeverzuim and soort == "overig_geoorloofd":
        remarks.append("luxe_en_geoorloofd")
    finer, disagrees = _refine(soort, row)
    if disagrees:
        remarks.append("type_en_code_verschillen")
    return RowKind(finer, RIJ_TYPE, tuple(remarks))


def _look_up_type(row: RowType, number: str) -> str:
    types = get_lvs(row.lvs).types
    luxe = "J" if row.luxeverzuim else ""
    allowed = _flag(row.geoorloofd)
    for key in ((luxe, allowed), (ANY, allowed), (ANY, ANY)):
        soort = types.get((number, *key))
        if soort is not None:
            return soort
    return ONBEKEND


def _refine(soort: str, row: RowType) -> tuple[str, bool]:
    """Code before description, only for the coarse kinds and only within the group; True when the code disagrees."""
    by_code = get_lvs(row.lvs).applied_codes.get(row.code)
    disagrees = by_code is not None and soort != ONBEKEND and _get_group(by_code) != _get_group(soort)
    if soort not in _COARSE:
        return soort, disagrees
    by_text = load_descriptions().get((row.omschrijving or "").strip().lower())
    for finer in (by_code, by_text):
        if finer is not None and finer not in _COARSE and _get_group(finer) == _get_group(soort):
            return finer, disagrees
    return soort, disagrees


def _decide_by_reason(row: RowType) -> RowKind:
    """A reason in words: the text itself when `geoorloofd` does not contradict it, else `geoorloofd` decides."""
    by_text = load_descriptions().get(row.code.strip().lower())
    remarks = _find_contradiction(by_text, row.geoorloofd)
    if by_text is not None and not remarks:
        return RowKind(by_text, RIJ_TYPE)
    return RowKind(get_lvs(row.lvs).types["", ANY, _flag(row.geoorloofd)], RIJ_TYPE, remarks)


def _decide_by_own_words(row: RowType) -> RowKind:
    """A code of the LVS, else words that are known, else whether it was authorised; else nothing."""
    by_code = get_lvs(row.lvs).applied_codes.get(row.code)
    if by_code is not None:
        return RowKind(by_code, STANDAARDTABEL, _find_contradiction(by_code, row.geoorloofd))
    words = (load_descriptions().get(text.strip().lower()) for text in _list_reasons(row))
    by_text = next((soort for soort in words if soort is not None), None)
    remarks = _find_contradiction(by_text, row.geoorloofd)
    if by_text is not None and not remarks:
        return RowKind(by_text, RIJ_TYPE)
    if row.geoorloofd is None:
        return RowKind(None, None)
    return RowKind(_ALLOWED if row.geoorloofd else "overig_ongeoorloofd", RIJ_TYPE, remarks)


def _find_contradiction(soort: str | None, geoorloofd: bool | None) -> tuple[str, ...]:
    """The remark that the kind is not what `geoorloofd` says; none where either of them is not known."""
    known = soort is not None and geoorloofd is not None
    return ("geoorloofd_spreekt_tegen",) if known and _contradicts(soort, geoorloofd) else ()


def _contradicts(soort: str, geoorloofd: bool) -> bool:
    if soort in (*GEOORLOOFD, "te_laat_geoorloofd"):
        return not geoorloofd
    return soort in (*ONGEOORLOOFD, "te_laat") and geoorloofd


def _get_group(soort: str) -> str:
    if soort in GEOORLOOFD:
        return "geoorloofd"
    if soort in ONGEOORLOOFD:
        return "ongeoorloofd"
    if soort == REDEN_ONBEKEND:
        return "reden_onbekend"
    return "niet_tellen" if soort == "niet_tellen" else "aanwezig"


def _flag(value: bool | None) -> str:
    return "" if value is None else "J" if value else "N"


def classify_rows(
    frame: pl.DataFrame, *, lvs: str, has_type: bool, own_words: bool = False
) -> tuple[pl.DataFrame, dict[str, list[int]]]:
    """Add `soort_rij` and `soort_bron` to rows with `code` and the helper columns they have.

    Returns the frame and, per remark, the line numbers of its rows. Works on the few distinct combinations.
    """
    helpers = [name for name in _HELPERS if name in frame.columns]
    used = [name for name in helpers if frame[name].null_count() < frame.height]
    key = ["code", *used]
    # One key column: far cheaper to spread over the rows than a join on several.
    distinct = frame.select(key).unique(maintain_order=True)
    verdicts = [
        decide_soort(RowType(lvs=lvs, has_type=has_type, own_words=own_words, **row))
        for row in distinct.iter_rows(named=True)
    ]
    distinct = distinct.with_columns(
        pl.Series("soort_rij", [verdict.soort for verdict in verdicts], dtype=pl.String),
        pl.Series("soort_bron", [verdict.bron for verdict in verdicts], dtype=pl.String),
        pl.Series("nr", range(distinct.height), dtype=pl.UInt32),
    )
    spread = frame.join(distinct, on=key, how="left", nulls_equal=True, maintain_order="left")
    remarks: dict[str, list[int]] = {}
    for number, verdict in enumerate(verdicts):
        for remark in verdict.remarks:
            remarks.setdefault(remark, []).extend(spread.filter(pl.col("nr") == number)["regelnummer"].to_list())
    return spread.drop("nr"), remarks


def apply_mapping(
    rows: pl.DataFrame, remarks: dict[str, list[int]], mapped: Mapping[str, str]
) -> tuple[pl.DataFrame, dict[str, list[int]]]:
    """Rows with `soort_rij` and `soort_bron` by codes that an analyst mapped, which go before type and default table.

    Where those said another kind, the lines are a remark: the code may have got another meaning since.
    """
    own = pl.col("code").replace_strict(dict(mapped), default=None, return_dtype=pl.String)
    other = own.is_not_null() & (pl.col("soort_rij") != own) & (pl.col("soort_rij") != ONBEKEND)
    lines = rows.filter(other.fill_null(False))["regelnummer"].to_list() if rows.height else []
    if lines:
        remarks = {**remarks, CONTRADICTS_MAPPING: lines}
    given = pl.when(own.is_not_null()).then(pl.lit(KOPPELING)).otherwise("soort_bron")
    return rows.with_columns(soort_rij=pl.coalesce(own, "soort_rij"), soort_bron=given), remarks
