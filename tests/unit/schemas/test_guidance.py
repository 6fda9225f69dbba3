"""Guidance for schools: complete, known to the findings, and with examples that the program itself can read."""

import re
from pathlib import Path

import pytest
import yaml

from schemas import guidance
from schemas.columns import LVS
from schemas.findings import FINDINGS, LET_OP, QUARANTAINE
from schemas.guidance import GuidanceInvalid, load_guidance, read_guidance
from tests.lib.school_folder import BASIS, deliver, list_findings, make_school

SOURCE = Path(guidance.__file__).with_name("guidance.yaml")
MUST_BE_MENDED = sorted(code for code, kind in FINDINGS.items() if kind.ernst != LET_OP)


@pytest.mark.parametrize("lvs", LVS)
@pytest.mark.parametrize("code", MUST_BE_MENDED)
def test_every_finding_that_costs_rows_has_guidance_for_every_lvs(code: str, lvs: str) -> None:
    for soort in ("leerlingen", "absenties", "rooster", "msa-register", "onbekend", ""):
        found = load_guidance().find(code, lvs=lvs, soort=soort)
        assert found is not None
        assert found.tekst


def test_a_note_needs_none() -> None:
    assert load_guidance().find("alleen_kopregel", lvs="magister", soort="absenties") is None


def test_the_words_are_those_of_the_system() -> None:
    found = load_guidance().find("leeg", lvs="magister", soort="absenties")
    assert found is not None
    assert found.tekst.startswith("In Magister staat dit meestal bij de verantwoording van de les")
    assert "SOMtoday" not in found.tekst


@pytest.mark.parametrize("lvs", LVS)
def test_every_example_reads_without_a_fault(lvs: str, tmp_path: Path) -> None:
    """All examples of one LVS are one delivery: nothing refused, nothing set aside."""
    book = load_guidance()
    kinds = [soort for soort in book.voorbeelden if soort != "map"]
    examples = {soort: book.voorbeelden[soort].get("alle") or book.voorbeelden[soort][lvs] for soort in kinds}
    files = {f"{soort}.csv": "\n".join(lines) + "\n" for soort, lines in examples.items()}
    delivery = deliver(tmp_path, files, school=make_school(lvs))
    assert delivery.refused is None
    assert list_findings(delivery, ernst=QUARANTAINE) == []
    # One line each, and every file is of the kind that it is an example of.
    read = delivery.frames["raw_bestand"].select("soort", "gelezen").rows()
    assert sorted(read) == sorted((soort, 1) for soort in kinds)


def test_a_wrong_example_would_be_found(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, {**BASIS, "absenties.csv": "leerlingnummer;datum;lesuur;code\n1001;31-02-2025;1;Z\n"})
    assert list_findings(delivery, ernst=QUARANTAINE) == [("absenties.csv", 2, "datum", "datum_onleesbaar")]


def _break(document: dict, change: str) -> None:
    if change == "unknown finding":
        document["codes"]["geen_fout"] = {"plek": "bron"}
    elif change == "unknown place":
        document["codes"]["leeg"] = {"plek": "elders"}
    elif change == "unknown source":
        document["codes"]["leeg"] = {"plek": "bron", "bron": "elders"}
    elif change == "unknown example":
        document["codes"]["leeg"] = {"plek": "bron", "voorbeeld": "elders"}
    elif change == "no guidance for finding 'leeg'":
        del document["codes"]["leeg"]
    elif change == "bronnen.leerlingen":
        del document["bronnen"]["leerlingen"]["magister"]
    elif change == "a text is empty":
        document["plekken"]["map"]["alle"] = ""
    elif change == "keys are":
        document["codes"]["leeg"] = {"plek": "bron", "menu": "x"}
    elif change == "'onbekend' is missing":
        del document["bronnen"]["onbekend"]
    else:
        document["extra"] = {}


@pytest.mark.parametrize(
    "change",
    [
        "unknown finding",
        "unknown place",
        "unknown source",
        "unknown example",
        "no guidance for finding 'leeg'",
        "bronnen.leerlingen",
        "a text is empty",
        "keys are",
        "'onbekend' is missing",
        "sections are",
    ],
)
def test_each_fault_in_the_file_is_refused(change: str, tmp_path: Path) -> None:
    document = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    _break(document, change)
    file = tmp_path / "guidance.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    with pytest.raises(GuidanceInvalid, match=change):
        read_guidance(file)


def test_no_sentence_is_long() -> None:
    """As on the pages: at most 20 words (tests/unit/reports/test_page_words.py)."""
    book = load_guidance()
    texts = [text for place in (*book.bronnen.values(), *book.plekken.values()) for text in place.values()]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s+", text)]
    assert len(sentences) > 50
    assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []
