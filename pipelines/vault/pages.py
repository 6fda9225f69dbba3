"""Pages beside the publications, laid beside the log: return sheets, explanations, quarters counted again, texts.

msa reads none of them again, people do. A name there may hold the code of a pupil, so the log has their hashes alone,
under the name of the folder; a user may take any of them away.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.settings import Settings
from pipelines.vault.keyring import load_ring
from pipelines.vault.places import PAGES
from pipelines.vault.stored import read_states, record

_BESIDE = "uitvoer/"
_SHOWN_HASH = 16


def record_pages(opslag: Path, contents: Iterable[bytes], *, folder: str) -> None:
    """Log what is to stand in a folder of `uitvoer`, before it does; what was logged before is not again."""
    known = read_states(opslag, load_ring(opslag))
    hashes = (hashlib.sha256(content).hexdigest() for content in contents)
    record(opslag, {name: sha256 for sha256 in hashes if (name := _name(folder, sha256)) not in known})


def record_folder(opslag: Path, place: Path, *, folder: str) -> None:
    """As `record_pages`, of all files below `place`, which is to stand there."""
    record_pages(opslag, (file.read_bytes() for file in _list_files(place)), folder=folder)


def settle_pages(settings: Settings) -> None:
    """Take what lies there as it lies, where the log has nothing yet of what is stored: a store of before."""
    if not read_states(settings.opslag, load_ring(settings.opslag)):
        for folder in PAGES:
            record_folder(settings.opslag, settings.uitvoer / folder, folder=folder)


def count_changed_pages(settings: Settings) -> dict[str, int]:
    """Per folder with any: how many files are not as msa wrote them; OSError passes."""
    known = read_states(settings.opslag, load_ring(settings.opslag))
    found = {
        folder: sum(
            _name(folder, hashlib.sha256(file.read_bytes()).hexdigest()) not in known
            for file in _list_files(settings.uitvoer / folder)
        )
        for folder in (PAGES if known else ())
    }
    return {folder: changed for folder, changed in found.items() if changed}


def _list_files(place: Path) -> Iterator[Path]:
    """Without what a system puts in a folder that somebody looks into, and what is written aside."""
    for file in sorted(place.rglob("*")):
        if file.is_file() and not file.name.startswith(".") and file.name.lower() not in ("thumbs.db", "desktop.ini"):
            yield file


def _name(folder: str, sha256: str) -> str:
    return f"{_BESIDE}{folder}/{sha256[:_SHOWN_HASH]}"
