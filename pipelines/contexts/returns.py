"""From what a run or check found to the return sheet of one school, and to what is remembered of it."""

from collections.abc import Mapping

import polars as pl

from pipelines.contexts.header import make_report_header
from pipelines.contexts.outcome import Outcome, describe_code_use
from pipelines.contexts.return_history import Change, KnownCause, KnownDelivery, mark_delivery
from pipelines.settings import School
from reports.context.returns import CauseKey, ReturnSheet, Touched
from reports.school.returns import group_by_cause
from schemas.findings import FINDINGS
from schemas.lvs import get_lvs

_OUTSIDE = "absentie_buiten_rooster"


def make_return_sheet(
    outcome: Outcome, school_id: str, *, beside_report: bool = True, change: Change | None = None
) -> ReturnSheet:
    """`retour.html`: what came in, what could not be used, how to mend it. A refused school has no report beside it.

    `change`: what is new and what was solved since the last other delivery.
    """
    school = outcome.settings.get_school(school_id)
    refused = outcome.deliveries[school_id].refused
    change = change or Change()
    return ReturnSheet(
        kop=make_report_header(outcome, school_id),
        school=school.id,
        naam=school.naam,
        geweigerd=refused.message if refused else "",
        bestanden=outcome.files[school_id],
        bevindingen=outcome.get_findings(school_id),
        lvs=school.lvs,
        geraakt=_touched(outcome, school),
        nieuw=change.nieuw,
        opgelost=change.opgelost,
        vergeleken=change.vergeleken,
        rapport=beside_report and school.id in outcome.measured,
        synthetisch=outcome.settings.voorbeeld,
    )


def make_known_delivery(outcome: Outcome, school_id: str) -> KnownDelivery:
    """What the return sheet of this delivery tells, to compare the next one with."""
    delivery = outcome.deliveries[school_id]
    keyed = group_by_cause(outcome.get_findings(school_id), outcome.files[school_id])
    causes = tuple(
        KnownCause(
            code=key.code,
            ernst=found[0].ernst,
            soort=key.soort,
            kolom=key.kolom,
            omschrijving=key.omschrijving,
            aantal=sum(finding.aantal for finding in found),
        )
        for key, found in sorted(keyed.items())
    )
    return KnownDelivery(
        mark_delivery(sha256 for _, sha256 in delivery.bestanden), delivery.refused is not None, causes
    )


def _touched(outcome: Outcome, school: School) -> Mapping[CauseKey, Touched]:
    """How far each cause reaches: rows set aside as reading counted them, codes as the store did.

    A check has no marts: nothing was counted.
    """
    delivery = outcome.deliveries[school.id]
    touched = {key: Touched(pupils) for key, pupils in delivery.leerlingen_geraakt.items()}
    suggestions = get_lvs(school.lvs).suggested_codes
    if "codegebruik" in outcome.marts:
        for row in outcome.marts["codegebruik"].filter(pl.col("school") == school.id).iter_rows(named=True):
            found = describe_code_use(row, hidden=delivery.hidden_codes)
            # A kind other than unknown was counted: no tier stays open because of it.
            unknown = row["soort"] == "onbekend"
            touched[CauseKey(found.code, "", found.kolom, found.omschrijving)] = Touched(
                row["leerlingen"],
                open_tiers=row["leerlingen_tier_open"] if unknown else 0,
                voorstel=suggestions.get(row["code"], "") if unknown else "",
            )
        for row in outcome.marts["buiten_rooster"].filter(pl.col("school") == school.id).iter_rows(named=True):
            text = FINDINGS[_OUTSIDE].omschrijving
            touched[CauseKey(_OUTSIDE, "absenties", "", text)] = Touched(row["leerlingen"])
    return touched
