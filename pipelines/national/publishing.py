"""The national report in its place, and what stood there before beside it: in a folder, or in a bucket.

A folder is exchanged in one step. A bucket puts one file at a time: the manifest comes last and has the hash of each of
the others, so that a report that was broken off half-way is known by it, and made again by the next command.
"""

import json
from collections.abc import Mapping

from pipelines.national.places import Bucket, Files, Place, open_files
from pipelines.publish.publication import Publication, get_edition_number, hash_files
from pipelines.vault.leftovers import EARLIER, repair_publications

MANIFEST = "manifest.json"
HASHES = "bestanden"


def publish_in_folder(uitvoer: Place, name: str, files: Mapping[str, bytes]) -> tuple[Place, bool]:
    """Where it stands, and whether that is what stood there; the caller holds the lock of the folder."""
    assert not isinstance(uitvoer, Bucket)
    repair_publications(uitvoer)
    publication = Publication(uitvoer, name)
    try:
        for file, content in files.items():
            publication.write_bytes(file, content)
        if publication.target.is_dir() and publication.equals(publication.target):
            return publication.target, True
        publication.keep_standing()
        publication.finish()
    finally:
        publication.discard()
    return publication.target, False


def publish_in_bucket(uitvoer: Place, name: str, files: Mapping[str, bytes]) -> tuple[Place, bool]:
    """The same in a bucket. StoreUnavailable (14) when it cannot be reached."""
    place = open_files(uitvoer)
    standing = _read_whole(place, name)
    if standing == files:
        return uitvoer / name, True
    if standing:
        _keep(place, name, standing)
    _write(place, name, files)
    return uitvoer / name, False


def _keep(place: Files, name: str, standing: Mapping[str, bytes]) -> None:
    """Lay what stands among the earlier editions, once: it may have been kept for one that never came."""
    folders = {
        number: f"{EARLIER}/{folder}"
        for folder in place.list_names(EARLIER)
        if folder.startswith(f"{name}-") and (number := get_edition_number(folder))
    }
    # One that was broken off has no manifest, and gives its number to this one.
    last = max((number for number, folder in folders.items() if MANIFEST in place.list_names(folder)), default=0)
    if last and _read_whole(place, folders[last]) == standing:
        return
    _write(place, f"{EARLIER}/{name}-{last + 1}", standing)


def _write(place: Files, folder: str, files: Mapping[str, bytes]) -> None:
    for file in sorted(files, key=lambda file: file == MANIFEST):
        place.write(f"{folder}/{file}", files[file])


def _read_whole(place: Files, folder: str) -> dict[str, bytes]:
    """The files of an edition that is whole, by name; nothing where none lies, or one that was broken off."""
    try:
        manifest = place.read(f"{folder}/{MANIFEST}")
        hashes = json.loads(manifest)[HASHES]
        files = {name: place.read(f"{folder}/{name}") for name in hashes}
    except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return {**files, MANIFEST: manifest} if hash_files(files) == hashes else {}
