"""A mapping (`pipelines.mapping_file`) laid on a delivery: on headers, codes and classes; and what of it fits no more.

What does not fit is told, never guessed: a column that is gone maps nothing, and a code table of the school goes before
a mapped code.
"""

from collections.abc import Collection, Iterable, Mapping

import polars as pl

from pipelines.intake.advice import list_known_names
from pipelines.intake.arrival import MakeMark
from pipelines.intake.readers.table import Header
from pipelines.mapping_file import FileMapping, SchoolMapping, get_mappable, get_place_number
from schemas.columns import ONBEKEND
from schemas.exports.base import normalise_name
from schemas.exports.meanings import read_meaning
from schemas.findings import Finding, count_words, make_finding
from schemas.lvs import get_layout
from schemas.tables import RAW_GROEP, RAW_LEERLING

Frames = Mapping[str, pl.DataFrame]
_MOST_SHOWN = 40


def mark_header(header: Header, make_mark: MakeMark) -> str:
    """The keyed mark of a whole header, by which columns are found on their place."""
    return make_mark("\x1f".join(("kop", *header.names)))


def resolve(file: FileMapping, header: Header, make_mark: MakeMark) -> dict[str, str]:
    """Own name of a column -> that of the layout, in a file with this header; empty where the header has not all."""
    if file.kop and file.kop != mark_header(header, make_mark):
        return {}
    found: dict[str, str] = {}
    for own, ours in file.kolommen.items():
        place = get_place_number(own)
        name = normalise_name(own) if place is None else header.names[place - 1] if place <= len(header.names) else ""
        if not name or name not in header.names:
            return {}
        found[name] = ours
    names = {normalise_name(found.get(name, name)) for name in header.names}
    return found if names.issuperset(get_mappable(file.als).required) else {}


def find_file(mapping: SchoolMapping, header: Header, make_mark: MakeMark) -> tuple[FileMapping, dict[str, str]] | None:
    """What was mapped of a file with this header, most columns first, with its columns; None where nothing fits."""
    fitting = [(file, columns) for file in mapping.bestanden if (columns := resolve(file, header, make_mark))]
    return max(fitting, key=lambda found: len(found[1]), default=None)


# --- codes ---------------------------------------------------------------------------------------------------------


def leave_to_mapping(codes: pl.DataFrame, mapped: Mapping[str, str]) -> pl.DataFrame:
    """The school's code table (`raw_code`) without the rows that know no kind, of codes that were mapped."""
    return codes.filter(~((pl.col("soort") == ONBEKEND) & pl.col("code").is_in(list(mapped))))


def find_other_kinds(codes: pl.DataFrame, mapped: Mapping[str, str]) -> tuple[str, ...]:
    """Mapped codes of which the school's own table now says another kind; that table decides."""
    rows = codes.filter(pl.col("code").is_in(list(mapped))).select("code", "soort").unique()
    return tuple(sorted({code for code, soort in rows.iter_rows() if mapped[code] != soort}))


# --- classes -------------------------------------------------------------------------------------------------------


def join_groups(frames: Frames, mapped: Mapping[str, str], *, timetable: Collection[str]) -> tuple[pl.DataFrame, int]:
    """Memberships (`raw_groep`) with those of the mapped classes, and how many classes fit no more.

    The pupils of a class are also in the group of the timetable that it has, for as long as they are in the class. A
    class that has gone, has a timetable of its own by now, or whose group has gone, is left alone.
    """
    pupils, groups = frames[RAW_LEERLING.name], frames[RAW_GROEP.name]
    classes = set(pupils["klas"].unique())
    fits = {ours: group for ours, group in mapped.items() if ours in classes - set(timetable) and group in timetable}
    added = pupils.filter(pl.col("klas").is_in(list(fits))).select(
        pl.col("leerling_nr"),
        pl.col("klas").replace(fits).alias("groep"),
        pl.col("inschrijfdatum").alias("van"),
        pl.col("uitschrijfdatum").alias("tot"),
        pl.col("bestand_nr"),
        pl.col("regelnummer"),
    )
    return pl.concat([groups, added.select(groups.columns).cast(dict(groups.schema))]), len(mapped) - len(fits)


# --- what is told --------------------------------------------------------------------------------------------------


def tell_mapping(school: str, mapping: SchoolMapping, *, shown: Collection[str]) -> list[Finding]:
    """That a mapping was used, and what it says. `shown`: codes and classes that an output may show.

    Of the columns only names whose words are known.
    """
    if mapping.is_empty or mapping.datum is None:
        return []
    columns = [(own, ours) for file in mapping.bestanden for own, ours in file.kolommen.items() if _may_show(own)]
    columns = list(dict.fromkeys(columns))
    codes = [(code, soort) for code, soort in mapping.codes.items() if code in shown]
    classes = [(klas, groep) for klas, groep in mapping.klassen.items() if klas in shown and groep in shown]
    counts = (
        (sum(len(file.kolommen) for file in mapping.bestanden), "kolom", "kolommen"),
        (len(mapping.codes), "code", "codes"),
        (len(mapping.klassen), "klas", "klassen"),
    )
    told = ", ".join(count_words(number, one, more) for number, one, more in counts if number)
    return [
        make_finding(
            school,
            "koppeling_gebruikt",
            aantal=mapping.size,
            datum=f"{mapping.datum:%d-%m-%Y}",
            wat=told,
            paren=_say_pairs("Kolommen", columns) + _say_pairs("Codes", codes) + _say_pairs("Klassen", classes),
        )
    ]


def _may_show(own: str) -> bool:
    return normalise_name(own) in list_known_names() or read_meaning(own).known


def _say_pairs(title: str, pairs: Collection[tuple[str, str]]) -> str:
    told = ", ".join(f"'{own}' is '{ours}'" for own, ours in list(pairs)[:_MOST_SHOWN])
    return f" {title}: {told}." if told else ""


def tell_misfits(
    school: str, mapping: SchoolMapping, *, used: Iterable[FileMapping], classes: int, other_kinds: int
) -> list[Finding]:
    """What of a mapping fits no more: files, classes, and codes with another kind in the school's own table."""
    known = list(used)
    gone = [file for file in mapping.bestanden if file not in known]
    found = [
        make_finding(
            school,
            "koppeling_bestand_past_niet",
            soort=get_layout(file.als).label,
            regel=file.line or "het bestand",
            aantal=len(file.kolommen),
        )
        for file in gone
    ]
    if classes:
        words = count_words(classes, "klas", "klassen")
        found.append(make_finding(school, "koppeling_klas_past_niet", kolom="klas", aantal=classes, klassen=words))
    if other_kinds:
        words = count_words(other_kinds, "code", "codes")
        found.append(make_finding(school, "koppeling_code_anders", kolom="code", aantal=other_kinds, codes=words))
    return found


def tell_unused_columns(
    school: str, columns: Mapping[str, str], lines: Mapping[str, str], headers: Iterable[Header]
) -> list[Finding]:
    """Columns of `[school.kolommen]` that no file of the delivery has: by their line in swv.toml, not by their name."""
    there = {name for header in headers for name in header.names}
    return [
        make_finding(school, "eigen_kolom_nergens", kolom=ours, regel=lines.get(own, "een regel"), naam=ours)
        for own, ours in columns.items()
        if normalise_name(own) not in there
    ]
