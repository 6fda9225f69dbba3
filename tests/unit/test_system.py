"""What differs between systems: the same content, rights where there are any, nothing asked of a system without it."""

import os
import pwd
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import system


def read_mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_private_file_is_private_from_the_first_moment_and_takes_the_place_of_another(tmp_path: Path) -> None:
    file = tmp_path / "bestand"
    for content in (b"langer dan wat volgt", b"een\ntwee\r\n"):
        with system.open_private(file) as out:
            assert read_mode(file) == 0o600
            out.write(content)
    assert file.read_bytes() == b"een\ntwee\r\n"


def test_a_new_file_never_takes_the_place_of_another_or_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "er").write_text("blijft")
    (tmp_path / "koppeling").symlink_to(tmp_path / "elders")
    for name in ("er", "koppeling"):
        with pytest.raises(FileExistsError):
            system.open_private(tmp_path / name, new=True)
    assert (tmp_path / "er").read_text() == "blijft"
    assert not (tmp_path / "elders").exists()


def test_what_is_added_stands_behind_what_was_there(tmp_path: Path) -> None:
    for text in (b"een\n", b"twee\n"):
        handle = system.open_to_add(tmp_path / "lijst")
        os.write(handle, text)
        os.close(handle)
    assert (tmp_path / "lijst").read_bytes() == b"een\ntwee\n"
    assert read_mode(tmp_path / "lijst") == 0o600


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without"])
def test_a_name_is_given_once(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:

        def refuse(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(os, "link", refuse)
    for text in ("eerst", "later"):
        (tmp_path / text).write_text(text)
    system.put_new(tmp_path / "eerst", tmp_path / "sleutel")
    with pytest.raises(FileExistsError):
        system.put_new(tmp_path / "later", tmp_path / "sleutel")
    assert (tmp_path / "sleutel").read_text() == "eerst"
    # What got its name is there once; what did not is still aside.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["later", "sleutel"]


def make_folders(place: Path) -> tuple[Path, Path]:
    for name in ("een", "twee"):
        (place / name).mkdir()
        (place / name / name).touch()
    return place / "een", place / "twee"


def test_two_folders_change_places_in_one_step(tmp_path: Path) -> None:
    one, two = make_folders(tmp_path)
    assert system.exchange(one, two) is True
    assert [entry.name for entry in one.iterdir()] == ["twee"]
    assert [entry.name for entry in two.iterdir()] == ["een"]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "freebsd14"])
def test_an_exchange_that_cannot_be_done_changes_nothing(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    one, _ = make_folders(tmp_path)
    assert system.exchange(one, tmp_path / "weg") is False
    assert [entry.name for entry in one.iterdir()] == ["een"]


def test_a_folder_is_not_brought_to_disk_where_it_has_no_handle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "_HAS_FOLDER_HANDLES", False)
    (tmp_path / "bestand").touch()
    system.sync(tmp_path)
    system.sync(tmp_path / "bestand")
    with pytest.raises(FileNotFoundError):
        system.sync(tmp_path / "weg")


def test_the_account_has_a_name_on_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.name_account() == pwd.getpwuid(os.getuid()).pw_name

    def unknown(_: int) -> None:
        raise KeyError

    with monkeypatch.context() as patched:
        patched.setattr(pwd, "getpwuid", unknown)
        assert system.name_account() == f"account {os.getuid()}"
    monkeypatch.setitem(sys.modules, "pwd", None)
    assert system.name_account() == f"account {os.getuid()}"
    monkeypatch.delattr(os, "getuid")
    monkeypatch.setenv("LOGNAME", "analist")
    assert system.name_account() == "analist"
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    assert system.name_account() == "account onbekend"


def test_the_superuser_is_known_and_absent_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for user, is_root in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        assert system.is_superuser() is is_root
    monkeypatch.delattr(os, "geteuid")
    assert system.is_superuser() is False


def test_the_processors_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of them here; where no system says which, all that there are; and one where nobody knows."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    monkeypatch.delenv(system.MOST_PROCESSORS, raising=False)
    assert system.count_processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert system.count_processors() == 8
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert system.count_processors() == 1


@pytest.mark.parametrize(
    ("said", "processors"),
    [("", 3), ("1", 1), ("2", 2), ("3", 3), ("4", 3), ("0", 3), ("-1", 3), ("veel", 3), ("²", 3), ("1" * 5000, 3)],
)
def test_a_process_can_be_told_to_use_no_more_processors(
    said: str, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are three; what is no number of processors says nothing."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    monkeypatch.setenv(system.MOST_PROCESSORS, said)
    assert system.count_processors() == processors


def test_a_browser_is_found_by_name_and_by_the_place_where_windows_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "Google Chrome"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system.find_program("Google Chrome") == str(program)
    assert system.find_program("${ProgramFiles}/Google Chrome") == str(program)
    assert system.find_program("${ProgramFiles}/weg") is None


def test_a_program_gets_of_the_environment_only_what_it_needs_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEMROOT", r"C:\Windows")
    monkeypatch.setenv("MSA_GEHEIM", "niet voor een ander")
    kept = system.keep_environment()
    assert kept["SYSTEMROOT"] == r"C:\Windows"
    assert "MSA_GEHEIM" not in kept


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_a_program_that_is_asked_to_stop_stops(platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    code = "print(1, flush=True); import time; time.sleep(600)"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        system.interrupt(process)
        assert process.wait(30) == -(signal.SIGINT if platform == "linux" else signal.SIGTERM)
        # Once more does no harm.
        system.interrupt(process)


@pytest.mark.parametrize("groups", [True, False], ids=["by group", "by taskkill"])
def test_a_program_is_stopped_with_what_it_started(
    groups: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    process = system.start_alone(
        [sys.executable, "-c", "import time; time.sleep(600)"], cwd=tmp_path, environment=dict(os.environ)
    )
    with process:
        if not groups:
            monkeypatch.delattr(os, "killpg")

            def note(command: list[str], **_: object) -> None:
                asked.append(command)
                process.kill()

            monkeypatch.setattr(subprocess, "run", note)
        system.stop_all(process)
        assert process.wait(30) != 0
    assert asked == ([] if groups else [["taskkill", "/F", "/T", "/PID", str(process.pid)]])


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, ".config/msa"),
        ("linux", {"XDG_CONFIG_HOME": "{home}/elders"}, "elders/msa"),
        # Not a whole path: the rules of desktops say to pass over it.
        ("linux", {"XDG_CONFIG_HOME": "elders"}, ".config/msa"),
        ("darwin", {}, "Library/Application Support/msa"),
        ("win32", {"APPDATA": "{home}/roaming"}, "roaming/msa"),
        ("win32", {}, "AppData/Roaming/msa"),
    ],
)
def test_what_is_remembered_lies_where_each_system_keeps_it(
    platform: str, environment: dict[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(home=tmp_path))
    assert system.find_settings_folder() == tmp_path / expected


@pytest.mark.parametrize(
    ("platform", "folders", "kind", "expected"),
    [
        ("linux", ("Documents",), "DOCUMENTS", "Documents"),
        ("linux", ("Documenten",), "DOCUMENTS", "Documenten"),
        # As the desktop says it, in the language of the user.
        ("linux", ("Documents", "Stukken", "user-dirs"), "DOCUMENTS", "Stukken"),
        ("darwin", ("Documents", "Stukken", "user-dirs"), "DOCUMENTS", "Documents"),
        ("win32", ("Desktop", "OneDrive/Bureaublad"), "DESKTOP", "OneDrive/Bureaublad"),
        ("win32", ("Desktop",), "DESKTOP", "Desktop"),
        ("win32", ("Documents", "OneDrive/Documents"), "DOCUMENTS", "Documents"),
        ("linux", (), "DESKTOP", ""),
    ],
)
def test_a_folder_of_the_user_is_found_as_the_system_calls_it(
    platform: str,
    folders: tuple[str, ...],
    kind: str,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ONEDRIVE", str(tmp_path / "OneDrive"))
    for name in folders:
        if name == "user-dirs":
            (tmp_path / ".config").mkdir()
            told = '# XDG_DOCUMENTS_DIR="$HOME/x"\nXDG_DOCUMENTS_DIR="$HOME/Stukken"\n'
            (tmp_path / ".config" / "user-dirs.dirs").write_text(told, encoding="utf-8")
        else:
            (tmp_path / name).mkdir(parents=True)
    assert system.find_user_folder(kind) == (tmp_path / expected if expected else None)


def test_an_account_without_a_home_has_none_of_these(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "weg"))
    assert (system.find_home(), system.find_settings_folder(), system.find_user_folder("DESKTOP")) == (None, None, None)


@pytest.mark.parametrize(("platform", "name"), [("win32", "windows"), ("darwin", "macos"), ("freebsd14", "linux")])
def test_the_system_has_a_name(platform: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert system.name_system() == name
