"""How long msa keeps data of pupils, and `msa erase --voor` and `--verlopen`: what is older goes.

A peildatum decides the age of a publication, and of what counted for it; its moment of writing that of what says no
peildatum. Nothing goes by itself: `msa run` tells what is past its time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines.commands.copies import list_copies, list_uses
from pipelines.commands.last_run import read_last_run
from pipelines.errors import WrongUse
from pipelines.publish.publication import ANONYMOUS, list_editions
from pipelines.settings import Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.case_register import Register, forget, load_register, save_register
from pipelines.vault.editions import drop_editions, list_edition_files
from pipelines.vault.folders import make_private_folder
from pipelines.vault.kept_forms import drop_delivered
from pipelines.vault.keyring import keep_in_translation
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.places import (
    AS_OF_FOLDER,
    CHECK_FOLDER,
    DIFFERENCE_FOLDER,
    EXPLAIN_FOLDER,
    QUARANTINE,
    STORE_FILE,
    get_fault_file,
    get_waiting_note,
    list_partitions,
)
from pipelines.vault.seals import keep_witness
from pipelines.vault.stored import replace_stored
from pipelines.vault.waiting import list_waiting_folders
from reports.words.wording import counted, listing, short_date


@dataclass(frozen=True)
class Expired:
    """What is older than `before`: pupil-level parts of publications, copies in the vault, and other files."""

    before: date
    peildata: tuple[date, ...] = ()
    published: tuple[Path, ...] = ()
    copies: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.published or self.copies or self.others)

    def __str__(self) -> str:
        """How much of each, in Dutch."""
        return listing(
            (
                counted(len(self.peildata), "peildatum in de uitvoer", "peildata in de uitvoer"),
                counted(len(self.copies), "kopie van een levering", "kopieën van leveringen"),
                counted(len(self.others), "ander bestand", "andere bestanden"),
            )
        )


def get_limit(settings: Settings, today: date) -> date:
    """The day before which everything is past its time: `[bewaren] jaren` ago."""
    year = today.year - settings.bewaren_jaren
    # 29 February of a year that has none is the day after its 28th.
    return date(year, 3, 1) if (today.month, today.day) == (2, 29) and year % 4 else today.replace(year=year)


def find_expired(settings: Settings, before: date) -> Expired:
    """What `erase_before` would remove; changes nothing."""
    old = [(day, list(_list_parts(folder))) for day, folder in list_editions(settings.uitvoer) if day < before]
    return Expired(
        before=before,
        peildata=tuple(sorted({day for day, parts in old if parts})),
        published=tuple(part for _, parts in old for part in parts),
        copies=tuple(_list_old_copies(settings, before)),
        others=tuple(_list_old_files(settings, before)),
    )


def erase_before(settings: Settings, *, before: date, today: date) -> Expired:
    """Remove what is older than `before` and return it. WrongUse (2) for a day to come, StoreUnavailable (14).

    What is anonymous stays: `swv/`, `inspectie/`, the manifest, the ledger of publications. So do key, log and marks.
    """
    # Reads deliveries, which `msa doctor` does without.
    from pipelines.commands.erase import list_kept_words, remove_all
    from pipelines.intake.read_parts import forget_read_before

    if before > today:
        raise WrongUse(f"--voor {short_date(before)} ligt na vandaag. Geef een datum die al geweest is.")
    opslag = settings.opslag
    make_private_folder(opslag)
    lock = take_lock(opslag)
    try:
        key = open_key(settings)
        found = find_expired(settings, before)
        forget_read_before(opslag, before, key=key)
        drop_editions(opslag, [day for day, _ in list_edition_files(opslag) if day < before])
        remove_all((*found.published, *found.copies, *found.others))
        numbers = [number for school in settings.scholen for number in school.nummers]
        left = [drop_delivered(opslag, number, before=before) for number in numbers]
        replace_stored(opslag, {place: content for each in left for place, content in each.items()})
        # A code that nothing that is left names tells of nobody any more.
        replace_stored(opslag, keep_in_translation(opslag, list_kept_words(settings)))
        save_register(forget_before(load_register(opslag), before), opslag)
        write_entry(
            opslag,
            "periode_gewist",
            peildatum=before,
            counts={
                "kopieen": len(found.copies),
                "opslag": len(found.others),
                "uitvoer": len(found.published),
            },
        )
        keep_witness(settings)
    finally:
        lock.release()
    return found


def forget_before(register: Register, before: date) -> Register:
    """The register of the Inspectie without the peildata before this day; their numbers are never given again.

    A case that no later peildatum tells of is cut loose from who it is about.
    """
    standen = {day: entries for day, entries in register.standen.items() if day >= before}
    told = {entry.nummer for entries in standen.values() for entry in entries}
    gone = {houder for number, houder in register.houders.items() if number not in told}
    still = {register.houders[number] for number in told}
    return forget(replace(register, standen=standen), gone - still)


def _list_parts(publication: Path) -> Iterator[Path]:
    """The parts of a publication that are about pupils."""
    yield from (part for part in sorted(publication.iterdir()) if part.name not in ANONYMOUS)


def _list_old_copies(settings: Settings, before: date) -> Iterator[Path]:
    """Copies that counted for earlier peildata alone; one that counted for none is as old as it was made."""
    uses = list_uses(settings)
    for copy in list_copies(settings.opslag):
        days = [use.peildatum for use in uses.get(copy.name, ())]
        if max(days, default=_get_day(copy)) < before:
            yield copy


def _list_old_files(settings: Settings, before: date) -> Iterator[Path]:
    """What is kept of old peildata (also output that waits), and explanations, return sheets and fault reports."""
    yield from (file for day, file in list_edition_files(settings.opslag) if day < before)
    yield from (file for day, file in list_partitions(settings.opslag) if day < before)
    for day, folder in list_waiting_folders(settings.opslag):
        if day < before:
            yield from (folder, get_waiting_note(settings.opslag, day.isoformat()))
    store = settings.opslag / STORE_FILE
    run = read_last_run(settings.opslag, ("ref_run",)).get("ref_run")
    if run is not None and not run.filter(pl.col("peildatum") < before).is_empty():
        yield from (path for path in (store, settings.opslag / QUARANTINE) if path.exists())
    places = [settings.uitvoer / folder for folder in (EXPLAIN_FOLDER, CHECK_FOLDER, AS_OF_FOLDER, DIFFERENCE_FOLDER)]
    files = [
        *(file for place in places for file in sorted(place.rglob("*"))),
        *settings.opslag.glob(get_fault_file(settings.opslag, "*").name),
    ]
    yield from (file for file in files if file.is_file() and _get_day(file) < before)


def _get_day(file: Path) -> date:
    return datetime.fromtimestamp(file.stat().st_mtime).date()
