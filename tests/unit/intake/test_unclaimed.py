"""What nobody claimed in the folder of deliveries is told, by its place and never by its name (contract 1.3)."""

import pytest

from pipelines.intake.unclaimed import WHOLE_SWV, tell_unclaimed
from pipelines.settings import load_settings
from tests.lib.school_folder import BASIS, make_school, write_swv


@pytest.fixture
def swv(tmp_path):
    return write_swv(tmp_path, BASIS, school=make_school())


def tell(toml):
    return [
        (found.school, found.code, found.aantal, found.omschrijving) for found in tell_unclaimed(load_settings(toml))
    ]


def test_nothing_is_told_of_schools_the_lpa_the_swv_and_leftovers(swv):
    place = swv.parent / "aanlevering"
    (place / "leerplicht").mkdir()
    (place / "swv").mkdir()
    (place / "samen").mkdir()
    for name in (".DS_Store", "Thumbs.db", "~$lijst.xlsx", "absenties.csv.part"):
        (place / name).write_text("x")
    assert tell(swv) == []


def test_files_and_folders_of_no_school(swv):
    """In order of names: 12AB00, Jaap Jansen, klas, los.csv, nog.xlsx."""
    place = swv.parent / "aanlevering"
    for name in ("Jaap Jansen", "klas"):
        (place / name).mkdir()
    for name in ("los.csv", "nog.xlsx"):
        (place / name).write_text("x")
    files, folders = tell(swv)
    assert files[:3] == (WHOLE_SWV, "bestand_zonder_school", 2)
    assert files[3].endswith("op volgorde van naam 4 en 5 van 5.")
    assert folders[:3] == (WHOLE_SWV, "map_zonder_school", 2)
    assert folders[3].endswith("op volgorde van naam 2 en 3 van 5.")
    assert "Jaap" not in folders[3]


@pytest.mark.parametrize("name", ["12ab00", "12AB-00", "12AB00 nieuw"])
def test_a_misspelt_folder_names_the_school_it_may_be(swv, name):
    (swv.parent / "aanlevering" / name).mkdir()
    [(_, code, count, text)] = tell(swv)
    assert (code, count) == ("map_zonder_school", 1)
    assert text.endswith("De naam lijkt op die van school 12AB00.")


def test_a_file_in_the_place_of_a_school_is_of_no_school(swv):
    place = swv.parent / "aanlevering" / "12AB00"
    for file in place.iterdir():
        file.unlink()
    place.rmdir()
    place.write_text("x")
    assert [found[1] for found in tell(swv)] == ["bestand_zonder_school"]


def test_the_settings_may_lie_beside_the_schools(swv):
    """Our own folders may not: see test_settings."""
    place = swv.parent / "aanlevering"
    text = swv.read_text()
    text = text.replace('"aanlevering"', '"."').replace('"uitvoer"', '"../uitvoer"').replace('"opslag"', '"../opslag"')
    toml = place / "swv.toml"
    toml.write_text(text)
    assert tell(toml) == []
    (place / "andere").mkdir()
    assert [found[1] for found in tell(toml)] == ["map_zonder_school"]


def test_many_are_counted_and_not_all_listed(swv):
    """25 files after 12AB00: places 2 to 26; twenty are listed."""
    for number in range(25):
        (swv.parent / "aanlevering" / f"a{number:02}.csv").write_text("x")
    [(_, _, count, text)] = tell(swv)
    assert count == 25
    assert "2, 3, 4," in text
    assert "20, 21 en nog 5 van 26." in text


def test_no_folder_at_all(swv):
    (swv.parent / "aanlevering").rename(swv.parent / "weg")
    assert tell(swv) == []
