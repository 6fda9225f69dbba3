"""A timetable as a calendar (iCalendar, `.ics`): one file per group or pupil (formats 13.3).

Only moments, recurrences and the name of the calendar are read; titles, descriptions and places never leave here.
Zones and recurrences are the library's work. What it is given is bounded first, since a rule can ask for more lessons
than there are atoms: only plain rules, over the days that are asked, and together no more than a timetable can hold.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from icalendar import Calendar
from icalendar.parser import Contentline
from icalendar.prop import vDDDTypes, vDuration
from recurring_ical_events import of as query_recurrences

from pipelines.intake.readers.documents.lessons import FIRST_YEAR, LAST_YEAR, Lesson, Timetable, make_local
from pipelines.intake.readers.table import RowFault, make_refusal

MAX_BYTES = 20 * 1024 * 1024
# A group has some 1,200 lessons a year.
_MOST_EVENTS = 20_000
_MOST_OCCURRENCES = 50_000
_MOST_DATES = 2_000
_ONE_DAY = timedelta(days=1)
# The group of all lessons of a calendar, which has one name.
NO_NAME = "1"
# So long before the days that are asked a recurrence may have begun, and so far an override may lie from its lesson.
_LONGEST = timedelta(days=800)
_KEPT = frozenset({"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}) | {
    *("STATUS", "TRANSP", "SEQUENCE"),
}
_NAME = "X-WR-CALNAME"
_MARK = "X-MSA-REGEL"
_MOMENT = re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?")
_WORDS = re.compile(r"[A-Z0-9:+,\-]{1,400}")
_DAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
_RULE_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY"})
_STEP_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_LAST_MONTH, _LAST_MONTH_DAY, _MOST_WEEKDAYS, _MOST_COUNT = 12, 31, 5, 10**12
_SAFE_MONTH_DAY = 28
_MOST_INTERVAL = 366
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError, RecursionError)

Moment = date | datetime


class _BadEventError(Exception):
    """An event that cannot be used: `code` of the finding, `column` the property."""

    def __init__(self, code: str, column: str):
        super().__init__(code)
        self.code, self.column = code, column


@dataclass
class _Event:
    """One VEVENT: the line on which it begins, and what is kept of it: property -> zone and value of each time."""

    line: int
    given: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.given[name][0][1].strip() if name in self.given else ""

    @property
    def is_override(self) -> bool:
        return "RECURRENCE-ID" in self.given

    @property
    def recurs(self) -> bool:
        return "RRULE" in self.given or "RDATE" in self.given

    @property
    def sequence(self) -> int:
        text = self.get("SEQUENCE")
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    @property
    def is_cancelled(self) -> bool:
        return self.get("STATUS").upper() == "CANCELLED"

    @property
    def takes_no_time(self) -> bool:
        return self.get("TRANSP").upper() == "TRANSPARENT"


@dataclass(frozen=True)
class _Span:
    """One time that an event is held."""

    event: _Event
    begin: Moment
    end: Moment


@dataclass(frozen=True)
class CalendarFile:
    """The name of a calendar ("" when it has none), and its lessons as a timetable of a group without a name."""

    name: str
    timetable: Timetable


def read_calendar(text: str, *, window: tuple[date, date] | None, file: str) -> CalendarFile:
    """The lessons of a calendar that begin on the days of `window`, both inclusive; raises DeliveryRefused.

    Without a window: from its first event on, two years.
    """
    name, events = _parse(text, file)
    if len(events) > _MOST_EVENTS:
        raise make_refusal("agenda_te_groot", file=file)
    with warnings.catch_warnings():
        # The library warns with the text of a zone.
        warnings.simplefilter("ignore")
        lessons, days, faults = _list_lessons(events, window or _find_window(events), file)
    return CalendarFile(name, Timetable(len(events), tuple(lessons), frozenset(days), (), tuple(faults)))


def _find_window(events: list[_Event]) -> tuple[date, date]:
    days = []
    for event in events:
        with suppress(_BadEventError):
            days.append(make_day(_read(event, "DTSTART")))
    first = min(days, default=date(FIRST_YEAR, 1, 1))
    return first, first + timedelta(days=730)


# --- lines -----------------------------------------------------------------------------------------------------------


def _parse(text: str, file: str) -> tuple[str, list[_Event]]:
    """The name of the calendar and its events. A file that ends before its calendar does is not whole."""
    name, events, stack = "", [], []
    for line, content in _unfold(text):
        head, _, value = content.partition(":")
        key = head.partition(";")[0].strip().upper()
        if key == "BEGIN":
            stack.append(value.strip().upper())
            if stack == ["VCALENDAR", "VEVENT"]:
                events.append(_Event(line))
        elif key == "END":
            if not stack or stack.pop() != value.strip().upper():
                raise make_refusal("agenda_onleesbaar", file=file, line=line)
        elif stack == ["VCALENDAR", "VEVENT"] and key in _KEPT:
            events[-1].given.setdefault(key, []).append(_split(content))
        elif stack == ["VCALENDAR"] and key == _NAME and not name:
            name = re.sub(r"\\([,;\\])", r"\1", value).strip()
    if stack or not text.strip():
        raise make_refusal("agenda_onleesbaar", file=file)
    return name, events


def _unfold(text: str) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first line; a line that begins with a blank goes on the one before."""
    first, parts = 1, []
    for number, line in enumerate(text.splitlines(), start=1):
        if parts and line[:1] in (" ", "\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield first, "".join(parts)
        first, parts = number, [line]
    if parts:
        yield first, "".join(parts)


def _split(content: str) -> tuple[str, str]:
    """Zone and value of a property; RANGE of a recurrence stands before its value."""
    try:
        _, parameters, value = Contentline(content).parts()
    except _BROKEN:
        return "", ""
    zone = parameters.get("TZID", "")
    mark = ">" if str(parameters.get("RANGE", "")).upper() == "THISANDFUTURE" else ""
    return (str(zone) if isinstance(zone, str) else ""), mark + str(value)


# --- lessons ---------------------------------------------------------------------------------------------------------


def _list_lessons(
    events: list[_Event], window: tuple[date, date], file: str
) -> tuple[list[Lesson], set[date], list[RowFault]]:
    """The lessons, the days on which there is any event, and the events that cannot be used."""
    faults: list[RowFault] = []
    groups: list[list[_Event]] = []
    asked = 0
    for group in _group(events):
        groups.append([])
        for event in group:
            try:
                asked += _check(event, window)
                if event.is_override or isinstance(_read_span(event)[0], datetime):
                    groups[-1].append(event)
            except _BadEventError as bad:
                faults.append(RowFault(event.line, bad.code, bad.column, ""))
    if asked > _MOST_OCCURRENCES:
        raise make_refusal("agenda_te_groot", file=file)
    spans: list[_Span] = []
    for group in groups:
        try:
            recurs = any(event.recurs or event.is_override for event in group)
            spans += _expand(group, window) if recurs else [_Span(event, *_read_span(event)) for event in group]
        except _BROKEN:
            faults += [RowFault(event.line, "herhaling_niet_gelezen", "RRULE", "") for event in group]
    spans = [span for span in spans if window[0] <= make_day(make_local(span.begin)) <= window[1]]
    return _make_lessons(spans), {make_day(make_local(span.begin)) for span in spans}, faults


def _make_lessons(spans: list["_Span"]) -> list[Lesson]:
    """An event of whole days, or one that takes no time of anybody, is no lesson."""
    lessons = []
    for span in spans:
        begin, end = make_local(span.begin), make_local(span.end)
        if isinstance(begin, datetime) and isinstance(end, datetime) and not span.event.takes_no_time:
            lessons.append(Lesson(span.event.line, begin, end, (NO_NAME,), is_off=span.event.is_cancelled))
    return lessons


def _group(events: list[_Event]) -> list[list[_Event]]:
    """Events that belong together by UID: a lesson with its overrides. Of versions of one the highest SEQUENCE.

    Two events without RECURRENCE-ID and with one UID are two lessons: a program that does so means no version.
    """
    by_uid: defaultdict[str, list[_Event]] = defaultdict(list)
    for event in events:
        by_uid[event.get("UID") or f"#{event.line}"].append(event)
    groups = []
    for found in by_uid.values():
        masters = [event for event in found if not event.is_override]
        latest = max((event.sequence for event in masters), default=0)
        masters = [event for event in masters if event.sequence == latest]
        overrides = [event for event in found if event.is_override]
        groups += [[*masters[:1], *overrides], *([event] for event in masters[1:])]
    return groups


def _check(event: _Event, window: tuple[date, date]) -> int:
    """Raises _BadEventError for an event that cannot be used; else how many occurrences the library may have to try."""
    begin, end = _read_span(event)
    if _compare(end, begin) < 0 or (isinstance(begin, datetime) and make_day(end) - make_day(begin) > _ONE_DAY):
        raise _BadEventError("les_zonder_duur", "DTEND")
    if event.is_override:
        moved = _read(event, "RECURRENCE-ID")
        if abs(make_day(moved) - make_day(begin)) > _LONGEST:
            raise _BadEventError("herhaling_niet_gelezen", "RECURRENCE-ID")
    dates = [_read_each(event, name) for name in ("EXDATE", "RDATE")]
    if "EXRULE" in event.given or sum(map(len, dates)) > _MOST_DATES or len(event.given.get("RRULE", ())) > 1:
        raise _BadEventError("herhaling_niet_gelezen", "RRULE")
    if "RRULE" not in event.given:
        return 1 + sum(map(len, dates))
    days = _check_rule(event.get("RRULE").upper())
    # An event that began long ago is not counted through: the lessons of its first years are not asked.
    if window[0] - make_day(begin) > _LONGEST:
        raise _BadEventError("herhaling_niet_gelezen", "DTSTART")
    return 1 + sum(map(len, dates)) + max(int((window[1] - make_day(begin)).days * days), 0)


def _check_rule(rule: str) -> float:
    """How many times a day a plain rule gives at most; raises _BadEventError for any other rule.

    A rule of which no day exists would be looked for up to the year 9999.
    """
    bad = _BadEventError("herhaling_niet_gelezen", "RRULE")
    parts = dict(part.partition("=")[::2] for part in rule.strip(";").split(";"))
    if not set(parts) <= _RULE_PARTS or len(parts) != len(rule.strip(";").split(";")):
        raise bad
    if parts.get("FREQ") not in _STEP_DAYS or not all(_WORDS.fullmatch(value) for value in parts.values()):
        raise bad
    interval = _read_int(parts.get("INTERVAL", "1"), 1, _MOST_INTERVAL)
    _read_int(parts.get("COUNT", "1"), 1, _MOST_COUNT)
    if "UNTIL" in parts and not _MOMENT.fullmatch(parts["UNTIL"]):
        raise bad
    if parts.get("WKST", "MO") not in _DAYS:
        raise bad
    months = [_read_int(month, 1, _LAST_MONTH) for month in _cut(parts, "BYMONTH")]
    month_days = [abs(_read_int(day, -_LAST_MONTH_DAY, _LAST_MONTH_DAY)) for day in _cut(parts, "BYMONTHDAY")]
    for day in _cut(parts, "BYDAY"):
        number, name = day[:-2], day[-2:]
        plain = parts["FREQ"] in ("DAILY", "WEEKLY")
        if name not in _DAYS or (number and (plain or not _read_int(number, -_MOST_WEEKDAYS, _MOST_WEEKDAYS))):
            raise bad
    narrow = [name for name in ("BYMONTH", "BYMONTHDAY") if name in parts]
    if 0 in month_days or (narrow and max(month_days, default=0) > _SAFE_MONTH_DAY and (months or interval > 1)):
        raise bad
    # What steps over days may step over all that the rule asks.
    if interval > 1 and (narrow or (parts["FREQ"] != "WEEKLY" and "BYDAY" in parts)):
        raise bad
    return (
        1.0
        if narrow or parts["FREQ"] in ("MONTHLY", "YEARLY")
        else max(len(_cut(parts, "BYDAY")), 1) / (_STEP_DAYS[parts["FREQ"]] * interval)
    )


def _cut(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _read_int(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,12}", text) or not least <= int(text) <= most:
        raise _BadEventError("herhaling_niet_gelezen", "RRULE")
    return int(text)


def make_day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _compare(one: Moment, other: Moment) -> int:
    """Below 0 where `one` lies before `other`; of a day and a moment only the days are compared."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        first, second = make_local(one), make_local(other)
        return (first > second) - (first < second)
    return (make_day(one) > make_day(other)) - (make_day(one) < make_day(other))


def _read_span(event: _Event) -> tuple[Moment, Moment]:
    """Begin and end; without an end a day, or no time at all."""
    begin = _read(event, "DTSTART")
    if "DTEND" in event.given:
        return begin, _read(event, "DTEND")
    if "DURATION" not in event.given:
        return begin, begin
    try:
        length = vDuration.from_ical(event.get("DURATION"))
        if not timedelta(0) <= length <= _ONE_DAY:
            raise ValueError
        return begin, begin + length
    except _BROKEN:
        raise _BadEventError("les_zonder_duur", "DURATION") from None


def _read(event: _Event, name: str) -> Moment:
    zone, text = event.given[name][0] if name in event.given else ("", "")
    return _read_moment(zone, text.removeprefix(">").strip(), name)


def _read_each(event: _Event, name: str) -> list[Moment]:
    return [
        _read_moment(zone, text.strip(), name)
        for zone, value in event.given.get(name, ())
        for text in value.split(",")
        if text.strip()
    ]


def _read_moment(zone: str, text: str, name: str) -> Moment:
    """A zone that the library does not know is no zone: the clock time as it stands."""
    if not _MOMENT.fullmatch(text):
        raise _BadEventError("datum_onleesbaar", name)
    try:
        found = vDDDTypes.from_ical(text, timezone=zone or None)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError
    except _BROKEN:
        raise _BadEventError("datum_onleesbaar", name) from None
    return found


# --- recurrences -----------------------------------------------------------------------------------------------------


def _expand(events: list[_Event], window: tuple[date, date]) -> list[_Span]:
    """Each time on the days of the window that a lesson with its recurrences and overrides is held."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-"]
    for event in events:
        lines += ["BEGIN:VEVENT", "UID:1", f"{_MARK}:{event.line}", f"SEQUENCE:{event.sequence}"]
        begin, end = _read_span(event)
        # A whole day that takes the place of a lesson may be long; it is no lesson, however long.
        end = end if isinstance(begin, datetime) else begin + _ONE_DAY
        lines += [_write("DTSTART", begin), _write("DTEND", end)]
        lines += [_write(name, moment) for name in ("EXDATE", "RDATE") for moment in _read_each(event, name)]
        if event.is_override:
            future = ";RANGE=THISANDFUTURE" if event.get("RECURRENCE-ID").startswith(">") else ""
            lines.append(_write(f"RECURRENCE-ID{future}", _read(event, "RECURRENCE-ID")))
        if "RRULE" in event.given:
            lines.append(f"RRULE:{event.get('RRULE').upper().strip(';')}")
        lines += ["END:VEVENT"]
    calendar = Calendar.from_ical("\r\n".join([*lines, "END:VCALENDAR", ""]))
    by_line = {event.line: event for event in events}
    # A day more on either side: a zone may lie a day apart.
    found = query_recurrences(calendar).between(window[0] - _ONE_DAY, window[1] + _ONE_DAY)
    return [_Span(by_line[int(str(one[_MARK]))], one["DTSTART"].dt, one["DTEND"].dt) for one in found]


def _write(name: str, moment: Moment) -> str:
    """A property of the calendar that the library gets."""
    if not isinstance(moment, datetime):
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    zone = getattr(moment.tzinfo, "key", None)
    clock = f"{moment:%Y%m%dT%H%M%S}"
    if zone in ("UTC", "Etc/UTC"):
        return f"{name}:{clock}Z"
    return f"{name};TZID={zone}:{clock}" if zone else f"{name}:{clock}"
