"""`index.html` of a publication: made from the files that were written, so that each it names is there."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipelines.contexts.header import make_report_header
from pipelines.contexts.outcome import Outcome
from pipelines.publish.publication import Publication
from reports.context.start import StartPage, StartPart, StartSchool
from reports.render import render_start_page
from schemas.acts import load_acts

START_PAGE = "index.html"


class PartWords(NamedTuple):
    """A part of a publication: title, for whom, what may be handed over, and its files or folders with their words."""

    title: str
    reader: str
    rule: str
    places: tuple[tuple[str, str], ...]

    @property
    def folder(self) -> str:
        """The folder that it lies in."""
        return self.places[0][0].partition("/")[0]


# Each part of a publication but the schools. A part without any of its files is left out.
PARTS = (
    PartWords(
        "Samenwerkingsverband",
        "Voor het samenwerkingsverband, om te delen",
        "Alleen aantallen, zonder leerlingen. Kleine aantallen zijn afgeschermd.",
        (
            ("swv/index.html", "Trimesterverslag"),
            ("swv/index.pdf", "Trimesterverslag als PDF"),
            ("swv/figuren.html", "Figuren om te verkennen"),
            ("swv/cijfers.csv", "De cijfers voor een spreadsheet"),
        ),
    ),
    PartWords(
        "Samenwerkingsverband, intern",
        "Alleen voor wie het samenwerkingsverband aanwijst",
        "Precieze aantallen per school, ook heel kleine. Niet doorgeven.",
        (("swv-intern/index.html", "Precieze aantallen en lijsten"),),
    ),
    PartWords(
        "Leerplicht",
        "Voor de leerplichtambtenaar, één map voor elke gemeente",
        "Alleen ongeoorloofd verzuim. Geef een gemeente alleen haar eigen map. De map onbekend is voor niemand.",
        (("leerplicht", "Map met een map voor elke gemeente"),),
    ),
    PartWords(
        "Doorstroompunt",
        "Voor het Doorstroompunt (RMC), één map voor elke gemeente",
        "Meerderjarige leerlingen, alleen ongeoorloofd verzuim. De map onbekend is voor niemand.",
        (("doorstroompunt", "Map met een map voor elke gemeente"),),
    ),
    PartWords(
        "Inspectie",
        "Voor de Inspectie van het Onderwijs",
        "De thuiszittersregistratie, zonder naam of code van een leerling.",
        (("inspectie", "Map met de registratie"),),
    ),
    PartWords(
        "Tabellen",
        "Voor de analist van het samenwerkingsverband",
        "Leerlingen staan er met een code. Niet doorgeven. Ook manifest.json is alleen voor de analist.",
        (
            ("tabellen/tabellen.xlsx", "Alle tabellen voor Excel, met uitleg"),
            ("tabellen", "Map met alle tabellen"),
        ),
    ),
)
# Parts with a folder for each municipality.
OFFICER_PARTS = ("leerplicht", "doorstroompunt")
_OF_A_SCHOOL = (
    ("index.html", "Schoolrapport"),
    ("index.pdf", "Schoolrapport als PDF"),
    ("leerlingen.html", "Leerlingen"),
    ("figuren.html", "Figuren"),
    ("retour.html", "Retourblad"),
    ("retour.xlsx", "Retourblad voor Excel"),
    ("msa-formulier.xlsx", "Formulier om in te vullen"),
)


def write_start_page(publication: Publication, outcome: Outcome) -> None:
    """Write the page; last of all, when every other file is there."""
    publication.write_text(START_PAGE, render_start_page(_make_page(publication.folder, outcome)))


def _make_page(folder: Path, outcome: Outcome) -> StartPage:
    return StartPage(
        kop=make_report_header(outcome),
        delen=tuple(_list_parts(folder)),
        scholen=tuple(
            StartSchool(school.naam, school.id, tuple(list_school_links(folder, school.id)))
            for school in outcome.settings.scholen
        ),
        alleen_retour=not outcome.measured,
        synthetisch=outcome.settings.voorbeeld,
    )


def _list_parts(folder: Path) -> Iterator[StartPart]:
    for title, reader, rule, places in PARTS:
        links = tuple((words, _link(folder, place)) for place, words in places if (folder / place).exists())
        if links:
            yield StartPart(title, reader, rule, links)


def list_school_links(folder: Path, school_id: str) -> Iterator[tuple[str, str]]:
    """Words and place of each page of one school that is there."""
    sheets = [(f"rol/{role}.html", f"Werkblad {words}") for role, words in load_acts().roles.items()]
    for name, words in (*_OF_A_SCHOOL, *sheets):
        place = f"school/{school_id}/{name}"
        if (folder / place).exists():
            yield words, place


def _link(folder: Path, place: str) -> str:
    return f"{place}/" if (folder / place).is_dir() else place
