"""What came out without pupils: a file per peildatum in `opslag/uitgaven`, with each edition that readers have had.

Of an edition its folder is kept, as it came out, and by what a later run can tell how many pupils are not as they were
then: keyed hashes of their codes and of what the figures are made of. Under the secret of another key they tell
nothing, and `msa erase` takes a pupil out and leaves a count.
"""

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import StoreUnavailable
from pipelines.vault.folders import make_private_folder
from pipelines.vault.keyring import Keyring, require_ring
from pipelines.vault.places import EDITIONS, find_peildatum, get_edition_file, get_edition_name
from pipelines.vault.seals import replace_all_sealed

_CONTENTS = "uitgaven.json"
_PURPOSE = "uitgaven"
_HASH_BYTES = 12
# A zip file holds a moment for each part; the same content gives the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Group:
    """The pupils behind one set of figures: those of a school, or one part of what is told of them.

    `pupils`: mark of a pupil -> mark of what figures are made of. `rest`: the same of what is of the school as a whole.
    `erased`: how many were erased since.
    """

    pupils: Mapping[str, str] = field(repr=False)
    rest: str = ""
    erased: int = 0


@dataclass(frozen=True)
class Edition:
    """One edition: from which day it stands, by which key, definition and threshold it was made, and its files.

    `groups`: by name, which is that of a school, or of a school with a part (`name_group`). `files`: by name within
    the publication.
    """

    since: date
    key_id: str
    definition: str
    drempel: int
    groups: Mapping[str, Group]
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Marker:
    """Makes the marks of one key."""

    key_id: str
    secret: bytes = field(repr=False)

    def mark(self, *words: str) -> str:
        """A mark of these words together, which tells nothing of them."""
        digest = hmac.digest(self.secret, "\x1f".join(words).encode(), hashlib.sha256)
        return digest[:_HASH_BYTES].hex()


def make_marker(ring: Keyring, *, key_id: str | None = None) -> Marker:
    """The marker of one key that the store has had (default: the current one)."""
    return Marker(key_id or ring.current, ring.derive(_PURPOSE, key_id=key_id))


def name_group(school: str, part: str = "") -> str:
    """The name of a group: of all that is told of the pupils of a school, or of one part."""
    return f"{school}/{part}" if part else school


def get_school(group: str) -> str:
    """The school that a group is of."""
    return group.partition("/")[0]


def load_editions(opslag: Path, peildatum: date) -> list[Edition]:
    """The editions of this peildatum in the order in which they came out; StoreUnavailable (14) when damaged."""
    try:
        return _read(get_edition_file(opslag, peildatum.isoformat()))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        raise StoreUnavailable(
            f"Wat er van de cijfers van {peildatum.isoformat()} is bewaard ({EDITIONS} in de opslag) is beschadigd. "
            "Zet een reservekopie van dat bestand terug. Is die er niet? Draai 'msa doctor SWV.TOML --herstel': de "
            "cijfers zonder leerlingen van die peildatum blijven dan zoals ze zijn."
        ) from None


def save_editions(opslag: Path, peildatum: date, editions: Sequence[Edition]) -> None:
    """Keep the editions of this peildatum, in one step and under seal."""
    _save(opslag, {peildatum: _make_archive(editions)})


def drop_editions(opslag: Path, peildata: Iterable[date]) -> None:
    """Let go of all editions of these peildata, under seal."""
    _save(opslag, dict.fromkeys(peildata, b""))


def list_edition_files(opslag: Path) -> list[tuple[date, Path]]:
    """What is kept, by peildatum, oldest first."""
    files = sorted((opslag / EDITIONS).glob(get_edition_file(opslag, "*").name))
    found = ((find_peildatum(file.relative_to(opslag).as_posix()), file) for file in files)
    return [(peildatum, file) for peildatum, file in found if peildatum is not None]


def forget_in_editions(opslag: Path, school: str, codes: Collection[str]) -> None:
    """Take a pupil with these codes out of each edition, and count one erased where it stood.

    StoreUnavailable (14) when an edition cannot be read. Safe to break off and do again.
    """
    ring, changed = require_ring(opslag), {}
    for peildatum, _ in list_edition_files(opslag):
        editions = load_editions(opslag, peildatum)
        left = [_forget(edition, school, codes, ring=ring) for edition in editions]
        if left != editions:
            changed[peildatum] = _make_archive(left)
    _save(opslag, changed)


def _forget(edition: Edition, school: str, codes: Collection[str], *, ring: Keyring) -> Edition:
    marker = make_marker(ring, key_id=edition.key_id)
    gone = {marker.mark(school, code) for code in codes}
    groups = {
        name: _forget_in_group(group, gone) if get_school(name) == school else group
        for name, group in edition.groups.items()
    }
    return replace(edition, groups=groups)


def _forget_in_group(group: Group, gone: Collection[str]) -> Group:
    left = {pupil: mark for pupil, mark in group.pupils.items() if pupil not in gone}
    return replace(group, pupils=left, erased=group.erased + len(group.pupils) - len(left))


def _read(file: Path) -> list[Edition]:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        documents = json.loads(archive.read(_CONTENTS))
        return [_read_edition(document, archive.read) for document in documents]


def _read_edition(document: Mapping[str, Any], read: Callable[[str], bytes]) -> Edition:
    return Edition(
        since=date.fromisoformat(document["sinds"]),
        key_id=document["sleutel"],
        definition=document["definitie"],
        drempel=document["drempel"],
        groups={
            name: Group(dict(group["leerlingen"]), group["overig"], group["gewist"])
            for name, group in document["groepen"].items()
        },
        files={name: read(place) for name, place in document["bestanden"].items()},
    )


def _save(opslag: Path, contents: Mapping[date, bytes]) -> None:
    if contents:
        make_private_folder(opslag / EDITIONS)
        named = {get_edition_name(day.isoformat()): content for day, content in sorted(contents.items())}
        replace_all_sealed(opslag, named)


def _make_archive(editions: Iterable[Edition]) -> bytes:
    out, documents = io.BytesIO(), []
    with zipfile.ZipFile(out, "w") as archive:
        for number, edition in enumerate(editions, start=1):
            places = {name: f"{number}/{name}" for name in sorted(edition.files)}
            for name, place in places.items():
                _add(archive, place, edition.files[name])
            documents.append(_make_document(edition, places))
        _add(archive, _CONTENTS, json.dumps(documents, separators=(",", ":")).encode("ascii"))
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # The lightest: pages are mostly repetition, and each run waits for it.
    archive.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED, compresslevel=1)


def _make_document(edition: Edition, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "sinds": edition.since.isoformat(),
        "sleutel": edition.key_id,
        "definitie": edition.definition,
        "drempel": edition.drempel,
        "groepen": {
            name: {
                "leerlingen": dict(sorted(group.pupils.items())),
                "overig": group.rest,
                "gewist": group.erased,
            }
            for name, group in sorted(edition.groups.items())
        },
        # Versions that counted from them read them still; nothing does now.
        "sommen": {},
        "bestanden": dict(places),
    }
