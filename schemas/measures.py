"""What a rule can count (`measures.yaml`): each measure once, with what goes with it and its words.

The reader refuses by key what does not fit: an unknown or missing key, a window or unit that is not there, a word that
is missing for one of them.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import DeclarationInvalid
from schemas.strict_yaml import check_keys, load_yaml

BOUNDS = frozenset({"at_least", "more_than", "at_most", "less_than"})
# VSO takes the rules marked VO (contract 5).
SECTORS = ("PO", "VO")
_FILE = Path(__file__).resolve().parent / "measures.yaml"
_PAIR = 2

# One of it and more: ("lesuur", "lesuren").
Told = tuple[str, str]


@dataclass(frozen=True)
class Measure:
    """What goes with a measure, so that nothing is written down that no SQL model looks at.

    `counts`: group of kinds -> words. `told`: per sector, in the place of the words of its unit. `share`: a percentage.
    `parts`: it adds up parts of an hour or of a day, so above 10 is not at least 11.
    `bounds`: keys of a threshold; `options`: further keys of a version or rule; `needs`: those that must be there.
    """

    windows: tuple[str, ...]
    counts: Mapping[str, str]
    units: tuple[str, ...]
    told: Mapping[str, Told]
    share: bool
    parts: bool
    bounds: Set[str]
    options: Set[str]
    needs: Set[str]


@dataclass(frozen=True)
class Unit:
    """`words` in a bound; `told`: one and more of it, None where each measure has its own."""

    words: str
    told: Told | None


@dataclass(frozen=True)
class WindowWords:
    """`told`: one and more of a window that has a length; None where `words` say it all."""

    words: str
    told: Told | None

    def describe(self, length: int | None) -> str:
        """ "in 4 lesweken", or "in het schooljaar"."""
        return f"in {length} {self.told[length != 1]}" if self.told else self.words


@dataclass(frozen=True)
class MeasureBook:
    """The whole file, by name."""

    measures: Mapping[str, Measure]
    units: Mapping[str, Unit]
    windows: Mapping[str, WindowWords]

    def tell(self, measure: str, unit: str, *, sector: str) -> Told:
        """What a rule counts, for one and for more; KeyError on a measure that is not there."""
        own = self.measures[measure].told
        if own:
            return own["PO" if sector == "PO" else "VO"]
        told = self.units[unit].told
        if told is None:
            raise KeyError(unit)
        return told


def read_measures(file: Path) -> MeasureBook:
    """Read and check the file; DeclarationInvalid names the key that does not fit."""
    document = load_yaml(file)
    check_keys(document, file.name, required={"measures", "units", "windows"})
    units = {name: _read_unit(item, f"{file.name}, units.{name}") for name, item in document["units"].items()}
    windows = {name: _read_window(item, f"{file.name}, windows.{name}") for name, item in document["windows"].items()}
    measures = {name: _read_measure(item, f"{file.name}, {name}") for name, item in document["measures"].items()}
    for name, measure in measures.items():
        where = f"{file.name}, {name}"
        _check_known(where, "windows", measure.windows, windows)
        _check_known(where, "units", measure.units, units)
        untold = [unit for unit in measure.units if not measure.told and units[unit].told is None]
        if untold:
            raise DeclarationInvalid(f"{where}: 'told' ontbreekt, en eenheid '{untold[0]}' heeft het ook niet")
    return MeasureBook(measures, units, windows)


def _read_measure(item: Any, where: str) -> Measure:
    check_keys(
        item,
        where,
        required={"windows", "counts", "units"},
        optional={"told", "share", "parts", "bounds", "options", "needs"},
    )
    told = item.get("told", {})
    if told:
        check_keys(told, f"{where}, told", required=set(SECTORS))
    _check_known(where, "bounds", item.get("bounds", []), BOUNDS)
    _check_known(where, "needs", item.get("needs", []), item.get("options", []))
    return Measure(
        windows=tuple(item["windows"]),
        counts={group: _read_words(words, f"{where}, counts.{group}") for group, words in item["counts"].items()},
        units=tuple(item["units"]),
        told={sector: _read_told(pair, f"{where}, told.{sector}") for sector, pair in told.items()},
        share=_read_flag(item, "share", where),
        parts=_read_flag(item, "parts", where),
        bounds=frozenset(item.get("bounds", BOUNDS)),
        options=frozenset(item.get("options", ())),
        needs=frozenset(item.get("needs", ())),
    )


def _read_flag(item: Mapping[str, Any], key: str, where: str) -> bool:
    flag = item.get(key, False)
    if not isinstance(flag, bool):
        raise DeclarationInvalid(f"{where}: '{key}' is geen ja of nee (true, false)")
    return flag


def _read_unit(item: Any, where: str) -> Unit:
    check_keys(item, where, required={"words"}, optional={"told"})
    return Unit(_read_words(item["words"], where), _read_told(item["told"], where) if "told" in item else None)


def _read_window(item: Any, where: str) -> WindowWords:
    check_keys(item, where, optional={"words", "told"})
    if ("words" in item) == ("told" in item):
        raise DeclarationInvalid(f"{where}: geef 'words' of 'told', en niet allebei")
    if "told" in item:
        return WindowWords("", _read_told(item["told"], where))
    return WindowWords(_read_words(item["words"], where), None)


def _read_words(text: Any, where: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise DeclarationInvalid(f"{where}: de woorden ontbreken")
    return text


def _read_told(pair: Any, where: str) -> Told:
    if not isinstance(pair, list) or len(pair) != _PAIR:
        raise DeclarationInvalid(f"{where}: 'told' is niet het woord voor een en het woord voor meer")
    return _read_words(pair[0], where), _read_words(pair[1], where)


def _check_known(where: str, key: str, names: Any, known: Set[str] | Mapping[str, Any] | list[str]) -> None:
    for name in names:
        if name not in known:
            raise DeclarationInvalid(f"{where}, {key}: '{name}' is onbekend")


BOOK = read_measures(_FILE)
MEASURES = BOOK.measures
UNITS = BOOK.units
WINDOWS = BOOK.windows
COUNTS = tuple(dict.fromkeys(group for measure in MEASURES.values() for group in measure.counts))
