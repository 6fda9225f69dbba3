"""A run of which nothing changed since the last one: recognised before anything is read, and then not done again.

A run that publishes keeps in `opslag` by what it would be recognised, sealed under a secret of the key. The next one
believes it only while every member of that is as it was; they are listed here and nowhere else:

- the settings as they hold on the peildatum, swv.toml and the folders beside it (`_BESIDE`), and the SWV's own form;
- every file below `aanlevering`, by name and hash;
- the program: its text, templates and SQL, the versions of what it is built on, and the browser that prints PDFs;
- all that lies in `opslag` by name and hash (the key, the account of releases, the register of the Inspectie, marks of
  erased pupils, kept forms and copies, the store itself …), but for what `_NOT_READ` names and why;
- every other publication in `uitvoer`, which a trend and what is carried are made from;
- the publication that stands: each of its parts is hashed and laid beside the last line that the sealed log has of it;
- the log: since then nothing was done but what changes nothing that a run reads (`_HARMLESS`).

By school it also keeps what its files were made from, for a run in which something did change
(`pipelines.run.standing_schools`): that is asked of the mark of each school and of nothing above.

So after an erasure, a new key, a period that was erased, a restore, a correction, or a run of another peildatum all of
it is made again. A run with --toch always is.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pipelines.calendar import FOLDER as CALENDAR
from pipelines.contexts.commentary import FOLDER as COMMENTARY
from pipelines.intake.checked import describe, describe_path, describe_program
from pipelines.mapping_file import FOLDER as MAPPINGS
from pipelines.publish.pdf import describe_browser, find_browser
from pipelines.publish.publication import hash_reader, hash_readers, list_editions
from pipelines.publish.wholeness import READ_AGAIN
from pipelines.run.standing_schools import ROOMS, RowMark, StandingSchool
from pipelines.settings import RULES_FOLDER, Settings
from pipelines.vault.audit_log import list_authentic
from pipelines.vault.folders import remove
from pipelines.vault.keyring import require_ring
from pipelines.vault.places import (
    HEAD_FILE,
    LAST_RUN,
    LOG_FILE,
    OF_THIS_MACHINE,
    TICKS_FILE,
    get_fault_file,
)
from pipelines.vault.stored import write_stored

_PURPOSE = b"onveranderd"
# Beside swv.toml: what the analyst adds to the settings.
_BESIDE = (COMMENTARY, MAPPINGS, CALENDAR, RULES_FOLDER)
# Fields of the settings that are described by what lies there, or whose rows follow from the program and such a folder.
_APART = ("file", "aanlevering", "uitvoer", "opslag", "kalender", "regels")
# In `opslag`: locks, work that is thrown away and Prefect; the log, whose lines are looked at; what the workbench
# notes, which no run reads; reports of faults; and what is kept here itself.
_NOT_READ = (*OF_THIS_MACHINE, LOG_FILE, HEAD_FILE, TICKS_FILE, LAST_RUN, get_fault_file(Path(), "*").name)
# Lines of the log that leave all that a run reads as it was.
_HARMLESS = frozenset(
    {
        *("run", "bewaard", "gepland", "check", "zoals_op", "verschil"),
        *("vragen", "herinneren", "controleren"),
        *("reservekopie", "sleutellijst", "overgedragen"),
    }
)


@dataclass(frozen=True)
class LastRun:
    """What the last run that published told. `refused`: school and reason. `told`: what it said on the screen."""

    exit_code: int
    refused: tuple[tuple[str, str], ...]
    noticed: tuple[str, ...]
    unmeasured: tuple[str, ...]
    only_returns: bool
    told: tuple[str, ...]


@dataclass(frozen=True)
class Unchanged:
    """The last run, and the line that the log has of what it published."""

    last: LastRun
    schools: tuple[str, ...]
    counts: Mapping[str, int]
    hashes: Mapping[str, str]


def describe_inputs(settings: Settings, *, peildatum: date, key: bytes) -> str:
    """By what is recognised that a run is given the same: 64 hexadecimal characters. To be made before it reads."""
    told = {each.name: getattr(settings, each.name) for each in fields(settings) if each.name not in _APART}
    beside = settings.file.parent
    lines = (
        peildatum.isoformat(),
        describe_program(ROOMS),
        *describe(told),
        *describe_path(settings.file, "swv.toml"),
        *(line for name in _BESIDE for line in describe_path(beside / name, name)),
        *describe_path(settings.aanlevering, "aanlevering"),
        *(describe_browser() if settings.pdf else ()),
    )
    return _seal(key, "\n".join(lines).encode("utf-8", "surrogateescape"))


def keep_last_run(
    settings: Settings,
    last: LastRun,
    *,
    peildatum: date,
    key: bytes,
    inputs: str,
    schools: Mapping[str, StandingSchool],
) -> None:
    """Keep by what the run that has just published is recognised, and each of its schools. `inputs`: before it read.

    Nothing is kept of a run during which they changed, nor of one that could not print all its pages.
    """
    same = describe_inputs(settings, peildatum=peildatum, key=key) == inputs
    if not same or not _has_all_pages(settings, peildatum):
        return
    entries = list_authentic(settings.opslag, require_ring(settings.opslag))
    document = {
        "peildatum": peildatum.isoformat(),
        "invoer": inputs,
        "stand": _describe_state(settings, peildatum=peildatum, key=key),
        "logboek": entries[-1]["hash"],
        "scholen": {school: [each.mark, dict(each.files)] for school, each in schools.items()},
        "rijen": {school: [each.rows.made_from, each.rows.rows] for school, each in schools.items()},
        "verteld": {each.name: getattr(last, each.name) for each in fields(last)},
    }
    body = json.dumps(document).encode("ascii")
    write_stored(settings.opslag, LAST_RUN, _seal(key, body).encode("ascii") + b"\n" + body)


def forget_last_run(opslag: Path) -> None:
    """From here on what is kept of the last run holds no more."""
    remove(opslag / LAST_RUN)


def find_unchanged(settings: Settings, *, peildatum: date, key: bytes, inputs: str) -> Unchanged | None:
    """The last run, where this one would publish what it did and that is still there; None where anything differs."""
    kept = _read_kept(settings.opslag, key)
    if kept is None or (kept["peildatum"], kept["invoer"]) != (peildatum.isoformat(), inputs):
        return None
    entries = list_authentic(settings.opslag, require_ring(settings.opslag))
    places = [place for place, entry in enumerate(entries) if entry["hash"] == kept["logboek"]]
    if not places or any(entry["wat"] not in _HARMLESS for entry in entries[places[0] + 1 :]):
        return None
    runs = [entry for entry in entries if (entry["wat"], entry["peildatum"]) == ("run", peildatum.isoformat())]
    if not runs or runs[-1]["hashes"] != hash_readers(settings.uitvoer / peildatum.isoformat()):
        return None
    if kept["stand"] != _describe_state(settings, peildatum=peildatum, key=key):
        return None
    return Unchanged(_read_told(kept["verteld"]), tuple(runs[-1]["scholen"]), runs[-1]["aantallen"], runs[-1]["hashes"])


def find_standing_schools(settings: Settings, *, peildatum: date, key: bytes) -> dict[str, StandingSchool]:
    """By school, by what it is recognised that it stands as it was made; nothing of another peildatum."""
    kept = _read_kept(settings.opslag, key)
    if kept is None or kept["peildatum"] != peildatum.isoformat():
        return {}
    # What a version before it kept names no schools, or nothing of their rows.
    rows = kept.get("rijen", {})
    return {
        school: StandingSchool(mark, files, RowMark(*rows.get(school, ())))
        for school, (mark, files) in kept.get("scholen", {}).items()
    }


def _read_kept(opslag: Path, key: bytes) -> dict[str, Any] | None:
    try:
        seal, _, body = (opslag / LAST_RUN).read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(body) if hmac.compare_digest(seal, _seal(key, body).encode("ascii")) else None


def _read_told(told: Mapping[str, Any]) -> LastRun:
    return LastRun(
        exit_code=told["exit_code"],
        refused=tuple((school, reason) for school, reason in told["refused"]),
        noticed=tuple(told["noticed"]),
        unmeasured=tuple(told["unmeasured"]),
        only_returns=told["only_returns"],
        told=tuple(told["told"]),
    )


def _describe_state(settings: Settings, *, peildatum: date, key: bytes) -> str:
    """What a run reads of earlier ones and what it left: all of `opslag`, and what is read again of every edition but
    that which stands. Pages of schools in it are by far the most, and grow with each edition: no run opens them.
    """
    lines = [
        line
        for entry in sorted(settings.opslag.iterdir())
        if not any(fnmatch(entry.name, name) for name in _NOT_READ)
        for line in describe_path(entry, entry.name)
    ]
    standing = settings.uitvoer / peildatum.isoformat()
    for _, folder in list_editions(settings.uitvoer):
        if folder != standing:
            hashes = {part: hash_reader(folder, part) for part in READ_AGAIN if (folder / part).exists()}
            lines.append(f"{folder.relative_to(settings.uitvoer).as_posix()} {hashes!r}")
    return _seal(key, "\n".join(lines).encode("utf-8", "surrogateescape"))


def _has_all_pages(settings: Settings, peildatum: date) -> bool:
    """Whether each report that can have a PDF has one: a later run may print what the browser could not now."""
    if not settings.pdf or find_browser() is None:
        return True
    standing = settings.uitvoer / peildatum.isoformat()
    reports = [standing / "swv" / "index.html", *standing.glob("school/*/index.html")]
    return all(page.with_suffix(".pdf").is_file() for page in reports if page.is_file())


def _seal(key: bytes, body: bytes) -> str:
    return hmac.digest(hmac.digest(key, _PURPOSE, hashlib.sha256), body, hashlib.sha256).hex()
