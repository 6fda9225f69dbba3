"""Codes of pupils: a keyed hash of school and leerlingnummer, under a key that stays in `opslag` (contract 3)."""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import StoreUnavailable
from pipelines.system import open_aside, put_new
from pipelines.vault.places import KEY_FILE

KEY_BYTES = 32
_CODE_LENGTH = 11
# Of the hash; a letter tells five bits, so these hold more than a code does.
_CODE_BYTES = 10
_CODE_LETTERS = _CODE_BYTES * 8 // 5
_MARK_LENGTH = 8
# A fixed letter keeps a spreadsheet from reading a code as a number or a date.
_LETTER = "l"


def make_leerling(key: bytes, school_id: str, leerlingnummer: str) -> str:
    """The code of one pupil: a letter and 11 characters of lower-case base32 of an HMAC-SHA256."""
    return make_leerlingen(key, school_id, [leerlingnummer])[0]


def make_name_mark(key: bytes, school_id: str, name: str) -> str:
    """What stands for a name that is not shown, of a file for example: 8 hexadecimal digits of an HMAC-SHA256.

    A school id holds no `naam`, so no code of a pupil is made of the same text.
    """
    text = f"naam\x1f{school_id}\x1f{name}".encode("utf-8", errors="surrogatepass")
    return hmac.digest(key, text, hashlib.sha256).hex()[:_MARK_LENGTH]


def make_leerlingen(key: bytes, school_id: str, leerlingnummers: Sequence[str]) -> list[str]:
    """The codes of many pupils of one school, in the order given."""
    begun = hmac.new(key, f"{school_id}\x1f".encode(), hashlib.sha256)

    def make_hash(leerlingnummer: str) -> bytes:
        keyed = begun.copy()
        keyed.update(leerlingnummer.encode())
        return keyed.digest()[:_CODE_BYTES]

    letters = base64.b32encode(b"".join(map(make_hash, leerlingnummers))).decode().lower()
    return [_LETTER + letters[start : start + _CODE_LENGTH] for start in range(0, len(letters), _CODE_LETTERS)]


def load_key(opslag: Path) -> bytes:
    """The key of this SWV; StoreUnavailable when it is missing or not a key."""
    try:
        key = bytes.fromhex((opslag / KEY_FILE).read_bytes().decode())
    except FileNotFoundError:
        raise StoreUnavailable(
            f"In {opslag.name} staat geen sleutel. Is dit een nieuwe opslag? Draai dan eerst 'msa run'. Stond hij er "
            f"eerder wel? Zet het bestand '{KEY_FILE}' terug uit een reservekopie."
        ) from None
    except (OSError, ValueError):
        raise StoreUnavailable(
            f"De sleutel in {opslag.name} is niet te lezen. Zet het bestand '{KEY_FILE}' terug uit een reservekopie."
        ) from None
    if len(key) != KEY_BYTES:
        raise StoreUnavailable(
            f"De sleutel in {opslag.name} heeft niet de goede lengte. Zet het bestand '{KEY_FILE}' terug "
            "uit een reservekopie."
        )
    return key


def load_or_make_key(opslag: Path) -> bytes:
    """The key of this SWV, made with private permissions where there is none.

    `pipelines.vault.keys.open_key` first looks whether there was one: a lost key is not replaced without a word.
    """
    file = opslag / KEY_FILE
    if not file.exists():
        # Written aside and linked: a crash half-way leaves no half key, and a second start never overwrites one.
        out, aside = open_aside(opslag)
        with out:
            out.write(secrets.token_hex(KEY_BYTES).encode())
            out.flush()
            os.fsync(out.fileno())
        try:
            put_new(aside, file)
        except FileExistsError:
            pass
        finally:
            aside.unlink(missing_ok=True)
    return load_key(opslag)
