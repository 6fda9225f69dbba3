"""What a run lays down: the figures of the SWV, the tables, the manifest, and what is kept for the runs after it."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import astuple, dataclass, fields, replace
from functools import partial

import polars as pl

from pipelines.contexts.intern import make_intern_report
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.quarter import list_shown, make_swv_report
from pipelines.contexts.return_history import KnownDelivery, add_delivery
from pipelines.contexts.trend import FIGURES_FILE, EarlierPublication
from pipelines.errors import DataCheckFailed
from pipelines.intake.quarantine import write_quarantine
from pipelines.intake.read_parts import Covered, keep_read
from pipelines.publish.attendance_officer import write_officer_folders
from pipelines.publish.edition_list import list_published_editions
from pipelines.publish.export import make_csv, make_parquet
from pipelines.publish.inspectorate import make_inspection
from pipelines.publish.manifest import make_manifest
from pipelines.publish.pdf import add_pdfs
from pipelines.publish.publication import Publication, hash_files
from pipelines.publish.released import protect
from pipelines.publish.reruns import Rerun, keep_edition, read_files, tell_carried, write_carried
from pipelines.publish.start_page import write_start_page
from pipelines.publish.table_workbook import TABLE_WORKBOOK, make_table_workbook
from pipelines.run.edition_words import say_moment
from pipelines.run.opened import OpenRun
from pipelines.run.prepared import ReportedSchool, Schools
from pipelines.run.read_schools import pack_parts
from pipelines.run.result import RunResult, make_result
from pipelines.run.standing_schools import StandingSchool
from pipelines.run.unchanged import LastRun, Unchanged, forget_last_run, keep_last_run
from pipelines.settings import Settings
from pipelines.vault.audit_log import list_authentic, write_entry
from pipelines.vault.case_register import Register, save_register
from pipelines.vault.kept_forms import add_delivered
from pipelines.vault.keyring import make_key_id, require_ring
from pipelines.vault.places import STORE_FILE, WAITING
from pipelines.vault.publications import Released, add_release, read_ledger
from pipelines.vault.seals import keep_witness
from pipelines.vault.stored import hash_file, record_stored, replace_stored
from pipelines.vault.waiting import find_waiting, note_waiting, remove_waiting
from reports.release.public_table import FigureRow
from reports.render_swv import render_figures, render_intern, render_swv
from reports.swv.chapters.likeness import TOO_TELLING
from reports.swv.page import release_swv
from reports.swv.quarter import QuarterBridge, SwvReport
from reports.swv.trimester import keep_attendance, make_figures
from reports.words.wording import counted
from schemas.frames import check_frame
from schemas.tables import PUBLISHED_TABLES

MakeBytes = Callable[[], bytes]
_PDF = "index.pdf"
_OTHER_NUMBER = "ander_nummer"


@dataclass(frozen=True)
class Kept:
    """What is asked of a store that is closed: the measured days of each school, and the SHA-256 of its file."""

    covered: Mapping[str, Covered]
    saved: Future[str]


def publish(
    run: OpenRun,
    schools: Schools,
    reported: Mapping[str, ReportedSchool],
    *,
    kept: Kept,
    beside: Executor,
    tables: MakeBytes | None,
    figures: "Callable[[], Written] | None",
) -> RunResult:
    """Write what is left of the SWV and the manifest, and exchange the whole folder in one step.

    `kept`: of the store, which is saved by then; StoreUnavailable (14) when it could not be, and nothing is published.
    `beside`: does what waits for the disk. `tables`: waits until the tables lie there, and gives their workbook.
    `figures`: waits until all else of the SWV lies there. Both are None when no school could be measured.

    When no school could be measured only the return sheets and the manifest are published (contract 2.8).
    """
    outcome = schools.outcome
    # What was written of schools goes to disk beside what is made here.
    run.publication.begin_sync(beside)
    if schools.taken:
        which = counted(len(schools.taken), "school", "scholen")
        run.progress(f"Bij {which} is niets veranderd. Die verslagen zijn niet opnieuw gemaakt.")
    run.progress("Klaarzetten" if run.holds else "Publiceren")
    written = figures() if figures is not None else None
    if tables is not None:
        _write_workbook(run.publication, tables())
    if outcome.measured:
        _add_pdfs(run, outcome)
    carried = written.rerun.carried if written is not None else None
    manifest = make_manifest(outcome, key_id=make_key_id(run.key), carried=carried.told if carried else None)
    run.publication.write_text("manifest.json", manifest)
    write_start_page(run.publication, outcome)
    write_quarantine(run.settings.opslag, outcome.deliveries)
    if run.holds or (run.agreed and not _is_what_waits(run)):
        return _hold(run, outcome)
    forget_last_run(run.settings.opslag)
    _keep_told(run, outcome, {school: each.told for school, each in reported.items()})
    store_hash = kept.saved.result()
    _log_numbers(run.settings)
    _log_run(run, outcome, "run", hashes=run.publication.make_hashes(), taken=len(schools.taken))
    record_stored(run.settings.opslag, {STORE_FILE: store_hash})
    os.replace(run.aside / STORE_FILE, run.settings.opslag / STORE_FILE)
    if written is not None:
        # Before the exchange: what was published must be known. A crash in between only repeats it.
        save_register(written.register, run.settings.opslag)
        _keep_released(run, written)
    is_same = run.publication.equals(run.publication.target)
    _keep_read(run, outcome, run.publication.find_number(is_same=is_same), kept.covered)
    if not is_same:
        # What came out is never overwritten: it stays as an earlier edition.
        run.publication.keep_standing()
    run.publication.finish()
    keep_witness(run.settings)
    # Whatever waited for this peildatum: it is out, or out of date.
    remove_waiting(run.settings.opslag, run.period.peildatum)
    result = make_result(outcome, run.standing)
    if run.inputs:
        _keep_last_run(run, result, {school: _add_pdf(run, school, each.made) for school, each in reported.items()})
    return result


def save_store(run: OpenRun) -> str:
    """Say in the store what its rows are, and close it with all that is in it; the SHA-256 of its file."""
    run.store.describe()
    run.store.save()
    return hash_file(run.aside / STORE_FILE)


def _log_numbers(settings: Settings) -> None:
    """Say once in the log that a school goes on under another number, which every run tells on its return sheet."""
    renumbered = [school for school in settings.scholen if school.oude_nummers]
    if not renumbered:
        return
    ring = require_ring(settings.opslag)
    said = {tuple(entry["scholen"]) for entry in list_authentic(settings.opslag, ring) if entry["wat"] == _OTHER_NUMBER}
    for school in renumbered:
        if tuple(sorted(school.nummers)) not in said:
            write_entry(settings.opslag, _OTHER_NUMBER, schools=school.nummers, ring=ring)


def let_stand(run: OpenRun, unchanged: Unchanged) -> RunResult:
    """What a run does of which nothing changed: log it, and say again what the last one told."""
    last = unchanged.last
    write_entry(
        run.settings.opslag,
        "run",
        schools=unchanged.schools,
        peildatum=run.period.peildatum,
        counts=unchanged.counts,
        hashes=unchanged.hashes,
    )
    keep_witness(run.settings)
    run.progress(f"Er is niets veranderd; de uitgave{_say_of_when(run)} staat er nog. Toch opnieuw maken? Geef --toch.")
    for line in last.told:
        run.progress(line)
    return RunResult(
        exit_code=last.exit_code,
        output=run.standing,
        refused=last.refused,
        noticed=last.noticed,
        unmeasured=last.unmeasured,
        only_returns=last.only_returns,
        unchanged=True,
    )


def _say_of_when(run: OpenRun) -> str:
    """When what stands came out; nothing where the log does not say."""
    moments = [each.since for each in list_published_editions(run.settings, run.period.peildatum) if each.stands]
    return f" van {say_moment(moments[0])}" if moments and moments[0] else ""


def _add_pdf(run: OpenRun, school_id: str, made: StandingSchool) -> StandingSchool:
    """What was made of a school with its printed report, where it has one."""
    pdf = run.standing / "school" / school_id / _PDF
    printed = hash_files({_PDF: pdf.read_bytes()}) if pdf.is_file() else {}
    return replace(made, files={**made.files, **printed})


def _keep_last_run(run: OpenRun, result: RunResult, schools: Mapping[str, StandingSchool]) -> None:
    last = LastRun(
        exit_code=result.exit_code,
        refused=result.refused,
        noticed=result.noticed,
        unmeasured=result.unmeasured,
        only_returns=result.only_returns,
        told=tuple(run.told),
    )
    keep_last_run(run.settings, last, peildatum=run.period.peildatum, key=run.key, inputs=run.inputs, schools=schools)


def _keep_read(run: OpenRun, outcome: Outcome, number: int, covered: Mapping[str, Covered]) -> None:
    """Keep what this edition was counted from, and of which days each school is measured."""
    parts = pack_parts(run, outcome)
    keep_read(run.settings.opslag, run.period.peildatum, number, parts, key=run.key, covered=covered)


def _is_what_waits(run: OpenRun) -> bool:
    found = find_waiting(run.settings.opslag, run.period.peildatum)
    return found is not None and run.publication.equals(found.folder)


def _hold(run: OpenRun, outcome: Outcome) -> RunResult:
    """Leave the output waiting in the store. Nothing is kept of it elsewhere: no reader has had it."""
    publication = run.publication
    if not run.holds:
        publication = Publication(run.settings.opslag / WAITING, run.period.peildatum.isoformat())
        run.publication.move_to(publication)
    _log_run(run, outcome, "klaargezet", hashes=publication.make_hashes())
    note_waiting(run.settings.opslag, run.period.peildatum, toch=run.toch, pdf=run.settings.pdf)
    publication.finish()
    return replace(make_result(outcome, publication.target), waits=True)


@dataclass(frozen=True)
class Written:
    """What is kept of the figures that were written. `released`: None when they are those of an earlier edition."""

    register: Register
    rerun: Rerun
    released: Released | None


def write_figures(run: OpenRun, schools: Schools) -> Written:
    """All that holds a figure but the tables and what is of schools: the SWV report, the lists of the Inspectie and of
    the officers. Some school is measured.
    """
    outcome, compared = schools.outcome, schools.compared
    if compared is None:
        raise RuntimeError("where nothing is measured there are no figures")
    rerun, report = compared.rerun, make_swv_report(outcome, compared.earlier)
    inspection = make_inspection(
        outcome,
        report=report,
        key=run.key,
        register=run.case_register,
        form=run.inspection_form,
        report_progress=run.tell,
    )
    for name, content in inspection.files.items():
        run.publication.write_bytes(name, content)
    released = None
    if not rerun.carried:
        released = _write_swv_report(run, replace(report, verschil=compared.verschil), compared.earlier)
    if rerun.carried:
        write_carried(run.publication, rerun.carried)
        tell_carried(rerun.carried, run.settings, run.tell)
    run.publication.write_text("swv-intern/index.html", render_intern(make_intern_report(outcome, report)))
    write_officer_folders(run.publication, outcome)
    return Written(inspection.register, rerun, released)


def check_tables(outcome: Outcome) -> dict[str, pl.DataFrame]:
    """Every published table by name, as it is declared."""
    return {table.name: check_frame(table, outcome.tables[table.name]) for table in PUBLISHED_TABLES}


def write_tables(publication: Publication, outcome: Outcome) -> None:
    """Every published table, checked, in its three forms."""
    frames = check_tables(outcome)
    write_table_files(publication, frames, {name: make_parquet(frame) for name, frame in frames.items()})
    _write_workbook(publication, make_table_workbook(frames))


def write_table_files(
    publication: Publication, frames: Mapping[str, pl.DataFrame], parquet: Mapping[str, bytes]
) -> None:
    """Every table by name as a file of its own, in two forms; `parquet`: the first of them."""
    for name, frame in frames.items():
        publication.write_bytes(f"tabellen/{name}.parquet", parquet[name])
        publication.write_bytes(f"tabellen/{name}.csv", make_csv(frame))


def _write_workbook(publication: Publication, content: bytes) -> None:
    publication.write_bytes(f"tabellen/{TABLE_WORKBOOK}", content)


def _keep_released(run: OpenRun, written: Written) -> None:
    """The ledger first: an edition that is carried later must be in the account."""
    if written.released is None:
        return
    add_release(run.settings.opslag, written.released)
    files = read_files(run.publication.folder)
    keep_edition(run.settings.opslag, run.period.peildatum, written.rerun, files=files)


def _log_run(run: OpenRun, outcome: Outcome, action: str, *, hashes: Mapping[str, str], taken: int = 0) -> None:
    """Before the output appears: what cannot be logged is not published. `taken`: schools that were not made again."""
    write_entry(
        run.settings.opslag,
        action,
        schools=[school.id for school in run.settings.scholen],
        peildatum=run.period.peildatum,
        counts={"geweigerd": len(outcome.refused), "leerlingen": outcome.tables["leerling_periode"].height}
        | ({"scholen_onveranderd": taken} if taken else {}),
        hashes=hashes,
    )


def _keep_told(run: OpenRun, outcome: Outcome, told: Mapping[str, KnownDelivery]) -> None:
    """Remember for later runs the register files, of a refused delivery none, and what the return sheets say."""
    opslag, kept = run.settings.opslag, {}
    for school in run.settings.scholen:
        delivery = outcome.deliveries[school.id]
        if delivery.refused is None:
            kept |= add_delivered(opslag, school.id, peildatum=run.period.peildatum, delivered=delivery.registers)
    for school_id, known in sorted(told.items()):
        kept |= add_delivery(opslag, school_id, known)
    replace_stored(opslag, kept)


def _add_pdfs(run: OpenRun, outcome: Outcome) -> None:
    """The reports once more, for paper; `[swv] pdf = false` leaves them out."""
    if not run.settings.pdf:
        return
    pages = ["swv/index.html", *(f"school/{school_id}/index.html" for school_id in outcome.measured)]
    add_pdfs(
        run.publication,
        # Of a school that was taken over it lies there.
        [page for page in pages if not (run.publication.folder / page).with_suffix(".pdf").is_file()],
        work=run.aside / "pdf",
        peildatum=run.period.peildatum,
        report_progress=run.progress,
    )


def _write_swv_report(run: OpenRun, report: SwvReport, earlier: Sequence[EarlierPublication]) -> Released:
    """The trimester report, its figures to explore and its numbers, all from the same released counts."""
    report, released = _protect(run, report)
    released = replace(released, aanwezigheid=keep_attendance(report, released.getoond))
    page = release_swv(report, released.getoond, list_shown(earlier))
    run.publication.write_text("swv/index.html", render_swv(page))
    run.publication.write_text("swv/figuren.html", render_figures(page))
    figures = pl.DataFrame(
        [astuple(row) for row in page.cijfers], schema=[field.name for field in fields(FigureRow)], orient="row"
    )
    run.publication.write_bytes(FIGURES_FILE, make_csv(figures))
    return released


def _protect(run: OpenRun, report: SwvReport) -> tuple[SwvReport, Released]:
    """The report with how its counts may be shown. Where its causes would tell a small count in spite of all that is
    hidden it has none: they explain other counts, which come out without them too."""
    protect_figures = partial(protect, settings=run.settings, peildatum=run.period.peildatum)
    if report.verschil is None or not report.verschil.tellingen:
        return report, protect_figures(make_figures(report), report_progress=run.progress)
    figures = make_figures(report)
    try:
        if _came_out(run):
            # What came out without causes leaves less to protect: that is no reason to tell them in a run after it.
            protect_figures(figures, anew=True)
        return report, protect_figures(figures, report_progress=run.progress)
    except DataCheckFailed:
        report = replace(report, verschil=QuarterBridge(report.verschil.vorige, reden=TOO_TELLING))
    return report, protect_figures(make_figures(report), report_progress=run.progress)


def _came_out(run: OpenRun) -> bool:
    """Whether readers have a publication of this peildatum."""
    return any(found.peildatum == run.period.peildatum for found in read_ledger(run.settings.opslag))
