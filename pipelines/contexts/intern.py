"""From what a run found to the internal edition of the SWV report: exact counts by school, and no pupil."""

from pipelines.contexts.outcome import Outcome
from pipelines.contexts.towns import list_known_towns, show_town
from reports.swv.intern import EndingExemption, InternReport, SchoolReports
from reports.swv.quarter import SwvReport


def make_intern_report(outcome: Outcome, report: SwvReport) -> InternReport:
    """`swv-intern/index.html`, beside the trimester report of the same run."""
    return InternReport(
        verslag=report,
        meldingen={
            row.pop("school"): SchoolReports(**row) for row in outcome.marts["swv_school_melding"].iter_rows(named=True)
        },
        vrijstellingen=_list_exemptions(outcome),
        verschil=outcome.bridges.swv if outcome.bridges else None,
    )


def _list_exemptions(outcome: Outcome) -> tuple[EndingExemption, ...]:
    known = list_known_towns(outcome)
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
