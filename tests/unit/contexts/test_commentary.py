"""The analyst's own text: a small part of Markdown as data, and nothing in it that points at a pupil."""

from datetime import date
from types import SimpleNamespace

import pytest

from pipelines.contexts.commentary import name_commentary, read_commentary
from pipelines.errors import WrongUse
from reports.words.markdown import BULLETS, HEADING, NUMBERS, PARAGRAPH, read_markdown

DAY = date(2026, 1, 1)
CODE = "labcdefghijk"


def _plain(text):
    return [
        (block.soort, ["".join(span.tekst for span in line) for line in block.regels]) for block in read_markdown(text)
    ]


def test_blocks() -> None:
    text = "# Beeld\nEen alinea\nvan twee regels.\n\n- een\n  en verder\n- twee\n1. eerst\n2. dan\n\nSlot."
    assert _plain(text) == [
        (HEADING, ["Beeld"]),
        (PARAGRAPH, ["Een alinea van twee regels."]),
        (BULLETS, ["een en verder", "twee"]),
        (NUMBERS, ["eerst", "dan"]),
        (PARAGRAPH, ["Slot."]),
    ]


def test_bold_and_italic() -> None:
    [block] = read_markdown("Het **griepseizoen** kwam *vroeg*, 2 * 3 = 6 en ** niets **.")
    assert [(span.tekst, span.vorm) for span in block.regels[0]] == [
        ("Het ", ""),
        ("griepseizoen", "vet"),
        (" kwam ", ""),
        ("vroeg", "schuin"),
        (", 2 * 3 = 6 en ** niets **.", ""),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[klik](https://x.example)", "klik (https://x.example)"),
        ("![plaatje](a.png)", "plaatje (a.png)"),
        ("<script>x</script>", "<script>x</script>"),
        ("[a](javascript:x)", "a (javascript:x)"),
    ],
)
def test_links_and_html_are_text(text: str, plain: str) -> None:
    assert _plain(text) == [(PARAGRAPH, [plain])]


def test_an_empty_text_has_no_blocks() -> None:
    assert read_markdown(" \n\n") == ()


def _read(folder, text):
    (folder / "duiding").mkdir()
    (folder / name_commentary(DAY)).write_text(text, encoding="utf-8")
    return read_commentary(SimpleNamespace(file=folder / "swv.toml"), peildatum=DAY, codes={CODE})


def test_a_missing_file_is_no_text(tmp_path) -> None:
    assert read_commentary(SimpleNamespace(file=tmp_path / "swv.toml"), peildatum=DAY, codes=()) == ()


@pytest.mark.parametrize(
    "text", ["De aanwezigheid daalt in 2026 naar 93,4 %.", "Er is 12.500 euro voor 1234 leerlingen.", "aanwezigheid"]
)
def test_an_ordinary_text_is_read(text: str, tmp_path) -> None:
    # "aanwezigheid" has twelve letters, as a code has, and is none.
    assert len(_read(tmp_path, text)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Goed.\nLeerling 12345 is thuis.", "regel 2: hier staat een getal van vijf of meer cijfers"),
        ("nummer 1234567", "regel 1: hier staat een getal"),
        (f"Zie {CODE}.", "regel 1: hier staat een leerlingcode"),
        (f"Zie {CODE.upper()}.", "regel 1: hier staat een leerlingcode"),
        ("Zie l2bcdefghijk van een andere keer.", "regel 1: hier staat een leerlingcode"),
    ],
)
def test_what_could_be_a_pupil_is_refused(text: str, words: str, tmp_path) -> None:
    with pytest.raises(WrongUse) as error:
        _read(tmp_path, text)
    assert words in str(error.value)
    # The message names the line, never what stands there.
    assert not any(word in str(error.value) for word in ("12345", CODE, "l2bcdefghijk"))


def test_a_file_that_is_no_text_is_refused(tmp_path) -> None:
    (tmp_path / "duiding").mkdir()
    (tmp_path / name_commentary(DAY)).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WrongUse, match="niet te lezen"):
        read_commentary(SimpleNamespace(file=tmp_path / "swv.toml"), peildatum=DAY, codes=())


def test_a_text_that_never_ends_is_refused(tmp_path) -> None:
    with pytest.raises(WrongUse, match=r"korter dan 200\.000 tekens"):
        _read(tmp_path, "a " * 100_001)
