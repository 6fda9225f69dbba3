"""`msa check`: read the deliveries and count what tells whether they can be believed (contract 1.3, 2.8, 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.contexts.earlier_findings import tell_vanished
from pipelines.contexts.measured_findings import MEASURED_MARTS, NAAST_ROOSTER, tell_measured
from pipelines.contexts.outcome import (
    Outcome,
    balance_files,
    describe_code_without_kind,
    show_code,
    sort_findings,
    tell_estimates,
    tell_numbers,
    tell_parts_of_day,
    tell_sickness,
)
from pipelines.contexts.return_history import compare_with_last, read_history
from pipelines.contexts.returns import make_known_delivery, make_return_sheet
from pipelines.errors import WrongUse
from pipelines.intake.checked import pack, unpack
from pipelines.intake.delivered import Delivery
from pipelines.intake.read_parts import find_earlier
from pipelines.intake.school import list_taking_part, read_school, read_shared_rest, without_rows
from pipelines.intake.succession import make_succession
from pipelines.intake.unclaimed import tell_unclaimed
from pipelines.progress import Report, be_silent
from pipelines.publish.publication import Publication
from pipelines.publish.school_files import make_return_files
from pipelines.run.earlier import add_earlier_rows, list_delivered
from pipelines.run.result import list_noticed
from pipelines.run.verdict import CheckedSchool, CheckResult, CodeWithoutKind, list_checked_files
from pipelines.settings import Settings
from pipelines.store.counting import count, read_mart
from pipelines.store.models import CHECK, list_marts
from pipelines.store.periods import Period, check_peildatum, make_next_period, make_period_of
from pipelines.store.reference import get_school_number, load_checked_rule_sets, make_references
from pipelines.store.store import Store
from pipelines.vault.audit_log import write_entry
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.keyring import make_key_id
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.pages import record_folder
from pipelines.vault.places import CHECK_FOLDER, STORE_FILE, WORK_FOLDER
from pipelines.vault.private_file import write_private
from pipelines.vault.stored import drop_stored_faults, tell_in_run
from schemas.findings import ON_SCHOOL_REPORT, QUARANTAINE, Finding
from schemas.ruleset import RuleSet
from schemas.tables import RAW_BESTAND, SCHOOL_METING, STAND_GEWEIGERD

_METING = f"mart_{SCHOOL_METING.name}"
_CODES = "mart_code_zonder_soort"


def check_deliveries(
    settings: Settings,
    *,
    school_id: str | None = None,
    peildatum: date | None = None,
    today: date | None = None,
    report_progress: Report = be_silent,
) -> CheckResult:
    """Check the deliveries of all schools, or of one; writes `<uitvoer>/controle/<id>/retour.*` (contract 4).

    For `peildatum`, else the first listed one on or after `today`; up to today where that is earlier. Takes the lock
    too: the copies of the deliveries are kept in the same `opslag`. WrongUse (2) for a period that has not begun.
    """
    today = today or date.today()
    period, so_far = choose_period(settings, peildatum=peildatum, today=today)
    settings = settings.get_on(period.peildatum)
    schools = [settings.get_school(school_id)] if school_id else list(settings.scholen)
    rule_sets = load_checked_rule_sets(settings)
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    aside = make_fresh_folder(settings.opslag / WORK_FOLDER)
    store = Store(aside / STORE_FILE, passing=True)
    try:
        key = open_key(settings)
        for fault in drop_stored_faults(settings.opslag):
            report_progress(f"Let op: {tell_in_run(fault)}")
        checked = replace(settings, scholen=tuple(schools))
        known = find_earlier(settings.opslag, so_far.peildatum, key=key, opvolgers=settings.opvolgers)
        deliveries = {}
        for number, school in enumerate(schools, start=1):
            report_progress(f"Controleren {number} van {len(schools)}: {school.naam}")
            delivery = read_school(settings, school, key=key, period=so_far)
            if delivery.refused is None:
                store.load_delivery(get_school_number(checked, school.id), delivery.frames)
                if school.id in known:
                    write_private(aside / school.id, pack(delivery))
            deliveries[school.id] = without_rows(delivery)
        references = _make_references(checked, deliveries, rule_sets=rule_sets, period=so_far)
        delivered = list_taking_part(checked, deliveries)
        load = {school: partial(_load, aside / school) for school in delivered if school in known}
        both = add_earlier_rows(
            store, checked, load, partial(dict, references), period=so_far, coverage=settings.coverage, key=key
        )
        deliveries |= {delivery.school: without_rows(delivery) for delivery in both}
        marts = _count(store, checked, references, has_any=bool(delivered))
        refused = sum(delivery.refused is not None for delivery in deliveries.values())
        write_entry(settings.opslag, "check", schools=list(deliveries), counts={STAND_GEWEIGERD: refused})
        more = [
            *tell_unclaimed(settings),
            *tell_numbers(checked, deliveries),
            *read_shared_rest(settings, key=key).findings,
        ]
        if marts:
            more += tell_vanished(
                settings.uitvoer,
                peildatum=period.peildatum,
                delivered=list_delivered(marts["mart_leerling_geleverd"], deliveries, checked),
                key_id=make_key_id(key),
                succession=make_succession(checked, deliveries),
            )
        outcome = _make_outcome(
            checked, deliveries, marts, rule_sets=rule_sets, period=period, more=more, so_far=so_far
        )
        output = _write_sheets(outcome)
        return CheckResult(
            exit_code=10 if outcome.refused else 0,
            output=output,
            refused=outcome.refused_on_screen,
            noticed=list_noticed(outcome),
            tot=so_far.peildatum,
            schools=tuple(_describe(school.id, outcome, marts) for school in schools),
        )
    finally:
        store.close()
        remove(aside)
        lock.release()


def choose_period(settings: Settings, *, peildatum: date | None, today: date) -> tuple[Period, Period]:
    """The period that is looked at, and the part of it that has passed: what is not past yet cannot be delivered."""
    period = make_next_period(today, settings=settings) if peildatum is None else make_period_of(settings, peildatum)
    if period.van > today:
        raise WrongUse(
            f"De periode van peildatum {period.peildatum.isoformat()} begint pas op {period.van.isoformat()}. "
            "Controleer haar als zij begonnen is."
        )
    so_far = period
    if period.peildatum > today:
        so_far = replace(make_period_of(settings, today), van=period.van)
    check_peildatum(so_far, settings.get_on(period.peildatum).coverage)
    return period, so_far


def _load(file: Path) -> Delivery:
    return unpack(file.read_bytes())[0]


def _make_references(
    settings: Settings, deliveries: Mapping[str, Delivery], *, rule_sets: Mapping[str, RuleSet], period: Period
) -> dict[str, pl.DataFrame]:
    delivered = list_taking_part(settings, deliveries)
    return make_references(settings, period=period, rule_sets=rule_sets, delivered=delivered)


def _count(
    store: Store, settings: Settings, references: Mapping[str, pl.DataFrame], *, has_any: bool
) -> dict[str, pl.DataFrame]:
    """The marts that a check reads, by name; none when every delivery was refused."""
    if not has_any:
        return {}
    names = (*MEASURED_MARTS, *list_marts(CHECK))
    count(store, {}, references, marts=names, coverage=settings.coverage)
    return {name: read_mart(store, name) for name in names}


def _make_outcome(
    settings: Settings,
    deliveries: dict[str, Delivery],
    marts: Mapping[str, pl.DataFrame],
    *,
    rule_sets: Mapping[str, RuleSet],
    period: Period,
    so_far: Period,
    more: Sequence[Finding],
) -> Outcome:
    """What the return sheets read. No row has given way yet: of the rows only the codes were counted."""
    no_counts = pl.DataFrame(
        schema={"school": pl.String, "bestand_nr": pl.Int32, "vervangen": pl.Int32, "niet_geteld": pl.Int32}
    )
    findings = [*more, *(found for delivery in deliveries.values() for found in delivery.findings)]
    if marts:
        findings += tell_measured(marts.__getitem__, deliveries, period=so_far)
        findings += tell_parts_of_day(marts["mart_dagdeel_lezing"])
        findings += tell_estimates(marts["mart_noemer_geschat"], marts["mart_lessen_erbij"], deliveries)
        findings += tell_sickness(marts["mart_ziekte_niet_herkend"])
        findings += [
            describe_code_without_kind(row, hidden=deliveries[row["school"]].hidden_codes)
            for row in marts[_CODES].iter_rows(named=True)
        ]
    return Outcome(
        settings=settings,
        period=period,
        rule_sets=rule_sets,
        deliveries=deliveries,
        findings=sort_findings(findings),
        files=balance_files(deliveries, no_counts),
        tables={},
        marts={},
    )


def _write_sheets(outcome: Outcome) -> Path:
    """The return sheet of each school, in the place of the earlier one."""
    folder = outcome.settings.uitvoer / CHECK_FOLDER
    for school in outcome.settings.scholen:
        publication = Publication(folder, school.id)
        known = make_known_delivery(outcome, school.id)
        change = compare_with_last(known, read_history(outcome.settings.opslag, *school.nummers), counted=False)
        sheet = make_return_sheet(outcome, school.id, beside_report=False, change=change)
        for name, content in make_return_files(sheet).items():
            publication.write_bytes(name, content)
        record_folder(outcome.settings.opslag, publication.folder, folder=CHECK_FOLDER)
        publication.finish()
    return folder


def _describe(school_id: str, outcome: Outcome, marts: Mapping[str, pl.DataFrame]) -> CheckedSchool:
    delivery = outcome.deliveries[school_id]
    set_aside = int(delivery.frames["raw_bestand"]["quarantaine"].sum())
    findings = outcome.get_findings(school_id)
    # Lines with a fault that were not set aside: there a cell was emptied.
    lines = {(found.bestand, found.regelnummer) for found in findings if found.ernst == QUARANTAINE}
    school = CheckedSchool(
        school_id,
        STAND_GEWEIGERD,
        quarantaine=set_aside,
        cellen=max(0, len(lines) - set_aside),
        twijfels=len({found.code for found in findings} & ON_SCHOOL_REPORT),
        bestanden=list_checked_files(delivery.frames[RAW_BESTAND.name]),
    )
    if delivery.refused is not None:
        return school
    [row] = marts[_METING].filter(pl.col("school") == school_id).rows(named=True)
    [doubt] = marts["mart_meting_twijfel"].filter(pl.col("school") == school_id).rows(named=True)
    codes = marts[_CODES].filter(pl.col("school") == school_id).sort("rijen", "code", descending=[True, False])
    return replace(
        school,
        stand=row["stand"],
        codes=tuple(
            CodeWithoutKind(show_code(code, hidden=delivery.hidden_codes), *counts)
            for code, *counts in codes.select(
                "code", "rijen", "leerlingen", "rijen_periode", "leerlingen_periode"
            ).iter_rows()
        ),
        gegevens_tot=row["gegevens_tot"],
        laatste=doubt["laatste_schooldag"],
        ongemeten=row["schooldagen"] - row["gemeten_dagen"] + row["gat_dagen"],
        zonder_rooster=row["zonder_rooster"],
        naast_rooster=int(marts[NAAST_ROOSTER].filter(pl.col("school") == school_id)["naast"].sum()),
    )
