"""Small but nasty SWVs for Hypothesis: few pupils, one timetable each, absences that reach the boundaries.

Absence patterns are laid on the pupil's own slots (taken from the reference reading), so that runs of four
lesweken, 16 hours, the 9th lateness and the 20 % bound are met often and not by luck.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from hypothesis import strategies as st
from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData

from pipelines.paths import CALENDAR
from tests.lib.oracle import Slot, build_slots, get_free_days, get_monday, read_rows
from tests.lib.region import (
    AbsenceFile,
    Code,
    DatedLesson,
    Enrolment,
    LessonAbsence,
    LessonsPerDay,
    LessonsPerWeek,
    ListedLesson,
    LocalDays,
    Membership,
    Notification,
    Region,
    RegisterRow,
    School,
    SchoolHours,
    SpanAbsence,
    WeeklyLesson,
)

HOLIDAYS = read_rows(CALENDAR / "schoolvakanties.csv")
PUBLIC = read_rows(CALENDAR / "feestdagen.csv")

PEILDATA = (
    date(2026, 1, 1),
    date(2026, 3, 1),  # last day of a holiday in noord
    date(2026, 6, 1),
    date(2026, 9, 1),  # a month into the school year
    date(2026, 10, 14),  # in the autumn holiday
    date(2026, 11, 18),  # Wednesday
    date(2026, 11, 20),  # Friday
    date(2026, 12, 19),  # first day of kerst
    date(2027, 1, 1),  # ISO week 53
    date(2027, 1, 4),  # first school day after kerst
    date(2027, 2, 7),  # Sunday
    date(2027, 3, 1),
    date(2027, 6, 1),
    date(2026, 7, 20),  # summer
    date(2025, 9, 1),
)
PROTOCOLS = (
    ("VO", "noord-kennemerland"),
    ("VO", "noord-kennemerland"),
    ("VSO", "noord-kennemerland"),
    ("PO", "kennemerland"),
    ("VO", "kennemerland"),
)
OA_CODES = ("S", "X", "P", "LX", "oo")
GA_CODES = ("Z", "V", "M", "SC", "og")
NO_REASON = "AO"
LAST_HOUR = 20
GROUPS = ("1A", "1B", "ext")
_LAST_HOUR = 20
BACK = (0, 0, 0, 1, 2, 4, 7, 12, 20, 35, 60, 120, 200)


@dataclass(frozen=True)
class Pattern:
    """The absence rows one pattern makes for one pupil."""

    lessons: tuple[LessonAbsence, ...] = ()
    spans: tuple[SpanAbsence, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a pattern is laid: one pupil's days with slots up to the peildatum, in order."""

    nummer: str
    days: tuple[tuple[Slot, ...], ...]
    peildatum: date


@st.composite
def regions(
    draw: st.DrawFn, *, max_schools: int = 2, protocols: tuple[tuple[str, str], ...] = PROTOCOLS
) -> tuple[Region, date]:
    """One SWV and a peildatum; every school stands on its own, so more schools test more per run."""
    peildatum = draw(st.sampled_from(PEILDATA))
    peildata = draw(
        st.sampled_from(
            [("09-01", "01-01", "03-01", "06-01")] * 3 + [("09-01", "06-01"), ("10-01", "11-15", "01-15"), ("12-31",)]
        )
    )
    region = Region((), vakantieregio=draw(st.sampled_from(["noord", "noord", "midden", "zuid"])), peildata=peildata)
    count = draw(st.integers(1, max_schools))
    schools = tuple(draw(_schools(region, peildatum, f"{number + 10}AB00", protocols)) for number in range(count))
    return replace(region, scholen=schools), peildatum


@st.composite
def _schools(
    draw: st.DrawFn, region: Region, peildatum: date, school_id: str, protocols: tuple[tuple[str, str], ...]
) -> School:
    sector, protocol = draw(st.sampled_from(protocols))
    numbers = [str(1001 + number) for number in range(draw(st.integers(2, 4)))]
    bare = School(
        id=school_id,
        sector=sector,
        protocol=protocol,
        leerlingen=tuple(row for number in numbers for row in draw(_enrolments(number, peildatum))),
        rooster=draw(_weekly_lessons(peildatum)),
        rooster_datum=name_groups(draw(_dated_lessons(peildatum)), peildatum),
        codes=make_codes(draw(st.sampled_from([peildatum - timedelta(days=30), date(2026, 8, 1)]))),
        rooster_leerlingen=draw(st.just(()) | _listed_lessons(numbers, peildatum)),
        groepen=tuple(draw(st.lists(_memberships(numbers, peildatum), max_size=2))),
        kalender=tuple(draw(st.lists(_local_days(peildatum), max_size=2))),
        minuten_per_lesuur=draw(st.sampled_from([50, 45, 75])),
        te_laat_is_les_vanaf=draw(st.sampled_from([None, None, None, 20, 21])),
        register=draw(st.none() | _register(numbers)),
        duo_meldingen=draw(st.none() | _notifications(numbers, peildatum)),
    )
    bare = draw(st.just(bare) | st.just(bare) | _with_estimates(bare, peildatum))
    slots = build_slots(region, bare, peildatum, get_free_days(region, bare, HOLIDAYS, PUBLIC))
    patterns = []
    for number in numbers:
        place = make_place(number, slots[number], peildatum)
        # The first pupil of a school always has a long absence, so that few examples leave a table empty.
        patterns += [draw(_long_runs(place))] if number == numbers[0] and place.days else []
        patterns += [draw(_patterns(place)) for _ in range(draw(st.sampled_from([0, 1, 1, 2, 2, 3])))]
    if bare.lessentabel or bare.lessen_per_week:
        patterns = draw(_for_estimates(patterns))
    return replace(bare, absenties=draw(_files(patterns)))


@st.composite
def _with_estimates(draw: st.DrawFn, school: School, peildatum: date) -> School:
    """The school with estimated timetables and school hours, for groups with and without a timetable (1.4)."""
    day = peildatum - timedelta(days=draw(st.sampled_from([-3, 2, 20, 60, 200])))
    validity = st.sampled_from([(None, None)] * 4 + [(day, None), (None, day)])
    minutes = st.sampled_from([None, 50, 45, 61])
    table, weeks, hours = [], [], []
    groups = draw(st.lists(st.sampled_from([*GROUPS, "9Z"]), min_size=1, max_size=3, unique=True))
    for group in groups:
        if draw(st.booleans()):
            length, bounds = draw(minutes), draw(validity)
            for weekday in draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2, 4, 5), (2, 3)])):
                table.append(LessonsPerDay(group, weekday, draw(st.sampled_from([0, 1, 3, 3, 6])), length, *bounds))
        if draw(st.booleans()):
            weeks.append(
                LessonsPerWeek(group, draw(st.sampled_from([0, 4, 5, 13, 27])), draw(minutes), *draw(validity))
            )
    for group in draw(st.sampled_from([(), (), (None,), (None, "1A"), ("1B", "9Z")])):
        noon = draw(st.sampled_from([(None, None), (time(12), time(12, 30))]))
        hours += [
            SchoolHours(weekday, time(8, 30), time(14, 30 + weekday), *noon, group, *draw(validity))
            for weekday in ((1, 2, 3, 4, 5) if group is None else draw(st.sampled_from([(1, 2, 4), (5,)])))
        ]
    # Of some groups the timetable goes, of some it begins or ends in the course of the year.
    gone = draw(st.lists(st.sampled_from(GROUPS), max_size=3, unique=True))
    cut = draw(st.sampled_from(["none", "none", "before", "after"]))
    kept = [row for row in school.rooster if row.groep not in gone]
    if cut != "none":
        bound = {"geldig_tot" if cut == "before" else "geldig_van": day}
        kept = [replace(row, **bound) if row.groep in groups and row.geldig_tot is None else row for row in kept]
    return replace(
        school,
        rooster=tuple(
            row for row in kept if not (row.geldig_van and row.geldig_tot and row.geldig_tot < row.geldig_van)
        ),
        lessentabel=tuple(table),
        lessen_per_week=tuple(weeks),
        schooltijden=tuple(hours),
    )


def _shift_hours(row: LessonAbsence, shift: int) -> LessonAbsence:
    """Later hours of the same day; an hour that would fall out of range stays, else most rows go into quarantine."""
    last = row.lesuur if row.lesuur_tot is None else row.lesuur_tot
    if last + shift > LAST_HOUR:
        return row
    return replace(
        row, lesuur=row.lesuur + shift, lesuur_tot=None if row.lesuur_tot is None else row.lesuur_tot + shift
    )


@st.composite
def _for_estimates(draw: st.DrawFn, patterns: list[Pattern]) -> list[Pattern]:
    """Other lesson hours than those of the slots, sometimes more; and few times, which go into quarantine (1.4)."""
    shift = draw(st.sampled_from([0, 0, 1, 3]))
    shifted = [replace(each, lessons=tuple(_shift_hours(row, shift) for row in each.lessons)) for each in patterns]
    more = draw(st.sampled_from([(), (), (7,), (7, 8, 9, 12)]))
    first = next((row for each in shifted for row in each.lessons if row.leerlingnummer != "9999"), None)
    extra = tuple(replace(first, lesuur=hour, lesuur_tot=None, code="S") for hour in more) if first else ()
    timed = [row for each in shifted for row in each.spans if _is_timed(row)]
    others = sum(len(each.lessons) + len(each.spans) for each in shifted) - len(timed)
    kept = timed[: others // 4]
    return [
        Pattern(extra),
        *(
            Pattern(each.lessons, tuple(row for row in each.spans if not _is_timed(row) or row in kept))
            for each in shifted
        ),
    ]


def _is_timed(row: SpanAbsence) -> bool:
    return isinstance(row.begin, datetime) or isinstance(row.eind, datetime)


def _shift_hours(row: LessonAbsence, shift: int) -> LessonAbsence:
    """The row so many lesson hours later; a range stays, and what would leave the hours that there are."""
    stays = row.lesuur_tot is not None or row.lesuur + shift > _LAST_HOUR
    return row if stays else replace(row, lesuur=row.lesuur + shift)


def make_place(number: str, slots: list[Slot], peildatum: date) -> Place:
    """Group one pupil's slots by day, up to the peildatum."""
    dates = sorted({slot.datum for slot in slots if slot.datum <= peildatum})
    return Place(number, tuple(tuple(slot for slot in slots if slot.datum == day) for day in dates), peildatum)


def make_codes(change: date) -> tuple[Code, ...]:
    """The school's codes; some change on a date, one is listed twice, lower case is another code."""
    kinds = {
        "S": "spijbelen",
        "P": "voorlopig_ongeoorloofd",
        "LX": "luxe",
        "oo": "overig_ongeoorloofd",
        "Z": "ziek",
        "M": "medisch",
        "V": "verlof",
        "SC": "schorsing",
        "vr": "vrijstelling",
        "og": "overig_geoorloofd",
        "L": "te_laat",
        "LG": "te_laat_geoorloofd",
        "U": "uit_les",
        "E": "elders",
        "A": "aanwezig",
        "N": "niet_tellen",
        NO_REASON: "afwezig_onbekend",
    }
    dated = (
        Code("X", "overig_geoorloofd"),
        Code("X", "ziek", geldig_van=change),
        Code("X", "spijbelen", geldig_van=change),  # same first day: the later row
        Code("W", "ziek", geldig_tot=change),  # no entry after that day: onbekend
        Code("Q", "niet_tellen", geldig_tot=change),
        Code("Q", "spijbelen", geldig_van=change + timedelta(days=1)),
    )
    return (*dated, *(Code(code, kind) for code, kind in kinds.items()))


# --- timetable, enrolment, calendar ------------------------------------------------------------------------------


@st.composite
def _weekly_lessons(draw: st.DrawFn, peildatum: date) -> tuple[WeeklyLesson, ...]:
    rows: list[WeeklyLesson] = []
    for group in GROUPS:
        weekdays = draw(st.sampled_from([(1, 2, 3, 4, 5)] * 4 + [(1,), (2, 4), (1, 2, 3, 4), (3, 5, 6)]))
        rows += draw(_timetable(group, weekdays))
    if draw(st.integers(0, 4)) == 0:  # a new timetable for one class in the course of the year
        change = peildatum - timedelta(days=draw(st.sampled_from([3, 20, 60])))
        rows = [replace(row, geldig_tot=change) if row.groep == "1A" else row for row in rows]
        later = draw(_timetable("1A", (1, 2, 3, 5)))
        rows += [replace(row, geldig_van=change + timedelta(days=1)) for row in later]
    return tuple(rows)


@st.composite
def _timetable(draw: st.DrawFn, group: str, weekdays: tuple[int, ...]) -> list[WeeklyLesson]:
    first = draw(st.sampled_from([1, 1, 1, 3])) if group == "ext" else 1
    count = draw(st.sampled_from([1, 1, 2, 4, 5, 6, 8]))
    length = draw(st.sampled_from([50, 50, 45, 60, 61, 90, 25, 1]))
    start = 8 * 60 + (draw(st.sampled_from([-20, 0, 0, 20])) if group == "ext" else 0)
    times = draw(st.sampled_from(["all", "all", "all", "all", "none", "half"]))
    rows = []
    for weekday in weekdays:
        for number in range(count):
            begin = start + number * length
            begin_time = None if times == "none" else make_time(begin)
            end_time = None if times == "none" or (times == "half" and number % 2) else make_time(begin + length)
            rows.append(WeeklyLesson(group, weekday, first + number, begin_time, end_time))
    return rows


def make_time(minutes: int) -> time:
    """Minutes after midnight as a time of day."""
    return time(minutes // 60, minutes % 60)


@st.composite
def _dated_lessons(draw: st.DrawFn, peildatum: date) -> tuple[DatedLesson, ...]:
    rows: list[DatedLesson] = []
    for back in draw(st.lists(st.sampled_from([-3, -1, 0, 1, 2, 3, 8, 15, 25, 33, 50]), max_size=2, unique=True)):
        group, day = draw(st.sampled_from(GROUPS)), peildatum - timedelta(days=back)
        if draw(st.booleans()):
            rows.append(DatedLesson(group, day, 0, None, None))
        else:
            rows.append(DatedLesson(group, day, 2, time(10), time(10, 40)))
            rows.append(DatedLesson(group, day, 9, None, None))
    return tuple(rows)


@st.composite
def _listed_lessons(draw: st.DrawFn, numbers: list[str], peildatum: date) -> tuple[ListedLesson, ...]:
    """A timetable of some weeks that lists some pupils: on the days from its first to its last it decides for them."""
    listed = draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=2, unique=True))
    last = peildatum - timedelta(days=draw(st.sampled_from([-10, 0, 4, 40, 160])))
    rows = []
    for back in range(draw(st.sampled_from([1, 8, 30, 90])) + 1):
        day = last - timedelta(days=back)
        hours = draw(st.sampled_from([(), (1,), (1, 2), (2, 2), (1, 2, 3, 4)]))
        for place, hour in enumerate(hours) if day.isoweekday() <= len("mdwdv") else ():
            begin = 8 * 60 + 45 * place
            who = tuple(listed) if hour % 2 else (listed[0],)
            rows.append(ListedLesson(who, day, hour, make_time(begin), make_time(begin + 45)))
    return tuple(rows)


def name_groups(rows: tuple[DatedLesson, ...], peildatum: date) -> tuple[DatedLesson, ...]:
    """The rows, and for each group one on a Sunday without lessons: a timetable names it, and it gives no slot.

    Without such a row a school this small would be refused as soon as one pupil is in a group without lessons (1.3 c).
    """
    sunday = peildatum - timedelta(days=peildatum.isoweekday() % 7)
    taken = {row.groep for row in rows if row.datum == sunday}
    return rows + tuple(DatedLesson(group, sunday, 0, None, None) for group in (*GROUPS, "9Z") if group not in taken)


@st.composite
def _enrolments(draw: st.DrawFn, number: str, peildatum: date) -> tuple[Enrolment, ...]:
    klas, other = draw(st.sampled_from([("1A", "1B"), ("1B", "1A"), ("1A", "9Z")]))
    # Five, sixteen, eighteen and twenty-three within reach of the peildata.
    births = [date(2012, 5, 5), date(2008, 2, 29), date(2008, 11, 6), date(2010, 7, 31), date(2003, 11, 6)]
    born = draw(st.sampled_from([None, *births, date(2021, 9, 20)]))
    base = Enrolment(
        number,
        klas,
        leerjaar=draw(st.sampled_from([None, "1", "2"])),
        geboortedatum=born,
        startkwalificatie=draw(st.sampled_from([None, True, False])),
    )
    day = peildatum - timedelta(days=draw(st.sampled_from([0, 1, 3, 5, 10, 18, 30, 45, 70, 100, 150, 250])))
    gap = timedelta(days=draw(st.sampled_from([1, 1, 4, 9, 16, 40])))
    mode = draw(
        st.sampled_from(["open"] * 5 + ["joined", "left", "left", "gap", "gap", "overlap", "equal", "future", "short"])
    )
    if mode == "joined":
        return (replace(base, inschrijfdatum=day),)
    if mode == "left":
        return (replace(base, uitschrijfdatum=day),)
    if mode == "gap":
        return (
            replace(base, inschrijfdatum=date(2024, 8, 1), uitschrijfdatum=day),
            replace(base, klas=other, leerjaar="3", inschrijfdatum=day + gap),
        )
    if mode == "overlap":
        return replace(base, klas=other, inschrijfdatum=day, uitschrijfdatum=day + gap), replace(base)
    if mode == "equal":
        return replace(base, inschrijfdatum=day, leerjaar="5"), replace(base, inschrijfdatum=day, klas=other)
    if mode == "future":
        return (
            replace(base, uitschrijfdatum=day),
            replace(base, klas=other, inschrijfdatum=peildatum + timedelta(days=2)),
        )
    if mode == "short":
        return (replace(base, inschrijfdatum=day - timedelta(days=27), uitschrijfdatum=day),)
    return (base,)


@st.composite
def _memberships(draw: st.DrawFn, numbers: list[str], peildatum: date) -> Membership:
    day = peildatum - timedelta(days=draw(st.sampled_from([0, 5, 20, 60, 150])))
    first, last = draw(st.sampled_from([(None, None), (day, None), (None, day), (day, day + timedelta(days=20))]))
    return Membership(draw(st.sampled_from(numbers)), draw(st.sampled_from(["ext", "ext", "1B"])), first, last)


@st.composite
def _local_days(draw: st.DrawFn, peildatum: date) -> LocalDays:
    first = peildatum - timedelta(days=draw(st.sampled_from([-2, 0, 2, 6, 15, 30, 80])))
    length = timedelta(days=draw(st.sampled_from([0, 0, 1, 4, 8])))
    soort = draw(st.sampled_from(["vrij", "vrij", "les"]))
    if soort == "les":
        first = draw(st.sampled_from([first, date(2026, 10, 12), date(2027, 2, 22), date(2026, 2, 23)]))
    return LocalDays(first, first + length, soort)


@st.composite
def _register(draw: st.DrawFn, numbers: list[str]) -> tuple[RegisterRow, ...]:
    cells = st.sampled_from([True, False, None, "-"])
    return tuple(RegisterRow(number, draw(cells)) for number in [*numbers, *numbers[:2]])


@st.composite
def _notifications(draw: st.DrawFn, numbers: list[str], peildatum: date) -> tuple[Notification, ...]:
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        first = peildatum - timedelta(days=draw(st.sampled_from([1, 5, 12, 20, 40, 80])))
        length = draw(st.sampled_from([None, 0, 3, 10, 28]))
        rows.append(
            Notification(
                draw(st.sampled_from(numbers)),
                draw(st.sampled_from(["16uur", "16uur", "lrv", "overig"])),
                first,
                None if length is None else first + timedelta(days=length),
                first + timedelta(days=draw(st.sampled_from([0, 4, 7, 9, 30, 90]))),
            )
        )
    return tuple(rows)


# --- absences ----------------------------------------------------------------------------------------------------


@st.composite
def _patterns(draw: st.DrawFn, place: Place) -> Pattern:
    if len(place.days) < 3:
        return draw(_noise(place))
    kinds = [_long_runs] * 5 + [
        _nearly_absent,
        _scattered,
        _scattered,
        _lateness,
        _sick_spells,
        _noise,
        _noise,
        _rivals,
    ]
    return draw(draw(st.sampled_from(kinds))(place))


def get_stretch(draw: st.DrawFn, place: Place, length: int) -> list[tuple[Slot, ...]]:
    """`length` consecutive days with slots that end some days before the last, or around a given date."""
    last = max(len(place.days) - draw(st.sampled_from(BACK)), 1)
    return list(place.days[max(last - length, 0) : last])


def get_exact_stretch(draw: st.DrawFn, place: Place) -> list[tuple[Slot, ...]]:
    """Days from 14, 27, 28 or 29 positions before a chosen day of return, that day not included."""
    mondays = sorted({get_monday(day[0].datum) for day in place.days})
    positions = [7 * mondays.index(get_monday(day[0].datum)) + day[0].datum.isoweekday() for day in place.days]
    back = positions[-1 - min(draw(st.sampled_from(BACK)), len(positions) - 1)]
    length = draw(st.sampled_from([13, 14, 27, 28, 28, 28, 29]))
    return [day for day, position in zip(place.days, positions, strict=True) if back - length <= position < back]


@st.composite
def _long_runs(draw: st.DrawFn, place: Place) -> Pattern:
    """Whole days absent for 2 to 7 weeks of OA, GA or a mix, written in one of several ways; or over kerst."""
    a_week = len({day[0].datum.isoweekday() for day in place.days[-15:]})
    weeks = draw(st.sampled_from([2, 2, 3, 4, 4, 4, 4, 5, 5, 7, 14]))
    days = get_stretch(draw, place, max(weeks * a_week + draw(st.sampled_from([-1, 0, 0, 0, 1])), 1))
    laid_out = draw(st.sampled_from(["weeks", "weeks", "exact", "exact", "kerst"]))
    if laid_out == "exact":
        days = get_exact_stretch(draw, place) or days
    if laid_out == "kerst":
        year = place.peildatum.year - (place.peildatum.month < 12)
        days = [day for day in place.days if date(year, 12, 7) <= day[0].datum <= date(year + 1, 1, 15)] or days
    mix = draw(st.sampled_from(["oa", "oa", "oa", "oa", "ga", "ga", "days", "halves", "lessons", "unknown", "reason"]))
    oa, ga = draw(st.sampled_from(OA_CODES)), draw(st.sampled_from(GA_CODES))
    written = draw(st.sampled_from(["lessons", "lessons", "span", "moments", "open", "weekly"]))
    if mix in ("oa", "ga") and written != "lessons":
        return _as_spans(place, days, oa if mix == "oa" else ga, written)
    stamp = draw(_stamps())
    rows = []
    for number, day in enumerate(days):
        for slot in day:
            code = {
                "oa": oa,
                "ga": ga,
                "days": (oa, ga)[number % 2],
                "halves": oa if number < len(days) // 2 else ga,
                "lessons": oa if slot is day[0] else ga,
                "reason": NO_REASON if number % 7 == 3 else (oa, ga, NO_REASON)[len(days) % 3],
                "unknown": "?" if number == len(days) // 2 and slot is day[0] else oa,
            }[mix]
            rows.append(LessonAbsence(place.nummer, slot.datum, slot.lesuur, code, stamp(len(rows))))
    return Pattern(lessons=tuple(rows))


def _as_spans(place: Place, days: list[tuple[Slot, ...]], code: str, written: str) -> Pattern:
    first, last = days[0][0].datum, days[-1][0].datum
    if written == "open":
        return Pattern(spans=(SpanAbsence(place.nummer, first, None, code),))
    if written == "moments":
        begin = datetime.combine(first, make_time(days[0][0].begin or 0))
        end = datetime.combine(last, make_time(days[-1][-1].eind or 17 * 60))
        return Pattern(spans=(SpanAbsence(place.nummer, begin, end, code),))
    if written == "weekly":  # called in again every week, with overlap
        return Pattern(
            spans=tuple(
                SpanAbsence(place.nummer, chunk[0][0].datum, chunk[-1][0].datum, code, chunk[0][0].datum)
                for chunk in (days[start : start + 6] for start in range(0, len(days), 5))
            )
        )
    return Pattern(spans=(SpanAbsence(place.nummer, first, last, code),))


@st.composite
def _nearly_absent(draw: st.DrawFn, place: Place) -> Pattern:
    """About one lesson in five present over five to seven weeks, some marked `aanwezig`, `elders` or unknown."""
    days = get_stretch(draw, place, draw(st.sampled_from([20, 25, 30, 35])))
    step = draw(st.sampled_from([4, 5, 5, 6]))
    code = draw(st.sampled_from([*OA_CODES, *GA_CODES, NO_REASON]))
    shown = draw(st.sampled_from([None, "A", "E", "L", "U", "?"]))
    rows = []
    for number, slot in enumerate(slot for day in days for slot in day):
        chosen = shown if number % step == 0 else code
        if chosen:
            rows.append(LessonAbsence(place.nummer, slot.datum, slot.lesuur, chosen))
    return Pattern(lessons=tuple(rows))


@st.composite
def _scattered(draw: st.DrawFn, place: Place) -> Pattern:
    """14 to 18 OA lessons spread over about four weeks."""
    days = get_stretch(draw, place, draw(st.sampled_from([4, 10, 19, 20, 21])))
    slots = [slot for day in days for slot in day]
    count = min(draw(st.sampled_from([14, 15, 16, 16, 17, 18])), len(slots))
    code, stamp = draw(st.sampled_from(OA_CODES)), draw(_stamps())
    chosen = [slots[number * len(slots) // count] for number in range(count)]
    return Pattern(
        lessons=tuple(
            LessonAbsence(place.nummer, slot.datum, slot.lesuur, code, stamp(number))
            for number, slot in enumerate(chosen)
        )
    )


@st.composite
def _lateness(draw: st.DrawFn, place: Place) -> Pattern:
    """7 to 12 times late, one a day or several lessons a day."""
    count = draw(st.sampled_from([7, 8, 9, 9, 9, 10, 12]))
    days = get_stretch(draw, place, draw(st.sampled_from([count, count + 5, 40])))
    slots = [slot for day in days for slot in (day if draw(st.integers(0, 5)) == 0 else day[:1])]
    minutes = draw(st.sampled_from([None, 5, 20]))
    code = draw(st.sampled_from(["L", "L", "L", "LG"]))
    return Pattern(
        lessons=tuple(
            LessonAbsence(place.nummer, slot.datum, slot.lesuur, code, None, minutes) for slot in slots[-count:]
        )
    )


@st.composite
def _sick_spells(draw: st.DrawFn, place: Place) -> Pattern:
    """One to four sick spells, some reported again on Monday, some for a few lessons only."""
    rows: list[SpanAbsence] = []
    lessons: list[LessonAbsence] = []
    for _ in range(draw(st.integers(1, 4))):
        days = get_stretch(draw, place, draw(st.sampled_from([1, 2, 4, 6, 8])))
        rows += [SpanAbsence(place.nummer, day[0].datum, day[0].datum, "Z") for day in days[: len(days) // 2]]
        rows.append(SpanAbsence(place.nummer, days[len(days) // 2][0].datum, days[-1][0].datum, "Z"))
        lessons.append(LessonAbsence(place.nummer, days[0][0].datum, days[0][0].lesuur, "V"))
    return Pattern(tuple(lessons), tuple(rows))


@st.composite
def _rivals(draw: st.DrawFn, place: Place) -> Pattern:
    """Two to four events on the same slots, in every order of entry, lessons and spans together."""
    days = get_stretch(draw, place, draw(st.sampled_from([1, 3, 15])))
    codes = draw(
        st.lists(st.sampled_from(["S", "Z", "L", "A", "N", "?", "E", "W", "Q", "X", NO_REASON]), min_size=2, max_size=4)
    )
    stamps = [draw(_stamps()) for _ in codes]
    lessons = tuple(
        LessonAbsence(place.nummer, day[0].datum, day[0].lesuur, code, stamps[turn](turn))
        for day in days
        for turn, code in enumerate(codes)
    )
    span = SpanAbsence(place.nummer, days[0][0].datum, days[-1][0].datum, "V", stamps[0](1))
    return Pattern(lessons, (span,) if draw(st.booleans()) else ())


@st.composite
def _noise(draw: st.DrawFn, place: Place) -> Pattern:
    """Rows that cover nothing, lie after the peildatum, before the slots, or belong in quarantine; odd spans."""
    number = place.nummer
    peildatum = place.peildatum
    day = peildatum - timedelta(days=draw(st.sampled_from([0, 1, 2, 5, 9, 30, 90])))
    moment = datetime.combine(day, draw(st.sampled_from([time(0), time(8), time(8, 50), time(9, 40), time(12)])))
    later = timedelta(minutes=draw(st.sampled_from([10, 50, 100, 1440, 3000])))
    code = draw(st.sampled_from(["S", "Z", "?", "z", " Z ", "N", "E", "P"]))
    lesson_rows = [
        LessonAbsence(number, day, 20, code),
        LessonAbsence(number, day, 1, code),
        LessonAbsence(number, peildatum + timedelta(days=3), 1, code),
        LessonAbsence(number, date(peildatum.year - 2, 10, 5), 1, code),
        LessonAbsence(number, day, 21, code),
        LessonAbsence(number, day, 0, code),
        LessonAbsence(number, day, 1, " "),
        LessonAbsence("9999", day, 1, code),
        LessonAbsence(number, day, 1, code, lesuur_tot=3),
        LessonAbsence(number, day, 2, code, day, lesuur_tot=20),
    ]
    span_rows = [
        SpanAbsence(number, moment, moment + later, code),
        SpanAbsence(number, day, moment + timedelta(days=1), code),
        SpanAbsence(number, moment, day + timedelta(days=2), code),
        SpanAbsence(number, moment, None, code),
        SpanAbsence(number, peildatum + timedelta(days=1), None, code),
        SpanAbsence(number, day, peildatum + timedelta(days=9), code, day),
        SpanAbsence(number, date(peildatum.year - 2, 9, 28), date(peildatum.year - 2, 10, 30), code),
        SpanAbsence("9999", day, None, code),
    ]
    return Pattern(
        tuple(draw(st.lists(st.sampled_from(lesson_rows), max_size=3))),
        tuple(draw(st.lists(st.sampled_from(span_rows), max_size=2))),
    )


@dataclass(frozen=True)
class _Stamp:
    """`ingevoerd_op` of the n-th row of a pattern."""

    mode: str

    def __call__(self, number: int) -> date | None:
        base = datetime(2026, 9, 1, 8)
        if self.mode == "none" or (self.mode == "some" and number % 3 == 1):
            return None
        if self.mode == "day":
            return base.date()
        if self.mode == "midnight":
            return datetime(2026, 9, 1)
        return base + timedelta(hours=-number if self.mode == "falling" else number)


def _stamps() -> st.SearchStrategy[_Stamp]:
    modes = ["none", "none", "none", "some", "day", "midnight", "rising", "falling"]
    return st.builds(_Stamp, st.sampled_from(modes))


@st.composite
def _files(draw: st.DrawFn, patterns: list[Pattern]) -> tuple[AbsenceFile, ...]:
    """Spread the rows over up to four files whose order of names differs from the order of kinds."""
    names = draw(
        st.sampled_from(
            [
                ("a_les.csv", "b_les.csv", "c_span.csv", "d_span.csv"),
                ("b_les.csv", "d_les.csv", "a_span.csv", "c_span.csv"),
                ("a_les.csv", "B_les.csv", "b_span.csv", "C_span.csv"),  # capitals come first in code points
                ("10_les.csv", "9_les.csv", "2_span.csv", "1_span.csv"),
            ]
        )
    )
    rows: list[list[LessonAbsence | SpanAbsence]] = [[], [], [], []]
    for pattern in patterns:
        rows[draw(st.integers(0, 1))].extend(pattern.lessons)
        rows[2 + draw(st.integers(0, 1))].extend(pattern.spans)
    order = draw(st.sampled_from(["as drawn", "as drawn", "reversed"]))
    return tuple(
        AbsenceFile(
            name, LessonAbsence if number < 2 else SpanAbsence, tuple(found[:: -1 if order == "reversed" else 1])
        )
        for number, (name, found) in enumerate(zip(names, rows, strict=True))
        if found
    )


# --- what the rules of all five protocols need -------------------------------------------------------------------

ALL_PROTOCOLS = (
    ("PO", "twente"),
    ("VO", "twente"),
    ("VSO", "twente"),
    ("PO", "twente-po-2019"),
    ("PO", "kennemerland"),
    ("VO", "kennemerland"),
    ("VO", "noord-kennemerland"),
    ("VO", "noord-kennemerland"),
    ("VSO", "noord-kennemerland"),
    ("VO", "dronten"),
    ("VO", "dronten"),
)


@st.composite
def signal_regions(draw: st.DrawFn, *, schools: int = 4) -> tuple[Region, date]:
    """One SWV whose schools have different rule sets, with absences that reach the threshold of every rule."""
    empty, peildatum = draw(regions(max_schools=1, protocols=ALL_PROTOCOLS[:1]))
    region = replace(empty, scholen=())
    made = []
    for number, protocol in enumerate(draw(st.permutations(ALL_PROTOCOLS))[:schools]):
        school = draw(_schools(region, peildatum, f"{number + 10}AB00", (protocol,)))
        made.append(draw(_for_signals(region, school, peildatum)))
    return replace(region, scholen=tuple(made)), peildatum


def draw_at_random(strategy: st.SearchStrategy[tuple[Region, date]], seed: int) -> tuple[Region, date]:
    """One example, each choice by a generator with this seed.

    `@given` grows examples out of earlier ones: of a region this size most then differ in one choice only, and a
    few dozen runs of the program see but a handful of schools.
    """
    data = ConjectureData(random=Random(seed))
    with BuildContext(data, wrapped_test=draw_at_random):
        return data.draw(strategy)


@st.composite
def _for_signals(draw: st.DrawFn, region: Region, school: School, peildatum: date) -> School:
    numbers = sorted({row.leerlingnummer for row in school.leerlingen})
    births = {number: draw(_births(peildatum)) for number in numbers}
    known = replace(
        school,
        leerlingen=tuple(replace(row, geboortedatum=births[row.leerlingnummer]) for row in school.leerlingen),
        register=draw(st.none() | _register(numbers) | _register(numbers)),
    )
    slots = build_slots(region, known, peildatum, get_free_days(region, known, HOLIDAYS, PUBLIC))
    patterns = []
    for number in numbers:
        place = make_place(number, slots[number], peildatum)
        kinds = [_short_spells, _short_spells, _sick_run, _late_with_minutes, _truant, _provisional, _suspension]
        for kind in draw(st.lists(st.sampled_from(kinds), max_size=2)) if len(place.days) > 3 else []:
            patterns.append(draw(kind(place)))
    files = (
        AbsenceFile("e_les.csv", LessonAbsence, tuple(row for each in patterns for row in each.lessons)),
        AbsenceFile("f_span.csv", SpanAbsence, tuple(row for each in patterns for row in each.spans)),
    )
    return replace(known, absenties=(*school.absenties, *(file for file in files if file.rows)))


@st.composite
def _births(draw: st.DrawFn, peildatum: date) -> date | None:
    """Unknown, or a 5th, 16th, 18th or 23rd birthday some days before or after the peildatum; or 29 February."""
    age = draw(st.sampled_from([None, 5, 16, 18, 18, 18, 23]))
    if age is None:
        return draw(st.sampled_from([None, date(2008, 2, 29), date(2012, 5, 5)]))
    day = peildatum - timedelta(days=draw(st.sampled_from([-30, -1, 0, 1, 2, 5, 11, 20, 29, 40, 75, 130])))
    return date(day.year - age, day.month, min(day.day, 28))


def _lay(place: Place, days: list[tuple[Slot, ...]], code: str) -> tuple[LessonAbsence, ...]:
    return tuple(LessonAbsence(place.nummer, slot.datum, slot.lesuur, code) for day in days for slot in day)


@st.composite
def _short_spells(draw: st.DrawFn, place: Place) -> Pattern:
    """Two to six spells of one or two days, some days apart."""
    count, gap = draw(st.integers(2, 6)), draw(st.sampled_from([2, 3, 5, 10, 14]))
    days = get_stretch(draw, place, count * gap)
    length = draw(st.sampled_from([1, 1, 2])) if gap > 2 else 1
    part = draw(st.booleans())
    sick = [day[:1] if part else day for number, day in enumerate(days) if number % gap < length]
    return Pattern(_lay(place, sick, "Z"))


@st.composite
def _sick_run(draw: st.DrawFn, place: Place) -> Pattern:
    """3 to 12 consecutive sick days, whole or a lesson a day."""
    days = get_stretch(draw, place, draw(st.sampled_from([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])))
    part = draw(st.sampled_from([False, False, True]))
    return Pattern(_lay(place, [day[:1] if part else day for day in days], "Z"))


@st.composite
def _late_with_minutes(draw: st.DrawFn, place: Place) -> Pattern:
    """3 to 16 times late, with minutes that may reach 50 from the 10th on, may miss, or are never there."""
    count = draw(st.sampled_from([3, 5, 6, 8, 9, 10, 11, 12, 13, 15, 16]))
    days = get_stretch(draw, place, draw(st.sampled_from([count, count + 5, 40])))
    slots = [slot for day in days for slot in (day if draw(st.integers(0, 5)) == 0 else day[:1])]
    minutes = st.sampled_from(draw(st.sampled_from([(None,), (10,), (50,), (None, 25), (5, 49, 50), (16, 17, None)])))
    return Pattern(
        tuple(LessonAbsence(place.nummer, slot.datum, slot.lesuur, "L", None, draw(minutes)) for slot in slots[-count:])
    )


@st.composite
def _truant(draw: st.DrawFn, place: Place) -> Pattern:
    """2 to 16 lessons of OA, beside each other or apart."""
    days = get_stretch(draw, place, draw(st.sampled_from([2, 5, 12, 40])))
    slots = [slot for day in days for slot in day]
    count = min(draw(st.sampled_from([2, 3, 5, 6, 7, 8, 9, 10, 15, 16])), len(slots))
    code = draw(st.sampled_from(["S", "S", "LX", "oo", "P"]))
    chosen = [slots[number * len(slots) // count] for number in range(count)]
    return Pattern(_lay(place, [tuple(chosen)], code))


@st.composite
def _provisional(draw: st.DrawFn, place: Place) -> Pattern:
    """One voorlopig lesson some days with lessons ago."""
    back = min(draw(st.sampled_from([1, 4, 5, 6, 7, 8, 30])), len(place.days))
    return Pattern(_lay(place, [place.days[-back][:1]], "P"))


@st.composite
def _suspension(draw: st.DrawFn, place: Place) -> Pattern:
    """4 to 7 whole days of schorsing: GA, and no rule of its own (rules.csv: no reading for it)."""
    return Pattern(_lay(place, get_stretch(draw, place, draw(st.sampled_from([4, 5, 6, 7]))), "SC"))
