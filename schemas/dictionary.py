"""What each published table and column means in Dutch (`schemas/dictionary.yaml`), for who reads a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.strict_yaml import check_keys, load_yaml

_FILE = Path(__file__).resolve().parent / "dictionary.yaml"


@dataclass(frozen=True)
class Dictionary:
    """`columns`: by name, or by `table.column` where one name has another sense there."""

    tables: Mapping[str, str]
    columns: Mapping[str, str]

    def tell(self, table: str, column: str) -> str:
        """The meaning of a column; KeyError when there is none."""
        own = self.columns.get(f"{table}.{column}")
        return self.columns[column] if own is None else own


@cache
def load_dictionary(file: Path = _FILE) -> Dictionary:
    """Read the file; DeclarationInvalid on another key."""
    document = load_yaml(file)
    check_keys(document, file.name, required={"tables", "columns"})
    return Dictionary(document["tables"], document["columns"])
