"""A slow, literal reading of the contract: plain loops over every slot of every pupil on every day.

It shares nothing with the program it checks and favours sentences over speed. Thresholds are compared on
whole numbers (minutes, sixtieths of a lesson hour); floats appear only in the last step, in the rows handed
out. Rows are dicts with the columns of contract 3; a pupil is `school` and `leerlingnummer`, not a code.
Comments "open point" mark cells that the contract leaves open.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

from tests.lib.measured_oracle import Measured, Timetable, measure
from tests.lib.region import (
    AbsenceFile,
    Enrolment,
    LessonAbsence,
    Move,
    Notification,
    Region,
    School,
    SpanAbsence,
)

Row = dict[str, object]

GA = frozenset({"ziek", "medisch", "verlof", "schorsing", "vrijstelling", "overig_geoorloofd"})
OA = frozenset({"spijbelen", "luxe", "overig_ongeoorloofd", "voorlopig_ongeoorloofd"})
REDEN_ONBEKEND = frozenset({"afwezig_onbekend"})
ONE_DAY = timedelta(days=1)
SIXTIETHS_OF_16_HOURS = 16 * 60
FOUR_LESWEKEN = 28
TWO_LESWEKEN = 14
# A run and the ledger go on at the next school when its first lesson is not more calendar days after the last one.
LONGEST_PAUSE = 28

# Decisions, "grond": rule ids per rule set; the 16-hour rule of twente differs by sector.
THUISZITTER_RULE = {
    "noord-kennemerland": "S3-72",
    "kennemerland": "S2-31",
    "twente": "S0-17",
    "twente-po-2019": "S1-03",
    "dronten": "S4-02",
}
SIXTEEN_HOURS_RULE = {
    ("kennemerland", "PO"): "S2-28",
    ("kennemerland", "VO"): "S2-28",
    ("twente", "PO"): "S0-15",
    ("twente", "VO"): "S0-16",
    ("twente-po-2019", "PO"): "S1-02",
    ("dronten", "VO"): "S4-12",
}


@dataclass(frozen=True)
class Result:
    """All rows of one SWV: the tables, and per school and absence file the balance of contract 1.3."""

    leerling_periode: list[Row]
    reeks: list[Row]
    vierweken: list[Row]
    thuiszitter: list[Row]
    duo_melding: list[Row]
    school_meting: list[Row]
    balans: dict[tuple[str, str], Row]
    buiten_rooster: dict[str, int]


@dataclass(frozen=True)
class Slot:
    """One scheduled lesson of one pupil (2.1); `begin` and `eind` in minutes after midnight, None without times.

    `bron`: what it was made of (1.4).
    """

    datum: date
    lesuur: int
    begin: int | None
    eind: int | None
    minuten: int
    bron: str = "rooster"


@dataclass(frozen=True)
class Event:
    """One absence row in its place in the school's one sequence (5, Input)."""

    volgnummer: int
    bestand: str
    row: LessonAbsence | SpanAbsence


@dataclass(frozen=True)
class Day:
    """One day with slots of one pupil: sums over its slots, hours in sixtieths (2.5)."""

    datum: date
    positie: int
    gepland: int
    aanwezig: int
    geoorloofd: int
    ongeoorloofd: int
    reden_onbekend: int
    onbekend: int
    voorlopig: int
    elders: int
    ziek: int
    schorsing: int
    oa_zestigsten: int
    voorlopig_zestigsten: int
    reden_zestigsten: int
    te_laat: int
    spijbeluren: int

    @property
    def is_oa_day(self) -> bool:
        return self.oa_zestigsten > 0


@dataclass(frozen=True)
class Run:
    """One run (2.5) of group `oa`, `ga` or `alle`.

    Where it goes on from an earlier school (2.9), `start_hier` is its first day here, and the last two are what of its
    durations lay before that day.
    """

    groep: str
    start: date
    laatste_dag: date
    duur_posities: int
    duur_kalenderdagen: int
    loopt: bool
    geheel_oa: bool
    zonder_reden: bool
    start_hier: date
    eerder_posities: int = 0
    eerder_kalenderdagen: int = 0


@dataclass(frozen=True)
class Weeks:
    """Lesweken of one school (2.3): Mondays in order, every date on which any pupil has a slot by the timetable, and
    those of them on which slots exist for measures (2.8)."""

    maandagen: tuple[date, ...]
    lesdata: frozenset[date]
    gemeten: frozenset[date]

    def get_position(self, day: date) -> int:
        return 7 * self.maandagen.index(get_monday(day)) + day.isoweekday() - 1

    def get_date(self, position: int) -> date:
        return self.maandagen[position // 7] + timedelta(days=position % 7)

    def get_horizon(self, peildatum: date) -> date | None:
        """The horizon of 2.3; None when there is no lesweek up to the peildatum."""
        monday = get_monday(peildatum)
        if monday in self.maandagen:
            left = [day for day in self.lesdata if peildatum < day <= monday + 6 * ONE_DAY]
            return peildatum if left else monday + 6 * ONE_DAY
        earlier = [other for other in self.maandagen if other < monday]
        return earlier[-1] + 6 * ONE_DAY if earlier else None


@dataclass(frozen=True)
class Pupil:
    """One pupil of one school with all that the measures need; `days` only those measured (2.8).

    `eerder`: the case of the school and the pupil that this one was before, where counts go on from there (2.9).
    """

    nummer: str
    enrolments: tuple[Enrolment, ...]
    days: tuple[Day, ...]
    last_enrolled: date | None
    vertrokken: bool
    slots: tuple[Slot, ...]
    eerder: "tuple[Case, Pupil] | None" = None


@dataclass(frozen=True)
class Case:
    """One school at one peildatum."""

    region: Region
    school: School
    peildatum: date
    measured: Measured
    van: date
    weeks: Weeks
    pupils: tuple[Pupil, ...]
    public_free: frozenset[date] = field(repr=False)

    @property
    def meetdatum(self) -> date:
        """The day that stands for the peildatum in runs, windows, statuses and the ledger (2.3)."""
        return self.measured.meetdatum

    @property
    def schooljaar(self) -> date:
        return get_school_year_start(self.region, self.meetdatum)

    @property
    def horizon_position(self) -> int:
        horizon = self.weeks.get_horizon(self.meetdatum)
        return self.weeks.get_position(horizon) if horizon else -1


@dataclass(frozen=True)
class BuiltCase:
    """One school with its measured slots, the kind of each slot with an event, the balance of its absence files, and
    the number of its events outside the roster."""

    case: Case
    slots: dict[str, list[Slot]]
    kinds: dict[tuple[str, date, int], str]
    balance: dict[str, Row]
    outside: int


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a comma-separated holiday file with a header into plain dicts."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def compute(region: Region, peildatum: date, holidays: list[dict[str, str]], public: list[dict[str, str]]) -> Result:
    """All tables of one SWV at one peildatum; `holidays` and `public` are the rows of the two calendar files."""
    result = Result([], [], [], [], [], [], {}, {})
    for school in region.scholen:
        _add_school(result, region, school, peildatum, holidays, public)
    return result


def _add_school(
    result: Result,
    region: Region,
    school: School,
    peildatum: date,
    holidays: list[dict[str, str]],
    public: list[dict[str, str]],
) -> None:
    made = build_case(region, school, peildatum, holidays, public)
    case, balance, outside = made.case, made.balance, made.outside
    result.school_meting.append(make_school_meting(case))
    result.balans.update({(school.id, name): row for name, row in balance.items()})
    result.buiten_rooster[school.id] = outside
    for pupil in case.pupils:
        if not case.measured.is_measured:
            continue
        if is_enrolled_in(case, pupil):
            result.leerling_periode.append(make_leerling_periode(case, pupil))
            result.vierweken.extend(make_vierweken(case, pupil))
            result.thuiszitter.extend(make_thuiszitter(case, pupil))
        result.reeks.extend(make_reeks(case, pupil))
        result.duo_melding.extend(make_duo_melding(case, pupil))


def build_case(
    region: Region, school: School, peildatum: date, holidays: list[dict[str, str]], public: list[dict[str, str]]
) -> BuiltCase:
    """All that is known of one school before its measures are counted, with who its pupils were at earlier schools."""
    alone = {school.id: _build_alone(region, school, peildatum, holidays, public)}
    for other in region.scholen if any(move.school_naar == school.id for move in region.overstappen) else ():
        if other.id not in alone:
            alone[other.id] = _build_alone(region, other, peildatum, holidays, public)
    made = alone[school.id]
    pupils = tuple(_link(alone, made.case, pupil) for pupil in made.case.pupils)
    return replace(made, case=replace(made.case, pupils=pupils))


def _link(alone: "dict[str, BuiltCase]", case: Case, pupil: Pupil) -> Pupil:
    """The pupil with the one it was at the earlier school, that one linked itself (2.9)."""
    told = {
        (move.school_van, move.leerlingnummer_van, move.school_naar, move.leerlingnummer_naar)
        for move in case.region.overstappen
        if move.datum <= case.peildatum and _is_known(alone, move)
    }
    here = [(row[0], row[1]) for row in told if row[2:] == (case.school.id, pupil.nummer)]
    # open point: two rows that say different things of one pupil: neither is followed.
    if len(here) != 1 or sum(row[:2] == here[0] for row in told) != 1:
        return pupil
    school, number = here[0]
    [old] = [other for other in alone[school].case.pupils if other.nummer == number]
    if not old.days or not pupil.days or not has_left(old, pupil):
        return pupil
    if (pupil.days[0].datum - old.days[-1].datum).days > LONGEST_PAUSE:
        return pupil
    return replace(pupil, eerder=(alone[school].case, _link(alone, alone[school].case, old)))


def has_left(old: Pupil, new: Pupil) -> bool:
    """open point: an old school at which the pupil is still enrolled on its first day with slots here: not followed."""
    return old.last_enrolled is not None and old.last_enrolled < new.days[0].datum


def _is_known(alone: "dict[str, BuiltCase]", move: Move) -> bool:
    both = ((move.school_van, move.leerlingnummer_van), (move.school_naar, move.leerlingnummer_naar))
    return all(
        school in alone and number in {pupil.nummer for pupil in alone[school].case.pupils} for school, number in both
    )


def _build_alone(
    region: Region, school: School, peildatum: date, holidays: list[dict[str, str]], public: list[dict[str, str]]
) -> BuiltCase:
    free = get_free_days(region, school, holidays, public)
    school = set_aside_times(school, free)
    by_timetable = build_slots(region, school, peildatum, free)
    school = lay_rows(school, by_timetable)
    measured = build_measured(region, school, peildatum, by_timetable, free, holidays)
    slots = {number: [slot for slot in own if measured.has_slots(slot.datum)] for number, own in by_timetable.items()}
    kinds, balance, outside = resolve_events(school, slots, measured.meetdatum, by_timetable, measured, peildatum)
    weeks = build_weeks(by_timetable, measured)
    case = Case(
        region=region,
        school=school,
        peildatum=peildatum,
        measured=measured,
        van=get_period_start(region, peildatum),
        weeks=weeks,
        pupils=tuple(
            build_pupil(school, number, slots[number], kinds, weeks, measured.meetdatum) for number in sorted(slots)
        ),
        public_free=frozenset(date.fromisoformat(row["datum"]) for row in public if row["schoolvrij"] == "vrij"),
    )
    return BuiltCase(case, slots, kinds, balance, outside)


def build_measured(
    region: Region,
    school: School,
    peildatum: date,
    slots: dict[str, list[Slot]],
    free: frozenset[date],
    holidays: list[dict[str, str]],
) -> Measured:
    """What was measured (2.8), from the slots by the timetable."""
    own = [row for row in holidays if row["regio"] == region.get_vakantieregio(school)]
    timetable = Timetable(
        slot_dates=frozenset(slot.datum for rows in slots.values() for slot in rows),
        free=free,
        eerste=get_school_year_start(region, get_school_year_start(region, peildatum) - ONE_DAY),
        peildatum=peildatum,
        vakanties=tuple((date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"])) for row in own),
    )
    rows = [event.row for event in get_sequence(school) if not is_quarantined(school, event.row)]
    return measure(school, rows, timetable, get_period_start(region, peildatum))


def make_school_meting(case: Case) -> Row:
    """The row of `school_meting` (2.8)."""
    measured = case.measured
    pupils = [pupil for pupil in case.pupils if is_enrolled_in(case, pupil)]
    return {
        "school": case.school.id,
        "stand": measured.stand,
        "gegevens_van": measured.gegevens_van,
        "gegevens_tot": measured.gegevens_tot,
        "schooldagen": measured.in_periode[0],
        "gemeten_dagen": measured.in_periode[1],
        "gat_dagen": measured.in_periode[2],
        "leerlingen": len(pupils),
        "zonder_rooster": sum(not has_timetable(case, pupil) for pupil in pupils),
    }


# --- dates and periods -------------------------------------------------------------------------------------------


def get_monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def get_school_year_start(region: Region, day: date) -> date:
    """First day of the school year that holds `day` (2.4)."""
    month, first = (int(part) for part in region.schooljaar_begin.split("-"))
    start = date(day.year, month, first)
    return start if start <= day else date(day.year - 1, month, first)


def get_period_start(region: Region, peildatum: date) -> date:
    """Day after the last listed date before the peildatum (2.4; 5, Time: a peildatum not in the list is allowed)."""
    listed = [
        date(year, *(int(part) for part in text.split("-")))
        for text in region.peildata
        for year in (peildatum.year - 1, peildatum.year)
    ]
    return max(day for day in listed if day < peildatum) + ONE_DAY


def add_months(day: date, months: int) -> date:
    """Same day `months` later, clamped to the month's end (5, Time)."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def get_birthday(born: date, age: int) -> date:
    """The day `age` is reached; 29 February becomes 1 March in a common year (5, Time)."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def iterate_days(first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def covers_day(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


# --- calendar and slots (2.1) ------------------------------------------------------------------------------------


def get_free_days(
    region: Region, school: School, holidays: list[dict[str, str]], public: list[dict[str, str]]
) -> frozenset[date]:
    """School holidays of the region, public holidays marked `vrij`, local days; `les` lifts advisory ones (1.1)."""
    lessons_after_all = {day for row in school.kalender if row.soort == "les" for day in iterate_days(row.van, row.tot)}
    free: set[date] = set()
    for row in holidays:
        if row["regio"] == region.get_vakantieregio(school):
            for day in iterate_days(date.fromisoformat(row["eerste_dag"]), date.fromisoformat(row["laatste_dag"])):
                if row["soort"] != "advies" or day not in lessons_after_all:
                    free.add(day)
    free |= {date.fromisoformat(row["datum"]) for row in public if row["schoolvrij"] == "vrij"}
    # open point: a day both `vrij` and `les` in the kalender: `les` only lifts the advisory holiday, so it is free.
    free |= {day for row in school.kalender if row.soort == "vrij" for day in iterate_days(row.van, row.tot)}
    return frozenset(free)


def get_first_slot_date(region: Region, school: School, peildatum: date) -> date:
    """1 August of the school year before the peildatum's, or the earliest date an absence row asks for (5, Time)."""
    start = get_school_year_start(region, get_school_year_start(region, peildatum) - ONE_DAY)
    # open point: a row in quarantine asks for nothing; any other row does, also one of soort `niet_tellen`.
    asked = [get_first_day(event.row) for event in get_sequence(school) if not is_quarantined(school, event.row)]
    return min([start, *asked])


def build_slots(region: Region, school: School, peildatum: date, free: frozenset[date]) -> dict[str, list[Slot]]:
    """Every slot of every pupil, in time order, up to the Sunday of the peildatum's week (5, Time: lesweken)."""
    numbers = {row.leerlingnummer for row in school.leerlingen}
    slots: dict[str, list[Slot]] = {number: [] for number in numbers}
    last = get_monday(peildatum) + 6 * ONE_DAY
    more = find_more_lessons(school, peildatum, free)
    for day in iterate_days(get_first_slot_date(region, school, peildatum), last):
        if day not in free:
            for number in numbers:
                slots[number].extend(get_slots_on(school, number, day, more))
    return slots


def get_enrolment(enrolments: Iterable[Enrolment], day: date) -> Enrolment | None:
    """The enrolment row in force: on overlap the latest `inschrijfdatum`, then the later row (5, Recognition)."""
    found = None
    for row in enrolments:
        if covers_day(row.inschrijfdatum, row.uitschrijfdatum, day) and (
            found is None or (row.inschrijfdatum or date.min) >= (found.inschrijfdatum or date.min)
        ):
            found = row
    return found


def get_groups(school: School, number: str, day: date) -> set[str]:
    """The class and the groups of a pupil on one day; none when it is not enrolled."""
    enrolment = get_enrolment([row for row in school.leerlingen if row.leerlingnummer == number], day)
    if enrolment is None:
        return set()
    return {enrolment.klas} | {
        row.groep for row in school.groepen if row.leerlingnummer == number and covers_day(row.van, row.tot, day)
    }


def get_slots_on(school: School, number: str, day: date, more: "MoreLessons | None" = None) -> list[Slot]:
    """Slots of one pupil on one day that is not free, by lesuur; two rows for a lesuur are one slot (2.1; 5, Input)."""
    groups = get_groups(school, number, day)
    if not groups:
        return []
    listed = get_listed(school, number, day)
    offered = offer_lessons(school, groups, day, more or {}) if listed is None else listed
    best: dict[int, Slot] = {}
    for slot in offered:
        standing = best.get(slot.lesuur)
        if standing is None or _start_order(slot) < _start_order(standing):
            best[slot.lesuur] = slot
    return [best[lesuur] for lesuur in sorted(best)]


def get_listed(school: School, number: str, day: date) -> list[Slot] | None:
    """Lessons of a pupil whom a timetable lists, on a day that it covers (1.4); None: the groups decide."""
    days = [row.datum for row in school.rooster_leerlingen]
    if not any(number in row.leerlingen for row in school.rooster_leerlingen) or not min(days) <= day <= max(days):
        return None
    return [
        slot
        for row in school.rooster_leerlingen
        if number in row.leerlingen and row.datum == day
        if (slot := make_slot(school, day, row.lesuur, row.begintijd, row.eindtijd))
    ]


def _start_order(slot: Slot) -> tuple[bool, int, int, int]:
    # open point: a row without times beside one with times on the same lesuur: the known start counts as earliest.
    # open point: two without times: the shortest.
    return slot.begin is None, slot.begin or 0, slot.eind or 0, slot.minuten


# --- where slots come from (1.4) ---------------------------------------------------------------------------------

NOEMERS = ("rooster", "lessentabel", "lessen_per_week", "schooltijden")
ESTIMATES = frozenset({"lessentabel", "lessen_per_week"})
# How many lessons a group has on a day, where a pupil named more hours than an estimate gives.
MoreLessons = dict[tuple[str, date], int]


def offer_lessons(school: School, groups: set[str], day: date, more: MoreLessons) -> list[Slot]:
    """The lessons of the groups by the surest source that knows any of them; else the school hours of every pupil."""
    known = {group: found for group in groups if (found := find_source(school, group, day)) is not None}
    if not known:
        return list_school_hours(school, None, day)
    surest = min((source for source, _ in known.values()), key=NOEMERS.index)
    return [
        slot
        for group, (source, lessons) in known.items()
        if source == surest
        for slot in (_lengthen(lessons, more.get((group, day), 0)) if source in ESTIMATES else lessons)
    ]


def find_source(school: School, group: str, day: date) -> tuple[str, list[Slot]] | None:
    """The first source that has a row of the group valid on the day, whatever the weekday, and its lessons that day."""
    dated = any(row.groep == group and row.datum == day for row in school.rooster_datum)
    weekly = any(row.groep == group and covers_day(row.geldig_van, row.geldig_tot, day) for row in school.rooster)
    if dated or weekly:
        return "rooster", get_lessons(school, group, day)
    table = [
        row for row in school.lessentabel if row.groep == group and covers_day(row.geldig_van, row.geldig_tot, day)
    ]
    if table:
        counts = [(row.lessen, row.minuten_per_les) for row in table if row.weekdag == day.isoweekday()]
        return "lessentabel", _estimate(school, day, "lessentabel", counts)
    weeks = [
        row for row in school.lessen_per_week if row.groep == group and covers_day(row.geldig_van, row.geldig_tot, day)
    ]
    if weeks:
        counts = [(_spread(row.lessen_per_week)[day.isoweekday() - 1], row.minuten_per_les) for row in weeks]
        return "lessen_per_week", _estimate(school, day, "lessen_per_week", counts)
    # open point: school hours of a group on other weekdays leave those of every pupil as they are.
    hours = list_school_hours(school, group, day)
    return ("schooltijden", hours) if hours else None


def _spread(lessons: int) -> list[int]:
    """So many lessons over Monday to Friday, the first days one more; none at the weekend."""
    spread = [0] * 7
    for number in range(lessons):
        spread[number % 5] += 1
    return spread


def _estimate(school: School, day: date, source: str, counts: list[tuple[int, int | None]]) -> list[Slot]:
    return [
        Slot(day, hour, None, None, minutes or school.minuten_per_lesuur or 0, source)
        for count, minutes in counts
        for hour in range(1, count + 1)
    ]


def _lengthen(lessons: list[Slot], count: int) -> list[Slot]:
    """With more lessons, as long as the last one."""
    if not lessons:
        return lessons
    # open point: of two rows of one weekday with different lengths the last hour is that of the longest row.
    last = min((slot for slot in lessons if slot.lesuur == max(other.lesuur for other in lessons)), key=_start_order)
    return [*lessons, *(replace(last, lesuur=hour) for hour in range(last.lesuur + 1, count + 1))]


def list_school_hours(school: School, group: str | None, day: date) -> list[Slot]:
    """The slots by the rows of `schooltijden` of this group (None: of every pupil) on the day."""
    found = []
    for row in school.schooltijden:
        if row.groep != group or row.weekdag != day.isoweekday():
            continue
        if not covers_day(row.geldig_van, row.geldig_tot, day):
            continue
        bounds = [(row.begintijd, row.eindtijd)]
        if row.pauze_van is not None and row.pauze_tot is not None:
            bounds = [(row.begintijd, row.pauze_van), (row.pauze_tot, row.eindtijd)]
        for hour, (begin, end) in enumerate(bounds, start=1):
            slot = make_slot(school, day, hour, begin, end)
            assert slot is not None
            found.append(replace(slot, bron="schooltijden"))
    return found


def is_estimated(slots: list[Slot]) -> bool:
    return bool(slots) and slots[0].bron in ESTIMATES


def _list_hours_named(school: School) -> dict[tuple[str, date], list[int]]:
    """Per pupil and day the lesson hours that usable absence rows name, in order."""
    named: dict[tuple[str, date], set[int]] = {}
    for event in get_sequence(school):
        row = event.row
        if isinstance(row, LessonAbsence) and not is_quarantined(school, row):
            named.setdefault((row.leerlingnummer, row.datum), set()).update(list_hours(row))
    return {place: sorted(hours) for place, hours in named.items()}


def find_more_lessons(school: School, peildatum: date, free: frozenset[date]) -> MoreLessons:
    """Where a pupil named more hours than its day has slots: as many for its groups that give the day its lessons."""
    more: MoreLessons = {}
    for (number, day), hours in _list_hours_named(school).items():
        slots = [] if day in free or day > peildatum else get_slots_on(school, number, day)
        if not is_estimated(slots) or len(hours) <= len(slots):
            continue
        for group in get_groups(school, number, day):
            source, lessons = find_source(school, group, day) or ("", [])
            if source == slots[0].bron and lessons:
                more[group, day] = max(len(hours), more.get((group, day), 0))
    return more


def set_aside_times(school: School, free: frozenset[date]) -> School:
    """Rows with a written time on a day of estimated slots go into quarantine, here as rows without a code (1.4)."""

    def change(row: LessonAbsence | SpanAbsence) -> LessonAbsence | SpanAbsence:
        if isinstance(row, LessonAbsence):
            return row
        moments = [bound for bound in (row.begin, row.eind) if isinstance(bound, datetime)]
        days = [moment.date() for moment in moments if moment.date() not in free]
        wrong = any(is_estimated(get_slots_on(school, row.leerlingnummer, day)) for day in days)
        return replace(row, code="") if wrong else row

    return _change_rows(school, change)


def lay_rows(school: School, slots: dict[str, list[Slot]]) -> School:
    """On a day of estimated slots the hours named are the slots of the day, in order (1.4)."""
    hours = _list_hours_named(school)

    def change(row: LessonAbsence | SpanAbsence) -> LessonAbsence | SpanAbsence:
        if isinstance(row, SpanAbsence) or is_quarantined(school, row):
            return row
        own = [slot for slot in slots[row.leerlingnummer] if slot.datum == row.datum]
        # Hours that one row names stand beside each other among all that are named.
        first = hours[row.leerlingnummer, row.datum].index(row.lesuur)
        last = first + len(list_hours(row)) - 1
        if not is_estimated(own) or last >= len(own):
            return row
        several = None if row.lesuur_tot is None else own[last].lesuur
        return replace(row, lesuur=own[first].lesuur, lesuur_tot=several)

    return _change_rows(school, change)


def _change_rows(
    school: School, change: Callable[[LessonAbsence | SpanAbsence], LessonAbsence | SpanAbsence]
) -> School:
    if not (school.lessentabel or school.lessen_per_week):
        return school
    files = tuple(replace(file, rows=tuple(change(row) for row in file.rows)) for file in school.absenties)
    return replace(school, absenties=files)


def get_noemer(case: Case, pupil: Pupil) -> str | None:
    """The source of most of the minutes of the period; of two with as many the least sure (1.4)."""
    dates = {day.datum for day in pupil.days if case.van <= day.datum}
    minutes = {
        source: sum(slot.minuten for slot in pupil.slots if slot.datum in dates and slot.bron == source)
        for source in NOEMERS
    }
    if not any(minutes.values()):
        return None
    return max(NOEMERS, key=lambda source: (minutes[source], NOEMERS.index(source)))


def get_lessons(school: School, group: str, day: date) -> list[Slot]:
    """Lessons of one group on one date: the dated rows of that date replace the weekly pattern (1.1)."""
    dated = [row for row in school.rooster_datum if row.groep == group and row.datum == day]
    if dated:
        # open point: lesuur 0 without times beside lessons on one date: the lessons stand, the 0 adds none.
        return [
            slot
            for row in dated
            if (row.lesuur > 0 or (row.begintijd and row.eindtijd))
            and (slot := make_slot(school, day, row.lesuur, row.begintijd, row.eindtijd))
        ]
    return [
        slot
        for row in school.rooster
        if row.groep == group
        and row.weekdag == day.isoweekday()
        and covers_day(row.geldig_van, row.geldig_tot, day)
        and (slot := make_slot(school, day, row.lesuur, row.begintijd, row.eindtijd))
    ]


def make_slot(school: School, day: date, lesuur: int, begin: time | None, end: time | None) -> Slot | None:
    """One slot; one empty time cell is read as two, without times `minuten_per_lesuur` (5, Input and Recognition)."""
    if begin is None or end is None:
        if school.minuten_per_lesuur is None:
            return None
        return Slot(day, lesuur, None, None, school.minuten_per_lesuur)
    first, last = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute
    return Slot(day, lesuur, first, last, last - first) if last > first else None


def build_weeks(slots: dict[str, list[Slot]], measured: Measured) -> Weeks:
    """ISO weeks in which the school has a slot for any pupil (2.3), not all of whose school days lie in a gap (2.8)."""
    dates = frozenset(slot.datum for rows in slots.values() for slot in rows)
    mondays = {get_monday(day) for day in dates if day not in measured.gaten}
    return Weeks(tuple(sorted(mondays)), dates, frozenset(day for day in dates if measured.has_slots(day)))


# --- absence events (2.1, 2.2) -----------------------------------------------------------------------------------


def get_sequence(school: School) -> list[Event]:
    """All absence rows of the school as one sequence: files in code-point order of names, then rows (5, Input)."""
    files: list[AbsenceFile] = sorted(school.absenties, key=lambda file: file.naam)
    rows = [(file.naam, row) for file in files for row in file.rows]
    return [Event(number, name, row) for number, (name, row) in enumerate(rows)]


def get_first_day(row: LessonAbsence | SpanAbsence) -> date:
    return row.datum if isinstance(row, LessonAbsence) else to_day(row.begin)


def to_day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def is_quarantined(school: School, row: LessonAbsence | SpanAbsence) -> bool:
    """Unknown pupil, empty code, a lesuur outside 0 to 20 or an end before its begin (1.3; 5, settled)."""
    known = any(pupil.leerlingnummer == row.leerlingnummer for pupil in school.leerlingen)
    hours = list_hours(row) if isinstance(row, LessonAbsence) else [0]
    bad_hour = not hours or any(not 0 <= hour <= 20 for hour in hours)
    return not known or not row.code.strip() or bad_hour


def list_hours(row: LessonAbsence) -> list[int]:
    """Every lesson hour that a row names (formats 14): each is an event."""
    return list(range(row.lesuur, (row.lesuur if row.lesuur_tot is None else row.lesuur_tot) + 1))


def get_row_soort(school: School, row: LessonAbsence | SpanAbsence, day: date) -> str:
    """Kind of a row on a date: a lateness of so many minutes that the school counts it so is a missed lesson."""
    kind = get_soort(school, row.code, day)
    minutes = row.minuten_te_laat if isinstance(row, LessonAbsence) else None
    if school.te_laat_is_les_vanaf is None or minutes is None or minutes < school.te_laat_is_les_vanaf:
        return kind
    return {"te_laat": "spijbelen", "te_laat_geoorloofd": "overig_geoorloofd"}.get(kind, kind)


def get_soort(school: School, code: str, day: date) -> str:
    """Kind of a code on a date: latest `geldig_van`, then later row; without an entry `onbekend` (2.2; 5, Input)."""
    found = None
    for row in school.codes or ():
        if (
            row.code.strip() == code.strip()
            and covers_day(row.geldig_van, row.geldig_tot, day)
            and (found is None or (row.geldig_van or date.min) >= (found.geldig_van or date.min))
        ):
            found = row
    return found.soort if found else "onbekend"


def covers_slot(row: LessonAbsence | SpanAbsence, slot: Slot, peildatum: date) -> bool:
    """Does the row cover this slot of its pupil (2.1; 5, Input: moments, whole days, slots without times)?"""
    if isinstance(row, LessonAbsence):
        return row.datum == slot.datum and slot.lesuur in list_hours(row)
    if slot.bron in ESTIMATES:
        # By whole days (1.4): one that the span covers from its first minute to its last.
        ends = row.eind is None and slot.datum <= peildatum
        return row.begin <= _as_bound(row.begin, slot.datum) and (ends or _covers_end(row.eind, slot.datum))
    has_moment = isinstance(row.begin, datetime) or isinstance(row.eind, datetime)
    if has_moment and slot.begin is None:
        return False
    return _begins_by(row.begin, slot) and _ends_after(row.eind, slot, peildatum)


def _as_bound(bound: date, day: date) -> date:
    """The day as the bound is written: a moment (its midnight) or a day."""
    return datetime.combine(day, time()) if isinstance(bound, datetime) else day


def _covers_end(end: date | None, day: date) -> bool:
    if end is None:
        return False
    return datetime.combine(day + ONE_DAY, time()) <= end if isinstance(end, datetime) else day <= end


def _get_moment(slot: Slot) -> datetime:
    return datetime.combine(slot.datum, time()) + timedelta(minutes=slot.begin or 0)


def _begins_by(begin: date, slot: Slot) -> bool:
    return begin <= _get_moment(slot) if isinstance(begin, datetime) else begin <= slot.datum


def _ends_after(end: date | None, slot: Slot, peildatum: date) -> bool:
    if end is None:
        return slot.datum <= peildatum
    return _get_moment(slot) < end if isinstance(end, datetime) else slot.datum <= end


def gives_way(standing: date | None, following: date | None) -> bool:
    """The standing row gives way unless both have an `ingevoerd_op` and the next one's is earlier (5, Input)."""
    if standing is None or following is None:
        return True
    return to_moment(following) >= to_moment(standing)


def to_moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def resolve_events(
    school: School,
    slots: dict[str, list[Slot]],
    meetdatum: date,
    by_timetable: dict[str, list[Slot]],
    measured: Measured,
    peildatum: date,
) -> tuple[dict[tuple[str, date, int], str], dict[str, Row], int]:
    """Which kind each slot with an event has, the row balance per absence file, and the events outside the roster."""
    sequence = get_sequence(school)
    standing: dict[tuple[str, date, int], tuple[Event, str]] = {}
    fate: dict[int, str] = {}
    outside = 0
    for event in sequence:
        row = event.row
        if is_quarantined(school, row):
            fate[event.volgnummer] = "quarantaine"
            continue
        fate[event.volgnummer] = "niet_geteld"
        if get_first_day(row) > meetdatum:
            continue
        covered = [
            slot for slot in slots[row.leerlingnummer] if slot.datum <= meetdatum and covers_slot(row, slot, meetdatum)
        ]
        # open point: a row of soort `niet_tellen` (on its first day) outside the roster is no finding.
        named = len(list_hours(row)) if isinstance(row, LessonAbsence) else 1
        # Of several hours in one cell each that has no slot; of a span only when it has none at all.
        lacking = named - len(covered) if isinstance(row, LessonAbsence) else int(not covered)
        outside += lacking * (
            lacking > 0
            and get_soort(school, row.code, get_first_day(row)) != "niet_tellen"
            and not touches_unmeasured(row, by_timetable, measured, peildatum)
        )
        for slot in covered:
            kind = get_row_soort(school, row, slot.datum)
            if kind == "niet_tellen":
                continue
            fate[event.volgnummer] = "vervangen"
            place = (row.leerlingnummer, slot.datum, slot.lesuur)
            if place not in standing or gives_way(standing[place][0].row.ingevoerd_op, row.ingevoerd_op):
                standing[place] = (event, kind)
    # open point: a span is used when it stands on one slot at least, and superseded only when it stands on none.
    fate.update({event.volgnummer: "gebruikt" for event, _ in standing.values()})
    return {place: kind for place, (_, kind) in standing.items()}, count_balance(school, sequence, fate), outside


def touches_unmeasured(
    row: LessonAbsence | SpanAbsence, by_timetable: dict[str, list[Slot]], measured: Measured, peildatum: date
) -> bool:
    """Whether an event that covers no slot lies on days of which slots exist for no measure (2.8).

    open point: a lesson on such a day, or a span over a day on which any pupil of the school has a lesson by the
    timetable, is not outside the roster: nothing is known of it.
    """
    if isinstance(row, LessonAbsence):
        return not measured.has_slots(row.datum)
    dates = {slot.datum for slots in by_timetable.values() for slot in slots if slot.datum <= peildatum}
    return any(_overlaps_day(row, day) for day in dates if not measured.has_slots(day))


def _overlaps_day(row: SpanAbsence, day: date) -> bool:
    midnight = datetime.combine(day, time())
    ended = row.eind is not None and (row.eind <= midnight if isinstance(row.eind, datetime) else row.eind < day)
    return to_moment(row.begin) < midnight + ONE_DAY and not ended


def count_balance(school: School, sequence: list[Event], fate: dict[int, str]) -> dict[str, Row]:
    """Per absence file: rows read, used, in quarantine, superseded, not counted (1.3; 5, Last points)."""
    balance: dict[str, Row] = {}
    for file in school.absenties:
        fates = [fate[event.volgnummer] for event in sequence if event.bestand == file.naam]
        balance[file.naam] = {
            "gelezen": len(fates),
            **{name: fates.count(name) for name in ("gebruikt", "quarantaine", "vervangen", "niet_geteld")},
        }
    return balance


# --- pupils, days, measures (2.5) --------------------------------------------------------------------------------


def build_pupil(
    school: School,
    number: str,
    slots: list[Slot],
    kinds: dict[tuple[str, date, int], str],
    weeks: Weeks,
    peildatum: date,
) -> Pupil:
    enrolments = tuple(row for row in school.leerlingen if row.leerlingnummer == number)
    unbounded = any(row.uitschrijfdatum is None for row in enrolments)
    # open point: an enrolment that starts after the peildatum counts for the last enrolled day (no leaver).
    last = None if unbounded else max(row.uitschrijfdatum for row in enrolments if row.uitschrijfdatum)
    dates = sorted({slot.datum for slot in slots if slot.datum <= peildatum})
    days = tuple(
        build_day(school, weeks, [(slot, kinds.get((number, day, slot.lesuur))) for slot in slots if slot.datum == day])
        for day in dates
    )
    return Pupil(number, enrolments, days, last, last is not None and last < peildatum, tuple(slots))


def build_day(school: School, weeks: Weeks, slots: list[tuple[Slot, str | None]]) -> Day:
    """Sum one pupil's slots of one day by kind (2.2)."""

    def minutes(kinds: Iterable[str]) -> int:
        return sum(slot.minuten for slot, kind in slots if kind in kinds)

    def sixtieths(kinds: Iterable[str]) -> int:
        return sum(get_oa_sixtieths(school.sector, slot.minuten) for slot, kind in slots if kind in kinds)

    planned = sum(slot.minuten for slot, _ in slots)
    absent_or_unknown = minutes(GA | OA | REDEN_ONBEKEND | {"onbekend"})
    return Day(
        datum=slots[0][0].datum,
        positie=weeks.get_position(slots[0][0].datum),
        gepland=planned,
        aanwezig=planned - absent_or_unknown,
        geoorloofd=minutes(GA),
        ongeoorloofd=minutes(OA),
        reden_onbekend=minutes(REDEN_ONBEKEND),
        onbekend=minutes({"onbekend"}),
        voorlopig=minutes({"voorlopig_ongeoorloofd"}),
        elders=minutes({"elders"}),
        ziek=minutes({"ziek"}),
        schorsing=minutes({"schorsing"}),
        oa_zestigsten=sixtieths(OA),
        voorlopig_zestigsten=sixtieths({"voorlopig_ongeoorloofd"}),
        reden_zestigsten=sixtieths(REDEN_ONBEKEND),
        te_laat=sum(kind == "te_laat" for _, kind in slots),
        spijbeluren=sum(kind == "spijbelen" for _, kind in slots),
    )


def get_oa_sixtieths(sector: str, minutes: int) -> int:
    """OA hours of one slot in sixtieths: PO minutes/60; VO and VSO one hour, over 60 minutes in clock hours (2.5)."""
    return minutes if sector == "PO" else max(60, minutes)


def is_enrolled(pupil: Pupil, day: date) -> bool:
    return any(covers_day(row.inschrijfdatum, row.uitschrijfdatum, day) for row in pupil.enrolments)


def is_enrolled_in(case: Case, pupil: Pupil) -> bool:
    """Enrolled on a day of the period; without `inschrijfdatum` from the begin of what was measured (2.8)."""
    return any(_is_enrolled_since(case, pupil, day) for day in iterate_days(case.van, case.peildatum))


def _is_enrolled_since(case: Case, pupil: Pupil, day: date) -> bool:
    enrolment = get_enrolment(pupil.enrolments, day)
    if enrolment is None:
        return False
    measured = case.measured
    begin = None if measured.vanaf_begin else measured.gegevens_van
    return enrolment.inschrijfdatum is not None or begin is None or begin <= day


def has_timetable(case: Case, pupil: Pupil) -> bool:
    """Does a timetable name a group of the pupil on a date from the school year on in which the period begins?"""
    start = get_school_year_start(case.region, case.van)
    named = {row.groep for row in case.school.rooster if row.geldig_tot is None or row.geldig_tot >= start}
    named |= {row.groep for row in case.school.rooster_datum if row.datum >= start}
    others = (*case.school.lessentabel, *case.school.lessen_per_week, *case.school.schooltijden)
    named |= {row.groep for row in others if row.geldig_tot is None or row.geldig_tot >= start}
    groups = set()
    is_listed = any(pupil.nummer in row.leerlingen and row.datum >= start for row in case.school.rooster_leerlingen)
    for day in iterate_days(case.van, case.peildatum):
        enrolment = get_enrolment(pupil.enrolments, day)
        if enrolment is not None and get_listed(case.school, pupil.nummer, day) is not None:
            if is_listed:
                return True
        elif enrolment is not None:
            groups.add(enrolment.klas)
            groups |= {
                row.groep
                for row in case.school.groepen
                if row.leerlingnummer == pupil.nummer and covers_day(row.van, row.tot, day)
            }
    # School hours without a group are of every pupil.
    return bool(groups) and (None in named or bool(groups & named))


def get_tier(present: int, planned: int) -> int:
    """Tier on minutes: 1 from 95 %, 2 from 90 %, else 3 (2.5, D13)."""
    if 100 * present >= 95 * planned:
        return 1
    return 2 if 100 * present >= 90 * planned else 3


def get_sick_spells(days: Sequence[Day]) -> list[list[Day]]:
    """Maximal rows of consecutive days with slots that are sick days (2.5)."""
    spells: list[list[Day]] = []
    previous_sick = False
    for day in days:
        if day.ziek > 0:
            if not previous_sick:
                spells.append([])
            spells[-1].append(day)
        previous_sick = day.ziek > 0
    return spells


def make_leerling_periode(case: Case, pupil: Pupil) -> Row:
    """The row of `leerling_periode` (3; 5, Tables)."""
    period = [day for day in pupil.days if case.van <= day.datum]
    year = [day for day in pupil.days if case.schooljaar <= day.datum]
    planned = sum(day.gepland for day in period)
    present = sum(day.aanwezig for day in period)
    unknown = sum(day.onbekend for day in period)
    quarantined, lost = count_quarantined(case, pupil)
    surely = max(present - lost, 0)
    status, tier = get_tier_status(len(period), planned, surely, present + unknown)
    if not has_timetable(case, pupil):
        status, tier = "geen_rooster", None
    last_day = max(day for day in iterate_days(case.van, case.peildatum) if is_enrolled(pupil, day))
    enrolment = get_enrolment(pupil.enrolments, last_day)
    assert enrolment is not None
    return {
        "school": case.school.id,
        "leerlingnummer": pupil.nummer,
        "klas": enrolment.klas,
        "leerjaar": enrolment.leerjaar,
        "sector": case.school.sector,
        "lesdagen": len(period),
        "gepland_min": planned,
        "aanwezig_min": present,
        "geoorloofd_min": sum(day.geoorloofd for day in period),
        "ongeoorloofd_min": sum(day.ongeoorloofd for day in period),
        "reden_onbekend_min": sum(day.reden_onbekend for day in period),
        "onbekend_min": unknown,
        "voorlopig_min": sum(day.voorlopig for day in period),
        "elders_min": sum(day.elders for day in period),
        "quarantaine_rijen": quarantined,
        "noemer": get_noemer(case, pupil),
        **compare_with_full_timetable(case, pupil),
        "aanwezig_pct_min": float(Fraction(100 * surely, planned)) if planned else None,
        "aanwezig_pct_max": float(Fraction(100 * (present + unknown), planned)) if planned else None,
        "tier": tier,
        "tier_status": status,
        "oa_uren": float(Fraction(sum(day.oa_zestigsten for day in period), 60)),
        "te_laat": sum(day.te_laat for day in year),
        "spijbeluren": sum(day.spijbeluren for day in year),
        "ziekmeldingen": sum(spell[0].datum >= case.schooljaar for spell in get_sick_spells(pupil.days)),
        "ziek_schooldagen": float(sum((Fraction(day.ziek, day.gepland) for day in year), Fraction(0))),
    }


def compare_with_full_timetable(case: Case, pupil: Pupil) -> Row:
    """`vol_min` and `weinig_les` (2.9, adapted programme)."""
    there = [other for other in case.pupils if is_enrolled_in(case, other) and _is_enrolled_throughout(case, other)]
    alike = [other for other in there if _get_leerjaar(case, other) == _get_leerjaar(case, pupil)]
    compared = sorted(_get_planned(case, other)[0] for other in (alike if len(alike) >= 5 else there))
    if not compared:
        return {"vol_min": None, "weinig_les": None}
    # The upper quartile by nearest rank: of n the one at place three quarters of n, rounded up.
    full = compared[-(-3 * len(compared) // 4) - 1]
    planned, elsewhere = _get_planned(case, pupil)
    little = _is_enrolled_throughout(case, pupil) and 100 * (planned - elsewhere) < 60 * full
    return {"vol_min": full, "weinig_les": little}


def _is_enrolled_throughout(case: Case, pupil: Pupil) -> bool:
    """On all measured school days of the period."""
    days = [day for day in case.measured.schooldagen if case.van <= day and case.measured.has_slots(day)]
    return all(is_enrolled(pupil, day) for day in days)


def _get_leerjaar(case: Case, pupil: Pupil) -> str | None:
    last_day = max(day for day in iterate_days(case.van, case.peildatum) if is_enrolled(pupil, day))
    enrolment = get_enrolment(pupil.enrolments, last_day)
    return enrolment.leerjaar if enrolment else None


def _get_planned(case: Case, pupil: Pupil) -> tuple[int, int]:
    """Minutes scheduled in the measured part of the period, and how many of them elsewhere."""
    period = [day for day in pupil.days if case.van <= day.datum]
    return sum(day.gepland for day in period), sum(day.elders for day in period)


def count_quarantined(case: Case, pupil: Pupil) -> tuple[int, int]:
    """Quarantined rows of the pupil in the period, and the present minutes that they could take off (2.5)."""
    rows = [
        event.row
        for event in get_sequence(case.school)
        if event.row.leerlingnummer == pupil.nummer
        and is_quarantined(case.school, event.row)
        and _touches_period(case, event.row)
    ]
    slots = [slot for slot in pupil.slots if case.van <= slot.datum <= case.meetdatum]
    # A span, or several hours, can be of all of them; a lesson is one, at most the longest.
    if any(isinstance(row, SpanAbsence) or len(list_hours(row)) > 1 for row in rows):
        return len(rows), sum(slot.minuten for slot in slots)
    return len(rows), len(rows) * max((slot.minuten for slot in slots), default=0)


def _touches_period(case: Case, row: LessonAbsence | SpanAbsence) -> bool:
    if isinstance(row, LessonAbsence):
        return case.van <= row.datum <= case.peildatum
    last = row.eind.date() if isinstance(row.eind, datetime) else row.eind
    return get_first_day(row) <= case.peildatum and (last is None or case.van <= last)


def get_tier_status(school_days: int, planned: int, lowest: int, highest: int) -> tuple[str, int | None]:
    """`lowest` and `highest`: minutes that were surely present, and that could have been."""
    if school_days < 10:
        return "te_weinig_gegevens", None
    low, high = get_tier(lowest, planned), get_tier(highest, planned)
    return ("zeker", low) if low == high else ("open", None)


# --- runs (2.5) --------------------------------------------------------------------------------------------------

_HOLDS: dict[str, Callable[[Day], bool]] = {
    "oa": lambda day: day.ongeoorloofd == day.gepland,
    "ga": lambda day: day.geoorloofd == day.gepland,
    "alle": lambda day: day.geoorloofd + day.ongeoorloofd + day.reden_onbekend == day.gepland,
    "oa_zonder_reden": lambda day: day.ongeoorloofd + day.reden_onbekend == day.gepland,
}


def get_runs(case: Case, pupil: Pupil, group: str) -> list[Run]:
    """All runs of one group, of any length, in time order; the first may go on from an earlier school (2.9)."""
    runs = get_own_runs(case, pupil, group)
    if not pupil.eerder or not runs or runs[0].start != pupil.days[0].datum:
        return runs
    there = get_runs(*pupil.eerder, group)
    if not there or there[-1].laatste_dag != pupil.eerder[1].days[-1].datum:
        return runs
    before, here = there[-1], runs[0]
    linked = replace(
        here,
        start=before.start,
        duur_posities=before.duur_posities + here.duur_posities,
        duur_kalenderdagen=before.duur_kalenderdagen + here.duur_kalenderdagen,
        geheel_oa=before.geheel_oa and here.geheel_oa,
        zonder_reden=before.zonder_reden or here.zonder_reden,
        eerder_posities=before.duur_posities,
        eerder_kalenderdagen=before.duur_kalenderdagen,
    )
    return [linked, *runs[1:]]


def get_own_runs(case: Case, pupil: Pupil, group: str) -> list[Run]:
    """The runs at this school alone."""
    runs: list[Run] = []
    current: list[Day] = []
    for day in pupil.days:
        if _HOLDS[group](day):
            current.append(day)
        elif current:
            runs.append(_close_run(case, pupil, group, current, breaking=day))
            current = []
    if current:
        runs.append(_close_run(case, pupil, group, current, breaking=None))
    return runs


def _close_run(case: Case, pupil: Pupil, group: str, days: list[Day], *, breaking: Day | None) -> Run:
    """Duration up to the breaking day, else to the horizon; of a leaver the horizon of the last enrolled day (2.5)."""
    if breaking is not None:
        after_position, after_date = breaking.positie, breaking.datum
    else:
        end = pupil.last_enrolled if pupil.vertrokken else case.meetdatum
        assert end is not None
        horizon = case.weeks.get_horizon(end)
        assert horizon is not None
        after_position, after_date = case.weeks.get_position(horizon) + 1, horizon + ONE_DAY
    return Run(
        groep=group,
        start=days[0].datum,
        laatste_dag=days[-1].datum,
        duur_posities=after_position - days[0].positie,
        duur_kalenderdagen=(after_date - days[0].datum).days,
        loopt=breaking is None and not pupil.vertrokken,
        geheel_oa=all(_HOLDS["oa"](day) for day in days),
        zonder_reden=any(day.reden_onbekend > 0 for day in days),
        start_hier=days[0].datum,
    )


def get_runs_in_period(case: Case, pupil: Pupil, group: str) -> list[Run]:
    """Runs that overlap the period by `start` to `laatste_dag` (5, Tables)."""
    return [run for run in get_runs(case, pupil, group) if run.laatste_dag >= case.van and run.start <= case.peildatum]


def get_runs_for_status(case: Case, pupil: Pupil, group: str) -> list[Run]:
    """Runs that overlap the period or go on at the horizon (decisions, status)."""
    return [run for run in get_runs(case, pupil, group) if run.laatste_dag >= case.van or run.loopt]


def make_reeks(case: Case, pupil: Pupil) -> list[Row]:
    """Rows of `reeks`: runs of two lesweken or more that overlap the period (3)."""
    return [
        {
            "school": case.school.id,
            "leerlingnummer": pupil.nummer,
            "groep": group,
            "start": run.start,
            "laatste_dag": run.laatste_dag,
            "duur_posities": run.duur_posities,
            "duur_kalenderdagen": run.duur_kalenderdagen,
            "loopt": run.loopt,
        }
        for group in ("oa", "ga", "alle")
        for run in get_runs_in_period(case, pupil, group)
        if run.duur_posities >= TWO_LESWEKEN
    ]


# --- four-week windows (2.5) -------------------------------------------------------------------------------------


def make_vierweken(case: Case, pupil: Pupil) -> list[Row]:
    """Rows of `vierweken`: per group the earliest complete window that qualifies and overlaps the period (3)."""
    tests: dict[str, Callable[[int, int, int], bool]] = {
        "vier_weken_afwezig": lambda planned, present, unknown: planned > 0 and present == 0 and unknown == 0,
        "hoogstens_20pct": lambda planned, present, unknown: 100 * (present + unknown) <= 20 * planned,
    }
    rows: list[Row] = []
    for group, qualifies in tests.items():
        for start in pupil.days:
            window = get_complete_window(case, pupil, start)
            if window is None or case.weeks.get_date(start.positie + 27) < case.van:
                continue
            planned = sum(day.gepland for day in window)
            present = sum(day.aanwezig for day in window)
            if qualifies(planned, present, sum(day.onbekend for day in window)):
                rows.append(
                    {
                        "school": case.school.id,
                        "leerlingnummer": pupil.nummer,
                        "groep": group,
                        "venster_van": start.datum,
                        "gepland_min": planned,
                        # open point: present minutes without the unknown ones, as everywhere in the tables.
                        "aanwezig_min": present,
                        "plan_van_aanpak": get_plan(case.school, pupil.nummer),
                    }
                )
                break
    return rows


def get_complete_window(case: Case, pupil: Pupil, start: Day) -> list[Day] | None:
    """Days of the window from `start`, or None when it is not complete (2.5)."""
    end = start.positie + 27
    if end > case.horizon_position:
        return None
    last = case.weeks.get_date(end)
    dates = [day for day in case.weeks.gemeten if start.datum <= day <= last]
    if not all(is_enrolled(pupil, day) for day in dates):
        return None
    return [day for day in pupil.days if start.positie <= day.positie <= end]


def get_plan(school: School, number: str) -> bool | None:
    """`plan_van_aanpak` of the register: an empty cell keeps the last filled value, "-" clears it (5, Register)."""
    value: bool | None = None
    for row in school.register or ():
        if row.leerlingnummer == number and row.plan_van_aanpak is not None:
            value = None if row.plan_van_aanpak == "-" else bool(row.plan_van_aanpak)
    return value


# --- statuses (decisions, "Status per rule set"; 5, Tables and Statuses) -------------------------------------------


@dataclass(frozen=True)
class Ground:
    """One ground of a status that holds: rule id, first day, run if there is one, whether it holds at the horizon.

    `last`: the last day in the period on which it held, for a ground that does not hold at the horizon (2.9).
    """

    regel: str
    start: date | None
    run: Run | None
    op_peildatum: bool
    last: date | None = None


def make_thuiszitter(case: Case, pupil: Pupil) -> list[Row]:
    """Rows of `thuiszitter`: the first status that holds; beside it `reden_onbekend`, or `langdurig_geoorloofd` in NK.

    A status on unauthorised absence rests on the grounds that hold under a duty (2.9).
    """
    protocol = case.region.get_protocol(case.school)
    status, grounds = "", []
    for name, found in list_statuses(case, pupil, protocol):
        held = [ground for ground in found if ground.regel in WITHOUT_DUTY or get_duty(case, pupil, ground) != "geen"]
        if held:
            status, grounds = name, held
            break
    rows = [make_status_row(case, pupil, status, grounds)] if grounds else []
    if status in ("lrv_langer_dan_3_maanden", "thuiszitter"):
        return rows
    unexplained = get_long_unexplained(case, pupil)
    if unexplained:
        return [*rows, make_status_row(case, pupil, "reden_onbekend", [unexplained])]
    if protocol == "noord-kennemerland":
        ground = get_long_permitted(case, pupil)
        rows += [make_status_row(case, pupil, "langdurig_geoorloofd", [ground])] if ground else []
    return rows


# Grounds that hold for a pupil under no duty too.
WITHOUT_DUTY = ("S3-16", "S3-18", "S3-69")


def get_duty(case: Case, pupil: Pupil, ground: Ground) -> str:
    """The duty on the last day on which the ground holds; at the horizon, and where none is asked, the day of 2.9."""
    last = pupil.last_enrolled or date.max
    at_horizon = ground.op_peildatum or ground.regel in WITHOUT_DUTY or ground.last is None
    return get_plicht(case, pupil, min(case.meetdatum, last) if at_horizon else ground.last or date.min)


def list_statuses(case: Case, pupil: Pupil, protocol: str) -> list[tuple[str, list[Ground]]]:
    """The statuses of a rule set in order, each with the grounds that hold, whatever the duty."""
    runs = [run for run in get_runs_for_status(case, pupil, "oa") if run.duur_posities >= FOUR_LESWEKEN]
    longer = [run for run in runs if is_three_months(case, run)]
    statuses = [
        ("lrv_langer_dan_3_maanden", [make_run_ground("S3-06", longer)] if longer else []),
        ("thuiszitter", [make_run_ground(THUISZITTER_RULE[protocol], runs)] if runs else []),
    ]
    if protocol == "noord-kennemerland":
        found = [get_16_hours(case, pupil, "S3-70"), get_short_run(case, pupil)]
        found += [get_ninth_lateness(case, pupil), get_low_attendance(case, pupil)]
        return [*statuses, ("dreigend", [ground for ground in found if ground])]
    sector = "PO" if case.school.sector == "PO" else "VO"
    ground = get_16_hours(case, pupil, SIXTEEN_HOURS_RULE[protocol, sector])
    return [*statuses, ("relatief_verzuim", [ground] if ground else [])]


def make_status_row(case: Case, pupil: Pupil, status: str, grounds: list[Ground]) -> Row:
    """One row; the first ground decides `grond`, any ground at the horizon makes `op_peildatum` (5, Tables)."""
    first = grounds[0]
    return {
        "school": case.school.id,
        "leerlingnummer": pupil.nummer,
        "status": status,
        "grond": first.regel,
        "start": first.start,
        # open point: the row shows the run of the deciding ground; decided on hours, there is none.
        "duur_posities": first.run.duur_posities if first.run else None,
        "op_peildatum": any(ground.op_peildatum for ground in grounds),
        "precies_vier_weken": first.run is not None and first.run.duur_posities == FOUR_LESWEKEN,
        "plicht": get_duty(case, pupil, first),
    }


def is_three_months(case: Case, run: Run) -> bool:
    """Run start + 3 calendar months <= last absent day; a run that goes on is measured to the meetdatum (D25)."""
    return add_months(run.start, 3) <= (case.meetdatum if run.loopt else run.laatste_dag)


def make_run_ground(rule: str, runs: list[Run]) -> Ground:
    """Of several runs the one that goes on, else the one that started last (5, Tables)."""
    run = max(runs, key=lambda run: (run.loopt, run.start))
    # open point: a run that is over holds last on its last absent day.
    return Ground(rule, run.start, run, run.loopt, run.laatste_dag)


def get_window_sixtieths(pupil: Pupil, end_position: int) -> int:
    """OA hours (sixtieths) in the window of four lesweken that ends at a position (2.5)."""
    return sum(day.oa_zestigsten for day in pupil.days if end_position - 27 <= day.positie <= end_position)


def get_16_hours(case: Case, pupil: Pupil, rule: str) -> Ground | None:
    """16 OA hours or more in four lesweken on a day with slots in the period, or at the horizon (D1)."""
    holding = [day for day in pupil.days if get_window_sixtieths(pupil, day.positie) >= SIXTIETHS_OF_16_HOURS]
    in_period = [day for day in holding if day.datum >= case.van]
    at_horizon = not pupil.vertrokken and get_window_sixtieths(pupil, case.horizon_position) >= SIXTIETHS_OF_16_HOURS
    if not in_period and not at_horizon:
        return None
    in_year = [day for day in holding if day.datum >= case.schooljaar]
    # open point: held only at the horizon, on days of the previous school year before the period: the last such day.
    decisive = (in_year or in_period or holding[-1:])[0]
    start = min(
        day.datum for day in pupil.days if day.is_oa_day and decisive.positie - 27 <= day.positie <= decisive.positie
    )
    return Ground(rule, start, None, at_horizon, in_period[-1].datum if in_period else None)


def get_short_run(case: Case, pupil: Pupil) -> Ground | None:
    """OA run of 14 to 27 positions (S3-71)."""
    runs = [run for run in get_runs_for_status(case, pupil, "oa") if TWO_LESWEKEN <= run.duur_posities < FOUR_LESWEKEN]
    return make_run_ground("S3-71", runs) if runs else None


def get_lateness_up_to(case: Case, pupil: Pupil, day: date) -> list[date]:
    """Dates of the `te_laat` slots in the school year of `day`, up to `day`, one entry a slot (2.5; 5, Time)."""
    first = get_school_year_start(case.region, day)
    return [other.datum for other in pupil.days if first <= other.datum <= day for _ in range(other.te_laat)]


def get_ninth_lateness(case: Case, pupil: Pupil) -> Ground | None:
    """9 times late in the school year (S3-78, D12)."""
    holding = [
        day.datum
        for day in pupil.days
        if day.datum >= case.van and len(get_lateness_up_to(case, pupil, day.datum)) >= 9
    ]
    this_year = get_lateness_up_to(case, pupil, case.meetdatum)
    at_horizon = not pupil.vertrokken and len(this_year) >= 9
    if not holding and not at_horizon:
        return None
    # open point: held only in the previous school year's part of the period: the first day in the period on which it
    # held, which is the date of the 9th when that lies in the period.
    start = this_year[8] if len(this_year) >= 9 else holding[0]
    return Ground("S3-78", start, None, at_horizon, holding[-1] if holding else None)


def get_low_attendance(case: Case, pupil: Pupil) -> Ground | None:
    """Attendance of the period below 95 % on both bounds, with 10 school days or more (S3-16, D14)."""
    period = [day for day in pupil.days if day.datum >= case.van]
    planned = sum(day.gepland for day in period)
    at_most = sum(day.aanwezig + day.onbekend for day in period)
    if len(period) < 10 or 100 * at_most >= 95 * planned:
        return None
    return Ground("S3-16", None, None, not pupil.vertrokken)


def get_long_unexplained(case: Case, pupil: Pupil) -> Ground | None:
    """Run of `alle` above four lesweken with a minute without a reason (S3-18, 2.9)."""
    runs = [
        run
        for run in get_runs_for_status(case, pupil, "alle")
        if run.duur_posities > FOUR_LESWEKEN and run.zonder_reden
    ]
    return make_run_ground("S3-18", runs) if runs else None


def get_long_permitted(case: Case, pupil: Pupil) -> Ground | None:
    """Longest run of `ga` or `alle` above four lesweken that is not wholly OA (S3-69; tie: earliest)."""
    runs = [
        run
        for group in ("ga", "alle")
        for run in get_runs_for_status(case, pupil, group)
        if run.duur_posities > FOUR_LESWEKEN and not run.geheel_oa
    ]
    if not runs:
        return None
    run = min(runs, key=lambda run: (-run.duur_posities, run.start))
    return Ground("S3-69", run.start, run, run.loopt)


# --- DUO ledger (2.7; 5, DUO ledger and Ledger) ------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """One report that should have been made; `laatste_dag` is the last day whose hours it holds."""

    meldsoort: str
    begin: date
    einddatum: date | None
    laatste_dag: date
    zestigsten: int
    voorlopig_zestigsten: int
    termijn_vanaf: date


def get_reports(case: Case, pupil: Pupil) -> list[Report]:
    """All reports of this school due up to the meetdatum, in time order."""
    reports, _ = get_ledger(case, pupil)
    return reports if not pupil.eerder else [report for report in reports if report.laatste_dag >= pupil.days[0].datum]


def get_ledger(case: Case, pupil: Pupil) -> tuple[list[Report], date]:
    """All reports in time order, those of earlier schools first (2.9), and the end of the last one."""
    reports, last_end = get_ledger(*pupil.eerder) if pupil.eerder else ([], date.min)
    runs = get_runs(case, pupil, "oa")
    counted = get_counted(case, pupil)
    for day in [day for day in pupil.days if day.is_oa_day]:
        run = next((run for run in runs if run.start <= day.datum <= run.laatste_dag and _HOLDS["oa"](day)), None)
        long_run = run if run and run.duur_posities >= FOUR_LESWEKEN else None
        after_full = long_run is not None and day.datum > get_full_date(case, long_run)
        if not after_full and is_16_hours_due(counted, day, last_end, run, reports):
            reports.append(make_16_hours_report(counted, day, last_end))
            last_end = day.datum
        if long_run and day.datum == long_run.laatste_dag:
            reports.append(make_lrv_report(counted, long_run, get_full_date(case, long_run), reports))
            last_end = case.meetdatum if long_run.loopt else long_run.laatste_dag
    return reports, last_end


def get_counted(case: Case, pupil: Pupil) -> list[Day]:
    """The OA days of the ledger: those at earlier schools too, in positions that go on here (2.9)."""
    return [day for day in get_all_days(case, pupil) if day.is_oa_day]


def get_all_days(case: Case, pupil: Pupil) -> list[Day]:
    """The days of the pupil here and at the earlier schools that it goes on from, in positions of this one.

    The last position of the earlier school is the one right before the pupil's first day with slots here.
    """
    own = list(pupil.days)
    if not pupil.eerder:
        return own
    there, old = pupil.eerder
    horizon = there.weeks.get_horizon(min(old.last_enrolled or date.max, there.meetdatum))
    assert horizon is not None
    further = pupil.days[0].positie - (there.weeks.get_position(horizon) + 1)
    return [*(replace(day, positie=day.positie + further) for day in get_all_days(there, old)), *own]


def get_date_in_run(case: Case, run: Run, positions: int) -> date:
    """The date so many positions after the first one of the run; at an earlier school: the first day here (2.9)."""
    further = positions - run.eerder_posities
    return case.weeks.get_date(case.weeks.get_position(run.start_hier) + further) if further > 0 else run.start_hier


def get_full_date(case: Case, run: Run) -> date:
    """The day on which four lesweken of the run were full: the date at `pos(f)+27` (2.7, point 3)."""
    return get_date_in_run(case, run, 27)


def get_counted_days(counted: list[Day], day: Day, last_end: date) -> list[Day]:
    """OA days after the last report's end within the window of four lesweken at `day` (2.7, point 1)."""
    return [other for other in counted if last_end < other.datum <= day.datum and other.positie >= day.positie - 27]


def is_16_hours_due(counted: list[Day], day: Day, last_end: date, run: Run | None, reports: list[Report]) -> bool:
    """16 hours counted on this day, and no wait of a week inside the run of the last report (2.7, points 1 and 2)."""
    hours = sum(other.oa_zestigsten for other in get_counted_days(counted, day, last_end))
    if hours < SIXTIETHS_OF_16_HOURS:
        return False
    same_run = bool(reports) and run is not None and run.start <= last_end
    if not same_run or day.datum >= last_end + 7 * ONE_DAY:
        return True
    assert run is not None
    return day.datum == run.laatste_dag and not run.loopt


def make_16_hours_report(all_days: list[Day], day: Day, last_end: date) -> Report:
    counted = get_counted_days(all_days, day, last_end)
    return Report(
        meldsoort="16uur",
        begin=counted[0].datum,
        einddatum=day.datum,
        laatste_dag=day.datum,
        zestigsten=sum(other.oa_zestigsten for other in counted),
        voorlopig_zestigsten=sum(other.voorlopig_zestigsten for other in counted),
        termijn_vanaf=day.datum,
    )


def make_lrv_report(counted: list[Day], run: Run, full: date, reports: list[Report]) -> Report:
    """The one `lrv` report of a run of four lesweken or more (2.7, point 3; 5, Ledger).

    open point: of a run that an earlier school had to report too, it begins after that report.
    """
    ends = [report.laatste_dag for report in reports if run.start <= report.laatste_dag <= run.laatste_dag]
    begin = ends[-1] + ONE_DAY if ends else run.start
    if not run.loopt and begin > run.laatste_dag:
        begin = run.laatste_dag
    days = [day for day in counted if begin <= day.datum <= run.laatste_dag]
    return Report(
        meldsoort="lrv",
        begin=begin,
        einddatum=None if run.loopt else run.laatste_dag,
        laatste_dag=run.laatste_dag,
        zestigsten=sum(day.oa_zestigsten for day in days),
        voorlopig_zestigsten=sum(day.voorlopig_zestigsten for day in days),
        termijn_vanaf=full,
    )


def make_duo_melding(case: Case, pupil: Pupil) -> list[Row]:
    """Rows of `duo_melding`: each report with its duty, due date and whether the school reported it in time."""
    free = get_notifications(case, pupil)
    rows: list[Row] = []
    for report in sorted(get_reports(case, pupil), key=lambda report: report.einddatum or date.max):
        due = add_working_days(case, report.termijn_vanaf, 5)
        match = take_notification(report, free)
        rows.append(
            {
                "school": case.school.id,
                "leerlingnummer": pupil.nummer,
                "meldsoort": report.meldsoort,
                "einddatum": report.einddatum,
                "begindatum": report.begin,
                "uren": float(Fraction(report.zestigsten, 60)),
                "waarvan_voorlopig": float(Fraction(report.voorlopig_zestigsten, 60)),
                "plicht": get_plicht(case, pupil, report.einddatum or case.meetdatum),
                "uiterste_meldatum": due,
                "status": get_report_status(case, match, due),
                "ernst_precies_16": report.meldsoort == "16uur" and report.zestigsten == SIXTIETHS_OF_16_HOURS,
            }
        )
    return rows


def get_notifications(case: Case, pupil: Pupil) -> list[Notification]:
    """Delivered notifications of the pupil; `gemeld_op` after the peildatum is not read (5, Time)."""
    return [
        row
        for row in case.school.duo_meldingen or ()
        if row.leerlingnummer == pupil.nummer and row.gemeld_op <= case.peildatum
    ]


def take_notification(report: Report, free: list[Notification]) -> Notification | None:
    """The free overlapping notification with the earliest `gemeld_op`, used once (5, Ledger)."""
    # open point: equal `gemeld_op`: the first row of the file; an open end on either side has no end.
    matching = [
        row
        for row in free
        if row.meldsoort == report.meldsoort
        and row.begindatum <= (report.einddatum or date.max)
        and report.begin <= (row.einddatum or date.max)
    ]
    if not matching:
        return None
    match = min(matching, key=lambda row: row.gemeld_op)
    free.remove(match)
    return match


def get_report_status(case: Case, match: Notification | None, due: date) -> str:
    if case.school.duo_meldingen is None:
        return "onbekend"
    if match is not None:
        return "op_tijd" if match.gemeld_op <= due else "te_laat"
    return "nog_niet" if due >= case.peildatum else "niet_gemeld"


def add_working_days(case: Case, day: date, count: int) -> date:
    """`count` working days (Monday to Friday, no holiday marked `vrij`) after `day` (2.7, point 4; 5, Input)."""
    while count:
        day += ONE_DAY
        count -= day.isoweekday() <= 5 and day not in case.public_free
    return day


def get_plicht(case: Case, pupil: Pupil, day: date) -> str:
    """`plicht` on a day (2.9, D17)."""
    births = [row.geboortedatum for row in pupil.enrolments if row.geboortedatum]
    if not births:
        return "niet_te_bepalen"
    born = births[-1]
    if not has_leerplicht_begun(case, born, day):
        return "geen"
    if day < get_birthday(born, 18):
        ended = get_school_year_start(case.region, day) > get_school_year_start(case.region, get_birthday(born, 16))
        return "geen" if ended and has_startkwalificatie(pupil) else "verplicht"
    return "rmc" if day < get_birthday(born, 23) and not has_startkwalificatie(pupil) else "geen"


def has_leerplicht_begun(case: Case, born: date, day: date) -> bool:
    """From the first school day of the month after the month of the fifth birthday (D17)."""
    fifth = get_birthday(born, 5)
    first = date(fifth.year + fifth.month // 12, fifth.month % 12 + 1, 1)
    # open point: a school day is a day on which the school has a slot for any pupil; before the slots all are past.
    earliest = min(case.weeks.lesdata)
    return first < earliest or any(first <= other <= day for other in case.weeks.lesdata)


def has_startkwalificatie(pupil: Pupil) -> bool:
    """J in the last enrolment row that says so."""
    # open point: which of several enrolment rows decides; taken as for the birth date: the last row that has a value.
    values = [row.startkwalificatie for row in pupil.enrolments if row.startkwalificatie is not None]
    return bool(values) and values[-1]
