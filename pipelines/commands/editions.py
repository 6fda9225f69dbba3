"""`msa uitgaven`: which editions of each peildatum there are, since when, why, and what each was made of."""

from collections.abc import Iterator
from datetime import date

from pipelines.errors import WrongUse
from pipelines.publish.edition_list import PublishedEdition, list_published_editions
from pipelines.run.edition_words import name_place, say_since
from pipelines.settings import Settings
from reports.words.wording import counted, listing, short_date


def describe_editions(settings: Settings, peildatum: date | None = None) -> str:
    """The editions in words, the newest of each peildatum first; WrongUse (2) when there are none."""
    editions = list_published_editions(settings, peildatum)
    if not editions:
        of = f" van peildatum {short_date(peildatum)}" if peildatum else ""
        raise WrongUse(f"Er is nog geen uitvoer{of}. Draai eerst 'msa run'.")
    days = sorted({edition.peildatum for edition in editions}, reverse=True)
    return "\n".join(line for day in days for line in _describe_day(day, editions))


def _describe_day(day: date, editions: list[PublishedEdition]) -> Iterator[str]:
    yield f"Peildatum {short_date(day)}"
    for edition in reversed([each for each in editions if each.peildatum == day]):
        yield f"  uitgave {edition.number}, {say_since(edition)} ({name_place(edition)})"
        yield f"    waarom: {'; '.join(edition.reasons)}"
        yield f"    {_describe_inputs(edition)}"


def _describe_inputs(edition: PublishedEdition) -> str:
    manifest = edition.manifest
    if not manifest:
        return "waaruit hij gemaakt is, is niet te lezen"
    rules = sorted({f"{rules['id']} ({rules['versie']})" for rules in manifest["regelsets"].values()})
    return (
        f"{counted(len(manifest['bestanden']), 'bestand', 'bestanden')}; regels {listing(rules)}; "
        f"msa {manifest['programma']['versie']}"
    )
