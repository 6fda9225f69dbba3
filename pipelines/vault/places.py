"""What lies in `opslag`, by name: no other module knows a name that lies there.

What each holds, and whether it is about pupils, stands in pipelines/README.md.
"""

import re
from datetime import date
from pathlib import Path

# The key, what is derived from all keys, and what a rotation leaves.
KEY_FILE = "sleutel"
RING_FILE = "sleutelbos.json"
OLD_KEYS = "oude-sleutels"
_TRANSLATION = "omzetting-{key_id}.csv"
# Beside a file under seal: what takes its place as soon as the log has its seal.
_UPCOMING = "{name}.nieuw"
# Beside a file that holds: the same under a key that a rotation brings in.
_BESIDE = "{name}.bij-{key_id}"

# The log of what was done, and the seal of its last line.
LOG_FILE = "logboek.jsonl"
HEAD_FILE = "logboek-kop.json"

# Registers that live from quarter to quarter: the cases of the Inspectie, what readers without pupils have been shown
# and the editions in which, the marks of erased pupils, per school the register files that counted and what its return
# sheets said.
REGISTER_FILE = "inspectie.json"
LEDGER = "publicaties.jsonl"
EDITIONS = "uitgaven"
ERASED_FILE = "gewist.jsonl"
_EDITION = re.compile(rf"{EDITIONS}/(?P<peildatum>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\.zip")
# The two lists that only grow, a line at a time; and all whose state the log seals, beside each file of editions.
GROWING = (LEDGER, ERASED_FILE)
SEALED_FILES = (*GROWING, REGISTER_FILE)
KEPT_REGISTERS = "register"
RETURN_HISTORY = "retour"

# What the analyst noted in the workbench; while that is open, what lets its browser in, and its own lock.
TICKS_FILE = "werkbank.json"
DOOR_FILE = "werkbank.html"
WORKBENCH_LOCK = ".slot-werkbank"

# Copies of what was delivered, by hash; the store of the last run and its rows that could not be used.
VAULT = "kluis"
STORE_FILE = "msa.duckdb"
QUARANTINE = "quarantaine"

# In `uitvoer`, so that an older copy of the store does not pass for the newest: the log and the ledger once more.
WITNESS = ".zegel"

# Of the last run that published: by what a run knows that nothing changed since, and what it told.
LAST_RUN = "laatste-run.json"
# In `uitvoer`, beside the publications: return sheets of `msa check`, pages of `msa explain`, quarters counted again,
# what leads from one edition to another, pages of `msa compare`, texts for schools.
CHECK_FOLDER = "controle"
EXPLAIN_FOLDER = "uitleg"
AS_OF_FOLDER = "zoals-op"
DIFFERENCE_FOLDER = "verschil"
COMPARE_FOLDER = "vergelijking"
MESSAGES_FOLDER = "berichten"
PAGES = (CHECK_FOLDER, EXPLAIN_FOLDER, AS_OF_FOLDER, DIFFERENCE_FOLDER, COMPARE_FOLDER, MESSAGES_FOLDER)

# Finished output that waits for approval, by peildatum, and beside it how it was made.
WAITING = "wacht"
_WAITING_NOTE = "{peildatum}.json"

# Schools that were read and checked, a file each, from which a run that was broken off goes on.
PARTITIONS = "getoetst"
_PARTITION = "{school}-{peildatum}.deel"

# What each edition was counted from: schools as they were read and checked, by hash, and a list an edition.
READ = "gelezen"
_READ_PART = "{sha256}.deel"
_READ_LIST = re.compile(r"(?P<peildatum>[0-9]{4}-[0-9]{2}-[0-9]{2})-(?P<number>[1-9][0-9]*)\.json")

# Of one command or run: the lock, that of the log while a line is added, work that is thrown away, Prefect, reports of
# faults in the program.
LOCK_FILE = ".slot"
LOG_LOCK = ".slot-logboek"
WORK_FOLDER = "werk"
EXPLAIN_WORK_FOLDER = "werk-uitleg"
PREFECT_HOME = ".prefect"
_FAULT = "msa-fout-{mark}.txt"
# Of one machine, one process or one run: no backup holds these, and none brings them.
OF_THIS_MACHINE = (
    *(LOCK_FILE, LOG_LOCK, WORKBENCH_LOCK, DOOR_FILE),
    *(WORK_FOLDER, EXPLAIN_WORK_FOLDER, PREFECT_HOME),
)


def get_edition_name(peildatum: str) -> str:
    """The name within `opslag` of what is kept of the editions of one peildatum (jjjj-mm-dd)."""
    return f"{EDITIONS}/{peildatum}.zip"


def find_peildatum(name: str) -> date | None:
    """The peildatum that a file of editions is named after; None for another name."""
    found = _EDITION.fullmatch(name)
    try:
        return date.fromisoformat(found["peildatum"]) if found else None
    except ValueError:
        return None


def get_edition_file(opslag: Path, peildatum: str) -> Path:
    """What is kept of the editions of one peildatum (jjjj-mm-dd); "*" gives the pattern of all of them."""
    return opslag / get_edition_name(peildatum)


def list_edition_names(opslag: Path) -> list[str]:
    """The names within `opslag` of all that lies there as editions, and of what is made ready to."""
    pattern = get_edition_file(opslag, "*").name
    upcoming = (file.with_suffix("") for file in (opslag / EDITIONS).glob(_UPCOMING.format(name=pattern)))
    return sorted({f"{EDITIONS}/{file.name}" for file in (*(opslag / EDITIONS).glob(pattern), *upcoming)})


def get_partition(opslag: Path, school: str, peildatum: str) -> Path:
    """Where a school is kept as it was read for a peildatum (jjjj-mm-dd); "*" gives the pattern of all of them."""
    return opslag / PARTITIONS / _PARTITION.format(school=school, peildatum=peildatum)


def list_partitions(opslag: Path) -> list[tuple[date, Path]]:
    """All schools that are kept as they were read, with their peildatum."""
    files = sorted((opslag / PARTITIONS).glob(get_partition(opslag, "*", "*").name))
    return [(date.fromisoformat(file.stem.partition("-")[2]), file) for file in files]


def get_read_part(opslag: Path, sha256: str) -> Path:
    """One school as it was read for an edition, by hash; "*" gives the pattern of all of them."""
    return opslag / READ / _READ_PART.format(sha256=sha256)


def get_read_list(opslag: Path, peildatum: str, number: int) -> Path:
    """Which parts an edition of this peildatum (jjjj-mm-dd) was counted from."""
    return opslag / READ / f"{peildatum}-{number}.json"


def list_read_lists(opslag: Path) -> list[tuple[date, int, Path]]:
    """The peildatum and number of every edition of which it is kept, and its list."""
    found = []
    for file in sorted((opslag / READ).glob("*.json")):
        if name := _READ_LIST.fullmatch(file.name):
            found.append((date.fromisoformat(name["peildatum"]), int(name["number"]), file))
    return sorted(found)


def get_waiting_note(opslag: Path, peildatum: str) -> Path:
    """How the output that waits for this peildatum (jjjj-mm-dd) was made."""
    return opslag / WAITING / _WAITING_NOTE.format(peildatum=peildatum)


def get_translation_file(opslag: Path, key_id: str) -> Path:
    """Where the earlier codes stand beside those under the key `key_id`; "*" gives the pattern of all of them."""
    return opslag / _TRANSLATION.format(key_id=key_id)


def get_name_beside(name: str, key_id: str) -> str:
    """The name of what file `name` becomes under the key `key_id`."""
    return _BESIDE.format(name=name, key_id=key_id)


def get_file_beside(opslag: Path, name: str, key_id: str) -> Path:
    """Where file `name` is made ready for the key `key_id`; "*" for any name or key."""
    return opslag / get_name_beside(name, key_id)


def get_upcoming_file(opslag: Path, name: str) -> Path:
    """Where what file `name` becomes is made ready."""
    return opslag / _UPCOMING.format(name=name)


def get_fault_file(opslag: Path, mark: str) -> Path:
    """A report of a fault in the program; "*" gives the pattern of all of them."""
    return opslag / _FAULT.format(mark=mark)


def get_copy(vault: Path, sha256: str) -> Path:
    """The copy of a delivered file in the vault, by its hash."""
    return vault / sha256[:2] / sha256
