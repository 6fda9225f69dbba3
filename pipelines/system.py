"""What differs between Linux, macOS and Windows, in one place: no other module asks which system this is.

Nothing here is needed from a system that does not have it. Rights of files are those of POSIX where the system has
them; on Windows a file is for whom its folder is, so the README says to keep `opslag` in the user's own folder.
"""

import getpass
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

# Windows would write two characters for each line end, and what is written would not have the hash it was given.
_BYTES = getattr(os, "O_BINARY", 0)
# Without it, opening a FIFO waits for ever; Windows has no FIFO in a folder.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
# A folder can be opened, so that what was renamed in it is brought to disk.
_HAS_FOLDER_HANDLES = hasattr(os, "O_DIRECTORY")
# Browsers that print a page without a window: by name, and where macOS and Windows keep them.
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"${ProgramFiles}\Google\Chrome\Application\chrome.exe",
    r"${ProgramFiles(x86)}\Google\Chrome\Application\chrome.exe",
    r"${LOCALAPPDATA}\Google\Chrome\Application\chrome.exe",
    r"${ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe",
    r"${ProgramFiles}\Microsoft\Edge\Application\msedge.exe",
)
# How the name of every file begins that is written aside, to take the place of another in one step.
ASIDE = ".msa-opzij-"
_NEEDED_TO_START = ("PATH", "SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "PROGRAMFILES", "PROGRAMDATA", "LOCALAPPDATA")
OUR_NAME = "msa"
# Says how many processors a process may use: the variable by which polars is told, so that one line holds for all.
MOST_PROCESSORS = "POLARS_MAX_THREADS"
WINDOWS, MACOS, LINUX = "windows", "macos", "linux"
DOCUMENTS, DESKTOP = "DOCUMENTS", "DESKTOP"
_USER_FOLDERS = {DOCUMENTS: ("Documents", "Documenten"), DESKTOP: ("Desktop", "Bureaublad")}
_EXCHANGE = 2
_AT_FDCWD = -100
_MAC_SWAP = 2


def open_private(file: Path, *, new: bool = False) -> BinaryIO:
    """Open `file` to write bytes, for this account alone from the first moment; OSError passes.

    new: FileExistsError where something lies there, also a link. Else what lies there is emptied.
    """
    flags = os.O_WRONLY | os.O_CREAT | _BYTES | (os.O_EXCL if new else os.O_TRUNC)
    return os.fdopen(os.open(file, flags, 0o600), "wb")


def open_aside(folder: Path) -> tuple[BinaryIO, Path]:
    """A new file in `folder` to write bytes, for this account alone, that is to take the place of another; its path.

    Whoever opens it moves or removes it; what a crash leaves is swept (`pipelines.vault.leftovers`). OSError passes.
    """
    # mkstemp gives mode 0600, and a name that no other start can take.
    handle, name = tempfile.mkstemp(dir=folder, prefix=ASIDE)
    return os.fdopen(handle, "wb"), Path(name)


def open_to_add(file: Path) -> int:
    """A handle to read `file` and add to its end, made for this account alone where there is none; OSError passes."""
    return os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BYTES, 0o600)


def open_to_read(file: Path) -> BufferedReader:
    """Open `file` to read bytes, without waiting for what may stand in its place; OSError passes."""
    return os.fdopen(os.open(file, os.O_RDONLY | _NO_WAIT | _BYTES), "rb")


def put_new(aside: Path, file: Path) -> None:
    """Give the file `aside` the name `file`, never in the place of another: FileExistsError, and `aside` stays.

    Any other OSError passes.
    """
    try:
        os.link(aside, file)
    except FileExistsError:
        raise
    except OSError:
        # A disk without hard links: look, and rename.
        if file.exists() or file.is_symlink():
            raise FileExistsError from None
        aside.rename(file)
    else:
        aside.unlink()


def sync(place: Path) -> None:
    """Bring a file, or what was renamed or removed in a folder, to disk; OSError passes."""
    if not _HAS_FOLDER_HANDLES and place.is_dir():
        return
    # Windows brings to disk only what is open for writing.
    handle = os.open(place, (os.O_RDONLY if _HAS_FOLDER_HANDLES else os.O_RDWR) | _BYTES)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False, and nothing done, where the system cannot."""
    # Only these have it; elsewhere `ctypes` may not even load the library of the system.
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        swap = getattr(library, "renamex_np", None)
        return swap is not None and swap(first, second, _MAC_SWAP) == 0
    swap = getattr(library, "renameat2", None)
    return swap is not None and swap(_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE) == 0


def name_account() -> str:
    """The account that runs this, by the system where it knows, else by the environment."""
    if not hasattr(os, "getuid"):
        try:
            return getpass.getuser()
        except (ImportError, KeyError, OSError):
            # No variable names it, and it looks in the accounts of POSIX after that.
            return "account onbekend"
    try:
        import pwd
    except ImportError:
        return f"account {os.getuid()}"
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"account {os.getuid()}"


def find_program(name: str) -> str | None:
    """The path of a program: a name that the shell knows, or a whole path; None where there is none."""
    place = os.path.expandvars(name)
    return shutil.which(place)


def find_home() -> Path | None:
    """The user's own folder; None for an account without one."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home if home.is_dir() else None


def find_settings_folder() -> Path | None:
    """Where programs keep what they remember of this user, with a folder of our own; None without a home."""
    home = find_home()
    if home is None:
        return None
    if sys.platform == "win32":
        return _take_whole(os.environ.get("APPDATA")) or home / "AppData" / "Roaming" / OUR_NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / OUR_NAME
    return _take_whole(os.environ.get("XDG_CONFIG_HOME")) or home / ".config" / OUR_NAME


def find_user_folder(kind: str) -> Path | None:
    """A folder of this user, DOCUMENTS or DESKTOP, as the system calls it; None where there is none."""
    home = find_home()
    if home is None:
        return None
    asked = [_read_user_dirs(home, kind)] if sys.platform not in ("win32", "darwin") else []
    if sys.platform == "win32" and kind == DESKTOP and (drive := os.environ.get("ONEDRIVE")):
        # Windows shows this one when it keeps a copy elsewhere.
        asked += [Path(drive) / name for name in _USER_FOLDERS[kind]]
    asked += [home / name for name in _USER_FOLDERS[kind]]
    return next((folder for folder in asked if folder is not None and folder != home and folder.is_dir()), None)


def name_system() -> str:
    """WINDOWS, MACOS or LINUX, which stands for every other one."""
    return {"win32": WINDOWS, "darwin": MACOS}.get(sys.platform, LINUX)


def _take_whole(told: str | None) -> Path | None:
    return Path(told) / OUR_NAME if told and Path(told).is_absolute() else None


def _read_user_dirs(home: Path, kind: str) -> Path | None:
    """What a desktop of Linux calls the folder: in the language of the user, in a file of lines `XDG_…_DIR="…"`."""
    try:
        text = (home / ".config" / "user-dirs.dirs").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = re.search(rf'^XDG_{kind}_DIR="(.*)"$', text, re.MULTILINE)
    return Path(found[1].replace("$HOME", str(home), 1)) if found else None


def keep_environment() -> dict[str, str]:
    """What a program needs of the environment to start at all: where programs are, and on Windows the system."""
    kept = {name: value for name in _NEEDED_TO_START if (value := os.environ.get(name))}
    return {"PATH": os.defpath, **kept}


def count_processors() -> int:
    """The processors that this process may use: no more than `MOST_PROCESSORS` says, where it says so."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    said = os.environ.get(MOST_PROCESSORS, "")
    return min(there, int(said)) if re.fullmatch("[1-9][0-9]{0,3}", said) else there


def is_superuser() -> bool:
    """Whether this is root, which some programs refuse to run as; never on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def start_alone(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program that says nothing and can be stopped with all it starts (`stop_all`)."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=cwd,
        env=environment,
        start_new_session=True,
    )


def interrupt(process: "subprocess.Popen[Any]") -> None:
    """Ask a program to stop, as Ctrl-C does; Windows sends no Ctrl-C to one of a session of its own, and ends it."""
    with suppress(OSError, ValueError):
        if sys.platform == "win32":
            process.terminate()
        else:
            process.send_signal(signal.SIGINT)


def stop_all(process: "subprocess.Popen[bytes]") -> None:
    """Stop a program of `start_alone` and what it started; what is gone already is fine."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return
    with suppress(OSError):
        # Its processes have no group here; the system knows who started whom.
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
