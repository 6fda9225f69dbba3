"""Whether what is published is what the log says of it: a byte that changed since, or a folder that is gone, is told.

Every run logs the hash of what each reader gets, and an erasure that of the tables it wrote anew. Of an edition of
before that nothing can be told, and nothing is. Hidden files, which systems put anywhere, count for nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.publish.publication import ANONYMOUS, hash_reader, list_editions
from pipelines.publish.stripped_tables import NOTE_FILE, TABLES
from pipelines.settings import Settings
from pipelines.vault.audit_log import list_authentic
from pipelines.vault.keyring import load_ring
from pipelines.vault.waiting import list_waiting_folders
from reports.words.wording import listing

MANIFEST, FIGURES = "manifest.json", "swv"
# What later runs read of an edition.
READ_AGAIN = (MANIFEST, TABLES, FIGURES)
_RESTORE = (
    "Zet haar terug: haal de map weg als die er nog is, en geef 'msa herstel' met uw reservekopie en --toch. Of maak "
    "haar opnieuw met 'msa run'."
)
_ERASING = ("leerling_gewist", "periode_gewist")
# Lines that tell how tables lie from which somebody was erased; after a restoring, as they lay then.
_STRIPPING = ("leerling_gewist", "opslag_hersteld")


@dataclass(frozen=True)
class Damage:
    """A publication that is not as it was logged. `place`: its folder in `uitvoer`; `parts`: what of it changed.

    Without parts all of it is gone.
    """

    place: str
    parts: tuple[str, ...] = ()


def find_damage(
    settings: Settings, *, only: Collection[str] = (), places: Collection[str] | None = None
) -> list[Damage]:
    """Every publication that is not as it was logged, oldest peildatum first. `only`: look at these parts alone.
    `places`: look at these publications alone, by their folder in `uitvoer`; None: at all, also for any that is gone.

    Nothing where there is no log. OSError and StoreUnavailable pass.
    """
    ring = load_ring(settings.opslag)
    entries = list_authentic(settings.opslag, ring) if ring else []
    runs = [(nr, entry) for nr, entry in enumerate(entries) if entry["wat"] == "run" and MANIFEST in entry["hashes"]]
    found = [] if places is not None else [Damage(day) for day in _list_gone(settings, runs)]
    for day, folder in list_editions(settings.uitvoer):
        place = folder.relative_to(settings.uitvoer).as_posix()
        if places is not None and place not in places:
            continue
        of_day = [(nr, entry) for nr, entry in runs if entry["peildatum"] == day.isoformat()]
        if of_day and (parts := tuple(_judge(folder, of_day, entries, only))):
            found.append(Damage(place, parts))
    return found


def list_damaged_parts(damage: Sequence[Damage]) -> dict[date, tuple[str, ...]]:
    """Which parts of what stands are damaged, by peildatum; nothing reads those publications again."""
    return {date.fromisoformat(each.place): each.parts for each in damage if each.parts and "/" not in each.place}


def find_waiting_damage(settings: Settings) -> list[Damage]:
    """What waits for approval and is not as the log says that it was laid ready; `place` is its peildatum."""
    ring = load_ring(settings.opslag)
    laid = {
        entry["peildatum"]: entry["hashes"]
        for entry in (list_authentic(settings.opslag, ring) if ring else ())
        if entry["wat"] == "klaargezet"
    }
    found = []
    for day, folder in list_waiting_folders(settings.opslag):
        hashes = laid.get(day.isoformat(), {})
        if parts := tuple(part for part in sorted(hashes) if not _is_as_logged(folder, part, hashes[part])):
            found.append(Damage(day.isoformat(), parts))
    return found


def describe_waiting_damage(damage: Sequence[Damage]) -> list[str]:
    """What is wrong with each that waits and how to restore it, in Dutch."""
    return [
        f"Wat klaarligt voor peildatum {each.place} is niet meer zoals msa het schreef: {listing(each.parts)}. Draai "
        "'msa run' op die peildatum: dan ligt het opnieuw klaar."
        for each in damage
    ]


def keep_stripped(settings: Settings) -> dict[str, str]:
    """The hashes of all tables from which somebody was erased, to be logged with the erasure or the restoring."""
    folders = (folder for _, folder in list_editions(settings.uitvoer) if (folder / TABLES / NOTE_FILE).exists())
    return {f"{TABLES}/{folder.name}": hash_reader(folder, TABLES) for folder in folders}


def describe_damage(damage: Sequence[Damage]) -> list[str]:
    """What is wrong with each publication and how to restore it, a sentence or two each, in Dutch."""
    return [f"{_describe(each)} {_RESTORE}" for each in damage]


def name_damage(damage: Damage) -> str:
    """One publication and what of it changed, in few words."""
    return f"{damage.place} ({listing(damage.parts)})" if damage.parts else damage.place


def _describe(damage: Damage) -> str:
    if not damage.parts:
        return f"Van peildatum {damage.place} staat in de uitvoer niets meer."
    return f"De uitvoer {damage.place} is niet meer zoals msa haar schreef: {listing(damage.parts)}."


def _is_as_logged(folder: Path, part: str, sha256: str) -> bool:
    return (folder / part).exists() and hash_reader(folder, part) == sha256


def _list_gone(settings: Settings, runs: Sequence[tuple[int, Mapping[str, Any]]]) -> list[str]:
    """Peildata that came out and of which nothing stands."""
    days = sorted({entry["peildatum"] for _, entry in runs})
    return [day for day in days if not (settings.uitvoer / day).exists() and date.fromisoformat(day)]


def _judge(
    folder: Path,
    runs: Sequence[tuple[int, Mapping[str, Any]]],
    entries: Sequence[Mapping[str, Any]],
    only: Collection[str],
) -> list[str]:
    """The parts of one publication that are not as logged; the manifest says which run it is of."""
    manifest = hash_reader(folder, MANIFEST)
    made = [(nr, entry["hashes"]) for nr, entry in runs if entry["hashes"][MANIFEST] == manifest]
    if not made:
        return [MANIFEST]
    later = [entry for entry in entries[made[0][0] :] if entry["wat"] in _ERASING]
    stripped = {
        value
        for entry in entries[made[0][0] :]
        for name, value in entry["hashes"].items()
        if entry["wat"] in _STRIPPING and name.startswith(f"{TABLES}/")
    }
    damaged = []
    for part in sorted(made[-1][1]):
        if only and part not in only:
            continue
        if not (folder / part).exists():
            # Who was erased, or what was past its time, took the folder with it.
            is_whole = bool(later) and part not in ANONYMOUS
        elif part == TABLES and (folder / TABLES / NOTE_FILE).exists():
            is_whole = not stripped or hash_reader(folder, part) in stripped
        else:
            is_whole = hash_reader(folder, part) in {hashes.get(part) for _, hashes in made}
        if not is_whole:
            damaged.append(part)
    return damaged
