"""A slow, literal reading of table `signaal`: every rule on every day with slots of every pupil.

It stands on the building blocks of `oracle.py` (slots, days, runs, windows, spells, ledger) and knows nothing of
the rule-set files: `RULES` is copied by hand from the readings in rules.csv. Texts (who, what, where to, source) are
no matter of arithmetic and not made here. Comments "open point" mark cells that the contract leaves open.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.lib.oracle import (
    GA,
    OA,
    ONE_DAY,
    Case,
    Day,
    Pupil,
    Row,
    Run,
    Slot,
    add_months,
    build_case,
    count_quarantined,
    covers_slot,
    get_birthday,
    get_complete_window,
    get_date_in_run,
    get_plan,
    get_reports,
    get_runs,
    get_school_year_start,
    get_sequence,
    get_sick_spells,
    get_soort,
    get_tier_status,
    gives_way,
    is_enrolled_in,
    is_quarantined,
)
from tests.lib.region import LessonAbsence, Region, School

# The columns of contract 3 whose cells come from the rule-set files.
TEXTS = ("wie", "actie", "bestemming", "bron")
SCHOOLJAAR = "schooljaar"


@dataclass(frozen=True)
class Rule:
    """One computed rule: what is measured, over which window, and between which inclusive bounds it holds."""

    id: str
    sectors: str  # "PO", "VO" or "PO+VO"; VSO takes the rules marked VO
    measure: str
    minimum: int | None = None
    maximum: int | None = None
    window: str = ""
    months: int | None = None
    not_months: int | None = None
    age_from: int | None = None
    age_until: int | None = None
    below: int | None = None
    drempel: int | None = None  # only where it is not the minimum

    @property
    def threshold(self) -> float:
        value = self.drempel if self.drempel is not None else self.minimum
        assert value is not None
        return float(value)


def _hours_16(*ids: tuple[str, str]) -> tuple[Rule, ...]:
    """D1, D2, D3, D4: OA hours >= 16 in four lesweken rolling by position."""
    return tuple(Rule(number, sectors, "oa_uren_venster", 16) for number, sectors in ids)


RULES: dict[str, tuple[Rule, ...]] = {
    "twente": (
        Rule("S0-02", "PO+VO", "vier_weken_afwezig", maximum=0, drempel=0),
        Rule("S0-03", "PO+VO", "hoogstens_20pct", maximum=20, drempel=20),
        Rule("S0-05", "PO", "ziekmeldingen", 5, window=SCHOOLJAAR),
        Rule("S0-06", "PO", "ziek_schooldagen", 10),
        Rule("S0-07", "VO", "ziekmeldingen", 4, window="84 dagen"),
        Rule("S0-08", "VO", "ziek_aaneengesloten", 7),
        Rule("S0-11", "PO+VO", "hoogstens_20pct", maximum=20, drempel=20),
        Rule("S0-13", "PO+VO", "te_laat", 10),
        Rule("S0-14", "PO+VO", "spijbeluren", 10),
        *_hours_16(("S0-15", "PO"), ("S0-16", "VO")),
        Rule("S0-17", "PO+VO", "reeks oa", 28),
    ),
    "twente-po-2019": (
        *_hours_16(("S1-02", "PO")),
        Rule("S1-03", "PO", "reeks oa", 28),
        Rule("S1-08", "PO", "te_laat", 5),
        Rule("S1-09", "PO", "te_laat", 10),
        Rule("S1-10", "PO", "te_laat", 11),  # > 10
        Rule("S1-06", "PO", "schorsing_aaneengesloten", 6),
        Rule("S1-13", "PO", "ziek_aaneengesloten", 11),  # more than 10
        Rule("S1-14", "PO", "ziekmeldingen", 3, window="3 maanden"),
    ),
    "kennemerland": (
        Rule("S2-10", "PO", "ziekmeldingen", 5, window=SCHOOLJAAR),
        Rule("S2-11", "PO", "ziek_schooldagen", 10),
        Rule("S2-12", "VO", "ziekmeldingen", 4, window="84 dagen"),
        Rule("S2-13", "VO", "ziek_aaneengesloten", 7),
        *_hours_16(("S2-24", "PO+VO")),
        Rule("S2-26", "VO", "oa_uren_schooljaar plafond", 8),
        Rule("S2-27", "VO", "te_laat", 8),
        *_hours_16(("S2-28", "PO+VO")),
        Rule("S2-31", "PO+VO", "reeks oa", 28),
        *_hours_16(("S2-37", "PO+VO"), ("S2-38", "PO+VO")),
    ),
    "noord-kennemerland": (
        *_hours_16(("S3-04", "VO")),
        Rule("S3-05", "VO", "reeks oa", 28, not_months=3),
        Rule("S3-06", "VO", "reeks oa", 28, months=3, drempel=3),
        Rule("S3-12", "VO", "reeks oa", 29, age_from=18, age_until=23),
        Rule("S3-16", "VO", "tier", below=95, drempel=95),
        Rule("S3-19", "VO", "tier", 1, 1, drempel=95),
        Rule("S3-20", "VO", "tier", 2, 2, drempel=90),
        Rule("S3-21", "VO", "tier", 3, 3, drempel=90),
        Rule("S3-24", "VO", "reeks alle", 0, months=3, drempel=3),
        Rule("S3-25", "VO", "ziekmeldingen", 4, window="84 posities"),
        Rule("S3-26", "VO", "ziek_aaneengesloten", 7),
        *_hours_16(("S3-30", "VO")),
        Rule("S3-32", "VO", "tier", below=95, drempel=95),
        Rule("S3-35", "VO", "reeks alle plan", 29),
        *_hours_16(("S3-37", "VO"), ("S3-58", "VO")),
        Rule("S3-60", "VO", "oa_uren_venster", 16, age_from=18),
        Rule("S3-69", "VO", "reeks ga", 29),
        *_hours_16(("S3-70", "VO")),
        Rule("S3-71", "VO", "reeks oa", 14, 27),
        Rule("S3-72", "VO", "reeks oa", 28),
        Rule("S3-74", "VO", "voorlopig_dagen", 6),  # > 5
        Rule("S3-76", "VO", "te_laat", 3),
        Rule("S3-77", "VO", "te_laat", 6),
        Rule("S3-78", "VO", "te_laat", 9),
        Rule("S3-79", "VO", "te_laat", 12),
        Rule("S3-80", "VO", "te_laat", 15),
        Rule("S3-81", "VO", "oa_uren_schooljaar spreekuur", 6, 15),
        Rule("S3-82", "VO", "te_laat spreekuur", 6, 9),
    ),
    "dronten": (
        *_hours_16(("S4-01", "VO")),
        Rule("S4-02", "VO", "reeks oa", 28),
        *_hours_16(("S4-11", "VO"), ("S4-12", "VO")),
        Rule("S4-07", "VO", "schorsing_aaneengesloten", 6),
        Rule("S4-19", "VO", "ziek_aaneengesloten", 4),
        Rule("S4-20", "VO", "ziek_aaneengesloten", 6),
        Rule("S4-21", "VO", "ziekmeldingen", 3, window="2 maanden"),
        Rule("S4-22", "VO", "ziekmeldingen", 4, window="84 dagen"),
        Rule("S4-23", "VO", "ziek_aaneengesloten", 7),
        Rule("S4-30", "VO", "te_laat", 3),
        Rule("S4-31", "VO", "te_laat", 6),
        Rule("S4-32", "VO", "te_laat", 9),
        Rule("S4-33", "VO", "te_laat_minuten", 50),
        Rule("S4-35", "VO", "spijbeluren", 3),
        Rule("S4-36", "VO", "spijbeluren", 6),
        Rule("S4-37", "VO", "spijbeluren", 9),
        *_hours_16(("S4-38", "VO")),
        Rule("S4-42", "VO", "oa_dagen_18", 3),
    ),
    # fixtures/window_rulesets: windows that no protocol has.
    "vensters": (
        Rule("V-01", "PO+VO", "oa_uren_venster", 12, window="42 posities"),
        Rule("V-02", "PO+VO", "ziekmeldingen", 3, window="3 maanden"),
        Rule("V-03", "PO+VO", "oa_uren_schooljaar", 20),
        Rule("V-04", "PO+VO", "te_laat", 5),
    ),
}
FROM_TENTH = 9  # S4-33: the first nine times late do not count
SPREEKUUR_SUM = 15  # S3-83


@dataclass(frozen=True)
class Lateness:
    """One `te_laat` slot; minutes None where the row has none."""

    datum: date
    lesuur: int
    minuten: int | None


@dataclass(frozen=True)
class Subject:
    """One pupil of one school with what only these rules need."""

    case: Case
    pupil: Pupil
    late: tuple[Lateness, ...]
    oa_slots: Counter[date] = field(repr=False)
    spells: list[list[date]] = field(repr=False)

    @property
    def born(self) -> date | None:
        births = [row.geboortedatum for row in self.pupil.enrolments if row.geboortedatum]
        return births[-1] if births else None


@dataclass(frozen=True)
class Moment:
    """A day with slots, or the horizon: its date, position, and first day of the school year that counts there."""

    datum: date
    positie: int
    schooljaar: date
    laatste_lesdag: date


@dataclass(frozen=True)
class Holding:
    """A rule at a moment: what was measured, and over which dates."""

    datum: date
    waarde: Fraction
    van: date
    tot: date


@dataclass(frozen=True)
class Outcome:
    """`eerste` per contract; `in_period` and `at_horizon` what to show, None when it does not hold there."""

    eerste: date | None = None
    in_period: Holding | None = None
    at_horizon: Holding | None = None
    ontbreekt: str | None = None


def compute_signals(
    region: Region, peildatum: date, holidays: list[dict[str, str]], public: list[dict[str, str]]
) -> list[Row]:
    """All rows of `signaal` without its texts; a pupil is `school` and `leerlingnummer`."""
    rows: list[Row] = []
    for school in region.scholen:
        sector = "PO" if school.sector == "PO" else "VO"
        for subject in build_subjects(region, school, peildatum, holidays, public):
            for rule in RULES[region.get_protocol(school)]:
                if sector in rule.sectors.split("+"):
                    rows += make_rows(subject, rule)
    return rows


def build_subjects(
    region: Region,
    school: School,
    peildatum: date,
    holidays: list[dict[str, str]],
    public: list[dict[str, str]],
) -> list[Subject]:
    """The pupils with a row in `leerling_periode` (5, Statuses); none where the school has no lesweek (5, Time)."""
    made = build_case(region, school, peildatum, holidays, public)
    case, slots, kinds = made.case, made.slots, made.kinds
    if not case.measured.is_measured or case.weeks.get_horizon(case.meetdatum) is None:
        return []
    return [
        Subject(
            case,
            pupil,
            late=get_lateness(school, pupil.nummer, slots[pupil.nummer], kinds, case.meetdatum),
            oa_slots=Counter(
                slot.datum for slot in slots[pupil.nummer] if kinds.get((pupil.nummer, slot.datum, slot.lesuur)) in OA
            ),
            spells=[[day.datum for day in spell] for spell in get_sick_spells(pupil.days)],
        )
        for pupil in case.pupils
        if is_enrolled_in(case, pupil)
    ]


def get_lateness(
    school: School,
    number: str,
    slots: list[Slot],
    kinds: dict[tuple[str, date, int], str],
    peildatum: date,
) -> tuple[Lateness, ...]:
    """The pupil's `te_laat` slots in time order, each with the minutes of the row that stands on it (2.1)."""
    rows = [
        event.row
        for event in get_sequence(school)
        if event.row.leerlingnummer == number and not is_quarantined(school, event.row)
    ]
    late = []
    for slot in slots:
        if kinds.get((number, slot.datum, slot.lesuur)) != "te_laat":
            continue
        standing = None
        for row in rows:
            if not covers_slot(row, slot, peildatum) or get_soort(school, row.code, slot.datum) == "niet_tellen":
                continue
            if standing is None or gives_way(standing.ingevoerd_op, row.ingevoerd_op):
                standing = row
        minutes = standing.minuten_te_laat if isinstance(standing, LessonAbsence) else None
        late.append(Lateness(slot.datum, slot.lesuur, minutes))
    return tuple(sorted(late, key=lambda row: (row.datum, row.lesuur)))


def make_rows(subject: Subject, rule: Rule) -> list[Row]:
    """The row of one pupil and rule: for `ja` and `niet_te_bepalen` only (5, signaal)."""
    outcome = evaluate(subject, rule)
    shown = outcome.at_horizon or outcome.in_period
    if shown is None and outcome.ontbreekt is None:
        return []
    return [
        {
            "school": subject.case.school.id,
            "leerlingnummer": subject.pupil.nummer,
            "regel": rule.id,
            "protocol": subject.case.region.get_protocol(subject.case.school),
            "uitkomst": "ja" if shown else "niet_te_bepalen",
            "eerste_datum": outcome.eerste if shown else None,
            # open point: the two yes/no columns of a row that is not to be determined; taken as no.
            "in_periode": outcome.in_period is not None,
            "op_peildatum": outcome.at_horizon is not None,
            "waarde": float(shown.waarde) if shown else None,
            "drempel": rule.threshold,
            "venster_van": shown.van if shown else None,
            "venster_tot": shown.tot if shown else None,
            "ontbreekt": None if shown else outcome.ontbreekt,
        }
    ]


def evaluate(subject: Subject, rule: Rule) -> Outcome:
    """One rule for one pupil."""
    # 5, signaal: an unknown birth date makes an age-bound rule niet_te_bepalen, also at 0 hours. S4-42 counts from
    # the 18th birthday, so it is age-bound as well.
    if (rule.age_from is not None or rule.measure == "oa_dagen_18") and subject.born is None:
        return Outcome(ontbreekt="geboortedatum")
    kind = rule.measure.split()[0]
    # formats 14: authorised absence and no sickness at all; then nobody knows who is ill.
    if kind.startswith("ziek") and is_sickness_unrecognised(subject.case):
        return Outcome(ontbreekt="soort ziek")
    if kind == "reeks":
        return evaluate_run(subject, rule)
    if kind in ("vier_weken_afwezig", "hoogstens_20pct"):
        return evaluate_window(subject, rule)
    if kind == "tier":
        return evaluate_tier(subject, rule)
    return evaluate_days(subject, rule)


def is_sickness_unrecognised(case: Case) -> bool:
    """Rows up to the meetdatum, of which some are authorised and none is sickness (a span by its first day)."""
    kinds = set()
    for event in get_sequence(case.school):
        row = event.row
        first = row.datum if isinstance(row, LessonAbsence) else row.begin
        day = first.date() if isinstance(first, datetime) else first
        if day <= case.meetdatum and not is_quarantined(case.school, row):
            kinds.add(get_soort(case.school, row.code, day))
    return bool(kinds & set(GA)) and "ziek" not in kinds


# --- rules that are tested on each day with slots ------------------------------------------------------------------


def evaluate_days(subject: Subject, rule: Rule) -> Outcome:
    """Days with slots in time order, then the horizon (2.3; nothing holds there for a leaver: 5, Statuses)."""
    case, pupil = subject.case, subject.pupil
    holding: list[Holding] = []
    undetermined = False
    # Only days of the period or of the school year are asked for; what is measured may reach back further.
    for day in (day for day in pupil.days if day.datum >= min(case.van, case.schooljaar)):
        moment = Moment(day.datum, day.positie, get_school_year_start(case.region, day.datum), day.datum)
        found = check_moment(subject, rule, moment)
        holding += [found] if found else []
        undetermined |= day.datum >= case.van and lacks_minutes(subject, rule, moment)
    at_horizon = None
    if not pupil.vertrokken and pupil.days:
        horizon = case.weeks.get_horizon(case.meetdatum)
        assert horizon is not None
        moment = Moment(horizon, case.horizon_position, case.schooljaar, pupil.days[-1].datum)
        at_horizon = check_moment(subject, rule, moment)
        undetermined |= lacks_minutes(subject, rule, moment)
    in_period = [found for found in holding if found.datum >= case.van]
    in_year = [found.datum for found in holding if found.datum >= case.schooljaar]
    # open point: held at the horizon and on no day with slots in the school year (an 18th birthday on the Saturday
    # before it; a class without lessons since the summer): the horizon, if that lies in the school year.
    if not in_year and at_horizon and at_horizon.datum >= case.schooljaar:
        in_year = [at_horizon.datum]
    return Outcome(
        eerste=in_year[0] if in_year else None,
        in_period=in_period[-1] if in_period else None,
        at_horizon=at_horizon,
        ontbreekt="minuten_te_laat" if undetermined else None,
    )


def check_moment(subject: Subject, rule: Rule, moment: Moment) -> Holding | None:
    """What the rule measures at the moment, when it holds."""
    found = MEASURES[rule.measure.split()[0]](subject, rule, moment)
    if rule.minimum is not None and found.waarde < rule.minimum:
        return None
    if rule.maximum is not None and found.waarde > rule.maximum:
        return None
    if rule.age_from is not None:
        assert subject.born is not None
        if moment.datum < get_birthday(subject.born, rule.age_from):
            return None
    if rule.measure.endswith("spreekuur") and not may_go_to_spreekuur(subject, moment):
        return None
    if rule.measure.endswith("plafond") and not is_below_ceiling(subject, moment):
        return None
    return found


def get_days(subject: Subject, first: date, moment: Moment) -> list[Day]:
    return [day for day in subject.pupil.days if first <= day.datum <= moment.datum]


def _of_school_year(subject: Subject, moment: Moment, count: Callable[[Day], int | Fraction]) -> Holding:
    """A school-year rule shows the count and 1 August to the day (5, Statuses)."""
    counts = [count(day) for day in get_days(subject, moment.schooljaar, moment)]
    total = sum((Fraction(number) for number in counts if number), Fraction(0))
    return Holding(moment.datum, total, moment.schooljaar, moment.datum)


def measure_oa_window(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    """OA hours in positions pos(d)-27 … pos(d) (2.5), or in as many positions as the rule says."""
    first = moment.positie - (int(rule.window.split()[0]) if rule.window else 28) + 1
    sixtieths = sum(day.oa_zestigsten for day in subject.pupil.days if first <= day.positie <= moment.positie)
    # open point: a window that begins before the first lesweek is shown from that week's Monday.
    van = subject.case.weeks.get_date(max(first, 0))
    return Holding(moment.datum, Fraction(sixtieths, 60), van, moment.datum)


def measure_oa_year(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    return _of_school_year(subject, moment, lambda day: day.oa_zestigsten and Fraction(day.oa_zestigsten, 60))


def measure_late(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    return _of_school_year(subject, moment, lambda day: day.te_laat)


def measure_truant(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    return _of_school_year(subject, moment, lambda day: day.spijbeluren)


def measure_sick_school_days(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    return _of_school_year(subject, moment, lambda day: day.ziek and Fraction(day.ziek, day.gepland))


def measure_oa_days_18(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    """Days with an OA slot on or after the 18th birthday in the school year (D24)."""
    assert subject.born is not None
    adult = get_birthday(subject.born, 18)
    return _of_school_year(subject, moment, lambda day: int(subject.oa_slots[day.datum] > 0 and day.datum >= adult))


def measure_spells(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    """Spells by their first day in the window (5, Time)."""
    first = get_spell_window(subject, rule, moment)
    count = sum(first <= spell[0] <= moment.datum for spell in subject.spells)
    return Holding(moment.datum, Fraction(count), first, moment.datum)


def get_spell_window(subject: Subject, rule: Rule, moment: Moment) -> date:
    """First day of the window: 1 August; the day and the 83 before it; pos(d)-83; day after d minus n months."""
    if rule.window == SCHOOLJAAR:
        return moment.schooljaar
    length, unit = rule.window.split()
    if unit == "dagen":
        return moment.datum - (int(length) - 1) * ONE_DAY
    if unit == "posities":
        return subject.case.weeks.get_date(max(moment.positie - (int(length) - 1), 0))
    assert unit == "maanden"
    return add_months(moment.datum, -int(length)) + ONE_DAY


def measure_sick_run(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    """Sick days in the spell so far, 0 on a day that is not sick; at the horizon the last day with slots speaks."""
    day = moment.laatste_lesdag
    for sick in subject.spells:
        if day in sick:
            return Holding(moment.datum, Fraction(sick.index(day) + 1), sick[0], day)
    return Holding(moment.datum, Fraction(0), day, day)


def measure_suspension(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    """Days in a row, up to the last one with slots, that are suspension as a whole (D11); 0 on another day."""
    row: list[date] = []
    for day in get_days(subject, date.min, moment):
        row = [*row, day.datum] if day.schorsing == day.gepland else []
    last = moment.laatste_lesdag
    return Holding(moment.datum, Fraction(len(row)), row[0] if row else last, last)


def measure_provisional(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    """The pupil's days with slots after the day of the oldest voorlopig slot (D26; 5, signaal)."""
    provisional = [day.datum for day in subject.pupil.days if day.voorlopig > 0 and day.datum <= moment.datum]
    if not provisional:
        return Holding(moment.datum, Fraction(0), moment.datum, moment.datum)
    count = len(get_days(subject, provisional[0] + ONE_DAY, moment))
    # open point: the window of S3-74; taken as that oldest day to the day.
    return Holding(moment.datum, Fraction(count), provisional[0], moment.datum)


def get_counted_lateness(subject: Subject, moment: Moment) -> list[Lateness]:
    """The 10th and later lateness in the school year up to the moment (D23)."""
    late = [row for row in subject.late if moment.schooljaar <= row.datum <= moment.datum]
    return late[FROM_TENTH:]


def measure_late_minutes(subject: Subject, rule: Rule, moment: Moment) -> Holding:
    known = sum(row.minuten or 0 for row in get_counted_lateness(subject, moment))
    return Holding(moment.datum, Fraction(known), moment.schooljaar, moment.datum)


def lacks_minutes(subject: Subject, rule: Rule, moment: Moment) -> bool:
    """S4-33: from the 10th lateness on, known minutes below 50 and some missing (5, signaal)."""
    if rule.measure != "te_laat_minuten":
        return False
    counted = get_counted_lateness(subject, moment)
    known = sum(row.minuten or 0 for row in counted)
    assert rule.minimum is not None
    return known < rule.minimum and any(row.minuten is None for row in counted)


def may_go_to_spreekuur(subject: Subject, moment: Moment) -> bool:
    """D19: hours and times together at most 15; below the ceiling, and no 15th lateness that year."""
    days = get_days(subject, moment.schooljaar, moment)
    hours = Fraction(sum(day.oa_zestigsten for day in days), 60)
    times = sum(day.te_laat for day in days)
    return hours + times <= SPREEKUUR_SUM and times < SPREEKUUR_SUM and is_below_ceiling(subject, moment)


def is_below_ceiling(subject: Subject, moment: Moment) -> bool:
    """D19: on no day of the school year so far did 16 hours stand in four lesweken or a `16uur` report end."""
    stood = any(
        sum(other.oa_zestigsten for other in subject.pupil.days if day.positie - 27 <= other.positie <= day.positie)
        >= 16 * 60
        for day in get_days(subject, moment.schooljaar, moment)
    )
    reported = any(
        report.meldsoort == "16uur"
        and report.einddatum is not None
        and moment.schooljaar <= report.einddatum <= moment.datum
        for report in get_reports(subject.case, subject.pupil)
    )
    return not stood and not reported


MEASURES: dict[str, Callable[[Subject, Rule, Moment], Holding]] = {
    "oa_uren_venster": measure_oa_window,
    "oa_uren_schooljaar": measure_oa_year,
    "te_laat": measure_late,
    "te_laat_minuten": measure_late_minutes,
    "spijbeluren": measure_truant,
    "ziekmeldingen": measure_spells,
    "ziek_schooldagen": measure_sick_school_days,
    "ziek_aaneengesloten": measure_sick_run,
    "schorsing_aaneengesloten": measure_suspension,
    "voorlopig_dagen": measure_provisional,
    "oa_dagen_18": measure_oa_days_18,
}


# --- runs ----------------------------------------------------------------------------------------------------------


def evaluate_run(subject: Subject, rule: Rule) -> Outcome:
    """A run counts in the period it overlaps, and holds at the horizon when it goes on (3; 5, signaal)."""
    case = subject.case
    group, *words = rule.measure.split()[1:]
    calendar = "kalender" in words
    runs = [run for run in get_runs(case, subject.pupil, group) if holds_for_run(subject, rule, run, calendar)]
    if "plan" in words:
        runs = [run for run in runs if run.loopt]  # S3-35: goes on at the horizon, and a plan J in the register
        if runs and case.school.register is None:
            return Outcome(ontbreekt="msa-register")
        if get_plan(case.school, subject.pupil.nummer) is not True:
            return Outcome()
    in_period = [run for run in runs if run.laatste_dag >= case.van]
    going_on = [run for run in runs if run.loopt]
    return Outcome(
        eerste=get_first(first for run in runs if (first := get_first_of_run(subject, rule, run, calendar))),
        in_period=show_run(in_period[-1], calendar) if in_period else None,
        at_horizon=show_run(going_on[-1], calendar) if going_on else None,
    )


def holds_for_run(subject: Subject, rule: Rule, run: Run, calendar: bool) -> bool:
    length = run.duur_kalenderdagen if calendar else run.duur_posities
    assert rule.minimum is not None
    if length < rule.minimum or (rule.maximum is not None and length > rule.maximum):
        return False
    if rule.months and not has_lasted(subject, run, rule.months):
        return False
    if rule.not_months and has_lasted(subject, run, rule.not_months):
        return False
    if rule.age_from is None:
        return True
    # S3-12: the age on the date at pos(f)+28 (5, Statuses).
    assert subject.born is not None and rule.age_until is not None
    day = get_position_date(subject, run, rule.minimum - 1)
    return get_birthday(subject.born, rule.age_from) <= day < get_birthday(subject.born, rule.age_until)


def has_lasted(subject: Subject, run: Run, months: int) -> bool:
    """Start + n calendar months <= last absent day; a run that goes on is measured to the meetdatum (D25)."""
    return add_months(run.start, months) <= (subject.case.meetdatum if run.loopt else run.laatste_dag)


def get_position_date(subject: Subject, run: Run, positions: int) -> date:
    return get_date_in_run(subject.case, run, positions)


def get_first_of_run(subject: Subject, rule: Rule, run: Run, calendar: bool) -> date | None:
    """The day on which the run first holds; if before 1 August: its first day with slots in the school year."""
    assert rule.minimum is not None
    if calendar:
        day = run.start_hier + timedelta(days=max(rule.minimum - 1 - run.eerder_kalenderdagen, 0))
    elif rule.months:
        day = max(add_months(run.start, rule.months), run.start_hier)
        if rule.minimum:
            day = max(day, get_position_date(subject, run, rule.minimum - 1))
    else:
        day = get_position_date(subject, run, rule.minimum - 1)
    first = subject.case.schooljaar
    if day >= first:
        return day
    # open point: a run that goes on without a day with slots in the school year has no such day.
    return get_first(other.datum for other in subject.pupil.days if first <= other.datum <= run.laatste_dag)


def show_run(run: Run, calendar: bool) -> Holding:
    """The duration tested, `start` to `laatste_dag` (5, Statuses); of the three-months rules `duur_posities`."""
    length = run.duur_kalenderdagen if calendar else run.duur_posities
    return Holding(run.laatste_dag, Fraction(length), run.start, run.laatste_dag)


def get_first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


# --- windows of four lesweken --------------------------------------------------------------------------------------


def evaluate_window(subject: Subject, rule: Rule) -> Outcome:
    """A window from s holds on the date at pos(s)+27; at the horizon the last complete one decides (5, signaal)."""
    case, pupil = subject.case, subject.pupil
    holding: list[Holding] = []
    last: Holding | None = None
    for start in pupil.days:
        window = get_complete_window(case, pupil, start)
        if window is None:
            continue
        last = show_window(subject, rule, start, window)
        holding += [last] if last else []
    in_period = [found for found in holding if found.tot >= case.van]
    return Outcome(
        eerste=get_first(found.tot for found in holding if found.tot >= case.schooljaar),
        in_period=in_period[-1] if in_period else None,
        at_horizon=None if pupil.vertrokken else last,
    )


def show_window(subject: Subject, rule: Rule, start: Day, window: list[Day]) -> Holding | None:
    """Present minutes per cent, unknown taken as present, s to its end; None when the window does not qualify."""
    planned = sum(day.gepland for day in window)
    at_most = sum(day.aanwezig + day.onbekend for day in window)
    assert rule.maximum is not None
    if 100 * at_most > rule.maximum * planned:
        return None
    end = subject.case.weeks.get_date(start.positie + 27)
    return Holding(end, Fraction(100 * at_most, planned), start.datum, end)


# --- rules on the attendance of the period ---------------------------------------------------------------------------


def evaluate_tier(subject: Subject, rule: Rule) -> Outcome:
    """Hold on the last day of the period (5, Statuses; 5, Last points)."""
    case = subject.case
    period = [day for day in subject.pupil.days if day.datum >= case.van]
    planned = sum(day.gepland for day in period)
    present = sum(day.aanwezig for day in period)
    unknown = sum(day.onbekend for day in period)
    surely = max(present - count_quarantined(case, subject.pupil)[1], 0)
    status, tier = get_tier_status(len(period), planned, surely, present + unknown)
    if status == "te_weinig_gegevens":
        return Outcome()
    if rule.below is not None and 100 * (present + unknown) < rule.below * planned:
        holds = True
    elif status == "open":
        return Outcome(ontbreekt="tier")
    else:
        holds = rule.below is None and tier == rule.minimum
    if not holds:
        return Outcome()
    found = Holding(case.meetdatum, Fraction(100 * (present + unknown), planned), case.van, case.meetdatum)
    return Outcome(eerste=case.van, in_period=found, at_horizon=None if subject.pupil.vertrokken else found)
