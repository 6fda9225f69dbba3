"""The national command: run each SWV by the workers, then publish what they released together."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipelines.national.country import Country, CountrySwv
from pipelines.national.report import Written, write_report
from pipelines.national.swv_run import MISLUKT, WACHT, SwvEnd, SwvTask
from pipelines.progress import Report, be_silent
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.lock import take_lock_of
from reports.words.wording import counted, listing

_LOCK = ".slot-landelijk"
WORK = ".werk-landelijk"
_REFUSED, _BUG = 10, 1

Submit = Callable[[SwvTask], SwvEnd]


@dataclass(frozen=True)
class CountryResult:
    """How it ended: of each SWV in order of the file, and what was published."""

    ends: tuple[tuple[CountrySwv, SwvEnd], ...]
    written: Written

    @property
    def exit_code(self) -> int:
        """0; 10 when a delivery was refused; of what failed the highest code, and 1 before all."""
        codes = {end.exit_code for _, end in self.ends}
        failed = codes - {0, _REFUSED}
        if failed:
            return _BUG if _BUG in failed else max(failed)
        return _REFUSED if _REFUSED in codes else 0


def run_country(
    country: Country,
    peildatum: date,
    *,
    direct: bool = False,
    pdf: bool = True,
    report_progress: Report = be_silent,
) -> CountryResult:
    """Run all SWVs for a peildatum, and publish the national report on what they released.

    `direct`: without Prefect. WrongUse (2) when no cluster answers; StoreUnavailable (14) when another national command
    is at work in the same `uitvoer`. What goes wrong with one SWV is told in the result, and stops no other.
    """
    country.require_reachable()
    if isinstance(country.uitvoer, Path):
        make_private_folder(country.uitvoer)
    lock = take_lock_of(
        country.lock_folder,
        _LOCK,
        busy=f"Er loopt al een landelijke run in '{country.lock_folder.name}'. Wacht tot die klaar is.",
    )
    try:
        ends = {swv.file: SwvEnd(MISLUKT, swv.exit_code, swv.fault) for swv in country.swvs if swv.settings is None}
        tasks = {
            swv.settings.code: SwvTask(str(swv.file), peildatum.isoformat(), pdf, version("msa"))
            for swv in country.swvs
            if swv.settings is not None
        }
        if tasks:
            found = _run_all(country, tasks, peildatum, direct=direct, report=report_progress)
            ends |= {Path(tasks[code].file): end for code, end in found.items()}
        report_progress("Landelijk verslag maken")
        written = write_report(country, peildatum, ends)
        return CountryResult(tuple((swv, ends[swv.file]) for swv in country.swvs), written)
    finally:
        lock.release()


def describe_result(result: CountryResult) -> Iterator[str]:
    """How each SWV ended and where the report stands, a line each, in Dutch."""
    for swv, end in result.ends:
        refused = f" {counted(end.refused, 'school is', 'scholen zijn')} geweigerd." if end.refused else ""
        told = f" {end.told}" if end.told else ""
        yield f"{swv.name}: {end.state}.{refused}{told}"
        if end.state == WACHT:
            yield f"  Geef 'msa akkoord' voor {swv.file} en daarna deze opdracht nog eens."
    for left in result.written.uncounted:
        yield f"Niet meegeteld: {left.naam}: {left.reden}"
    if result.written.folder is None:
        yield "Er is geen enkel samenwerkingsverband te tellen. Er is geen landelijk verslag gemaakt."
        return
    names = listing([swv.naam for swv in result.written.counted])
    yield f"Meegeteld: {names}."
    if result.written.is_same:
        yield "Het landelijke verslag is gelijk aan wat er stond."
    yield f"Open: {result.written.folder / 'index.html'}"


def _run_all(
    country: Country, tasks: Mapping[str, SwvTask], peildatum: date, *, direct: bool, report: Report
) -> dict[str, SwvEnd]:
    """How each run ended, by code. Dask and Prefect keep what they need in a folder that goes with the command."""
    from pipelines.national.workers import make_submit, open_workers

    number = min(country.werkers, len(tasks))
    with ExitStack() as stack:
        # Under the lock nobody else is at work there: what a command that was killed left is swept.
        scratch = make_fresh_folder(country.lock_folder / WORK)
        stack.callback(remove, scratch)
        server = None
        if not direct:
            from pipelines.run.flow_server import open_server

            server = stack.enter_context(open_server(scratch / "prefect", report=report))
        report(country.adres or f"Werkers starten: {number}")
        client = stack.enter_context(open_workers(number, country.adres, scratch=scratch / "dask"))
        submit = _tell_each(make_submit(client), country, report)
        if server is None:
            with ThreadPoolExecutor(len(tasks)) as threads:
                return dict(zip(tasks, threads.map(submit, tasks.values()), strict=True))
        from pipelines.national.flow import run_as_flow

        server.wait_until_ready()
        return run_as_flow(tasks, submit, peildatum=peildatum.isoformat())


def _tell_each(submit: Submit, country: Country, report: Report) -> Submit:
    """The same, and say of each SWV that it is done."""
    names = {str(swv.file): swv.name for swv in country.swvs}

    def tell(task: SwvTask) -> SwvEnd:
        end = submit(task)
        report(f"{names[task.file]}: {end.state}")
        return end

    return tell
