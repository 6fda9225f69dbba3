"""The words of the school report: what the protocol asks by when, runs, distances, patterns. Dutch, plain, no blame."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from reports.context.parts import Distance, HolidayEdge, QuarterTier, Run, SickSpell, WithoutReason
from reports.context.school import DueReport, Incomplete, Pupil, PupilStatus
from reports.school.patterns import Trial
from reports.words import wording

OVERDUE_SIGN = "▲"
GROUP_WORDS = {"oa": "geheel ongeoorloofd", "ga": "geheel geoorloofd", "alle": "geoorloofd en ongeoorloofd door elkaar"}
HOLIDAY_WORDS = {
    "herfst": "de herfstvakantie",
    "kerst": "de kerstvakantie",
    "voorjaar": "de voorjaarsvakantie",
    "mei": "de meivakantie",
    "zomer": "de zomervakantie",
}
SIDE_WORDS = {"voor": "vlak voor", "na": "vlak na"}
UNKNOWN_WORDS = {
    "tier": "de tier",
    "uren": "het aantal ongeoorloofde uren",
    "reeks": "hoe lang een reeks duurt",
    "vierweken": "de vierwekengroep",
    "telling": "een telling van het schooljaar",
}
PATTERN_WORDS = {
    "eerste_lesuur": "mist op dagen met een deel verzuim vaak het eerste {slot}",
    "laatste_lesuur": "mist op dagen met een deel verzuim vaak het laatste {slot}",
    "rond_vakantie": "verzuim begint vaak vlak voor of vlak na een vakantie",
}
SPELLS_SHOWN = 12


def describe_status(status: PupilStatus) -> str:
    """ "Thuiszitter sinds 12 jan 2026, 6 lesweken, geheel ongeoorloofd"."""
    words = wording.status_phrase(status)
    return f"{words}, {GROUP_WORDS['oa']}" if status.status in ("thuiszitter", "lrv_langer_dan_3_maanden") else words


def describe_free_days(pupil: Pupil, status: PupilStatus) -> str:
    """ "38 kalenderdagen, waarvan 16 in een vakantie of op een vrije dag": where calendar days decide (contract 5)."""
    runs = pupil.kaart.reeksen if pupil.kaart else ()
    found = [run for run in runs if run.start == status.start]
    return _describe_calendar(found[0]) if found and status.duur_posities is not None else ""


def describe_run(run: Run) -> str:
    """ "12 jan t/m 6 feb 2026: 4 lesweken, geheel ongeoorloofd; 26 kalenderdagen; loopt nog".

    One that began elsewhere: "…; begon op de vorige school, hier vanaf 26 jan 2026; …".
    """
    words = f"{_days(run.start, run.laatste_dag)}: {wording.school_weeks(run.duur_posities)}, {GROUP_WORDS[run.groep]}"
    going = "; loopt nog" if run.loopt else ""
    return f"{words}{_describe_move(run)}; {_describe_calendar(run)}{going}"


def _describe_move(run: Run) -> str:
    return f"; begon op de vorige school, hier vanaf {wording.short_date(run.hier_vanaf)}" if run.hier_vanaf else ""


def describe_without_reason(row: WithoutReason) -> str:
    """What absence without a reason would be if it were unauthorised: "melding bij DUO: 16 uur in vier lesweken"."""
    due = [kind for kind, is_due in (("lrv", row.zou_lrv), ("16uur", row.zou_16uur)) if is_due]
    if not due:
        return "geen nieuwe melding bij DUO"
    return f"▲ melding bij DUO: {wording.NOTIFICATION_WORDS[due[0]]}"


def _describe_calendar(run: Run) -> str:
    words = wording.counted(run.duur_kalenderdagen, "kalenderdag", "kalenderdagen")
    if not run.vrije_dagen:
        return f"{words}, geen daarvan in een vakantie"
    return f"{words}, waarvan {wording.number(run.vrije_dagen)} in een vakantie of op een vrije dag"


def describe_spells(spells: Sequence[SickSpell]) -> str:
    """ "3 sep 2025 (1 dag) en 12 t/m 16 sep 2025 (4 dagen)"; the last ones when there are many."""
    shown = [
        f"{_days(spell.start, spell.laatste_dag)} ({wording.counted(spell.ziekdagen, 'schooldag', 'schooldagen')})"
        for spell in spells[-SPELLS_SHOWN:]
    ]
    before = len(spells) - len(shown)
    more = f"; daarvoor nog {wording.counted(before, 'keer', 'keer')}" if before else ""
    return f"{wording.listing(shown)}{more}"


def describe_distance(found: Distance) -> str:
    """ "nog 3 lesuren (13 van 16) tot: Relatief verzuim"."""
    lacking = found.minimum - found.waarde
    unit = found.eenheid[lacking != 1]
    return (
        f"nog {wording.amount(lacking, up=True)} {unit} ({wording.amount(found.waarde)} van "
        f"{wording.number(found.minimum)}) tot: {found.woorden}"
    )


def describe_quarter(quarter: QuarterTier) -> str:
    """ "91,2 %" or the range that unknown time or rows in quarantine leave: "tussen 91,2 en 93,4 %"."""
    low = wording.percentage(quarter.laagste_min, quarter.gepland_min)
    high = wording.percentage(quarter.aanwezig_min + quarter.onbekend_min, quarter.gepland_min)
    return low if low == high else wording.between(low, high)


def describe_unknown(kinds: Sequence[str]) -> str:
    """ "Door lessen met een onbekende code kan nog veranderen: de tier en het aantal ongeoorloofde uren."."""
    return (
        f"Door lessen met een onbekende code kan nog veranderen: {wording.listing([UNKNOWN_WORDS[k] for k in kinds])}."
    )


def group_incomplete(rows: Sequence[Incomplete]) -> list[tuple[str, tuple[str, ...]]]:
    """What a school has to complete, and of which pupils: [("Geboortedatum", ("l2…",)), …]."""
    asked = (("Geboortedatum", "geboortedatum"), ("Woongemeente", "woongemeente"))
    found = [(word, tuple(row.leerling for row in rows if getattr(row, name))) for word, name in asked]
    return [(word, pupils) for word, pupils in found if pupils]


def is_overdue(report: DueReport, peildatum: date) -> bool:
    """Known not to have been made, although the last day has passed."""
    return (
        report.status == "niet_gemeld" and report.uiterste_meldatum is not None and report.uiterste_meldatum < peildatum
    )


def describe_report(report: DueReport, peildatum: date) -> str:
    """The state of a report in the worklist, overdue with a sign and in words."""
    words = wording.notification_state(report, peildatum)
    return f"{OVERDUE_SIGN} te laat: {words}" if is_overdue(report, peildatum) else words


def describe_holiday(edge: HolidayEdge) -> str:
    """ "vlak voor de herfstvakantie", "alle andere dagen"."""
    if edge.kant == "anders":
        return "alle andere dagen"
    return f"{SIDE_WORDS[edge.kant]} {HOLIDAY_WORDS.get(edge.vakantie, edge.vakantie)}"


def describe_late_rate(late: int, days: int) -> str:
    """Times late per thousand days of pupils: "11,4"."""
    return wording.one_decimal(1000 * late / days) if days else "n.v.t."


def describe_school_pattern(trial: Trial, slot: str) -> str:
    """What stands out at the school, with what is expected: "11 keer, waar 4,2 keer te verwachten was"."""
    expected = f"{wording.one_decimal(trial.verwacht)} te verwachten was"
    times = wording.number(trial.keren)
    if trial.soort == "weekdag_lesuur":
        weekday, hour = trial.plaats
        pupils = wording.pupils(trial.leerlingen or 0)
        place = f"{slot.capitalize()} {hour} op {_weekday(weekday)}"
        return f"{place}: {times} lessen gemist door {pupils} die op school waren, waar {expected}"
    if trial.soort == "te_laat":
        return f"Te laat op {_weekday(trial.plaats[0])}: {times} keer, waar {expected}"
    side, holiday = (str(part) for part in trial.plaats)
    place = f"{SIDE_WORDS[side].capitalize()} {HOLIDAY_WORDS.get(holiday, holiday)}"
    return f"{place}: {times} keer begon ongeoorloofd verzuim, waar {expected}"


def describe_pupil_pattern(trial: Trial, slot: str) -> str:
    """What stands out for one pupil, never as a verdict. `slot`: what one slot is called."""
    if trial.soort == "weekdag":
        return f"verzuim begint vaak op {_weekday(trial.plaats[0])}"
    return PATTERN_WORDS[trial.soort].format(slot=slot)


def describe_pupil_count(trial: Trial) -> str:
    """ "8 van 11 keer, waar 2,3 te verwachten was"."""
    times = f"{wording.number(trial.keren)} van {wording.number(trial.totaal)} keer"
    return f"{times}, waar {wording.one_decimal(trial.verwacht)} te verwachten was"


def describe_extreme(cells: Mapping[str, tuple[int, int]], what: str = "afwezig") -> str:
    """One sentence about a heat map: the place with the highest rate, and the whole. `cells`: absent and planned."""
    planned = sum(whole for _, whole in cells.values())
    if not planned:
        return ""
    absent = sum(part for part, _ in cells.values())
    whole = f"Samen {wording.percentage(absent, planned)} {what}."
    if not absent:
        return whole
    rates = {name: Fraction(part, of) for name, (part, of) in cells.items()}
    top = max(rates.values())
    highest = [name for name, rate in rates.items() if rate == top]
    among = "onder andere " if len(highest) > 1 else ""
    return f"{whole} Het hoogst: {among}{highest[0]}, {wording.percentage(*cells[highest[0]])}."


def _weekday(number: int | str) -> str:
    return wording.WEEKDAYS[int(number) - 1]


def _days(first: date, last: date) -> str:
    if first == last:
        return wording.short_date(first)
    start = wording.day_month(first) if first.year == last.year else wording.short_date(first)
    return f"{start} t/m {wording.short_date(last)}"


FILTERS = {
    "weekdag": _weekday,
    "status_lang": describe_status,
    "reeks_zin": describe_run,
    "ziekmeldingen_zin": describe_spells,
    "afstand_zin": describe_distance,
    "kwartaal_zin": describe_quarter,
    "onbekend_zin": describe_unknown,
    "vakantie_zin": describe_holiday,
    "als_ongeoorloofd": describe_without_reason,
    "patroon_telling": describe_pupil_count,
}
