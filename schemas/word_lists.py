"""Lists of words by what they are of, each in a YAML file of its own: `file_names.yaml`, `school_names.yaml`."""

import re
from collections.abc import Set
from pathlib import Path
from typing import Any

from schemas.errors import DeclarationInvalid
from schemas.strict_yaml import check_keys, load_yaml

# Where the case rises and where letters and digits meet: `VerzuimLijst2025`, klasA, h4bBIO.
PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


def read_word_lists(file: Path, *, groups: Set[str], word: re.Pattern[str]) -> dict[str, list[str]]:
    """The words of each group, none twice in one; DeclarationInvalid names the group and the word that is wrong."""
    table = load_yaml(file)
    check_keys(table, file.name, required=groups)
    return {group: _read_words(row, name_group(file, group), word) for group, row in table.items()}


def name_group(file: Path, group: str) -> str:
    """A group as a message names it."""
    return f"{file.name}, {group}"


def _read_words(row: Any, where: str, word: re.Pattern[str]) -> list[str]:
    check_keys(row, where, required={"betekent", "woorden"})
    if not isinstance(row["betekent"], str) or not row["betekent"].strip():
        raise DeclarationInvalid(f"{where}: 'betekent' is geen tekst")
    words = row["woorden"]
    if not isinstance(words, list) or not words:
        raise DeclarationInvalid(f"{where}: 'woorden' is geen lijst")
    for each in words:
        if not isinstance(each, str) or word.fullmatch(each) is None:
            raise DeclarationInvalid(f"{where}: '{each}' is geen woord van kleine letters zonder accenten")
        if words.count(each) > 1:
            raise DeclarationInvalid(f"{where}: '{each}' staat er dubbel in")
    return words
