"""`make bench`: how long a quarter takes on a generated SWV-year, beside the floor of merely reading the same files.

One run prints everything, so that figures of one machine and one moment stand together. The floor is DuckDB scanning
each delivered CSV, all columns as text, summing the length of each: the least that any program must do that looks at
every value. A run is timed from the first file opened to the manifest written, imports excluded, without the reports of
schools and with them. The floor is the best of three readings, so a first run is the best of three as well. All of this
without PDFs: a browser prints them, and its seconds say little about ours. They are timed apart, of the SWV page
and of some schools (`--pdfs`; 0 leaves them out).
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from pipelines.memory import collect_seldom
from pipelines.publish.pdf import add_pdfs
from pipelines.publish.publication import Publication
from pipelines.settings import load_settings
from pipelines.system import MOST_PROCESSORS, count_processors
from reports.release.disclosure import Rules
from tests.benchmark import measure_attack

PEILDATUM = date(2026, 7, 1)
SEED = 20260101
REPEATS = 3
PEAK = "piek (GB)"


def measure_floor(deliveries: Path) -> float:
    """Seconds for DuckDB to read every value of every delivered CSV as text, the best of three."""
    files = sorted(deliveries.glob("*/*.csv"))
    return min(_scan(files) for _ in range(REPEATS))


def _scan(files: list[Path]) -> float:
    started = time.perf_counter()
    with duckdb.connect() as connection:
        for file in files:
            with file.open(encoding="utf-8") as lines:
                columns = lines.readline().strip().split(";")
            lengths = ", ".join(f'sum(length("{column}"))' for column in columns)
            connection.execute(
                f"select {lengths} from read_csv(?, all_varchar=true, delim=';', header=true)", [str(file)]
            ).fetchall()
    return time.perf_counter() - started


def measure_direct(toml: Path, *, counted_alone: bool = False) -> dict[str, float]:
    """Seconds per stage of one run without Prefect, and the peak memory of its process in GB.

    `counted_alone`: it ends when all is counted, and starts no process for reports of schools.
    """
    # Imported where they are used, and imports are no part of the measured run.
    import scipy.optimize  # noqa: F401

    from pipelines.intake import cell_faults  # noqa: F401
    from pipelines.run import steps

    # As the command line does before anything else.
    collect_seldom()
    settings = replace(load_settings(toml), pdf=False)
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        started = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - started

    # As many processes for what is made for people as a run on the command line takes.
    processes = 1 if counted_alone else count_processors()
    quarter = steps.open_quarter(settings, peildatum=PEILDATUM, processes=processes)
    timed("inlezen", quarter.read_all)
    timed("tellen en indelen", quarter.classify)
    if not counted_alone:
        timed("rapporten", quarter.report_all)
        timed("publiceren", quarter.publish)
    quarter.close()
    seconds[PEAK] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return seconds


def measure_unchanged(toml: Path) -> dict[str, float]:
    """Seconds of a run without Prefect of which nothing changed, imports excluded."""
    from pipelines.run import steps

    started = time.perf_counter()
    result = steps.run_quarter(replace(load_settings(toml), pdf=False), peildatum=PEILDATUM)
    if not result.unchanged:
        raise SystemExit("de run is opnieuw gemaakt, en er was niets veranderd")
    return {"niets veranderd": time.perf_counter() - started}


def correct_one_school(toml: Path) -> None:
    """Take one absence away from the first school, in the middle of its first file."""
    file = min((toml.parent / "aanlevering").glob("*/absenties*.csv"))
    lines = file.read_bytes().splitlines(keepends=True)
    del lines[len(lines) // 2]
    file.write_bytes(b"".join(lines))


def measure_command(toml: Path, *options: str) -> float:
    """Seconds of a whole `msa run` as a user starts it, start-up included."""
    program = str(Path(sys.executable).parent / "msa")
    command = [program, "run", str(toml), "--peildatum", str(PEILDATUM), "--zonder-pdf", *options]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def measure_pdfs(uitvoer: Path, schools: int) -> str:
    """One line: seconds to print the SWV page and the pages of the first `schools` schools of a publication."""
    published = uitvoer / str(PEILDATUM)
    reports = [published / "swv" / "index.html", *sorted(published.glob("school/*/index.html"))[:schools]]
    with tempfile.TemporaryDirectory() as folder:
        copy = Publication(Path(folder) / "uitvoer", str(PEILDATUM))
        pages = [report.relative_to(published).as_posix() for report in reports]
        for page, report in zip(pages, reports, strict=True):
            copy.write_bytes(page, report.read_bytes())
        started = time.perf_counter()
        add_pdfs(copy, pages, work=Path(folder) / "pdf", peildatum=PEILDATUM, report_progress=print)
        seconds = time.perf_counter() - started
        sizes = [file.stat().st_size / 1e6 for file in copy.folder.rglob("*.pdf")]
    return f"PDF's: {len(sizes)} van {len(pages)} verslagen, {sum(sizes):.1f} MB, {seconds:.1f} s"


def measure_first(toml: Path, *options: str) -> dict[str, float]:
    """`measure_direct` of an SWV of which nothing is kept yet: the best of three, of which the last one stands.

    `options`: of the command line, beside `--one`.
    """
    settings, found = load_settings(toml), []
    for _ in range(REPEATS):
        for folder in (settings.uitvoer, settings.opslag):
            shutil.rmtree(folder, ignore_errors=True)
        found.append(measure_in_new_process(toml, *options))
    return min(found, key=sum_seconds)


def measure_in_new_process(toml: Path, *options: str, processors: int | None = None) -> dict[str, float]:
    """`measure_direct` in a process of its own, so that memory and caches of this one do not count.

    `processors`: how many it may use, as a worker of `msa landelijk` has one; all of them when it is None.
    """
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.measure", "--one", str(toml), *options],
        env={**os.environ, **({MOST_PROCESSORS: str(processors)} if processors else {})},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=Path, help="one direct run on this swv.toml; prints its seconds as JSON")
    parser.add_argument("--unchanged", action="store_true", help="with --one: a run of which nothing changed")
    parser.add_argument("--counted", action="store_true", help="with --one: up to where all is counted, in one process")
    parser.add_argument("--schools", type=int, default=25)
    parser.add_argument("--pupils", type=int, default=20_000)
    parser.add_argument("--without-prefect", action="store_true")
    parser.add_argument("--pdfs", type=int, default=2, help="schools of which the report is printed as well; 0: no PDF")
    options = parser.parse_args()
    if options.one:
        measured = (
            measure_unchanged(options.one)
            if options.unchanged
            else measure_direct(options.one, counted_alone=options.counted)
        )
        print(json.dumps(measured))
        return
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), options)
    print(measure_attack.measure(Rules()))


def sum_seconds(found: Mapping[str, float]) -> float:
    """Of the stages together; the memory is no time."""
    return sum(seconds for name, seconds in found.items() if name != PEAK)


def report(folder: Path, options: argparse.Namespace) -> None:
    from tests.benchmark.make_swv_year import make_swv_year

    toml = make_swv_year(folder, seed=SEED, schools=options.schools, pupils=options.pupils)
    files = sorted((folder / "aanlevering").glob("*/*.csv"))
    absences = sum(file.read_bytes().count(b"\n") - 1 for file in files if file.name.startswith("absenties"))
    print(f"machine: {platform.machine()}, {os.cpu_count()} kernen, Python {platform.python_version()}")
    print(
        f"gegevens: {options.schools} scholen, {options.pupils} leerlingen, {absences} absentierijen, "
        f"{sum(file.stat().st_size for file in files) / 1e6:.0f} MB in {len(files)} bestanden"
    )
    floor = measure_floor(folder / "aanlevering")
    print(f"bodem (DuckDB leest alles als tekst, beste van {REPEATS}): {floor:.2f} s")
    alone = measure_first(toml, "--counted")
    first = measure_first(toml)
    again = measure_in_new_process(toml)
    for name in first:
        print(f"{name:20s} {first[name]:8.2f}   (tweede keer: {again[name]:.2f})")
    published = sum_seconds(alone) + first["publiceren"]
    print(
        f"zonder schoolrapporten, en zonder processen daarvoor: inlezen {alone['inlezen']:.2f}, tellen en indelen "
        f"{alone['tellen en indelen']:.2f}, met publiceren {published:.2f} s, {published / floor:.1f} keer de bodem"
    )
    for label, seconds in ((f"eerste keer (beste van {REPEATS})", first), ("tweede keer", again)):
        whole = sum_seconds(seconds)
        counted = whole - seconds["rapporten"]
        print(
            f"totaal zonder schoolrapporten, {label}: {counted:.2f} s, {counted / floor:.1f} keer de bodem; "
            f"met schoolrapporten {whole:.2f} s, {whole / floor:.1f} keer"
        )
    (same,) = measure_in_new_process(toml, "--unchanged").values()
    print(f"nog eens, niets veranderd: {same:.2f} s, {same / floor:.1f} keer de bodem")
    correct_one_school(toml)
    corrected = measure_in_new_process(toml)
    parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in corrected.items())
    print(f"na een verbetering van één school: {sum_seconds(corrected):.2f} s ({parts})")
    if not options.without_prefect:
        direct = measure_command(toml, "--direct", "--toch")
        flow = measure_command(toml, "--toch")
        print(f"hele opdracht: --direct {direct:.1f} s, met Prefect {flow:.1f} s, verschil {flow - direct:.1f} s")
    if options.pdfs:
        print(measure_pdfs(load_settings(toml).uitvoer, options.pdfs))


if __name__ == "__main__":
    main()
