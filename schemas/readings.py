"""How open points of the protocols are read, in the words of the reports (`schemas/readings.yaml`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).resolve().parent / "readings.yaml"
# Readings that touch one rule set only; all others are shown with every protocol.
_ONLY_FOR = {"D12": ("noord-kennemerland",), "D14": ("noord-kennemerland",)}


@dataclass(frozen=True)
class ReadingText:
    """One reading: its number, what it is about, and the reading itself in Dutch."""

    punt: str
    onderwerp: str
    lezing: str


def load_readings(protocols: set[str]) -> tuple[ReadingText, ...]:
    """The readings that decide figures under these rule sets, in order of number."""
    return tuple(text for text in _load_texts() if text.punt not in _ONLY_FOR or protocols & set(_ONLY_FOR[text.punt]))


@cache
def _load_texts() -> tuple[ReadingText, ...]:
    return tuple(ReadingText(**row) for row in yaml.safe_load(_FILE.read_text(encoding="utf-8")))
