"""From what a run found to the internal edition of the SWV report: exact counts by school, and no pupil."""

from collections.abc import Collection

from pipelines.contexts.outcome import Outcome
from reports.swv.intern import EndingExemption, InternReport, SchoolReports
from reports.swv.quarter import SwvReport
from schemas.municipalities import is_usable_town, make_town_key
from schemas.tables import RAW_WOONGEMEENTE


def make_intern_report(outcome: Outcome, report: SwvReport) -> InternReport:
    """`swv-intern/index.html`, beside the trimester report of the same run."""
    return InternReport(
        verslag=report,
        meldingen={
            row.pop("school"): SchoolReports(**row) for row in outcome.marts["swv_school_melding"].iter_rows(named=True)
        },
        vrijstellingen=_list_exemptions(outcome),
    )


def _list_exemptions(outcome: Outcome) -> tuple[EndingExemption, ...]:
    known = _list_known_towns(outcome)
    return tuple(
        EndingExemption(
            soort=row["soort"],
            gemeente=town,
            schrijfwijzen=(town,) if town else (),
            laatste_dag=row["laatste_dag"],
            zonder_einde=row["zonder_einde"],
            aantal=row["aantal"],
        )
        for row in outcome.marts["swv_vrijstelling"].iter_rows(named=True)
        for town in (show_town(row["woongemeente"], known),)
    )


def show_town(text: str | None, known: Collection[str]) -> str:
    """The municipality of a list as it may be shown; empty for what no school and no setting knows as one.

    A name in the place of a municipality would else be printed. `known`: as `make_town_key` gives them.
    """
    return text if text is not None and is_usable_town(text) and make_town_key(text) in known else ""


def _list_known_towns(outcome: Outcome) -> frozenset[str]:
    """The municipalities of the settings, and those that pupils live in by their schools."""
    delivered = (delivery.frames.get(RAW_WOONGEMEENTE.name) for delivery in outcome.deliveries.values())
    of_pupils = (key for frame in delivered if frame is not None for key in frame["sleutel"])
    return frozenset((*of_pupils, *(make_town_key(town) for town in outcome.settings.gemeenten)))
