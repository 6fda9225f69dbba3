"""`msa verschil`: the bridge between two editions as pages, beside the publications, a folder for each reader.

`swv-intern/` for the one person whom the SWV appoints: exact, by school, no pupil. `school/<id>/` for that school: its
own pupils by code. Nothing of it is for the readers of `swv/`: no account holds it.
"""

from dataclasses import dataclass
from pathlib import Path

from pipelines.contexts.header import make_page_header
from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.progress import Report, be_silent
from pipelines.publish.edition_list import PublishedEdition
from pipelines.publish.publication import Publication
from pipelines.publish.wholeness import describe_damage, find_damage
from pipelines.run.bridges import make_school_bridges, make_swv_bridge
from pipelines.run.difference import Split, split_difference
from pipelines.run.edition_side import Side, find_edition_named, follow_side, open_side
from pipelines.settings import Settings
from pipelines.store.reference import load_checked_rule_sets
from pipelines.vault.audit_log import write_entry
from pipelines.vault.folders import make_fresh_folder, remove
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.pages import record_folder
from pipelines.vault.places import DIFFERENCE_FOLDER, WORK_FOLDER
from reports.render import render_school_bridge
from reports.render_swv import render_swv_bridge

INTERN_PAGE = "swv-intern/index.html"


@dataclass(frozen=True)
class FoundDifference:
    """Where the pages are, and what could not be split, in sentences."""

    output: Path
    doubts: tuple[str, ...]


def run_difference(
    settings: Settings, before: str, after: str, *, report_progress: Report = be_silent
) -> FoundDifference:
    """Split what differs between two editions, by their names, and write the pages.

    WrongUse (2) for editions that are not there, StoreUnavailable (14) for one that is not as it came out.
    """
    editions = [find_edition_named(settings, name) for name in (before, after)]
    if editions[0].folder == editions[1].folder:
        raise WrongUse("Dat is twee keer dezelfde uitgave. 'msa uitgaven' toont welke er zijn.")
    if editions[0].peildatum > editions[1].peildatum:
        raise WrongUse("De uitgave bij --van is van een latere peildatum dan die bij --naar. Draai ze om.")
    lock = take_lock(settings.opslag)
    try:
        _refuse_damaged(settings, editions)
        key = open_key(settings)
        rule_sets = load_checked_rule_sets(settings.get_on(editions[1].peildatum))
        opened, later = (open_side(settings, edition, key=key, rule_sets=rule_sets) for edition in editions)
        sides = [follow_side(opened, later), later]
        work = make_fresh_folder(settings.opslag / WORK_FOLDER)
        try:
            found = split_difference(
                sides[0],
                sides[1],
                rule_sets=rule_sets,
                folder=work / DIFFERENCE_FOLDER,
                report_progress=report_progress,
            )
        finally:
            remove(work)
        return FoundDifference(_write_pages(settings, editions, sides, found), found.doubts)
    finally:
        lock.release()


def _refuse_damaged(settings: Settings, editions: list[PublishedEdition]) -> None:
    """StoreUnavailable (14) when the tables of one of the editions are not as they were logged."""
    places = {edition.folder.relative_to(settings.uitvoer).as_posix() for edition in editions}
    damage = find_damage(settings, only=("tabellen", "manifest.json"), places=places)
    if damage:
        raise StoreUnavailable("\n".join(describe_damage(damage)))


def _write_pages(settings: Settings, editions: list[PublishedEdition], sides: list[Side], found: Split) -> Path:
    before, after = sides
    name = "-naar-".join(f"{edition.peildatum.isoformat()}-{edition.number}" for edition in editions)
    publication = Publication(settings.uitvoer / DIFFERENCE_FOLDER, name)
    try:
        header = make_page_header(after.settings, after.period)
        whole = make_swv_bridge(before, after, found, synthetic=settings.voorbeeld)
        publication.write_text(INTERN_PAGE, render_swv_bridge(whole))
        bridges = make_school_bridges(before, after, found)
        for school, bridge in bridges.items():
            page = render_school_bridge(bridge, header, synthetic=settings.voorbeeld)
            publication.write_text(f"school/{school}/index.html", page)
        write_entry(
            settings.opslag,
            "verschil",
            schools=list(bridges),
            peildatum=editions[1].peildatum,
            counts={"uitgave": editions[1].number},
        )
        record_folder(settings.opslag, publication.folder, folder=DIFFERENCE_FOLDER)
        publication.finish()
    finally:
        publication.discard()
    return publication.target
