"""What outlives a pseudonym key: of each key its id and one secret derived from it, in `opslag/sleutelbos.json`.

The key itself makes the codes of pupils. The seals of the log and the marks of erased pupils are made under secrets
derived from it, which cannot be turned back into the key. So a rotated key can leave the store while seals and marks
stay valid. Here too: `omzetting-<key id>.csv`, the earlier codes of pupils beside their codes under that key.
"""

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.vault.places import KEY_FILE, RING_FILE, get_translation_file
from pipelines.vault.private_file import write_private

_CHECK = "controle"
_TABLE_HEADER = ("van", "naar")


@dataclass(frozen=True)
class Keyring:
    """The ids of all keys this store has had, oldest first, each with its derived secret.

    `current`: id of the key in use. `upcoming`: id of the key that a rotation is bringing in, else empty.
    """

    current: str
    secrets: tuple[tuple[str, bytes], ...] = field(repr=False)
    upcoming: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(key_id for key_id, _ in self.secrets)

    def derive(self, purpose: str, *, key_id: str | None = None) -> bytes:
        """The secret for one purpose under one key (default: the current one); KeyError for a key never had."""
        return hmac.digest(dict(self.secrets)[key_id or self.current], purpose.encode(), hashlib.sha256)


def make_key_id(key: bytes) -> str:
    """Eight hexadecimal characters by which a key is known; they tell nothing of the key."""
    return hashlib.sha256(hmac.digest(key, b"id", hashlib.sha256)).hexdigest()[:8]


def make_ring(key: bytes) -> Keyring:
    """A ring with this key alone."""
    return Keyring(make_key_id(key), (_derive_secret(key),))


def add_key(ring: Keyring, key: bytes) -> Keyring:
    """The ring with `key` as the upcoming one; the current one stays."""
    return Keyring(ring.current, (*_list_used(ring), _derive_secret(key)), upcoming=make_key_id(key))


def settle_ring(ring: Keyring, key: bytes) -> Keyring:
    """The ring after a rotation, complete or broken off: the key that is there is the current one.

    StoreUnavailable for a key that is neither the current nor the upcoming one.
    """
    key_id = make_key_id(key)
    if key_id == ring.upcoming:
        return Keyring(key_id, ring.secrets)
    if key_id == ring.current:
        return Keyring(key_id, _list_used(ring))
    raise StoreUnavailable(
        f"Het bestand '{KEY_FILE}' is een andere sleutel dan die van deze opslag ({ring.current}). "
        "Zet de sleutel met dat kenmerk terug uit een reservekopie. De codes van leerlingen zouden anders veranderen."
    )


def load_ring(opslag: Path) -> Keyring | None:
    """The ring of this store, None where there is none yet; StoreUnavailable when it cannot be read."""
    try:
        document = json.loads((opslag / RING_FILE).read_bytes())
        pairs = tuple((entry["id"], bytes.fromhex(entry["geheim"])) for entry in document["sleutels"])
        ring = Keyring(document["huidig"], pairs, upcoming=document["volgend"])
        # A ring of before has none.
        is_whole = document.get(_CHECK, _make_check(ring)) == _make_check(ring)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise _make_unreadable(opslag) from None
    if ring.current not in ring.ids or not is_whole:
        raise _make_unreadable(opslag)
    return ring


def require_ring(opslag: Path) -> Keyring:
    """The ring of this store; StoreUnavailable when there is none."""
    ring = load_ring(opslag)
    if ring is None:
        raise StoreUnavailable(f"In {opslag.name} staat nog geen sleutel. Draai eerst 'msa run' op deze map.")
    return ring


def save_ring(opslag: Path, ring: Keyring) -> None:
    """Write the ring, mode 0600."""
    document = {**_describe(ring), _CHECK: _make_check(ring)}
    write_private(opslag / RING_FILE, (json.dumps(document, indent=2) + "\n").encode("ascii"))


def is_old_key(file: Path) -> bool:
    """Whether a file that a rotation laid apart still holds the key that it is named after."""
    try:
        return file.name.endswith(f"-{make_key_id(bytes.fromhex(file.read_text(encoding='ascii')))}")
    except (OSError, ValueError):
        return False


def _describe(ring: Keyring) -> dict[str, object]:
    return {
        "huidig": ring.current,
        "volgend": ring.upcoming,
        "sleutels": [{"id": key_id, "geheim": secret.hex()} for key_id, secret in ring.secrets],
    }


def _make_check(ring: Keyring) -> str:
    """By which damage shows: also that of the secret of an earlier key, which no key tells any more."""
    return hashlib.sha256(json.dumps(_describe(ring)).encode("ascii")).hexdigest()


def translate_codes(opslag: Path) -> dict[str, str]:
    """Codes that pupils had under earlier keys -> their code now; empty when no key was ever rotated."""
    ring = load_ring(opslag)
    if ring is None:
        return {}
    try:
        text = get_translation_file(opslag, ring.current).read_text(encoding="ascii")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise _make_unreadable(opslag) from None
    return {row["van"]: row["naar"] for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def make_translation(codes: Mapping[str, str], *, key_id: str) -> dict[str, bytes]:
    """The file, by name, with earlier code -> code under the key `key_id`, in order; without codes an empty one."""
    name = get_translation_file(Path(), key_id).name
    if not codes:
        return {name: b""}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(_TABLE_HEADER)
    writer.writerows(sorted(codes.items()))
    return {name: out.getvalue().encode("ascii")}


def keep_in_translation(opslag: Path, codes: Collection[str]) -> dict[str, bytes]:
    """The file, by name, with the pupils alone of whom any code is among these."""
    kept = {earlier: now for earlier, now in translate_codes(opslag).items() if not {earlier, now}.isdisjoint(codes)}
    return make_translation(kept, key_id=require_ring(opslag).current)


def strip_translation(opslag: Path, codes: Iterable[str]) -> dict[str, bytes]:
    """The file, by name, without the pupils with these current codes (they were erased)."""
    gone = set(codes)
    kept = {earlier: now for earlier, now in translate_codes(opslag).items() if now not in gone}
    return make_translation(kept, key_id=require_ring(opslag).current)


def _derive_secret(key: bytes) -> tuple[str, bytes]:
    return make_key_id(key), hmac.digest(key, b"afgeleid", hashlib.sha256)


def _list_used(ring: Keyring) -> tuple[tuple[str, bytes], ...]:
    """Keys that have been in use: all but one that a broken-off rotation left."""
    return tuple(pair for pair in ring.secrets if pair[0] != ring.upcoming)


def _make_unreadable(opslag: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"De sleutelbos in {opslag.name} is niet te lezen. Zet het bestand '{RING_FILE}' terug uit een reservekopie."
    )
