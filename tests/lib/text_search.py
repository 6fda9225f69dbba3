"""Whether any of many words stands in a text: one pass of polars for all words, where one by one takes hundreds."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

import polars as pl
from plotly.offline import get_plotlyjs

_SHORT_NUMBER = re.compile(r"\d{1,7}")


def holds(text: str, word: str) -> bool:
    """Whether a text holds a word, both in lower case; a short number only by itself.

    Among the thousands of hashes of an output one holds any six digits now and then: `a1230711f` is no birth date.
    """
    if not _SHORT_NUMBER.fullmatch(word):
        return word in text
    return re.search(rf"(?<![0-9a-f]){word}(?![0-9a-f])", text) is not None


def hold_any(texts: Sequence[str], words: Iterable[str]) -> list[bool]:
    """Of each text whether it holds any of the words, letter for letter."""
    # Half a character, of a name that is no text, is none to polars either.
    whole = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    return pl.Series(whole, dtype=pl.String).str.contains_any(sorted(words)).to_list()


def hold_any_bytes(contents: Sequence[bytes], words: Collection[bytes]) -> list[bool]:
    """The same of bytes: each becomes the letter of its number, so they are compared one by one."""
    return hold_any([content.decode("latin-1") for content in contents], {word.decode("latin-1") for word in words})


def leave_out_library(content: bytes) -> bytes:
    """A page with figures without the script of plotly: 4.8 MB that every such page has, byte for byte."""
    library = _read_library()
    return content.replace(library, b"\n") if len(content) > len(library) else content


@cache
def _read_library() -> bytes:
    # By the name of this module, which stays what it is where a run is given another script (`small_figures`).
    return get_plotlyjs().encode()
