"""`msa doctor --herstel`: put the store in order after a backup was put back, or a list under seal was lost.

Takes what is known most of: the marks of erased pupils of every sealed line of the log, here and beside what was
published, and the ledger of publications and the register of cases that fit the newest seal. Kept editions that do not
are let go of: their figures stay as they stand. What of the ledger cannot be found again is told in the log, and
nothing new comes out of those peildata (`pipelines.vault.losses`). Then whoever is marked is erased once more, since
an older copy of the store brings back what stood in it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.commands.erase import erase_known, is_code, list_kept_words
from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.intake.checked import forget_checked
from pipelines.intake.erased import load_erased
from pipelines.progress import Report, be_silent
from pipelines.publish.publication import list_editions
from pipelines.publish.reruns import drop_outdated_editions
from pipelines.publish.wholeness import keep_stripped
from pipelines.settings import School, Settings
from pipelines.vault.audit_log import acknowledge_break, is_whole, list_authentic
from pipelines.vault.folders import make_private_folder
from pipelines.vault.keyring import Keyring
from pipelines.vault.keys import open_key, settle_key
from pipelines.vault.leftovers import sweep_output
from pipelines.vault.lock import take_lock
from pipelines.vault.losses import accept_loss, read_losses, tell_losses
from pipelines.vault.marks import Mark, add_new, dump_marks, read_marks
from pipelines.vault.pages import settle_pages
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    LEDGER,
    LOG_FILE,
    REGISTER_FILE,
    SEALED_FILES,
    WITNESS,
    find_peildatum,
    get_upcoming_file,
    list_edition_names,
)
from pipelines.vault.private_file import write_private
from pipelines.vault.pseudonym import load_key, make_leerling
from pipelines.vault.publications import is_ledger
from pipelines.vault.seals import (
    Sealed,
    find_newest_seal,
    keep_witness,
    list_changes,
    list_lost_schools,
    list_marks,
    list_seals,
    measure,
    put_lists,
)
from pipelines.vault.stored import accept_stored, settle_stored
from reports.words.wording import counted, listing, short_date

_WHAT_ELSE = "Hebt u die niet? Lees dan bij 'msa doctor --help' wat --toch doet."


@dataclass(frozen=True)
class Restored:
    """What was put in order. `marks`: how many stand in the list now, `added` of which were missing in it.

    `erased`: how many pupils were found again in the store or the output and erased once more. `missing`: how many
    publications the ledger still lacks; `unknown`: schools with marks under a key that this store does not have.
    `older_register`: the register of cases is one of before. `lost`: peildata of which nothing new comes out, because
    what came out of them is not known any more; `any_lost`: so may it be of each peildatum up to today.
    `stored`: other files that were not as msa wrote them, in words; each is an earlier one now, or gone.
    """

    marks: int
    added: int
    erased: int
    missing: int
    unknown: tuple[str, ...]
    older_register: bool = False
    lost: tuple[date, ...] = ()
    any_lost: bool = False
    stored: tuple[str, ...] = ()


def restore(settings: Settings, *, toch: bool = False, report_progress: Report = be_silent) -> Restored:
    """Put the store in order. StoreUnavailable (14) without its key, and when something cannot be found again.

    `toch`: go on without that: publications that the ledger lacks, marks under a key that this store never had. Safe to
    break off and do again.
    """
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        return put_in_order(settings, toch=toch, report_progress=report_progress)
    finally:
        lock.release()


def put_in_order(settings: Settings, *, toch: bool = False, report_progress: Report = be_silent) -> Restored:
    """As `restore`; the caller holds the lock."""
    opslag, witness = settings.opslag, settings.uitvoer / WITNESS
    key = load_key(opslag)
    ring = settle_key(opslag, key)
    sweep_output(settings)
    known = read_known(opslag, ring)
    marks = add_new((), (*list_marks(witness, ring), *list_marks(opslag, ring), *known))
    unknown = list_lost_schools(witness, ring)
    if unknown and not toch:
        raise StoreUnavailable(
            f"Bij {listing(unknown)} zijn leerlingen gewist onder een sleutel die deze opslag niet kent: zij "
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
    register, older = _choose_register(witness, opslag, ring)
    if older and not toch:
        raise StoreUnavailable(
            f"Het register voor de Inspectie ('{REGISTER_FILE}') is niet het nieuwste, en msa heeft dat niet meer. "
            "Zet het terug uit een nieuwere reservekopie en geef dezelfde opdracht nog eens. Zonder dat kunnen "
            f"gevallen andere volgnummers krijgen dan de Inspectie heeft. {_WHAT_ELSE}"
        )
    editions, dropped = _choose_editions(witness, opslag, ring)
    lost, any_lost = _list_lost(settings, ledger, ring)
    named = sorted({*lost, *dropped})
    put_lists(
        opslag,
        {LEDGER: ledger, ERASED_FILE: dump_marks(marks), REGISTER_FILE: register, **editions},
        marks=marks,
        hashes={
            **tell_losses(named, unknown=any_lost, sha256=measure(ledger).sha256),
            # The line that told of them may be among what was lost.
            **keep_stripped(settings),
        },
    )
    acknowledge_break(opslag, ring)
    settle_pages(settings)
    settle_stored(opslag)
    faults = accept_stored(opslag)
    keep_witness(settings)
    # As an older copy of the store had them, perhaps with who was erased since.
    forget_checked(opslag)
    drop_outdated_editions(settings)
    erased = sum(_erase_again(settings, school, key=key, report=report_progress) for school in settings.scholen)
    return Restored(
        marks=len(marks),
        added=len(set(marks) - set(known)),
        erased=erased,
        missing=missing,
        unknown=unknown,
        older_register=older,
        lost=tuple(named),
        any_lost=any_lost,
        stored=tuple(map(str, faults)),
    )


def accept(settings: Settings, peildatum: date) -> None:
    """Let new figures of a peildatum come out beside those that were lost. WrongUse (2) where none were."""
    lock = take_lock(settings.opslag)
    try:
        open_key(settings)
        if not read_losses(settings.opslag).covers(peildatum):
            raise WrongUse(
                f"Van peildatum {short_date(peildatum)} is geen publicatie kwijt: er is niets vrij te geven."
            )
        accept_loss(settings.opslag, peildatum)
        keep_witness(settings)
    finally:
        lock.release()


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
            "niet wat lezers daarin zagen."
        )
    if restored.lost or restored.any_lost:
        days = listing([short_date(day) for day in restored.lost])
        each = "elke peildatum tot en met vandaag"
        which = (f"{each}, ook {days}" if days else each) if restored.any_lost else f"peildatum {days}"
        lines.append(
            f"Van {which} komen geen nieuwe cijfers zonder leerlingen uit: wat in swv/ staat, blijft staan. De andere "
            "mappen worden wel nieuw. Met --toch en --peildatum erbij geeft u één peildatum vrij; lees eerst bij "
            "'msa doctor --help' wat dat kost."
        )
    if restored.older_register:
        lines.append(
            "Let op: het register voor de Inspectie is er een van eerder. Draai de latere peildata opnieuw, en leg de "
            "volgnummers naast de lijst die de Inspectie heeft."
        )
    if restored.unknown:
        lines.append(
            f"Let op: bij {listing(restored.unknown)} zijn leerlingen gewist onder een sleutel die deze opslag niet "
            "kent. msa herkent hen niet. Wis hen opnieuw met 'msa erase'."
        )
    if restored.stored:
        lines.append(f"Let op: {', en '.join(restored.stored)}. msa gaat verder met een eerdere versie, of zonder.")
    lines.append("Draai nu 'msa run' op de peildatum die u nodig hebt.")
    return "\n".join(lines)


def read_known(opslag: Path, ring: Keyring) -> tuple[Mark, ...]:
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
    found = [content for content in _read_all(witness, opslag, LEDGER) if is_ledger(content)]
    sealed = list_seals(opslag, ring, LEDGER)
    newest = sealed[-1] if sealed else None
    best = max(
        (*found, b""),
        key=lambda content: (measure(content) == newest, measure(content) in sealed, measure(content).lines),
    )
    if newest is None or measure(best) == newest:
        return best, 0
    return best, max(newest.lines - measure(best).lines, 1)


def _choose_register(witness: Path, opslag: Path, ring: Keyring) -> tuple[bytes, bool]:
    """The register of cases that fits the newest seal, else one that was sealed before; and whether it is older.

    One that was never sealed is not taken: the Inspectie never had its numbers. Without a seal it stays as it lies.
    """
    found = _read_all(witness, opslag, REGISTER_FILE)
    newest, sealed = find_newest_seal(opslag, ring), list_seals(opslag, ring, REGISTER_FILE)
    if newest is None or REGISTER_FILE not in newest:
        return (found[0] if found else b""), False
    best = max((*found, b""), key=lambda content: _find_last(sealed, measure(content)))
    return best, measure(best) not in newest[REGISTER_FILE]


def _choose_editions(witness: Path, opslag: Path, ring: Keyring) -> tuple[dict[str, bytes], list[date]]:
    """What is kept of each peildatum as the newest seal says, else nothing; and of which peildata that was lost.

    When the log itself is lost, nobody knows whether what lies there is all.
    """
    newest, lying = find_newest_seal(opslag, ring), list_edition_names(opslag)
    if newest is not None and REGISTER_FILE not in newest:
        # Sealed before editions were.
        return {name: _read(opslag / name) or b"" for name in lying}, []
    known = {name: states for name, states in (newest or {}).items() if name not in SEALED_FILES}
    chosen = {
        name: next((each for each in _read_all(witness, opslag, name) if measure(each) in known.get(name, ())), b"")
        for name in sorted({*lying, *known})
    }
    lost = known if newest is not None else lying
    return chosen, [day for name in lost if not chosen[name] and (day := find_peildatum(name)) is not None]


def _list_lost(settings: Settings, ledger: bytes, ring: Keyring) -> tuple[list[date], bool]:
    """Of which peildata the ledger has lost a publication, and whether there may be others that nobody can name.

    Then all that are published now are named too: a peildatum may lie after today.
    """
    changes = list_changes(settings.opslag, ring, LEDGER)
    standing = [day for day, _ in list_editions(settings.uitvoer)]
    if not changes:
        return standing, bool(standing)
    last = max((number for number, (state, _) in enumerate(changes) if state == measure(ledger)), default=-1)
    after = [day for _, day in changes[last + 1 :]]
    unknown = None in after
    return [*(day for day in after if day is not None), *(standing if unknown else [])], unknown


def _read_all(witness: Path, opslag: Path, name: str) -> list[bytes]:
    """One file as it lies here, as it was about to, and as it lies beside what is published."""
    places = (opslag / name, get_upcoming_file(opslag, name), witness / name)
    return [content for place in places if (content := _read(place)) is not None]


def _find_last(sealed: Sequence[Sealed], state: Sealed) -> int:
    return max((number for number, each in enumerate(sealed) if each == state), default=-1)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _erase_again(settings: Settings, school: School, *, key: bytes, report: Report) -> int:
    """How many pupils who are marked stood in the store or the output again; they are erased as `msa erase` does."""
    erased = load_erased(settings.opslag, *school.nummers)
    if not erased:
        return 0
    report(f"Zoeken naar gewiste leerlingen: {school.naam}")
    found = {word for word in list_kept_words(settings) if erased.names(word)}
    codes = {word if is_code(word) else make_leerling(key, school.stam, word) for word in found}
    gone = [erase_known(settings, school, key=key, leerling=code, report=be_silent) for code in sorted(codes)]
    return sum(bool(each.copies or each.store or each.published or each.tables) for each in gone)
