"""What a session shares is made once, by whoever comes first, and never half."""

from pathlib import Path

import pytest

from tests.lib.shared import make_once


def test_it_is_made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "bestand").write_text("eerste")

    folder = make_once(tmp_path_factory, "eenmaal", make)
    assert make_once(tmp_path_factory, "eenmaal", lambda other: 1 / 0) == folder
    assert [file.read_text() for file in folder.iterdir()] == ["eerste"]


def test_half_of_one_is_made_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    def break_off(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError):
        make_once(tmp_path_factory, "tweemaal", break_off)
    assert list(make_once(tmp_path_factory, "tweemaal", Path.mkdir).iterdir()) == []
