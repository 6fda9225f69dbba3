"""Worksheets beside the first, which is the only one that is read: do the data stand there (contract 1.3)?"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from pipelines.errors import DeliveryRefused
from pipelines.intake.advice import RefusedWithWords, make_refusal_with
from pipelines.intake.arrival import refuse_bsn
from pipelines.intake.readers.workbook import OtherSheet
from pipelines.intake.recognition import Recognised, recognise

_EMPTY = "kop_leeg"
_ADVICE = "advies"


def refuse_bsn_elsewhere(sheets: Iterable[OtherSheet], *, file: str) -> None:
    """DeliveryRefused when the header of another sheet has a BSN: the vault would keep it with the rest of the file."""
    for sheet in sheets:
        for header in sheet.headers[:1]:
            refuse_bsn(header.cells, file=file)


def point_elsewhere(
    refusal: DeliveryRefused, sheets: Iterable[OtherSheet], *, lvs: str, own_columns: Mapping[str, str], folder: str
) -> DeliveryRefused:
    """The refusal of a workbook whose first sheet is empty or not known, with the sheet that could be read."""
    with_advice = isinstance(refusal, RefusedWithWords) and _ADVICE in refusal.words
    if not with_advice and refusal.reason != _EMPTY:
        return refusal
    for sheet in sheets:
        for header in sheet.headers:
            found: Recognised | None = None
            with suppress(DeliveryRefused):
                found = recognise(header, lvs=lvs, own_columns=dict(own_columns), folder=folder)
            if found is not None:
                told = (
                    f"Op werkblad {sheet.place} staan wel kolomnamen die te lezen zijn, op regel {header.line}: "
                    f"{found.layout.label}. Zet dat werkblad vooraan, of sla het op als een eigen bestand."
                )
                return _tell(refusal, told)
    return refusal


def _tell(refusal: DeliveryRefused, told: str) -> DeliveryRefused:
    if not isinstance(refusal, RefusedWithWords):
        return make_refusal_with("ander_werkblad", file=refusal.file, line=refusal.line, elders=told)
    words = {**refusal.words, _ADVICE: f"{told}\n{refusal.words[_ADVICE]}"}
    return make_refusal_with(refusal.reason, file=refusal.file, line=refusal.line, column=refusal.column, **words)
