"""What stands at the head of every page: the SWV, the period, the protocols."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import version

import polars as pl

from pipelines.contexts.outcome import Outcome
from pipelines.settings import School, Settings
from pipelines.store.periods import Period
from reports.context.header import ProtocolUse, ReportHeader
from reports.context.measured import MeasuredSchool
from schemas.ruleset import RuleSet, load_definitions
from schemas.tables import STAND_GEWEIGERD

_METING = "meting_twijfel"


def make_report_header(outcome: Outcome, school_id: str | None = None) -> ReportHeader:
    """The head of a page of the run about all schools, or about one."""
    schools = [school for school in outcome.settings.scholen if school_id in (None, school.id)]
    measured = tuple(_describe_measured(outcome, school) for school in schools) if _METING in outcome.marts else ()
    return replace(make_page_header(outcome.settings, outcome.period), meting=measured)


def _describe_measured(outcome: Outcome, school: School) -> MeasuredSchool:
    rows = outcome.marts[_METING].filter(pl.col("school") == school.id).rows(named=True)
    if not rows:
        return MeasuredSchool(school.id, school.naam, STAND_GEWEIGERD)
    [row] = rows
    return MeasuredSchool(
        school.id,
        school.naam,
        row["stand"],
        gegevens_tot=row["gegevens_tot"],
        laatste_schooldag=row["laatste_schooldag"],
        noemer_geschat=row["noemer_geschat"],
    )


def make_page_header(settings: Settings, period: Period) -> ReportHeader:
    """The head of a page about this SWV and period."""
    definitions = load_definitions()
    return ReportHeader(
        swv=settings.naam,
        peildatum=period.peildatum,
        periode_van=period.van,
        periode_tot=period.peildatum,
        schooljaar_van=period.schooljaar_van,
        versie=_get_version(),
        tier_1_vanaf=definitions["tier_1_pct"],
        tier_2_vanaf=definitions["tier_2_pct"],
        minimum_schooldagen=definitions["minimum_lesdagen"],
    )


@cache
def _get_version() -> str:
    # Read from a file, and asked for by every page.
    return version("msa")


def name_rule_set(outcome: Outcome, school: School) -> dict[str, str]:
    """The rule set of a school as the manifest names it; one of the SWV itself with the SHA-256 of its file."""
    rule_set = outcome.rule_sets[school.protocol]
    own = {"sha256": rule_set.sha256} if rule_set.sha256 else {}
    return {"id": rule_set.id, "versie": rule_set.dated, **own}


def describe_protocol(rule_set: RuleSet, schools: Iterable[School]) -> ProtocolUse:
    """A rule set as reports name it, with the schools that use it."""
    return ProtocolUse(
        id=rule_set.id, titel=rule_set.title, versie=rule_set.dated, scholen=tuple(school.naam for school in schools)
    )
