"""`koppeling/<id>.toml`: read strictly, with the line of a fault, and written so that it reads back the same."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import WrongUse
from pipelines.mapping_file import FileMapping, SchoolMapping, add_edition, get_place, load_mapping
from pipelines.settings import load_settings
from tests.lib.school_folder import BASIS, make_school, write_swv

HEAD = "[[koppeling]]\ndatum = 2026-11-28\n"
FILE = '[[koppeling.bestand]]\nals = "sjabloon-absenties-les"\n[koppeling.bestand.kolommen]\n'
MAPPING = SchoolMapping(
    bestanden=(FileMapping("sjabloon-absenties-les", {"Lln nr": "leerlingnummer", "kolom 4": "code"}, "0a1b2c3d"),),
    codes={"ZI": "ziek", 'a"b\\c': "luxe", "é\u2028": "medisch"},
    klassen={"Vlinders": "groep 4"},
)


def load(folder: Path, text: str) -> SchoolMapping:
    file = get_place(folder, "12AB00")
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return load_mapping(file, lvs="magister")


def test_without_a_file_nothing_is_mapped(tmp_path: Path) -> None:
    assert load_mapping(get_place(tmp_path, "12AB00"), lvs="magister").is_empty


def test_the_last_edition_holds(tmp_path: Path) -> None:
    text = HEAD + '[koppeling.codes]\nZI = "ziek"\n' + HEAD.replace("28", "29") + '[koppeling.codes]\nZI = "medisch"\n'
    mapping = load(tmp_path, text)
    assert (mapping.datum, mapping.codes) == (date(2026, 11, 29), {"ZI": "medisch"})


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[koppeling]\n", 1, "geen geldig TOML"),
        ("[koppelingen]\n", 1, "onbekende sleutel"),
        ("koppeling = 3\n", 1, "blok"),
        (HEAD + "kleur = 3\n", 3, "onbekende sleutel"),
        ("[[koppeling]]\n", 1, "'datum'"),
        ("[[koppeling]]\ndatum = '2026-11-28'\n", 2, "zonder aanhalingstekens"),
        ("[[koppeling]]\ndatum = 2026-11-28T08:00:00\n", 2, "zonder aanhalingstekens"),
        (HEAD + HEAD, 4, "volgorde"),
        (HEAD + HEAD.replace("28", "27"), 4, "volgorde"),
        (HEAD + "[koppeling.codes]\nZI = 'ziek'\nM = 'ziekte'\n", 5, "een code is een van"),
        (HEAD + "[koppeling.codes]\nZI = 'onbekend'\n", 4, "een code is een van"),
        (HEAD + "[koppeling.codes]\nZI = 3\n", 4, "links en rechts"),
        (HEAD + "[koppeling.codes]\n'' = 'ziek'\n", 4, "links en rechts"),
        (HEAD + "[koppeling.codes]\nZI = ''\n", 4, "links en rechts"),
        (HEAD + "[koppeling.klassen]\nV = ' '\n", 4, "links en rechts"),
        (HEAD + "codes = 'ZI'\n", 3, "tabel"),
        (HEAD + "bestand = 3\n", 3, "blok"),
        (HEAD + FILE.replace("sjabloon-absenties-les", "excel") + "a = 'code'\n", 4, "'als' is een van"),
        (HEAD + FILE.replace("sjabloon", "somtoday") + "a = 'code'\n", 4, "'als' is een van"),
        (HEAD + FILE, 5, "'kolommen' ontbreekt"),
        (HEAD + FILE + "a = 'code'\nb = 'begin'\n", 7, "kies uit"),
        (HEAD + FILE + "a = 'code'\nb = 'Code'\n", 7, "dezelfde kolom van msa"),
        (HEAD + FILE + "'Lln nr' = 'code'\nlln-nr = 'datum'\n", 7, "staat er twee keer"),
        (HEAD + FILE + "'kolom 4' = 'code'\n", 6, "heeft 'kop' nodig"),
        (HEAD + FILE.replace("\n[", "\nkop = 'x'\n[", 1).replace("als", "als") + "a = 'code'\n", None, "kop"),
    ],
)
def test_a_fault_is_named_by_its_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    with pytest.raises(WrongUse) as refusal:
        load(tmp_path, text)
    assert words in str(refusal.value)
    assert "koppeling/12AB00.toml" in str(refusal.value)
    if line is not None:
        assert f"regel {line}:" in str(refusal.value)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * (1024 * 1024 + 1), b"a = " + b"[" * 5000])
def test_what_is_no_such_file_is_refused(tmp_path: Path, data: bytes) -> None:
    file = get_place(tmp_path, "12AB00")
    file.parent.mkdir()
    file.write_bytes(data)
    with pytest.raises(WrongUse, match=r"koppeling/12AB00\.toml"):
        load_mapping(file, lvs="magister")


def add(folder: Path, mapping: SchoolMapping, day: date) -> Path:
    file = get_place(folder, "12AB00")
    add_edition(file, "12AB00 Het 'Voorbeeld'\n[[koppeling]]", mapping, today=day, lvs="magister")
    return file


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    file = add(tmp_path, MAPPING, date(2026, 11, 28))
    read = load_mapping(file, lvs="magister")
    assert (read.codes, read.klassen) == (MAPPING.codes, MAPPING.klassen)
    assert [replace(each, line="") for each in read.bestanden] == list(MAPPING.bestanden)
    assert read.sha256
    # 2 columns, 3 codes, 1 class.
    assert read.size == 2 + 3 + 1


def test_editions_are_kept_but_for_one_of_the_same_day(tmp_path: Path) -> None:
    add(tmp_path, MAPPING, date(2026, 11, 27))
    file = add(tmp_path, MAPPING, date(2026, 11, 28))
    file.write_text(file.read_text(encoding="utf-8").replace("datum = 2026-11-27", "datum = 2026-11-27 # van mij"))
    add(tmp_path, replace(MAPPING, codes={}), date(2026, 11, 28))
    text = file.read_text(encoding="utf-8")
    assert text.count("\n[[koppeling]]\n") == 2
    assert "# van mij" in text
    assert load_mapping(file, lvs="magister").codes == {}
    with pytest.raises(WrongUse, match="latere dag"):
        add(tmp_path, MAPPING, date(2026, 11, 27))
    assert file.read_text(encoding="utf-8") == text
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_mapping_of_no_school_is_refused(tmp_path: Path) -> None:
    toml = write_swv(tmp_path, BASIS, school=make_school("magister"))
    file = get_place(tmp_path, "99ZZ99")
    file.parent.mkdir()
    file.write_text(HEAD)
    with pytest.raises(WrongUse, match="bij geen school"):
        load_settings(toml)


def test_settings_hold_the_mapping_of_a_school(tmp_path: Path) -> None:
    toml = write_swv(tmp_path, BASIS, school=make_school("magister"))
    load(tmp_path, HEAD + "[koppeling.codes]\nZI = 'ziek'\n")
    assert load_settings(toml).scholen[0].koppeling.codes == {"ZI": "ziek"}
