"""What a school delivered, once it is checked: what reading gives, and all that comes after takes.

Apart from the reading, of which a process that only makes pages needs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.intake.day_ranges import Days
from reports.context.returns import CauseKey
from schemas.exports.base import LEERPLICHTMAP, SWVMAP
from schemas.findings import Finding

# The folder of the lists of the LPA, beside those of the schools; they carry no pupil of an LVS.
LPA_FOLDER = LEERPLICHTMAP
# The folder of the lists of the SWV itself: who moved from one of its schools to another.
SWV_FOLDER = SWVMAP


@dataclass(frozen=True)
class QuarantinedCell:
    """One entry of the quarantine file in `opslag`. `raw` is pupil data and may go nowhere else."""

    bestand: str
    regelnummer: int
    kolom: str
    code: str
    raw: str

    def __repr__(self) -> str:
        return f"QuarantinedCell({self.bestand!r}, {self.regelnummer}, {self.kolom!r}, {self.code!r})"


@dataclass(frozen=True)
class Refusal:
    """Why a delivery is refused: the code of the first cause, and what is told of all of them.

    `message`: for the school, each cause with the name of its file; `on_screen`: with the kind of file alone.
    """

    reason: str
    message: str
    on_screen: str


@dataclass(frozen=True)
class Delivery:
    """One school's checked delivery. `frames` holds every raw table; of a refused one only `raw_bestand` has rows.

    `bestanden`: (shown name, SHA-256) of each file, also when refused. `hidden_codes` and `hidden_towns`: codes and
    municipalities no output may show. `leerlingen_geraakt`: how many pupils each cause touches, where that is known.
    `registers`: SHA-256 of the register files in the folder, in order; `kept_registers`: of those of earlier runs that
    were read besides. `places_erased`: files in which an erased pupil stands, in words without a name; of those no copy
    is kept. `eerder_dagen`: days of which the rows are of earlier deliveries (`pipelines.intake.earlier_rows`), and
    `eerder` the SHA-256 of those rows; empty where every day goes by this delivery. Pupils numbered from
    `eerder_vanaf` on stand in such rows alone. `lezing`: by what it is recognised how columns and classes were read
    (`pipelines.intake.mapping.reading`), and `eerdere_lezingen` the same of `eerder_dagen` (first day, last day,
    reading; without days of which it is not known). `vroegere_codes`: codes that pupils have under another number of
    the school -> their code. `herkomst_codes`: by school that this one goes on from, the codes that its
    leerlingnummers give there -> the code here.
    """

    school: str
    refused: Refusal | None
    frames: Mapping[str, pl.DataFrame]
    findings: list[Finding]
    quarantine: list[QuarantinedCell]
    heeft_codetabel: bool = False
    heeft_register: bool = False
    heeft_duo_meldingen: bool = False
    bestanden: tuple[tuple[str, str], ...] = ()
    hidden_codes: frozenset[str] = frozenset()
    leerlingen_geraakt: Mapping[CauseKey, int] = field(default_factory=dict)
    registers: tuple[str, ...] = ()
    kept_registers: tuple[str, ...] = ()
    hidden_towns: frozenset[str] = frozenset()
    places_erased: tuple[str, ...] = ()
    eerder: str = ""
    eerder_dagen: Days = ()
    eerder_vanaf: int = 0
    lezing: str = ""
    eerdere_lezingen: tuple[tuple[date, date, str], ...] = ()
    vroegere_codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    herkomst_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
