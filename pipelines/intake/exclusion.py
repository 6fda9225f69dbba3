"""What a file is not: columns that rule a layout out, known by their meaning and not by one name (contract 1.3).

A list of pupils with a date in it is a list of absences under another header; read as pupils it would make every
child in it present. A list of free days with a pupil in it would take the days of the whole school away.
"""

from collections.abc import Callable, Iterable

from pipelines.intake.readers.table import Header
from schemas.exports import Layout, kinds
from schemas.exports.meanings import Meaning, list_beside_free_days, read_meaning

_WHEN = frozenset({"datum", "begin", "eind"})
_WHICH_LESSON = frozenset({"lesuur", "dagdeel"})
_WHY = frozenset({"code", "geoorloofd", "verzuim"})
_ONLY_ABSENCE = frozenset({"lesuur", "dagdeel", "geoorloofd", "verzuim"})
_WITHIN_A_DAY = frozenset({"tijd", "lesuur", "dagdeel"})
_HOW_LONG = frozenset({"eind", "aantal"})
_PER_DAY = (kinds.ABSENTIES_LES.name, kinds.ABSENTIES_DAGDEEL.name)


def find_excluding(layout: Layout, header: Header, layouts: Iterable[Layout]) -> tuple[int, ...]:
    """Places of the columns by which the file is something else than `layout`; none when it may be that.

    `header.names` hold the names after the school's own mapping. Columns that any layout of the same kind knows are
    no sign of something else.
    """
    excludes = _EXCLUDES.get(layout.kind.soort)
    if excludes is None:
        return ()
    known = _list_known(other for other in layouts if other.kind.soort == layout.kind.soort)
    beside = {
        place: read_meaning(cell)
        for place, (cell, name) in enumerate(zip(header.cells, header.names, strict=True))
        if name and name not in known
    }
    if layout.kind.soort == kinds.REGISTER.soort and not _tells_absences(beside.values()):
        return ()
    return tuple(place for place, meaning in beside.items() if excludes(header.names[place], meaning))


def find_disguised(layout: Layout, header: Header, mapped: Header) -> tuple[int, ...]:
    """Places of columns of which only an absence list has the name, and that a mapping makes those of a list of pupils.

    `mapped`: the header after the mapping. Nobody may be made present by calling an absence an enrolment.
    """
    if layout.kind.soort not in (kinds.LEERLINGEN.soort, kinds.GROEPEN.soort):
        return ()
    return tuple(
        place
        for place, (cell, own, ours) in enumerate(zip(header.cells, header.names, mapped.names, strict=True))
        if own != ours and _ONLY_ABSENCE.intersection(read_meaning(cell).absence)
    )


def find_unread_end(layout: Layout, header: Header) -> tuple[int, ...]:
    """Places of columns that say until when, which this layout of absences cannot read; they may not be passed over.

    Per lesson or part of the day: a last lesson hour or day. A span: times, lesson hours or parts of the day in columns
    of their own, and, where no column is read as its end, whatever says until when or how many days. Passed over, a
    morning or a day away would be an absence until further notice.
    """
    known = _list_known([layout])
    beside = [
        (place, read_meaning(cell).absence)
        for place, (cell, name) in enumerate(zip(header.cells, header.names, strict=True))
        if name not in known
    ]
    if layout.kind.name in _PER_DAY:
        return tuple(place for place, signs in beside if "eind" in signs and "tijd" not in signs)
    if layout.kind.name == kinds.ABSENTIES_SPAN.name:
        unread = [place for place, signs in beside if _WITHIN_A_DAY.intersection(signs) and "aantal" not in signs]
        if not _has_end(layout, header):
            unread += [place for place, signs in beside if _HOW_LONG.intersection(signs) and place not in unread]
        return tuple(sorted(unread))
    return ()


def find_single_days(layout: Layout, header: Header, mapped: Header) -> tuple[int, ...]:
    """Places of columns that say on which day, and that a mapping makes the begin of a span without an end.

    `mapped`: the header after the mapping. Each day away would be an absence until further notice.
    """
    if layout.kind.name != kinds.ABSENTIES_SPAN.name or _has_end(layout, mapped):
        return ()
    return tuple(
        place
        for place, (cell, own, ours) in enumerate(zip(header.cells, header.names, mapped.names, strict=True))
        if own != ours and layout.columns.get(ours) == "begin" and "begin" not in read_meaning(cell).absence
    )


def _has_end(layout: Layout, header: Header) -> bool:
    return any(layout.columns.get(name) == "eind" for name in header.names)


def _list_known(layouts: Iterable[Layout]) -> frozenset[str]:
    return frozenset(name for layout in layouts for name in (*layout.columns, *layout.dropped, *layout.required))


def _tells_absences(beside: Iterable[Meaning]) -> bool:
    """More than one thing that only an absence tells: when, which lesson, why."""
    signs = {sign for meaning in beside for sign in meaning.absence}
    return sum(bool(signs & group) for group in (_WHEN, _WHICH_LESSON, _WHY)) > 1


def _of_absence(name: str, meaning: Meaning) -> bool:
    return bool(meaning.absence)


def _of_absence_or_pupil(name: str, meaning: Meaning) -> bool:
    return bool(meaning.absence) or meaning.person in ("leerlingnummer", "klas")


def _of_a_pupil_away(name: str, meaning: Meaning) -> bool:
    return meaning.person == "leerlingnummer" or not {"geoorloofd", "verzuim"}.isdisjoint(meaning.absence)


def _of_anything(name: str, meaning: Meaning) -> bool:
    return name not in list_beside_free_days()


_EXCLUDES: dict[str, Callable[[str, Meaning], bool]] = {
    kinds.LEERLINGEN.soort: _of_absence,
    kinds.GROEPEN.soort: _of_absence,
    kinds.CODES.soort: _of_absence_or_pupil,
    kinds.KALENDER.soort: _of_anything,
    kinds.ROOSTER_WEEK.soort: _of_a_pupil_away,
    kinds.REGISTER.soort: _of_absence,
}
