"""Schools that were read and checked, kept in `opslag/getoetst`: a run that was broken off goes on from them.

One file a school, of the last peildatum it was read for: the tables as they went into the store, and all that is told
of the delivery. It counts only while everything is as it was: each file in the folder, the settings and earlier forms
that reach the reading, the marks of erased pupils, the key, and the program itself. It is sealed under a secret of the
key, so a changed one is not believed: the school is then read again. The first line is the hash of the rest, so that
damage is told. It is pupil data, as the store is.
"""

import hashlib
import hmac
import io
import json
import platform
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import paths
from pipelines.intake.arrival import is_sound
from pipelines.intake.delivered import Delivery, QuarantinedCell, Refusal
from pipelines.intake.delivery import EMPTY_FRAMES
from pipelines.intake.school import make_reading
from pipelines.settings import School, Settings
from pipelines.vault.folders import remove
from pipelines.vault.parts import unwrap, wrap
from pipelines.vault.places import PARTITIONS, VAULT, get_copy, get_partition
from pipelines.vault.private_file import write_private
from reports.context.returns import CauseKey
from schemas.findings import Finding
from schemas.tables import RAW_SLEUTEL

_PURPOSE = b"getoetst"
_DOCUMENT = "levering.json"
_MOMENT = (1980, 1, 1, 0, 0, 0)
# What a reading is given that does not decide what it says, or follows from the key.
_WITHOUT = ("vault", "make_codes", "make_other_codes", "make_former_codes", "make_mark")
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_ROOMS = (paths.ROOT / "pipelines", paths.SCHEMAS)
_COMPILED = "__pycache__"
# What a delivery may hold besides plain values, by the name under which it is kept.
_CLASSES = {kind.__name__: kind for kind in (Finding, QuarantinedCell, Refusal)}
_FRAMES = "frames"
_UNREADABLE = "niet te lezen"
# Hashing is done outside Python's own lock.
_HASHED_AT_ONCE = 2


def make_mark(settings: Settings, school: School, *, key: bytes, peildatum: date) -> str:
    """By what everything that decides how this school reads is recognised: 64 hexadecimal characters."""
    given = make_reading(settings, school, key=key, peildatum=peildatum)
    kept = [sha256 for sha256 in given["kept"] if is_sound(get_copy(settings.opslag / VAULT, sha256))]
    # The rows of the calendar follow from the program and from the files of the SWV.
    given["calendar"] = given["calendar"].own
    told = {name: value for name, value in given.items() if name not in _WITHOUT}
    described = "\n".join([describe_program(), peildatum.isoformat(), *kept, *describe(told)])
    return hmac.digest(_derive(key), described.encode("utf-8", "surrogateescape"), hashlib.sha256).hex()


def find_checked(settings: Settings, school: School, *, key: bytes, peildatum: date, mark: str) -> Delivery | None:
    """The school as it was read before, when it would be read the same now; else None.

    The copies of its files must be in the vault, as a reading leaves them there.
    """
    try:
        content = get_partition(settings.opslag, school.id, peildatum.isoformat()).read_bytes()
    except OSError:
        return None
    seal, _, body = (unwrap(content) or b"").partition(b"\n")
    if not hmac.compare_digest(seal, _make_seal(key, mark, body)):
        return None
    delivery, copies = unpack(body)
    return delivery if all(is_sound(get_copy(settings.opslag / VAULT, sha256)) for sha256 in copies) else None


def read_kept(opslag: Path, school_id: str, peildatum: date) -> bytes | None:
    """A school as it was kept for a peildatum, packed; None where nothing is kept. Whether it fits is not looked at."""
    try:
        content = unwrap(get_partition(opslag, school_id, peildatum.isoformat()).read_bytes())
    except OSError:
        return None
    return None if content is None else content.partition(b"\n")[2]


def keep_checked(
    settings: Settings, school: School, delivery: Delivery, *, key: bytes, peildatum: date, mark: str
) -> None:
    """Keep a school that was read and checked in the place of what was kept of it. `mark`: from before it was read.

    Nothing is kept of a refused delivery, nor of one that changed meanwhile.
    """
    forget_checked(settings.opslag, school.id)
    if delivery.refused is not None or make_mark(settings, school, key=key, peildatum=peildatum) != mark:
        return
    file = get_partition(settings.opslag, school.id, peildatum.isoformat())
    file.parent.mkdir(mode=0o700, exist_ok=True)
    body = pack(delivery, settings.opslag / VAULT)
    write_private(file, wrap(_make_seal(key, mark, body) + b"\n" + body))


def forget_checked(opslag: Path, school_id: str = "*") -> None:
    """Remove what is kept of one school, or of all of them."""
    for file in sorted((opslag / PARTITIONS).glob(get_partition(opslag, school_id, "*").name)):
        remove(file)


def forget_other_schools(opslag: Path, schools: Collection[str]) -> None:
    """Remove what is kept of any school but these, and what a run that was killed left half-written."""
    for file in sorted((opslag / PARTITIONS).glob("*")):
        if file.name.partition("-")[0] not in schools:
            remove(file)


@cache
def describe_program(more: tuple[Path, ...] = ()) -> str:
    """What reads: the text of the program itself and the versions of what it is built on. `more`: other rooms of it."""
    digest = hashlib.sha256()
    for file in sorted(file for room in (*_ROOMS, *more) for file in room.rglob("*") if file.is_file()):
        if _COMPILED not in file.parts:
            digest.update(f"{file.relative_to(paths.ROOT).as_posix()}\n".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    needed = (_REQUIREMENT.match(line) for line in metadata.requires("msa") or ())
    versions = [f"{name[0]} {metadata.version(name[0])}" for name in needed if name]
    return " ".join([digest.hexdigest(), platform.python_version(), *versions])


# --- as it is kept ---------------------------------------------------------------------------------------------------


def _derive(key: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE, hashlib.sha256)


def _make_seal(key: bytes, mark: str, body: bytes) -> bytes:
    return hmac.digest(_derive(key), mark.encode() + body, hashlib.sha256).hex().encode()


def pack(delivery: Delivery, vault: Path | None = None) -> bytes:
    """A delivery as bytes, the same for the same delivery, with which of its files have a copy in the vault."""
    frames = {name: frame for name, frame in sorted(delivery.frames.items()) if frame.height}
    document = {
        "tabellen": list(frames),
        "kopieen": [sha256 for _, sha256 in delivery.bestanden if vault and is_sound(get_copy(vault, sha256))],
        "levering": {
            each.name: _encode(getattr(delivery, each.name)) for each in fields(delivery) if each.name != _FRAMES
        },
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(_DOCUMENT, _MOMENT), json.dumps(document), zipfile.ZIP_DEFLATED)
        for name, frame in frames.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.arrow", _MOMENT), _write_table(frame))
    return out.getvalue()


def _write_table(frame: pl.DataFrame) -> bytes:
    table = io.BytesIO()
    # Behind an empty cell lies what the memory held before, and texts lie in whatever order: both would be written too.
    empty = [name for name, dtype in frame.schema.items() if dtype != pl.String and frame[name].null_count()]
    cells = [pl.when(pl.col(name).is_not_null()).then(pl.col(name).fill_null(strategy="zero")) for name in empty]
    frame.with_columns_seq(cells).write_ipc(table, compression="lz4", compat_level=pl.CompatLevel.oldest())
    return table.getvalue()


def without_texts(body: bytes) -> bytes:
    """A packed delivery without numbers of pupils, which become their codes, and without cells as they were delivered.

    All other tables are taken over as they lie there.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(out, "w") as stripped:
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename == _DOCUMENT:
                document = json.loads(content)
                document["levering"]["quarantine"] = _encode([])
                content = json.dumps(document).encode()
            elif part.filename == f"{RAW_SLEUTEL.name}.arrow":
                content = _write_table(pl.read_ipc(content).with_columns(leerlingnummer="leerling"))
            stripped.writestr(zipfile.ZipInfo(part.filename, _MOMENT), content, part.compress_type)
    return out.getvalue()


class _Packed(Mapping[str, pl.DataFrame]):
    """The tables of a packed delivery: one that nobody asks for is not unpacked."""

    def __init__(self, body: bytes, names: Collection[str]) -> None:
        self.body, self._names = body, frozenset(names)
        self._read: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._read:
            self._read[name] = self._unpack(name)
        return self._read[name]

    def _unpack(self, name: str) -> pl.DataFrame:
        if name not in self._names:
            return EMPTY_FRAMES[name]
        with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
            return pl.read_ipc(archive.read(f"{name}.arrow"))

    def __iter__(self) -> Iterator[str]:
        return iter(EMPTY_FRAMES)

    def __len__(self) -> int:
        return len(EMPTY_FRAMES)


def unpack(body: bytes) -> tuple[Delivery, list[str]]:
    """What `pack` was given, and the SHA-256 of each file that had a copy."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        document = json.loads(archive.read(_DOCUMENT))
    told = {name: _decode(value) for name, value in document["levering"].items()}
    return Delivery(frames=_Packed(body, document["tabellen"]), **told), document["kopieen"]


def is_packed_alike(one: Mapping[str, pl.DataFrame], other: Mapping[str, pl.DataFrame]) -> bool:
    """Whether the tables of two deliveries lie there as the same bytes; those that do not may say the same."""
    return isinstance(one, _Packed) and isinstance(other, _Packed) and one.body == other.body


def _encode(value: Any) -> Any:
    """A value as JSON that `_decode` turns into the same value; TypeError for a kind that nobody taught it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, CauseKey):
        return {"oorzaak": list(value)}
    if isinstance(value, date):
        return {"dag": value.isoformat()}
    if isinstance(value, list | tuple):
        return {type(value).__name__: [_encode(each) for each in value]}
    if isinstance(value, frozenset):
        return {"frozenset": [_encode(each) for each in sorted(value)]}
    if isinstance(value, Mapping):
        return {"dict": [[_encode(name), _encode(each)] for name, each in value.items()]}
    if type(value).__name__ in _CLASSES:
        return {type(value).__name__: {each.name: _encode(getattr(value, each.name)) for each in fields(value)}}
    raise TypeError(f"a delivery with a {type(value).__name__} cannot be kept: teach {__name__} how")


_SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "oorzaak": lambda found: CauseKey(*found),
    "dag": date.fromisoformat,
    "list": lambda found: [_decode(each) for each in found],
    "tuple": lambda found: tuple(_decode(each) for each in found),
    "frozenset": lambda found: frozenset(_decode(each) for each in found),
    "dict": lambda found: {_decode(name): _decode(each) for name, each in found},
}


def _decode(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((shape, found),) = value.items()
    if shape in _CLASSES:
        return _CLASSES[shape](**{name: _decode(each) for name, each in found.items()})
    return _SHAPES[shape](found)


# --- as it is recognised ---------------------------------------------------------------------------------------------


def describe(value: Any, name: str = "") -> Iterator[str]:
    """A value as lines that are the same for the same value and differ for any other; of a path what lies there."""
    if isinstance(value, Path):
        yield from describe_path(value, name)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from describe(getattr(value, each.name), f"{name}.{each.name}")
    elif isinstance(value, Mapping):
        for found in sorted(value, key=repr):
            yield from describe(value[found], f"{name}[{found!r}]")
    elif isinstance(value, set | frozenset):
        yield from describe(sorted(value, key=repr), name)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield f"{name} {len(value)}"
        for place, found in enumerate(value):
            yield from describe(found, f"{name}[{place}]")
    elif isinstance(value, pl.DataFrame):
        yield f"{name} {value.schema!r} {_hash_rows(value)}"
    elif value is None or isinstance(value, bool | int | str | bytes | date):
        yield f"{name} {value!r}"
    else:
        raise TypeError(f"a reading with a {type(value).__name__} is not recognised: teach {__name__} how")


def _hash_rows(frame: pl.DataFrame) -> str:
    """SHA-256 of the values in their order, however they lie in memory: what is filtered lies otherwise."""
    # Many tables of a school are empty.
    if frame.is_empty():
        return ""
    written = io.BytesIO()
    # As text a number that is none differs from an empty cell.
    frame.with_columns_seq(pl.selectors.float().cast(pl.String)).write_ndjson(written)
    return hashlib.sha256(written.getbuffer()).hexdigest()


def describe_path(place: Path, name: str) -> Iterator[str]:
    """Every name below a folder, and of each file its hash; of what cannot be read that it cannot."""
    places = list(_list_places(place, name))
    if len(places) == 1:
        yield _describe_place(places[0])
        return
    with ThreadPoolExecutor(_HASHED_AT_ONCE) as pool:
        yield from pool.map(_describe_place, places)


def _list_places(place: Path, name: str) -> Iterator[tuple[str, str | Path]]:
    """Every name below a folder, with what lies there: a word, or the file to hash."""
    try:
        if place.is_symlink():
            yield name, "koppeling"
        if place.is_symlink() and place.parent.resolve().is_relative_to(place.resolve()):
            yield name, "kring"
        elif place.is_dir():
            yield name, "map"
            for entry in sorted(place.iterdir()):
                yield from _list_places(entry, f"{name}/{entry.name!r}")
        elif place.is_file():
            yield name, place
        else:
            yield name, "geen bestand"
    except OSError:
        yield name, _UNREADABLE


def _describe_place(found: tuple[str, str | Path]) -> str:
    name, what = found
    if isinstance(what, str):
        return f"{name} {what}"
    try:
        with what.open("rb") as source:
            return f"{name} {hashlib.file_digest(source, 'sha256').hexdigest()}"
    except OSError:
        return f"{name} {_UNREADABLE}"
