"""Folders of our own are private, and a link in them leads nowhere: not when writing, not when removing."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.publish.publication import Publication
from pipelines.vault.folders import make_fresh_folder, make_private_folder, remove
from pipelines.vault.leftovers import repair_publications
from pipelines.vault.lock import take_lock

DAY = "2026-01-01"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder that is not ours; after the test it holds what it held, and no more."""
    folder = tmp_path / "elders"
    folder.mkdir()
    (folder / "van een ander.txt").write_text("blijft")
    yield folder
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"van een ander.txt": "blijft"}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_folder_is_made_private(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "opslag")
    assert mode(tmp_path / "opslag") == 0o700


def test_a_folder_that_was_left_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "opslag").mkdir()
    (tmp_path / "opslag").chmod(0o777)
    make_private_folder(tmp_path / "opslag")
    assert mode(tmp_path / "opslag") == 0o700


def test_a_folder_of_another_account_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "opslag").mkdir()
    (tmp_path / "opslag").chmod(0o755)

    def deny(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", deny)
    make_private_folder(tmp_path / "opslag")
    assert mode(tmp_path / "opslag") == 0o755


@pytest.mark.parametrize("name", ["kluis", "werk", "quarantaine", "sleutel", "msa.duckdb", ".slot", ".prefect"])
def test_a_link_in_the_store_is_refused(name: str, tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / "opslag").mkdir()
    (tmp_path / "opslag" / name).symlink_to(elsewhere)
    with pytest.raises(StoreUnavailable) as refusal:
        make_private_folder(tmp_path / "opslag")
    assert refusal.value.exit_code == 14
    assert str(refusal.value).startswith(f"In de opslag 'opslag' staat een snelkoppeling ({name}). Haal die weg")


def test_a_place_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "opslag").write_text("een bestand")
    with pytest.raises(StoreUnavailable, match="De opslag 'opslag' is niet te maken"):
        make_private_folder(tmp_path / "opslag")


def test_remove_takes_a_link_and_not_what_it_leads_to(tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / "koppeling").symlink_to(elsewhere)
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "koppeling").symlink_to(elsewhere)
    (tmp_path / "bestand").write_text("weg")
    for name in ("koppeling", "map", "bestand", "er is niets"):
        remove(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["elders"]


def test_a_fresh_folder_takes_the_place_of_a_link(tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / "werk").symlink_to(elsewhere)
    made = make_fresh_folder(tmp_path / "werk")
    assert not made.is_symlink()
    assert mode(made) == 0o700
    assert list(made.iterdir()) == []


def test_the_lock_does_not_follow_a_link(tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / ".slot").symlink_to(elsewhere / "nieuw")
    with pytest.raises(StoreUnavailable):
        take_lock(tmp_path)


# --- where we publish --------------------------------------------------------------------------------------------


def publish(uitvoer: Path) -> None:
    made = Publication(uitvoer, DAY)
    made.write_text("manifest.json", "nieuw")
    made.finish()


@pytest.mark.parametrize("name", [DAY, f".wordt-{DAY}", f".was-{DAY}"])
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_in_the_output_is_replaced_not_followed(
    name: str, dangling: bool, tmp_path: Path, elsewhere: Path
) -> None:
    uitvoer = tmp_path / "uitvoer"
    uitvoer.mkdir()
    (uitvoer / name).symlink_to(tmp_path / "weg" if dangling else elsewhere)
    repair_publications(uitvoer)
    publish(uitvoer)
    assert {path.name for path in uitvoer.iterdir()} == {DAY}
    assert not (uitvoer / DAY).is_symlink()
    assert (uitvoer / DAY / "manifest.json").read_text() == "nieuw"
    assert not (tmp_path / "weg").exists()


def test_a_link_within_an_earlier_publication_goes_with_it(tmp_path: Path, elsewhere: Path) -> None:
    publish(tmp_path / "uitvoer")
    (tmp_path / "uitvoer" / DAY / "school").symlink_to(elsewhere)
    publish(tmp_path / "uitvoer")
    assert [path.name for path in (tmp_path / "uitvoer" / DAY).iterdir()] == ["manifest.json"]


def test_the_output_folder_is_private_when_we_make_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        publish(tmp_path / "uitvoer")
    finally:
        os.umask(before)
    assert mode(tmp_path / "uitvoer") == 0o700
