"""Whether the timetable is that of the pupils (contract 1.3 (c) and 1.4): spellings of a class, classes without one.

In plain Python over the checked rows: a school is refused before anything is counted.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from pipelines.calendar import Calendar
from pipelines.errors import DeliveryRefused
from pipelines.intake.lessons import AFTER, BEFORE, EVERY_PUPIL, TIMETABLES, WORKING_DAYS, Lessons
from pipelines.intake.readers.table import make_refusal_with
from pipelines.intake.spellings import spell_group
from pipelines.store.periods import school_year_start
from schemas.findings import Finding, make_finding
from schemas.tables import (
    RAW_GROEP,
    RAW_KALENDER,
    RAW_LEERLING,
    RAW_ROOSTER_DATUM,
    RAW_ROOSTER_LEERLING,
    SET_OF_PUPILS,
)

Frames = Mapping[str, pl.DataFrame]
_MISFITS_ARE_ONE_IN = 5
_ENOUGH_SCHOOL_DAYS = 10
_MOST_SHOWN = 40


@dataclass(frozen=True)
class Fit:
    """How the timetable fits the pupils who are enrolled in the period.

    `pupils`: those with enough school days; `misfits`: of these, in no group that a timetable names. `classes`: class,
    its pupils of the period in no such group. `groups`: of the timetable, that no pupil is in. `has_slots`: there is
    a lesson of any pupil at all.
    """

    pupils: int
    misfits: int
    classes: Mapping[str, int]
    groups: tuple[str, ...]
    has_slots: bool

    @property
    def is_wrong(self) -> bool:
        """More than one pupil in five has no timetable, or nobody has a lesson."""
        return not self.has_slots or _MISFITS_ARE_ONE_IN * self.misfits > self.pupils


def find_spellings(frames: Frames) -> dict[str, str]:
    """Group of the timetable -> class or group of pupils that it is, but for case, spaces, `.`, `-` and `_`.

    Only where one of each is written so: with two that are alike nothing is certain (contract 1.4).
    """
    timetable = _by_spelling(list_groups(frames))
    pupils = _by_spelling({*frames[RAW_LEERLING.name]["klas"].unique(), *frames[RAW_GROEP.name]["groep"].unique()})
    return {
        next(iter(groups)): next(iter(pupils[spelling]))
        for spelling, groups in sorted(timetable.items())
        if len(groups) == 1 == len(pupils.get(spelling, ())) and groups != pupils[spelling]
    }


def _by_spelling(names: Collection[str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        found[spell_group(name)].add(name)
    return found


def list_groups(frames: Frames) -> set[str]:
    """Every group that a timetable names, as it writes it."""
    names = {name for table in TIMETABLES for name in frames[table]["groep"].drop_nulls().unique()}
    return {name for name in names if not name.startswith(SET_OF_PUPILS)}


def rename_groups(frames: Frames, spellings: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """The timetables with the names of the pupils' own groups."""
    return {name: frames[name].with_columns(pl.col("groep").replace(dict(spellings))) for name in TIMETABLES}


def judge_fit(
    frames: Frames,
    *,
    van: date,
    tot: date,
    vakantieregio: str,
    schooljaar_begin: tuple[int, int],
    calendar: Calendar,
) -> Fit:
    """How the timetable fits the pupils of the period `van` to `tot`."""
    since = school_year_start(van, schooljaar_begin=schooljaar_begin)
    named = _list_named(frames, since)
    stays = _list_stays(frames)
    days, has_slots = _list_school_days(frames, stays, since, tot, calendar=calendar, vakantieregio=vakantieregio)
    school_days = [day for day in days if day >= van]
    misfits, counted, classes = 0, 0, defaultdict(int)
    # Most of a class are in the same groups on the same days.
    for pupil, pupils in Counter(map(tuple, stays.values())).items():
        present = [stay for stay in pupil if stay.van <= tot and stay.tot >= van]
        if not present:
            continue
        fits = EVERY_PUPIL in named or any(stay.groep in named for stay in present)
        if not fits:
            last = max((stay for stay in present if stay.is_class), key=lambda stay: (stay.van, stay.tot))
            classes[last.groep] += pupils
        if _count_days(present, school_days) >= _ENOUGH_SCHOOL_DAYS:
            counted += pupils
            misfits += 0 if fits else pupils
    taken = {stay.groep for pupil in stays.values() for stay in pupil}
    left = (groep for groep in named - taken - {EVERY_PUPIL} if not groep.startswith(SET_OF_PUPILS))
    return Fit(counted, misfits, dict(sorted(classes.items())), tuple(sorted(left)), has_slots)


class _Stay(NamedTuple):
    """A pupil in a group, on the days of an enrolment; both inclusive."""

    groep: str
    van: date
    tot: date
    is_class: bool


def _list_stays(frames: Frames) -> dict[int, list[_Stay]]:
    """The classes and groups of each pupil; on days of a timetable that lists the pupil, the lessons it lists."""
    stays: defaultdict[int, list[_Stay]] = defaultdict(list)
    columns = ("leerling_nr", "klas", "inschrijfdatum", "uitschrijfdatum")
    for pupil, klas, van, tot in frames[RAW_LEERLING.name].select(columns).iter_rows():
        stays[pupil].append(_Stay(klas, van or BEFORE, tot or AFTER, is_class=True))
    enrolled = {pupil: list(found) for pupil, found in stays.items()}
    members = pl.concat(
        frames[name].select("leerling_nr", "groep", "van", "tot")
        for name in (RAW_GROEP.name, RAW_ROOSTER_LEERLING.name)
    )
    for pupil, groep, van, tot in members.iter_rows():
        for stay in enrolled.get(pupil, ()):
            first, last = max(stay.van, van or BEFORE), min(stay.tot, tot or AFTER)
            if first <= last:
                stays[pupil].append(_Stay(groep, first, last, is_class=False))
    return stays


def _list_named(frames: Frames, since: date) -> set[str]:
    """Groups of which a timetable has a row that is valid on any date from `since` on; EVERY_PUPIL for school hours."""
    dated = frames[RAW_ROOSTER_DATUM.name].filter(pl.col("datum") >= since)
    named = set(dated["groep"].to_list())
    for name in TIMETABLES:
        if name != RAW_ROOSTER_DATUM.name:
            weekly = frames[name].filter((pl.col("geldig_tot") >= since).fill_null(True))
            named.update(weekly["groep"].fill_null(EVERY_PUPIL).to_list())
    return named


def _list_school_days(
    frames: Frames,
    stays: Mapping[int, list[_Stay]],
    since: date,
    tot: date,
    *,
    calendar: Calendar,
    vakantieregio: str,
) -> tuple[list[date], bool]:
    """School days, and whether there is a lesson at all.

    A school day has a lesson of any enrolled pupil; after the last day of every timetable each working day is one.
    """
    local = frames[RAW_KALENDER.name].select("van", "tot", "soort").rows()
    free = calendar.list_free_days(since, tot, vakantieregio=vakantieregio, local=local)
    lessons = Lessons(frames)
    groups = {(stay.groep, stay.van, stay.tot) for pupil in stays.values() for stay in pupil}
    days, has_slots = [], False
    for number in range((tot - since).days + 1):
        day = since + timedelta(days=number)
        if day in free:
            continue
        asked = lessons.list_groups(day)
        is_past = day > lessons.last and day.isoweekday() in WORKING_DAYS
        everyone = EVERY_PUPIL in asked
        has_lesson = any((everyone or groep in asked) and van <= day <= last for groep, van, last in groups)
        has_slots |= has_lesson
        if is_past or has_lesson:
            days.append(day)
    return days, has_slots


def _count_days(stays: Sequence[_Stay], days: Sequence[date]) -> int:
    """On how many of the days a pupil is enrolled."""
    found: set[int] = set()
    for stay in stays:
        if stay.is_class:
            found.update(range(bisect_left(days, stay.van), bisect_right(days, stay.tot)))
    return len(found)


# --- what is told --------------------------------------------------------------------------------------------------


def refuse_misfit(fit: Fit) -> DeliveryRefused:
    """The refusal of a timetable that is not that of the pupils, with the classes and groups that do not meet."""
    return make_refusal_with(
        "rooster_past_niet",
        waarom=f"{fit.misfits} van de {fit.pupils} leerlingen zitten in geen groep die in het rooster staat"
        if fit.misfits
        else "geen enkele leerling heeft een les",
        klassen=_list_shown(fit.classes),
        groepen=_list_shown(fit.groups),
    )


def tell_classes(school: str, fit: Fit) -> list[Finding]:
    """One finding for each class with pupils who are in no group of the timetable."""
    found = []
    for klas, pupils in fit.classes.items():
        words = f"{pupils} leerling{'en' if pupils > 1 else ''}"
        found.append(
            make_finding(school, "klas_zonder_rooster", aantal=pupils, klas=f"Klas '{klas}'", leerlingen=words)
        )
    return found


def tell_spellings(school: str, spellings: Mapping[str, str], *, hidden: Collection[str]) -> Finding:
    """The pairs of spellings that were taken for one group; `hidden`: groups whose name is not shown."""
    pairs = [f"'{ours}' is '{theirs}'" for ours, theirs in spellings.items() if theirs not in hidden]
    shown = ", ".join(pairs[:_MOST_SHOWN]) or "een groep"
    return make_finding(school, "groep_anders_geschreven", aantal=len(spellings), paren=shown)


def _list_shown(names: Collection[str]) -> str:
    shown = list(names)[:_MOST_SHOWN]
    rest = len(names) - len(shown)
    more = f" en nog {rest}" if rest else ""
    return (", ".join(shown) + more) if names else "geen"
