"""What is of no one school, checked by itself: lists for several schools, of the SWV, and of the LPA (formats 14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.errors import DeliveryRefused
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER, Delivery
from pipelines.intake.school import SHARED_FOLDER, look_at_shared, read_lpa, read_swv_lists, tell_shared_leftovers
from pipelines.run.verdict import CheckedFile, list_checked_files
from pipelines.settings import Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.folders import make_private_folder
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from reports.words.wording import line_ranges, listing
from schemas.findings import GEWEIGERD, LET_OP, Finding
from schemas.tables import RAW_BESTAND

FOLDERS = (SHARED_FOLDER, SWV_FOLDER, LPA_FOLDER)
_LISTS = {SWV_FOLDER: read_swv_lists, LPA_FOLDER: read_lpa}
_MOST_PLACES = 20
_FALLEN = {
    SHARED_FOLDER: "Elke school die erin kan staan, wordt zo geweigerd.",
    SWV_FOLDER: "Zo wordt niets uit deze map gebruikt.",
    LPA_FOLDER: "Zo wordt niets uit deze map gebruikt.",
}


@dataclass(frozen=True)
class Point:
    """What was found, in sentences; `sha256`: of the file that it is about (empty: of the folder)."""

    sha256: str
    tekst: str


@dataclass(frozen=True)
class CheckedFolder:
    """What a check of one folder ended with. Of a list for several schools `quarantaine` is what no school has."""

    bestanden: tuple[CheckedFile, ...] = ()
    punten: tuple[Point, ...] = ()
    bruikbaar: bool = True
    """Nothing refused and no row set aside."""


def check_folder(settings: Settings, folder: str) -> CheckedFolder:
    """Read one of FOLDERS as a run reads it. Takes the lock: copies of what a run keeps are kept in `opslag`."""
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        key = open_key(settings)
        if folder == SHARED_FOLDER:
            found = _check_shared(settings, key=key)
        else:
            found = _describe(folder, _LISTS[folder](settings, key=key))
        write_entry(settings.opslag, "check", schools=[], counts={GEWEIGERD: int(not found.bruikbaar)})
        return found
    finally:
        lock.release()


def _check_shared(settings: Settings, *, key: bytes) -> CheckedFolder:
    try:
        files, left = look_at_shared(settings, key=key), tell_shared_leftovers(settings, key=key)
    except DeliveryRefused as refusal:
        return CheckedFolder(punten=(Point("", f"{refusal} {_FALLEN[SHARED_FOLDER]}"),), bruikbaar=False)
    points = [Point(file.sha256, f"{file.refused} {_FALLEN[SHARED_FOLDER]}") for file in files if file.refused]
    points += [Point(file.sha256, _say(found)) for file in files for found in file.findings]
    return CheckedFolder(
        tuple(CheckedFile(file.sha256, file.layout, file.gelezen, file.van_geen) for file in files),
        (*points, *_join_alike(left, {}, fallen="")),
        bruikbaar=not points,
    )


def _describe(folder: str, delivery: Delivery) -> CheckedFolder:
    return CheckedFolder(
        list_checked_files(delivery.frames[RAW_BESTAND.name]),
        tuple(_join_alike(delivery.findings, dict(delivery.bestanden), fallen=_FALLEN[folder])),
        bruikbaar=all(found.ernst == LET_OP for found in delivery.findings),
    )


def _join_alike(findings: Iterable[Finding], hashes: Mapping[str, str], *, fallen: str) -> Iterable[Point]:
    """A point for all lines of a file with the same fault."""
    lines: dict[tuple[str, str], list[int]] = {}
    for found in findings:
        told = lines.setdefault((hashes.get(found.bestand, ""), _say(found, fallen=fallen)), [])
        told += [] if found.regelnummer is None else [found.regelnummer]
    for (sha256, text), numbers in lines.items():
        yield Point(sha256, f"{_name_lines(numbers)}{text}")


def _say(found: Finding, *, fallen: str = "") -> str:
    """The consequence of a refusal speaks of a school, so another one stands in its place."""
    return f"{found.omschrijving} {fallen if found.ernst == GEWEIGERD else found.gevolg} {found.oplossing}"


def _name_lines(numbers: list[int]) -> str:
    if not numbers:
        return ""
    ranges = line_ranges(numbers)
    shown, rest = ranges[:_MOST_PLACES], len(ranges) - _MOST_PLACES
    more = [f"nog {rest}"] if rest > 0 else []
    return f"{'Regel' if len(set(numbers)) == 1 else 'Regels'} {listing([*shown, *more])}: "
