"""Who gets which folder of a publication, and which of them may be handed over: a folder is for one reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.publish.start_page import OFFICER_PARTS, PARTS, PartWords, list_school_links
from pipelines.settings import Settings

# Municipalities that nobody told: for nobody (PRIVACY.md).
_NOBODY = "onbekend"
_KEPT = ("swv-intern", "tabellen")
_FIRST_PAGE = "index.html"


@dataclass(frozen=True)
class Reader:
    """One folder of a publication. `plek`: its place; `voor`, `mag`: for whom, and what may be done with it.

    `mag_weg`: it may be handed over. `koppelingen`: words and place of what to open, below the publication.
    """

    plek: str
    titel: str
    voor: str
    mag: str
    mag_weg: bool
    koppelingen: tuple[tuple[str, str], ...]


def list_readers(folder: Path, settings: Settings) -> tuple[Reader, ...]:
    """Every folder of the publication in `folder` that is for a reader, in the order of its start page."""
    return tuple(_list(folder, settings))


def find_reader(folder: Path, settings: Settings, place: str) -> Reader | None:
    """The reader whose folder lies at this place; None for any other text."""
    return next((reader for reader in _list(folder, settings) if reader.plek == place), None)


def _list(folder: Path, settings: Settings) -> Iterator[Reader]:
    for part in PARTS:
        if part.folder in OFFICER_PARTS:
            yield from _list_officers(folder, part)
        elif links := tuple((words, place) for place, words in part.places if (folder / place).is_file()):
            yield Reader(part.folder, part.title, part.reader, part.rule, part.folder not in _KEPT, links)
        elif (folder / part.folder).is_dir():
            files = sorted(path for path in (folder / part.folder).iterdir() if path.is_file())
            links = tuple((path.name, f"{part.folder}/{path.name}") for path in files)
            yield Reader(part.folder, part.title, part.reader, part.rule, part.folder not in _KEPT, links)
    for school in settings.scholen:
        if links := tuple(list_school_links(folder, school.id)):
            yield Reader(
                f"school/{school.id}",
                school.naam,
                "Voor de school en de consulent van die school",
                "Leerlingen staan er met een code. Geef een school alleen haar eigen map.",
                True,
                links,
            )


def _list_officers(folder: Path, part: PartWords) -> Iterator[Reader]:
    place = folder / part.folder
    towns = sorted(path for path in place.iterdir() if path.is_dir()) if place.is_dir() else []
    for town in towns:
        nobody = town.name == _NOBODY
        yield Reader(
            f"{part.folder}/{town.name}",
            f"{part.title}: {town.name}",
            "Voor niemand" if nobody else f"{part.reader.partition(',')[0]} van deze gemeente",
            "Van deze leerlingen is de gemeente niet bekend. Niet doorgeven."
            if nobody
            else "Alleen ongeoorloofd verzuim.",
            not nobody,
            (("Overzicht", f"{part.folder}/{town.name}/{_FIRST_PAGE}"),),
        )
