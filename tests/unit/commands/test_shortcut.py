"""`msa snelkoppeling`: for each of three systems, simulated, what a double-click starts there."""

import configparser
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.commands.shortcut import find_command, write_shortcut
from pipelines.errors import WrongUse

# A place with all that a shell could take for more.
_HOSTILE = "/opt/50% van $HOME/`x`/een \"q\" en 'a'\\b/msa"
_PLAIN = r"C:\Users\André\100%\msa-omgeving\Scripts\msa.exe"


def write(folder: Path, platform: str, monkeypatch: pytest.MonkeyPatch, *command: str) -> Path:
    monkeypatch.setattr(sys, "platform", platform)
    return write_shortcut(folder, command=command)


def test_windows_gets_a_batch_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "win32", monkeypatch, _PLAIN)
    assert file.name == "msa werkbank.cmd"
    assert file.read_bytes().decode("utf-8").split("\r\n") == [
        "@echo off",
        "chcp 65001 >nul",
        "rem msa: opent de werkbank",
        "title msa werkbank",
        r'"C:\Users\André\100%%\msa-omgeving\Scripts\msa.exe" "open"',
        # The window stays when something is wrong, so that it can be read.
        "if errorlevel 1 pause",
        "",
    ]


def test_macos_gets_a_command_that_starts_the_program_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "darwin", monkeypatch, _HOSTILE, "-x")
    assert file.name == "msa werkbank.command"
    first, _, line, end = file.read_text(encoding="utf-8").split("\n")
    assert (first, end) == ("#!/bin/sh", "")
    assert shlex.split(line) == ["exec", _HOSTILE, "-x", "open"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o700


def test_a_command_is_started_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a real shell, in a folder with a space and a quote in its name."""
    program = tmp_path / "een map' van $HOME" / "msa"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    file = write(tmp_path, "darwin", monkeypatch, str(program))
    monkeypatch.undo()
    done = subprocess.run([file], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout == "open|"


def test_linux_gets_a_desktop_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "linux", monkeypatch, _HOSTILE)
    assert file.name == "msa-werkbank.desktop"
    entry = configparser.RawConfigParser()
    entry.optionxform = str
    entry.read(file, encoding="utf-8")
    found = dict(entry["Desktop Entry"])
    assert (found["Type"], found["Name"], found["Terminal"]) == ("Application", "msa werkbank", "true")
    # By the rules of the entry, from the outside in: the text of a key, then the words in quotes, then a double %.
    text = found["Exec"].replace("\\\\", "\\")
    assert [word.replace("%%", "%") for word in split_quoted(text)] == [_HOSTILE, "open"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o700


def split_quoted(text: str) -> list[str]:
    """Words in double quotes, in which a \\ takes the sign behind it as it is."""
    words, at = [], 0
    while at < len(text):
        assert text[at] == '"'
        at, word = at + 1, ""
        while text[at] != '"':
            at += text[at] == "\\"
            word += text[at]
            at += 1
        words.append(word)
        at += 2
    return words


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_an_older_one_of_ours_is_replaced_and_nothing_else(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, platform, monkeypatch, "/oud/msa")
    assert write(tmp_path, platform, monkeypatch, "/nieuw/msa") == file
    assert "/nieuw/msa" in file.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    file.write_text("van een ander", encoding="utf-8")
    with pytest.raises(WrongUse, match="staat al iets anders"):
        write(tmp_path, platform, monkeypatch, "/nieuw/msa")
    assert file.read_text(encoding="utf-8") == "van een ander"
    file.unlink()
    file.symlink_to(tmp_path / "elders")
    with pytest.raises(WrongUse, match="staat al iets anders"):
        write(tmp_path, platform, monkeypatch, "/nieuw/msa")
    assert not (tmp_path / "elders").exists()


def test_the_desktop_is_found_or_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cli.main(["snelkoppeling"]) == 2
    assert "Geef een map op" in capsys.readouterr().err
    assert cli.main(["snelkoppeling", str(tmp_path / "weg")]) == 2
    assert "bestaat niet" in capsys.readouterr().err
    (tmp_path / "Bureaublad").mkdir()
    assert cli.main(["snelkoppeling"]) == 0
    told = capsys.readouterr().out
    assert str(tmp_path / "Bureaublad" / "msa-werkbank.desktop") in told
    assert (tmp_path / "Bureaublad" / "msa-werkbank.desktop").is_file()


@pytest.mark.parametrize(("names", "expected"), [(["msa"], ["msa"]), (["msa.exe"], ["msa.exe"]), ([], None)])
def test_the_program_of_this_installation_is_started(
    names: list[str], expected: list[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    for name in names:
        (tmp_path / name).write_text("", encoding="utf-8")
    found = [str(python), "-m", "pipelines.cli"] if expected is None else [str(tmp_path / expected[0])]
    assert find_command() == found


def test_what_is_found_here_starts(tmp_path: Path) -> None:
    """The command of this very installation, from another folder."""
    environment = {**os.environ, "COLUMNS": "80"}
    command = [*find_command(), "open", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    assert done.stdout.startswith("gebruik: msa open")
