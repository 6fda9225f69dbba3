"""What is told of a run on the page of Prefect: schools and their state, counts that came out, seconds, and the folder.

No pupil, and no count but those that stand in `swv/`, as they are shown there.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.contexts.trend import FIGURES_FILE
from pipelines.run.result import RunResult

ARTIFACT = "kwartaal"
# The counts of the whole SWV, by the key under which `swv/cijfers.csv` has them.
_COUNTS = (
    ("tiers/swv", "Leerlingen"),
    ("tiers/swv/tier_1", "Tier 1"),
    ("tiers/swv/tier_2", "Tier 2"),
    ("tiers/swv/tier_3", "Tier 3"),
    ("status/swv/thuiszitters", "Thuiszitters"),
    ("vierweken/swv", "Vierwekengroep"),
)


def describe_run(schools: Sequence[str], result: RunResult, seconds: Mapping[str, float]) -> str:
    """The outcome of a run as Markdown. `seconds`: by step, in order."""
    refused = {school for school, _ in result.refused}
    states = {school: "geweigerd" if school in refused else "gemeten" for school in schools}
    states |= dict.fromkeys(result.unmeasured, "niet gemeten")
    lines = [_tell_end(result), ""]
    lines += ["| school | stand |", "|---|---|", *(f"| {school} | {state} |" for school, state in states.items()), ""]
    if counts := _read_counts(result):
        lines += [
            "| wat er in swv/ staat | aantal |",
            "|---|---|",
            *(f"| {name} | {count} |" for name, count in counts),
        ]
        lines.append("")
    lines += ["| stap | seconden |", "|---|---|", *(f"| {name} | {spent:.1f} |" for name, spent in seconds.items())]
    return "\n".join(lines) + "\n"


def _tell_end(result: RunResult) -> str:
    if result.output is None:
        return "Er is niets gemaakt."
    place = f"[{result.output.name}]({result.output.absolute().as_uri()})"
    if result.waits:
        return f"Klaargezet, niet vrijgegeven: {place}. Deze run wacht op akkoord."
    if result.unchanged:
        return f"Er is niets veranderd. Wat er stond, staat er nog: {place}."
    return f"Vrijgegeven: {place}." + (" Er zijn alleen retourbladen." if result.only_returns else "")


def _read_counts(result: RunResult) -> list[tuple[str, str]]:
    """The counts as they came out; none of a run that waits, for nobody has been shown those."""
    file = (result.output or Path()) / FIGURES_FILE
    if result.waits or not file.is_file():
        return []
    with file.open(encoding="utf-8-sig", newline="") as text:
        shown = {row["sleutel"]: row["getoond"] for row in csv.DictReader(text, delimiter=";")}
    return [(name, shown[key]) for key, name in _COUNTS if key in shown]
