"""Strings that try to be more than text, in every field and address: answered, never repeated as they are."""

from urllib.parse import quote

import pytest

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
}
ADDRESSES = (
    "/bericht/{}",
    "/map/{}",
    "/school/{}",
    "/retour/{}/retour.html",
    "/retour/12AB00/{}",
    "/wacht/{}/index.html",
    "/{}",
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return make_place(tmp_path_factory.mktemp("werkbank") / "swv").make_browser()


def list_files(place: Place) -> set[str]:
    return {path.relative_to(place.folder.parent).as_posix() for path in place.folder.parent.rglob("*")}


def test_there_are_enough_of_them() -> None:
    assert len(PAYLOADS) >= 64


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, fields in FORMS.items() for name in (*fields, "sleutelwoord")]
)
def test_a_hostile_field_changes_nothing(opened: Browser, path: str, name: str) -> None:
    before = list_files(opened.place)
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
