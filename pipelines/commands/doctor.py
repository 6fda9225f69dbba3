"""`msa doctor`: is this machine fit to run msa? Each check looks at one thing and tells how it stands and what to do.

Nothing is changed and nothing of a pupil is read: names of our own folders, rights, sizes, versions and moments.
"""

import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines import paths
from pipelines.calendar import tell_missing
from pipelines.commands.copies import list_copies
from pipelines.commands.retention import find_expired, get_limit
from pipelines.contexts.trend import describe_newer, list_newer, list_published
from pipelines.errors import StoreUnavailable, UserError
from pipelines.intake.arrival import is_sound
from pipelines.publish.account import lay_account
from pipelines.publish.pdf import BROWSERS
from pipelines.publish.wholeness import describe_waiting_damage, find_damage, find_waiting_damage, name_damage
from pipelines.run.schedule import TIME_ZONE
from pipelines.settings import Settings
from pipelines.store.periods import make_next_period
from pipelines.store.reference import load_checked_rule_sets
from pipelines.store.store import is_readable
from pipelines.vault.audit_log import (
    CLOCK_SLACK,
    STORE_FORMAT,
    count_acknowledged,
    find_format,
    find_later,
    read_entries,
    refuse_newer_format,
    verify_log,
)
from pipelines.vault.editions import list_edition_files, load_editions
from pipelines.vault.keyring import is_old_key, load_ring, make_key_id, settle_ring
from pipelines.vault.keys import has_traces
from pipelines.vault.lock import is_locked
from pipelines.vault.pages import count_changed_pages
from pipelines.vault.parts import count_damaged_parts, list_damaged_partitions
from pipelines.vault.places import KEY_FILE, LOCK_FILE, OLD_KEYS, READ, STORE_FILE
from pipelines.vault.pseudonym import load_key
from pipelines.vault.seals import RESTORE, find_faults, find_seal, is_older, is_witness_whole
from pipelines.vault.stored import find_stored_faults, find_unknown
from pipelines.vault.waiting import list_waiting
from reports.words.wording import counted

GOED, LET_OP, FOUT = "goed", "let op", "fout"
PYTHONS = ((3, 11), (3, 14))
MEGABYTE = 1024 * 1024
LEAST_FREE = 500 * MEGABYTE
AMPLE_FREE = 4 * 1024 * MEGABYTE
CHECKED_WITHIN = timedelta(days=365)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;]+)( ;)?")
_SHOWN = 3
# Enough of the last seal to note elsewhere and compare.
_SEAL_SHOWN = 16


@dataclass(frozen=True)
class Check:
    """How one thing stands: `stand` is GOED, LET_OP or FOUT; `doen` says what to do; `exit_code` counts when FOUT."""

    naam: str
    stand: str
    uitkomst: str
    doen: str = ""
    exit_code: int = 0


@dataclass(frozen=True)
class Machine:
    """What the checks look at besides the settings."""

    now: datetime
    python: tuple[int, int]
    installed: Mapping[str, str]
    lock: Path
    find_program: Callable[[str], str | None]
    find_free: Callable[[Path], int]


def look_at_machine(now: datetime) -> Machine:
    """This machine as it is."""
    # Each look at a name or version reads the whole description anew, so once for both.
    described = [found.metadata for found in metadata.distributions()]
    return Machine(
        now=now,
        python=sys.version_info[:2],
        installed={_fold(each["Name"]): each["Version"] for each in described},
        lock=paths.find_lock(),
        find_program=shutil.which,
        find_free=lambda folder: shutil.disk_usage(folder).free,
    )


def examine(settings: Settings, machine: Machine) -> list[Check]:
    """Every check, in the order in which a user would mend things."""
    return [
        check_python(machine),
        check_versions(machine),
        *check_folders(settings),
        check_links(settings.opslag),
        check_private_files(settings.opslag),
        check_disk(settings, machine),
        check_key(settings),
        check_log(settings.opslag),
        *check_lists(settings),
        *check_witness(settings),
        check_formats(settings),
        check_stored(settings.opslag),
        check_read_schools(settings.opslag),
        check_retention(settings, machine),
        check_schools(settings),
        check_store(settings.opslag),
        check_copies(settings.opslag),
        check_editions(settings.opslag),
        *check_publications(settings),
        check_account(settings),
        check_pages(settings),
        check_waiting(settings),
        check_lock(settings.opslag),
        check_clock(settings, machine),
        check_time_zone(),
        check_calendar(settings, machine),
        check_rule_sets(settings, machine),
        check_browser(machine),
    ]


def get_exit_code(checks: list[Check]) -> int:
    """0 when nothing is wrong; else the code of what is: the store (14) before rule sets (12) and wrong use (2)."""
    return max((check.exit_code for check in checks if check.stand == FOUT), default=0)


def write_report(checks: list[Check]) -> str:
    """One line a check, and below it what to do."""
    width = max(len(stand) for stand in (GOED, LET_OP, FOUT))
    lines = []
    for check in checks:
        lines.append(f"{check.stand:<{width}}  {check.naam}: {check.uitkomst}")
        if check.doen:
            lines.append(f"{'':<{width}}  → {check.doen}")
    counts = {stand: sum(check.stand == stand for check in checks) for stand in (FOUT, LET_OP)}
    lines.append("")
    if not any(counts.values()):
        lines.append("Alles is in orde.")
    else:
        lines.append(f"{counts[FOUT]} fout, {counts[LET_OP]} let op, {len(checks) - sum(counts.values())} goed.")
    return "\n".join(lines)


# --- the program -------------------------------------------------------------------------------------------------


def check_python(machine: Machine) -> Check:
    """The Python that runs this."""
    low, high = PYTHONS
    shown = ".".join(map(str, machine.python))
    if low <= machine.python < high:
        return Check("Python", GOED, f"versie {shown}")
    return Check(
        "Python",
        FOUT,
        f"versie {shown} past niet",
        f"Gebruik Python {low[0]}.{low[1]} of nieuwer, maar ouder dan {high[0]}.{high[1]}. Draai dan 'make setup'.",
        2,
    )


def check_versions(machine: Machine) -> Check:
    """Installed packages against the lock; packages with a condition may be missing."""
    name = "Versies van pakketten"
    try:
        lines = machine.lock.read_text(encoding="utf-8").splitlines()
    except OSError:
        return Check(
            name,
            LET_OP,
            f"niet te vergelijken: {machine.lock.name} ontbreekt",
            "Installeer msa opnieuw, zoals in README.md staat.",
        )
    pins: dict[str, set[str | None]] = {}
    for match in filter(None, map(_PIN.match, lines)):
        # A package can be pinned twice, under conditions; one that has a condition may be missing.
        package, version, condition = match.groups()
        pins.setdefault(_fold(package), set()).update({version, None} if condition else {version})
    missing = sorted(package for package, versions in pins.items() if not {machine.installed.get(package)} & versions)
    if not missing:
        return Check(name, GOED, f"alle {len(pins)} zoals vastgelegd")
    shown = ", ".join(missing[:_SHOWN]) + (" en meer" if len(missing) > _SHOWN else "")
    stand = LET_OP if all(package in machine.installed for package in missing) else FOUT
    return Check(
        name,
        stand,
        f"{len(missing)} van {len(pins)} niet zoals vastgelegd: {shown}",
        "Doe de regel met requirements.lock opnieuw: zie 'Installeren' in README.md. Of draai 'make setup'.",
        2,
    )


def _fold(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


# --- folders and files -------------------------------------------------------------------------------------------


def check_folders(settings: Settings) -> Iterator[Check]:
    """The three folders of `[paden]`: there, usable, and closed to others."""
    yield _check_folder("aanlevering", settings.aanlevering, needed=os.R_OK | os.X_OK, must_exist=True)
    yield _check_folder("uitvoer", settings.uitvoer, needed=os.R_OK | os.W_OK | os.X_OK, must_exist=False)
    yield _check_folder("opslag", settings.opslag, needed=os.R_OK | os.W_OK | os.X_OK, must_exist=False)


def _check_folder(key: str, folder: Path, *, needed: int, must_exist: bool) -> Check:
    name = f"Map {key}"
    code = 14 if key == "opslag" else 2
    if not folder.is_dir():
        if must_exist or folder.exists():
            return Check(
                name, FOUT, f"'{folder.name}' is er niet", f"Maak de map, of verbeter '{key}' in [paden].", code
            )
        if not os.access(_find_parent(folder), os.W_OK | os.X_OK):
            return Check(
                name, FOUT, f"'{folder.name}' is niet te maken", "Geef u zelf schrijfrecht op de map erboven.", code
            )
        return Check(name, GOED, f"'{folder.name}' is er nog niet; de eerste run maakt hem")
    if not os.access(folder, needed):
        return Check(
            name, FOUT, f"'{folder.name}' is niet te gebruiken", "Geef u zelf lees- en schrijfrecht op de map.", code
        )
    if stat.S_IMODE(folder.stat().st_mode) & _OTHERS:
        return Check(
            name,
            FOUT if key == "opslag" else LET_OP,
            f"'{folder.name}' staat open voor andere accounts",
            f"Sluit de map: chmod 700 {folder.name}",
            code,
        )
    return Check(name, GOED, f"'{folder.name}' is alleen voor u")


def _find_parent(folder: Path) -> Path:
    """The nearest folder above that exists."""
    return next(parent for parent in folder.parents if parent.is_dir())


def check_links(opslag: Path) -> Check:
    """No link in the store: what is written through it lands elsewhere."""
    links = sorted(entry.name for entry in os.scandir(opslag) if entry.is_symlink()) if opslag.is_dir() else []
    if not links:
        return Check("Snelkoppelingen in opslag", GOED, "geen")
    return Check(
        "Snelkoppelingen in opslag",
        FOUT,
        f"gevonden: {links[0]}",
        "Haal die weg, of zet de map of het bestand zelf ervoor in de plaats.",
        14,
    )


def check_private_files(opslag: Path) -> Check:
    """Every file below the store is closed to others; counted, not named."""
    name = "Bestanden in opslag"
    found = [path for path in opslag.rglob("*") if not path.is_symlink()] if opslag.is_dir() else []
    is_open = sum(bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS) for path in found)
    if not is_open:
        return Check(name, GOED, "alle alleen voor u")
    return Check(
        name,
        FOUT,
        f"{is_open} van {len(found)} staan open voor andere accounts",
        f"Sluit ze: chmod -R go= {opslag.name}",
        14,
    )


def check_disk(settings: Settings, machine: Machine) -> Check:
    """Free space where the store and the output are written."""
    places = (settings.opslag, settings.uitvoer)
    free = min(machine.find_free(place if place.is_dir() else _find_parent(place)) for place in places)
    shown = f"{free // MEGABYTE} MB vrij"
    if free >= AMPLE_FREE:
        return Check("Schijfruimte", GOED, shown)
    doen = f"Maak ruimte. Een groot samenwerkingsverband vraagt {AMPLE_FREE // MEGABYTE} MB."
    return Check("Schijfruimte", LET_OP if free >= LEAST_FREE else FOUT, shown, doen, 14)


# --- key, store, lock --------------------------------------------------------------------------------------------


def check_key(settings: Settings) -> Check:
    """The key is there, readable, that of this store; missing where codes were given out is a loss."""
    if not (settings.opslag / KEY_FILE).exists():
        if has_traces(settings):
            return Check(
                "Sleutel",
                FOUT,
                "ontbreekt, terwijl er al verslagen of leveringen zijn",
                f"Zet het bestand '{KEY_FILE}' terug uit een kopie. Geen kopie? Zie 'msa key --help', bij --nieuw.",
                14,
            )
        return Check("Sleutel", GOED, "is er nog niet; de eerste run maakt hem")
    try:
        key = load_key(settings.opslag)
    except StoreUnavailable:
        doen = f"Zet het bestand '{KEY_FILE}' in opslag terug uit een reservekopie."
        return Check("Sleutel", FOUT, "niet te lezen of niet van de goede lengte", doen, 14)
    try:
        ring = load_ring(settings.opslag)
        if ring is not None:
            settle_ring(ring, key)
    except StoreUnavailable as error:
        return Check("Sleutel", FOUT, "hoort niet bij deze opslag, of de sleutelbos is niet te lezen", str(error), 14)
    old_keys = settings.opslag / OLD_KEYS
    if old_keys.is_dir() and any(old_keys.iterdir()):
        doen = f"Haal '{OLD_KEYS}' van deze computer: wie die sleutel heeft, kan eerdere verslagen koppelen."
        broken = "" if all(is_old_key(file) for file in old_keys.iterdir()) else ", en die is beschadigd"
        return Check("Sleutel", LET_OP, f"in orde, maar een oude sleutel ligt er nog naast{broken}", doen)
    return Check("Sleutel", GOED, f"te lezen, kenmerk {make_key_id(key)}")


def check_log(opslag: Path) -> Check:
    """Every line of the log is as it was written, and none is missing."""
    name = "Logboek"
    try:
        problems = verify_log(opslag)
        entries = read_entries(opslag)
    except StoreUnavailable as error:
        return Check(name, FOUT, "niet te lezen", str(error), 14)
    if problems and len(problems) <= _count_acknowledged(opslag):
        told = f"{counted(len(problems), 'plek klopt', 'plekken kloppen')} niet; daarmee is iemand verder gegaan"
        return Check(name, LET_OP, told, "Wie dat was en wanneer, staat in het logboek: 'breuk_aanvaard'.")
    if problems:
        doen = (
            "Zoek uit wie het veranderde. Zet het logboek terug uit een reservekopie, met zijn kop. Draai daarna "
            "'msa doctor SWV.TOML --herstel'."
        )
        return Check(name, FOUT, f"klopt niet: {problems[0]}", doen, 14)
    if not entries:
        return Check(name, GOED, "is er nog niet; de eerste run maakt het")
    last = f"{entries[-1]['hash'][:_SEAL_SHOWN]}"
    return Check(name, GOED, f"ongeschonden, {counted(len(entries), 'regel', 'regels')}, laatste zegel {last}")


def _count_acknowledged(opslag: Path) -> int:
    ring = load_ring(opslag)
    return 0 if ring is None else count_acknowledged(opslag, ring)


def check_lists(settings: Settings) -> Iterator[Check]:
    """What the log seals is as it was sealed, in no older store. Where the log itself fails nothing can be told."""
    name = "Bestanden onder zegel"
    try:
        ring = load_ring(settings.opslag)
        seal = None if ring is None else find_seal(settings.opslag, ring)
    except StoreUnavailable:
        # Told at the key ring or the log.
        return
    faults = find_faults(settings.opslag, seal) if seal else []
    if ring is not None and is_older(settings, ring):
        faults.append(f"de opslag is ouder dan wat in '{settings.uitvoer.name}' is vastgelegd")
    if faults:
        yield Check(name, FOUT, f"kloppen niet: {', en '.join(faults)}", RESTORE, 14)
    else:
        yield Check(name, GOED, "ongeschonden" if seal else "zijn er nog niet; de eerste run maakt ze")


def check_formats(settings: Settings) -> Check:
    """Nothing that is stored or published is of a newer version of msa; what is of an older one is read."""
    name = "Versie van wat er staat"
    try:
        ring = load_ring(settings.opslag)
        if ring is not None:
            refuse_newer_format(settings.opslag, ring)
        newer = list_newer(settings.uitvoer)
        found = STORE_FORMAT if ring is None else find_format(settings.opslag, ring)
    except StoreUnavailable as error:
        return Check(name, FOUT, "opslag van een nieuwere versie van msa, of de sleutelbos is weg", str(error), 14)
    except OSError:
        return Check(name, FOUT, "niet te lezen", "Geef u zelf leesrecht op de opslag en de uitvoer.", 14)
    if newer:
        days = ", ".join(f"{day:%d-%m-%Y}" for day in newer)
        told = " ".join(map(describe_newer, newer.items()))
        return Check(name, FOUT, f"uitvoer van een nieuwere versie van msa: {days}", told, 14)
    if found < STORE_FORMAT:
        return Check(name, GOED, f"vorm {found}; de volgende opdracht gaat verder in vorm {STORE_FORMAT}")
    return Check(name, GOED, f"vorm {STORE_FORMAT}")


def check_stored(opslag: Path) -> Check:
    """Each other file that msa reads again is as the log has it, and none is missing."""
    name = "Bewaarde bestanden"
    try:
        faults = [fault for fault in find_stored_faults(opslag) if fault.place != STORE_FILE]
    except (StoreUnavailable, OSError):
        return Check(name, FOUT, "niet na te gaan", "Kijk eerst naar de sleutel en het logboek.", 14)
    if faults:
        shown = "; ".join(map(str, faults[:_SHOWN])) + (" en meer" if len(faults) > _SHOWN else "")
        doen = " ".join(dict.fromkeys(fault.kind.restore for fault in faults))
        return Check(name, FOUT, shown, doen, 14)
    unknown = find_unknown(opslag)
    if unknown:
        told = counted(len(unknown), "bestand dat msa niet kent", "bestanden die msa niet kent")
        return Check(name, LET_OP, told, f"Haal uit '{opslag.name}' wat er niet hoort: msa kijkt het niet na.")
    return Check(name, GOED, "zoals msa ze schreef")


def check_read_schools(opslag: Path) -> Check:
    """What is kept of schools as they were read is whole: to go on from, and to count an edition again."""
    name = "Gelezen scholen"
    try:
        parts, schools = count_damaged_parts(opslag), len(list_damaged_partitions(opslag))
    except OSError:
        return Check(name, FOUT, "niet te lezen", "Geef u zelf leesrecht op de opslag.", 14)
    if parts:
        told = counted(parts, "deel van een uitgave is beschadigd of weg", "delen van uitgaven zijn beschadigd of weg")
        doen = (
            f"Zet de map '{READ}' terug uit een reservekopie (msa herstel). Anders is die uitgave niet opnieuw te "
            "tellen; de uitgave zelf blijft."
        )
        return Check(name, FOUT, told, doen, 14)
    if schools:
        told = counted(schools, "bewaarde school is beschadigd", "bewaarde scholen zijn beschadigd")
        return Check(name, LET_OP, f"{told}, of van een andere versie van msa", "Niets: 'msa run' leest die opnieuw.")
    return Check(name, GOED, "heel")


def check_account(settings: Settings) -> Check:
    """The list of publications and what stands say the same, one by one."""
    name = "Publicaties in de lijst"
    try:
        account = lay_account(settings)
    except (StoreUnavailable, OSError):
        return Check(name, FOUT, "niet na te gaan", "Kijk eerst naar de bestanden onder zegel.", 14)
    if account.unknown:
        doen = (
            "Zet de opslag en de uitvoer van hetzelfde moment terug (msa herstel): zonder die regels beschermt msa "
            "kleine aantallen in nieuwe cijfers niet tegen deze."
        )
        return Check(name, FOUT, f"niet in de lijst: {', '.join(account.unknown[:_SHOWN])}", doen, 14)
    if account.lost:
        days = ", ".join(f"{day:%d-%m-%Y}" for day in dict.fromkeys(account.lost))
        doen = (
            "Lezers hebben die cijfers, en msa rekent er nog mee. Hebt u een reservekopie met die map, zet haar dan "
            "terug (msa herstel)."
        )
        return Check(name, LET_OP, f"wel in de lijst en niet meer in de uitvoer: cijfers van {days}", doen)
    return Check(name, GOED, "gelijk aan wat er staat")


def check_pages(settings: Settings) -> Check:
    """Pages beside the publications are as msa wrote them."""
    name = "Pagina's naast de uitvoer"
    try:
        changed = count_changed_pages(settings)
    except (StoreUnavailable, OSError):
        return Check(name, FOUT, "niet na te gaan", "Kijk eerst naar de sleutel en het logboek.", 14)
    if not changed:
        return Check(name, GOED, "zoals msa ze schreef")
    told = ", ".join(f"{counted(many, 'bestand', 'bestanden')} in {folder}" for folder, many in changed.items())
    doen = (
        "Gebruik ze niet en haal ze weg. Maak ze opnieuw: controle met 'msa check', uitleg met 'msa explain', zoals-op "
        "met 'msa run --zoals-op', vergelijking met 'msa compare'; berichten maakt 'msa serve'."
    )
    return Check(name, LET_OP, f"niet zoals msa ze schreef: {told}", doen)


def check_witness(settings: Settings) -> Iterator[Check]:
    """What lies beside the output of the log and its lists is whole. Where the log itself fails nothing can be told."""
    with suppress(StoreUnavailable, OSError):
        ring = load_ring(settings.opslag)
        if ring is None or is_older(settings, ring):
            return
        name = f"Kopie van het logboek in {settings.uitvoer.name}"
        if is_witness_whole(settings, ring):
            yield Check(name, GOED, "heel")
        else:
            yield Check(name, FOUT, "klopt niet met het logboek", "Niets: de volgende 'msa run' legt haar opnieuw.", 14)


def check_retention(settings: Settings, machine: Machine) -> Check:
    """Nothing of pupils is kept longer than `[bewaren] jaren`."""
    name = "Bewaartermijn"
    years = f"{settings.bewaren_jaren} jaar"
    try:
        found = find_expired(settings, get_limit(settings, machine.now.date()))
    except StoreUnavailable as error:
        return Check(name, FOUT, "niet na te gaan", str(error), 14)
    if not found:
        return Check(name, GOED, f"niets is ouder dan {years}")
    return Check(name, LET_OP, f"ouder dan {years}: {found}", "Wis het met 'msa erase SWV.TOML --verlopen'.")


def check_store(opslag: Path) -> Check:
    """The store of the last run can be opened."""
    file = opslag / STORE_FILE
    if not file.exists():
        return Check("Opslag van de laatste run", GOED, "is er nog niet; de eerste run maakt hem")
    if not _is_store_changed(opslag) and is_readable(file):
        return Check("Opslag van de laatste run", GOED, f"te lezen, {file.stat().st_size // MEGABYTE} MB")
    doen = "Draai 'msa run' opnieuw op dezelfde peildatum: elke run maakt de opslag nieuw uit de aanleveringen."
    return Check("Opslag van de laatste run", FOUT, "beschadigd of niet te lezen", doen, 14)


def _is_store_changed(opslag: Path) -> bool:
    with suppress(StoreUnavailable, OSError):
        return any(fault.place == STORE_FILE for fault in find_stored_faults(opslag))
    # Told at the key ring or the log.
    return False


def check_copies(opslag: Path) -> Check:
    """Every copy of a delivered file still holds the bytes it is named after."""
    copies = [copy for copy in list_copies(opslag) if not copy.name.startswith(".")]
    damaged = sum(not is_sound(copy) for copy in copies)
    told = counted(len(copies), "kopie", "kopieën")
    if not damaged:
        return Check("Kopieën van leveringen", GOED, f"{told}, geen beschadigd")
    doen = (
        "Draai 'msa run' opnieuw: wat nog in aanlevering ligt, wordt dan opnieuw gekopieerd. Een beschadigde kopie "
        "wordt nooit gebruikt. Zet oudere MSA-formulieren zo nodig terug uit een reservekopie van opslag."
    )
    return Check("Kopieën van leveringen", FOUT, f"{damaged} van {told} beschadigd", doen, 14)


def check_editions(opslag: Path) -> Check:
    """What came out without pupils can be read for every peildatum: a rerun is laid beside it."""
    name = "Eerdere cijfers zonder leerlingen"
    files = list_edition_files(opslag)
    for peildatum, _ in files:
        try:
            load_editions(opslag, peildatum)
        except StoreUnavailable as error:
            return Check(name, FOUT, f"die van {peildatum:%d-%m-%Y} zijn niet te lezen", str(error), 14)
    return Check(name, GOED, f"van {counted(len(files), 'peildatum', 'peildata')} bewaard")


def check_publications(settings: Settings) -> Iterator[Check]:
    """What is published is what the log says of it. Where the log or its keys fail nothing can be told."""
    name = "Uitvoer"
    try:
        damage = find_damage(settings)
    except (StoreUnavailable, OSError):
        return
    changed = [name_damage(each) for each in damage if each.parts]
    gone = [each.place for each in damage if not each.parts]
    doen = (
        "Haal zo'n map weg als die er nog is, en zet haar terug met 'msa herstel SWV.TOML MAP --toch', of maak haar "
        "opnieuw met 'msa run'."
    )
    if changed:
        shown = "; ".join(changed[:_SHOWN]) + (" en meer" if len(changed) > _SHOWN else "")
        yield Check(name, FOUT, f"niet meer zoals msa haar schreef: {shown}", doen, 14)
    elif gone:
        yield Check(name, LET_OP, f"van peildatum {', '.join(gone)} staat er niets meer", doen)
    else:
        yield Check(name, GOED, "zoals msa haar schreef")


def check_waiting(settings: Settings) -> Check:
    """What waits for approval: it is nowhere else, and nobody has it."""
    name = "Wacht op akkoord"
    try:
        found, damage = list_waiting(settings.opslag), find_waiting_damage(settings)
    except (StoreUnavailable, OSError) as error:
        return Check(name, FOUT, "wat klaarligt is niet te lezen", str(error), 14)
    if damage:
        changed = "; ".join(map(name_damage, damage))
        return Check(name, FOUT, f"niet meer zoals msa het schreef: {changed}", describe_waiting_damage(damage)[0], 14)
    if not found:
        return Check(name, GOED, "niets")
    days = ", ".join(f"{each.peildatum:%d-%m-%Y}" for each in found)
    return Check(name, LET_OP, f"peildatum {days}", "Bekijk wat klaarligt, en geef 'msa akkoord' (of met --weg).")


def check_lock(opslag: Path) -> Check:
    """No run is busy. The lock is tried and let go at once; none is made."""
    try:
        busy = is_locked(opslag)
    except OSError:
        return Check("Slot", FOUT, "niet te openen", f"Verwijder het bestand {LOCK_FILE} in opslag.", 14)
    if busy:
        return Check("Slot", LET_OP, "er loopt nu een verwerking", "Wacht tot die klaar is voor u zelf een run start.")
    return Check("Slot", GOED, "vrij")


# --- moments -----------------------------------------------------------------------------------------------------


def check_schools(settings: Settings) -> Check:
    """A school that is left out, or has another id, takes the cases of its pupils with it."""
    published = list_published(settings.uitvoer)
    known = {number for school in settings.scholen for number in school.nummers}
    try:
        left = sorted(_read_schools(settings.uitvoer / published[-1].isoformat()) - known) if published else []
    except (OSError, ValueError, LookupError, TypeError):
        # What is wrong with it is told by what reads it.
        left = []
    if not left:
        return Check("Scholen", GOED, f"{counted(len(settings.scholen), 'school', 'scholen')} in {settings.file.name}")
    return Check(
        "Scholen",
        LET_OP,
        f"in het verslag van {published[-1]:%d-%m-%Y} en niet meer in {settings.file.name}: {', '.join(left)}",
        "Kreeg de school een ander nummer? Zet het oude bij 'vroeger'. Fuseerde of splitste zij? Laat "
        "haar blok staan en noem haar bij 'vroeger' van de school die doorgaat (README.md, \"Een ander nummer, "
        'samengaan en splitsen"). Anders begint het verzuim van haar leerlingen opnieuw.',
    )


def _read_schools(publication: Path) -> set[str]:
    """The schools of a publication, as its manifest names them."""
    return set(json.loads((publication / "manifest.json").read_bytes())["regelsets"])


def check_clock(settings: Settings, machine: Machine) -> Check:
    """The clock is not behind the last line of the log, nor behind the newest delivery or publication."""
    with suppress(StoreUnavailable, OSError):
        ring = load_ring(settings.opslag)
        later = None if ring is None else find_later(settings.opslag, ring, machine.now.astimezone(UTC))
        if later is not None:
            return Check(
                "Klok",
                FOUT,
                f"{machine.now:%d-%m-%Y %H:%M}, en het logboek heeft een regel van {later.astimezone():%d-%m-%Y %H:%M}",
                "Zet de klok goed. Staat zij goed, en stond zij toen verkeerd? Draai 'msa doctor SWV.TOML --herstel'.",
                14,
            )
    newest = max(_list_moments(settings), default=None)
    if newest is None or newest <= (machine.now + CLOCK_SLACK).timestamp():
        return Check("Klok", GOED, f"{machine.now:%d-%m-%Y %H:%M}")
    return Check(
        "Klok",
        FOUT,
        f"{machine.now:%d-%m-%Y %H:%M}, en er is een bestand van later",
        "Zet de klok van deze computer goed, of kopieer de aanlevering opnieuw.",
        2,
    )


def _list_moments(settings: Settings) -> Iterator[float]:
    """When deliveries and manifests were last changed."""
    files = [*settings.aanlevering.glob("*/*"), *settings.uitvoer.glob("*/manifest.json")]
    for file in files:
        if not file.is_symlink():
            yield file.stat().st_mtime


def check_time_zone() -> Check:
    """Times with an offset are moved to Amsterdam time, which takes the time zone database."""
    try:
        ZoneInfo(TIME_ZONE)
    except ZoneInfoNotFoundError:
        return Check("Tijdzones", FOUT, f"{TIME_ZONE} is niet bekend", "Draai 'make setup' (pakket tzdata).", 2)
    return Check("Tijdzones", GOED, f"{TIME_ZONE} is bekend")


def check_calendar(settings: Settings, machine: Machine) -> Check:
    """Holidays are known up to the next peildatum, and the one a year later."""
    coverage = settings.coverage
    shown = f"{coverage.van:%d-%m-%Y} t/m {coverage.tot:%d-%m-%Y}"
    today = machine.now.date()
    needed = make_next_period(today, settings=settings).week_end
    if needed > coverage.tot:
        told = tell_missing(coverage, needed)
        return Check("Vakanties", FOUT, f"{shown}: de volgende peildatum ligt daarbuiten", told, 2)
    later = make_next_period(today + CHECKED_WITHIN, settings=settings).week_end
    if later > coverage.tot:
        return Check("Vakanties", LET_OP, f"{shown}: binnen een jaar zijn ze op", tell_missing(coverage, later))
    return Check("Vakanties", GOED, shown)


def check_rule_sets(settings: Settings, machine: Machine) -> Check:
    """The rule sets of the schools can be used, now and later, and those of now were looked at less than a year ago."""
    today = machine.now.date()
    try:
        rule_sets = load_checked_rule_sets(settings.take(today))
        for day in settings.list_moments():
            load_checked_rule_sets(settings.take(day))
    except UserError as error:
        return Check("Regelsets", FOUT, "niet te gebruiken", str(error), error.exit_code)
    used = sorted({school.protocol for school in settings.take(today).scholen})
    oldest = {
        name: min(version.checked_on for rule in rule_sets[name].rules.values() for version in rule.versions)
        for name in used
    }
    old = [name for name in used if _is_old(oldest[name], today)]
    if not old:
        return Check("Regelsets", GOED, f"{', '.join(used)}: dit jaar nagekeken")
    return Check(
        "Regelsets",
        LET_OP,
        f"{', '.join(old)}: langer dan een jaar geleden nagekeken ({min(oldest[name] for name in old):%d-%m-%Y})",
        "Leg de regelset naast het protocol van nu, en zet de nieuwe datum bij checked_on.",
    )


def _is_old(checked_on: date, today: date) -> bool:
    return today - checked_on > CHECKED_WITHIN


def check_browser(machine: Machine) -> Check:
    """A browser makes the PDF of each report; without one there are only the pages."""
    if any(machine.find_program(name) for name in BROWSERS):
        return Check("Browser voor PDF", GOED, "gevonden")
    return Check(
        "Browser voor PDF",
        LET_OP,
        "niet gevonden; u krijgt pagina's zonder PDF",
        "Zet Chromium op deze computer (Debian, Ubuntu: apt-get install chromium).",
    )
