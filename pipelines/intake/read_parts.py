"""What an edition was counted from, kept in `opslag/gelezen`: each school as it was read and checked.

One file a school by the hash of its content, so that editions that read the same share it, and a sealed list an
edition. With it a quarter is counted again as it was known on a day (`msa run --zoals-op`), also where a delivery has
gone or has changed. It holds codes of pupils, never a leerlingnummer, a name, or a cell that could not be read. An
erased pupil is taken out of each part; a new key takes all of them away.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import StoreUnavailable
from pipelines.intake.checked import pack, unpack, without_texts
from pipelines.intake.delivery import Delivery
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.places import READ, get_read_list, get_read_part, list_read_lists
from pipelines.vault.private_file import write_private
from schemas.exports.base import SWVMAP
from schemas.tables import RAW_OVERSTAP, RAW_SLEUTEL

_PURPOSE = b"gelezen"
_PUPIL_NR = "leerling_nr"
_MOVED = ("leerling_van", "leerling_naar")
_DAMAGED = (
    "Wat er van een eerdere uitgave is bewaard (map gelezen in de opslag) is beschadigd of hoort bij een andere "
    "sleutel. Zet een reservekopie van die map terug. Is die er niet, verwijder dan de map: de uitgaven zelf blijven."
)


@dataclass(frozen=True)
class ReadEdition:
    """The parts of an edition: deliveries by folder. `erased`: schools of which a pupil was erased since."""

    parts: Mapping[str, Delivery]
    erased: tuple[str, ...]


def keep_read(opslag: Path, peildatum: date, number: int, parts: Mapping[str, bytes], *, key: bytes) -> None:
    """Keep what edition `number` of a peildatum was counted from: packed deliveries by folder. OSError passes."""
    make_private_folder(opslag / READ)
    hashes = {folder: _keep_part(opslag, without_texts(body)) for folder, body in sorted(parts.items())}
    _write_list(opslag, peildatum, number, hashes, erased=(), key=key)
    _sweep(opslag)


def load_read(opslag: Path, peildatum: date, number: int, *, key: bytes) -> ReadEdition | None:
    """What an edition was counted from; None when that is not kept, StoreUnavailable (14) when it is damaged."""
    file = get_read_list(opslag, peildatum.isoformat(), number)
    if not file.is_file():
        return None
    hashes, erased = _read_list(file, key=key)
    return ReadEdition({folder: _read_part(opslag, sha256) for folder, sha256 in hashes.items()}, erased)


def forget_in_read(opslag: Path, school: str, codes: Collection[str], *, key: bytes) -> None:
    """Take a pupil with these codes out of the parts of its school and of the lists of movers.

    What a lost key makes unreadable goes whole.
    """
    for peildatum, number, file in list_read_lists(opslag):
        try:
            hashes, erased = _read_list(file, key=key)
            # A code is of one school: no other part can name the pupil.
            left = hashes | {name: _forget(opslag, hashes[name], codes) for name in (school, SWVMAP) if name in hashes}
        except StoreUnavailable:
            remove(file)
            continue
        if left != hashes:
            _write_list(opslag, peildatum, number, left, erased={*erased, school}, key=key)
    _sweep(opslag)


def list_read_codes(opslag: Path) -> set[str]:
    """Every code of a pupil in any part; of one that cannot be read none."""
    found: set[str] = set()
    for file in sorted((opslag / READ).glob(get_read_part(opslag, "*").name)):
        with suppress(StoreUnavailable):
            frames = _read_part(opslag, file.stem).frames
            found |= set(frames[RAW_SLEUTEL.name]["leerling"])
            found |= {code for column in _MOVED for code in frames[RAW_OVERSTAP.name][column]}
    return found


def forget_all_read(opslag: Path) -> None:
    """Remove all of it: under another key its codes tell of nobody."""
    remove(opslag / READ)


def forget_read_before(opslag: Path, before: date) -> None:
    """Remove the lists of older peildata, and the parts that no list names any more."""
    for peildatum, _, file in list_read_lists(opslag):
        if peildatum < before:
            remove(file)
    _sweep(opslag)


def _keep_part(opslag: Path, body: bytes) -> str:
    sha256 = hashlib.sha256(body).hexdigest()
    file = get_read_part(opslag, sha256)
    if not file.is_file():
        write_private(file, body)
    return sha256


def _read_part(opslag: Path, sha256: str) -> Delivery:
    try:
        body = get_read_part(opslag, sha256).read_bytes()
    except OSError:
        raise StoreUnavailable(_DAMAGED) from None
    if hashlib.sha256(body).hexdigest() != sha256:
        raise StoreUnavailable(_DAMAGED)
    return unpack(body)[0]


def _forget(opslag: Path, sha256: str, codes: Collection[str]) -> str:
    """The part without the pupil: the same one when the pupil is not in it."""
    delivery = _read_part(opslag, sha256)
    keys, moves = delivery.frames[RAW_SLEUTEL.name], delivery.frames[RAW_OVERSTAP.name]
    gone = keys.filter(pl.col("leerling").is_in(list(codes)))[_PUPIL_NR]
    left = moves.filter(~pl.any_horizontal(pl.col(*_MOVED).is_in(list(codes))))
    if gone.is_empty() and left.height == moves.height:
        return sha256
    frames = {
        name: frame.filter(~pl.col(_PUPIL_NR).is_in(gone.implode())) if _PUPIL_NR in frame.columns else frame
        for name, frame in delivery.frames.items()
    }
    return _keep_part(opslag, pack(replace(delivery, frames={**frames, RAW_OVERSTAP.name: left})))


def _write_list(
    opslag: Path, peildatum: date, number: int, hashes: Mapping[str, str], *, erased: Collection[str], key: bytes
) -> None:
    body = json.dumps({"delen": dict(hashes), "gewist": sorted(erased)}).encode("ascii")
    write_private(get_read_list(opslag, peildatum.isoformat(), number), _seal(key, body) + b"\n" + body)


def _read_list(file: Path, *, key: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    seal, _, body = file.read_bytes().partition(b"\n")
    if not hmac.compare_digest(seal, _seal(key, body)):
        raise StoreUnavailable(_DAMAGED)
    found = json.loads(body)
    return found["delen"], tuple(found["gewist"])


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, _PURPOSE, hashlib.sha256), body, hashlib.sha256).hex().encode()


def _sweep(opslag: Path) -> None:
    """Remove parts that no list names: left by an edition that is gone, or by a run that was killed."""
    named = set()
    for _, _, file in list_read_lists(opslag):
        body = file.read_bytes().partition(b"\n")[2]
        try:
            named |= set(json.loads(body)["delen"].values())
        except (ValueError, KeyError, TypeError, AttributeError):
            # Damaged: whoever reads the edition is told; no part is thrown away on its word.
            return
    for file in sorted((opslag / READ).glob(get_read_part(opslag, "*").name)):
        if file.stem not in named:
            remove(file)
