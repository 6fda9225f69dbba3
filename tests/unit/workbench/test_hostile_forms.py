"""Strings that try to be more than text, in every field and address: answered, never repeated as they are."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pipelines.workbench.app import make_start_pages
from pipelines.workbench.recent import Recent
from pipelines.workbench.start import Start, make_start_page
from reports.render import ROOM
from reports.workbench import render_start
from tests.lib.hostile import PAYLOADS
from tests.unit.workbench.conftest import Browser, Place, make_place

# Every form with its fields; each field gets each string, the others what is right.
FORMS: dict[str, dict[str, str]] = {
    "/peildatum": {"peildatum": "2026-01-01"},
    "/controle": {},
    "/kopieren": {"map": "12AB00", "pad": "/nergens"},
    "/zelfdenaam": {"vraag": "0" * 16, "antwoord": "vervangen"},
    "/weghalen": {"map": "12AB00", "bestand": "0" * 16},
    "/stoppen": {},
    "/akkoord": {"peildatum": "x"},
    "/weggooien": {"peildatum": "x"},
    "/gevraagd": {"school": "12AB00", "soort": "gevraagd"},
    "/draaien": {"pdf": "ja", "toch": "ja"},
    "/narekenen": {},
}
# Forms that are filled with the same strings elsewhere, where their pages are: the file, and the fields there.
ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    "/binnen": ("test_hostile_forms.py", ("bewijs",)),
    "/sluiten": ("test_hostile_forms.py", ()),
    "/aanleveren/{map}": ("test_uploads.py", ("bestanden",)),
    "/koppeling": ("test_mapping_page.py", ("school", "knop")),
    "/zip": ("test_output.py", ("plek",)),
    "/overgedragen": ("test_output.py", ("plek",)),
    "/terugnemen": ("test_output.py", ("plek",)),
    "/zip/halen": ("test_output.py", ("pakket",)),
    "/instellingen/swv": ("test_settings_page.py", ("code", "swvnaam", "protocol", "regio", "akkoord", "gemeenten")),
    "/instellingen/school": (
        "test_settings_page.py",
        ("brin", "naam", "sector", "lvs", "schoolprotocol", "schoolregio", "minuten", "telaat", "locatie"),
    ),
    "/instellingen/weg": ("test_settings_page.py", ("school",)),
}
# The same of the start page, before there is an SWV.
AT_START: dict[str, tuple[str, tuple[str, ...]]] = {
    "/binnen": ("test_hostile_forms.py", ("bewijs",)),
    "/sluiten": ("test_start.py", ()),
    "/nieuw": ("test_start.py", ("map",)),
    "/openen": ("test_start.py", ("eerder", "pad")),
    "/vergeten": ("test_start.py", ("eerder",)),
}
ADDRESSES = (
    "/bericht/{}",
    "/map/{}",
    "/school/{}",
    "/koppeling/{}",
    "/uitvoer/{}/index.html",
    "/retour/{}/retour.html",
    "/retour/12AB00/{}",
    "/wacht/{}/index.html",
    "/instellingen/{}",
    "/{}",
)


@pytest.fixture(scope="module")
def started() -> list[str]:
    """The arguments of each command that was started."""
    return []


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, started: list[str]) -> Browser:
    place = make_place(tmp_path_factory.mktemp("werkbank") / "swv")
    # Nothing is started here: what it would be started with is looked at.
    place.bench.tasks.start = lambda _kind, arguments, **_: started.extend(arguments)
    return place.make_browser()


def list_files(place: Place) -> set[str]:
    return {path.relative_to(place.folder.parent).as_posix() for path in place.folder.parent.rglob("*")}


def list_forms(app: Any) -> set[str]:
    """The addresses of an application that take a form."""
    routes = app.routes[0].app.routes
    return {route.path for route in routes if "POST" in (route.methods or ()) and route.path.startswith("/")}


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 64


def test_every_form_and_field_gets_them(opened: Browser) -> None:
    """A form or a field that is new must get them too: what the application takes, and what the pages send."""
    assert list_forms(vars(opened.place.app)["_app"]) == {*FORMS, *ELSEWHERE}
    nobody = Start(opened.place.gate, Recent(None), lambda _file: opened.place.bench)
    start = make_start_pages(nobody, explain=str, close=lambda: None)
    assert list_forms(start) == {*AT_START}
    source = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOM / "templates/werkbank").iterdir()))
    # Questions get their names when a page is made.
    made = [opened.get(path).text for path in ("/instellingen", "/instellingen/12AB00")]
    source += "".join((*made, render_start(make_start_page(nobody)).html))
    sent = set(re.findall(r'<(?:input|select|button|textarea)[^>]* name="(\w+)"', source))
    tried = {name for fields in FORMS.values() for name in fields} | {
        name for _, each in (*ELSEWHERE.values(), *AT_START.values()) for name in each
    }
    assert sent == tried | {"sleutelwoord"}
    for file, _ in (*ELSEWHERE.values(), *AT_START.values()):
        assert "for payload in PAYLOADS" in Path(__file__).with_name(file).read_text(encoding="utf-8"), file


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, fields in FORMS.items() for name in (*fields, "sleutelwoord")]
)
def test_a_hostile_field_changes_nothing(opened: Browser, started: list[str], path: str, name: str) -> None:
    before = list_files(opened.place)
    started.clear()
    for payload in PAYLOADS:
        answer = opened.post(path, {**FORMS[path], name: payload})
        # Refused with the words of a fault, or taken for what it is.
        assert answer.status_code in (303, 400, 403), payload
        assert not holds_raw(answer.text, payload)
        if answer.status_code == 303:
            page = opened.get("/")
            assert page.status_code == 200
            assert not holds_raw(page.text, payload)
    grown = {file for file in list_files(opened.place) - before if "/uitvoer" not in file and "/opslag" not in file}
    assert grown == set()
    # A command gets our own words, the settings and a day.
    own = {"run", "verify", "--zonder-pdf", "--toch", "--peildatum", "2026-01-01", str(opened.place.bench.file)}
    assert set(started) <= own
    assert bool(started) == (path in ("/draaien", "/narekenen") and name != "sleutelwoord")


def test_a_hostile_proof_opens_and_closes_nothing(opened: Browser) -> None:
    place = opened.place
    for payload in PAYLOADS:
        assert place.enter(place.make_client(), payload) == 403
        assert opened.post("/sluiten", {}, token=payload).status_code == 403
    assert place.closed == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hostile_address_leads_nowhere(opened: Browser, address: str) -> None:
    before = list_files(opened.place)
    for payload in PAYLOADS:
        answer = opened.get(address.format(quote(payload, safe="")))
        assert answer.status_code in (400, 403, 404), payload
        assert not holds_raw(answer.text, payload)
    assert list_files(opened.place) == before


def holds_raw(page: str, payload: str) -> bool:
    """Whether a string that could be more than text stands in a page as it is."""
    return any(sign in payload for sign in "<\"'") and payload in page


def test_a_repeated_string_would_be_noticed() -> None:
    assert holds_raw(f"<p>{PAYLOADS[0]}</p>", PAYLOADS[0])
