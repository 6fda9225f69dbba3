"""`msa run --zoals-op`: a quarter counted again from the deliveries as they were known on a day.

From what was kept of the edition that stood on that day (`pipelines.intake.read_parts`), by the program, the rules and
the settings of now: where these are the same the bytes are. Tables and pages of schools come out, beside the
publications, for the analyst alone; what is about no pupil is not made anew, since readers have had it once.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.errors import WrongUse
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER
from pipelines.intake.read_parts import ReadEdition, load_read
from pipelines.intake.school import without_rows
from pipelines.progress import Report, be_silent
from pipelines.publish.edition_list import PublishedEdition, list_differences, list_published_editions
from pipelines.publish.manifest import make_manifest
from pipelines.run.classified import count_read, read_report_marts
from pipelines.run.edition_words import name_place, say_since
from pipelines.run.last_edition import find_editions_before
from pipelines.run.opened import OpenRun, close_run, open_run
from pipelines.run.prepared import add_bridges
from pipelines.run.published import write_tables
from pipelines.run.schedule import TIME_ZONE
from pipelines.run.school_pages import write_school_pages
from pipelines.settings import School, Settings
from pipelines.store.reference import get_school_number
from pipelines.vault.audit_log import write_entry
from pipelines.vault.keyring import make_key_id
from pipelines.vault.pages import record_folder
from pipelines.vault.places import AS_OF_FOLDER
from reports.words.wording import counted, listing, short_date

_MOST_SHOWN = 10
_NOT_REPEATED = (
    "Niet opnieuw gemaakt: de pagina's zonder leerlingen (swv, inspectie), de retourbladen en de mappen voor "
    "leerplicht en Doorstroompunt. Die staan bij de uitgave zelf."
)


@dataclass(frozen=True)
class AsOf:
    """A quarter as it was known on a day. `same` and `other`: files that are, and are not, as they came out then.

    `causes`: in what the two differ, as far as is known; `left_out`: schools that cannot be repeated, with the reason.
    """

    edition: PublishedEdition
    output: Path
    same: tuple[str, ...]
    other: tuple[str, ...]
    causes: tuple[str, ...]
    left_out: tuple[str, ...]


def run_as_of(settings: Settings, *, peildatum: date, known_on: date, report_progress: Report = be_silent) -> AsOf:
    """Count the edition that stood on `known_on` again, and lay it beside what came out then.

    WrongUse (2) when nothing stood then or what it was counted from is not kept; else raises as `open_run`.
    """
    edition = find_edition(settings, peildatum, known_on)
    run = open_run(
        settings,
        peildatum=peildatum,
        agreed=True,
        place=(settings.uitvoer / AS_OF_FOLDER, f"{peildatum.isoformat()}-op-{known_on.isoformat()}"),
        report_progress=report_progress,
    )
    try:
        read = load_read(settings.opslag, peildatum, edition.number, key=run.key)
        if read is None:
            raise WrongUse(
                f"Van uitgave {edition.number} van peildatum {short_date(peildatum)} is niet bewaard waaruit hij is "
                f"geteld. De uitgave zelf is er nog: {name_place(edition)}."
            )
        return _repeat(run, edition, read)
    finally:
        close_run(run)


def find_edition(settings: Settings, peildatum: date, known_on: date) -> PublishedEdition:
    """The newest edition that was out at the end of a day; WrongUse (2) when there was none."""
    zone = ZoneInfo(TIME_ZONE)
    known = [
        edition
        for edition in list_published_editions(settings, peildatum)
        if edition.since is not None and edition.since.astimezone(zone).date() <= known_on
    ]
    if not known:
        raise WrongUse(
            f"Van peildatum {short_date(peildatum)} was er op {short_date(known_on)} nog niets uitgekomen. "
            "'msa uitgaven' zegt wanneer wat uitkwam."
        )
    return known[-1]


def describe_as_of(found: AsOf) -> Iterator[str]:
    """What was counted again, whether it is what came out then, and what could not be repeated: in Dutch."""
    edition = found.edition
    yield (
        f"Opnieuw geteld: uitgave {edition.number} van peildatum {short_date(edition.peildatum)}, {say_since(edition)}."
    )
    if found.other:
        yield (
            f"{counted(len(found.same), 'bestand is', 'bestanden zijn')} gelijk aan wat toen uitkwam, "
            f"{counted(len(found.other), 'bestand is', 'bestanden zijn')} anders:"
        )
        yield from (f"  {name}" for name in found.other[:_MOST_SHOWN])
        if len(found.other) > _MOST_SHOWN:
            yield f"  en nog {counted(len(found.other) - _MOST_SHOWN, 'bestand', 'bestanden')}"
    else:
        files = counted(len(found.same), "bestand", "bestanden")
        yield f"Alles is byte voor byte gelijk aan wat toen uitkwam ({files})."
    if found.causes:
        yield f"Anders dan toen: {listing(found.causes)}."
    yield from found.left_out
    yield _NOT_REPEATED


def _repeat(run: OpenRun, edition: PublishedEdition, read: ReadEdition) -> AsOf:
    known = [_name_then(school, read.parts) for school in run.settings.scholen]
    run = replace(run, settings=replace(run.settings, scholen=tuple(known)), known_folders=run.settings.ids)
    schools = [school for school in known if school.id in read.parts]
    left_out = [
        *_tell_missing(run.settings, edition, read),
        *(f"School {school}: een leerling is sindsdien gewist en telt niet mee." for school in read.erased),
    ]
    run = replace(run, settings=replace(run.settings, scholen=tuple(schools)), toch=True)
    for school in schools:
        delivery = read.parts[school.id]
        if delivery.refused is None:
            run.store.load_delivery(get_school_number(run.settings, school.id), delivery.frames)
    deliveries = {school.id: without_rows(read.parts[school.id]) for school in schools}
    outcome = count_read(run, deliveries, lists=read.parts[LPA_FOLDER], moves=read.parts[SWV_FOLDER])
    write_tables(run.publication, outcome)
    outcome = read_report_marts(run, outcome)
    before = find_editions_before(run.settings, edition.peildatum, edition.manifest, number=edition.number)
    outcome = add_bridges(run, outcome, before, lambda: read.parts, schools=outcome.measured)
    for school_id in outcome.measured:
        write_school_pages(run, outcome, school_id)
    same, other = _lay_beside(run.publication.folder, edition.folder)
    now = json.loads(make_manifest(outcome, key_id=make_key_id(run.key)))
    write_entry(
        run.settings.opslag,
        "zoals_op",
        schools=[school.id for school in schools],
        peildatum=run.period.peildatum,
        counts={"uitgave": edition.number, "gelijk": len(same), "anders": len(other)},
    )
    record_folder(run.settings.opslag, run.publication.folder, folder=AS_OF_FOLDER)
    run.publication.finish()
    return AsOf(
        edition=edition,
        output=run.publication.target,
        same=tuple(same),
        other=tuple(other),
        causes=tuple(list_differences(edition.manifest, now)),
        left_out=tuple(left_out),
    )


def _name_then(school: School, known: Collection[str]) -> School:
    """The school under the number that it had then."""
    then = next((number for number in reversed(school.nummers) if number in known), school.id)
    before = school.oude_nummers[: school.nummers.index(then)]
    return replace(school, id=then, vroeger=before, keten=()) if then != school.id else school


def _tell_missing(settings: Settings, edition: PublishedEdition, read: ReadEdition) -> Iterator[str]:
    """Schools of the edition that cannot be counted again."""
    now = {school.id for school in settings.scholen}
    for school in sorted(edition.manifest.get("regelsets", {})):
        if school not in now:
            yield f"School {school} staat niet meer in {settings.file.name} en telt niet mee."
        elif school not in read.parts:
            yield f"School {school} veranderde toen terwijl msa las: haar rijen zijn niet bewaard en tellen niet mee."


def _lay_beside(folder: Path, edition: Path) -> tuple[list[str], list[str]]:
    """Names of the files that were written: those that are the same in the edition, and those that are not."""
    same: list[str] = []
    other: list[str] = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        there = edition / name
        (same if there.is_file() and there.read_bytes() == file.read_bytes() else other).append(name)
    return same, other
