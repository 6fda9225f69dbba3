"""What a school is told about its register as a whole: files that say different things, and files of earlier runs."""

from collections.abc import Iterable, Sequence

import polars as pl

from pipelines.intake.delivery_file import DeliveredFile
from pipelines.intake.kept_register import KeptRows
from schemas.exports import kinds
from schemas.findings import Finding, count_words, make_finding
from schemas.tables import RAW_REGISTER

_CELLS = tuple(column.name for column in RAW_REGISTER.columns if column.name != "leerling_nr")


def list_register_findings(school: str, files: Iterable[DeliveredFile], kept: KeptRows) -> list[Finding]:
    """Findings about register files that differ, in order of name, and about those of earlier runs."""
    told = list(_tell_differences(school, [file for file in files if file.says(kinds.REGISTER.soort)]))
    if kept.used:
        forms = count_words(len(kept.used), "registerbestand", "registerbestanden")
        told.append(make_finding(school, "register_eerder_gebruikt", aantal=len(kept.used), formulieren=forms))
    if kept.lost:
        forms = count_words(kept.lost, "registerbestand", "registerbestanden")
        told.append(make_finding(school, "register_eerder_weg", aantal=kept.lost, formulieren=forms))
    if kept.unknown:
        rows = count_words(kept.unknown, "rij", "rijen")
        told.append(make_finding(school, "register_eerder_onbekend", aantal=kept.unknown, rijen=rows))
    return told


def _tell_differences(school: str, files: Sequence[DeliveredFile]) -> Iterable[Finding]:
    """For each file but the last: pupils of whom a later file says something else in a cell that both have filled."""
    said = [_list_cells(file) for file in files]
    for place, file in enumerate(files):
        later = [(key, value) for cells in said[place + 1 :] for key, value in cells.items()]
        pupils = {key[0] for key, value in later if said[place].get(key, value) != value}
        if pupils:
            words = count_words(len(pupils), "leerling", "leerlingen")
            yield make_finding(school, "register_verschilt", bestand=file.shown, aantal=len(pupils), leerlingen=words)


def _list_cells(file: DeliveredFile) -> dict[tuple[int, str], object]:
    """(pupil, cell) -> the last value that this file fills in; "-" where it clears."""
    found: dict[tuple[int, str], object] = {}
    for part in file.parts:
        rows = part.good if part.good is not None else pl.DataFrame()
        for row in rows.iter_rows(named=True):
            for cell in _CELLS:
                value = "-" if row[f"wist_{cell}"] else row[cell]
                if value is not None:
                    found[row["leerling_nr"], cell] = value
    return found
