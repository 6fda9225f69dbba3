"""From what a run found to the page of one school: `Outcome` in, `SchoolReport` out."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from pipelines.contexts.evidence import make_evidence
from pipelines.contexts.header import describe_protocol, make_header
from pipelines.contexts.outcome import Outcome, show_code
from pipelines.contexts.school_marts import PupilParts, list_coming_reports, make_pupil_parts, make_school_parts
from pipelines.intake.school import LPA_FOLDER
from pipelines.settings import School
from reports.context import (
    DueReport,
    Evidence,
    FourWeekCounts,
    LpaCounts,
    Minutes,
    Pupil,
    PupilFourWeeks,
    PupilStatus,
    Reason,
    RefusedSchool,
    SchoolFigures,
    SchoolReport,
    StatusCounts,
    TierCounts,
    UnmappedCode,
    WeekClassCell,
    WeekdayHourCell,
    sum_balance,
)
from schemas.findings import GEWEIGERD
from schemas.ruleset import Rule, RuleSet

_ATTENDANCE = "aanwezigheid_periode"
_MINUTES = ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend", "voorlopig", "elders")


def make_school_report(outcome: Outcome, school_id: str) -> SchoolReport:
    """`school/<id>/index.html`: every pupil of the school with status, tier and reasons."""
    school = outcome.settings.get_school(school_id)
    due = sorted(_rows(outcome.marts["duo_werklijst"], school_id), key=_order_of_due)

    def is_earlier(row: Mapping[str, Any]) -> bool:
        return (row["uiterste_meldatum"] or row["einddatum"]) < outcome.period.schooljaar_van

    return SchoolReport(
        kop=make_header(outcome),
        school=school.id,
        naam=school.naam,
        sector=school.sector,
        protocol=describe_protocol(outcome.rule_sets[school.protocol], (school,)),
        leerlingen=_pupils(outcome, school),
        weken=tuple(_week_class_cell(row) for row in _rows(outcome.marts["week_klas"], school_id)),
        lesuren=tuple(
            WeekdayHourCell(**_without_school(row)) for row in _rows(outcome.marts["weekdag_lesuur"], school_id)
        ),
        bestanden=outcome.files[school_id],
        onbekende_codes=_unmapped_codes(outcome, school_id),
        absenties_buiten_rooster=_count_outside_timetable(outcome, school_id),
        bevindingen=outcome.get_findings(school_id),
        register_aangeleverd=outcome.deliveries[school_id].heeft_register,
        meldingen=(
            *(DueReport(**_without(row, "school", "plicht")) for row in due if not is_earlier(row)),
            *list_coming_reports(outcome, school),
        ),
        meldingen_eerder=sum(is_earlier(row) for row in due),
        **make_school_parts(outcome, school),
        synthetisch=outcome.settings.voorbeeld,
    )


def list_refused(outcome: Outcome) -> tuple[RefusedSchool, ...]:
    """Schools that no figure counts, in order of the settings, with the cause."""
    return tuple(
        RefusedSchool(
            school=school.id, naam=school.naam, sector=school.sector, reden=_shorten_refusal(outcome, school.id)
        )
        for school in outcome.settings.scholen
        if outcome.deliveries[school.id].refused
    )


def _pupils(outcome: Outcome, school: School) -> tuple[Pupil, ...]:
    rule_set = outcome.rule_sets[school.protocol]
    statuses = _group_by_pupil(_rows(outcome.tables["thuiszitter"], school.id))
    windows = _group_by_pupil(_rows(outcome.tables["vierweken"], school.id))
    register = {row["leerling"]: row for row in _rows(outcome.marts["register"], school.id)}
    evidence = make_evidence(outcome, school)
    parts = make_pupil_parts(outcome, school)
    return tuple(
        _pupil(
            row,
            parts=parts,
            statuses=[_status(outcome, rule_set, status) for status in statuses.get(row["leerling"], ())],
            windows=windows.get(row["leerling"], ()),
            register=register.get(row["leerling"], {}),
            evidence=evidence.get(row["leerling"], ()),
        )
        for row in _rows(outcome.tables["leerling_periode"], school.id)
    )


def _pupil(
    row: Mapping[str, Any],
    *,
    parts: PupilParts,
    statuses: list[tuple[PupilStatus, Reason]],
    windows: Iterable[Mapping[str, Any]],
    register: Mapping[str, Any],
    evidence: tuple[Evidence, ...],
) -> Pupil:
    return Pupil(
        leerling=row["leerling"],
        klas=row["klas"],
        leerjaar=row["leerjaar"] or "",
        lesdagen=row["lesdagen"],
        minuten=_minutes(row),
        tier=row["tier"],
        tier_status=row["tier_status"],
        oa_uren=row["oa_uren"],
        te_laat=row["te_laat"],
        spijbeluren=row["spijbeluren"],
        ziekmeldingen=row["ziekmeldingen"],
        ziek_schooldagen=row["ziek_schooldagen"],
        statussen=tuple(status for status, _ in statuses),
        vierweken=tuple(
            PupilFourWeeks(
                groep=window["groep"],
                venster_van=window["venster_van"],
                gepland_min=window["gepland_min"],
                aanwezig_min=window["aanwezig_min"],
            )
            for window in _most_severe(windows)
        ),
        redenen=tuple(reason for _, reason in statuses),
        plan_van_aanpak=register.get("plan_van_aanpak"),
        plan_datum=register.get("plan_datum"),
        bewijs=evidence,
        mdo_datum=register.get("mdo_datum"),
        evaluatie_datum=register.get("evaluatie_datum"),
        vragen=parts.vragen.get(row["leerling"], ()),
        onbekend_invloed=parts.onbekend.get(row["leerling"], ()),
        kaart=parts.kaarten.get(row["leerling"]),
    )


def _most_severe(windows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The tables nest the group of 0 % in that of 20 %; a report names the pupil in one of them (D7)."""
    wholly = [window for window in windows if window["groep"] == "vier_weken_afwezig"]
    return wholly or list(windows)


def _status(outcome: Outcome, rule_set: RuleSet, row: Mapping[str, Any]) -> tuple[PupilStatus, Reason]:
    home, rule = _find_rule(outcome, rule_set, row["grond"])
    status = PupilStatus(
        status=row["status"],
        grond=rule.id,
        start=row["start"],
        duur_posities=row["duur_posities"],
        op_peildatum=row["op_peildatum"],
        precies_vier_weken=row["precies_vier_weken"],
        alleen_aanwezigheid=rule.measure == _ATTENDANCE,
    )
    source = rule.get_version(outcome.period.peildatum)
    # The page names the protocol of the school once; another one is named here.
    title = "" if home is rule_set else f"{home.title}, "
    place = f"{title}{source.section}, regel {source.lines}" if source else home.title
    return status, Reason(regel=rule.id, woorden=rule.description, plaats=place)


def _find_rule(outcome: Outcome, rule_set: RuleSet, rule_id: str) -> tuple[RuleSet, Rule]:
    for home in (rule_set, *outcome.rule_sets.values()):
        if rule_id in home.rules:
            return home, home.rules[rule_id]
    raise KeyError(rule_id)


def count_school(outcome: Outcome, school: School) -> SchoolFigures:
    """Counts and sums of one school, for the SWV page."""
    pupils = outcome.tables["leerling_periode"].filter(pl.col("school") == school.id)
    statuses = outcome.tables["thuiszitter"].filter(pl.col("school") == school.id)
    return SchoolFigures(
        school=school.id,
        naam=school.naam,
        sector=school.sector,
        protocol=school.protocol,
        minuten=_sum_minutes(pupils),
        tiers=count_tiers(pupils),
        statussen=_count_statuses(outcome, school, statuses),
        statussen_op_peildatum=_count_statuses(outcome, school, statuses.filter(pl.col("op_peildatum"))),
        vierweken=_count_four_weeks(outcome.tables["vierweken"].filter(pl.col("school") == school.id)),
        balans=sum_balance(outcome.files[school.id]),
        onbekende_codes=len(_unmapped_codes(outcome, school.id)),
        absenties_buiten_rooster=_count_outside_timetable(outcome, school.id),
    )


def count_tiers(pupils: pl.DataFrame) -> TierCounts:
    """Pupils per tier of rows of `leerling_periode`."""
    certain = [int((pupils["tier"] == tier).sum()) for tier in (1, 2, 3)]
    return TierCounts(
        *certain,
        open=int((pupils["tier_status"] == "open").sum()),
        te_weinig_gegevens=int((pupils["tier_status"] == "te_weinig_gegevens").sum()),
    )


def _count_statuses(outcome: Outcome, school: School, statuses: pl.DataFrame) -> StatusCounts:
    attendance_rules = list_attendance_rules(outcome, school.protocol)
    counts = dict(statuses.group_by("status").len().iter_rows())
    dreigend = statuses.filter(pl.col("status") == "dreigend")
    return StatusCounts(
        lrv_langer_dan_3_maanden=counts.get("lrv_langer_dan_3_maanden", 0),
        thuiszitter=counts.get("thuiszitter", 0),
        precies_vier_weken=statuses.filter((pl.col("status") == "thuiszitter") & pl.col("precies_vier_weken")).height,
        relatief_verzuim=counts.get("relatief_verzuim", 0),
        dreigend=counts.get("dreigend", 0),
        dreigend_alleen_aanwezigheid=dreigend.filter(pl.col("grond").is_in(attendance_rules)).height,
        langdurig_geoorloofd=counts.get("langdurig_geoorloofd", 0),
    )


def list_attendance_rules(outcome: Outcome, protocol: str) -> list[str]:
    """Ids of the rules of a protocol that look at the attendance of the period."""
    return [rule.id for rule in outcome.rule_sets[protocol].rules.values() if rule.measure == _ATTENDANCE]


def _count_four_weeks(rows: pl.DataFrame) -> FourWeekCounts:
    wholly = rows.filter(pl.col("groep") == "vier_weken_afwezig")
    mostly = rows.filter(pl.col("groep") == "hoogstens_20pct").join(wholly, on="leerling", how="anti")
    return FourWeekCounts(
        nul_procent=wholly.height,
        nul_procent_met_plan=int(wholly["plan_van_aanpak"].sum()),
        nul_procent_plan_onbekend=wholly["plan_van_aanpak"].null_count(),
        hoogstens_20=mostly.height,
        hoogstens_20_met_plan=int(mostly["plan_van_aanpak"].sum()),
        hoogstens_20_plan_onbekend=mostly["plan_van_aanpak"].null_count(),
    )


def _shorten_refusal(outcome: Outcome, school_id: str) -> str:
    """What is wrong, without how to mend it: that stands on the school's return sheet."""
    causes = [
        f"{found.bestand}: {found.omschrijving}" if found.bestand else found.omschrijving
        for found in outcome.get_findings(school_id)
        if found.ernst == GEWEIGERD
    ]
    return " ".join(dict.fromkeys(causes))


def count_lpa(outcome: Outcome) -> LpaCounts:
    """The LPA lists on the peildatum; None for a list that was not delivered."""
    counts = dict(outcome.marts["lpa"].select("soort", "aantal").iter_rows())
    kinds = set(outcome.deliveries[LPA_FOLDER].frames["raw_bestand"]["soort"])
    absent = counts.get("absoluut_verzuim", 0) if "absoluut verzuim" in kinds else None
    exempt = {ground: counts.get(f"vrijstelling_{ground}", 0) for ground in ("5a", "5b", "5c")}
    if "vrijstellingen" not in kinds:
        return LpaCounts(absoluut_verzuim=absent)
    return LpaCounts(absent, exempt["5a"], exempt["5b"], exempt["5c"])


def _unmapped_codes(outcome: Outcome, school_id: str) -> tuple[UnmappedCode, ...]:
    rows = _rows(outcome.marts["codegebruik"].filter(pl.col("soort") == "onbekend"), school_id)
    return tuple(
        UnmappedCode(
            code=show_code(row["code"], hidden=outcome.deliveries[school_id].hidden_codes),
            lessen=row["slots"],
            leerlingen=row["leerlingen"],
            open_tiers=row["leerlingen_tier_open"],
        )
        for row in rows
    )


def _count_outside_timetable(outcome: Outcome, school_id: str) -> int:
    return sum(
        finding.aantal for finding in outcome.get_findings(school_id) if finding.code == "absentie_buiten_rooster"
    )


def _week_class_cell(row: Mapping[str, Any]) -> WeekClassCell:
    year, week, _ = row["maandag"].isocalendar()
    return WeekClassCell(week=f"{year}-W{week:02d}", **_without_school(row))


def _minutes(row: Mapping[str, Any]) -> Minutes:
    return Minutes(**{name: row[f"{name}_min"] for name in _MINUTES})


def _sum_minutes(pupils: pl.DataFrame) -> Minutes:
    return Minutes(**{name: int(pupils[f"{name}_min"].sum()) for name in _MINUTES})


def _rows(frame: pl.DataFrame, school_id: str) -> list[dict[str, Any]]:
    return frame.filter(pl.col("school") == school_id).rows(named=True)


def _order_of_due(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["uiterste_meldatum"] or row["einddatum"], row["leerling"], row["meldsoort"], row["begindatum"])


def _without_school(row: Mapping[str, Any]) -> dict[str, Any]:
    return _without(row, "school")


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _group_by_pupil(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["leerling"], []).append(row)
    return groups
