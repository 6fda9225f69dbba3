"""The folder of one school in a publication: what its files are made from, and how they are written."""

from collections.abc import Mapping
from dataclasses import replace

from pipelines.contexts.earlier_lists import NOTHING_EARLIER, read_earlier_school
from pipelines.contexts.outcome import Outcome
from pipelines.contexts.return_history import KnownDelivery, compare_with_last, read_history
from pipelines.publish.school_files import SchoolInput, complete, make_school_files
from pipelines.run.opened import OpenRun
from pipelines.vault.keyring import make_key_id


def give_school(run: OpenRun, outcome: Outcome, school_id: str, known: KnownDelivery) -> SchoolInput:
    """What the files of a school are made from. `known`: what its return sheet tells."""
    change = compare_with_last(known, read_history(run.settings.opslag, *run.settings.get_school(school_id).nummers))
    return replace(take_school(run, outcome, school_id), change=change)


def write_school_pages(run: OpenRun, outcome: Outcome, school_id: str) -> None:
    """The folder of a school that is measured, without its return sheet."""
    write_school(run, school_id, complete(make_school_files(take_school(run, outcome, school_id))))


def take_school(run: OpenRun, outcome: Outcome, school_id: str) -> SchoolInput:
    """What its pages are made from: its own rows, and what came out of it before."""
    earlier = NOTHING_EARLIER
    if school_id in outcome.measured:
        earlier = read_earlier_school(
            outcome, run.settings.get_school(school_id), key_id=make_key_id(run.key), damaged=run.damaged
        )
    return SchoolInput(school_id, outcome.take_school(school_id), earlier)


def write_school(run: OpenRun, school_id: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Lay down its files; the SHA-256 of each, by name."""
    return {name: run.publication.write_bytes(f"school/{school_id}/{name}", content) for name, content in files.items()}
