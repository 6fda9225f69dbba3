"""The words of every page: Dutch numbers and dates, short sentences, no office language, no trace of the program."""

import re
from dataclasses import dataclass

import pytest

from tests.lib.page_variants import OURS, PAGES
from tests.lib.pages import find, read_texts

# Kept where the text is a name: of a file, a setting, a protocol's own words.
NAMES = {"code", "bestand", "letterlijk"}
ENGLISH_MONTHS = "january|february|march|april|may|june|july|august|october|mar|oct"
FORMS = {
    "a date as computers write it": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    "a date with slashes": re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b"),
    "an English month": re.compile(
        rf"\b\d{{1,2}}\s(?:{ENGLISH_MONTHS})\b|\b(?:{ENGLISH_MONTHS})\s\d{{1,2}}\b", re.IGNORECASE
    ),
    "a decimal point": re.compile(r"(?<![\d.,-])\d+\.\d{1,2}(?![\d.]|\suur)|(?<![\d.])\d+\.\d{4,}"),
    "a number without its points": re.compile(r"(?<![\d.,/-])(?!(?:19|20)\d\d\b)\d{4,}(?![\d/-])"),
    "a sign against its number": re.compile(r"\d%"),
    "a word of the program": re.compile(r"\b(?:None|nan|NaN|null|undefined|True|False|Infinity)\b|\{\{|\}\}|\{%"),
}
# Words of offices with a common word for each (communicatierijk.nl), and words that accuse.
FORBIDDEN = (
    *("betreffende", "creëren", "prioriteit", "verstrekken", "verstrekt", "middels", "teneinde", "inzake", "alsmede"),
    *(
        "ingevolge",
        "dientengevolge",
        "derhalve",
        "indien",
        "tevens",
        "omtrent",
        "aangaande",
        "conform",
        "ten behoeve van",
    ),
    *(
        "in het kader van",
        "met betrekking tot",
        "ten aanzien van",
        "dienen te",
        "dient te",
        "geschieden",
        "bewerkstelligen",
    ),
    *("spijbelaar", "spijbelaars", "probleemleerling", "schuldig", "dader"),
)
_FORBIDDEN = re.compile(rf"\b(?:{'|'.join(FORBIDDEN)})\b", re.IGNORECASE)
LONGEST_SENTENCE = 20
MEAN_SENTENCE = 12
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'“A-ZÀ-Ý0-9])|(?<=:)\s+(?=[A-ZÀ-Ý])")
# How a file must write a date is told by an example.
_EXAMPLE = "jjjj-mm-dd"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Words:
    """The pieces of text of a page, and the sentences of its running text."""

    texts: tuple[str, ...]
    sentences: tuple[str, ...]


@pytest.fixture(scope="module")
def words() -> dict[str, Words]:
    return {name: read_words(PAGES[name]()) for name in OURS}


def read_words(page: str) -> Words:
    texts = tuple(piece.text for piece in read_texts(page) if not piece.has_class_above(*NAMES))
    running = [
        element.text
        for element in find(page, "p", "li", "dd", "figcaption")
        if not {"td", "th", "li", "table"} & set(element.parents)
    ]
    return Words(texts, tuple(sentence for text in running for sentence in split_sentences(text)))


def split_sentences(text: str) -> list[str]:
    """Sentences of running text; a part that ends without a full stop is a label, and no sentence."""
    return [part for part in _SENTENCE_END.split(text) if part.rstrip("”\"')")[-1:] in {".", "!", "?"}]


def count_words(sentence: str) -> int:
    return len(_WORD.findall(sentence))


def find_forms(texts: tuple[str, ...]) -> list[str]:
    return [
        f"{name}: {text}"
        for text in texts
        if _EXAMPLE not in text
        for name, pattern in FORMS.items()
        if pattern.search(text)
    ]


@pytest.mark.parametrize("name", OURS)
def test_numbers_and_dates_are_dutch(name: str, words: dict[str, Words]) -> None:
    assert find_forms(words[name].texts) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("op 2026-01-12 gemeld", "a date as computers write it"),
        ("op 12/1/2026", "a date with slashes"),
        ("12 oct 2025", "an English month"),
        ("may 12", "an English month"),
        ("93.4 aanwezig", "a decimal point"),
        ("12345 leerlingen", "a number without its points"),
        ("93,4%", "a sign against its number"),
        ("klas None", "a word of the program"),
        ("{{ x }}", "a word of the program"),
    ],
)
def test_another_form_is_found(text: str, fault: str) -> None:
    assert find_forms((text,)) == [f"{fault}: {text}"]


@pytest.mark.parametrize(
    "text",
    [
        "12 jan 2026",
        "1.234.567,8",
        "93,4\u00a0%",
        "-3,5",
        "S3-72",
        "2.0.1",
        "week 3",
        "mei 2026",
        "8.30 uur",
        "2025/2026",
        "als jjjj-mm-dd, zoals 2025-09-12",
    ],
)
def test_a_dutch_form_is_left_alone(text: str) -> None:
    assert find_forms((text,)) == []


@pytest.mark.parametrize("name", OURS)
def test_no_office_language(name: str, words: dict[str, Words]) -> None:
    assert [text for text in words[name].texts if _FORBIDDEN.search(text)] == []


def test_office_language_is_found() -> None:
    assert _FORBIDDEN.search("Gegevens betreffende de leerling")
    assert not _FORBIDDEN.search("De betreffendeling")


@pytest.mark.parametrize("name", OURS)
def test_sentences_are_short(name: str, words: dict[str, Words]) -> None:
    """At most 20 words, 12 on average (guide: plain language, B1)."""
    sentences = words[name].sentences
    assert [sentence for sentence in sentences if count_words(sentence) > LONGEST_SENTENCE] == []
    assert sum(map(count_words, sentences)) <= MEAN_SENTENCE * len(sentences)


def test_sentences_are_split_and_counted() -> None:
    text = "Tier 1: 95,0 % of meer. Er zijn 1.234 leerlingen, bijv. in klas 1a! Een label zonder punt"
    assert split_sentences(text) == ["Tier 1: 95,0 % of meer.", "Er zijn 1.234 leerlingen, bijv. in klas 1a!"]
    # Tier, 1, 95, 0, of, meer; a number with a comma is two.
    assert count_words("Tier 1: 95,0 % of meer.") == 6
    assert count_words("Zo'n leerling is vijf-en-een-half jaar.") == 5
