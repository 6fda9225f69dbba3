"""`land.toml`: what it says, and what is told, by file and line, of what it may not say."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import WrongUse
from pipelines.national.country import choose, load_country
from pipelines.national.places import Bucket
from pipelines.system import count_processors
from tests.lib.school_folder import BASIS, make_school, write_swv

LAND = '[land]\nnaam = "Nederland"\nuitvoer = "landelijk"\n'
SWV = '[[swv]]\nbestand = "een/swv.toml"\n'


def write_land(folder: Path, text: str, *names: str) -> Path:
    """A `land.toml` with this text, beside SWVs in folders of these names, each with a code of its own."""
    for number, name in enumerate(names):
        toml = write_swv(folder / name, BASIS, school=make_school())
        toml.write_text(toml.read_text(encoding="utf-8").replace("VO9901", f"VO990{number + 1}"), encoding="utf-8")
    file = folder / "land.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_it_says(tmp_path: Path) -> None:
    text = LAND + "peildatum = 2026-01-01\nwerkers = 3\n" + SWV + '[[swv]]\nbestand = "twee/swv.toml"\n'
    country = load_country(write_land(tmp_path, text, "een", "twee"))
    assert (country.naam, country.uitvoer, country.werkers) == ("Nederland", tmp_path / "landelijk", 3)
    assert country.require_day() == date(2026, 1, 1)
    assert [swv.settings and swv.settings.code for swv in country.swvs] == ["VO9901", "VO9902"]


def test_what_is_left_out(tmp_path: Path) -> None:
    country = load_country(write_land(tmp_path, LAND + SWV, "een"))
    assert (country.peildatum, country.adres, country.werkers) == (None, "", count_processors())
    with pytest.raises(WrongUse, match=r"Geef --peildatum op, of zet 'peildatum' onder \[land\] in land\.toml"):
        country.require_day()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[land]\nnaam = \n", r"zie regel 2"),
        (SWV, r"het blok \[land\] ontbreekt"),
        (LAND, r"er staat geen blok \[\[swv\]\] in"),
        (LAND + 'kleur = "rood"\n' + SWV, r"regel 4: de sleutel 'kleur' is onbekend"),
        (LAND + SWV + 'naam = "Een"\n', r"regel 6: de sleutel 'naam' is onbekend"),
        ('[land]\nnaam = ""\nuitvoer = "u"\n' + SWV, r"regel 2: 'naam' ontbreekt, is leeg"),
        ('[land]\nnaam = "N"\n' + SWV, r"regel 1: 'uitvoer' ontbreekt"),
        (LAND + 'peildatum = "1 januari"\n' + SWV, r"regel 4: 'peildatum' is een datum als jjjj-mm-dd"),
        (LAND + "werkers = 0\n" + SWV, r"regel 4: 'werkers' is een heel getal van 1 tot en met 256"),
        (LAND + "werkers = 257\n" + SWV, r"regel 4: 'werkers' is een heel getal"),
        (LAND + "werkers = true\n" + SWV, r"regel 4: 'werkers' is een heel getal"),
        (LAND + 'adres = "10.0.0.5:8786"\n' + SWV, r"regel 4: 'adres' is een adres zoals tcp://"),
        (LAND + 'adres = "http://10.0.0.5:8786"\n' + SWV, r"regel 4: 'adres' is een adres"),
        (LAND + 'werkers = 1\nadres = "tcp://10.0.0.5:8786"\n' + SWV, r"regel 5: 'werkers' en 'adres' gaan niet samen"),
        (LAND + SWV + SWV, r"regel 7: dit bestand staat er twee keer in"),
        (
            LAND.replace('"landelijk"', '"een/uitvoer"') + SWV,
            r"regel 3: 'uitvoer' ligt in of om een map van \[\[swv\]\]",
        ),
        (LAND.replace('"landelijk"', '"een/opslag/land"') + SWV, r"regel 3: 'uitvoer' ligt in of om een map"),
        (
            "[land]\n" + LAND[7:] + '[[swv]]\nuitgave = "s3://sleutel:geheim@emmer/een"\n',
            r"regel 5: 'uitgave' is een map, of",
        ),
        (LAND + SWV + 'uitgave = "s3://emmer/een"\n', r"regel 4: een blok \[\[swv\]\] heeft 'bestand' of 'uitgave'"),
        (LAND + "[[swv]]\n", r"regel 4: een blok \[\[swv\]\] heeft 'bestand' of 'uitgave'"),
        (LAND + 2 * '[[swv]]\nuitgave = "s3://emmer/een"\n', r"regel 7: deze plaats staat er twee keer in"),
        (
            LAND.replace('"landelijk"', '"s3://emmer/een/land"') + '[[swv]]\nuitgave = "s3://emmer/een/"\n',
            r"regel 3: 'uitvoer' ligt in of om een 'uitgave'",
        ),
        (
            LAND.replace('"landelijk"', '"https://emmer"') + SWV,
            r"regel 3: 'uitvoer' is een map, of een adres zoals s3:",
        ),
        (
            LAND + 'aws_secret_access_key = "geheim"\n' + SWV,
            r"regel 4: een sleutel of wachtwoord hoort in geen bestand",
        ),
        (LAND + SWV + 'sleutel = "geheim"\n', r"regel 6: een sleutel of wachtwoord hoort in geen bestand"),
        (LAND.replace('"landelijk"', '"."') + SWV, r"regel 3: 'uitvoer' is de map waarin land\.toml staat"),
    ],
)
def test_what_cannot_be_is_told_by_its_line(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=told) as fault:
        load_country(write_land(tmp_path, text, "een"))
    assert "geheim" not in str(fault.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"bestaat niet"):
        load_country(tmp_path / "land.toml")


def test_places_elsewhere(tmp_path: Path) -> None:
    text = LAND.replace('"landelijk"', '"s3://emmer/een-land"') + '[[swv]]\nuitgave = "s3://emmer/een"\n'
    country = load_country(write_land(tmp_path, text + SWV + '[[swv]]\nuitgave = "twee"\n', "een"))
    # A name that begins alike is no folder in it.
    assert country.uitvoer == Bucket("emmer/een-land")
    assert country.elders == (Bucket("emmer/een"), tmp_path / "twee")
    # The second block of the file is the one SWV that runs here.
    assert [(swv.name, swv.block) for swv in country.swvs] == [("SWV Proefregio", 1)]
    assert (country.lock_folder, load_country(write_land(tmp_path, LAND + SWV)).lock_folder) == (
        tmp_path,
        tmp_path / "landelijk",
    )


def test_two_swvs_of_one_code_are_refused(tmp_path: Path) -> None:
    file = write_land(tmp_path, LAND + SWV + '[[swv]]\nbestand = "twee/swv.toml"\n', "een", "twee")
    twee = tmp_path / "twee" / "swv.toml"
    twee.write_text(twee.read_text(encoding="utf-8").replace("VO9902", "VO9901"), encoding="utf-8")
    with pytest.raises(WrongUse, match=r"regel 7: dit SWV en \[\[swv\]\] nummer 1 hebben dezelfde code"):
        load_country(file)


def test_an_swv_that_cannot_be_read_is_kept_with_what_is_wrong(tmp_path: Path) -> None:
    country = load_country(write_land(tmp_path, LAND + SWV + '[[swv]]\nbestand = "weg/swv.toml"\n', "een"))
    good, bad = country.swvs
    assert good.settings is not None
    assert (bad.settings, bad.name, bad.exit_code) == (None, "weg/swv.toml", 2)
    assert "bestaat niet" in bad.fault


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    country = load_country(write_land(tmp_path, LAND + "werkers = 3\npeildatum = 2026-01-01\n" + SWV, "een"))
    chosen = choose(country, peildatum=date(2026, 3, 1), werkers="2", adres=None)
    assert (chosen.peildatum, chosen.werkers, chosen.adres) == (date(2026, 3, 1), 2, "")
    assert choose(country, peildatum=None, werkers=None, adres="tcp://[::1]:8786").adres == "tcp://[::1]:8786"
    with pytest.raises(WrongUse, match=r"--werkers is een heel getal van 1 tot en met 256"):
        choose(country, peildatum=None, werkers="veel", adres=None)
    with pytest.raises(WrongUse, match=r"--adres is een adres zoals"):
        choose(country, peildatum=None, werkers=None, adres="ergens")
