"""Every kind of page in every state it can be in: one table, for all checks that hold for any page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from reports.context.counts import Contribution, Spread
from reports.render import (
    render_explanation,
    render_officer_report,
    render_pupils,
    render_return_sheet,
    render_role_sheet,
    render_school,
    render_school_bridge,
    render_school_figures,
    render_start_page,
)
from reports.render_swv import (
    render_comparison,
    render_figures,
    render_intern,
    render_national,
    render_swv,
    render_swv_bridge,
)
from reports.swv.carried import Carried, tell_on_page
from reports.swv.quarter import SwvReport
from tests.lib import difference_samples, national_samples, officer_samples, role_samples
from tests.lib import report_samples as samples

_SCRIPT, _IMAGE, _TITLE = samples.HOSTILE[0], samples.HOSTILE[2], samples.HOSTILE[3]


def make_small_report() -> SwvReport:
    """Two schools, one of each sector, of which nearly every count is hidden, and a refused one."""
    report = samples.make_report(2)
    tiny = replace(report.scholen[0].tiers, tier_1=9, tier_2=2, tier_3=1, open=0, te_weinig_gegevens=0)
    return replace(
        report,
        scholen=tuple(replace(school, tiers=tiny) for school in report.scholen),
        groepen=tuple(
            replace(group, sector=school.sector, tiers=tiny)
            for group, school in zip(report.groepen, report.scholen, strict=False)
        ),
        register=(),
        beweging=None,
    )


def make_hidden_report() -> SwvReport:
    """The same, with too few pupils in each week and lesson hour, and no earlier publication: nothing is to draw."""
    small = make_small_report()
    return replace(
        small,
        weken=tuple(replace(week, spreiding=make_few(week.spreiding)) for week in small.weken),
        lesuren=tuple(replace(hour, spreiding=make_few(hour.spreiding)) for hour in small.lesuren),
        eerder=(),
    )


def make_few(spread: Spread) -> dict[str, Contribution]:
    """The same minutes, of three pupils."""
    return {name: replace(part, leerlingen=3) for name, part in spread.items()}


def make_school_difference(name: str) -> str:
    """What leads from one edition to another, for a school of this name."""
    bridge = difference_samples.make_school_bridge(name)
    return render_school_bridge(bridge, samples.make_header(), synthetic=False)


PAGES: dict[str, Callable[[], str]] = {
    "swv-normaal": lambda: render_swv(samples.make_swv()),
    "swv-leeg": lambda: render_swv(samples.make_empty_swv()),
    "swv-klein": lambda: render_swv(samples.release_report(make_small_report())),
    "swv-groot": lambda: render_swv(samples.make_swv(25)),
    "swv-vijandig": lambda: render_swv(samples.make_hostile_swv(_SCRIPT + _IMAGE)),
    "swv-eerder": lambda: tell_on_page(render_swv(samples.make_swv()), Carried(date(2026, 1, 5), 8, many=True)),
    "swv-oorzaken": lambda: render_swv(samples.release_report(difference_samples.make_report_with_causes())),
    "swv-zonder-oorzaken": lambda: render_swv(samples.release_report(difference_samples.make_report_without_causes())),
    "intern-normaal": lambda: render_intern(samples.make_intern()),
    "intern-leeg": lambda: render_intern(
        replace(samples.make_intern(), verslag=samples.make_report(0), vrijstellingen=())
    ),
    "intern-vijandig": lambda: render_intern(samples.make_intern(_SCRIPT + _IMAGE)),
    "intern-eerder": lambda: render_intern(
        replace(samples.make_intern(), verschil=difference_samples.make_swv_bridge(unsplit=3))
    ),
    "figuren-normaal": lambda: render_figures(samples.make_swv()),
    "figuren-eerder": lambda: tell_on_page(render_figures(samples.make_swv()), Carried(None, 8, many=None)),
    "figuren-leeg": lambda: render_figures(samples.make_empty_swv()),
    "figuren-klein": lambda: render_figures(samples.release_report(make_small_report())),
    "figuren-niets": lambda: render_figures(samples.release_report(make_hidden_report())),
    "figuren-groot": lambda: render_figures(samples.make_swv(25)),
    "figuren-vijandig": lambda: render_figures(samples.make_hostile_swv(_SCRIPT + _IMAGE)),
    "school-normaal": lambda: render_school(samples.make_school()),
    "school-leeg": lambda: render_school(samples.make_empty_school()),
    "school-een-leerling": lambda: render_school(samples.make_school(1, 3, 1)),
    "school-groot": lambda: render_school(samples.make_school(400, 44, 30)),
    "school-vijandig": lambda: render_school(samples.make_hostile_school(_SCRIPT + _IMAGE)),
    "school-eerder": lambda: render_school(
        replace(samples.make_school(), verschil=difference_samples.make_school_bridge())
    ),
    "schoolfiguren-normaal": lambda: render_school_figures(samples.make_school()),
    "schoolfiguren-leeg": lambda: render_school_figures(samples.make_empty_school()),
    "schoolfiguren-vijandig": lambda: render_school_figures(samples.make_hostile_school(_SCRIPT + _IMAGE)),
    "leerlingen-normaal": lambda: render_pupils(samples.make_school()),
    "leerlingen-leeg": lambda: render_pupils(samples.make_empty_school()),
    "leerlingen-een-leerling": lambda: render_pupils(samples.make_school(1, 3, 1)),
    "leerlingen-groot": lambda: render_pupils(samples.make_school(400, 44, 30)),
    "leerlingen-vijandig": lambda: render_pupils(samples.make_hostile_school(_SCRIPT + _IMAGE)),
    "retour-normaal": lambda: render_return_sheet(samples.make_return_sheet()),
    "retour-geweigerd": lambda: render_return_sheet(samples.make_empty_return_sheet()),
    "retour-tegengehouden": lambda: render_return_sheet(samples.make_stopped_return_sheet()),
    "retour-vijandig": lambda: render_return_sheet(samples.make_hostile_return_sheet(_TITLE)),
    "leerplicht-normaal": lambda: render_officer_report(officer_samples.make_officer_report()),
    "doorstroompunt": lambda: render_officer_report(officer_samples.make_report_of_adults()),
    "leerplicht-onbekend": lambda: render_officer_report(officer_samples.make_report_of_nowhere()),
    "leerplicht-vijandig": lambda: render_officer_report(officer_samples.make_officer_report(_SCRIPT)),
    "rol-normaal": lambda: render_role_sheet(role_samples.make_role_sheet()),
    "rol-mentor": lambda: render_role_sheet(role_samples.make_sheet_of_classes()),
    "rol-leerplicht": lambda: render_role_sheet(
        role_samples.make_sheet_of_classes("lpa", "leerplichtambtenaar", "Gemeente Schagen")
    ),
    "rol-klaar": lambda: render_role_sheet(role_samples.make_done_sheet()),
    "rol-vijandig": lambda: render_role_sheet(role_samples.make_role_sheet(_SCRIPT + _IMAGE)),
    "start-normaal": lambda: render_start_page(samples.make_start_page()),
    "start-retour": lambda: render_start_page(samples.make_start_page_of_returns()),
    "start-vijandig": lambda: render_start_page(samples.make_start_page(_SCRIPT + _IMAGE)),
    "uitleg-normaal": lambda: render_explanation(samples.make_explanation()),
    "uitleg-veranderd": lambda: render_explanation(samples.make_changed_explanation()),
    "uitleg-niet-geleverd": lambda: render_explanation(samples.make_vanished_explanation()),
    "uitleg-vijandig": lambda: render_explanation(samples.make_hostile_explanation(_SCRIPT)),
    "schoolverschil-normaal": lambda: make_school_difference("School 12AB00"),
    "schoolverschil-vijandig": lambda: make_school_difference(_SCRIPT + _IMAGE),
    "verschil-normaal": lambda: render_swv_bridge(difference_samples.make_swv_bridge()),
    "verschil-onverdeeld": lambda: render_swv_bridge(difference_samples.make_swv_bridge(unsplit=3)),
    "verschil-groot": lambda: render_swv_bridge(difference_samples.make_large_bridge()),
    "verschil-vijandig": lambda: render_swv_bridge(difference_samples.make_swv_bridge(_SCRIPT + _IMAGE)),
    "vergelijking-normaal": lambda: render_comparison(samples.make_comparison()),
    "vergelijking-vijandig": lambda: render_comparison(samples.make_comparison(_SCRIPT)),
    "landelijk-normaal": lambda: render_national(national_samples.make_national()),
    "landelijk-vijandig": lambda: render_national(national_samples.make_national(_SCRIPT + _IMAGE)),
}
# Pages whose words are all ours.
OURS = tuple(name for name in PAGES if not name.endswith("vijandig"))
NORMAL = tuple(name for name in PAGES if name.endswith("normaal"))
