"""What stands at the head of every page: the SWV, the period, the protocols."""

from collections.abc import Iterable
from importlib.metadata import version

from pipelines.contexts.outcome import Outcome
from pipelines.settings import School, Settings
from pipelines.store.periods import Period
from reports.context.header import ProtocolUse, ReportHeader
from schemas.ruleset import RuleSet, load_definitions


def make_report_header(outcome: Outcome) -> ReportHeader:
    """The head of every page of the run."""
    return make_page_header(outcome.settings, outcome.period)


def make_page_header(settings: Settings, period: Period) -> ReportHeader:
    """The head of a page about this SWV and period."""
    definitions = load_definitions()
    return ReportHeader(
        swv=settings.naam,
        peildatum=period.peildatum,
        periode_van=period.van,
        periode_tot=period.peildatum,
        schooljaar_van=period.schooljaar_van,
        versie=version("msa"),
        tier_1_vanaf=definitions["tier_1_pct"],
        tier_2_vanaf=definitions["tier_2_pct"],
        minimum_schooldagen=definitions["minimum_lesdagen"],
    )


def describe_protocol(rule_set: RuleSet, schools: Iterable[School]) -> ProtocolUse:
    """A rule set as reports name it, with the schools that use it."""
    return ProtocolUse(
        id=rule_set.id, titel=rule_set.title, versie=rule_set.dated, scholen=tuple(school.naam for school in schools)
    )
