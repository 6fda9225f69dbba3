"""The meaning of each published table and column: none is missing, and none is of a column that is not there."""

from pathlib import Path

import pytest

from schemas.dictionary import load_dictionary
from schemas.errors import DeclarationInvalid
from schemas.tables import PUBLISHED_TABLES

COLUMNS = [(table.name, column.name) for table in PUBLISHED_TABLES for column in table.columns]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_has_a_meaning(table: str, column: str) -> None:
    assert load_dictionary().tell(table, column)


def test_no_meaning_is_of_something_else() -> None:
    words = load_dictionary()
    known = {name for pair in COLUMNS for name in (pair[1], ".".join(pair))}
    assert set(words.columns) - known == set()
    assert set(words.tables) == {table.name for table in PUBLISHED_TABLES}


def test_a_meaning_of_its_own_goes_first() -> None:
    words = load_dictionary()
    assert words.tell("werklijst", "actie") != words.tell("signaal", "actie")
    with pytest.raises(KeyError):
        words.tell("werklijst", "bestaat_niet")


def test_another_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dictionary.yaml"
    file.write_text("tables: {}\ncolumns: {}\nmeer: {}\n", encoding="utf-8")
    with pytest.raises(DeclarationInvalid, match="meer"):
        load_dictionary(file)
