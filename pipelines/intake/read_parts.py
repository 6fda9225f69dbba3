"""What an edition was counted from, kept in `opslag/gelezen`: each school as it was read and checked.

One file a school by the hash of its content, so that editions that read the same share it, and a sealed list an
edition. With it a quarter is counted again as it was known on a day (`msa run --zoals-op`), also where a delivery has
gone or has changed; and a later run takes from it what a school told of days that its delivery does not cover any more
(`find_earlier`). It holds codes of pupils, never a leerlingnummer, a name, or a cell that could not be read. An erased
pupil is taken out of each part, and so are the absences of days that are past their time; a new key takes all away.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import StoreUnavailable
from pipelines.intake.checked import pack, unpack, without_texts
from pipelines.intake.day_ranges import Days, keep_within
from pipelines.intake.delivered import Delivery
from pipelines.intake.earlier_rows import keep_from
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.parts import list_named
from pipelines.vault.places import READ, get_read_list, get_read_part, list_read_lists
from pipelines.vault.private_file import write_private
from pipelines.vault.stored import write_stored
from schemas.exports.base import SWVMAP
from schemas.tables import RAW_OVERSTAP, RAW_SLEUTEL

_PURPOSE = b"gelezen"
_PUPIL_NR = "leerling_nr"
_MOVED = ("leerling_van", "leerling_naar")
_KEPT_AT_ONCE = 4
_DAMAGED = (
    "Wat er van een eerdere uitgave is bewaard (map gelezen in de opslag) is beschadigd of hoort bij een andere "
    "sleutel. Zet een reservekopie van die map terug. Is die er niet, verwijder dan de map: de uitgaven zelf blijven."
)


@dataclass(frozen=True)
class ReadEdition:
    """The parts of an edition: deliveries by folder. `erased`: schools of which a pupil was erased since."""

    parts: Mapping[str, Delivery]
    erased: tuple[str, ...]


@dataclass(frozen=True)
class Covered:
    """The days of which a school is measured by a part. `from_begin`: no begin was found, so earlier days may count."""

    days: Days
    from_begin: bool = False


@dataclass(frozen=True)
class Earlier:
    """What a school told up to an edition: its part, not read yet, and the days of which that tells.

    `school`: the number that the school has now.
    """

    covered: Covered
    sha256: str
    opslag: Path = field(repr=False)
    school: str

    def load(self) -> Delivery:
        """The part; StoreUnavailable (14) when it is damaged."""
        return replace(_read_part(self.opslag, self.sha256), school=self.school)


@dataclass(frozen=True)
class _ReadList:
    """One list: part by folder, schools with an erased pupil, days by school. `order`: which list was written last."""

    hashes: dict[str, str]
    erased: tuple[str, ...]
    covered: Mapping[str, Covered]
    order: int


def keep_read(
    opslag: Path,
    peildatum: date,
    number: int,
    parts: Mapping[str, bytes],
    *,
    key: bytes,
    covered: Mapping[str, Covered] | None = None,
) -> None:
    """Keep what edition `number` of a peildatum was counted from: packed deliveries by folder. OSError passes.

    `covered`: by school, the days of which it is measured.
    """
    make_private_folder(opslag / READ)
    folders = sorted(parts)
    # Several at a time: each waits for the disk.
    with ThreadPoolExecutor(_KEPT_AT_ONCE) as pool:
        kept = pool.map(lambda folder: _keep_part(opslag, without_texts(parts[folder])), folders)
        hashes = dict(zip(folders, kept, strict=True))
    days = {school: each for school, each in (covered or {}).items() if school in hashes and each.days}
    _forget_never_out(opslag, peildatum, number)
    orders = {file: _find_order(file) for _, _, file in list_read_lists(opslag)}
    newest = max(orders.values(), default=0)
    # The list that was written last stays the last, so that the same edition leaves the same list.
    is_last = newest > 0 and orders.get(get_read_list(opslag, peildatum.isoformat(), number)) == newest
    order = newest if is_last else newest + 1
    _write_list(opslag, peildatum, number, _ReadList(hashes, (), days, order), key=key)
    _sweep(opslag)


def _forget_never_out(opslag: Path, peildatum: date, number: int) -> None:
    """Remove the lists of later editions than the newest of a peildatum, `number`: runs that were broken off left them.

    What those read would else be gone on from, as what was told last.
    """
    for day, other, file in list_read_lists(opslag):
        if day == peildatum and other > number:
            remove(file)


def find_earlier(
    opslag: Path, peildatum: date, *, key: bytes, opvolgers: Mapping[str, str]
) -> dict[str, list[Earlier]]:
    """By school, what it told up to the newest edition of this peildatum or else of the last one before it.

    After that what it told since for an earlier peildatum, in the order in which that was kept. What it told under an
    earlier number (`opvolgers`: such a number -> the one of now) comes first. StoreUnavailable (14) when a list is
    damaged.
    """
    lists = [(day, _read_list(file, key=key)) for day, _, file in list_read_lists(opslag) if day <= peildatum]
    found: dict[str, list[Earlier]] = {}
    kept = {school for _, each in lists for school in each.covered}
    order = {number: place for place, number in enumerate(opvolgers)}
    for school in sorted(kept, key=lambda each: (order.get(each, len(order)), each)):
        # Of a peildatum the newest that has the school: where it was refused since, what it told before stands.
        newest = {day: each for day, each in lists if school in each.covered}
        last = newest[max(newest)]
        since = sorted((each for each in newest.values() if each.order > last.order), key=lambda each: each.order)
        now = opvolgers.get(school, school)
        told = [Earlier(each.covered[school], each.hashes[school], opslag, now) for each in (last, *since)]
        found[now] = [*found.get(now, []), *told]
    return found


def load_read(opslag: Path, peildatum: date, number: int, *, key: bytes) -> ReadEdition | None:
    """What an edition was counted from; None when that is not kept, StoreUnavailable (14) when it is damaged."""
    file = get_read_list(opslag, peildatum.isoformat(), number)
    if not file.is_file():
        return None
    found = _read_list(file, key=key)
    return ReadEdition({folder: _read_part(opslag, sha256) for folder, sha256 in found.hashes.items()}, found.erased)


def list_read_files(opslag: Path, peildatum: date, number: int) -> dict[str, Path]:
    """Where what an edition was counted from lies, by folder, and its list (under an empty name); nothing is looked at.

    Without the parts where the list cannot be read; nothing where there is none.
    """
    file = get_read_list(opslag, peildatum.isoformat(), number)
    if not file.is_file():
        return {}
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        named = json.loads(file.read_bytes().partition(b"\n")[2])["delen"].items()
        return {"": file, **{folder: get_read_part(opslag, sha256) for folder, sha256 in named}}
    return {"": file}


def forget_in_read(opslag: Path, school: str, codes: Collection[str], *, key: bytes) -> None:
    """Take a pupil with these codes out of the parts of its school and of the lists of movers.

    What a lost key makes unreadable goes whole.
    """
    for peildatum, number, file in list_read_lists(opslag):
        try:
            found = _read_list(file, key=key)
            hashes = found.hashes
            # A code is of one school: no other part can name the pupil.
            left = hashes | {name: _forget(opslag, hashes[name], codes) for name in (school, SWVMAP) if name in hashes}
        except StoreUnavailable:
            remove(file)
            continue
        if left != hashes:
            erased = (*{*found.erased, school},)
            _write_list(opslag, peildatum, number, replace(found, hashes=left, erased=erased), key=key)
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


def list_kept_moves(opslag: Path, *, key: bytes) -> pl.DataFrame:
    """Every move that an edition was counted with, also those that followed where schools merged or were split.

    Rows of raw_overstap; of what cannot be read none.
    """
    found = [pl.DataFrame(schema=RAW_OVERSTAP.polars_schema)]
    for _, _, file in list_read_lists(opslag):
        with suppress(StoreUnavailable):
            hashes = _read_list(file, key=key).hashes
            if SWVMAP in hashes:
                found.append(_read_part(opslag, hashes[SWVMAP]).frames[RAW_OVERSTAP.name])
    return pl.concat(found).unique()


def forget_all_read(opslag: Path) -> None:
    """Remove all of it: under another key its codes tell of nobody."""
    remove(opslag / READ)


def forget_read_before(opslag: Path, before: date, *, key: bytes) -> None:
    """Remove the lists of older peildata, of the others the absences of older days, and parts that no list names."""
    for peildatum, number, file in list_read_lists(opslag):
        if peildatum < before:
            remove(file)
            continue
        # What is damaged is told when it is asked for; here it is not what is in the way.
        with suppress(StoreUnavailable):
            _forget_days(opslag, peildatum, number, _read_list(file, key=key), before=before, key=key)
    _sweep(opslag)


def _forget_days(opslag: Path, peildatum: date, number: int, found: _ReadList, *, before: date, key: bytes) -> None:
    old = [school for school, each in found.covered.items() if each.from_begin or each.days[0][0] < before]
    hashes = {school: _keep_part(opslag, _cut(opslag, found.hashes[school], before)) for school in old}
    if any(found.hashes[school] != sha256 for school, sha256 in hashes.items()):
        days = {
            name: replace(each, days=keep_within(each.days, before, date.max)) for name, each in found.covered.items()
        }
        days = {name: each for name, each in days.items() if each.days}
        left = replace(found, hashes=found.hashes | hashes, covered=days)
        _write_list(opslag, peildatum, number, left, key=key)


def _cut(opslag: Path, sha256: str, before: date) -> bytes:
    return pack(keep_from(_read_part(opslag, sha256), before))


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
    others = {code: now for code, now in delivery.vroegere_codes.items() if now not in codes}
    former = {
        name: {code: now for code, now in found.items() if now not in codes}
        for name, found in delivery.herkomst_codes.items()
    }
    frames = {
        name: frame.filter(~pl.col(_PUPIL_NR).is_in(gone.implode())) if _PUPIL_NR in frame.columns else frame
        for name, frame in delivery.frames.items()
    }
    return _keep_part(
        opslag,
        pack(
            replace(delivery, frames={**frames, RAW_OVERSTAP.name: left}, vroegere_codes=others, herkomst_codes=former)
        ),
    )


def _write_list(opslag: Path, peildatum: date, number: int, told: _ReadList, *, key: bytes) -> None:
    document = {
        "delen": told.hashes,
        "gewist": sorted(told.erased),
        "dekking": {
            school: {"dagen": [[day.isoformat() for day in each] for each in days.days], "vanaf_begin": days.from_begin}
            for school, days in sorted(told.covered.items())
        },
        "orde": told.order,
    }
    body = json.dumps(document).encode("ascii")
    place = get_read_list(opslag, peildatum.isoformat(), number).relative_to(opslag).as_posix()
    write_stored(opslag, place, _seal(key, body) + b"\n" + body)


def _read_list(file: Path, *, key: bytes) -> _ReadList:
    seal, _, body = file.read_bytes().partition(b"\n")
    if not hmac.compare_digest(seal, _seal(key, body)):
        raise StoreUnavailable(_DAMAGED)
    found = json.loads(body)
    # Lists of earlier versions name no days: what they hold is counted again, and not gone on from.
    covered = {
        school: Covered(
            tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in each["dagen"]),
            each["vanaf_begin"],
        )
        for school, each in found.get("dekking", {}).items()
    }
    return _ReadList(found["delen"], tuple(found["gewist"]), covered, found.get("orde", 0))


def _find_order(file: Path) -> int:
    """Which list this is in the order of writing; 0 for one that cannot be read."""
    try:
        return int(json.loads(file.read_bytes().partition(b"\n")[2]).get("orde", 0))
    except (ValueError, TypeError, AttributeError):
        return 0


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(hmac.digest(key, _PURPOSE, hashlib.sha256), body, hashlib.sha256).hex().encode()


def _sweep(opslag: Path) -> None:
    """Remove parts that no list names: left by an edition that is gone, or by a run that was killed."""
    named = set()
    for _, _, file in list_read_lists(opslag):
        try:
            named |= list_named(file)
        except (ValueError, KeyError, TypeError, AttributeError):
            # Damaged: whoever reads the edition is told; no part is thrown away on its word.
            return
    for file in sorted((opslag / READ).glob(get_read_part(opslag, "*").name)):
        if file.stem not in named:
            remove(file)
