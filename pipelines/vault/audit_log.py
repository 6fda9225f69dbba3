"""The log of what was done with the data: `opslag/logboek.jsonl`, one JSON object a line, only ever added to.

Each line carries the hash of the line before and is sealed with an HMAC under a secret of the key ring; a head file
holds the number of lines and the last hash, sealed too, so that lines cut off at the end are missed. Without the
secret nobody can write a line that passes. What it cannot see: an older log *with* its own head put back; so note the
last hash elsewhere (`msa doctor` shows it). Never a name, number or code of a pupil: a line holds words of a closed
list, ids of schools, dates, counts and hashes, and `write_entry` takes nothing else.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipelines.errors import StoreUnavailable
from pipelines.system import name_account, open_to_add
from pipelines.vault.keyring import Keyring, load_ring, require_ring
from pipelines.vault.places import HEAD_FILE, LOG_FILE, LOG_LOCK
from pipelines.vault.private_file import write_private

# What may be logged, and what it means.
ACTIONS: Mapping[str, str] = {
    "run": "verslagen gemaakt",
    "zoals_op": "eerdere uitgave opnieuw geteld",
    "verschil": "verschil tussen twee uitgaven gemaakt",
    "klaargezet": "verslagen klaargezet voor akkoord",
    "niet_akkoord": "klaargezette verslagen weggegooid",
    "check": "leveringen gecontroleerd",
    "gepland": "geplande run begonnen",
    "vragen": "vragen aan scholen klaargezet",
    "herinneren": "herinneringen aan scholen klaargezet",
    "controleren": "geplande controle gedaan",
    "overgedragen": "uitvoer overgedragen",
    "ander_nummer": "school met een ander nummer",
    "reservekopie": "reservekopie begonnen",
    "sleutellijst": "sleutellijst getoond",
    "sleutel_gemaakt": "sleutel gemaakt",
    "sleutel_vervangen": "sleutel vervangen",
    "sleutel_kwijt": "nieuwe sleutel na verlies van de oude",
    "leerling_gewist": "leerling gewist",
    "periode_gewist": "oude gegevens gewist",
    "zegel": "lijst onder zegel bijgewerkt",
    "bewaard": "bestanden vastgelegd",
    "eerste_zegel": "lijsten van voor de zegels verzegeld",
    "opslag_hersteld": "opslag hersteld op verzoek",
    "verlies_aanvaard": "nieuwe cijfers vrijgegeven naast wat kwijt is",
    "herstel": "afgebroken regel weggehaald",
    "breuk": "logboek klopte niet",
    "breuk_aanvaard": "verder gegaan met een logboek dat niet klopte",
}
# A store that is used from two machines whose clocks differ a little is no reason to stop.
CLOCK_SLACK = timedelta(hours=1)
_SHOWN = "%d-%m-%Y %H:%M"
_PROBLEMS = "fouten"
# In which form msa stores what it stores: each line tells of what was written with it. A line of before has none.
STORE_FORMAT = 1
_FORMAT = "vorm"
_PURPOSE = "logboek"
_COUNT = re.compile(r"[a-z_]{1,40}")
_SCHOOL = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
_PLACE = re.compile(r"[a-zA-Z0-9./_-]{1,120}")
_HASH = re.compile(r"[0-9a-f]{8,64}")

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the log: the line (None = the file as a whole) and what, in Dutch."""

    line: int | None
    what: str

    def __str__(self) -> str:
        return self.what if self.line is None else f"regel {self.line}: {self.what}"


@dataclass(frozen=True)
class _Head:
    """What the head file says: how many lines were written and the hash of the last."""

    number: int
    hash: str


@dataclass(frozen=True)
class _State:
    """The log as it lies there: whole lines, what stands after the last of them, and the head (None = not usable)."""

    lines: list[bytes]
    torn: bytes
    head: _Head | None
    has_head: bool


def read_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def write_entry(
    opslag: Path,
    action: str,
    *,
    schools: Sequence[str] = (),
    peildatum: date | None = None,
    counts: Mapping[str, int] | None = None,
    hashes: Mapping[str, str] | None = None,
    ring: Keyring | None = None,
    clock: Clock | None = None,
) -> None:
    """Add one line and bring it to disk; StoreUnavailable when that fails: what is not logged is not done.

    A line that a crash broke off is taken away first, and a log that does not fit its head is marked as broken; each
    is a line of its own.
    """
    facts = _check_facts(action, schools=schools, peildatum=peildatum, counts=counts or {}, hashes=hashes or {})
    ring = ring or require_ring(opslag)
    try:
        with _open_locked(opslag) as handle:
            state = _read_state(opslag, ring)
            last, notes = _find_end(state, ring)
            if state.torn:
                os.ftruncate(handle, sum(len(line) + 1 for line in state.lines))
            added = b""
            for entry in (*notes, facts):
                last, line = _make_line(entry, last, ring=ring, moment=(clock or read_clock)())
                added += line
            _append(handle, added)
            write_private(opslag / HEAD_FILE, _make_head(last, ring))
    except OSError:
        raise StoreUnavailable(
            f"Het logboek in {opslag.name} is niet te schrijven. Controleer de rechten en de vrije schijfruimte."
        ) from None


def verify_log(opslag: Path) -> list[Problem]:
    """Everything wrong with the log, in order of line; empty when it is whole. Changes nothing."""
    ring = load_ring(opslag)
    if ring is None:
        return []
    try:
        state = _read_state(opslag, ring)
    except OSError:
        return [Problem(None, "het logboek is niet te lezen")]
    if not state.lines and not state.torn:
        return [Problem(None, "het logboek ontbreekt of is leeg")]
    problems, last = [], _Head(0, "")
    for number, line in enumerate(state.lines, start=1):
        found, last = _judge_line(line, last, ring)
        problems += [Problem(number, what) for what in found]
    if state.torn:
        problems.append(Problem(len(state.lines) + 1, "de laatste regel is afgebroken"))
    if not state.has_head:
        problems.append(Problem(None, f"het bestand {HEAD_FILE} ontbreekt"))
    elif state.head is None:
        problems.append(Problem(None, f"het bestand {HEAD_FILE} is veranderd"))
    elif state.head != last:
        problems.append(Problem(None, "aan het einde van het logboek ontbreken regels of staan er te veel"))
    return problems


def acknowledge_break(opslag: Path, ring: Keyring) -> None:
    """Log that somebody goes on with a log in which something is wrong; nothing where all that is wrong was told so."""
    problems = len(verify_log(opslag))
    if problems > count_acknowledged(opslag, ring):
        write_entry(opslag, "breuk_aanvaard", counts={_PROBLEMS: problems}, ring=ring)


def count_acknowledged(opslag: Path, ring: Keyring) -> int:
    """How many things were wrong with the log when somebody last went on with it; OSError passes."""
    known = [entry["aantallen"] for entry in list_authentic(opslag, ring) if entry["wat"] == "breuk_aanvaard"]
    return known[-1].get(_PROBLEMS, 0) if known else 0


def find_later(opslag: Path, ring: Keyring, now: datetime) -> datetime | None:
    """The moment of the last line, where that is later than `now` can be: a clock is wrong, or was; OSError passes."""
    lines = _read_state(opslag, ring).lines
    entry = _parse(lines[-1]) if lines else None
    if entry is None or not _is_authentic(lines[-1], entry, ring):
        return None
    moment = datetime.fromisoformat(entry["tijd"])
    return moment if moment > now + CLOCK_SLACK else None


def refuse_wrong_clock(opslag: Path, ring: Keyring) -> None:
    """StoreUnavailable (14) when the log tells of later than now: what is done now would not be told in its order."""
    now = read_clock()
    moment = find_later(opslag, ring, now)
    if moment is not None:
        raise StoreUnavailable(
            f"De klok van deze computer staat op {now.astimezone():{_SHOWN}}, en het logboek heeft een regel van "
            f"{moment.astimezone():{_SHOWN}}. Er is niets gedaan. Zet de klok goed en geef dezelfde opdracht nog eens. "
            "Staat zij goed, en stond zij toen verkeerd? Draai dan 'msa doctor SWV.TOML --herstel'."
        )


def find_format(opslag: Path, ring: Keyring) -> int:
    """The newest form in which anything was stored here, 0 from before forms had a number; OSError passes."""
    return max((entry.get(_FORMAT, 0) for entry in list_authentic(opslag, ring)), default=0)


def refuse_newer_format(opslag: Path, ring: Keyring) -> None:
    """StoreUnavailable (14) when a newer version of msa has stored something here: this one would misread it."""
    found = find_format(opslag, ring)
    if found > STORE_FORMAT:
        raise StoreUnavailable(
            f"De opslag '{opslag.name}' is van een nieuwere versie van msa (vorm {found}; deze versie kent vorm "
            f"{STORE_FORMAT}). Er is niets gedaan. Installeer de nieuwste versie van msa en geef dezelfde opdracht nog "
            "eens: alles wat er staat, blijft zoals het is."
        )


def read_entries(opslag: Path) -> list[dict[str, Any]]:
    """The lines that can be read, oldest first, sealed or not; empty where there is no log."""
    try:
        lines = (opslag / LOG_FILE).read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError:
        raise StoreUnavailable(f"Het logboek in {opslag.name} is niet te lezen. Controleer de rechten.") from None
    return [entry for line in lines if (entry := _parse(line)) is not None]


def find_last(
    log: Path, ring: Keyring, holds: Callable[[Mapping[str, Any]], bool]
) -> tuple[dict[str, Any] | None, bool]:
    """The last line that msa sealed and that `holds`, and whether the log is whole from there to its end.

    None where no line does; then the whole log must be, and an empty one is not. A line more
    than the head knows, and one that a crash broke off, are no damage. `log`: the folder of both. OSError passes.
    """
    state = _read_state(log, ring)
    sound = bool(state.lines) and all(note["wat"] != "breuk" for note in _find_end(state, ring)[1])
    start = len(state.lines)
    found, last = None, _Head(0, "")
    while start and found is None:
        start -= 1
        entry = _parse(state.lines[start])
        if entry is not None and _is_authentic(state.lines[start], entry, ring) and holds(entry):
            found, last = entry, _Head(entry["nr"], entry["hash"])
            start += 1
    for line in state.lines[start:]:
        problems, last = _judge_line(line, last, ring)
        sound = sound and not problems
    return found, sound


def list_foreign(log: Path, ring: Keyring) -> list[dict[str, Any]]:
    """Lines that say they are sealed under a key that the ring does not have; they prove nothing."""
    entries = [entry for line in _read_state(log, ring).lines if (entry := _parse(line)) is not None]
    return [
        entry for entry in entries if entry.get("sleutel") not in ring.ids and isinstance(entry.get("hashes"), dict)
    ]


def is_whole(log: Path, ring: Keyring) -> bool:
    """Whether the log in this folder ends where its head says; OSError passes."""
    state = _read_state(log, ring)
    return state.head is not None and not _find_end(state, ring)[1]


def list_authentic(log: Path, ring: Keyring) -> list[dict[str, Any]]:
    """Every line that msa sealed under a key of the ring, whatever happened to the lines around it; oldest first."""
    pairs = [(line, _parse(line)) for line in _read_state(log, ring).lines]
    return [entry for line, entry in pairs if entry is not None and _is_authentic(line, entry, ring)]


def read_end(log: Path, ring: Keyring) -> tuple[int, str] | None:
    """Number and hash of the last line by the head in this folder; None when there is no head that msa sealed."""
    head = _read_state(log, ring).head
    return None if head is None else (head.number, head.hash)


def _check_facts(
    action: str,
    *,
    schools: Sequence[str],
    peildatum: date | None,
    counts: Mapping[str, int],
    hashes: Mapping[str, str],
) -> dict[str, Any]:
    """The facts of one line; ValueError for anything that could hold a word of a delivery."""
    fits = (
        action in ACTIONS
        and all(_SCHOOL.fullmatch(school) for school in schools)
        and all(_COUNT.fullmatch(name) and isinstance(count, int) for name, count in counts.items())
        and all(_PLACE.fullmatch(name) and _HASH.fullmatch(value) for name, value in hashes.items())
    )
    if not fits:
        raise ValueError("the log takes actions, schools, dates, counts and hashes, nothing else")
    return {
        "wat": action,
        "scholen": sorted(schools),
        "peildatum": peildatum.isoformat() if peildatum else "",
        "aantallen": dict(sorted(counts.items())),
        "hashes": dict(sorted(hashes.items())),
    }


@contextmanager
def _open_locked(opslag: Path) -> Generator[int]:
    """The log, opened to add to and locked against another process, made where there is none."""
    with FileLock(opslag / LOG_LOCK, mode=0o600):
        handle = open_to_add(opslag / LOG_FILE)
        try:
            yield handle
        finally:
            os.close(handle)


def _append(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
    os.fsync(handle)


def _read_state(opslag: Path, ring: Keyring) -> _State:
    file = opslag / LOG_FILE
    content = file.read_bytes() if file.exists() else b""
    *lines, torn = content.split(b"\n")
    head_file = opslag / HEAD_FILE
    head = _read_head(head_file.read_bytes(), ring) if head_file.exists() else None
    return _State(lines, torn, head, head_file.exists())


def _find_end(state: _State, ring: Keyring) -> tuple[_Head, list[dict[str, Any]]]:
    """Where the next line goes on, and the lines that tell about a repair or a break before it."""
    notes = []
    if state.torn:
        digest = hashlib.sha256(state.torn).hexdigest()
        notes.append(_note("herstel", {"tekens": len(state.torn)}, {"afgebroken": digest}))
    last = _read_end(state.lines)
    if state.head is None:
        fits = last == _Head(0, "") and not state.has_head
    else:
        # One line more than the head knows: a crash between the two, when that line goes on where the head stopped.
        fits = last == state.head or (
            last.number == state.head.number + 1 and not _judge_line(state.lines[-1], state.head, ring)[0]
        )
    if not fits:
        known = state.head or last
        notes.append(_note("breuk", {"regels": len(state.lines), "verwacht": known.number}, {}))
        last = known
    return last, notes


def _read_end(lines: list[bytes]) -> _Head:
    """Number and hash of the last line as it says itself."""
    entry = _parse(lines[-1]) if lines else {"nr": 0, "hash": ""}
    if entry is None or not isinstance(entry.get("nr"), int) or not isinstance(entry.get("hash"), str):
        return _Head(len(lines), "onleesbaar")
    return _Head(entry["nr"], entry["hash"])


def _note(action: str, counts: Mapping[str, int], hashes: Mapping[str, str]) -> dict[str, Any]:
    return _check_facts(action, schools=(), peildatum=None, counts=counts, hashes=hashes)


def _make_line(facts: Mapping[str, Any], last: _Head, *, ring: Keyring, moment: datetime) -> tuple[_Head, bytes]:
    entry = {
        "nr": last.number + 1,
        "tijd": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "wie": name_account(),
        _FORMAT: STORE_FORMAT,
        **facts,
        "sleutel": ring.current,
        "vorige": last.hash,
    }
    entry["hash"] = _seal(entry, ring.derive(_PURPOSE))
    return _Head(entry["nr"], entry["hash"]), _encode(entry) + b"\n"


def _judge_line(line: bytes, last: _Head, ring: Keyring) -> tuple[list[str], _Head]:
    """What is wrong with a line that follows `last`, and where the next line must go on."""
    entry = _parse(line)
    if entry is None or _encode(entry) != line or not isinstance(entry.get("hash"), str):
        return ["de regel is veranderd of niet te lezen"], _Head(last.number + 1, "onleesbaar")
    number = entry.get("nr")
    following = _Head(number if isinstance(number, int) else last.number + 1, entry["hash"])
    problems = []
    if entry.get("sleutel") not in ring.ids:
        problems.append("de regel is verzegeld met een sleutel die deze opslag niet kent")
    elif not _is_authentic(line, entry, ring):
        problems.append("de regel is veranderd")
    if number != last.number + 1 or entry.get("vorige") != last.hash:
        problems.append("de regel sluit niet aan op de regel ervoor")
    if entry.get("wat") == "breuk":
        problems.append("msa vond hier dat het logboek niet klopte")
    return problems, following


def _is_authentic(line: bytes, entry: Mapping[str, Any], ring: Keyring) -> bool:
    """Whether msa sealed this line, to the byte, under a key of the ring."""
    key_id, digest = entry.get("sleutel"), entry.get("hash")
    if not (isinstance(key_id, str) and key_id in ring.ids and isinstance(digest, str) and _encode(entry) == line):
        return False
    unsealed = {name: value for name, value in entry.items() if name != "hash"}
    return hmac.compare_digest(_seal(unsealed, ring.derive(_PURPOSE, key_id=key_id)).encode(), digest.encode())


def _make_head(last: _Head, ring: Keyring) -> bytes:
    head = {"aantal": last.number, "laatste": last.hash, "sleutel": ring.current}
    return _encode({**head, "zegel": _seal(head, ring.derive(_PURPOSE))}) + b"\n"


def _read_head(content: bytes, ring: Keyring) -> _Head | None:
    """The head, None when it is not, to the byte, what msa wrote."""
    entry = _parse(content.removesuffix(b"\n"))
    if entry is None or entry.get("sleutel") not in ring.ids or _encode(entry) + b"\n" != content:
        return None
    head = {name: value for name, value in entry.items() if name != "zegel"}
    if _seal(head, ring.derive(_PURPOSE, key_id=entry["sleutel"])) != entry.get("zegel"):
        return None
    return _Head(head["aantal"], head["laatste"])


def _seal(entry: Mapping[str, Any], secret: bytes) -> str:
    return hmac.digest(secret, _encode(entry), hashlib.sha256).hex()


def _encode(entry: Mapping[str, Any]) -> bytes:
    """The one way to write an entry: any other byte in a line is a change."""
    return json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


__all__ = [
    "ACTIONS",
    "CLOCK_SLACK",
    "HEAD_FILE",
    "LOG_FILE",
    "Clock",
    "Problem",
    "acknowledge_break",
    "count_acknowledged",
    "find_last",
    "find_later",
    "is_whole",
    "list_authentic",
    "list_foreign",
    "read_clock",
    "read_end",
    "read_entries",
    "refuse_wrong_clock",
    "verify_log",
    "write_entry",
]
