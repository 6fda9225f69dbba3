"""What a check says of each school and each shared folder, kept for as long as nothing changes of what it rests on.

One thread checks, a folder at a time: a check takes the lock of the store, and a run waits until none is under way.
"""

import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipelines.errors import UserError, find_disk_fault
from pipelines.mapping_file import get_place
from pipelines.run.check_folder import CheckedFolder
from pipelines.run.verdict import CheckedSchool, CheckResult
from pipelines.settings import Settings
from schemas.exports.base import SAMENMAP

# (settings, school or shared folder, peildatum, today) -> what the check says.
Check = Callable[[Settings, str, date, date], CheckResult | CheckedFolder]


@dataclass(frozen=True)
class Checked:
    """What a check ended with: `found` of a school, `map` of a shared folder, or `trouble`: in words why neither."""

    key: str
    found: CheckedSchool | None = None
    map: CheckedFolder | None = None
    refused: str = ""
    noticed: tuple[str, ...] = ()
    tot: date | None = None
    trouble: str = ""


class Checks:
    """The last check of each school and peildatum; `ask` has those made that do not fit any more."""

    def __init__(self, check: Check, *, tell_fault: Callable[[Exception], str]) -> None:
        self._check = check
        self._tell_fault = tell_fault
        self._known: dict[tuple[str, date], Checked] = {}
        self._waiting: deque[tuple[Settings, str, date, date, str]] = deque()
        self._under_way: tuple[str, date] | None = None
        self._guard = threading.Lock()
        self._busy = threading.Lock()
        self._may_check = threading.Event()
        self._may_check.set()
        self._thread: threading.Thread | None = None

    def get(self, settings: Settings, school_id: str, *, peildatum: date, today: date) -> Checked | None:
        """What is known of the school as it lies there now; None when it must be checked (again)."""
        known = self._known.get((school_id, peildatum))
        fits = known is not None and known.key == make_key(settings, school_id, peildatum=peildatum, today=today)
        return known if fits else None

    def ask(self, settings: Settings, school_ids: Iterable[str], *, peildatum: date, today: date) -> None:
        """Have the schools checked of which nothing is known any more, in this order, behind those that wait."""
        with self._guard:
            for school_id in school_ids:
                key = make_key(settings, school_id, peildatum=peildatum, today=today)
                known = self._known.get((school_id, peildatum))
                waits = any((job[1], job[2], job[4]) == (school_id, peildatum, key) for job in self._waiting)
                if waits or (known is not None and known.key == key) or self._under_way == (school_id, peildatum):
                    continue
                self._waiting.append((settings, school_id, peildatum, today, key))
            if self._waiting and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    @contextmanager
    def hold(self) -> Generator[None]:
        """The store for something else: after the check that is under way, and before those that wait."""
        self._may_check.clear()
        try:
            with self._busy:
                yield
        finally:
            self._may_check.set()

    def forget(self) -> None:
        """Have everything checked anew."""
        with self._guard:
            self._known.clear()

    @property
    def is_busy(self) -> bool:
        """Whether a school is being checked or waits for it."""
        return self._under_way is not None or bool(self._waiting)

    def finish(self) -> None:
        """Return when nothing waits any more."""
        if (thread := self._thread) is not None:
            thread.join()

    def stop(self) -> None:
        """Start no other check."""
        with self._guard:
            self._waiting.clear()

    def _work(self) -> None:
        while True:
            self._may_check.wait()
            with self._guard:
                if not self._waiting:
                    self._thread = None
                    return
                settings, school_id, peildatum, today, key = self._waiting.popleft()
                self._under_way = (school_id, peildatum)
            with self._busy:
                made = self._make(settings, school_id, peildatum=peildatum, today=today, key=key)
            with self._guard:
                self._known[(school_id, peildatum)] = made
                self._under_way = None

    def _make(self, settings: Settings, school_id: str, *, peildatum: date, today: date, key: str) -> Checked:
        try:
            result = self._check(settings, school_id, peildatum, today)
        except UserError as error:
            return Checked(key, trouble=str(error))
        except Exception as error:
            return Checked(key, trouble=str(find_disk_fault(error) or self._tell_fault(error)))
        if isinstance(result, CheckedFolder):
            return Checked(key, map=result)
        [found] = result.schools
        refused = dict(result.refused).get(school_id, "")
        return Checked(key, found, refused=refused, noticed=result.noticed, tot=result.tot)


def make_key(settings: Settings, school_id: str, *, peildatum: date, today: date) -> str:
    """A hash of what a check rests on: the program, the settings and what lies beside them, the day, and the files.

    Of a file: name, size and moment, as the reader itself looks whether a file is still the one it listed.
    """
    parts: list[object] = [version("msa"), peildatum, today, school_id, _hash_file(settings.file)]
    parts += list_stamps(settings.get_delivery_folder(school_id))
    # Its rows may stand in a list for several schools too.
    parts += list_stamps(settings.aanlevering / SAMENMAP)
    parts += list_stamps(settings.aanlevering, deep=False)
    # A list for several schools is read as each of them mapped it.
    schools = [school.id for school in settings.scholen] if school_id == SAMENMAP else [school_id]
    parts += [_hash_file(get_place(settings.file.parent, each)) for each in schools]
    parts += sorted(settings.kalender.own.items())
    parts += sorted((name, rule_set.sha256) for name, rule_set in settings.regels.items())
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()


def list_stamps(folder: Path, *, deep: bool = True) -> list[tuple[object, ...]]:
    """What tells whether a file in the folder changed, in order of names; nothing where there is no folder.

    Not `deep`: the names alone, for a folder in which others work too.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    if not deep:
        return [(entry.name,) for entry in entries]
    return [_stamp(entry) for entry in entries if not entry.name.startswith(".")]


def _stamp(entry: os.DirEntry[str]) -> tuple[object, ...]:
    try:
        seen = entry.stat(follow_symlinks=False)
    except OSError:
        return (entry.name,)
    return entry.name, seen.st_size, seen.st_mtime_ns, seen.st_ino


def _hash_file(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
