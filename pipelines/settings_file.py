"""Writes `swv.toml` for the forms of the workbench: the first one whole, later changes key by key.

What people typed stays as it is: comments, order, keys that no form knows. A change is read back, and must say what was
asked and nothing else; where the file is laid out in another way it is refused, and changed by hand.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines import toml_lines
from pipelines.errors import WrongUse

Value = str | int | list[str]
# Key -> what it says; None: the key is left out.
Keys = Mapping[str, Value | None]

SWV, SCHOOL = "swv", "school"
_ORDER: Mapping[str, tuple[str, ...]] = {
    SWV: ("code", "naam", "protocol", "vakantieregio", "peildata", "schooljaar_begin", "gemeenten", "vrijgeven"),
    SCHOOL: (
        *("id", "naam", "sector", "lvs", "protocol", "vakantieregio"),
        *("minuten_per_lesuur", "te_laat_is_les_vanaf", "locatie"),
    ),
}
# What stands behind a key, so that who opens the file knows what may stand there.
_COMMENTS: Mapping[str, Mapping[str, str]] = {
    SWV: {
        "protocol": "de regels; 'msa rules' toont ze",
        "vakantieregio": "noord, midden of zuid",
        "peildata": "maand-dag: de laatste dag van elk kwartaal",
        "vrijgeven": '"direct", of "na akkoord": eerst kijken, dan vrijgeven',
    },
    SCHOOL: {
        "id": "BRIN en vestiging; alles van de school hangt eraan, dus laat het zo",
        "sector": "PO, VO of VSO",
        "lvs": "uit welk systeem haar bestanden komen",
    },
}
_PLACES = """\
[paden]                                 # gerekend vanaf dit bestand
aanlevering = "aanlevering"             # wat scholen sturen, met namen: deel deze map met niemand
uitvoer = "uitvoer"                     # de verslagen, een map per lezer
opslag = "opslag"                       # hier staan gegevens van leerlingen: versleutelde schijf, met niemand delen
"""
_HEAD = """\
# De instellingen van uw samenwerkingsverband (SWV) voor msa. Gemaakt in de werkbank op {day:%d-%m-%Y}.
# U mag dit bestand met de hand wijzigen. De werkbank laat staan wat u erin zet.
# Wat er nog meer in kan, staat in README.md bij "Instellingen".
"""
_COMMENT_AT = 40


def write_new(swv: Keys, school: Keys, *, today: date) -> str:
    """The text of a new file with its first school; WrongUse (2) for a value that no file can hold."""
    text = "\n".join((_HEAD.format(day=today), _write_block(SWV, swv), _PLACES, _write_block(SCHOOL, school)))
    return _check(text, {SWV: _keep(swv), SCHOOL: [_keep(school)], "paden": tomllib.loads(_PLACES)["paden"]})


def add_school(text: str, school: Keys) -> str:
    """The text with a school behind all that stands in it."""
    document = tomllib.loads(text)
    added = [*document.get(SCHOOL, []), _keep(school)]
    return _check(f"{text.rstrip()}\n\n{_write_block(SCHOOL, school)}", {**document, SCHOOL: added})


def change_swv(text: str, changes: Keys) -> str:
    """The text with other values under `[swv]`; a value that stays keeps its line."""
    document = tomllib.loads(text)
    return _check(_change(text, (SWV,), changes), {**document, SWV: _apply(document[SWV], changes)})


def change_school(text: str, school_id: str, changes: Keys) -> str:
    """The text with other values of one school, which is in it; a value that stays keeps its line."""
    document = tomllib.loads(text)
    at = _find(document, school_id)
    schools = [_apply(school, changes) if at == number else school for number, school in enumerate(document[SCHOOL])]
    return _check(_change(text, (SCHOOL, at), changes), {**document, SCHOOL: schools})


def remove_school(text: str, school_id: str) -> str:
    """The text without the block of one school, which is in it. Comments around the block stay."""
    document = tomllib.loads(text)
    at = _find(document, school_id)
    kept = [school for number, school in enumerate(document[SCHOOL]) if number != at]
    lines, found = text.split("\n"), toml_lines.find_lines(text)
    start = found.get((SCHOOL, at))
    if start is None:
        raise _make_by_hand()
    inside = {number for path, number in found.items() if path[:2] == (SCHOOL, at)}
    # With it goes the empty line above it.
    first = start - 2 if start > 1 and not lines[start - 2].strip() else start - 1
    del lines[first : max(inside)]
    if not kept:
        document.pop(SCHOOL)
        return _check("\n".join(lines), document)
    return _check("\n".join(lines), {**document, SCHOOL: kept})


def read_block(text: str, school_id: str = "") -> dict[str, Any]:
    """What a school, or `[swv]`, says in the file itself, without what it takes from elsewhere."""
    document = tomllib.loads(text)
    return dict(document[SCHOOL][_find(document, school_id)] if school_id else document[SWV])


def is_dated(value: Any) -> bool:
    """Whether a key says from which day on it holds: no form changes it."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _find(document: Mapping[str, Any], school_id: str) -> int:
    return next(at for at, school in enumerate(document[SCHOOL]) if school.get("id") == school_id)


def _keep(keys: Keys) -> dict[str, Value]:
    return {key: value for key, value in keys.items() if value is not None}


def _apply(block: Mapping[str, Any], changes: Keys) -> dict[str, Any]:
    return _keep({**block, **changes})


def _write_block(block: str, keys: Keys) -> str:
    header = f"[[{block}]]" if block == SCHOOL else f"[{block}]"
    written = [_write_line(block, key, keys[key]) for key in _ORDER[block] if keys.get(key) is not None]
    return "\n".join((header, *written)) + "\n"


def _write_line(block: str, key: str, value: Value | None) -> str:
    line = f"{key} = {_write_value(value)}"
    comment = _COMMENTS[block].get(key)
    return f"{line.ljust(_COMMENT_AT - 1)} # {comment}" if comment else line


def _write_value(value: Value | None) -> str:
    if isinstance(value, list):
        return f"[{', '.join(toml_lines.quote(each) for each in value)}]"
    return str(value) if isinstance(value, int) else toml_lines.quote(value or "")


def _change(text: str, block: toml_lines.Path, changes: Keys) -> str:
    name = str(block[0])
    standing = tomllib.loads(text)[name]
    for part in block[1:]:
        standing = standing[part]
    for key, value in changes.items():
        if standing.get(key) == value:
            continue
        lines, found = text.split("\n"), toml_lines.find_lines(text)
        at = found.get((*block, key))
        if at is not None:
            lines[at - 1 : at] = [] if value is None else [_replace_value(lines[at - 1], value)]
        elif value is not None:
            lines.insert(_find_place(found, block, key), _write_line(name, key, value))
        text = "\n".join(lines)
    return text


def _replace_value(line: str, value: Value) -> str:
    """The line with another value; the comment behind it stays where it stands."""
    whole, key = _read(line), line.partition("=")[0].rstrip()
    written = f"{key} = {_write_value(value)}"
    for at in (at for at, sign in enumerate(line) if sign == "#"):
        if whole is not None and _read(line[:at]) == whole:
            return f"{written.ljust(at - 1)} {line[at:]}"
    return written


def _read(line: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(line)
    except (ValueError, RecursionError):
        return None


def _find_place(found: Mapping[toml_lines.Path, int], block: toml_lines.Path, key: str) -> int:
    """Behind which line a new key comes: that of the key before it in our order, else the header."""
    order = _ORDER[str(block[0])]
    before = [found[(*block, each)] for each in order[: order.index(key)] if (*block, each) in found]
    place = max(before, default=found.get(block))
    if place is None:
        raise _make_by_hand()
    return place


def _check(text: str, expected: Mapping[str, Any]) -> str:
    """The text, when it says this and nothing else."""
    if _read(text) != expected:
        raise _make_by_hand()
    return text


def _make_by_hand() -> WrongUse:
    return WrongUse(
        "swv.toml is zo opgeschreven dat de werkbank dit er niet veilig in kan veranderen. Er is niets veranderd. "
        "Open het bestand in een tekstbewerker (Kladblok) en wijzig het daar."
    )
