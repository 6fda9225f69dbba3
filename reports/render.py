"""Context in, document out: the pages as self-contained HTML.

A page needs no network and no file beside it. Its content policy allows only what stands in the page, by
hash; text from data is always escaped. The same context gives the same bytes.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import discussion, evidence, explanation, figures, palette, wording
from reports.context import (
    Minutes,
    ReportHeader,
    ReturnSheet,
    SchoolReport,
    SwvReport,
    group_findings,
    split_causes,
    sum_balance,
)
from reports.explanation import Explanation
from reports.messages import make_messages
from reports.returns import LVS_NAMES, list_touched_words, make_causes
from reports.trimester import release_swv
from reports.vergelijking import PublicComparison, explain_rounding

ROOM = Path(__file__).resolve().parent
NO_SCRIPT = Markup("")
# With these a page of two thousand pupils stays within 3 MB.
EVIDENCE_LINES = 8_000


def render_swv(context: SwvReport) -> str:
    """The trimester report of the SWV; small counts are shielded first (`reports.disclosure`)."""
    report = release_swv(context)
    charts = {"tiers": figures.chart_tiers(report.scholen)} if report.scholen else {}
    if len(report.trend) > 1:
        charts["trend"] = figures.chart_trend(report)
    return _render(
        "swv.html.j2",
        report.kop,
        voet="Samenwerkingsverband",
        script=figures.make_script(tuple(charts.values())) if charts else NO_SCRIPT,
        r=report,
        figuren=charts,
        boodschappen=make_messages(report),
        vorige=report.trend[-2] if len(report.trend) > 1 else None,
    )


def render_school(context: SchoolReport) -> str:
    """The school report for the consulent and the school; no script."""
    groups = discussion.group_pupils(context.leerlingen)
    unusable, noticed = split_causes(group_findings(context.bevindingen, {}))
    return _render(
        "school.html.j2",
        context.kop,
        voet=f"School {context.school}",
        r=context,
        groepen=groups,
        bewezen=evidence.limit_evidence(
            [pupil for group in groups for pupil in group.leerlingen], lines=EVIDENCE_LINES
        ),
        tiers=discussion.count_tiers(context.leerlingen),
        minuten=_sum_minutes(context),
        balans=sum_balance(context.bestanden),
        weken=figures.heat_weeks(context.weken, context.minimum_leerlingen),
        uren=figures.heat_hours(context.lesuren, context.minimum_lessen, wording.slot_unit(context.sector)),
        niet_gebruikt=unusable,
        opgemerkt=noticed,
    )


def render_return_sheet(context: ReturnSheet) -> str:
    """The return sheet for the school; no script, no pupils."""
    causes = make_causes(context)
    return _render(
        "retour.html.j2",
        context.kop,
        voet=f"Retourblad school {context.school}",
        r=context,
        balans=sum_balance(context.bestanden),
        oorzaken=causes,
        lvs=LVS_NAMES[context.lvs],
    )


def render_explanation(context: Explanation) -> str:
    """Why one pupil stands where it stands; no script."""
    return _render("uitleg.html.j2", context.kop, voet=f"Uitleg leerling {context.leerling}", r=context)


def render_comparison(comparison: PublicComparison) -> str:
    """The definition bench: the same deliveries by several definitions; no script, no pupils."""
    return _render(
        "vergelijking.html.j2",
        comparison.kop,
        voet="Vergelijking van definities",
        r=comparison,
        uitleg=explain_rounding(comparison.drempel),
    )


@cache
def get_environment() -> Environment:
    """The one environment of all templates: everything escaped, a missing name is an error."""
    # autoescape=True and not select_autoescape(): that one skips templates named *.html.j2.
    environment = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["geraakt_zinnen"] = list_touched_words
    environment.filters.update({**wording.FILTERS, **evidence.FILTERS, **explanation.FILTERS})
    names: dict[str, Any] = {
        "deel": wording.percentage,
        "getoond_deel": wording.shown_share,
        "tier_grenzen": wording.tier_limits,
        "tier_mogelijk": wording.tier_bounds,
        "telwoord": wording.counted,
        "uureenheid": wording.hour_unit,
        "tierbalk": figures.tier_bar,
        "TIER_SYMBOLEN": wording.TIER_SYMBOLS,
        "TIER_WOORDEN": wording.TIER_WORDS,
        "ERNST_WOORDEN": wording.SEVERITY_WORDS,
        "TIERS": tuple(zip(figures.TIER_KEYS, figures.TIER_FIELDS, strict=True)),
        "LETTERS": explanation.LETTERS,
        "HEAT_STAPPEN": wording.heat_legend(palette.HEAT_LIMITS),
    }
    environment.globals.update(names)
    return environment


def _render(template: str, header: ReportHeader, *, voet: str, script: Markup = NO_SCRIPT, **names: Any) -> str:
    style = _make_style(f"{voet} · peildatum {wording.short_date(header.peildatum)}")
    return (
        get_environment()
        .get_template(template)
        .render(kop=header, stijl=style, script=script, csp=_make_policy(style, script), **names)
    )


@cache
def _read_stylesheet() -> str:
    return palette.make_css() + "\n" + (ROOM / "static" / "report.css").read_text(encoding="utf-8")


def _make_style(footer: str) -> Markup:
    # The footer is the only data in a style element: letters, digits, spaces and two signs, nothing else.
    plain = re.sub(r"[^0-9A-Za-z ·-]", "", footer.replace(wording.NBSP, " "))
    return Markup(f'{_read_stylesheet()}\n@page{{@bottom-left{{content:"{plain}"}}}}\n')


def _make_policy(style: str, script: str) -> str:
    """Nothing but what stands in the page. plotly writes styles of its own, so there inline style must be allowed."""
    styles = "'unsafe-inline'" if script else _hash_source(style)
    scripts = f"; script-src {_hash_source(script)}" if script else ""
    return f"default-src 'none'{scripts}; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash_source(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _sum_minutes(report: SchoolReport) -> Minutes:
    parts = [pupil.minuten for pupil in report.leerlingen]
    return Minutes(
        gepland=sum(part.gepland for part in parts),
        aanwezig=sum(part.aanwezig for part in parts),
        geoorloofd=sum(part.geoorloofd for part in parts),
        ongeoorloofd=sum(part.ongeoorloofd for part in parts),
        onbekend=sum(part.onbekend for part in parts),
        voorlopig=sum(part.voorlopig for part in parts),
        elders=sum(part.elders for part in parts),
    )
