"""Context in, document out: the pages as self-contained HTML.

A page needs no network and no file beside it. Its content policy allows only what stands in the page, by
hash; text from data is always escaped. The same context gives the same bytes.
"""

import base64
import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from reports.context.counts import sum_balance
from reports.context.difference import SchoolBridge
from reports.context.header import ReportHeader
from reports.context.returns import ReturnSheet, group_findings, split_causes
from reports.context.school import SchoolReport
from reports.context.start import StartPage
from reports.officers import leerplicht
from reports.officers.leerplicht import OfficerReport
from reports.page_code import PageEnvironment
from reports.plots.base import CONFIG, Plot
from reports.release.address import make_address
from reports.school import (
    day_strip,
    evidence,
    explanation,
    figures,
    herkomst,
    worklist,
)
from reports.school import (
    page as school_page,
)
from reports.school import (
    words as school_words,
)
from reports.school.explanation import Explanation
from reports.school.figuren import make_figure_page as make_school_figures
from reports.school.pupils import PupilsView, ShownEvidence, choose_evidence, make_pupils_view
from reports.school.returns import list_touched_words, make_causes
from reports.school.rolblad import RoleSheet
from reports.school.verschil import make_school_bridge_page
from reports.words import measured, palette, wording
from schemas.lvs import get_lvs

ROOM = Path(__file__).resolve().parent
NO_SCRIPT = Markup("")
# What holds a place open in a page that is made. Text from data never reads so: its signs are escaped.
GAP = Markup("<gat>")
# Where the script of plotly comes in a page with figures: 4.8 MB, the same on every page, so put in last.
_SCRIPT_GAP = Markup("<plotly>")
# Under this name a page knows the contexts that were made for it.
_CONTEXTS = "_contexts"
# The page of cards stays within 3 MB: where all evidence does not fit, a page with less is made. A step is how many
# lines of evidence are shown, and whether signals of pupils outside the list are shown.
PAGE_BYTES = 3_000_000
# The first page stays within 1.2 MB: of a very long list the last groups stand on the page of cards alone.
FIRST_PAGE_BYTES = 1_200_000
ELSEWHERE_FROM = (7, 4, 2)
# plotly.js brings a style sheet for its maps, unless an element of that name stands in the page already.
_MAP_STYLE = re.compile(r'document\.getElementById\("([0-9a-f]{64})"\)')
Groups = tuple[worklist.Group, ...]
EVIDENCE_STEPS = ((6_000, True), (2_000, True), (0, True), (0, False))


def render_school_figures(context: SchoolReport) -> str:
    """The heat maps of a school to explore; the script of plotly, and no pupil."""
    return put_in_script(_render_school_figures(context).encode("utf-8")).decode("utf-8")


def put_in_script(page: bytes) -> bytes:
    """The page with the script that draws its figures, where it has any."""
    return page.replace(_SCRIPT_GAP.encode("ascii"), _encode_script(), 1)


def _render_school_figures(context: SchoolReport) -> str:
    page = make_school_figures(context)
    return render_with_plots(
        "schoolfiguren.html.j2",
        context.kop,
        page.plots,
        voet=f"Figuren school {context.school}",
        r=context,
        pagina=page,
    )


def render_school_pages(context: SchoolReport) -> dict[str, str]:
    """The report of a school, the cards of its pupils and its heat maps, by file name.

    The heat maps lack their script: `put_in_script` is for who writes the page, as it takes long to hand on.
    """
    groups = worklist.make_list(context)
    return {
        "index.html": render_school(context, groups),
        "leerlingen.html": render_pupils(context, groups),
        "figuren.html": _render_school_figures(context),
    }


def render_school(context: SchoolReport, groups: Groups | None = None) -> str:
    """The school report for the consulent and the school; a script where there is a list to search.

    `groups`: its list, where it was made before.
    """
    unusable, _ = split_causes(group_findings(context.bevindingen, {}))
    view = school_page.make_view(context, worklist.make_list(context) if groups is None else groups)
    names: dict[str, Any] = {
        "r": context,
        "v": view,
        "script": _read_own_script("leerlingen.js") if view.lijst else NO_SCRIPT,
        "minuten": context.minuten,
        "balans": sum_balance(context.bestanden),
        "weken": figures.heat_weeks(context.weken, context.grenzen.minimum_leerlingen, context.school),
        "uren": figures.heat_hours(
            context.lesuren, context.grenzen.minimum_lessen, wording.slot_unit(context.sector), context.school
        ),
        "niet_gebruikt": unusable,
    }
    page = ""
    for first in ELSEWHERE_FROM:
        page = render("school.html.j2", context.kop, voet=f"School {context.school}", elders_vanaf=first, **names)
        if len(page.encode("utf-8")) <= FIRST_PAGE_BYTES:
            break
    return page


def render_pupils(context: SchoolReport, groups: Groups | None = None) -> str:
    """The cards of the pupils of that report, a page beside it; a script where there is anyone to find.

    `groups`: the list of that report, where it was made before.
    """
    page, groups = "", worklist.make_list(context) if groups is None else groups
    script = _read_own_script("leerlingen.js") if context.leerlingen or groups else NO_SCRIPT
    foot = f"Leerlingen school {context.school}"
    view = make_pupils_view(context, groups)
    # Made once, with its places for evidence open: how much of it fits is known when it is filled in.
    parts = render("leerlingen.html.j2", context.kop, voet=foot, script=script, r=context, v=view, gat=GAP).split(GAP)
    # Where no evidence at all fits, only the last step is tried: the one with the least.
    steps = EVIDENCE_STEPS if sum(map(len, parts)) <= PAGE_BYTES else EVIDENCE_STEPS[-1:]
    for lines, others in steps:
        page = _fill(parts, view, choose_evidence(view, lines=lines, others=others))
        if len(page.encode("utf-8")) <= PAGE_BYTES:
            break
    return page


def _fill(parts: Sequence[str], view: PupilsView, shown: ShownEvidence) -> str:
    """The page of cards, with evidence between its parts."""
    made: Any = get_environment().get_template("_bewijs.html.j2").module
    blocks = [made.van_kaart(found) if found else "" for found in shown.kaarten]
    if view.anderen:
        blocks += [made.code(pupil.leerling, shown) for pupil in view.anderen]
    if view.regels:
        blocks.append(made.van_anderen(shown))
    return "".join(itertools.chain.from_iterable(zip(parts, (*blocks, ""), strict=True)))


def render_return_sheet(context: ReturnSheet) -> str:
    """The return sheet for the school; no script, no pupils."""
    causes = make_causes(context)
    return render(
        "retour.html.j2",
        context.kop,
        voet=f"Retourblad school {context.school}",
        r=context,
        balans=sum_balance(context.bestanden),
        oorzaken=causes,
        lvs=get_lvs(context.lvs).naam,
    )


def render_officer_report(context: OfficerReport) -> str:
    """What one attendance officer or Doorstroompunt sees: unauthorised absence alone; no script."""
    return render("leerplicht.html.j2", context.kop, voet=context.lezer.naam, r=context)


def render_start_page(context: StartPage) -> str:
    """What lies in a publication and for whom; no script, no pupils."""
    return render("start.html.j2", context.kop, voet="Startpagina", r=context)


def render_role_sheet(context: RoleSheet) -> str:
    """What one role of a school must do, to hand over; no script."""
    return render("rol.html.j2", context.kop, voet=f"School {context.school} {context.rolnaam}", r=context)


def render_explanation(context: Explanation) -> str:
    """Why one pupil stands where it stands; no script."""
    return render("uitleg.html.j2", context.kop, voet=f"Uitleg leerling {context.leerling}", r=context)


def render_school_bridge(bridge: SchoolBridge, header: ReportHeader, *, synthetic: bool) -> str:
    """Why the counts of a school differ between two editions, with its pupils by code; no script."""
    page = make_school_bridge_page(bridge, synthetic=synthetic)
    return render("schoolverschil.html.j2", header, voet=f"Verschil school {bridge.school.school}", r=page)


class _PageContext(Context):
    """The names that a template knows, of a page or of what it imports: kept in the list that the page brings."""

    def __init__(self, environment: Environment, parent: dict[str, Any], *args: Any, **names: Any) -> None:
        super().__init__(environment, parent, *args, **names)
        parent.get(_CONTEXTS, []).append(self)


@cache
def get_environment() -> Environment:
    """The one environment of all templates: everything escaped, a missing name is an error."""
    # autoescape=True and not select_autoescape(): that one skips templates named *.html.j2.
    environment = PageEnvironment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.context_class = _PageContext
    environment.filters["geraakt_zinnen"] = list_touched_words
    environment.filters["dagen"] = day_strip.write_stretches
    environment.filters["delen"] = day_strip.write_parts
    environment.filters.update(
        {
            **wording.FILTERS,
            **evidence.FILTERS,
            **explanation.FILTERS,
            **school_words.FILTERS,
            **worklist.FILTERS,
            **leerplicht.FILTERS,
            **measured.FILTERS,
        }
    )
    names: dict[str, Any] = {
        "adres": make_address,
        "deel": wording.percentage,
        "getoond_deel": wording.shown_share,
        "tier_grenzen": wording.tier_limits,
        "tier_mogelijk": wording.tier_bounds,
        "telwoord": wording.counted,
        "bereik": wording.count_range,
        "uureenheid": wording.hour_unit,
        "tierbalk": figures.tier_bar,
        "NOEMER_GESCHAT": wording.NOEMER_GESCHAT,
        "ERNST_WOORDEN": wording.SEVERITY_WORDS,
        "TIERS": tuple(zip(figures.TIER_KEYS, figures.TIER_FIELDS, strict=True)),
        "LETTERS": explanation.LETTERS,
        "meldstand": school_words.describe_report,
        "aan_te_vullen": school_words.group_incomplete,
        "te_laat_gemeld": school_words.is_overdue,
        "laat_per_duizend": school_words.describe_late_rate,
        "schoolpatroon": school_words.describe_school_pattern,
        "leerlingpatroon": school_words.describe_pupil_pattern,
        "lesuurwoord": wording.slot_unit,
        "DAGSOORTEN": day_strip.KINDS,
        "TEKENS": {
            "geen": day_strip.SIGNS[day_strip.NO_LESSONS].teken,
            "niet_gemeten": wording.NOT_MEASURED_SIGN,
            "weinig": wording.TIER_SYMBOLS["te_weinig_gegevens"],
        },
        "ROLNAMEN": worklist.ROLE_NAMES,
        "HERKOMST": herkomst.SCHOOL_BLOCKS,
        "HEAT_STAPPEN": wording.heat_legend(palette.HEAT_LIMITS),
    }
    environment.globals.update({**names, **leerplicht.GLOBALS})
    return environment


def render(
    template: str,
    header: ReportHeader,
    *,
    voet: str,
    script: Markup = NO_SCRIPT,
    drawn: bool = False,
    **names: Any,
) -> str:
    style = _make_style(f"{voet} · peildatum {wording.short_date(header.peildatum)}")
    names |= {"kop": header, "stijl": style, "csp": _make_policy(style, script, drawn=drawn)}
    names["script"] = _SCRIPT_GAP if drawn else script
    contexts: list[Context] = []
    page = get_environment().get_template(template).render({**names, _CONTEXTS: contexts})
    # Its macros hold a context, and by that all that the page is made from: let go of at once.
    while contexts:
        context = contexts.pop()
        context.vars.clear()
        context.parent.clear()
    return page


def render_with_plots(template: str, header: ReportHeader, plots: Mapping[str, Plot], **names: Any) -> str:
    """A page with figures: their data and a place for the script that draws them; without figures neither."""
    return render(
        template,
        header,
        script=_read_script() if plots else NO_SCRIPT,
        drawn=bool(plots),
        gegevens=htmlsafe_json_dumps({"config": CONFIG, "figures": plots}) if plots else "",
        kaartstijlen=_list_map_styles() if plots else (),
        **names,
    )


@cache
def _list_map_styles() -> tuple[str, ...]:
    return tuple(_MAP_STYLE.findall(_read_script()))


@cache
def _read_script() -> Markup:
    """plotly.js whole (4.8 MB; its wheel holds no smaller bundle), and after it what this page does with it."""
    # Only this page needs it, so that no other command waits for the import.
    from plotly.offline import get_plotlyjs

    return Markup(f"{get_plotlyjs()}\n{_read_own_script('figuren.js')}")


@cache
def _encode_script() -> bytes:
    return _read_script().encode("utf-8")


@cache
def _read_own_script(name: str) -> Markup:
    return Markup((ROOM / "static" / name).read_text(encoding="utf-8"))


@cache
def read_stylesheet() -> str:
    """The one style sheet: the colours, and after them how a page looks."""
    return palette.make_css() + "\n" + (ROOM / "static" / "report.css").read_text(encoding="utf-8")


def _make_style(footer: str) -> Markup:
    # The footer is the only data in a style element: letters, digits, spaces and two signs, nothing else.
    plain = re.sub(r"[^0-9A-Za-z ·-]", "", footer.replace(wording.NBSP, " "))
    return Markup(f'{read_stylesheet()}\n@page{{@bottom-left{{content:"{plain}"}}}}\n')


def _make_policy(style: str, script: str, *, drawn: bool) -> str:
    """Nothing but what stands in the page, by hash. `drawn`: by plotly."""
    # plotly writes style attributes while it draws, and one empty style element. Only a page with its script allows
    # them: a style attribute can change how something looks, but can run and load nothing (all else is 'none').
    scripts = f"; script-src {hash_source(script)}" if script else ""
    attributes = f" {hash_source('')}; style-src-attr 'unsafe-inline'" if drawn else ""
    return (
        f"default-src 'none'{scripts}; style-src {hash_source(style)}{attributes}; img-src data:; base-uri 'none';"
        " form-action 'none'"
    )


@lru_cache(maxsize=32)
def hash_source(content: str) -> str:
    """How a content policy names this very text."""
    digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
