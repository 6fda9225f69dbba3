"""What waits for approval: finished output that nobody has had, in `opslag/wacht/<peildatum>/`, and how it was made.

Outside every account: no reader knows of it, so it binds nothing that comes out later. It names pupils as the output
does. A run of the same peildatum puts its own in the place of it.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.vault.folders import remove
from pipelines.vault.places import WAITING, get_waiting_note
from pipelines.vault.stored import read_stored, write_stored


@dataclass(frozen=True)
class Waiting:
    """Output that waits. `folder`: as it would be published; `since`: the moment in UTC.

    `toch`, `pdf`: how the run was asked for, which the run that publishes it repeats.
    """

    peildatum: date
    folder: Path
    since: datetime
    toch: bool
    pdf: bool


def list_waiting(opslag: Path) -> list[Waiting]:
    """All that waits, oldest peildatum first. StoreUnavailable (14) when the note beside one cannot be read."""
    return list(_read_all(opslag))


def find_waiting(opslag: Path, peildatum: date) -> Waiting | None:
    """What waits for this peildatum; None when nothing does. Raises as `list_waiting`."""
    return next((each for each in _read_all(opslag) if each.peildatum == peildatum), None)


def list_waiting_folders(opslag: Path) -> list[tuple[date, Path]]:
    """The folders alone, with their peildatum, also where the note cannot be read."""
    found = []
    for folder in sorted((opslag / WAITING).glob("????-??-??")):
        with suppress(ValueError):
            found.append((date.fromisoformat(folder.name), folder))
    return found


def note_waiting(opslag: Path, peildatum: date, *, toch: bool, pdf: bool) -> None:
    """Write how the output was made, before it is put there: a crash in between leaves a note that fits less.

    Then the run at approval makes something else than what lies there, which is told and not published.
    """
    note = {"sinds": datetime.now(UTC).isoformat(timespec="seconds"), "toch": toch, "pdf": pdf}
    write_stored(opslag, _name_note(opslag, peildatum), json.dumps(note).encode("ascii"))


def remove_waiting(opslag: Path, peildatum: date) -> None:
    """Remove what waits for this peildatum, with its note; nothing there is fine."""
    remove(opslag / WAITING / peildatum.isoformat())
    remove(get_waiting_note(opslag, peildatum.isoformat()))


def _name_note(opslag: Path, peildatum: date) -> str:
    return get_waiting_note(opslag, peildatum.isoformat()).relative_to(opslag).as_posix()


def _read_all(opslag: Path) -> Iterator[Waiting]:
    for peildatum, folder in list_waiting_folders(opslag):
        try:
            note = json.loads(read_stored(opslag, _name_note(opslag, peildatum)) or b"")
            since, toch, pdf = datetime.fromisoformat(note["sinds"]), bool(note["toch"]), bool(note["pdf"])
        except (StoreUnavailable, OSError, ValueError, KeyError, TypeError, RecursionError):
            raise StoreUnavailable(
                f"Wat klaarligt voor peildatum {peildatum.isoformat()} is niet te lezen. "
                "Draai 'msa run' nog eens op die peildatum: dan ligt het opnieuw klaar."
            ) from None
        yield Waiting(peildatum, folder, since, toch, pdf)
