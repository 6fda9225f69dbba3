"""Which tables of the store are kept per school: each row is of one school, and made from what that school delivered.

Derived from the SQL and from the columns that its tables have, so that no list has to be kept. A run that counts some
schools takes the rows of the others from the store that stands (`Store.take_over`); all else it makes over all schools.
A row may also be made from the schools where a pupil of the school was before or went to: these are counted beside it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipelines.store.models import SWV, list_marts, read_sources
from schemas.tables import RAW_ABSOLUUT_VERZUIM, RAW_OVERSTAP, RAW_VRIJSTELLING

# Columns that say of which school a row is, the first that a table has: `school_nr` and `school` themselves, numbers of
# pupils, and numbers of what a school has more of, in which that of the school stands in front (sql/README.md).
SCHOOL_NR, SCHOOL, PUPILS = "school_nr", "school", ("leerling_nr", "van_nr")
NUMBERED = ("traject_nr", "profiel_nr", "dagprofiel_nr", "dagtype_nr")
_KEYS = (SCHOOL_NR, *PUPILS, SCHOOL, *NUMBERED)
# What the LPA and the SWV deliver is of no school.
_LISTS = (RAW_ABSOLUUT_VERZUIM.name, RAW_VRIJSTELLING.name, RAW_OVERSTAP.name)
# One row for each row of a list of the SWV, also of pupils whom no school knows: made over all schools, and once more
# over the schools that are counted.
_LINKS = ("win_overstap",)


@dataclass(frozen=True)
class Division:
    """Models by what they are made from, each in the order in which they came.

    `given`: the same whatever the schools deliver. `links`: made over all schools, and over those that are counted.
    `kept`: kept per school, with the column that says of which. All others are made over all schools alone.
    """

    given: tuple[str, ...]
    links: tuple[str, ...]
    kept: Mapping[str, str]


def divide(models: Mapping[str, str], columns: Mapping[str, Collection[str]]) -> Division:
    """The division of `models`, which come after what they read. `columns`: of every table that is there, by name.

    A model is kept when it has a column that says of which school a row is, and reads only what is kept, given or a
    link. The marts of the SWV are never: they are made to lay schools beside each other.
    """
    of_swv = set(list_marts(SWV))
    given = {name for name in columns if name.startswith("ref_") and SCHOOL_NR not in columns[name]} | set(_LISTS)
    readable = given | {name for name in columns if name.startswith(("raw_", "ref_"))}
    links: list[str] = []
    kept: dict[str, str] = {}
    for name, sql in models.items():
        sources = read_sources(sql) - {name}
        key = next((key for key in _KEYS if key in columns.get(name, ())), None)
        if name in _LINKS and sources <= readable:
            links.append(name)
        elif name in columns and key is None and sources <= given:
            given.add(name)
        elif key is not None and name not in of_swv and sources <= readable:
            kept[name] = key
        else:
            continue
        readable.add(name)
    return Division(tuple(name for name in models if name in given), tuple(links), kept)
