"""What a school wrote as the municipality of a pupil: whether it can be one, and when two spellings are the same."""

import re
import unicodedata
from collections.abc import Collection

UNKNOWN = "onbekend"
LONGEST_SLUG = 60
# Letters and the signs that stand in names of places; a digit never does.
_TOWN = re.compile(r"['’]?[^\W\d_](?:[^\W\d_]|[ '’.()/-]){1,39}")


def fold_town(text: str) -> str:
    """Two spellings of one municipality give the same text: case, kinds of spaces and apostrophes do not matter."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def make_slug(key: str) -> str:
    """The name of a folder for a folded name (`fold_town`): small letters without accents, digits and dashes."""
    letters = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_SLUG].strip("-")


def make_town_key(text: str) -> str:
    """By what a municipality is compared with those of the SWV (D28): its slug, or where that is empty its letters."""
    key = fold_town(text)
    return make_slug(key) or key


def is_usable_town(text: str) -> bool:
    """False for what cannot be the name of a municipality: digits, odd characters, a long text, the word onbekend."""
    return _TOWN.fullmatch(text) is not None and fold_town(text) != UNKNOWN


def is_known_town(text: str | None, *, hidden: Collection[str]) -> bool:
    """Whether a cell says where a pupil lives; `hidden`: what the delivery shows to be no municipality."""
    return text is not None and is_usable_town(text) and text not in hidden
