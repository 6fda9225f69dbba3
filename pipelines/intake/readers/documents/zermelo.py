"""The timetable of Zermelo: the answer of its portal on `/api/v3/appointments` (formats 13.1).

Teachers, subjects, rooms and remarks of the lessons never leave this module.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pipelines.intake.readers.documents.answer import Json, as_list, get_at, list_answers, to_text
from pipelines.intake.readers.documents.lessons import Lesson, Timetable, list_hours, make_local
from pipelines.intake.readers.table import RowFault
from pipelines.intake.values import YES

_SLOTS = frozenset({"lesson", "exam", "choice", "activity", ""})
_NO_SLOTS = frozenset({"talk", "other"})
_OWN_KEYS = frozenset({"appointmentInstance", "startTimeSlot", "groups", "students"})
# Seconds up to the year 2100; milliseconds are far beyond it.
_LAST_SECOND = 4_102_444_800


def is_timetable(content: Json) -> bool:
    """Whether an answer holds appointments; an answer of the portal without any is one too."""
    answers = list_answers(content)
    if any(_is_appointment(item) for item in list_items(content)):
        return True
    return bool(answers) and all(get_at(answer, "response", "data") == [] for answer in answers)


def list_items(content: Json) -> Iterator[Json]:
    """The appointments of one answer, of a list of answers, or of a bare list."""
    for answer in list_answers(content):
        data = get_at(answer, "response", "data")
        data = get_at(answer, "data") if data is None else data
        if isinstance(data, list):
            yield from data
        else:
            yield answer


def _is_appointment(item: Json) -> bool:
    return isinstance(item, dict) and {"start", "end"} <= set(item) and not _OWN_KEYS.isdisjoint(item)


def read_timetable(content: Json) -> Timetable:
    """The lessons that stand: of all valid versions of a lesson the latest."""
    count, strange, unread, days = 0, [], [], set()
    latest: dict[str, tuple[tuple[int, int, int], Lesson | None]] = {}
    for line, item in enumerate(list_items(content), start=1):
        count = line
        kind = to_text(get_at(item, "type")).strip().lower()
        if not _is_appointment(item) or kind not in _SLOTS | _NO_SLOTS:
            strange.append(line)
            continue
        if not _says_yes(item, "valid", default=True):
            continue
        times = _read_times(item)
        if times is None:
            unread.append(RowFault(line, "datum_onleesbaar", "start", ""))
            continue
        days.add(times[0].date())
        lesson = _make_lesson(line, item, *times) if kind in _SLOTS else None
        instance = to_text(get_at(item, "appointmentInstance")) or f"#{line}"
        rank = _read_number(item, "lastModified"), _read_number(item, "id"), line
        if instance not in latest or latest[instance][0] < rank:
            latest[instance] = rank, lesson
    lessons = [lesson for _, lesson in latest.values() if lesson is not None]
    return Timetable(count, tuple(lessons), frozenset(days), tuple(strange), tuple(unread))


def _make_lesson(line: int, item: Json, begin: datetime, end: datetime) -> Lesson | None:
    groups, pupils = _list_texts(item, "groups"), _list_texts(item, "students")
    online = _list_texts(item, "onlineStudents")
    # Who follows the lesson online has it too; being online is no event.
    together = frozenset((*pupils, *online)) if pupils or not groups else frozenset()
    if not groups and not together:
        return None
    off = _says_yes(item, "cancelled", default=False)
    return Lesson(line, begin, end, tuple(groups), together, _read_hours(item), is_off=off)


def _list_texts(item: Json, key: str) -> list[str]:
    return [text for value in as_list(get_at(item, key)) if (text := to_text(value).strip())]


def _says_yes(item: Json, key: str, *, default: bool) -> bool:
    text = to_text(get_at(item, key)).strip().lower()
    return text in YES if text else default


def _read_times(item: Json) -> tuple[datetime, datetime] | None:
    begin, end = _read_moment(item, "start"), _read_moment(item, "end")
    return (begin, end) if begin and end else None


def _read_moment(item: Json, key: str) -> datetime | None:
    """Seconds since 1970 to the clock in the Netherlands; None for what is no such number."""
    seconds = _read_number(item, key)
    return make_local(datetime.fromtimestamp(seconds, UTC)) if 0 < seconds < _LAST_SECOND else None


def _read_hours(item: Json) -> tuple[int, ...]:
    first, last = _read_number(item, "startTimeSlot"), _read_number(item, "endTimeSlot")
    if first < 0:
        return ()
    return list_hours(first, max(first, last))


def _read_number(item: Json, key: str) -> int:
    """A whole number of at most 15 digits; -1 for anything else."""
    text = to_text(get_at(item, key)).strip()
    return int(text.removesuffix(".0")) if re.fullmatch(r"[0-9]{1,15}(?:\.0)?", text) else -1
