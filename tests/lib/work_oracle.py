"""A slow, literal reading of table `werklijst` (contract 2.10), one pupil and one act after another.

It stands on the readings of the ledger, the statuses and the signals beside it and knows nothing of the rule-set files:
`ASKS` is copied by hand from the protocols. Texts (toelichting, bron) are no matter of arithmetic and not made here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.lib.oracle import (
    ONE_DAY,
    BuiltCase,
    Case,
    Pupil,
    Row,
    add_working_days,
    build_case,
    get_full_date,
    get_notifications,
    get_plicht,
    get_reports,
    get_runs,
    is_enrolled_in,
    make_leerling_periode,
    make_thuiszitter,
    make_vierweken,
    take_notification,
)
from tests.lib.region import Region, RegisterRow, School
from tests.lib.signal_oracle import RULES, Rule, build_subjects, make_rows

# Rule -> acts as "rol actie"; "!": for the whole period in which the rule held, "luxe" or "schorsing": on such days.
_TALK, _DOCTOR, _HOURS = "mentor gesprek", "jgz jgz", "school duo_16uur"
_PLAN, _MSA, _MDO = "oco plan_van_aanpak", "oco opnemen_msa", "oco mdo"
_ILL = (_TALK, _DOCTOR)
_TO_DUO = (_TALK, "school duo_overig")
_HOUR = ("school spreekuur", "lpa spreekuur")
ASKS: dict[str, dict[str, tuple[str, ...]]] = {
    "twente": {
        **dict.fromkeys(("S0-02", "S0-03"), (f"{_MSA} !",)),
        **dict.fromkeys(("S0-05", "S0-06", "S0-07", "S0-08"), _ILL),
        "S0-11": (f"{_PLAN} !", f"{_MSA} !"),
        **dict.fromkeys(("S0-13", "S0-14"), _TO_DUO),
        **dict.fromkeys(("S0-15", "S0-16"), (_TALK, _HOURS)),
        "S0-17": ("school duo_lrv", f"{_PLAN} !", f"{_MSA} !"),
        "S0-19": ("school duo_luxe luxe",),
    },
    "twente-po-2019": {
        "S1-02": (_TALK, _HOURS),
        "S1-03": ("school duo_lrv", f"{_MSA} !"),
        "S1-04": ("school duo_luxe luxe", f"{_TALK} luxe"),
        "S1-06": ("school inspectie_schorsing schorsing", "mt gesprek schorsing"),
        "S1-08": (_TALK,),
        **dict.fromkeys(("S1-09", "S1-10"), _TO_DUO),
        **dict.fromkeys(("S1-13", "S1-14"), _ILL),
    },
    "kennemerland": {
        **dict.fromkeys(("S2-10", "S2-11", "S2-12", "S2-13"), _ILL),
        "S2-15": (f"{_PLAN} !", f"{_MSA} !", f"{_MDO} !"),
        **dict.fromkeys(("S2-24", "S2-28", "S2-37"), (_HOURS,)),
        **dict.fromkeys(("S2-26", "S2-27"), ("lpa spreekuur",)),
        "S2-31": ("school duo_lrv",),
        "S2-32": ("school duo_luxe luxe",),
        "S2-38": ("lpa anders",),
    },
    "noord-kennemerland": {
        "S3-10": ("school duo_luxe luxe",),
        "S3-12": ("school rmc !",),
        "S3-16": (_MSA,),
        "S3-24": ("swv anders",),
        **dict.fromkeys(("S3-25", "S3-26"), _ILL),
        **dict.fromkeys(("S3-30", "S3-37", "S3-58"), (_HOURS,)),
        "S3-32": (_PLAN,),
        "S3-35": ("swv mdo",),
        "S3-60": ("school rmc",),
        "S3-69": (f"{_MDO} !", f"{_PLAN} !", f"{_MSA} !"),
        "S3-70": (_HOURS, "mt brief", "mt gesprek", "jsc gesprek", _MSA, "lpa anders"),
        "S3-71": (_MDO, "oco evaluatie", _MSA),
        "S3-72": ("school duo_lrv", f"{_MDO} !", f"{_PLAN} !", f"{_MSA} !", "lpa anders"),
        "S3-74": ("school registratie", "mt anders"),
        "S3-76": (_TALK,),
        "S3-77": ("school brief", _TALK, "lpa spreekuur", "jsc anders"),
        "S3-78": (_DOCTOR, _MSA),
        "S3-79": ("school duo_overig", _MSA, "lpa anders"),
        "S3-80": (_MDO, _PLAN),
        **dict.fromkeys(("S3-81", "S3-82"), _HOUR),
    },
    "dronten": {
        **dict.fromkeys(("S4-01", "S4-11", "S4-12", "S4-38"), (_HOURS,)),
        "S4-02": ("school duo_lrv",),
        "S4-07": ("mt anders",),
        "S4-16": ("school duo_luxe luxe",),
        "S4-19": (_TALK,),
        **dict.fromkeys(("S4-20", "S4-21"), (_TALK, "mentor anders")),
        **dict.fromkeys(("S4-22", "S4-23"), (_DOCTOR,)),
        "S4-30": ("school brief",),
        **dict.fromkeys(("S4-31", "S4-35"), (_TALK,)),
        "S4-32": (_TALK, "school gesprek"),
        "S4-33": ("school registratie",),
        "S4-36": ("school gesprek",),
        "S4-37": ("school anders",),
        "S4-42": ("school anders",),
    },
}
# Long absence of any kind (D30): no signal, but its acts stand.
_SILENT = Rule("S2-15", "PO+VO", "reeks alle", 29)
_OF_REGISTER = {"gesprek": "gesprek_datum", "mdo": "mdo_datum", "evaluatie": "evaluatie_datum", "jgz": "jgz_datum"}
_OF_REGISTER["spreekuur"] = "spreekuur_datum"
_ILLNESS = ("ziekmeldingen", "ziek_schooldagen", "ziek_aaneengesloten")
_UNEXCUSED = ("oa_", "te_laat", "spijbeluren", "voorlopig", "reeks oa")
_HEAVIEST = ("thuiszitter", "lrv_langer_dan_3_maanden", "reden_onbekend")


@dataclass
class Work:
    """One row in the making; `weight` 2, 3 or 5 by what the rules count, `run` the first day of the run, if any."""

    role: str
    act: str
    since: date
    rules: set[str]
    weight: int
    until: date | None = None
    run: date | None = None
    goes_on: bool = False
    due: date | None = None
    done: bool = False
    done_on: date | None = None


@dataclass(frozen=True)
class Occasion:
    """A rule that holds, or a row of days: `until` is its last day; `day`: the day whose duty counts."""

    rule: str
    since: date
    at_horizon: bool
    weight: int
    day: date
    kind: str = ""
    until: date | None = None
    run: date | None = None


def compute_work(
    region: Region, peildatum: date, holidays: list[dict[str, str]], public: list[dict[str, str]]
) -> list[Row]:
    """All rows of `werklijst` without its texts; a pupil is `school` and `leerlingnummer`."""
    rows: list[Row] = []
    for school in region.scholen:
        made = build_case(region, school, peildatum, holidays, public)
        if not made.case.measured.is_measured:
            continue
        signals = _get_signals(region, school, peildatum, holidays, public)
        for pupil in made.case.pupils:
            rows += make_work(made, pupil, signals.get(pupil.nummer, []))
    return rows


def _get_signals(
    region: Region, school: School, peildatum: date, holidays: list[dict[str, str]], public: list[dict[str, str]]
) -> dict[str, list[tuple[Rule, Row]]]:
    """Rules that are `ja`, by pupil."""
    protocol = region.get_protocol(school)
    rules = (*RULES[protocol], *((_SILENT,) if protocol == "kennemerland" else ()))
    sector = "PO" if school.sector == "PO" else "VO"
    found: dict[str, list[tuple[Rule, Row]]] = {}
    for subject in build_subjects(region, school, peildatum, holidays, public):
        for rule in rules:
            if sector in rule.sectors.split("+"):
                rows = [row for row in make_rows(subject, rule) if row["uitkomst"] == "ja"]
                found.setdefault(subject.pupil.nummer, []).extend((rule, row) for row in rows)
    return found


def make_work(made: BuiltCase, pupil: Pupil, signals: list[tuple[Rule, Row]]) -> list[Row]:
    """The rows of one pupil."""
    case = made.case
    asks = ASKS[case.region.get_protocol(case.school)]
    today = min(pupil.last_enrolled or date.max, case.meetdatum)
    occasions = [_make_occasion(rule, row, today) for rule, row in signals]
    if is_enrolled_in(case, pupil):
        for kind in ("luxe", "schorsing"):
            occasions += list_days(made, pupil, kind)
    work = merge(case, pupil, asks, occasions)
    reports = list_reports(case, pupil, asks)
    period = make_leerling_periode(case, pupil) if is_enrolled_in(case, pupil) else None
    if period:
        by_no_rule = {"tier3"} if period["tier"] == 3 and not work and not reports else set()
        by_no_rule |= {"weinig_les"} if period["weinig_les"] else set()
        by_no_rule |= {"elders"} if period["elders_min"] > period["gepland_min"] - period["elders_min"] else set()
        add_to_msa(work, case.van, by_no_rule)
    register = fold(case.school, pupil.nummer)
    work = [row for one in work for row in set_dates(case, pupil, one, register)]
    everything = [*work, *reports]
    weight = get_weight(case, pupil, everything, in_tier_3=bool(period and period["tier"] == 3))
    return [_make_row(case, pupil, one, weight) for one in everything]


def _make_occasion(rule: Rule, row: Row, today: date) -> Occasion:
    measure = rule.measure
    weight = 2 if measure.startswith(_ILLNESS) else 3 if measure.startswith(_UNEXCUSED) else 5
    run = row["venster_van"] if measure.startswith("reeks") else None
    first = row["eerste_datum"] or row["venster_tot"]
    assert isinstance(first, date)
    assert run is None or isinstance(run, date)
    # What holds no more stands on the list for a run alone, where a duty matters: its last day.
    day = today if row["op_peildatum"] else row["venster_tot"]
    assert isinstance(day, date)
    return Occasion(rule.id, first, bool(row["op_peildatum"]), weight, day, run=run)


def list_days(made: BuiltCase, pupil: Pupil, kind: str) -> Iterator[Occasion]:
    """Rows of consecutive days with slots on which a slot of this kind stands, in the school year or the period."""
    case = made.case
    row: list[date] = []
    hit = {day for (number, day, _), soort in made.kinds.items() if number == pupil.nummer and soort == kind}
    for day in [*(day.datum for day in pupil.days), None]:
        if day in hit:
            assert day is not None
            row.append(day)
        elif row:
            if row[-1] >= min(case.schooljaar, case.van):
                yield Occasion("", row[0], True, 3 if kind == "luxe" else 5, row[-1], kind=kind, until=row[-1])
            row = []


def is_of_duty(case: Case, pupil: Pupil, day: date, *, role: str, act: str) -> bool:
    """2.9: of whom an act towards DUO, leerplicht or the Doorstroompunt is asked; where no duty can be told, of all."""
    duty = get_plicht(case, pupil, day)
    if duty == "niet_te_bepalen":
        return True
    if act == "rmc":
        return duty == "rmc"
    if act in ("spreekuur", "duo_overig"):
        return duty != "geen"
    return duty == "verplicht" or not (role == "lpa" or act == "duo_luxe")


def merge(case: Case, pupil: Pupil, asks: dict[str, tuple[str, ...]], occasions: list[Occasion]) -> list[Work]:
    """What is asked of a role stands once; a report of luxury leave and of a suspension for each row of days."""
    found: dict[tuple[str, str, date | None], Work] = {}
    for rule, acts in asks.items():
        for role, act, *extra in (text.split() for text in acts):
            kind = "".join(extra).strip("!")
            if act in ("duo_16uur", "duo_lrv"):
                continue
            for one in occasions:
                fits = one.kind == kind and (kind or one.rule == rule)
                if not fits or not (one.at_horizon or "!" in extra):
                    continue
                if not is_of_duty(case, pupil, one.day, role=role, act=act):
                    continue
                each = one.since if act in ("duo_luxe", "inspectie_schorsing") else None
                work = found.setdefault(
                    (role, act, each), Work(role, act, one.since, set(), one.weight, until=one.until)
                )
                work.rules.add(rule)
                work.since, work.weight = min(work.since, one.since), min(work.weight, one.weight)
                if one.run:
                    work.run = min(work.run or one.run, one.run)
                    work.goes_on |= one.at_horizon
    return list(found.values())


def add_to_msa(work: list[Work], since: date, reasons: set[str]) -> None:
    """Taking up in the MSA for reasons that are no rule: in the row that a rule asks already, else in one more."""
    if not reasons:
        return
    row = next((one for one in work if (one.role, one.act) == ("oco", "opnemen_msa")), None)
    if row is None:
        row = Work("oco", "opnemen_msa", since, set(), 5)
        work.append(row)
    row.rules |= reasons
    row.since = min(row.since, since)


def list_reports(case: Case, pupil: Pupil, asks: dict[str, tuple[str, ...]]) -> list[Work]:
    """One row for each report of the ledger that is `verplicht`."""
    free = get_notifications(case, pupil)
    sector = "PO" if case.school.sector == "PO" else "VO"
    own = {rule.id for rule in RULES[case.region.get_protocol(case.school)] if sector in rule.sectors.split("+")}
    found = []
    for report in sorted(get_reports(case, pupil), key=lambda report: report.einddatum or date.max):
        match = take_notification(report, free)
        if get_plicht(case, pupil, report.einddatum or case.meetdatum) != "verplicht":
            continue
        act = f"duo_{report.meldsoort}"
        since = report.termijn_vanaf
        if report.meldsoort == "lrv":
            [run] = [run for run in get_runs(case, pupil, "oa") if run.start <= report.laatste_dag <= run.laatste_dag]
            assert since == get_full_date(case, run)
        work = Work("school", act, since, {rule for rule in asks if rule in own and f"school {act}" in asks[rule]}, 3)
        work.due = add_working_days(case, since, 5)
        if match:
            work.done, work.done_on, work.weight = True, match.gemeld_op, 5
        found.append(work)
    return found


def fold(school: School, number: str) -> RegisterRow:
    """What the register says of a pupil: the last filled value of each cell, a dash clears."""
    cells: dict[str, object] = {}
    for row in school.register or ():
        if row.leerlingnummer == number:
            said = {name: value for name, value in vars(row).items() if value is not None}
            cells.update({name: None if value == "-" else value for name, value in said.items()})
    return RegisterRow(**{"leerlingnummer": number, **cells})  # type: ignore[arg-type]


def set_dates(case: Case, pupil: Pupil, work: Work, register: RegisterRow) -> list[Work]:
    """The row with its last day and whether it was done; and, of an MDO in a run that goes on, the one that follows."""
    today = case.peildatum
    mdo = register.mdo_datum if register.mdo_datum and register.mdo_datum <= today else None
    begin = register.eerste_afmelding or work.run
    rows = [work]
    if work.act == "mdo":
        work.due = begin + timedelta(weeks=3) if begin else None
        if mdo and mdo >= work.since and work.goes_on:
            following = Work(work.role, "mdo", mdo, work.rules, work.weight, due=mdo + timedelta(weeks=6))
            rows = [following] if mdo == work.since else [work, following]
    if work.act == "evaluatie" and mdo and mdo >= min(work.since, begin or work.since):
        work.due = mdo + timedelta(weeks=6)
    if work.act in ("duo_luxe", "duo_overig"):
        work.due = add_working_days(case, work.since, 5)
    for row in rows:
        days = [register.mdo_datum] if row is not work else list_done(case, pupil, work, register)
        in_time = [day for day in days if day and day <= today and (row is work or day > row.since)]
        row.done = bool(in_time)
        row.done_on = min(in_time, default=None)
        if row.act == "plan_van_aanpak" and register.plan_van_aanpak is not None:
            row.done = register.plan_van_aanpak is True
            row.done_on = row.done_on if row.done else None
        closed = register.afgesloten_op
        if row.done_on is None and closed and row.since <= closed <= today and not row.act.startswith("duo"):
            row.done, row.done_on = True, closed
    return rows


def list_done(case: Case, pupil: Pupil, work: Work, register: RegisterRow) -> Iterable[date | None]:
    """Days on which the register or a notification says that it was done."""
    if work.act == "plan_van_aanpak":
        return [register.plan_datum]
    if work.act in _OF_REGISTER:
        day = getattr(register, _OF_REGISTER[work.act])
        # Once a school year is enough (D28).
        once = work.act == "spreekuur" and case.region.get_protocol(case.school) == "noord-kennemerland"
        first = min(work.since, case.schooljaar) if once else work.since
        return [day] if day and day >= first else []
    reported = get_notifications(case, pupil)
    if work.act == "duo_overig":
        return [row.gemeld_op for row in reported if row.meldsoort == "overig" and row.gemeld_op >= work.since]
    if work.act == "duo_luxe":
        assert work.until is not None
        return [
            row.gemeld_op
            for row in reported
            if row.meldsoort == "luxe"
            and row.begindatum <= work.until
            and (row.einddatum or date.max - ONE_DAY) >= work.since
        ]
    return []


def get_weight(case: Case, pupil: Pupil, work: list[Work], *, in_tier_3: bool) -> int:
    """The group of the pupil (1 to 5)."""
    if not is_enrolled_in(case, pupil):
        return min((one.weight for one in work), default=5)
    statuses = {row["status"] for row in make_thuiszitter(case, pupil)}
    if statuses & set(_HEAVIEST) or make_vierweken(case, pupil):
        return 1
    lightest = min((one.weight for one in work), default=5)
    if lightest < 4:
        return lightest
    return 4 if in_tier_3 else 5


def _make_row(case: Case, pupil: Pupil, work: Work, weight: int) -> Row:
    late = work.due is not None and work.due < case.peildatum
    return {
        "school": case.school.id,
        "leerlingnummer": pupil.nummer,
        "rol": work.role,
        "actie": work.act,
        "sinds": work.since,
        "regels": ",".join(sorted(work.rules)),
        "uiterste_datum": work.due,
        "stand": "gedaan" if work.done else "te_laat" if late else "te_doen",
        "gedaan_op": work.done_on,
        "zwaarte": weight,
    }
