"""The editions of each peildatum: numbered, dated by the log, and in what each differs from the one before it.

Nothing that came out is overwritten (`Publication.keep_standing`), so the folders are the editions; their manifests say
what went in by hash, by which rules and which program, and the log when. A number is never given twice.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.publish.manifest import EARLIER_KEY
from pipelines.publish.publication import get_edition_number, list_editions
from pipelines.settings import Settings
from pipelines.vault.audit_log import read_entries
from reports.words.wording import listing

_MANIFEST = "manifest.json"
_FIRST, _UNKNOWN = "eerste uitgave", "wat ervoor kwam is niet bewaard"
_SAME = "dezelfde gegevens en regels: alleen tekst of opmaak verschilt"


@dataclass(frozen=True)
class PublishedEdition:
    """One edition as it is kept. `number`: from 1, in the order in which they came out.

    `since`: when it came out; None where no line of the log says so. `reasons`: in what it differs from the one before,
    in Dutch. `manifest`: empty when it cannot be read.
    """

    peildatum: date
    number: int
    folder: Path
    stands: bool
    since: datetime | None
    reasons: tuple[str, ...]
    manifest: Mapping[str, Any] = field(repr=False)


def list_published_editions(settings: Settings, peildatum: date | None = None) -> list[PublishedEdition]:
    """Every edition that is kept, of all peildata or of one: oldest peildatum first, then in order of number."""
    folders: defaultdict[date, list[Path]] = defaultdict(list)
    for day, folder in list_editions(settings.uitvoer):
        if peildatum in (None, day):
            folders[day].append(folder)
    entries = read_entries(settings.opslag) if folders else []
    return [edition for day in sorted(folders) for edition in _list_of(day, folders[day], settings.uitvoer, entries)]


def _list_of(
    peildatum: date, folders: Sequence[Path], uitvoer: Path, entries: Sequence[Mapping[str, Any]]
) -> Iterator[PublishedEdition]:
    numbers = {folder: get_edition_number(folder.name) for folder in folders}
    standing = max((number for number in numbers.values() if number), default=0) + 1
    ordered = sorted(folders, key=lambda folder: numbers[folder] or standing)
    manifests = [_read_manifest(folder) for folder in ordered]
    moments = _find_moments([sha256 for sha256, _ in manifests], _list_runs(entries, peildatum))
    before: tuple[int, Mapping[str, Any]] = (0, {})
    erased = [_read_moment(entry) for entry in entries if entry.get("wat") == "leerling_gewist"]
    last: datetime | None = None
    for folder, (_, manifest), moment in zip(ordered, manifests, moments, strict=True):
        number = numbers[folder] or standing
        reasons = tuple(_compare(*before, number, manifest))
        if last and moment and any(last < each < moment for each in erased if each):
            reasons = (*(reason for reason in reasons if reason != _SAME), "er is een leerling gewist")
        yield PublishedEdition(peildatum, number, folder, folder.parent == uitvoer, moment, reasons, manifest)
        before, last = (number, manifest), moment


def _read_manifest(folder: Path) -> tuple[str, Mapping[str, Any]]:
    """Its SHA-256 and what it says; nothing of one that cannot be read."""
    try:
        content = (folder / _MANIFEST).read_bytes()
        found = json.loads(content)
    except (OSError, ValueError):
        return "", {}
    return hashlib.sha256(content).hexdigest(), found if isinstance(found, dict) else {}


def _list_runs(entries: Sequence[Mapping[str, Any]], peildatum: date) -> list[Mapping[str, Any]]:
    """The lines of the runs that published this peildatum, oldest first."""
    return [entry for entry in entries if entry.get("wat") == "run" and entry.get("peildatum") == peildatum.isoformat()]


def _find_moments(manifests: Sequence[str], runs: Sequence[Mapping[str, Any]]) -> list[datetime | None]:
    """When each edition came out: the first of the runs in a row that published it, looked for from the newest back."""
    found: list[datetime | None] = []
    place = len(runs)
    for sha256 in reversed(manifests):
        last = next(
            (nr for nr in range(place - 1, -1, -1) if sha256 and _get_hashes(runs[nr]).get(_MANIFEST) == sha256), None
        )
        if last is None:
            found.append(None)
            continue
        first = last
        while first and _get_hashes(runs[first - 1]) == _get_hashes(runs[last]):
            first -= 1
        found.append(_read_moment(runs[first]))
        place = first
    return found[::-1]


def _get_hashes(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    hashes = entry.get("hashes")
    return hashes if isinstance(hashes, dict) else {}


def _read_moment(entry: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(entry.get("tijd")))
    except ValueError:
        return None


def _compare(number_before: int, before: Mapping[str, Any], number: int, manifest: Mapping[str, Any]) -> Iterator[str]:
    """In what an edition differs from the one before, by their manifests."""
    if not before or number != number_before + 1:
        yield _FIRST if number == 1 else _UNKNOWN
        return
    reasons = list(list_differences(before, manifest))
    yield from reasons or [_SAME]


def list_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """In what two manifests differ, in Dutch."""
    then, now = _group_files(before), _group_files(after)
    changed = [school for school in sorted({*then, *now}) if then.get(school) != now.get(school)]
    if changed:
        yield f"andere bestanden van {listing(changed)}"
    if before.get("eerdere_registers") != after.get("eerdere_registers"):
        yield "andere formulieren van eerdere kwartalen"
    if before.get(EARLIER_KEY) != after.get(EARLIER_KEY):
        yield "andere dagen van eerdere leveringen"
    if before.get("regelsets") != after.get("regelsets"):
        yield "andere regels"
    if before.get("instellingen") != after.get("instellingen"):
        yield "andere instellingen of koppelingen"
    if before.get("sleutel") != after.get("sleutel"):
        yield "een nieuwe sleutel"
    versions = [str(manifest.get("programma", {}).get("versie", "onbekend")) for manifest in (before, after)]
    if versions[0] != versions[1]:
        yield f"msa {versions[1]} in plaats van {versions[0]}"


def _group_files(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """SHA-256 of the files by school, in the order in which they were read."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in manifest.get("bestanden", ()):
        found[file["school"]].append(file["sha256"])
    return dict(found)
