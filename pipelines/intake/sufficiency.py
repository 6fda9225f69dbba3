"""Whether a delivery says enough of absence to be counted (contract 1.3): nobody is present by default.

Asked of a delivery that nothing else refuses, in the order of the contract; the first that holds is the reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.errors import DeliveryRefused
from pipelines.intake.delivery_file import DeliveredFile, Part
from pipelines.intake.readers.table import make_refusal_with
from pipelines.intake.set_aside import get_bounds, tells_absences
from schemas.exports import kinds
from schemas.findings import FINDINGS

# Contract 1.3 (b): a file counts by itself from this many rows of the period on; rows of unknown pupils are left out
# where one in five of the pupils has a usable row.
_ROWS_OF_A_FILE = 20
_PUPILS_IN_ONE = 5
# A row of before the holiday data can be read: it says nothing of how the file is written.
TOO_OLD = "voor_vakantiegegevens"
_NOBODY_AWAY = (
    ". Was er echt niemand afwezig? "
    "Lever dan ook het sjabloon levering: onderdeel absenties, met de eerste en de laatste dag."
)
UNKNOWN_PUPIL = ("onbekende_leerling", "onbekende_leerling_180")


@dataclass(frozen=True)
class Share:
    """How many rows of absences were read and how many of them were set aside."""

    rows: int
    bad: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.rows + other.rows, self.bad + other.bad)

    @property
    def is_too_bad(self) -> bool:
        """More than half is set aside."""
        return 2 * self.bad > self.rows

    def __str__(self) -> str:
        return f"{self.bad} van de {self.rows} regels"


def find_lack_of_absences(
    files: Iterable[DeliveredFile], *, van: date, tot: date
) -> tuple[DeliveredFile | None, DeliveryRefused] | None:
    """Why the absences are not enough for the period `van` to `tot`, and of which file; None when they are."""
    files = list(files)
    told = [file for file in files if file.says(kinds.ABSENTIES_LES.soort)]
    parts = [part for file in told for part in _list_absences(file)]
    if not any(part.good is not None and part.good.height for part in parts) and not _is_covered(files, van, tot):
        why, how = _say_why_none(told)
        return None, make_refusal_with("geen_absenties", waarom=why, hoe=how)
    leave_out = _tell_of_enough_pupils(files, parts, van, tot)
    shares = [(file, _count(file, leave_out)) for file in told]
    together = sum((share for _, share in shares), Share(0, 0))
    if together.is_too_bad:
        return None, make_refusal_with("te_veel_quarantaine", regels=str(together))
    for file, share in shares:
        if share.is_too_bad and _count_dated(file, van, tot) >= _ROWS_OF_A_FILE:
            return file, make_refusal_with("te_veel_quarantaine", file=file.name, regels=str(share))
    return None


def _say_why_none(told: Iterable[DeliveredFile]) -> tuple[str, str]:
    """Why no row is usable, and how to deliver: of rows that were all set aside, what most of them have.

    A column is named as the program calls it: this stands on the screen too.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    rows = 0
    for file in told:
        rows += len(file.row_faults)
        found.update((fault.code, "", "") for fault in file.row_faults)
        for part in _list_absences(file):
            rows += len(part.bad_rows)
            choices = {field.name: ", ".join(field.one_of or ()) for field in part.kind.fields}
            found.update((fault.code, fault.column, choices.get(fault.column, "")) for fault in part.faults)
    if not rows:
        return "", _NOBODY_AWAY
    code, column, choices = found.most_common(1)[0][0]
    words = {"naam": column, "keuzes": choices}
    cause = FINDINGS[code]
    lines = "De regel staat" if rows == 1 else f"Alle {rows} regels staan"
    return (
        f" {lines} in quarantaine. Vooral hierom: {cause.omschrijving.format(**words)}",
        f" in een vorm die te lezen is. {cause.oplossing.format(**words)}",
    )


def _list_absences(file: DeliveredFile) -> Iterator[Part]:
    return (part for part in file.parts if tells_absences(part.kind))


def _is_covered(files: Iterable[DeliveredFile], van: date, tot: date) -> bool:
    """A `levering` row of absences touches the period: the school says that there were none."""
    covers = (part.good for file in files for part in file.parts if part.kind.name == kinds.LEVERING.name)
    return any(
        good is not None and not good.filter((pl.col("dekt_van") <= tot) & (pl.col("dekt_tot") >= van)).is_empty()
        for good in covers
    )


def _tell_of_enough_pupils(files: Iterable[DeliveredFile], absences: list[Part], van: date, tot: date) -> bool:
    """One in five of the pupils enrolled in the period has a usable row."""
    pupils = _list_numbers(
        part.good.filter(
            (pl.col("inschrijfdatum") <= tot).fill_null(True) & (pl.col("uitschrijfdatum") >= van).fill_null(True)
        )
        for file in files
        for part in file.parts
        if part.kind.name == kinds.LEERLINGEN.name and part.good is not None
    )
    told = _list_numbers(part.good for part in absences if part.good is not None)
    return _PUPILS_IN_ONE * len(pupils & told) >= len(pupils)


def _list_numbers(frames: Iterable[pl.DataFrame]) -> set[str]:
    return {number for frame in frames for number in frame["leerlingnummer"].unique().to_list()}


def _count(file: DeliveredFile, leave_out: bool) -> Share:
    share = Share(len(file.row_faults), len(file.row_faults))
    for part in _list_absences(file):
        codes = (TOO_OLD, *UNKNOWN_PUPIL) if leave_out else (TOO_OLD,)
        left_out = {fault.row for fault in part.faults if fault.code in codes}
        share += Share(part.text.height - len(left_out), len(part.bad_rows - left_out))
    return share


def _count_dated(file: DeliveredFile, van: date, tot: date) -> int:
    """Rows of the file whose day can be read and lies in the period, also those that are set aside."""
    return sum(int(part.days.is_between(van, tot).sum()) for part in _list_absences(file) if part.days is not None)


def read_days(part: Part, typed: pl.DataFrame) -> pl.Series:
    """The first day of each row, null where it cannot be read."""
    return typed[get_bounds(part.kind)[0]].cast(pl.Date)
