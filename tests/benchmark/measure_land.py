"""`make bench-land`: what many SWVs cost, beside each other and one after the other, up to a whole country.

Three parts, each written down as soon as it is known, so that the command can be broken off and goes on where it was:

- `schaal`: SWVs of one size, run by `msa landelijk` on one and on two workers of one thread each.
- `dicht`: tiers and four-week groups alone, as somebody would write them for one SWV with a table of every pupil and
  every school day, in pandas, polars and DuckDB; beside the floor and our whole run of the same files.
- `jaar`: a national year in parts that fit the disk, of as many SWVs as there are processors: each is written, scanned
  for its floor, run without Prefect (beside each other on one processor each, as `msa landelijk` runs them) and thrown
  away before the next one is made.

The year says before it begins how long it will take and how much of the disk; `--minutes 20` measures what fits in that
time and stops, and the same command goes on from there.

All without PDFs. Figures of different machines or moments do not belong in one table: give each its own folder.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.system import count_processors
from tests.benchmark.dense import count_in_duckdb, count_in_pandas, count_in_polars
from tests.benchmark.make_swv_year import make_swv_year
from tests.benchmark.measure import PEILDATUM, SEED, measure_floor, measure_in_new_process

RESULTS = "metingen.jsonl"
PARTS = ("schaal", "dicht", "jaar")
WORKERS = (1, 2)
DENSE = {"pandas": count_in_pandas, "polars": count_in_polars, "duckdb": count_in_duckdb}
# The national year of the goals: 930 000 pupils, 80 million rows of absence; an SWV of 20 000 pupils has 25 schools.
PUPILS_OF_THE_COUNTRY = 930_000
PUPILS_A_SCHOOL = 800
TRIAL_PUPILS = 1_600
STAGES = ("inlezen", "tellen en indelen", "publiceren")


class Results:
    """What was measured so far, a line each in `metingen.jsonl`."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / RESULTS
        self._found = {each["wat"]: each for each in self._read()}

    def _read(self) -> Iterator[dict[str, Any]]:
        if self._file.is_file():
            for line in self._file.read_text(encoding="utf-8").splitlines():
                # One that was broken off is measured again.
                with suppress(json.JSONDecodeError):
                    yield json.loads(line)

    def get(self, what: str) -> dict[str, Any] | None:
        """What was measured under this name; None when it is still to be measured."""
        return self._found.get(what)

    def add(self, what: str, **figures: float) -> None:
        """Write down and print what was measured."""
        found = {"wat": what, **{name: round(value, 3) for name, value in figures.items()}}
        self._found[what] = found
        with self._file.open("a", encoding="utf-8") as out:
            # Begins with a new line: what stands before it may have been broken off.
            out.write("\n" + json.dumps(found) + "\n")
        print(", ".join(f"{name} {value}" for name, value in found.items()), flush=True)


def measure_scale(folder: Path, results: Results, *, swvs: list[int], pupils: int) -> None:
    """Seconds of `msa landelijk` for so many SWVs of `pupils` each, by the number of workers."""
    for count in swvs:
        for workers in WORKERS:
            what = f"schaal: {count} SWV van {pupils} leerlingen, {workers} werkers"
            if results.get(what):
                continue
            land = _make_country(folder / "schaal", count, pupils=pupils)
            seconds = _run(["landelijk", str(land), "--werkers", str(workers)])
            results.add(what, seconden=seconds, milliseconden_per_leerling=1000 * seconds / (count * pupils))
    shutil.rmtree(folder / "schaal", ignore_errors=True)


def _make_country(folder: Path, count: int, *, pupils: int) -> Path:
    """`land.toml` of the first `count` SWVs, as they were before any run."""
    files = []
    for number in range(count):
        place = folder / f"swv-{number + 1}"
        if not (place / "swv.toml").is_file():
            _make_swv(place, number, pupils=pupils)
        for name in ("opslag", "uitvoer"):
            shutil.rmtree(place / name, ignore_errors=True)
        files.append(f'[[swv]]\nbestand = "{place.name}/swv.toml"\n')
    shutil.rmtree(folder / "uitvoer", ignore_errors=True)
    land = folder / "land.toml"
    land.write_text(
        '[land]\nnaam = "Meetland (verzonnen)"\nuitvoer = "uitvoer"\n\n' + "\n".join(files), encoding="utf-8"
    )
    return land


def _make_swv(folder: Path, number: int, *, pupils: int) -> Path:
    schools = max(2, pupils // PUPILS_A_SCHOOL)
    return make_swv_year(folder, seed=SEED + number, schools=schools, pupils=pupils, number=number)


def _run(arguments: list[str]) -> float:
    """Seconds of a command as a user starts it, without Prefect and PDFs."""
    program = str(Path(sys.executable).parent / "msa")
    started = time.perf_counter()
    subprocess.run(
        [program, *arguments, "--peildatum", str(PEILDATUM), "--direct", "--zonder-pdf"],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def measure_dense(folder: Path, results: Results, *, pupils: int) -> None:
    """What somebody would write instead for one SWV, beside our run: seconds, and whether they count the same tiers."""
    what = f"dicht: 1 SWV van {pupils} leerlingen"
    if results.get(what):
        return
    place = folder / "dicht"
    toml = _make_swv(place, 0, pupils=pupils)
    floor = measure_floor(place / "aanlevering")
    figures: dict[str, float] = {"bodem": floor}
    answers = {}
    for name, count in DENSE.items():
        started = time.perf_counter()
        answers[name] = count(place / "aanlevering")
        figures[f"{name}, tiers en vierwekengroep"] = time.perf_counter() - started
    if any(answer != answers["polars"] for answer in answers.values()):
        raise SystemExit(f"de dichte tabellen tellen verschillend: {answers}")
    run = measure_in_new_process(toml)
    figures["msa, alles zonder schoolrapporten"] = sum(run[stage] for stage in STAGES)
    results.add(what, **figures)
    shutil.rmtree(place)


@dataclass(frozen=True)
class Plan:
    """What is still to be measured, by what was: minutes of all of it and of one part, and GB on disk at a time."""

    minutes: float
    minutes_a_part: float
    gb: float


def make_plan(seen: Sequence[Mapping[str, float]], *, left: int, pupils_a_part: int) -> Plan:
    """`seen`: what was measured of at least one part; `left`: pupils of those that were not."""
    a_pupil = sum(each["duur"] for each in seen) / sum(each["leerlingen"] for each in seen) / 60
    gb = max(each["schijf_gb"] / each["leerlingen"] for each in seen)
    return Plan(a_pupil * left, a_pupil * min(left, pupils_a_part), gb * pupils_a_part)


def measure_year(
    folder: Path,
    results: Results,
    *,
    pupils: int,
    pupils_a_swv: int,
    minutes: float | None,
    beside: int,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """A national year, `beside` SWVs at a time, as many as fit in `minutes`; once all are there, what it took."""
    sizes = [min(pupils_a_swv, pupils - begin) for begin in range(0, pupils, pupils_a_swv)]
    parts = [dict(list(enumerate(sizes))[first : first + beside]) for first in range(0, len(sizes), beside)]
    names = [f"jaar: deel {number + 1} van {len(parts)}" for number in range(len(parts))]
    todo = [number for number, what in enumerate(names) if not results.get(what)]
    started = clock()
    for place, number in enumerate(todo):
        seen = [found for what in names if (found := results.get(what))] or [_measure_trial(folder, results, beside)]
        if not place:
            # The trial is not of the year.
            started = clock()
        left = sum(sum(parts[each].values()) for each in todo[place:])
        plan = make_plan(seen, left=left, pupils_a_part=pupils_a_swv * beside)
        if not place:
            _tell_plan(plan, folder, left=len(todo), of=len(parts))
        if minutes is not None and (clock() - started) / 60 + plan.minutes_a_part > minutes:
            done = len(parts) - len(todo) + place
            print(f"Gestopt na {done} van {len(parts)} delen. Geef dezelfde opdracht om verder te gaan.")
            return
        results.add(names[number], **measure_part(folder / "jaar", parts[number]))
    _tell_year([found for what in names if (found := results.get(what))], swvs=len(sizes))


def _tell_plan(plan: Plan, folder: Path, *, left: int, of: int) -> None:
    """How long it will take and how much of the disk; SystemExit when that is not free."""
    free = shutil.disk_usage(folder).free / 1e9
    print(
        f"landelijk jaar: nog {left} van {of} delen, naar schatting {plan.minutes:.0f} minuten "
        f"({plan.minutes_a_part:.1f} per deel); op de schijf staat er een tegelijk, naar schatting {plan.gb:.1f} GB, "
        f"en vrij is {free:.1f} GB",
        flush=True,
    )
    if plan.gb > free:
        raise SystemExit("er is te weinig ruimte op de schijf. Neem met --swv-pupils kleinere SWV's")


def _measure_trial(folder: Path, results: Results, beside: int) -> dict[str, Any]:
    """A part of small SWVs, from which is told how long all will take."""
    what = f"proef: {beside} SWV van {TRIAL_PUPILS} leerlingen"
    if not results.get(what):
        results.add(what, **measure_part(folder / "proef", dict.fromkeys(range(beside), TRIAL_PUPILS)))
    return results.get(what) or {}


def measure_part(folder: Path, swvs: Mapping[int, int]) -> dict[str, float]:
    """Write, scan, run and throw away SWVs, each its number and its pupils: seconds of each part, and `duur` of it all.

    They run beside each other, so the seconds are those of the one that took longest, and the memory is of all.
    """
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    tomls = [_make_swv(folder / str(number), number, pupils=pupils) for number, pupils in swvs.items()]
    files = sorted(folder.glob("*/aanlevering/*/absenties.csv"))
    floor = sum(measure_floor(toml.parent / "aanlevering") for toml in tomls)
    with ThreadPoolExecutor(len(tomls)) as pool:
        runs = list(pool.map(partial(measure_in_new_process, processors=1), tomls))
    figures = {
        "leerlingen": sum(swvs.values()),
        "absentierijen": sum(file.read_bytes().count(b"\n") - 1 for file in files),
        "bodem": floor,
        "zonder_schoolrapporten": max(sum(run[stage] for stage in STAGES) for run in runs),
        "schoolrapporten": max(run["rapporten"] for run in runs),
        "piek_gb": sum(run["piek (GB)"] for run in runs),
        "schijf_gb": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9,
    }
    shutil.rmtree(folder)
    return {**figures, "duur": time.monotonic() - started}


def _tell_year(every: Sequence[Mapping[str, Any]], *, swvs: int) -> None:
    total = {name: sum(each[name] for each in every) for name in every[0] if name not in ("wat", "piek_gb")}
    ratio = total["zonder_schoolrapporten"] / total["bodem"]
    peak = max(each["piek_gb"] for each in every)
    print(
        f"landelijk jaar: {swvs} SWV, {total['leerlingen']:.0f} leerlingen, {total['absentierijen']:.0f} "
        f"absenties; bodem {total['bodem']:.1f} s, zonder schoolrapporten {total['zonder_schoolrapporten']:.1f} s "
        f"({ratio:.1f} keer de bodem), schoolrapporten {total['schoolrapporten']:.1f} s, piek {peak:.2f} GB van wie "
        "tegelijk rekenen"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "map", type=Path, help="where the data are made and the figures are written; goes on from there"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--swvs", nargs="+", type=int, default=[1, 4, 16, 64])
    parser.add_argument("--pupils", type=int, default=1_600, help="of each SWV of the part schaal")
    parser.add_argument("--dense-pupils", type=int, default=20_000)
    parser.add_argument("--country", type=int, default=PUPILS_OF_THE_COUNTRY, help="pupils of the part jaar")
    parser.add_argument("--swv-pupils", type=int, default=20_000, help="of each SWV of the part jaar")
    parser.add_argument("--minutes", type=float, help="of the part jaar: measure what fits in so many, and stop")
    options = parser.parse_args()
    options.map.mkdir(parents=True, exist_ok=True)
    cores = f"{count_processors()} van {os.cpu_count()} kernen"
    print(f"machine: {platform.machine()}, {cores}, Python {platform.python_version()}")
    results = Results(options.map)
    if "schaal" in options.parts:
        measure_scale(options.map, results, swvs=options.swvs, pupils=options.pupils)
    if "dicht" in options.parts:
        measure_dense(options.map, results, pupils=options.dense_pupils)
    if "jaar" in options.parts:
        measure_year(
            options.map,
            results,
            pupils=options.country,
            pupils_a_swv=options.swv_pupils,
            minutes=options.minutes,
            beside=count_processors(),
        )


if __name__ == "__main__":
    main()
