"""`msa snelkoppeling`: a file on the desktop that opens the workbench with a double-click.

Windows gets a `.cmd`, macOS a `.command`, Linux a `.desktop`: text that can be read before it is used. Each opens a
window in which the program runs, as the command does; whoever closes that window ends it.
"""

import shlex
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import WrongUse
from pipelines.system import DESKTOP, LINUX, MACOS, WINDOWS, find_user_folder, name_system, open_aside

# What we know our own files by: no other file is ever replaced.
_MARK = "msa: opent de werkbank"
_RUNS = stat.S_IRWXU


@dataclass(frozen=True)
class _Kind:
    """What one system starts with a double-click: the name of the file, and its text for a command."""

    name: str
    write: Callable[[Sequence[str]], str]
    newline: str = "\n"


def write_shortcut(folder: Path | None, *, command: Sequence[str] | None = None) -> Path:
    """Write the shortcut of this system in `folder`, else on the desktop; an older one of ours is replaced.

    `command`: the program and its arguments, that of this installation where none is given. WrongUse (2) where there is
    no such folder, or a file of somebody else has the name.
    """
    place = folder or find_user_folder(DESKTOP)
    if place is None:
        raise WrongUse("Er is geen bureaublad gevonden. Geef een map op: msa snelkoppeling MAP")
    if not place.is_dir():
        raise WrongUse(f"De map {place} bestaat niet. Maak de map eerst, of kies een andere.")
    kind = _KINDS[name_system()]
    file = place / kind.name
    _refuse_other(file)
    text = kind.write([*(command or find_command()), "open"])
    try:
        out, aside = open_aside(place)
        try:
            with out:
                out.write(text.replace("\n", kind.newline).encode())
            aside.chmod(_RUNS)
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)
    except OSError:
        raise WrongUse(f"In de map {place} mag u niet schrijven. Kies een andere map.") from None
    return file


def find_command() -> list[str]:
    """How this installation is started, wherever the shell stands: its own program, else by way of its Python."""
    python = Path(sys.executable)
    for name in ("msa.exe", "msa"):
        if (python.parent / name).is_file():
            return [str(python.parent / name)]
    return [str(python), "-m", "pipelines.cli"]


def _refuse_other(file: Path) -> None:
    try:
        ours = _MARK in file.read_text(encoding="utf-8") and not file.is_symlink()
    except FileNotFoundError:
        ours = not file.is_symlink()
    except (OSError, UnicodeDecodeError):
        ours = False
    if not ours:
        raise WrongUse(f"In de map {file.parent} staat al iets anders dat {file.name} heet. Kies een andere map.")


def _write_cmd(command: Sequence[str]) -> str:
    """A batch file. It is read as UTF-8 from the second line on; a % stands in it twice."""
    words = " ".join(f'"{word}"' for word in command).replace("%", "%%")
    return f"@echo off\nchcp 65001 >nul\nrem {_MARK}\ntitle msa werkbank\n{words}\nif errorlevel 1 pause\n"


def _write_command(command: Sequence[str]) -> str:
    return f"#!/bin/sh\n# {_MARK}\nexec {shlex.join(command)}\n"


def _write_desktop(command: Sequence[str]) -> str:
    words = " ".join(_quote_desktop(word) for word in command)
    return (
        f"[Desktop Entry]\n# {_MARK}\nType=Application\nName=msa werkbank\n"
        f"Comment=Een kwartaal van aanlevering tot verslag\nExec={words}\nTerminal=true\n"
    )


def _quote_desktop(word: str) -> str:
    """A word of `Exec`: in double quotes, with the four signs that act there behind a \\, and that once more for the
    text of a key; a % stands twice (freedesktop.org, Desktop Entry 1.5)."""
    inner = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word)
    return f'"{inner}"'.replace("\\", "\\\\").replace("%", "%%")


_KINDS: Mapping[str, _Kind] = {
    WINDOWS: _Kind("msa werkbank.cmd", _write_cmd, "\r\n"),
    MACOS: _Kind("msa werkbank.command", _write_command),
    LINUX: _Kind("msa-werkbank.desktop", _write_desktop),
}
