"""Refusals of a delivery: what is wrong, what to do, and which layouts are known."""

from typing import Any

from pipelines.errors import DeliveryRefused
from schemas.exports import Layout
from schemas.exports.base import SCHOOLMAP
from schemas.findings import FINDINGS
from schemas.lvs import list_layouts


class RefusedWithWords(DeliveryRefused):
    """A refusal whose finding text has words to fill: kinds and headers, never a value of a pupil."""

    def __init__(self, message: str, *, words: dict[str, Any], **place: Any):
        super().__init__(message, **place)
        self.words = words


def make_refusal(code: str, *, file: str = "", line: int | None = None, column: str = "") -> DeliveryRefused:
    """The refusal for finding `code`: what is wrong, what to do. The file name stands in `file`, never in the text."""
    kind = FINDINGS[code]
    return DeliveryRefused(f"{kind.omschrijving} {kind.oplossing}", reason=code, file=file, line=line, column=column)


def get_layouts(lvs: str, *, folder: str = SCHOOLMAP) -> list[Layout]:
    """The layouts that a school with this LVS may deliver in this folder: templates first."""
    return [layout for layout in list_layouts() if layout.folder == folder and layout.lvs in (None, lvs)]


def make_refusal_with(
    code: str, *, file: str = "", line: int | None = None, column: str = "", **words: Any
) -> RefusedWithWords:
    """As `make_refusal`, for findings whose text has words to fill."""
    message = str(make_refusal(code)).format(**words)
    return RefusedWithWords(message, words=words, reason=code, file=file, line=line, column=column)


def describe_layouts(lvs: str, *, folder: str = SCHOOLMAP) -> str:
    """The kinds with their headers, one a line, for the message that refuses an unknown file."""
    return "\n".join(f"- {layout.label}: {_describe_columns(layout)}" for layout in get_layouts(lvs, folder=folder))


def _describe_columns(layout: Layout) -> str:
    required = ", ".join(show_column(layout, name) for name in layout.required)
    return f"{required} en nog een kolom" if layout.one_of_extra else required


def show_column(layout: Layout, name: str) -> str:
    """A column of a template as the template writes it; of an LVS as it is compared."""
    return layout.columns.get(name, name) if layout.lvs is None else name
