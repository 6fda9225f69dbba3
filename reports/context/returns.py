"""What a return sheet needs: findings with the same cause together, how far each reaches, what was solved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from reports.context.counts import FileBalance
from reports.context.header import ReportHeader
from schemas.findings import LET_OP, Finding


@dataclass(frozen=True)
class Place:
    """Where a finding is: file, line (header = 1) and column; empty when not known."""

    bestand: str
    regelnummer: int | None
    kolom: str
    aantal: int


@dataclass(frozen=True)
class Cause:
    """Findings with the same cause, together."""

    code: str
    ernst: str
    omschrijving: str
    gevolg: str
    oplossing: str
    rijen: int
    """Sum of `aantal` of the findings."""
    leerlingen: int | None
    """Pupils touched; None = not known."""
    plaatsen: tuple[Place, ...]


class CauseKey(NamedTuple):
    """What makes findings one cause on the return sheet: what is wrong, in which kind of file and in which column."""

    code: str
    soort: str
    """Kind of the file; empty for the whole delivery."""
    kolom: str
    omschrijving: str


@dataclass(frozen=True)
class Touched:
    """How far a cause reaches. Counts only."""

    leerlingen: int
    open_tiers: int = 0
    """Pupils whose tier stays open, because of this or partly because of this."""
    voorstel: str = ""
    """Code without a meaning: the kind of absence it has at another school; empty when not known."""


@dataclass(frozen=True)
class SolvedCause:
    """A cause of the last other delivery that is gone now."""

    omschrijving: str
    soort: str
    kolom: str
    aantal: int
    """How often it occurred then."""


@dataclass(frozen=True)
class ReturnSheet:
    """`school/<id>/retour.html` and `retour.xlsx`: what came in, what could not be used, how to mend it, what was
    assumed, what was solved."""

    kop: ReportHeader
    school: str
    naam: str
    geweigerd: str
    """Reason of refusal in Dutch; empty when the delivery was used."""
    bestanden: tuple[FileBalance, ...]
    bevindingen: tuple[Finding, ...]
    """All rows of `bevinding` of this school."""
    lvs: str = "sjabloon"
    """The school's student-information system, for the words about mending."""
    geraakt: Mapping[CauseKey, Touched] = field(default_factory=lambda: MappingProxyType({}))
    """How far each cause reaches; of a cause that is absent it is not known."""
    nieuw: frozenset[CauseKey] = frozenset()
    """Causes that the last other delivery did not have."""
    opgelost: tuple[SolvedCause, ...] = ()
    vergeleken: bool = False
    """True when there was another delivery before this one to compare with."""
    rapport: bool = True
    """True when index.html of the school exists beside the sheet."""
    synthetisch: bool = False


def group_findings(findings: Sequence[Finding], pupils_per_code: Mapping[str, int]) -> tuple[Cause, ...]:
    """Findings with the same texts as one cause; most rows first, then by code (so the order is fixed)."""
    groups: dict[tuple[str, str, str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.ernst, finding.omschrijving, finding.gevolg, finding.oplossing)
        groups.setdefault(key, []).append(finding)
    causes = [_make_cause(key, group, pupils_per_code.get(key[0])) for key, group in groups.items()]
    return tuple(sorted(causes, key=lambda cause: (-cause.rijen, cause.code, cause.omschrijving)))


def split_causes(causes: Sequence[Cause]) -> tuple[tuple[Cause, ...], tuple[Cause, ...]]:
    """(could not be used, was assumed or noticed): refusals and quarantine against notes."""
    unusable = tuple(cause for cause in causes if cause.ernst != LET_OP)
    noticed = tuple(cause for cause in causes if cause.ernst == LET_OP)
    return unusable, noticed


def _make_cause(key: tuple[str, str, str, str, str], group: Sequence[Finding], pupils: int | None) -> Cause:
    code, ernst, omschrijving, gevolg, oplossing = key
    places = sorted(
        (Place(finding.bestand, finding.regelnummer, finding.kolom, finding.aantal) for finding in group),
        key=lambda place: (place.bestand, place.regelnummer or 0, place.kolom),
    )
    return Cause(
        code=code,
        ernst=ernst,
        omschrijving=omschrijving,
        gevolg=gevolg,
        oplossing=oplossing,
        rijen=sum(finding.aantal for finding in group),
        leerlingen=pupils,
        plaatsen=tuple(places),
    )
