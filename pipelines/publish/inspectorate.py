"""The export for the Inspectie, folder `inspectie/`: from what a run counted to the register, the workbook and the CSV.

Before anything is written, the counts behind the trimester report, those of the tables and the rows of the export are
laid beside each other; one difference refuses the publication.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.contexts.moved import leave_out_moved
from pipelines.contexts.outcome import Outcome
from pipelines.errors import DataCheckFailed, StoreUnavailable
from pipelines.progress import Report
from pipelines.publish.export import make_csv
from pipelines.publish.inspection_form import Form, fill_form
from pipelines.settings import Settings
from pipelines.vault.case_register import Entry, Register, Seen, follow, load_register, make_holder, update_register
from pipelines.vault.places import REGISTER_FILE
from reports.officers.inspectie import Case, Registration, make_frame, make_workbook, release_cases
from reports.swv.quarter import SwvReport
from schemas.frames import check_frame
from schemas.inspectie import (
    ABSOLUUT,
    LRV_LANGER_DAN_3_MAANDEN,
    LRV_TOT_3_MAANDEN,
    NIET_BEVESTIGD,
    THUISZITTERSREGISTRATIE,
    VRIJSTELLING_5_ONDER_A,
)
from schemas.tables import GETELDE_PLICHTEN, OVERGESTAPT, THUISZITTER

CSV_FILE = "inspectie/thuiszittersregistratie.csv"
WORKBOOK_FILE = "inspectie/thuiszittersregistratie.xlsx"
IN_PERIODE, OP_PEILDATUM = "in_periode", "op_peildatum"
# Kinds that table thuiszitter counts, by its status; the others stand on the lists of the LPA.
_STATUSES = {"thuiszitter": LRV_TOT_3_MAANDEN, "lrv_langer_dan_3_maanden": LRV_LANGER_DAN_3_MAANDEN}
_LISTS = {"absoluut_verzuim": ABSOLUUT, "vrijstelling_5a": VRIJSTELLING_5_ONDER_A}
# What is compared: of the lists only those in force on the peildatum are counted elsewhere.
COMPARED = (
    *(f"{kind}/{moment}" for kind in _STATUSES.values() for moment in (IN_PERIODE, OP_PEILDATUM)),
    *(f"{kind}/{OP_PEILDATUM}" for kind in _LISTS.values()),
)


@dataclass(frozen=True)
class InspectionExport:
    """The files of `inspectie/` by name, and the register to be kept once they are published."""

    files: Mapping[str, bytes]
    register: Register
    entries: tuple[Entry, ...]


def open_register(settings: Settings) -> Register:
    """The register of this SWV. StoreUnavailable (14) when it is damaged, or gone although lists were published.

    A new one would give numbers that the Inspectie knows to other cases.
    """
    if not (settings.opslag / REGISTER_FILE).exists():
        published = sorted(settings.uitvoer.glob(f"*/{CSV_FILE}"))
        if published:
            raise StoreUnavailable(
                f"Het register voor de Inspectie ('{REGISTER_FILE}' in {settings.opslag.name}) is weg, maar er zijn "
                f"al lijsten gemaakt, het laatst voor peildatum {published[-1].parents[1].name}. Zet het register "
                "terug uit een reservekopie. Is die er niet? Haal dan de mappen 'inspectie' uit de uitvoer. msa begint "
                "daarna een nieuwe lijst. Meld dat aan de Inspectie: gevallen krijgen andere volgnummers."
            )
    return load_register(settings.opslag)


def make_inspection(
    outcome: Outcome,
    *,
    report: SwvReport,
    key: bytes,
    register: Register,
    form: Form | None,
    report_progress: Report,
) -> InspectionExport:
    """The export of this peildatum. Raises DataCheckFailed (13) when its counts are not those of report and tables."""
    peildatum = outcome.period.peildatum
    stems = outcome.settings.stammen
    updated = update_register(
        follow_holders(register, outcome, key=key),
        peildatum=peildatum,
        seen=list_seen(outcome.marts["inspectie"], key=key, stems=stems),
        reach=list_reach(outcome.marts["inspectie_bereik"], key=key, stems=stems),
    )
    entries = updated.standen[peildatum]
    registration = _make_registration(outcome, entries)
    frame = check_frame(THUISZITTERSREGISTRATIE, make_frame(registration))
    check_counts(
        {
            "het verslag": count_report(report),
            "de tabellen": count_tables(
                leave_out_moved(THUISZITTER.name, outcome.tables[THUISZITTER.name], outcome.tables[OVERGESTAPT.name]),
                outcome.marts["lpa"],
            ),
            "de registratie": count_entries(entries),
        }
    )
    check_entries(entries, register=updated, shown=frame)
    workbook = _make_workbook(registration, form, report_progress)
    if outdated := list_outdated(register, updated, peildatum=peildatum):
        days = ", ".join(day.isoformat() for day in outdated)
        report_progress(f"De lijst voor de Inspectie is veranderd. Draai ook de latere peildata opnieuw: {days}.")
    return InspectionExport({CSV_FILE: make_csv(frame), WORKBOOK_FILE: workbook}, updated, entries)


def list_outdated(before: Register, after: Register, *, peildatum: date) -> list[date]:
    """Later peildata whose view was built on what this run has changed."""
    if before.standen.get(peildatum) == after.standen[peildatum]:
        return []
    return [day for day in sorted(after.standen) if day > peildatum]


def _make_registration(outcome: Outcome, entries: Sequence[Entry]) -> Registration:
    settings = outcome.settings
    return Registration(
        swv=settings.naam,
        peildatum=outcome.period.peildatum,
        datums=settings.inspectie.datums,
        gevallen=release_cases(list(map(_make_case, entries)), datums=settings.inspectie.datums),
        synthetisch=settings.voorbeeld,
    )


def _make_case(entry: Entry) -> Case:
    return Case(
        nummer=entry.nummer,
        soort=entry.soort,
        begin=entry.begin,
        # What nobody confirms is no end.
        eind=None if entry.stand == NIET_BEVESTIGD else entry.eind,
        stand=entry.stand,
        sinds=entry.sinds,
        leeftijd_onbekend=entry.leeftijd_onbekend,
    )


def _make_workbook(registration: Registration, form: Form | None, report_progress: Report) -> bytes:
    if form is None:
        return make_workbook(registration)
    filled = fill_form(form, registration.gevallen, datums=registration.datums)
    if filled.verloren:
        report_progress(f"Niet overgenomen uit het formulier van de Inspectie: {', '.join(filled.verloren)}.")
    return filled.content


def follow_holders(register: Register, outcome: Outcome, *, key: bytes) -> Register:
    """The register in which who was registered under another number of a school is the pupil of now."""
    found = {
        make_holder(key, number, other): make_holder(key, school.stam, code)
        for school in outcome.settings.scholen
        for number in school.nummers
        for other, code in outcome.deliveries[school.id].vroegere_codes.items()
    }
    return follow(register, found)


def list_seen(cases: pl.DataFrame, *, key: bytes, stems: Mapping[str, str] | None = None) -> list[Seen]:
    """The rows of mart_inspectie, with a keyed holder in the place of who they are about.

    `stems`: school -> the number by which its pupils are known.
    """
    return [
        Seen(
            houder=make_holder(key, (stems or {}).get(row["bron"], row["bron"]), row["houder"]),
            soort=row["soort"],
            begin=row["begin"],
            eind=row["eind"],
            gezien_tot=row["gezien_tot"],
            in_periode=row["in_periode"],
            telt=row["telt"],
            niet_bevestigd_sinds=row["niet_bevestigd_sinds"],
            leeftijd_onbekend=row["leeftijd_onbekend"],
        )
        for row in cases.iter_rows(named=True)
    ]


def list_reach(
    days: pl.DataFrame, *, key: bytes, stems: Mapping[str, str] | None = None
) -> dict[str, list[tuple[date, date]]]:
    """Per keyed holder the first and last day of each stretch that the deliveries tell of (mart_inspectie_bereik)."""
    reach: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for bron, wie, van, tot in days.select("bron", "houder", "van", "tot_en_met").iter_rows():
        reach[make_holder(key, (stems or {}).get(bron, bron), wie)].append((van, tot))
    return reach


# --- the counts ----------------------------------------------------------------------------------------------------


def count_report(report: SwvReport) -> dict[str, int]:
    """The exact counts behind the trimester report, before any of them is shielded."""
    counts: Counter[str] = Counter()
    for school in report.scholen:
        for moment, statuses in ((IN_PERIODE, school.statussen), (OP_PEILDATUM, school.statussen_op_peildatum)):
            for status, kind in _STATUSES.items():
                counts[f"{kind}/{moment}"] += getattr(statuses, status)
    for listed, kind in _LISTS.items():
        counts[f"{kind}/{OP_PEILDATUM}"] += getattr(report.lpa, listed) or 0
    return dict(counts)


def count_tables(thuiszitters: pl.DataFrame, lists: pl.DataFrame) -> dict[str, int]:
    """The same counts from table thuiszitter and from the lists of the LPA (mart_lpa)."""
    counts: Counter[str] = Counter()
    for status, duty, at_date in thuiszitters.select("status", "plicht", "op_peildatum").iter_rows():
        if status in _STATUSES and duty in GETELDE_PLICHTEN:
            counts[f"{_STATUSES[status]}/{IN_PERIODE}"] += 1
            counts[f"{_STATUSES[status]}/{OP_PEILDATUM}"] += at_date
    for listed, count in lists.select("soort", "aantal").iter_rows():
        if listed in _LISTS:
            counts[f"{_LISTS[listed]}/{OP_PEILDATUM}"] += count
    return dict(counts)


def count_entries(entries: Iterable[Entry]) -> dict[str, int]:
    """The same counts from the rows of the register that count."""
    return _count(entry for entry in entries if entry.telt)


def _count(entries: Iterable[Entry]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for entry in entries:
        counts[f"{entry.soort}/{IN_PERIODE}"] += 1
        counts[f"{entry.soort}/{OP_PEILDATUM}"] += entry.is_open
    return dict(counts)


def check_counts(sources: Mapping[str, Mapping[str, int]]) -> None:
    """Refuse a publication in which the same count differs between two places (DataCheckFailed, 13).

    The message names the counts and where they were counted, without their value: some are small.
    """
    different = [name for name in COMPARED if len({counts.get(name, 0) for counts in sources.values()}) > 1]
    if different:
        raise DataCheckFailed(
            f"Deze aantallen zijn niet gelijk in {', '.join(sources)}: {', '.join(different)}. "
            "Er is niets gepubliceerd. Meld dit met de namen van de aantallen bij de beheerder."
        )


def check_entries(entries: Sequence[Entry], *, register: Register, shown: pl.DataFrame) -> None:
    """Refuse an export in which a row is missing, or one in the period that no counted row accounts for (13).

    A row may only not count where its pupil has another one that does: table thuiszitter has one row a pupil.
    """
    counted = {register.houders[entry.nummer] for entry in entries if entry.telt}
    loose = [
        entry.nummer
        for entry in entries
        if entry.in_periode and not entry.telt and register.houders[entry.nummer] not in counted
    ]
    missing = {entry.nummer for entry in entries} ^ set(shown["volgnummer"])
    if loose or missing:
        numbers = ", ".join(map(str, sorted({*loose, *missing})))
        raise DataCheckFailed(
            f"De registratie voor de Inspectie klopt niet met de tabellen, bij volgnummer {numbers}. "
            "Er is niets gepubliceerd. Meld dit bij de beheerder."
        )
