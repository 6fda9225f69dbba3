"""The first page of a publication: what lies in it, for whom each part is, and what may be handed to whom."""

from dataclasses import dataclass

from reports.context.header import ReportHeader


@dataclass(frozen=True)
class StartPart:
    """One folder, or one kind of folder: a reader of its own."""

    titel: str
    voor: str
    """For whom, as in "Voor het samenwerkingsverband"."""
    mag: str
    """What may be handed over, and to whom; a sentence."""
    koppelingen: tuple[tuple[str, str], ...]
    """Words and place of each file or folder, relative to the page."""


@dataclass(frozen=True)
class StartSchool:
    """What lies there for one school."""

    naam: str
    school: str
    koppelingen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StartPage:
    """`index.html` of a publication. `alleen_retour`: no school could be measured, so there are return sheets alone."""

    kop: ReportHeader
    delen: tuple[StartPart, ...]
    scholen: tuple[StartSchool, ...]
    alleen_retour: bool = False
    synthetisch: bool = False
