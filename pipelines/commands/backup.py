"""`msa backup`: one encrypted file from which `msa herstel` makes the same store and output on another computer.

It holds `opslag`, `uitvoer` and what stands beside swv.toml (the file itself, `koppeling/`, `duiding/`, `regels/`,
`kalender/`, the form of the Inspectie), not the deliveries, which are the user's. It is made of a store whose seals
hold and of no other, under the lock, written aside, read back to the last byte, and only then given its name.
"""

import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from pipelines.calendar import FOLDER as CALENDAR_FOLDER
from pipelines.contexts.commentary import FOLDER as COMMENTARY_FOLDER
from pipelines.errors import StoreUnavailable, UserError, WrongUse, find_disk_fault
from pipelines.mapping_file import FOLDER as MAPPING_FOLDER
from pipelines.progress import Report, be_silent
from pipelines.publish.publication import is_aside
from pipelines.settings import RULES_FOLDER, Settings
from pipelines.system import put_new, sync
from pipelines.vault.audit_log import write_entry
from pipelines.vault.backup_file import (
    BESIDE_SETTINGS,
    OPSLAG,
    UITVOER,
    Contents,
    Source,
    fold,
    is_safe_place,
    open_backup,
    write_backup,
)
from pipelines.vault.keys import open_ring
from pipelines.vault.lock import take_lock
from pipelines.vault.places import OF_THIS_MACHINE, VAULT
from pipelines.vault.pseudonym import load_key
from pipelines.vault.seals import keep_witness
from reports.words.wording import counted

# AES of a ZIP makes its key of a password in a thousand steps: what a person makes up must be long.
LEAST_SIGNS = 20
_MOST_SIGNS = 200
_NAME = "reservekopie-{code}-{moment:%Y%m%d-%H%M%S}.zip"
_NAMED = re.compile(r"reservekopie-(?P<code>[A-Za-z0-9]{1,20})-(?P<moment>[0-9]{8}-[0-9]{6})\.zip")
_BESIDE_ENDS = (".toml", ".md", ".csv", ".yaml", ".xlsx", ".xlsm")
# Beside the backups: what is written and was not yet read back.
_ASIDE = ".{name}.deel"
_COPY = re.compile(rf"{OPSLAG}/{VAULT}/[0-9a-f]{{2}}/(?P<sha256>[0-9a-f]{{64}})")


@dataclass(frozen=True)
class Made:
    """A backup that was made and read back. `damaged`: copies of deliveries that were damaged before it was made.

    `left_out`: links, and files with a name that not every system can have; `elsewhere`: files that swv.toml names and
    that lie outside its folder.
    """

    file: Path
    contents: Contents
    damaged: int
    left_out: int
    elsewhere: tuple[str, ...]


def make_backup(
    settings: Settings, folder: Path, *, password: str, now: datetime, report_progress: Report = be_silent
) -> Made:
    """Make a backup in `folder`. StoreUnavailable (14) for a store that does not hold, or a disk that is full."""
    refuse_inside(settings, folder, told="De map voor de reservekopie")
    key = load_key(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        ring = open_ring(settings, key)
        # Logged first, so that the backup holds the line that tells of it.
        write_entry(settings.opslag, "reservekopie", ring=ring)
        keep_witness(settings)
        sources, left_out = _list_sources(settings)
        report_progress(f"Reservekopie maken van {counted(len(sources), 'bestand', 'bestanden')} …")
        with _tell_full(folder):
            file, contents = _write(settings, folder, sources, password=password, now=now, report=report_progress)
    finally:
        lock.release()
    return Made(file, contents, _count_damaged(contents), left_out, tuple(_list_elsewhere(settings)))


def describe(made: Made) -> str:
    """What was made and what is not in it, in Dutch."""
    files = counted(len(made.contents.bestanden), "bestand", "bestanden")
    lines = [
        f"Reservekopie: {made.file}",
        f"Er zitten {files} in (opslag, uitvoer en instellingen). Elk daarvan is teruggelezen en klopt.",
    ]
    if made.damaged:
        were = "was" if made.damaged == 1 else "waren"
        lines.append(
            f"Let op: {counted(made.damaged, 'kopie van een levering', 'kopieën van leveringen')} {were} al "
            "beschadigd. 'msa doctor' zegt wat u daaraan doet."
        )
    if made.left_out:
        lines.append(
            f"Let op: {counted(made.left_out, 'bestand', 'bestanden')} niet meegenomen: een snelkoppeling, of een naam "
            "die niet op elke computer kan."
        )
    if made.elsewhere:
        lines.append(
            f"Let op: niet meegenomen, want buiten de map van uw instellingen: {', '.join(made.elsewhere)}. Bewaar die "
            "zelf."
        )
    lines.append("Uw aanleveringen zitten er niet in: bewaar die zelf.")
    return "\n".join(lines)


def refuse_password_beside(settings: Settings, file: Path, folder: Path) -> None:
    """WrongUse (2) when the file with the password lies with what the password protects, now or from now on."""
    refuse_inside(settings, file.parent, told="Het bestand met het wachtwoord")
    if file.resolve().is_relative_to(folder.resolve()):
        raise WrongUse("Het bestand met het wachtwoord ligt bij de reservekopieën. Leg het op een andere plek.")


def read_password(file: Path) -> str:
    """The one line of a file. WrongUse (2) when that cannot be a password of a backup."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        raise WrongUse(f"Het bestand met het wachtwoord '{file.name}' is er niet.") from None
    except (OSError, UnicodeDecodeError):
        raise WrongUse(
            f"Het bestand met het wachtwoord '{file.name}' is niet te lezen. Er staat één regel in, met alleen gewone "
            "letters, cijfers en leestekens."
        ) from None
    if len(lines) != 1 or not LEAST_SIGNS <= len(lines[0]) <= _MOST_SIGNS or not lines[0].isprintable():
        raise WrongUse(
            f"Het bestand met het wachtwoord '{file.name}' moet één regel zijn van {LEAST_SIGNS} tot en met "
            f"{_MOST_SIGNS} tekens."
        )
    return lines[0]


def refuse_inside(settings: Settings, folder: Path, *, told: str) -> None:
    """WrongUse (2) when a folder lies in one that msa writes or reads: it would be in the next backup, or delivered."""
    for place in (settings.opslag, settings.uitvoer, settings.aanlevering):
        if folder.resolve().is_relative_to(place.resolve()):
            raise WrongUse(f"{told} ligt in '{place.name}'. Kies een andere plek, liefst op een andere schijf.")


def find_newest(folder: Path, code: str | None) -> Path:
    """The newest backup in a folder by its name, of the SWV with this code; of any when there is but one SWV.

    WrongUse (2) when there is none.
    """
    found = {file: match for file in folder.glob("*.zip") if (match := _NAMED.fullmatch(file.name))}
    codes = {match["code"] for match in found.values()}
    if code is None and len(codes) > 1:
        raise WrongUse(
            f"In '{folder.name}' staan reservekopieën van {', '.join(sorted(codes))}. Geef het bestand zelf op."
        )
    fitting = [file for file, match in found.items() if code in (None, match["code"])]
    if not fitting:
        whose = f" van {code}" if code else ""
        raise WrongUse(f"In '{folder.name}' staat geen reservekopie{whose}.")
    return max(fitting, key=lambda file: (found[file]["moment"], file.name))


def _list_sources(settings: Settings) -> tuple[list[Source], int]:
    """All files to keep, in order of place, and how many are left out."""
    found = [*_list_beside(settings), *_list_folder(settings.opslag, OPSLAG), *_list_folder(settings.uitvoer, UITVOER)]
    sources: dict[str, Source] = {}
    for source in sorted(found, key=lambda each: each.place):
        if not source.file.is_symlink() and source.file.is_file() and is_safe_place(source.place):
            sources.setdefault(fold(source.place), source)
    return list(sources.values()), len(found) - len(sources)


def _list_folder(folder: Path, top: str) -> Iterator[Source]:
    """Every file below a folder, and every link as itself; nothing of this machine, nothing half-published."""
    for place, folders, names in os.walk(folder):
        is_top = Path(place) == folder
        folders[:] = [name for name in folders if not (is_top and _stays(name))]
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*names, *links):
            if not (is_top and _stays(name)):
                file = Path(place) / name
                yield Source(file, f"{top}/{file.relative_to(folder).as_posix()}")


def _stays(name: str) -> bool:
    return name in OF_THIS_MACHINE or is_aside(name)


def _list_beside(settings: Settings) -> Iterator[Source]:
    """The settings file and what it asks beside it."""
    folder = settings.file.parent
    files = [
        settings.file,
        *sorted((folder / MAPPING_FOLDER).glob("*.toml")),
        *sorted((folder / COMMENTARY_FOLDER).glob("*.md")),
        *(file for own in (RULES_FOLDER, CALENDAR_FOLDER) for file in sorted((folder / own).rglob("*"))),
        *(file for file in _list_named(settings) if file.is_relative_to(folder)),
    ]
    for file in dict.fromkeys(files):
        place = PurePosixPath(file.relative_to(folder).as_posix())
        if file == settings.file or (file.is_file() and is_beside(place)):
            yield Source(file, f"{BESIDE_SETTINGS}/{place}")


def is_beside(place: PurePosixPath) -> bool:
    """Whether a file may lie beside swv.toml by its name: text or the form of the Inspectie, and nothing hidden."""
    return place.suffix.lower() in _BESIDE_ENDS and not any(part.startswith(".") for part in place.parts)


def _list_named(settings: Settings) -> list[Path]:
    """Files that swv.toml names."""
    named = (settings.inspectie.formulier, settings.inspectie.kolommen)
    return [file for file in named if file is not None and file.is_file()]


def _list_elsewhere(settings: Settings) -> Iterator[str]:
    yield from (file.name for file in _list_named(settings) if not file.is_relative_to(settings.file.parent))


def _write(
    settings: Settings, folder: Path, sources: list[Source], *, password: str, now: datetime, report: Report
) -> tuple[Path, Contents]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What a command that was killed left; the lock says that no other is at it.
    for left in folder.glob(_ASIDE.format(name=f"reservekopie-{settings.code}-*.zip")):
        left.unlink()
    file = folder / _NAME.format(code=settings.code, moment=now)
    aside = folder / _ASIDE.format(name=file.name)
    try:
        contents = write_backup(
            aside, sources, password=password, swv=settings.code, instellingen=settings.file.name, now=now
        )
        report("Teruglezen en vergelijken …")
        _read_back(aside, contents, password)
        put_new(aside, file)
        sync(folder)
    except FileExistsError:
        raise WrongUse(f"De reservekopie '{file.name}' is er al. Wacht een seconde en probeer het opnieuw.") from None
    finally:
        aside.unlink(missing_ok=True)
    return file, contents


def _read_back(file: Path, contents: Contents, password: str) -> None:
    """Every byte once more, as it lies on the disk; StoreUnavailable (14) when it is not what was put in."""
    try:
        with open_backup(file, password) as backup:
            is_same = backup.contents.bestanden == contents.bestanden
            for kept in backup.contents.bestanden:
                backup.read(kept, len)
    except UserError:
        is_same = False
    if not is_same:
        raise StoreUnavailable(
            "De reservekopie is niet terug te lezen zoals zij is geschreven, en is weer weggehaald. Gebruik een andere "
            "schijf: deze is niet te vertrouwen."
        )


def _count_damaged(contents: Contents) -> int:
    copies = ((_COPY.fullmatch(kept.plaats), kept.sha256) for kept in contents.bestanden)
    return sum(copy["sha256"] != sha256 for copy, sha256 in copies if copy)


@contextmanager
def _tell_full(folder: Path) -> Generator[None]:
    """A fault of the disk of the backup is told of that disk."""
    try:
        yield
    except UserError:
        raise
    except OSError as error:
        if find_disk_fault(error) is None:
            raise
        raise StoreUnavailable(
            f"De reservekopie is niet te schrijven in '{folder.name}': de schijf is vol of alleen te lezen, of u hebt "
            "er geen rechten. Er is geen halve reservekopie blijven staan."
        ) from None
