"""Reference tables (`ref_*`): everything variable that the SQL models read, as tables."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import polars as pl

from pipelines.calendar import Calendar
from pipelines.errors import RuleSetInvalid
from pipelines.settings import School, Settings
from pipelines.store.periods import YEARS, Period, list_periods
from schemas.acts import load_acts
from schemas.columns import (
    GEOORLOOFD,
    LATE_AS_MISSED,
    MELDSOORTEN_GROOTBOEK,
    ONBEKEND,
    ONGEOORLOOFD,
    PLICHTEN,
    REDEN_ONBEKEND,
    SOORTEN,
)
from schemas.municipalities import make_town_key
from schemas.ruleset import (
    INSIDE,
    OUTSIDE,
    Ground,
    Rule,
    RuleSet,
    Threshold,
    check_attendance_windows,
    load_definitions,
    load_rule_sets,
)
from schemas.timetable_sources import TIMETABLE_SOURCES

# The LPA lists belong to no school; they carry no pupil of an LVS.
LPA_NUMBER = -1
# Nor does the list of pupils who moved, which names them by the code of each school.
SWV_NUMBER = -2

_DELIVERED_FLAGS = ("heeft_codetabel", "heeft_register", "heeft_duo_meldingen")


def load_checked_rule_sets(settings: Settings) -> dict[str, RuleSet]:
    """All rule sets; RuleSetInvalid (exit code 12) when one is broken or does not cover a school."""
    try:
        rule_sets = {**load_rule_sets(), **settings.regels}
        for rule_set in rule_sets.values():
            check_attendance_windows(rule_set, definitions=load_definitions())
    except ValueError as error:
        raise RuleSetInvalid(f"Een regelset is niet te gebruiken. {error}.") from None
    for school in settings.scholen:
        rule_set = rule_sets.get(school.protocol)
        if rule_set is None:
            raise RuleSetInvalid(
                f"School {school.id} noemt protocol '{school.protocol}', maar die regelset bestaat niet. "
                f"Kies uit: {', '.join(sorted(rule_sets))}."
            )
        if not rule_set.covers(school.sector):
            raise RuleSetInvalid(
                f"Regelset '{rule_set.id}' geldt niet voor sector {school.sector} van school {school.id}. "
                f"Hij geldt voor: {', '.join(rule_set.sectors)}. Kies voor deze school een ander protocol in swv.toml."
            )
    return rule_sets


def make_references(
    settings: Settings,
    *,
    period: Period,
    rule_sets: Mapping[str, RuleSet],
    delivered: Mapping[str, Mapping[str, bool]],
) -> dict[str, pl.DataFrame]:
    """Every `ref_*` table of one run. `delivered`: per school that takes part, what it delivered (flags)."""
    return {
        "ref_run": _run(period),
        "ref_kwartaal": _report_periods(settings, period),
        "ref_definitie": pl.DataFrame([load_definitions()]),
        "ref_soort": _kinds(),
        "ref_te_laat": _late_lessons(settings),
        "ref_roosterbron": _timetable_sources(),
        "ref_school": _schools(settings, delivered),
        "ref_swv_school": _all_schools(settings),
        "ref_schooljaar": _school_years(settings),
        "ref_schoolvakantie": _school_holidays(settings.kalender),
        "ref_feestdag": _public_holidays(settings.kalender),
        **_statuses(rule_sets, peildatum=period.peildatum),
        "ref_rule": _rules(rule_sets, peildatum=period.peildatum),
        "ref_werkregel": _rules_without_signal(rule_sets, peildatum=period.peildatum),
        "ref_werk": _asked_acts(rule_sets, peildatum=period.peildatum),
        "ref_actie": _acts(),
        "ref_werk_plicht": _asked_duties(),
        "ref_gemeente": _towns(settings),
    }


def _run(period: Period) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "peildatum": period.peildatum,
                "periode_van": period.van,
                "tier_van": period.van,
                "schooljaar_van": period.schooljaar_van,
                "vorig_schooljaar_van": period.vorig_schooljaar_van,
                "slots_tot": period.week_end + timedelta(days=1),
            }
        ]
    )


def _report_periods(settings: Settings, period: Period) -> pl.DataFrame:
    rows = list_periods(period, peildata=settings.peildata, schooljaar_begin=settings.schooljaar_begin)
    return pl.DataFrame(rows, schema={"van": pl.Date, "tot": pl.Date}, orient="row")


def _kinds() -> pl.DataFrame:
    groups = {
        **dict.fromkeys(GEOORLOOFD, "ga"),
        **dict.fromkeys(ONGEOORLOOFD, "oa"),
        REDEN_ONBEKEND: "reden_onbekend",
        ONBEKEND: "onbekend",
    }
    rows = [(soort, groups.get(soort, "aanwezig")) for soort in (*SOORTEN, ONBEKEND)]
    return pl.DataFrame(rows, schema={"soort": pl.String, "groep": pl.String}, orient="row")


def _late_lessons(settings: Settings) -> pl.DataFrame:
    """From how many minutes on a lateness is a missed lesson, and of which kind, at schools that count so."""
    rows = [
        (number, soort, becomes, school.te_laat_is_les_vanaf)
        for number, school in number_schools(settings)
        if school.te_laat_is_les_vanaf is not None
        for soort, becomes in LATE_AS_MISSED.items()
    ]
    schema = {"school_nr": pl.Int16, "soort": pl.String, "wordt": pl.String, "vanaf": pl.Int16}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _timetable_sources() -> pl.DataFrame:
    schema = {"bron_nr": pl.Int8, "noemer": pl.String, "geschat": pl.Boolean, "kent_groep": pl.Boolean}
    return pl.DataFrame(TIMETABLE_SOURCES, schema=schema, orient="row")


def _schools(settings: Settings, delivered: Mapping[str, Mapping[str, bool]]) -> pl.DataFrame:
    schema = {
        "school_nr": pl.Int16,
        "school": pl.String,
        "naam": pl.String,
        "sector": pl.String,
        "protocol": pl.String,
        "vakantieregio": pl.String,
        **dict.fromkeys(_DELIVERED_FLAGS, pl.Boolean),
    }
    rows = [
        (
            number,
            school.id,
            school.naam,
            school.sector,
            school.protocol,
            school.vakantieregio,
            *(delivered[school.id][flag] for flag in _DELIVERED_FLAGS),
        )
        for number, school in number_schools(settings)
        if school.id in delivered
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _all_schools(settings: Settings) -> pl.DataFrame:
    """Every school of the SWV, refused ones too."""
    rows = [(number, school.id) for number, school in number_schools(settings)]
    return pl.DataFrame(rows, schema={"school_nr": pl.Int16, "school": pl.String}, orient="row")


def get_school_number(settings: Settings, school_id: str) -> int:
    """The number of one school in the store."""
    return next(number for number, school in number_schools(settings) if school.id == school_id)


def number_schools(settings: Settings) -> list[tuple[int, School]]:
    """Schools with their number in the store: by id, so that the order in swv.toml changes nothing."""
    return list(enumerate(sorted(settings.scholen, key=lambda school: school.id)))


def _school_years(settings: Settings) -> pl.DataFrame:
    # Looked up by date; slots lie within the calendar, which no run leaves (periods.check_peildatum).
    starts = [date(year, *settings.schooljaar_begin) for year in YEARS]
    return pl.DataFrame({"schooljaar_van": starts[:-1], "schooljaar_tot": starts[1:]})


def _school_holidays(calendar: Calendar) -> pl.DataFrame:
    rows = [
        (
            row["regio"],
            row["vakantie"],
            row["soort"],
            date.fromisoformat(row["eerste_dag"]),
            date.fromisoformat(row["laatste_dag"]) + timedelta(days=1),
        )
        for row in calendar.holidays
    ]
    schema = {"regio": pl.String, "vakantie": pl.String, "soort": pl.String, "van": pl.Date, "tot": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _public_holidays(calendar: Calendar) -> pl.DataFrame:
    rows = [(date.fromisoformat(row["datum"]), row["feestdag"], row["schoolvrij"]) for row in calendar.public_holidays]
    return pl.DataFrame(rows, schema={"datum": pl.Date, "feestdag": pl.String, "schoolvrij": pl.String}, orient="row")


# What a rule or the ground of a status asks of a pupil; the columns that two of them share when they ask the same.
_QUESTION_SCHEMA = {
    "maat": pl.String,
    "groep": pl.String,
    "eenheid": pl.String,
    "venster_lengte": pl.Int32,
    "venster_eenheid": pl.String,
    "minimum": pl.Int32,
    "maximum": pl.Int32,
    "minder_dan": pl.Int32,
    "maanden": pl.Int32,
    "maanden_onder": pl.Int32,
    "maximum_som": pl.Int32,
    "plafond": pl.Boolean,
    "regio": pl.String,
    "vanaf": pl.Int32,
    "leeftijd_van": pl.Int32,
    "leeftijd_tot": pl.Int32,
    "vereist_plan": pl.Boolean,
}
_STATUS_SCHEMA = {
    "protocol": pl.String,
    "sector": pl.String,
    "status": pl.String,
    "grond": pl.String,
    "rang": pl.Int32,
    **_QUESTION_SCHEMA,
    "langste_reeks": pl.Boolean,
    "niet_geheel_ongeoorloofd": pl.Boolean,
    "deels_zonder_reden": pl.Boolean,
    "zonder_plicht": pl.Boolean,
}


def _statuses(rule_sets: Mapping[str, RuleSet], *, peildatum: date) -> dict[str, pl.DataFrame]:
    rows: list[dict[str, object]] = []
    unless: list[tuple[str, str, str]] = []
    for rule_set in rule_sets.values():
        for status in rule_set.statuses:
            unless += [(rule_set.id, status.status, other) for other in status.unless]
            for rank, ground in enumerate(status.grounds):
                rows += _ground_rows(
                    rule_sets, rule_set, {"status": status.status, "rang": rank}, ground=ground, peildatum=peildatum
                )
    unless_schema = {"protocol": pl.String, "status": pl.String, "tenzij": pl.String}
    return {
        "ref_status": pl.DataFrame(rows, schema=_STATUS_SCHEMA),
        "ref_status_tenzij": pl.DataFrame(unless, schema=unless_schema, orient="row"),
    }


def _ground_rows(
    rule_sets: Mapping[str, RuleSet],
    rule_set: RuleSet,
    head: dict[str, object],
    *,
    ground: Ground,
    peildatum: date,
) -> list[dict[str, object]]:
    """One row per sector in which the ground counts; none when its rule is not in force on the peildatum."""
    home = rule_sets[ground.rule_set]
    deciding = home.rules[ground.rule]
    measured = rule_set.rules[ground.runs_of] if ground.runs_of else deciding
    deciding_version = deciding.get_version(peildatum)
    asked = _get_question(rule_set if ground.runs_of else home, measured, peildatum=peildatum)
    if deciding_version is None or asked is None:
        return []
    row = {
        **head,
        **asked,
        "protocol": rule_set.id,
        "grond": ground.rule,
        "langste_reeks": ground.longest_run,
        "niet_geheel_ongeoorloofd": ground.not_wholly_unauthorised,
        "deels_zonder_reden": ground.without_reason,
        "zonder_plicht": ground.without_duty,
    }
    if ground.counts:
        row["groep"] = ground.counts
    if ground.runs_of and deciding_version.threshold:
        row["maanden"] = deciding_version.threshold.minimum
    # A rule of another set says what a ground is, not of whom (contract 2.6).
    of = measured if measured.id in rule_set.rules else rule_set
    return [{**row, "sector": sector} for sector in _list_covered(of.sectors)]


_RULE_SCHEMA = {
    "protocol": pl.String,
    "sector": pl.String,
    "regel": pl.String,
    **_QUESTION_SCHEMA,
    "drempel": pl.Float64,
    "wie": pl.String,
    "actie": pl.String,
    "bestemming": pl.String,
    "bron": pl.String,
    "beslissing": pl.String,
}


def _rules(rule_sets: Mapping[str, RuleSet], *, peildatum: date) -> pl.DataFrame:
    """One row per protocol, sector and rule that is evaluated for each pupil and in force on the peildatum."""
    rows = [
        row
        for rule_set in rule_sets.values()
        for rule in rule_set.rules.values()
        if rule.signal
        for row in _rule_rows(rule_set, rule, peildatum=peildatum)
    ]
    return pl.DataFrame(rows, schema=_RULE_SCHEMA)


def _rule_rows(rule_set: RuleSet, rule: Rule, *, peildatum: date) -> list[dict[str, object]]:
    version = rule.get_version(peildatum)
    asked = _get_question(rule_set, rule, peildatum=peildatum)
    if version is None or version.threshold is None or asked is None:
        return []
    row = {
        "protocol": rule_set.id,
        "regel": rule.id,
        **asked,
        "drempel": _get_deciding_bound(version.threshold),
        "wie": rule.who,
        "actie": rule.action,
        "bestemming": rule.destination,
        "bron": f"{rule_set.title}, {version.section}, regel {version.lines}",
        "beslissing": version.decision,
    }
    return [{**row, "sector": sector} for sector in _list_covered(rule.sectors)]


def _rules_without_signal(rule_sets: Mapping[str, RuleSet], *, peildatum: date) -> pl.DataFrame:
    """What is asked of a pupil by rules that have no signal, but whose acts stand all the same (D28, D30)."""
    schema = {"protocol": pl.String, "sector": pl.String, "werkregel": pl.String, **_QUESTION_SCHEMA}
    rows = [
        {**asked, "protocol": rule_set.id, "werkregel": rule.id, "sector": sector}
        for rule_set in rule_sets.values()
        for rule in rule_set.rules.values()
        if rule.asks_without_signal
        for asked in _list_silent_questions(rule_set, rule, peildatum=peildatum)
        for sector in _list_covered(rule.sectors)
    ]
    return pl.DataFrame(rows, schema=schema)


def _list_silent_questions(rule_set: RuleSet, rule: Rule, *, peildatum: date) -> list[dict[str, object]]:
    """What a rule without a signal asks: its own count, or those of which it takes the pupils outside the region."""
    if rule.get_version(peildatum) is None:
        return []
    outside = [rule_set.rules[name] for name in rule.outside_of]
    asked = [_get_question(rule_set, other, peildatum=peildatum) for other in outside or (rule,)]
    return [{**one, "regio": OUTSIDE} if outside else one for one in asked if one is not None]


def _towns(settings: Settings) -> pl.DataFrame:
    """The municipalities of the region, by what they are compared by; without a row nothing is compared."""
    keys = sorted({make_town_key(town) for town in settings.gemeenten})
    return pl.DataFrame({"sleutel": keys}, schema={"sleutel": pl.String})


_WORK_SCHEMA = {
    "protocol": pl.String,
    "sector": pl.String,
    "regel": pl.String,
    "aanleiding": pl.String,
    "rol": pl.String,
    "actie": pl.String,
    "hele_periode": pl.Boolean,
    "per_schooljaar": pl.Boolean,
    "binnen_regio": pl.Boolean,
    "zwaarte": pl.Int8,
    "toelichting": pl.String,
    "bron": pl.String,
}
# The groups of the work list that follow from what a rule counts (contract 2.10); anything else is the last group.
_ILLNESS, _UNAUTHORISED, _OTHER = 2, 3, 5
_GROUPS = {"ziek": _ILLNESS, **dict.fromkeys(("oa", "voorlopig", "te_laat", "spijbelen", "luxe"), _UNAUTHORISED)}


def _asked_acts(rule_sets: Mapping[str, RuleSet], *, peildatum: date) -> pl.DataFrame:
    """One row per protocol, sector, rule in force on the peildatum and act that it asks; and what no rule asks."""
    rows = [
        (rule_set.id, sector, *cells)
        for rule_set in rule_sets.values()
        for rule in rule_set.rules.values()
        if rule.get_version(peildatum) is not None
        for cells in _list_acts(rule_set, rule)
        for sector in _list_covered(rule.sectors)
    ]
    rows += [
        (
            rule_set.id,
            sector,
            name,
            occasion,
            one.role,
            one.act,
            False,
            False,
            False,
            _OTHER,
            one.words or None,
            one.section,
        )
        for rule_set in rule_sets.values()
        for occasion, (name, one) in load_acts().without_rule.items()
        for sector in _list_covered(rule_set.sectors)
    ]
    return pl.DataFrame(rows, schema=_WORK_SCHEMA, orient="row")


def _list_acts(rule_set: RuleSet, rule: Rule) -> list[tuple[object, ...]]:
    """The acts of one rule, from column `regel` on."""
    return [
        (
            rule.id,
            asked.occasion or "regel",
            asked.role,
            asked.act,
            asked.whole_period,
            asked.once_a_year,
            asked.inside_region,
            _GROUPS.get(asked.occasion or _get_counted(rule_set, rule), _OTHER),
            asked.words or None,
            f"{rule_set.title}, {asked.section}, regel {asked.lines}",
        )
        for asked in rule.acts
    ]


def _asked_duties() -> pl.DataFrame:
    """Of whose duty each act of each role is asked: one row per role, act and duty."""
    known = load_acts()
    rows = [
        (role, act, duty)
        for role in known.roles
        for act in known.acts
        for duty in PLICHTEN
        if known.is_asked_of(duty, role=role, act=act)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("rol", "actie", "plicht"), pl.String), orient="row")


def _get_counted(rule_set: RuleSet, rule: Rule) -> str:
    """What the rule counts, or the first of those whose pupils outside the region it takes."""
    return rule_set.rules[rule.outside_of[0]].counts if rule.outside_of else rule.counts


def _acts() -> pl.DataFrame:
    """What makes each act done, one row per act. `grootboek`: its reports are those of the DUO ledger.

    `elders_begonnen`: words beside it where its last day is counted from a day at an earlier school.
    """
    schema = {
        "actie": pl.String,
        "registerkolom": pl.String,
        "vlagkolom": pl.String,
        "meldsoort": pl.String,
        "grootboek": pl.Boolean,
        "per_keer": pl.Boolean,
        "elders_begonnen": pl.String,
    }
    rows = [
        (name, act.register, act.flag, act.report, act.report in MELDSOORTEN_GROOTBOEK, act.each, act.elsewhere)
        for name, act in load_acts().acts.items()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _get_question(rule_set: RuleSet, rule: Rule, *, peildatum: date) -> dict[str, object] | None:
    """What `rule` asks on the peildatum, by the columns of `_QUESTION_SCHEMA`; None where it is no count then."""
    version = rule.get_version(peildatum)
    if version is None or version.threshold is None or version.window is None:
        return None
    months = version.threshold.minimum if rule.unit == "maanden" else None
    return {
        "maat": rule.measure,
        "groep": rule.counts,
        # A run that lasted months is a run of lesweken all the same (contract 5: its value is in positions).
        "eenheid": rule.unit if months is None else "duur_posities",
        "venster_lengte": 1 if version.window.unit == "schooljaar" else version.window.length,
        "venster_eenheid": version.window.unit,
        "minimum": version.threshold.minimum
        if months is None
        else _get_bound(rule_set, rule.runs_of, peildatum).minimum,
        "maximum": version.threshold.maximum,
        "minder_dan": version.threshold.less_than,
        "maanden": months,
        "maanden_onder": version.months_below,
        "maximum_som": _get_bound(rule_set, rule.condition, peildatum).maximum,
        "plafond": rule.ceiling,
        "regio": INSIDE if rule.inside_region else None,
        "vanaf": version.counted_from,
        "leeftijd_van": version.ages.start,
        "leeftijd_tot": version.ages.end,
        "vereist_plan": "plan_van_aanpak" in rule.requires,
    }


def _get_bound(rule_set: RuleSet, rule_id: str | None, peildatum: date) -> Threshold:
    """The bound of another rule of the set; none at all without such a rule."""
    version = rule_set.rules[rule_id].get_version(peildatum) if rule_id else None
    return version.threshold if version and version.threshold else Threshold(None, None, None)


def _get_deciding_bound(threshold: Threshold) -> float | None:
    """The bound that table signaal shows: from there on it holds, or else below or up to there."""
    for bound in (threshold.minimum, threshold.less_than, threshold.maximum):
        if bound is not None:
            return float(bound)
    return None


def _list_covered(sectors: Iterable[str]) -> list[str]:
    """The sectors of schools that these of a rule set cover: VSO takes the rules of VO (contract 5)."""
    return [covered for sector in sectors for covered in (("VO", "VSO") if sector == "VO" else (sector,))]
