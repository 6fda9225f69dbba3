"""One school of a run: read, checked, loaded into the store, and kept as it was counted."""

from dataclasses import dataclass

from pipelines.contexts.outcome import Outcome
from pipelines.intake.checked import find_checked, keep_checked, make_mark, pack, read_kept, unpack
from pipelines.intake.delivered import LPA_FOLDER, SWV_FOLDER, Delivery
from pipelines.intake.school import read_school, without_rows
from pipelines.run.opened import OpenRun
from pipelines.store.reference import get_school_number
from pipelines.system import count_processors
from pipelines.vault.places import get_partition
from pipelines.vault.private_file import write_private

# Of three schools one waits for Python; more of them only take memory.
_MOST_READ_AT_ONCE = 3


def count_read_at_once() -> int:
    """Schools that are read at a time: on one processor one, where a second would only wait."""
    return min(_MOST_READ_AT_ONCE, 2 * count_processors() - 1)


@dataclass(frozen=True)
class ReadSchool:
    """One school as it was read. `mark`: by what a run recognises that it would be read the same.

    `is_kept`: it was read and checked by an earlier run, and nothing changed since.
    """

    delivery: Delivery
    mark: str
    is_kept: bool


def read_one_school(run: OpenRun, school_id: str) -> ReadSchool:
    """Read one school's delivery, or take it as an earlier run kept it."""
    school, peildatum = run.settings.get_school(school_id), run.period.peildatum
    number = get_school_number(run.settings, school_id)
    told = f"Lezen {number + 1} van {len(run.settings.scholen)}: {school.naam}"
    mark = make_mark(run.settings, school, key=run.key, peildatum=peildatum)
    kept = find_checked(run.settings, school, key=run.key, peildatum=peildatum, mark=mark)
    run.progress(f"{told} (was al gelezen en getoetst)" if kept else told)
    delivery = kept or read_school(run.settings, school, key=run.key, peildatum=peildatum)
    return ReadSchool(delivery, mark, is_kept=kept is not None)


def check_one_school(run: OpenRun, read: ReadSchool) -> Delivery:
    """Check each table as it is declared, load it, and keep the school for a run that goes on from here.

    Returned without its rows, which the store holds; those of a school that was kept are loaded where they are asked.
    """
    school, delivery = run.settings.get_school(read.delivery.school), read.delivery
    if not read.is_kept:
        if delivery.refused is None:
            run.store.load_delivery(get_school_number(run.settings, school.id), delivery.frames)
        keep_checked(run.settings, school, delivery, key=run.key, peildatum=run.period.peildatum, mark=read.mark)
    kept = get_partition(run.settings.opslag, school.id, run.period.peildatum.isoformat())
    if delivery.refused is None and not kept.is_file():
        # It changed while it was read: kept for this run alone.
        write_private(run.aside / _name_read(school.id), pack(delivery))
    return without_rows(delivery)


def load_counted(run: OpenRun, school: str) -> Delivery:
    """The delivery of a school with all rows that the store holds of it."""
    return unpack(read_counted(run, school))[0]


def load_read(run: OpenRun, school: str) -> Delivery:
    """The delivery of a school as it was read in this run, with its rows."""
    return unpack(_read_read(run, school))[0]


def read_counted(run: OpenRun, school: str) -> bytes:
    """As `load_counted`, packed."""
    part = run.aside / name_part(school)
    return part.read_bytes() if part.is_file() else _read_read(run, school)


def _read_read(run: OpenRun, school: str) -> bytes:
    kept = read_kept(run.settings.opslag, school, run.period.peildatum)
    return (run.aside / _name_read(school)).read_bytes() if kept is None else kept


def pack_parts(run: OpenRun, outcome: Outcome) -> dict[str, bytes]:
    """What this run counted from, packed, by folder; of a school that changed while it was read there is nothing."""
    packed = {
        school.id: read_kept(run.settings.opslag, school.id, run.period.peildatum)
        for school in run.settings.scholen
        if outcome.deliveries[school.id].refused is None
    }
    packed |= {name: pack(each) for name, each in outcome.deliveries.items() if each.refused is not None}
    parts = {name: body for name, body in packed.items() if body is not None}
    counted = [LPA_FOLDER, SWV_FOLDER, *(name for name in parts if (run.aside / name_part(name)).is_file())]
    return parts | {name: (run.aside / name_part(name)).read_bytes() for name in counted}


def name_part(folder: str) -> str:
    """What a folder is counted from, where that is not what was kept of it when it was read."""
    return f"{folder}.deel"


def _name_read(folder: str) -> str:
    return f"{folder}.gelezen"
