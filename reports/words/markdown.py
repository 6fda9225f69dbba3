"""The analyst's own text: a small, safe part of Markdown as plain data. Nothing of it is ever HTML.

Headings (#), paragraphs, lists (- or 1.), **bold** and *italic*. A link stays text: "woorden (adres)". All else, HTML
too, is text; the template escapes it.
"""

import re
from dataclasses import dataclass

HEADING = "kop"
PARAGRAPH = "alinea"
BULLETS = "lijst"
NUMBERS = "genummerd"
PLAIN = ""
BOLD = "vet"
ITALIC = "schuin"

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"\s{0,3}[-*+]\s+(.*)")
_NUMBER = re.compile(r"\s{0,3}\d{1,3}[.)]\s+(.*)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)\)")
_INLINE = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\*)\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)")


@dataclass(frozen=True)
class Span:
    """A piece of text with one look: PLAIN, BOLD or ITALIC."""

    tekst: str
    vorm: str = PLAIN


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph with one line, or a list with one line an item."""

    soort: str
    regels: tuple[tuple[Span, ...], ...]


def read_markdown(text: str) -> tuple[Block, ...]:
    """The blocks of `text`, in order."""
    blocks: list[tuple[str, list[str]]] = []
    is_open = False
    for line in text.splitlines():
        kind, content = _read_line(line)
        if kind is None:
            is_open = False
            continue
        if is_open and kind == PARAGRAPH:
            # A line goes on with what stands above it, an item of a list too.
            blocks[-1][1][-1] += f" {content}"
        elif is_open and kind == blocks[-1][0] != HEADING:
            blocks[-1][1].append(content)
        else:
            blocks.append((kind, [content]))
        is_open = kind != HEADING
    return tuple(Block(kind, tuple(_read_spans(line) for line in lines)) for kind, lines in blocks)


def _read_line(line: str) -> tuple[str | None, str]:
    for kind, pattern in ((HEADING, _HEADING), (BULLETS, _BULLET), (NUMBERS, _NUMBER)):
        found = pattern.fullmatch(line)
        if found:
            return kind, found[1]
    return (PARAGRAPH, line.strip()) if line.strip() else (None, "")


def _read_spans(line: str) -> tuple[Span, ...]:
    text = _LINK.sub(lambda link: f"{link[1]} ({link[2]})" if link[1] else link[2], line)
    spans, done = [], 0
    for found in _INLINE.finditer(text):
        spans.append(Span(text[done : found.start()]))
        spans.append(Span(found[1], BOLD) if found[1] else Span(found[2], ITALIC))
        done = found.end()
    spans.append(Span(text[done:]))
    return tuple(span for span in spans if span.tekst)
