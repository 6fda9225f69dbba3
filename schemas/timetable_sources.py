"""The sources of slots of contract 1.4, the surest first: what `noemer` may hold, and which slots are an estimate."""

from typing import NamedTuple


class TimetableSource(NamedTuple):
    """One source of slots.

    `number`: its rank in the store (`bron_nr`); the lower, the surer. `noemer`: the word of contract 1.4, in table
    leerling_periode. `is_estimated`: its slots have no start and their hours no fixed number. `knows_group`: it decides
    for a group on every day on which it has a row of it, whatever the weekday; else weekday by weekday.
    """

    number: int
    noemer: str
    is_estimated: bool
    knows_group: bool


TIMETABLE_SOURCES = (
    TimetableSource(1, "rooster", is_estimated=False, knows_group=True),
    TimetableSource(2, "lessentabel", is_estimated=True, knows_group=True),
    TimetableSource(3, "lessen_per_week", is_estimated=True, knows_group=True),
    # The timetable where `msa compare` lets an estimate go before it (definition `roosterbron`).
    TimetableSource(4, "rooster", is_estimated=False, knows_group=True),
    # School hours of a group, then those of every pupil.
    TimetableSource(5, "schooltijden", is_estimated=False, knows_group=False),
    TimetableSource(6, "schooltijden", is_estimated=False, knows_group=False),
)
NOEMERS = tuple(dict.fromkeys(source.noemer for source in TIMETABLE_SOURCES))
GESCHATTE_NOEMERS = tuple(dict.fromkeys(source.noemer for source in TIMETABLE_SOURCES if source.is_estimated))
