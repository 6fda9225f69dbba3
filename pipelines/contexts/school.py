"""From what a run found to the page of one school: `Outcome` in, `SchoolReport` out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.contexts.case_notes import make_case_notes
from pipelines.contexts.earlier_lists import NOTHING_EARLIER, EarlierSchool
from pipelines.contexts.evidence import make_evidence
from pipelines.contexts.header import describe_protocol, make_report_header
from pipelines.contexts.outcome import Outcome, show_code
from pipelines.contexts.quarter import make_possible_counts
from pipelines.contexts.school_marts import (
    PupilParts,
    get_number_of_earlier_reports,
    list_due_reports,
    list_incomplete,
    make_pupil_parts,
    make_school_parts,
)
from pipelines.settings import School
from reports.context.counts import Minutes, count_unsure
from reports.context.parts import PupilCard
from reports.context.school import (
    Evidence,
    Pupil,
    PupilFourWeeks,
    PupilStatus,
    Reason,
    SchoolReport,
    UnmappedCode,
    UnmeasuredWeek,
    WeekClassCell,
    WeekdayHourCell,
    WorkItem,
)
from schemas.acts import load_acts
from schemas.ruleset import Rule, RuleSet

_ATTENDANCE = "aanwezigheid_periode"
_MINUTES = {
    name: f"{name}_min"
    for name in ("gepland", "aanwezig", "geoorloofd", "ongeoorloofd", "onbekend", "voorlopig", "elders")
}
# Of tables with a row for each pupil or more only what is read here is made into rows.
_OF_PUPIL = (
    *("leerling", "klas", "leerjaar", "lesdagen", "tier", "tier_status", "oa_uren", "te_laat", "spijbeluren"),
    *("ziekmeldingen", "ziek_schooldagen", "aanwezig_pct_min", *_MINUTES.values()),
)
_OF_WORK = ("leerling", "zwaarte", "rol", "actie", "sinds", "stand", "uiterste_datum", "gedaan_op", "toelichting")
# Rows of the work list, by pupil.
_Work = Mapping[str, Sequence[Mapping[str, Any]]]


def make_school_report(outcome: Outcome, school_id: str, earlier: EarlierSchool = NOTHING_EARLIER) -> SchoolReport:
    """The pages of a school: every pupil with work, status and tier. `earlier`: what they may be compared with."""
    school = outcome.settings.get_school(school_id)
    [registration] = _rows(outcome.marts["registratie"], school_id)
    work = _group_by_pupil(_rows(outcome.tables["werklijst"], school_id, _OF_WORK))
    return SchoolReport(
        kop=make_report_header(outcome, school_id),
        school=school.id,
        naam=school.naam,
        sector=school.sector,
        protocol=describe_protocol(outcome.rule_sets[school.protocol], (school,)),
        leerlingen=_pupils(outcome, school, earlier, work),
        weken=tuple(_week_class_cell(row) for row in _rows(outcome.marts["week_klas"], school_id)),
        lesuren=tuple(
            WeekdayHourCell(**_without_school(row)) for row in _rows(outcome.marts["weekdag_lesuur"], school_id)
        ),
        ongemeten=tuple(
            UnmeasuredWeek(**_without_school(row)) for row in _rows(outcome.marts["klas_ongemeten"], school_id)
        ),
        bestanden=outcome.files[school_id],
        onbekende_codes=_unmapped_codes(outcome, school_id),
        absenties_buiten_rooster=registration["buiten_rooster"],
        bevindingen=outcome.get_findings(school_id),
        register_aangeleverd=outcome.deliveries[school_id].heeft_register,
        meldingen=list_due_reports(outcome, school),
        meldingen_eerder=get_number_of_earlier_reports(outcome, school),
        aanvullen=list_incomplete(outcome, school),
        **make_school_parts(outcome, school),
        mogelijk=make_possible_counts(outcome, school),
        uitgeschreven=_leavers(outcome, school, earlier, work),
        rollen=_list_roles(outcome.marts["rolblad"], school_id),
        vorige=earlier.lijst,
        vorig_jaar=earlier.jaar_eerder,
        verschil=outcome.bridges.scholen.get(school.id) if outcome.bridges else None,
        synthetisch=outcome.settings.voorbeeld,
    )


def _pupils(outcome: Outcome, school: School, earlier: EarlierSchool, work: _Work) -> tuple[Pupil, ...]:
    rule_set = outcome.rule_sets[school.protocol]
    statuses = _group_by_pupil(_rows(outcome.tables["thuiszitter"], school.id))
    windows = _group_by_pupil(_rows(outcome.tables["vierweken"], school.id))
    register = {row["leerling"]: row for row in _rows(outcome.marts["register"], school.id)}
    evidence = make_evidence(outcome, school)
    notes = {code: make_case_notes(row, outcome.settings.interventies) for code, row in register.items()}
    parts = make_pupil_parts(outcome, school, past=earlier.verleden, notes=notes)
    estimated = {row["leerling"] for row in _rows(outcome.marts["geschat"], school.id)}
    return tuple(
        _pupil(
            row,
            parts=parts,
            statuses=[
                _status(outcome, rule_set, status, card=parts.kaarten.get(row["leerling"]))
                for status in statuses.get(row["leerling"], ())
            ],
            windows=windows.get(row["leerling"], ()),
            work=work.get(row["leerling"], ()),
            register=register.get(row["leerling"], {}),
            evidence=evidence.get(row["leerling"], ()),
            noemer_geschat=row["leerling"] in estimated,
        )
        for row in _rows(outcome.tables["leerling_periode"], school.id, _OF_PUPIL)
    )


def _leavers(outcome: Outcome, school: School, earlier: EarlierSchool, work: _Work) -> tuple[Pupil, ...]:
    """Pupils of the work list who were not enrolled in the period: what must be done of them is not lost."""
    counted = set(outcome.tables["leerling_periode"].filter(pl.col("school") == school.id)["leerling"])
    return tuple(
        Pupil(
            leerling=code,
            klas="",
            leerjaar="",
            lesdagen=0,
            minuten=Minutes(),
            tier=None,
            tier_status="te_weinig_gegevens",
            oa_uren=0.0,
            te_laat=0,
            spijbeluren=0,
            ziekmeldingen=0,
            ziek_schooldagen=0.0,
            werk=tuple(_work_item(item) for item in items),
            zwaarte=items[0]["zwaarte"],
            ingeschreven=False,
            kaart=PupilCard("", eerder=earlier.verleden.get(code, ())),
        )
        for code, items in work.items()
        if code not in counted
    )


def _pupil(
    row: Mapping[str, Any],
    *,
    parts: PupilParts,
    statuses: list[tuple[PupilStatus, Reason]],
    windows: Iterable[Mapping[str, Any]],
    work: Sequence[Mapping[str, Any]],
    register: Mapping[str, Any],
    evidence: tuple[Evidence, ...],
    noemer_geschat: bool,
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
        werk=tuple(_work_item(item) for item in work),
        zwaarte=work[0]["zwaarte"] if work else None,
        onbekend_invloed=parts.onbekend.get(row["leerling"], ()),
        noemer_geschat=noemer_geschat,
        kaart=parts.kaarten.get(row["leerling"]),
    )


def _list_roles(sheets: pl.DataFrame, school_id: str) -> tuple[str, ...]:
    """Roles that have a sheet, in the order of the list of roles."""
    found = set(sheets.filter(pl.col("school") == school_id)["rol"])
    return tuple(role for role in load_acts().roles if role in found)


def _work_item(row: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        rol=row["rol"],
        actie=row["actie"],
        sinds=row["sinds"],
        stand=row["stand"],
        uiterste_datum=row["uiterste_datum"],
        gedaan_op=row["gedaan_op"],
        toelichting=row["toelichting"] or "",
    )


def _most_severe(windows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The tables nest the group of 0 % in that of 20 %; a report names the pupil in one of them (D7)."""
    wholly = [window for window in windows if window["groep"] == "vier_weken_afwezig"]
    return wholly or list(windows)


def _status(
    outcome: Outcome, rule_set: RuleSet, row: Mapping[str, Any], *, card: PupilCard | None
) -> tuple[PupilStatus, Reason]:
    home, rule = _find_rule(outcome, rule_set, row["grond"])
    from_elsewhere = {run.start for run in card.reeksen if run.hier_vanaf} if card else set()
    status = PupilStatus(
        status=row["status"],
        grond=rule.id,
        start=row["start"],
        duur_posities=row["duur_posities"],
        op_peildatum=row["op_peildatum"],
        precies_vier_weken=row["precies_vier_weken"],
        alleen_aanwezigheid=rule.measure == _ATTENDANCE,
        plicht=row["plicht"],
        vorige_school=row["duur_posities"] is not None and row["start"] in from_elsewhere,
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


def _week_class_cell(row: Mapping[str, Any]) -> WeekClassCell:
    year, week, _ = row["maandag"].isocalendar()
    return WeekClassCell(week=f"{year}-W{week:02d}", **_without_school(row))


def _minutes(row: Mapping[str, Any]) -> Minutes:
    unsure = count_unsure(row["aanwezig_min"], row["gepland_min"], row["aanwezig_pct_min"])
    return Minutes(**{name: row[column] for name, column in _MINUTES.items()}, niet_zeker=unsure)


def _rows(frame: pl.DataFrame, school_id: str, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of a school. `columns`: those that are read of them; all where none is named."""
    rows = frame.filter(pl.col("school") == school_id)
    return (rows.select(columns) if columns else rows).rows(named=True)


def _without_school(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "school"}


def _group_by_pupil(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["leerling"], []).append(row)
    return groups
