"""The return sheet: findings of one delivery as causes, with how far each reaches and how to mend it in this LVS."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reports.context.counts import FileBalance
from reports.context.returns import Cause, CauseKey, ReturnSheet, Touched, group_findings
from reports.school.evidence import KIND_WORDS
from schemas.findings import GEWEIGERD, LET_OP, QUARANTAINE, Finding
from schemas.lvs import get_lvs
from schemas.lvs.guidance import Guidance

_ABSENCES = "absenties"
_OUTSIDE = "absentie_buiten_rooster"
_UNKNOWN_PUPIL = ("onbekende_leerling", "onbekende_leerling_180")
# Notes that cost something all the same: lessons stay unknown, or an absence counts nowhere.
_NOTES_TO_MEND = ("code_onbekend", _OUTSIDE)


@dataclass(frozen=True)
class ReturnCause:
    """One cause as the sheet shows it. `hulp`: how to mend it; None where there is nothing to mend in the LVS.

    `tier_te_gunstig`: rows with absences were set aside, so of the pupils touched the tier may look better than it is.
    """

    sleutel: CauseKey
    oorzaak: Cause
    geraakt: Touched | None
    hulp: Guidance | None
    nieuw: bool
    tier_te_gunstig: bool


@dataclass(frozen=True)
class ReturnCauses:
    """The causes of one sheet, most urgent first: what could not be used, and what was assumed or noticed."""

    te_herstellen: tuple[ReturnCause, ...]
    aannames: tuple[ReturnCause, ...]

    @property
    def geweigerd(self) -> tuple[ReturnCause, ...]:
        """What keeps the delivery out; first in `te_herstellen`."""
        return tuple(cause for cause in self.te_herstellen if cause.oorzaak.ernst == GEWEIGERD)

    @property
    def aannames_per_oplossing(self) -> tuple[tuple[ReturnCause, ...], ...]:
        """`aannames` in the same order, those together that one and the same act mends."""
        groups: dict[object, list[ReturnCause]] = {}
        for cause in self.aannames:
            # What says where it stands has a block of its own: the places belong to it.
            placed = any(place.bestand for place in cause.oorzaak.plaatsen)
            remedy = (cause.sleutel.code, cause.oorzaak.gevolg, cause.oorzaak.oplossing, cause.hulp)
            groups.setdefault(cause.sleutel if placed else remedy, []).append(cause)
        return tuple(tuple(group) for group in groups.values())

    @property
    def nieuw(self) -> int:
        return sum(cause.nieuw for cause in (*self.te_herstellen, *self.aannames))


def make_causes(sheet: ReturnSheet) -> ReturnCauses:
    """Findings grouped by cause: refusals, then by the number of pupils touched, then of rows.

    A code without a meaning asks for mending too: tiers stay open because of it.
    """
    keyed = group_by_cause(sheet.bevindingen, sheet.bestanden)
    causes = sorted((_make_cause(key, found, sheet) for key, found in keyed.items()), key=_order)
    mend = [cause for cause in causes if must_be_mended(cause.oorzaak.code, cause.oorzaak.ernst)]
    rest = [cause for cause in causes if cause not in mend]
    return ReturnCauses(tuple(mend), tuple(rest))


def group_by_cause(findings: Iterable[Finding], files: Iterable[FileBalance]) -> dict[CauseKey, list[Finding]]:
    """Findings by cause; the kind of file comes from the list of files."""
    kinds = {file.bestand: file.soort for file in files}
    keyed: dict[CauseKey, list[Finding]] = {}
    for found in findings:
        key = CauseKey(found.code, kinds.get(found.bestand, ""), found.kolom, found.omschrijving)
        keyed.setdefault(key, []).append(found)
    return keyed


def must_be_mended(code: str, ernst: str) -> bool:
    """True for what refuses, sets a row aside, or leaves lessons unknown or uncounted."""
    return ernst != LET_OP or code in _NOTES_TO_MEND


def list_touched_words(cause: ReturnCause) -> tuple[str, ...]:
    """What a cause means for pupils and tiers, a sentence each; empty when that is not known."""
    touched = cause.geraakt
    if touched is None:
        return ()
    told = []
    if cause.sleutel.code in _UNKNOWN_PUPIL:
        who = "Deze leerling staat" if touched.leerlingen == 1 else f"Deze {touched.leerlingen} leerlingen staan"
        told.append(f"{who} in geen enkel verslag: er is geen tier en geen status.")
    elif cause.tier_te_gunstig:
        told.append(
            f"Van {_count(touched.leerlingen)} ontbreekt verzuim. De tier kan daardoor gunstiger lijken dan die is."
        )
    if touched.voorstel:
        words = KIND_WORDS.get(touched.voorstel, touched.voorstel)
        told.append(f"Bij een andere school betekent deze code '{words}'. Ga na of dat bij u ook zo is.")
    return tuple(told)


def _count(pupils: int) -> str:
    return f"{pupils} leerling" if pupils == 1 else f"{pupils} leerlingen"


def _make_cause(key: CauseKey, found: list[Finding], sheet: ReturnSheet) -> ReturnCause:
    touched = sheet.geraakt.get(key)
    # Two codes that may not be shown read the same, also where what follows differs a little.
    same = [replace(one, ernst=found[0].ernst, gevolg=found[0].gevolg, oplossing=found[0].oplossing) for one in found]
    (cause,) = group_findings(same, {key.code: touched.leerlingen} if touched else {})
    absences = key.soort == _ABSENCES and cause.ernst == QUARANTAINE
    return ReturnCause(
        sleutel=key,
        oorzaak=cause,
        geraakt=touched,
        hulp=get_lvs(sheet.lvs).guidance.find(key.code, soort=key.soort),
        nieuw=key in sheet.nieuw,
        tier_te_gunstig=absences or key.code == _OUTSIDE,
    )


def _order(cause: ReturnCause) -> tuple[bool, bool, int, int, CauseKey]:
    """Of refusals the files first: that a list is missing often follows from a file that could not be read."""
    found = cause.oorzaak
    refused = found.ernst == GEWEIGERD
    whole = refused and not any(place.bestand for place in found.plaatsen)
    return not refused, whole, -(found.leerlingen or 0), -found.rijen, cause.sleutel
