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


class Divider:
    """Tells of one model after another, each after what it reads, what it is made from."""

    def __init__(self) -> None:
        self._of_swv = set(list_marts(SWV))
        self._given = set(_LISTS)
        self._readable = set(_LISTS)
        self._links: set[str] = set()
        self._kept: dict[str, str] = {}

    def know(self, columns: Mapping[str, Collection[str]]) -> None:
        """Take in what was delivered and the references. `columns`: of every table that is there, by name."""
        self._given.update(name for name in columns if name.startswith("ref_") and SCHOOL_NR not in columns[name])
        self._readable.update(name for name in columns if name.startswith(("raw_", "ref_")))

    def add(self, name: str, sql: str, columns: Collection[str]) -> None:
        """Take in a model that has these columns.

        It is kept when it has a column that says of which school a row is, and reads only what is kept, given or a
        link. The marts of the SWV are never: they are made to lay schools beside each other.
        """
        sources = read_sources(sql) - {name}
        key = next((key for key in _KEYS if key in columns), None)
        if name in _LINKS and sources <= self._readable:
            self._links.add(name)
        elif columns and key is None and sources <= self._given:
            self._given.add(name)
        elif key is not None and name not in self._of_swv and sources <= self._readable:
            self._kept[name] = key
        else:
            return
        self._readable.add(name)

    def is_kept(self, name: str) -> bool:
        """Whether this model is kept per school."""
        return name in self._kept

    def is_over_all(self, name: str) -> bool:
        """Whether this model is made over all schools alone."""
        return name not in self._readable

    def divide(self, models: Collection[str]) -> Division:
        """The models that were taken in, in this order."""
        return Division(
            tuple(name for name in models if name in self._given),
            tuple(name for name in models if name in self._links),
            {name: self._kept[name] for name in models if name in self._kept},
        )


def list_to_divide(models: Collection[str]) -> list[str]:
    """Those of the models of which it is not known beforehand that they are made over all schools."""
    return sorted(set(models) - set(list_marts(SWV)))
