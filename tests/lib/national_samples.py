"""SWVs as they came out, for the national report: three of different sizes, and one that is not counted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from reports.context.shown import Shown
from reports.national.page import NationalReport, UncountedSwv, make_national_report
from reports.national.released import MEASURES, TIERS, ReleasedSwv
from reports.release.disclosure import Rules, shield
from tests.lib.report_samples import make_header

START, YEAR = date(2025, 9, 2), date(2025, 8, 1)
RULES = Rules(drempel=8, afronding=5, speling=5)


def make_counts(
    units: Mapping[str, tuple[int, ...]], measures: tuple[int, ...], rules: Rules = RULES
) -> dict[str, Shown]:
    """Shielded counts by id: per unit those of the five tiers with their sum, and the measures of the whole."""
    exact = {f"tiers/{unit}": sum(tiers) for unit, tiers in units.items()}
    for unit, tiers in units.items():
        exact |= {f"tiers/{unit}/{tier}": count for tier, count in zip(TIERS, tiers, strict=True)}
    exact |= dict(zip(MEASURES, measures, strict=True))
    return {name: shield(count, rules.drempel, rules.afronding) for name, count in exact.items()}


def make_swvs(text: str = "") -> tuple[ReleasedSwv, ...]:
    """Three SWVs; `text` is their name, if any."""
    primary, secondary = (900, 60, 30, 10, 0), (1100, 90, 60, 0, 20)
    both = tuple(first + second for first, second in zip(primary, secondary, strict=True))
    large = make_counts({"swv": both, "sector/PO": primary, "sector/VO": secondary}, (25, 40, 60, 30, 20))
    small = make_counts({"swv": (310, 12, 9, 0, 0), "sector/VO": (310, 12, 9, 0, 0)}, (3, 9, 12, 0, 2))
    return (
        ReleasedSwv("VO9901", text or "SWV Noord", 12, 12, START, RULES, large, YEAR),
        ReleasedSwv("VO9902", text or "SWV Zuid", 3, 2, START, RULES, small, YEAR, since=date(2026, 1, 5)),
        ReleasedSwv("PO9903", text or "SWV West", 4, 4, START, replace(RULES, drempel=10), large, YEAR),
    )


def make_national(text: str = "") -> NationalReport:
    """The report on them; every text field holds `text`, if any."""
    header = make_header()
    return make_national_report(
        replace(header, swv=text or "Nederland", versie=text or header.versie, meting=()),
        make_swvs(text),
        (UncountedSwv(text or "SWV Oost", text or "de run is mislukt: de map met aanleveringen bestaat niet."),),
        synthetic=True,
    )
