"""The folders of the LVS: complete, refused by key where they are not, and with examples that the program can read."""

import re
import shutil
from pathlib import Path

import pytest

from pipelines import cli
from schemas import lvs as lvs_folder
from schemas.errors import DeclarationInvalid
from schemas.findings import FINDINGS, LET_OP, QUARANTAINE
from schemas.lvs import FOLDER, get_layout, get_lvs, list_layouts, load_lvs, read_lvs
from tests.lib.school_folder import BASIS, deliver, list_findings, make_school

ALL = sorted(load_lvs())
MUST_BE_MENDED = sorted(code for code, kind in FINDINGS.items() if kind.ernst != LET_OP)
SETTINGS = """\
[swv]
code = "VO9901"
naam = "SWV Voorbeeld"
protocol = "noord-kennemerland"
vakantieregio = "noord"
[paden]
aanlevering = "aanlevering"
uitvoer = "uitvoer"
opslag = "opslag"
[[school]]
id = "99AA00"
naam = "Eerste"
sector = "VO"
lvs = "sjabloon"
"""


def copy_folders(target: Path) -> Path:
    """All folders of LVS, to break one of them."""
    return shutil.copytree(FOLDER, target / "lvs", ignore=shutil.ignore_patterns("__pycache__"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# --- The list is the folders -----------------------------------------------------------------------------------------


def test_the_folders_are_the_list(tmp_path: Path) -> None:
    folder = copy_folders(tmp_path)
    (folder / "__pycache__").mkdir()
    shutil.copytree(folder / "sjabloon", folder / "nieuw")
    assert list(read_lvs(folder)) == sorted([*ALL, "nieuw"])


def test_every_layout_has_one_name() -> None:
    names = [layout.name for layout in list_layouts()]
    assert len(names) == len(set(names))
    assert [get_layout(name).name for name in names] == names


def test_codes_are_told_apart_by_what_is_done_with_them() -> None:
    """magister/codes.csv: Z is applied; every row is applied, a suggestion, or left out."""
    magister = get_lvs("magister")
    assert magister.applied_codes["Z"] == "ziek"
    assert not set(magister.applied_codes) & set(magister.suggested_codes)
    left_out = [row for row in magister.codes if row.toepassen == "nee"]
    assert len(magister.applied_codes) + len(magister.suggested_codes) + len(left_out) == len(magister.codes)


# --- What is missing is told by file and key --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("magister/lvs.yaml", "naam: Magister", "nam: x", "magister/lvs.yaml: onbekende sleutel 'nam'"),
        ("somtoday/lvs.yaml", "naam: SOMtoday", "reden_in_woorden: true", "somtoday/lvs.yaml: 'naam' ontbreekt"),
        ("somtoday/lvs.yaml", "naam: SOMtoday", "naam: ''", "somtoday/lvs.yaml: 'naam' is leeg"),
        ("parnassys/lvs.yaml", "woorden: true", "woorden: ja", "'reden_in_woorden' is geen ja of nee"),
        ("magister/lvs.yaml", 'ziek: "3"', "ziek: 3", "'type_woorden' is geen tabel van teksten"),
        ("magister/guidance.yaml", "  kop:", "  kap:", "magister/guidance.yaml, plekken: onbekende sleutel 'kap'"),
        ("magister/guidance.yaml", "bronnen:", "bron:", "magister/guidance.yaml: onbekende sleutel 'bron'"),
        ("magister/guidance.yaml", '  kop: "', '  # kop: "', "magister/guidance.yaml, plekken: 'kop' ontbreekt"),
        ("magister/guidance.yaml", '  kop: "', '  kop: "" # "', "guidance.yaml, plekken.kop: de tekst ontbreekt"),
        ("magister/codes.csv", "code;soort;toepassen", "code;sort;toepassen", "magister/codes.csv: kolom 'soort'"),
        ("magister/codes.csv", "Z;ziek;ja", "Z;ziekte;ja", "magister/codes.csv: 'soort' is 'ziekte'"),
        ("magister/codes.csv", "Z;ziek;ja", "Z;ziek;soms", "magister/codes.csv: 'toepassen' is 'soms'"),
        ("magister/codes.csv", "Zb;ziek;ja", "Z;ziek;ja", "magister/codes.csv: 'Z' staat er dubbel in"),
        ("magister/codes.csv", "Z;ziek;ja", "Z;ziek;ja;x", "magister/codes.csv: de kolommen zijn niet precies"),
        ("sjabloon/codes.csv", "geldig_tot\n", "geldig_tot\nA;ziek;ja;x;1 mei;\n", "'1 mei' is geen datum"),
        ("magister/types.csv", "3;*;*;ziek", "2;*;J;ziek", "magister/types.csv: '2;*;J' staat er dubbel in"),
        ("magister/types.csv", "3;*;*;ziek", "3;*;ja;ziek", "magister/types.csv: 'geoorloofd' is 'ja'"),
        ("parnassys/types.csv", ";*;N;", "x;*;N;", "parnassys/types.csv: de rij ';*;N' ontbreekt"),
        ("somtoday/layouts.py", "LAYOUTS =", "LAYOUT =", "somtoday/layouts.py: 'LAYOUTS' ontbreekt"),
        (
            "somtoday/layouts.py",
            "LAYOUTS =",
            "LAYOUTS == 3",
            "somtoday/layouts.py: ontbreekt of is niet te laden (Syn",
        ),
        ("somtoday/layouts.py", 'LVS = "somtoday"', 'LVS = "magister"', "'somtoday-absenties-csv' is niet van"),
        ("somtoday/layouts.py", '"stamgroep": "klas"', '"stamgroep": "klasse"', "onbekend veld 'klasse'"),
        ("guidance.yaml", "per_lvs:", "per_iets:", "guidance.yaml: onbekende sleutel 'per_iets'"),
        ("guidance.yaml", "  leeg: {plek: bron}\n", "", "guidance.yaml, codes: 'leeg' ontbreekt"),
        ("guidance.yaml", "  leeg: {plek: bron}", "  loog: {plek: bron}", "codes: bevinding 'loog' is onbekend"),
        ("guidance.yaml", "  leeg: {plek: bron}", "  leeg: {plek: elders}", "codes: plek 'elders' is onbekend"),
        ("guidance.yaml", "  leeg: {plek: bron}", "  leeg: {plek: bron, bron: x}", "codes: bron 'x' is onbekend"),
        ("guidance.yaml", "  leeg: {plek: bron}", "  leeg: {plek: bron, voorbeeld: x}", "voorbeeld 'x' is onbekend"),
        ("guidance.yaml", "  leeg: {plek: bron}", "  leeg: {menu: x}", "codes.leeg: onbekende sleutel 'menu'"),
        ("guidance.yaml", "codes, onbekend]", "codes]", "guidance.yaml, bronnen: 'onbekend' ontbreekt"),
    ],
)
def test_what_does_not_fit_is_told_by_key(file: str, old: str, new: str, told: str, tmp_path: Path) -> None:
    folder = copy_folders(tmp_path)
    change(folder / file, old, new)
    with pytest.raises(DeclarationInvalid) as refusal:
        read_lvs(folder)
    assert told in str(refusal.value)


@pytest.mark.parametrize("file", ["lvs.yaml", "layouts.py", "codes.csv", "types.csv", "guidance.yaml"])
def test_a_file_that_is_missing_is_told_by_name(file: str, tmp_path: Path) -> None:
    folder = copy_folders(tmp_path)
    (folder / "somtoday" / file).unlink()
    with pytest.raises(DeclarationInvalid, match=rf"^somtoday/{file}: "):
        read_lvs(folder)


def test_it_is_told_at_start_and_not_after_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, although no school here has the broken LVS; nothing was read and nothing made."""
    folder = copy_folders(tmp_path)
    change(folder / "magister" / "guidance.yaml", '  kop: "', '  # kop: "')
    monkeypatch.setattr(lvs_folder, "FOLDER", folder)
    (tmp_path / "swv.toml").write_text(SETTINGS, encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "swv.toml")]) == 2
    assert "magister/guidance.yaml, plekken: 'kop' ontbreekt" in capsys.readouterr().err
    assert not (tmp_path / "opslag").exists()


# --- Guidance -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lvs", ALL)
@pytest.mark.parametrize("code", MUST_BE_MENDED)
def test_every_finding_that_costs_rows_has_guidance_for_every_lvs(code: str, lvs: str) -> None:
    for soort in ("leerlingen", "absenties", "rooster", "msa-register", "onbekend", ""):
        found = get_lvs(lvs).guidance.find(code, soort=soort)
        assert found is not None
        assert found.tekst


def test_a_note_needs_none() -> None:
    assert get_lvs("magister").guidance.find("alleen_kopregel", soort="absenties") is None


def test_the_words_are_those_of_the_system() -> None:
    found = get_lvs("magister").guidance.find("leeg", soort="absenties")
    assert found is not None
    assert found.tekst.startswith("In Magister staat dit meestal bij de verantwoording van de les")
    assert "SOMtoday" not in found.tekst


@pytest.mark.parametrize("lvs", ALL)
def test_every_example_reads_without_a_fault(lvs: str, tmp_path: Path) -> None:
    """All examples of one LVS are one delivery: nothing refused, nothing set aside."""
    examples = {soort: lines for soort, lines in get_lvs(lvs).guidance.voorbeelden.items() if soort != "map"}
    files = {f"{soort}.csv": "\n".join(lines) + "\n" for soort, lines in examples.items()}
    delivery = deliver(tmp_path, files, school=make_school(lvs))
    assert delivery.refused is None
    assert list_findings(delivery, ernst=QUARANTAINE) == []
    # One line each, and every file is of the kind that it is an example of.
    read = delivery.frames["raw_bestand"].select("soort", "gelezen").rows()
    assert sorted(read) == sorted((soort, 1) for soort in examples)


def test_a_wrong_example_would_be_found(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, {**BASIS, "absenties.csv": "leerlingnummer;datum;lesuur;code\n1001;31-02-2025;1;Z\n"})
    assert list_findings(delivery, ernst=QUARANTAINE) == [("absenties.csv", 2, "datum", "datum_onleesbaar")]


@pytest.mark.parametrize("lvs", ALL)
def test_no_sentence_is_long(lvs: str) -> None:
    """As on the pages: at most 20 words (tests/unit/reports/test_page_words.py)."""
    book = get_lvs(lvs).guidance
    texts = [*book.bronnen.values(), *book.plekken.values()]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s+", text)]
    assert len(sentences) > 20
    assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []
