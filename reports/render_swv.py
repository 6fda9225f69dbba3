"""What is made of the SWV as a whole and of the country; a process that makes pages of schools needs none of it."""

from reports.context.difference import SwvBridge
from reports.national.page import NationalReport
from reports.render import put_in_script, render, render_with_plots
from reports.swv.figuren import make_figure_page
from reports.swv.intern import InternReport, make_intern_page
from reports.swv.page import PublicSwv
from reports.swv.vergelijking import PublicComparison, explain_rounding
from reports.swv.verschil import make_swv_bridge_page


def render_swv(report: PublicSwv) -> str:
    """The trimester report of the SWV, from released counts alone; no script."""
    return render(
        "swv.html.j2",
        report.kop,
        voet="Samenwerkingsverband",
        r=report,
    )


def render_intern(report: InternReport) -> str:
    """The internal edition of the trimester report: exact counts, for one person; no script, no pupils."""
    return render("swv_intern.html.j2", report.verslag.kop, voet="Intern, niet doorgeven", r=make_intern_page(report))


def render_figures(report: PublicSwv) -> str:
    """The figures of the trimester report to explore, from released counts alone; with the script of plotly."""
    page = make_figure_page(report)
    made = render_with_plots("figuren.html.j2", report.kop, page.plots, voet="Figuren", r=report, pagina=page)
    return put_in_script(made.encode("utf-8")).decode("utf-8")


def render_comparison(comparison: PublicComparison) -> str:
    """The definition bench: the same deliveries by several definitions; no script, no pupils."""
    return render(
        "vergelijking.html.j2",
        comparison.kop,
        voet="Vergelijking van definities",
        r=comparison,
        uitleg=explain_rounding(comparison.regels),
    )


def render_national(report: NationalReport) -> str:
    """The national report, from released counts of SWVs alone; no script, no pupils, no schools."""
    return render("landelijk.html.j2", report.kop, voet="Landelijk", r=report)


def render_swv_bridge(bridge: SwvBridge) -> str:
    """Why the counts of two editions differ, exact by school, for one person; no script, no pupils."""
    return render("verschil.html.j2", bridge.kop, voet="Verschil, niet doorgeven", r=make_swv_bridge_page(bridge))
