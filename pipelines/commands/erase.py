"""`msa erase`: one pupil out of everything msa keeps, so that no byte stays; and who was erased does not come back.

A row that is deleted from a database file leaves its bytes there, so no file is edited: one that names the pupil goes
whole, and only published tables are written anew without the pupil. What a run makes again (store, quarantine) goes
always. What stays is searched once more, and the erasure fails when anything is found. The deliveries are the user's
own: they are named, not touched.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import polars as pl

from pipelines.commands.copies import list_copies, list_copies_of_others
from pipelines.commands.last_run import read_last_run
from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.intake.delivered import SWV_FOLDER
from pipelines.intake.erased import add_marks, load_erased
from pipelines.intake.read_parts import forget_in_read, list_kept_moves, list_read_codes
from pipelines.intake.school import read_moves, read_school
from pipelines.intake.succession import Succession, find_linked
from pipelines.intake.traces import holds, list_words
from pipelines.progress import Report, be_silent
from pipelines.publish.publication import ANONYMOUS, PER_READER, list_editions
from pipelines.publish.stripped_tables import is_tables, strip_tables
from pipelines.publish.wholeness import keep_stripped
from pipelines.settings import School, Settings
from pipelines.vault.audit_log import write_entry
from pipelines.vault.case_register import forget, load_register, make_holder, save_register
from pipelines.vault.editions import forget_in_editions
from pipelines.vault.folders import make_private_folder, remove
from pipelines.vault.kept_forms import list_delivered
from pipelines.vault.keyring import strip_translation, translate_codes
from pipelines.vault.keys import open_key
from pipelines.vault.lock import take_lock
from pipelines.vault.places import (
    ERASED_FILE,
    HEAD_FILE,
    KEY_FILE,
    LEDGER,
    LOCK_FILE,
    LOG_FILE,
    LOG_LOCK,
    OLD_KEYS,
    PARTITIONS,
    PREFECT_HOME,
    QUARANTINE,
    READ,
    REGISTER_FILE,
    RING_FILE,
    STORE_FILE,
    VAULT,
    WAITING,
    WORK_FOLDER,
    get_fault_file,
    get_translation_file,
)
from pipelines.vault.pseudonym import make_leerling
from pipelines.vault.seals import keep_witness
from pipelines.vault.stored import record_removed, replace_stored
from reports.words.wording import counted
from schemas.tables import RAW_OVERSTAP

_CODE = re.compile(r"l[a-z2-7]{11}")
# Keys, marks and registers: they name nobody, or what names the pupil is taken out of them.
_KEPT_FILES = {KEY_FILE, RING_FILE, LOG_FILE, HEAD_FILE, ERASED_FILE, REGISTER_FILE, LEDGER, LOCK_FILE, LOG_LOCK}
_KEPT_FOLDERS = {OLD_KEYS, PREFECT_HOME, READ}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = ("bestand", "bestanden")
_OTHER_FILE = ("ander bestand", "andere bestanden")
_COPY = ("kopie van een levering", "kopieën van leveringen")
_FORM = ("MSA-formulier", "MSA-formulieren")


@dataclass(frozen=True)
class Erasure:
    """What was erased of one pupil: `copies` and `store` count files, `published` tells what went from the output.

    `tables`: folders of tables out of which only the rows of the pupil went.
    `forms`: how many of the copies were MSA forms. `originals`: delivered files in which the pupil still stands, in
    words without a name. `refused`: the delivery cannot be read now, so its files could not be looked through.
    `number_known`: False when the pupil is known by code alone. `elsewhere`: school and code of the same child at other
    schools, where it still stands.
    """

    school: str
    copies: int
    forms: int
    store: int
    published: tuple[str, ...]
    tables: tuple[str, ...]
    originals: tuple[str, ...]
    refused: bool
    number_known: bool
    elsewhere: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Found:
    """What names the pupil: copies in the vault, places in the output, other files in the store.

    `renewed`: what lies there of what the next run makes again, and leftovers; these go without looking.
    """

    copies: tuple[Path, ...]
    published: tuple[Path, ...]
    others: tuple[Path, ...]
    renewed: tuple[Path, ...]

    @property
    def names_pupil(self) -> bool:
        return bool(self.copies or self.published or self.others)


def erase_pupil(settings: Settings, *, school_id: str, leerling: str, report_progress: Report = be_silent) -> Erasure:
    """Erase one pupil, known by code. WrongUse (2) for a code that nothing knows, StoreUnavailable (14).

    Safe to break off and do again: the mark that keeps the pupil out is made first.
    """
    school = settings.get_school(school_id)
    if not is_code(leerling):
        # What was typed is not repeated: it may be a number or a name.
        raise WrongUse("Bij --leerling hoort een code van 12 tekens die met een l begint, zoals in het schoolrapport.")
    make_private_folder(settings.opslag)
    lock = take_lock(settings.opslag)
    try:
        key = open_key(settings)
        return erase_known(settings, school, key=key, leerling=leerling, report=report_progress)
    finally:
        lock.release()


def is_code(word: str) -> bool:
    """Whether this is written as the code of a pupil."""
    return _CODE.fullmatch(word) is not None


def erase_known(settings: Settings, school: School, *, key: bytes, leerling: str, report: Report) -> Erasure:
    """Erase one pupil of a store that is opened; the caller holds the lock. Raises as `erase_pupil`."""
    opslag = settings.opslag
    codes = _list_codes(opslag, leerling)
    report("Zoeken …")
    number = _find_number(settings, school, codes, key=key)
    wanted = codes if number is None else codes | {number, *_make_codes(key, school, number)}
    codes = wanted - {number}
    find = _make_finder(settings, school, codes=codes, wanted=wanted)
    found = find()
    known = load_erased(opslag, *school.nummers).names(leerling)
    if number is None and not (found.names_pupil or known):
        raise WrongUse(
            f"Niets gevonden over deze code bij school {school.id}. Staat de leerling bij een andere school? "
            "De code staat in het schoolrapport en in tabellen/leerling_periode."
        )
    # What links the child to its other codes goes with this one.
    elsewhere = _find_elsewhere(settings, school, codes, key=key)
    add_marks(opslag, school.id, wanted)
    keep_witness(settings)
    forms = {
        sha256
        for known_as in school.nummers
        for delivered in list_delivered(opslag, known_as).values()
        for sha256 in delivered
    }
    report("Wissen …")
    stripped = [place for place in found.published if is_tables(place) and strip_tables(place, codes)]
    left = [place for place in stripped if _names(place, codes)]
    whole = [place for place in found.published if place not in stripped or place in left]
    # Told after they are gone, but only now known as folders or files.
    published = _show(settings, whole)
    remove_all((*found.copies, *whole, *found.others, *found.renewed))
    # By the codes of all keys, so before the earlier ones are forgotten.
    for known_as in school.nummers:
        forget_in_editions(opslag, known_as, codes)
        forget_in_read(opslag, known_as, codes, key=key)
    replace_stored(opslag, strip_translation(opslag, codes))
    record_removed(opslag)
    register = load_register(opslag)
    save_register(forget(register, {make_holder(key, each, code) for each in school.nummers for code in codes}), opslag)
    delivery, moves = read_school(settings, school, key=key), read_moves(settings, key=key)
    if any(astuple(find())):
        raise StoreUnavailable(
            f"De leerling is nog niet helemaal gewist: in {opslag.name} of {settings.uitvoer.name} staat nog een "
            "bestand met de leerling erin. Controleer de rechten en geef dezelfde opdracht nog eens."
        )
    store = len(found.others) + len(found.renewed)
    write_entry(
        opslag,
        "leerling_gewist",
        schools=[school.id],
        counts={"kopieen": len(found.copies), "opslag": store, "uitvoer": len(found.published)},
        hashes={
            **{f"kopie-{nr}": copy.name for nr, copy in enumerate(found.copies, 1) if _SHA256.fullmatch(copy.name)},
            **keep_stripped(settings),
        },
    )
    keep_witness(settings)
    return Erasure(
        school=school.id,
        copies=len(found.copies),
        forms=sum(copy.name in forms for copy in found.copies),
        store=store,
        published=published,
        tables=_show(settings, [place for place in stripped if place not in left]),
        originals=(
            *(f"map {school.id}: {place}" for place in delivery.places_erased),
            *(f"map {SWV_FOLDER}: {place}" for place in moves.places_erased),
        ),
        refused=delivery.refused is not None,
        number_known=number is not None or known,
        elsewhere=elsewhere,
    )


def describe(erased: Erasure, settings_file: Path) -> str:
    """What was done and what is left to do, in Dutch: no number, no name.

    A code only in the command that erases the same child at another school.
    """
    return "\n".join([*_tell_gone(erased), *_tell_left(erased), *_tell_elsewhere(erased, settings_file)])


def _tell_elsewhere(erased: Erasure, settings_file: Path) -> Iterator[str]:
    """Last, so that it is read: a request of a parent is done when the child is gone from all schools."""
    if not erased.elsewhere:
        return
    yield (
        f"LET OP, u bent nog niet klaar. Hetzelfde kind staat onder een andere code ook bij "
        f"{counted(len(erased.elsewhere), 'een andere school', 'andere scholen')}. Wis het daar ook, met:"
    )
    for school, code in erased.elsewhere:
        yield f'  msa erase "{settings_file}" --school {school} --leerling {code}'
    yield "Bewaar deze regels tot u klaar bent: met het wissen verdwijnt ook wat de codes verbindt."


def _find_elsewhere(
    settings: Settings, school: School, codes: Iterable[str], *, key: bytes
) -> tuple[tuple[str, str], ...]:
    """The same child at other schools, by the moves that are delivered now or that an edition was counted with."""
    moves = pl.concat(
        [list_kept_moves(settings.opslag, key=key), read_moves(settings, key=key).frames[RAW_OVERSTAP.name]]
    )
    succession = Succession(settings.opvolgers)
    own = {(known_as, code) for known_as in school.nummers for code in codes}
    found = {(succession.name(place), code) for place, code in find_linked(moves, own) - own}
    return tuple(
        sorted(
            (place, code)
            for place, code in found
            if place in settings.ids - {school.id}
            and not load_erased(settings.opslag, *settings.get_school(place).nummers).names(code)
        )
    )


def _tell_gone(erased: Erasure) -> Iterator[str]:
    if not (erased.copies or erased.store or erased.published or erased.tables):
        yield "Er stond niets meer van deze leerling in de opslag en de uitvoer."
        return
    yield (
        "De leerling is gewist. Weg uit de opslag: "
        f"{counted(erased.copies, *_COPY)} en {counted(erased.store, *_OTHER_FILE)}."
    )
    if erased.tables:
        yield "Uit deze tabellen zijn alleen de rijen van de leerling weg:"
        yield from (f"  {place}" for place in erased.tables)
    if erased.published:
        yield "Weg uit de uitvoer, ook wat er in dezelfde map over andere leerlingen stond:"
        yield from (f"  {place}" for place in erased.published)
        yield "Maak ze opnieuw met 'msa run' op die peildata. msa gebruikt dan de aanleveringen van nu."


def _tell_left(erased: Erasure) -> Iterator[str]:
    if not erased.number_known:
        yield (
            "Let op: het leerlingnummer bij deze code is niet gevonden. Onder een andere code kan de leerling nog in "
            "kopieën van leveringen staan. Zoek de code van nu op met 'msa key' en wis ook die."
        )
    if erased.refused:
        yield (
            f"Let op: de aanlevering van {erased.school} is nu niet te lezen. Kijk zelf of de leerling er nog in staat."
        )
    elif erased.originals:
        yield f"De leerling staat nog in deze aangeleverde bestanden van {erased.school}:"
        yield from (f"  {place}" for place in erased.originals)
        yield (
            "Verwijder die bestanden en vraag de school om nieuwe zonder deze leerling. Zolang ze er staan, slaat msa "
            "de leerling over en telt de rest mee."
        )
    if erased.forms:
        yield (
            f"Let op: bij de kopieën {'was' if erased.forms == 1 else 'waren'} {counted(erased.forms, *_FORM)}. Wat "
            "daarin over andere leerlingen stond, telt alleen nog mee zolang het bestand zelf bij de school in de map "
            "staat."
        )
    yield "Denk zelf aan reservekopieën, en aan mappen die u al hebt doorgegeven."


def _list_codes(opslag: Path, leerling: str) -> set[str]:
    """The code, and those that the pupil had under earlier keys or has now."""
    earlier = translate_codes(opslag)
    now = earlier.get(leerling, leerling)
    return {leerling, now, *(code for code, newer in earlier.items() if newer == now)}


def _make_codes(key: bytes, school: School, number: str) -> set[str]:
    """The codes of a leerlingnummer under every number that the school has had."""
    return {make_leerling(key, each, number) for each in school.nummers}


def _find_number(settings: Settings, school: School, codes: Iterable[str], *, key: bytes) -> str | None:
    """The leerlingnummer behind a code: looked for in what msa keeps and in what is delivered now, never shown."""
    wanted = set(codes)
    counted = read_last_run(settings.opslag, ("raw_sleutel",))
    if "raw_sleutel" in counted:
        for number, code in counted["raw_sleutel"].select("leerlingnummer", "leerling").iter_rows():
            if code in wanted and not wanted.isdisjoint(_make_codes(key, school, number)):
                return number
    tried: set[str] = set()
    places = [settings.get_delivery_folder(school.id), settings.opslag / VAULT, settings.opslag / QUARANTINE]
    for file in (file for place in places for file in sorted(place.rglob("*")) if file.is_file()):
        words = _list_words(file) - tried
        tried |= words
        for word in words:
            if not wanted.isdisjoint(_make_codes(key, school, word)):
                return word
    return None


def _list_words(file: Path) -> set[str]:
    try:
        return list_words(file)
    except OSError:
        return set()


def list_kept_words(settings: Settings) -> set[str]:
    """Every word by which a pupil can be known in what msa keeps: all of the store, and codes in the output."""
    counted = read_last_run(settings.opslag, ("raw_sleutel",))
    words = {
        word for frame in counted.values() for row in frame.select("leerlingnummer", "leerling").rows() for word in row
    }
    others = (file for file in _list_others(settings.opslag) if not file.name.startswith(STORE_FILE))
    words |= list_read_codes(settings.opslag)
    for file in (*list_copies(settings.opslag), *others):
        words |= _list_words(file)
    for file in (path for path in settings.uitvoer.rglob("*") if path.is_file()):
        words |= {word for word in (*_list_words(file), *file.stem.split()) if is_code(word)}
    return words


def _make_finder(settings: Settings, school: School, *, codes: set[str], wanted: set[str]) -> Callable[[], _Found]:
    """A function that looks for all that must go.

    A number may also be that of another pupil at another school: copies that are known to be of other schools alone
    stay. In the output and the rest of the store a pupil goes by code.
    """

    def find() -> _Found:
        foreign = list_copies_of_others(settings, school)
        renewed = _list_renewed(settings.opslag, school)
        copies = (copy for copy in list_copies(settings.opslag) if copy.name not in foreign)
        others = (file for file in _list_others(settings.opslag) if file not in renewed)
        return _Found(
            copies=tuple(copy for copy in copies if _holds(copy, wanted)),
            published=tuple(place for place in list_places(settings.uitvoer) if _names(place, codes)),
            others=tuple(file for file in others if _holds(file, codes)),
            renewed=tuple(renewed),
        )

    return find


def list_places(uitvoer: Path) -> Iterator[Path]:
    """What may name a pupil in the output and is removed whole: a reader's folder of a publication, else a file."""
    editions = {folder for _, folder in list_editions(uitvoer)}
    for folder in sorted(editions):
        for part in sorted(folder.iterdir()):
            if part.name in PER_READER:
                yield from sorted(part.iterdir())
            elif part.name not in ANONYMOUS:
                yield part
    for file in sorted(path for path in uitvoer.rglob("*") if path.is_file()):
        if editions.isdisjoint(file.parents):
            yield file


def _names(place: Path, codes: set[str]) -> bool:
    """Whether a file, or any file of a folder, names the pupil; a PDF is judged by the page it was printed from."""
    files = [place] if place.is_file() else [file for file in sorted(place.rglob("*")) if file.is_file()]
    return any(
        any(code in file.name for code in codes)
        or (not file.with_suffix(".html").exists() if file.suffix == ".pdf" else _holds(file, codes))
        for file in files
    )


def _holds(file: Path, words: set[str]) -> bool:
    """Whether a file names the pupil; one that cannot be read is taken to."""
    try:
        return holds(file, words)
    except OSError:
        return True


def _list_others(opslag: Path) -> Iterator[Path]:
    """Files in the store besides the vault and what `_KEPT_FILES` and `_KEPT_FOLDERS` name."""
    skipped = _KEPT_FOLDERS | {VAULT}
    tables = get_translation_file(opslag, "*").name
    for file in sorted(path for path in opslag.rglob("*") if path.is_file()):
        inside = file.relative_to(opslag).parts
        if inside[0] not in skipped and not (len(inside) == 1 and (file.name in _KEPT_FILES or file.match(tables))):
            yield file


def _list_renewed(opslag: Path, school: School) -> list[Path]:
    """What the next run makes again, and leftovers of earlier ones."""
    patterns = (
        f"{STORE_FILE}*",
        f"{WORK_FOLDER}*",
        WAITING,
        PARTITIONS,
        get_fault_file(opslag, "*").name,
        *(f"{QUARANTINE}/{number}.csv" for number in school.nummers),
    )
    return [path for pattern in patterns for path in sorted(opslag.glob(pattern))]


def remove_all(places: Iterable[Path]) -> None:
    """Remove files and folders; StoreUnavailable when one cannot be."""
    for place in places:
        try:
            remove(place)
        except OSError:
            raise StoreUnavailable(
                f"In '{place.parent.name}' is niet te wissen. Controleer de rechten en geef dezelfde opdracht nog eens."
            ) from None


def _show(settings: Settings, places: Iterable[Path]) -> tuple[str, ...]:
    """Places in the output as they may be shown: a page of `msa explain` is named by a code, so files are counted."""
    folders = [place.relative_to(settings.uitvoer).as_posix() for place in places if place.is_dir()]
    files = Counter(place.parent.relative_to(settings.uitvoer).as_posix() for place in places if not place.is_dir())
    return tuple(sorted([*folders, *(f"{name} ({counted(many, *_FILE)})" for name, many in files.items())]))
