"""Page Geschiedenis: the lines of the log, and the editions as far as they are kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pipelines.publish.edition_list import list_published_editions
from pipelines.run.edition_words import name_place, say_moment, say_since
from pipelines.run.flow_server import find_page
from pipelines.settings import Settings
from pipelines.vault.audit_log import ACTIONS, read_entries, verify_log
from pipelines.vault.places import PREFECT_HOME
from pipelines.workbench.bench import Bench
from reports.context.workbench import EditionRow, HistoryPage, LogRow
from reports.words.wording import counted, short_date

MOST_LINES = 200
# What says nothing to people: the seals of lists beside what was done.
_TECHNICAL = ("zegel", "bewaard")


def make_history_page(bench: Bench, settings: Settings) -> HistoryPage:
    """Newest first."""
    entries = [entry for entry in read_entries(settings.opslag) if entry.get("wat") not in _TECHNICAL]
    return HistoryPage(
        regels=tuple(_describe(entry) for entry in entries[::-1][:MOST_LINES]),
        meer=max(0, len(entries) - MOST_LINES),
        uitgaven=tuple(
            EditionRow(
                edition.peildatum,
                f"uitgave {edition.number}, {say_since(edition)}, {name_place(edition)}",
                f"Waarom: {'; '.join(edition.reasons)}",
                f"{bench.gate.base}/uitvoer/{edition.folder.name}/index.html",
            )
            for edition in reversed(list_published_editions(settings))
        ),
        prefect=find_page(settings.opslag / PREFECT_HOME),
        gebroken=tuple(f"Let op: {problem}." for problem in verify_log(settings.opslag)) if entries else (),
    )


def _describe(entry: Mapping[str, Any]) -> LogRow:
    """A line in words; whatever is not as msa writes it stays empty."""
    told = [
        _say_day(entry.get("peildatum")),
        _say_schools(entry.get("scholen")),
        _say_counts(entry.get("aantallen")),
        _say_folder(entry),
    ]
    who = entry.get("wie")
    return LogRow(
        wanneer=_say_moment(entry.get("tijd")),
        wat=ACTIONS.get(str(entry.get("wat")), "onbekend"),
        waarover=" · ".join(part for part in told if part),
        wie=who if isinstance(who, str) else "",
    )


def _say_moment(text: object) -> str:
    try:
        return say_moment(datetime.fromisoformat(str(text)))
    except ValueError:
        return "onbekend"


def _say_day(text: object) -> str:
    try:
        return f"peildatum {short_date(date.fromisoformat(str(text)))}"
    except ValueError:
        return ""


def _say_schools(schools: object) -> str:
    if not isinstance(schools, list) or not schools:
        return ""
    return str(schools[0]) if len(schools) == 1 else counted(len(schools), "school", "scholen")


def _say_folder(entry: Mapping[str, Any]) -> str:
    """Which folder was handed over; of a run they are all there."""
    hashes = entry.get("hashes")
    return ", ".join(sorted(hashes)) if entry.get("wat") == "overgedragen" and isinstance(hashes, dict) else ""


def _say_counts(counts: object) -> str:
    if not isinstance(counts, dict):
        return ""
    return ", ".join(f"{name}: {number}" for name, number in sorted(counts.items()) if number)
