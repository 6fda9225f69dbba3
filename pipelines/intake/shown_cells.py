"""Cells that are free text to a school and stand in outputs: classes, years of school and absence codes (contract 3).

What does not look like one gets fixed words on the way in, so that no table, page or message can show it: a class stays
one class under a number, a year of school becomes empty, a code is named by nobody. What many pupils have is no remark
and stays.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.intake.guards import Secrets, holds_secret
from pipelines.intake.lessons import TIMETABLES
from schemas.findings import Finding, count_words, make_finding
from schemas.lvs import get_lvs
from schemas.lvs.codes import load_descriptions
from schemas.school_names import looks_like_class, looks_like_code, looks_like_year
from schemas.tables import (
    RAW_ABSENTIE_LES,
    RAW_ABSENTIE_SPAN,
    RAW_CODE,
    RAW_GROEP,
    RAW_LEERLING,
    SET_OF_PUPILS,
)

Frames = Mapping[str, pl.DataFrame]
# So many pupils in one class, or with one code, are no remark about one of them.
MANY = 5
# As with municipalities: a class of ten is one, also when a pupil is called the same.
_MANY_WITH_A_NAME = 10
_YEAR = "leerjaar"
_EVENTS = (RAW_ABSENTIE_LES.name, RAW_ABSENTIE_SPAN.name)
_COLUMNS = {
    RAW_LEERLING.name: "klas",
    RAW_GROEP.name: "groep",
    **dict.fromkeys(TIMETABLES, "groep"),
}


# --- classes and groups ------------------------------------------------------------------------------------------


def name_classes(frames: Frames, secrets: Secrets) -> dict[str, str]:
    """Class or group -> the fixed words that stand for it, of those whose own name is not shown, in order of name.

    `secrets`: names and numbers of the lists of pupils, of three signs and more: `3A` holds nobody's initial.
    """
    pupils = _count_pupils(frames)
    every = {name for table, column in _COLUMNS.items() for name in frames[table][column].drop_nulls().unique()}
    every = {name for name in every if not name.startswith(SET_OF_PUPILS)}
    hidden = sorted(name for name in every if not _may_show(name, pupils.get(name, 0), secrets))
    free = (f"klas {number} (naam niet getoond)" for number in range(1, 2 + len(every)))
    return dict(zip(hidden, (words for words in free if words not in every), strict=False))


def _may_show(name: str, pupils: int, secrets: Secrets) -> bool:
    if pupils < _MANY_WITH_A_NAME and holds_secret(name, secrets):
        return False
    return pupils >= MANY or looks_like_class(name)


def _count_pupils(frames: Frames) -> dict[str, int]:
    """Class or group -> how many pupils are in it, on whatever days."""
    members = pl.concat(
        frames[table].select(pl.col(_COLUMNS[table]).alias("naam"), "leerling_nr")
        for table in (RAW_LEERLING.name, RAW_GROEP.name)
    )
    return dict(members.group_by("naam").agg(pl.col("leerling_nr").n_unique()).iter_rows())


def rename_classes(frames: Frames, names: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """The tables that name classes and groups, with the words that stand for those that are not shown."""
    if not names:
        return {table: frames[table] for table in _COLUMNS}
    return {
        table: frames[table].with_columns(pl.col(column).replace(dict(names))) for table, column in _COLUMNS.items()
    }


def tell_hidden_classes(school: str, names: Mapping[str, str]) -> list[Finding]:
    """That names of classes are not shown, and how many: not which."""
    if not names:
        return []
    count = len(names)
    words = count_words(count, "klas of groep", "klassen of groepen")
    return [make_finding(school, "klas_niet_getoond", kolom="klas", aantal=count, klassen=words)]


# --- years of school ---------------------------------------------------------------------------------------------


def empty_years(pupils: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """The rows of a list of pupils with the cells emptied that are no year of school, and the lines of these."""
    if _YEAR not in pupils.columns:
        return pupils, []
    strange = [year for year in pupils[_YEAR].drop_nulls().unique() if year and not looks_like_year(year)]
    if not strange:
        return pupils, []
    is_strange = pl.col(_YEAR).is_in(strange)
    lines = pupils.filter(is_strange)["regelnummer"].to_list()
    return pupils.with_columns(pl.when(~is_strange).then(pl.col(_YEAR)).alias(_YEAR)), lines


# --- codes -------------------------------------------------------------------------------------------------------


def find_hidden_codes(frames: Frames, *, lvs: str, secrets: Secrets) -> frozenset[str]:
    """Codes of absences that no output shows: that hold a name, number or birth date, or may be a remark.

    A code is one when a code table of the school or the LVS has it, when it looks like one, or when many pupils have
    it.
    """
    used = pl.concat(frames[name].select("code", "leerling_nr") for name in _EVENTS)
    known = _list_known_codes(frames[RAW_CODE.name]["code"], lvs=lvs)
    secret, strange = set(), set()
    for code in used["code"].unique():
        if holds_secret(code, secrets):
            secret.add(code)
        elif not (code in known or code.strip().casefold() in load_descriptions() or looks_like_code(code)):
            strange.add(code)
    return frozenset(secret | (strange - _find_common(used, strange)))


def _find_common(used: pl.DataFrame, codes: set[str]) -> set[str]:
    """Those of `codes` that many pupils have."""
    rows = used.filter(pl.col("code").is_in(sorted(codes)))
    pupils = rows.group_by("code").agg(pl.col("leerling_nr").n_unique())
    return set(pupils.filter(pl.col("leerling_nr") >= MANY)["code"])


def _list_known_codes(own: Iterable[str], *, lvs: str) -> set[str]:
    return {*own, *(row.code for row in get_lvs(lvs).codes)}
