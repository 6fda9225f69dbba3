"""The parts of an answer of an LVS, and what reads one layout of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Json = Any


@dataclass(frozen=True)
class DocumentReader:
    """One layout of a document: whether an answer is one, its items, and the rows of an item."""

    layout: str
    recognises: Callable[[Json], bool]
    list_items: Callable[[Json], Iterator[Json]]
    make_rows: Callable[[Json], dict[str, list[dict[str, Json]]]]


def to_text(value: Json) -> str:
    """The text of a value, as a cell of a file would have it; "" for what is no text."""
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    return value if isinstance(value, str) else ""


def get_at(value: Json, *path: str) -> Json:
    """The value at a path of keys; None where the path ends early."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def as_list(value: Json) -> list[Json]:
    """The items of a list; none where no list stands."""
    return value if isinstance(value, list) else []


def has_item(content: Json, key: str, test: Callable[[Json], bool]) -> bool:
    """Whether `test` holds of an item in list `key` of an answer."""
    return any(test(item) for answer in list_answers(content) for item in as_list(get_at(answer, key)))


def list_answers(content: Json) -> list[Json]:
    """One answer, or a list of them (pages, or one per pupil)."""
    return content if isinstance(content, list) else [content]


def list_soap_pupils(content: Json) -> Iterator[Json]:
    """Objects with a `leerlingNummer`, in the order of the file, however deep the envelope is."""
    if isinstance(content, dict):
        if "leerlingNummer" in content:
            yield content
        else:
            for value in content.values():
                yield from list_soap_pupils(value)
    elif isinstance(content, list):
        for value in content:
            yield from list_soap_pupils(value)


def has_soap_pupil(content: Json, key: str) -> bool:
    """Whether XML, with a pupil in it that has a field `key`."""
    return isinstance(content, dict) and "#xml" in content and any(key in pupil for pupil in list_soap_pupils(content))


def as_many(value: Json) -> list[Json]:
    """XML gives one object where there is one, a list where there are more."""
    return value if isinstance(value, list) else [value] if value else []
