"""The addresses of the workbench, and what each answers. Every form goes through one door, where its proof is asked."""

import functools
from collections.abc import Awaitable, Callable
from datetime import date

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from pipelines.errors import UserError, WrongUse, find_disk_fault
from pipelines.publish.publication import list_editions
from pipelines.run.approval import waiting
from pipelines.vault.places import CHECK_FOLDER, DOOR_FILE
from pipelines.vault.ticks import GEVRAAGD, HERINNERD, Tick, add_tick
from pipelines.workbench.bench import Bench
from pipelines.workbench.file_forms import answer_question, copy_from_place, settle_all, take_away
from pipelines.workbench.files import open_written_file
from pipelines.workbench.folder_page import make_shared_folder_page
from pipelines.workbench.folders import get_folder
from pipelines.workbench.follow_up_page import make_follow_up_page
from pipelines.workbench.forms import Form, NotOurs, read_bare_form, read_form
from pipelines.workbench.gate import COOKIE, Gate
from pipelines.workbench.guard import ENTRY, NOT_FOUND, REFUSED, Guard
from pipelines.workbench.history_page import make_history_page
from pipelines.workbench.mapping_page import choose, make_mapping_page
from pipelines.workbench.output_page import (
    make_folder_page,
    make_output_page,
    note_handed_over,
    pack,
    take_back,
)
from pipelines.workbench.quarter_page import make_message_page, make_quarter_page
from pipelines.workbench.run_page import (
    make_run_page,
    start_approval,
    start_discard,
    start_run,
    start_verify,
    stop_task,
)
from pipelines.workbench.school_page import make_school_page
from pipelines.workbench.settings_page import (
    Changed,
    change_swv,
    make_school_settings_page,
    make_settings_page,
    remove_school,
    save_school,
)
from pipelines.workbench.start import Given, Start, forget, make_start_page, make_swv, open_known
from pipelines.workbench.uploads import open_folder, receive_files
from reports import workbench as pages
from reports.context.workbench import FaultPage, SchoolSettingsPage, SettingsPage
from reports.workbench import Rendered

Answer = Callable[[Request], Awaitable[Response]]
# What a page needs beside the bench is in the address; what a button needs is in its form.
ShowPage = Callable[[Bench, Request], Response]
DoForm = Callable[[Bench, Form], str | Response]
"""Does what a button asks; returns the address, below the base, where the browser goes on, or the answer itself."""
_SETTINGS_FORMS = ("swv", "school", "weg")
_LONGEST_NUMBER = 9
_KEPT_MESSAGE = "Er ging iets mis"


def make_app(bench: Bench, *, close: Callable[[], None]) -> ASGIApp:
    """The whole workbench behind its guard. `close`: ends the server after this answer."""
    return Guard(make_pages(bench, close=close), bench.gate)


def make_pages(bench: Bench, *, close: Callable[[], None]) -> ASGIApp:
    """The pages of the workbench, without the guard that must stand before them."""
    routes = [
        Route(ENTRY, functools.partial(_enter, bench), methods=["POST"]),
        Route("/sluiten", functools.partial(_close, bench, close), methods=["POST"]),
        Route("/", _show(bench, _show_quarter)),
        Route("/school/{school}", _show(bench, _show_school)),
        Route("/map/{map}", _show(bench, _show_shared_folder)),
        Route("/aanleveren/{map}", functools.partial(_take_files, bench), methods=["POST"]),
        Route("/draaien", _show(bench, _show_run)),
        Route("/wacht/{peildatum}/{name:path}", _show(bench, _show_waiting)),
        Route("/uitvoer", _show(bench, _show_output)),
        Route("/uitvoer/{peildatum}/{name:path}", _show(bench, _show_output_file)),
        Route("/opvolging", _show(bench, _show_follow_up)),
        Route("/geschiedenis", _show(bench, _show_history)),
        Route("/koppeling/{school}", _show(bench, _show_mapping)),
        Route("/bericht/{school}", _show(bench, _show_message)),
        Route("/retour/{school}/{name}", _show(bench, _show_return_sheet)),
        Route("/peildatum", _do(bench, _choose_peildatum), methods=["POST"]),
        Route("/controle", _do(bench, _check_again), methods=["POST"]),
        Route("/kopieren", _do(bench, copy_from_place), methods=["POST"]),
        Route("/zelfdenaam", _do(bench, answer_question), methods=["POST"]),
        Route("/weghalen", _do(bench, take_away), methods=["POST"]),
        Route("/draaien", _do(bench, start_run), methods=["POST"]),
        Route("/narekenen", _do(bench, start_verify), methods=["POST"]),
        Route("/akkoord", _do(bench, start_approval), methods=["POST"]),
        Route("/weggooien", _do(bench, start_discard), methods=["POST"]),
        Route("/stoppen", _do(bench, stop_task), methods=["POST"]),
        Route("/zip", _do(bench, _make_parcel), methods=["POST"]),
        Route("/zip/halen", _do(bench, _fetch_parcel), methods=["POST"]),
        Route("/overgedragen", _do(bench, note_handed_over), methods=["POST"]),
        Route("/terugnemen", _do(bench, take_back), methods=["POST"]),
        Route("/koppeling", _do(bench, choose), methods=["POST"]),
        Route("/gevraagd", _do(bench, _note_asked), methods=["POST"]),
        Route("/instellingen", _show(bench, _show_settings)),
        # A form that was refused is shown at its own address: who asks for that again gets the page it is of.
        *(Route(f"/instellingen/{name}", _show(bench, _show_settings), methods=["GET"]) for name in _SETTINGS_FORMS),
        Route("/instellingen/{school}", _show(bench, _show_school_settings), methods=["GET"]),
        Route("/instellingen/swv", _do(bench, _change(change_swv)), methods=["POST"]),
        Route("/instellingen/school", _do(bench, _change(save_school)), methods=["POST"]),
        Route("/instellingen/weg", _do(bench, _change(remove_school)), methods=["POST"]),
    ]
    return Starlette(routes=[Mount(bench.gate.base, routes=routes)], exception_handlers={404: _say_not_found})


def make_start_pages(start: Start, *, explain: Callable[[Exception], str], close: Callable[[], None]) -> ASGIApp:
    """The start page, without the guard that must stand before it. `explain`: what is told of a fault of msa."""
    door = _StartDoor(start, explain, close)
    routes = [
        Route(ENTRY, door.enter, methods=["POST"]),
        Route("/sluiten", door.close, methods=["POST"]),
        *(Route(path, door.show, methods=["GET"]) for path in ("/", "/nieuw", "/openen")),
        Route("/nieuw", door.do(make_swv, to="/instellingen"), methods=["POST"]),
        Route("/openen", door.do(open_known, to="/"), methods=["POST"]),
        Route("/vergeten", door.do(forget, to="/"), methods=["POST"]),
    ]
    return Starlette(routes=[Mount(start.gate.base, routes=routes)], exception_handlers={404: _say_not_found})


def answer_page(page: Rendered, *, status: int = 200) -> HTMLResponse:
    """A page with its policy as a header."""
    return HTMLResponse(page.html, status_code=status, headers={"content-security-policy": page.beleid})


# --- in and out ----------------------------------------------------------------------------------------------------


async def _enter(bench: Bench, request: Request) -> Response:
    """Take the token; a page of our own then leads on, since a cookie does not go with a request of a file."""
    session = await _exchange(request, bench.gate)
    if session is None:
        return _refuse()
    settings = bench.load()
    (settings.opslag / DOOR_FILE).unlink(missing_ok=True)
    page = pages.render_welcome(swv=settings.naam, to=f"{bench.gate.base}/", words="Naar het kwartaal")
    return _let_in(page, bench.gate, session)


async def _exchange(request: Request, gate: Gate) -> str | None:
    """The value of the cookie for the token of a form; None where it is not that."""
    try:
        form = await read_bare_form(request)
    except NotOurs:
        return None
    return gate.exchange(form.get("bewijs"))


def _let_in(page: Rendered, gate: Gate, session: str) -> Response:
    answer = answer_page(page)
    answer.set_cookie(COOKIE, session, path=f"{gate.base}/", httponly=True, samesite="strict")
    return answer


async def _close(bench: Bench, close: Callable[[], None], request: Request) -> Response:
    try:
        await read_form(request, bench.gate)
    except NotOurs:
        return _refuse()
    close()
    return answer_page(pages.render_goodbye(swv=bench.load().naam))


def _refuse() -> Response:
    return PlainTextResponse(REFUSED, status_code=403)


async def _say_not_found(request: Request, error: Exception) -> Response:
    return PlainTextResponse(NOT_FOUND, status_code=404)


class _StartDoor:
    """The start page and its buttons, before there is an SWV; a button that opens one leads on to its workbench."""

    def __init__(self, start: Start, explain: Callable[[Exception], str], close: Callable[[], None]) -> None:
        self._start, self._explain, self._close = start, explain, close

    async def enter(self, request: Request) -> Response:
        session = await _exchange(request, self._start.gate)
        if session is None:
            return _refuse()
        self._start.entered()
        page = pages.render_welcome(swv="msa", to=f"{self._start.gate.base}/", words="Naar het begin")
        return _let_in(page, self._start.gate, session)

    async def close(self, request: Request) -> Response:
        try:
            await read_form(request, self._start.gate)
        except NotOurs:
            return _refuse()
        self._close()
        return answer_page(pages.render_goodbye(swv="msa"))

    async def show(self, request: Request) -> Response:
        return await run_in_threadpool(self._render, None)

    def do(self, act: Callable[[Start, Form], Given | None], *, to: str) -> Answer:
        """A form of the page: its proof first, then what it asks, then on to `to`, or the page with what is wrong."""

        async def answer(request: Request) -> Response:
            try:
                form = await read_form(request, self._start.gate)
            except NotOurs:
                return _refuse()
            return await run_in_threadpool(self._act, act, form, to)

        return answer

    def _act(self, act: Callable[[Start, Form], Given | None], form: Form, to: str) -> Response:
        try:
            given = act(self._start, form)
        except UserError as error:
            given = Given(melding=str(error))
        except Exception as error:
            return self._render(Given(melding=str(find_disk_fault(error) or self._explain(error))), status=500)
        if given is not None:
            return self._render(given, status=400)
        return RedirectResponse(f"{self._start.gate.base}{to}", status_code=303)

    def _render(self, given: Given | None, status: int = 200) -> Response:
        return answer_page(pages.render_start(make_start_page(self._start, given)), status=status)


# --- pages and forms in general ------------------------------------------------------------------------------------


def _show(bench: Bench, show: ShowPage) -> Answer:
    """A page: made beside the server, so that others are answered meanwhile."""

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answer, bench, lambda: show(bench, request))

    return answer


def _do(bench: Bench, do: DoForm) -> Answer:
    """A form: its proof first, then what it asks, then the page to look at; going back sends nothing twice."""

    async def answer(request: Request) -> Response:
        try:
            form = await read_form(request, bench.gate)
        except NotOurs:
            return _refuse()
        return await run_in_threadpool(_answer, bench, lambda: _finish(bench, do(bench, form)))

    return answer


async def _take_files(bench: Bench, request: Request) -> Response:
    """Files of a form: written as they come in, so not by way of `_do`."""
    folder_id = request.path_params["map"]
    try:
        settings = bench.load()
        received = await receive_files(request, bench.gate, lambda: open_folder(settings, folder_id))
    except NotOurs:
        return _refuse()
    except Exception as error:
        return await run_in_threadpool(_answer, bench, functools.partial(_raise, error))
    return await run_in_threadpool(
        _answer, bench, lambda: go_to(bench, settle_all(bench, get_folder(settings, folder_id), received))
    )


def _raise(error: Exception) -> Response:
    raise error


def _finish(bench: Bench, done: str | Response) -> Response:
    return go_to(bench, done) if isinstance(done, str) else done


def go_to(bench: Bench, place: str) -> Response:
    """Where the browser goes on, by asking for it."""
    return RedirectResponse(f"{bench.gate.base}{place}", status_code=303)


def _answer(bench: Bench, make: Callable[[], Response]) -> Response:
    """The answer, or the page of what went wrong in the words of the command line."""
    try:
        return make()
    except UserError as error:
        return _show_fault(bench, "Dat kan niet", str(error), status=400)
    except Exception as error:
        fault = find_disk_fault(error)
        if fault is not None:
            return _show_fault(bench, "Dat lukt niet", str(fault), status=500)
        return _show_fault(bench, _KEPT_MESSAGE, bench.explain(error), status=500)


def _show_fault(bench: Bench, head: str, told: str, *, status: int) -> Response:
    try:
        frame = bench.make_frame(bench.load(), here="fout")
    except UserError as error:
        # Without settings there is no frame: the words alone.
        return PlainTextResponse(f"{error}\n", status_code=status)
    return answer_page(pages.render_fault(frame, FaultPage(head, (told,))), status=status)


# --- the quarter ---------------------------------------------------------------------------------------------------


def _show_quarter(bench: Bench, _request: Request) -> Response:
    settings = bench.load()
    page = make_quarter_page(bench, settings)
    frame = bench.make_frame(settings, here="", refresh=any(step.bezig for step in (*page.scholen, *page.mappen)))
    return answer_page(pages.render_quarter(frame, page))


def _show_school(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    page = make_school_page(bench, settings, request.path_params["school"])
    frame = bench.make_frame(settings, here="", refresh=page.stap.bezig)
    return answer_page(pages.render_school(frame, page))


def _show_shared_folder(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    page = make_shared_folder_page(bench, settings, request.path_params["map"])
    return answer_page(pages.render_shared_folder(bench.make_frame(settings, here="", refresh=page.stap.bezig), page))


def _show_mapping(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    page = make_mapping_page(bench, settings, request.path_params["school"])
    return answer_page(pages.render_mapping(bench.make_frame(settings, here=""), page))


def _show_message(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    page = make_message_page(bench, settings, request.path_params["school"])
    return answer_page(pages.render_message(bench.make_frame(settings, here=""), page))


def _show_return_sheet(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    school = settings.get_school(request.path_params["school"])
    return open_written_file(settings.uitvoer / CHECK_FOLDER / school.id, request.path_params["name"])


def _show_run(bench: Bench, _request: Request) -> Response:
    settings = bench.load()
    page = make_run_page(bench, settings)
    frame = bench.make_frame(settings, here="draaien", refresh=page.taak is not None and page.taak.loopt)
    return answer_page(pages.render_run(frame, page))


def _show_waiting(bench: Bench, request: Request) -> Response:
    """A file of what waits for approval."""
    asked = request.path_params["peildatum"]
    found = [each for each in waiting(bench.load()) if each.peildatum.isoformat() == asked]
    if not found:
        raise WrongUse("Voor deze peildatum ligt er niets klaar. Kijk op de pagina Draaien.")
    return open_written_file(found[0].folder, request.path_params["name"])


def _show_output(bench: Bench, _request: Request) -> Response:
    settings = bench.load()
    page = make_output_page(bench, settings)
    return answer_page(pages.render_output(bench.make_frame(settings, here="uitvoer"), page))


def _show_output_file(bench: Bench, request: Request) -> Response:
    """A file of a publication that stands, or what lies in a folder of it."""
    settings = bench.load()
    asked, name = request.path_params["peildatum"], request.path_params["name"]
    for peildatum, folder in list_editions(settings.uitvoer):
        if folder.name == asked:
            page = make_folder_page(bench, folder, peildatum, name)
            if page is None:
                return open_written_file(folder, name)
            return answer_page(pages.render_folder(bench.make_frame(settings, here="uitvoer"), page))
    raise WrongUse("Van deze peildatum staat er geen uitvoer. Kijk op de pagina Uitvoer.")


def _show_follow_up(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    asked = request.query_params
    first = asked.get("vanaf", "")
    # Of digits alone, and not of thousands of them.
    start = int(first) if first.isascii() and first.isdecimal() and len(first) < _LONGEST_NUMBER else 0
    page = make_follow_up_page(bench, settings, school_id=asked.get("school", ""), first=start)
    return answer_page(pages.render_follow_up(bench.make_frame(settings, here="opvolging"), page))


def _show_history(bench: Bench, _request: Request) -> Response:
    settings = bench.load()
    page = make_history_page(bench, settings)
    return answer_page(pages.render_history(bench.make_frame(settings, here="geschiedenis"), page))


def _show_settings(bench: Bench, _request: Request) -> Response:
    settings = bench.load()
    return _render_settings(bench, make_settings_page(bench, settings))


def _show_school_settings(bench: Bench, request: Request) -> Response:
    settings = bench.load()
    return _render_settings(bench, make_school_settings_page(bench, settings, request.path_params["school"]))


def _change(change: Callable[[Bench, Form], Changed]) -> DoForm:
    """A form of the settings: where to go on, or its page again with what is wrong."""

    def do(bench: Bench, form: Form) -> str | Response:
        done = change(bench, form)
        return done if isinstance(done, str) else _render_settings(bench, done, status=400)

    return do


def _render_settings(bench: Bench, page: SettingsPage | SchoolSettingsPage, *, status: int = 200) -> Response:
    frame = bench.make_frame(bench.load(), here="instellingen")
    if isinstance(page, SettingsPage):
        return answer_page(pages.render_settings(frame, page), status=status)
    return answer_page(pages.render_school_settings(frame, page), status=status)


def _make_parcel(bench: Bench, form: Form) -> Response:
    page = pack(bench, form)
    return answer_page(pages.render_parcel(bench.make_frame(bench.load(), here="uitvoer"), page))


def _fetch_parcel(bench: Bench, form: Form) -> Response:
    parcel = bench.parcels.take(form.get("pakket"))
    if parcel is None:
        raise WrongUse("Deze ZIP is al opgehaald of vervallen. Maak op de pagina Uitvoer een nieuwe.")
    disposition = "; ".join(("attachment", f'filename="{parcel.name}"'))
    return Response(parcel.content, media_type="application/zip", headers={"content-disposition": disposition})


def _choose_peildatum(bench: Bench, form: Form) -> str:
    try:
        day = date.fromisoformat(form.get("peildatum"))
    except ValueError:
        raise WrongUse("Dat is geen datum. Kies er een uit de lijst bovenaan.") from None
    bench.choose(bench.load(), day)
    return "/"


def _check_again(bench: Bench, _form: Form) -> str:
    bench.checks.forget()
    return "/"


def _note_asked(bench: Bench, form: Form) -> str:
    settings = bench.load()
    school = settings.get_school(form.get("school"))
    kind = form.get("soort")
    if kind not in (GEVRAAGD, HERINNERD):
        raise WrongUse("Dat kan de werkbank niet noteren. Ga terug naar het kwartaal en probeer het opnieuw.")
    add_tick(settings.opslag, Tick(bench.get_peildatum(settings), kind, school.id, bench.today()))
    bench.tell(f"Genoteerd: {school.naam} is {kind}.")
    return "/"
