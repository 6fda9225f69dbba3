"""`msa doctor --herstel`: put the store in order after a backup was put back, or a list under seal was lost.

Takes what is known most of: the marks of erased pupils of every sealed line of the log, here and beside what was
published, and the ledger of publications that fits the newest seal. Then whoever is marked is erased once more, since
an older copy of the store brings back what stood in it.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.commands.erase import erase_known, is_code, list_kept_words
from pipelines.errors import StoreUnavailable
from pipelines.intake.checked import forget_checked
from pipelines.intake.erased import load_erased
from pipelines.progress import Report, be_silent
from pipelines.publish.publication import repair_publications
from pipelines.publish.reruns import drop_outdated_editions
from pipelines.settings import School, Settings
from pipelines.vault.audit_log import is_whole, list_authentic
from pipelines.vault.folders import make_private_folder
from pipelines.vault.keyring import Keyring
from pipelines.vault.keys import settle_key
from pipelines.vault.lock import take_lock
from pipelines.vault.marks import Mark, add_new, dump_marks, read_marks
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    LEDGER,
    LOG_FILE,
    WITNESS,
    get_upcoming_file,
)
from pipelines.vault.private_file import write_private
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.publications import is_ledger
from pipelines.vault.seals import keep_witness, list_lost_schools, list_marks, list_seals, measure, put_lists
from reports.words.wording import counted, listing

_WHAT_ELSE = "Hebt u die niet? Lees dan bij 'msa doctor --help' wat --toch doet."


@dataclass(frozen=True)
class Restored:
    """What was put in order. `marks`: how many stand in the list now, `added` of which were missing in it.

    `erased`: how many pupils were found again in the store or the output and erased once more. `missing`: how many
    publications the ledger still lacks; `unknown`: schools with marks under a key that this store does not have.
    """

    marks: int
    added: int
    erased: int
    missing: int
    unknown: tuple[str, ...]


def restore(settings: Settings, *, toch: bool = False, report_progress: Report = be_silent) -> Restored:
    """Put the store in order. StoreUnavailable (14) without its key, and when something cannot be found again.

    `toch`: go on without that: publications that the ledger lacks, marks under a key that this store never had. Safe to
    break off and do again.
    """
    opslag, witness = settings.opslag, settings.uitvoer / WITNESS
    make_private_folder(opslag)
    lock = take_lock(opslag)
    try:
        key = load_key(opslag)
        ring = settle_key(opslag, key)
        repair_publications(settings.uitvoer)
        known = _read_known(opslag, ring)
        marks = add_new((), (*list_marks(witness, ring), *list_marks(opslag, ring), *known))
        lost = list_lost_schools(witness, ring)
        if lost and not toch:
            raise StoreUnavailable(
                f"Bij {listing(lost)} zijn leerlingen gewist onder een sleutel die deze opslag niet kent: zij "
                f"komen terug. Zet een reservekopie van na 'msa key --rotate' terug. {_WHAT_ELSE}"
            )
        _take_fuller_log(witness, opslag, ring)
        ledger, missing = _choose_ledger(witness, opslag, ring)
        if missing and not toch:
            raise StoreUnavailable(
                f"De lijst met publicaties mist {counted(missing, 'publicatie', 'publicaties')}, en msa heeft er geen "
                f"kopie van. Zet '{LEDGER}' terug uit een nieuwere reservekopie en geef dezelfde opdracht nog eens. "
                f"{_WHAT_ELSE}"
            )
        put_lists(opslag, {LEDGER: ledger, ERASED_FILE: dump_marks(marks)}, marks=marks)
        keep_witness(settings)
        # As an older copy of the store had them, perhaps with who was erased since.
        forget_checked(opslag)
        drop_outdated_editions(settings)
        erased = sum(_erase_again(settings, school, key=key, report=report_progress) for school in settings.scholen)
    finally:
        lock.release()
    return Restored(marks=len(marks), added=len(set(marks) - set(known)), erased=erased, missing=missing, unknown=lost)


def describe(restored: Restored) -> str:
    """What was done and what is left to do, in Dutch."""
    many = restored.marks
    lines = [
        f"De opslag is hersteld. In de lijst van gewiste leerlingen {'staat' if many == 1 else 'staan'} nu "
        f"{counted(many, 'merk', 'merken')}; {restored.added} daarvan ontbrak{'' if restored.added == 1 else 'en'}."
    ]
    if restored.erased:
        stood, have = ("stond", "is") if restored.erased == 1 else ("stonden", "zijn")
        lines.append(
            f"{counted(restored.erased, 'gewiste leerling', 'gewiste leerlingen')} {stood} weer in de opslag of de "
            f"uitvoer, en {have} opnieuw gewist."
        )
    if restored.missing:
        lines.append(
            f"Let op: de lijst met publicaties mist {counted(restored.missing, 'publicatie', 'publicaties')}. msa weet "
            "niet wat lezers daarin zagen. Geef van die peildata geen nieuw verslag uit naast het oude."
        )
    if restored.unknown:
        lines.append(
            f"Let op: bij {listing(restored.unknown)} zijn leerlingen gewist onder een sleutel die deze opslag niet "
            "kent. msa herkent hen niet. Wis hen opnieuw met 'msa erase'."
        )
    lines.append("Draai nu 'msa run' op de peildatum die u nodig hebt.")
    return "\n".join(lines)


def _read_known(opslag: Path, ring: Keyring) -> tuple[Mark, ...]:
    """The marks that lie there, sealed or not: one too many lets nobody back in. What cannot be a mark is left out."""
    known: tuple[Mark, ...] = ()
    for file in (opslag / ERASED_FILE, get_upcoming_file(opslag, ERASED_FILE)):
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            known = add_new(known, read_marks(file.read_bytes()))
    return tuple(mark for mark in known if mark.sleutel in ring.ids)


def _take_fuller_log(witness: Path, opslag: Path, ring: Keyring) -> None:
    """The log of the witness in the place of one that holds no line more: nothing that was done is forgotten."""
    kept, there = (
        {entry["hash"] for entry in list_authentic(log, ring)} if (log / LOG_FILE).exists() else set()
        for log in (witness, opslag)
    )
    if kept and there <= kept and is_whole(witness, ring):
        for name in (LOG_FILE, HEAD_FILE):
            write_private(opslag / name, (witness / name).read_bytes())


def _choose_ledger(witness: Path, opslag: Path, ring: Keyring) -> tuple[bytes, int]:
    """The ledger that fits the newest seal, else the fullest that is whole; and how many publications it lacks.

    One that was sealed once goes before one that never was.
    """
    places = (opslag / LEDGER, get_upcoming_file(opslag, LEDGER), witness / LEDGER)
    found = [content for place in places if (content := _read(place)) is not None and is_ledger(content)]
    sealed = list_seals(opslag, ring, LEDGER)
    newest = sealed[-1] if sealed else None
    best = max(
        (content for content in (*found, b"")),
        key=lambda content: (measure(content) == newest, measure(content) in sealed, measure(content).lines),
    )
    if newest is None or measure(best) == newest:
        return best, 0
    return best, max(newest.lines - measure(best).lines, 1)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _erase_again(settings: Settings, school: School, *, key: bytes, report: Report) -> int:
    """How many pupils who are marked stood in the store or the output again; they are erased as `msa erase` does."""
    erased = load_erased(settings.opslag, school.id)
    if not erased:
        return 0
    report(f"Zoeken naar gewiste leerlingen: {school.naam}")
    found = {word for word in list_kept_words(settings) if erased.names(word)}
    codes = {word if is_code(word) else make_leerling(key, school.id, word) for word in found}
    gone = [erase_known(settings, school, key=key, leerling=code, report=be_silent) for code in sorted(codes)]
    return sum(bool(each.copies or each.store or each.published or each.tables) for each in gone)
