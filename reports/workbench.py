"""The pages of the workbench: the look of the reports, with forms. Context in, page and its content policy out.

A page allows its own style sheet by hash, forms to the workbench itself, and nothing else: no script.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from reports.context.workbench import (
    FaultPage,
    FolderPage,
    FollowUpPage,
    Frame,
    HistoryPage,
    MappingPage,
    MessagePage,
    OutputPage,
    ParcelPage,
    QuarterPage,
    RunPage,
    SchoolPage,
    SchoolSettingsPage,
    SettingsPage,
    SharedFolderPage,
    StartPage,
)
from reports.render import ROOM, get_environment, hash_source, read_stylesheet

_OPEN_SCRIPT = "document.forms[0].submit();"
_ALONE = "default-src 'none'; base-uri 'none'"


@dataclass(frozen=True)
class Rendered:
    """A page, and the policy that goes with it as a header."""

    html: str
    beleid: str


def render_quarter(frame: Frame, page: QuarterPage) -> Rendered:
    """Kwartaal: how far each school is."""
    return _render("kwartaal", frame, page)


def render_school(frame: Frame, page: SchoolPage) -> Rendered:
    """School: its files and what came of them; its return sheet stands beside them in a frame of our own."""
    made = _render("school", frame, page)
    return Rendered(made.html, f"{made.beleid}; frame-src 'self'")


def render_shared_folder(frame: Frame, page: SharedFolderPage) -> Rendered:
    """A folder of what is not of one school: its files and what came of them."""
    return _render("gedeeld", frame, page)


def render_run(frame: Frame, page: RunPage) -> Rendered:
    """Draaien: what is under way, and what can be started."""
    return _render("draaien", frame, page)


def render_output(frame: Frame, page: OutputPage) -> Rendered:
    """Uitvoer: what stands, and what goes to whom."""
    return _render("uitvoer", frame, page)


def render_parcel(frame: Frame, page: ParcelPage) -> Rendered:
    """An encrypted ZIP, with its password."""
    return _render("zip", frame, page)


def render_folder(frame: Frame, page: FolderPage) -> Rendered:
    """What lies in a folder of the output."""
    return _render("map", frame, page)


def render_follow_up(frame: Frame, page: FollowUpPage) -> Rendered:
    """Opvolging: what must be done, by code of the pupil, and what schools still owe."""
    return _render("opvolging", frame, page)


def render_history(frame: Frame, page: HistoryPage) -> Rendered:
    """Geschiedenis: the log and the editions."""
    return _render("geschiedenis", frame, page)


def render_mapping(frame: Frame, page: MappingPage) -> Rendered:
    """Koppelen: what the words of a school mean."""
    return _render("koppeling", frame, page)


def render_settings(frame: Frame, page: SettingsPage) -> Rendered:
    """Instellingen: the SWV and its schools."""
    return _render("instellingen", frame, page)


def render_school_settings(frame: Frame, page: SchoolSettingsPage) -> Rendered:
    """One school of the settings."""
    return _render("schoolinstelling", frame, page)


def render_start(page: StartPage) -> Rendered:
    """The first page when no SWV was named: one that was open before, or a new one."""
    return _finish("begin", swv="msa", f=page, p=page)


def render_message(frame: Frame, page: MessagePage) -> Rendered:
    """A text for a school."""
    return _render("bericht", frame, page)


def render_fault(frame: Frame, page: FaultPage) -> Rendered:
    """What could not be done."""
    return _render("fout", frame, page)


def render_door(*, swv: str, action: str, token: str) -> str:
    """The private file that lets one browser in: a form that sends itself, or by its button."""
    style, to = _read_style(), urlsplit(action)
    # A policy in the page itself cannot speak of frames.
    policy = (
        f"{_ALONE}; style-src {hash_source(style)}; script-src {hash_source(_OPEN_SCRIPT)}; "
        f"form-action {to.scheme}://{to.netloc}"
    )
    template = get_environment().get_template("werkbank/deur.html.j2")
    return template.render(
        csp=policy, stijl=style, script=Markup(_OPEN_SCRIPT), swv=swv, naar=action, sleutelwoord=token
    )


def render_welcome(*, swv: str, to: str, words: str) -> Rendered:
    """The answer to the token: a page of the workbench itself, from which the browser goes on with its cookie.

    `words`: where that is.
    """
    return _finish("welkom", swv=swv, naar=to, woorden=words)


def render_goodbye(*, swv: str) -> Rendered:
    """The workbench is closed."""
    return _finish("dicht", swv=swv)


def _render(name: str, frame: Frame, page: Any) -> Rendered:
    return _finish(name, f=frame, p=page)


def _finish(name: str, **names: Any) -> Rendered:
    style = _read_style()
    template = get_environment().get_template(f"werkbank/{name}.html.j2")
    policy = f"{_ALONE}; frame-ancestors 'none'; style-src {hash_source(style)}; img-src data:; form-action 'self'"
    return Rendered(template.render(stijl=style, **names), policy)


@cache
def _read_style() -> Markup:
    """The style sheet of the reports, and after it what only forms need."""
    return Markup(f"{read_stylesheet()}\n{(ROOM / 'static' / 'workbench.css').read_text(encoding='utf-8')}")
