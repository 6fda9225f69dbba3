"""Who may come in: each rule with a request that breaks it alone, and one beside it that may."""

import asyncio

import pytest

from pipelines.workbench.gate import COOKIE, IDLE_SECONDS, Gate
from pipelines.workbench.guard import ENTRY, REFUSED
from tests.unit.workbench.conftest import PORT, Browser, Place

FOREIGN_HOSTS = (
    "kwaad.example",
    f"kwaad.example:{PORT}",
    # A name that its owner turned to this computer after its page was loaded.
    f"rebind.kwaad.example:{PORT}",
    f"localhost:{PORT}",
    f"127.0.0.1.nip.example:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.2:{PORT}",
    f"[::1]:{PORT}",
    f"0.0.0.0:{PORT}",
    f"127.1:{PORT}",
    f"2130706433:{PORT}",
)
FOREIGN_ORIGINS = (
    "https://kwaad.example",
    "null",
    f"http://127.0.0.1:{PORT + 1}",
    "http://127.0.0.1",
    f"https://127.0.0.1:{PORT}",
    f"http://localhost:{PORT}",
    f"http://127.0.0.1:{PORT}.kwaad.example",
    "file://",
    "",
)


def test_the_browser_that_was_let_in_sees_the_quarter(browser: Browser) -> None:
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "Voorbeeldschool" in answer.text


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_another_name_of_this_computer_sees_nothing(place: Place, browser: Browser, host: str) -> None:
    answer = browser.get("/", host=host)
    assert (answer.status_code, answer.text) == (403, REFUSED)
    assert place.enter(place.make_client(), "x", host=host) == 403


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_another_origin_can_send_no_form(place: Place, browser: Browser, origin: str) -> None:
    assert browser.post("/controle", {}, origin=origin).status_code == 403
    assert browser.get("/", origin=origin).status_code == 403
    # The same form from our own page.
    assert browser.post("/controle", {}).status_code == 303


def test_a_form_of_no_origin_is_refused(place: Place, browser: Browser) -> None:
    answer = browser.client.post(f"{place.gate.base}/controle", data={"sleutelwoord": place.gate.form_token})
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "CROSS-SITE", "x"])
def test_a_page_of_another_site_can_not_even_look(browser: Browser, site: str) -> None:
    """Another port of this computer is the same site to a browser."""
    assert browser.get("/", **{"sec-fetch-site": site}).status_code == 403
    # Typed in the bar of the browser.
    assert browser.get("/", **{"sec-fetch-site": "none"}).status_code == 200


def test_another_computer_is_refused(place: Place, browser: Browser) -> None:
    other = place.make_client(client="192.0.2.7")
    other.cookies = browser.client.cookies
    assert other.get(f"{place.gate.base}/").status_code == 403


def test_without_the_cookie_nothing_is_seen(place: Place, browser: Browser) -> None:
    """Another account of this computer has the address and the port, and no cookie."""
    stranger = place.make_client()
    for path in (f"{place.gate.base}/", f"{place.gate.base}/school/12AB00", "/", "/nergens"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.text) == (403, REFUSED)
    answer = stranger.post(
        f"{place.gate.base}/sluiten",
        data={"sleutelwoord": place.gate.form_token},
        headers={"origin": place.gate.origin},
    )
    assert (answer.status_code, place.closed) == (403, [])


@pytest.mark.parametrize("cookie", ["", "x", "None", "x" * 5_000, "\u00e9", "x; msa-werkbank=y"])
def test_a_cookie_of_somebody_else_is_refused(place: Place, browser: Browser, cookie: str) -> None:
    stranger = place.make_client()
    answer = stranger.get(f"{place.gate.base}/", headers={"cookie": f"{COOKIE}={cookie}".encode("latin-1")})
    assert answer.status_code == 403


def test_two_cookies_are_refused_though_one_is_right(place: Place, browser: Browser) -> None:
    [right] = [cookie.value for cookie in browser.client.cookies.jar]
    stranger = place.make_client()
    for line, status in ((f"{COOKIE}={right}", 200), (f"{COOKIE}=x; {COOKIE}={right}", 403)):
        assert stranger.get(f"{place.gate.base}/", headers={"cookie": line}).status_code == status


def test_the_token_lets_one_browser_in_once(place: Place) -> None:
    token = place.gate.token
    assert token is not None
    first, second = place.make_client(), place.make_client()
    assert place.enter(second, "x" * len(token)) == 403
    assert place.enter(first, token) == 200
    assert place.enter(second, token) == 403
    assert second.get(f"{place.gate.base}/").status_code == 403
    # And the first one stays in.
    assert first.get(f"{place.gate.base}/").status_code == 200


def test_a_token_of_another_workbench_is_refused(place: Place) -> None:
    other = Gate(PORT, clock=place.clock)
    assert other.token is not None
    assert place.enter(place.make_client(), other.token) == 403
    assert place.gate.token is not None


def test_only_the_private_file_hands_over_the_token(place: Place) -> None:
    """Not a page of somewhere else, nor an address with the token in it."""
    token = place.gate.token
    client = place.make_client()
    assert place.enter(client, token, origin="https://kwaad.example") == 403
    assert place.enter(client, token, origin=place.gate.origin) == 403
    assert client.get(f"{place.gate.base}{ENTRY}?bewijs={token}").status_code == 403
    assert place.enter(client, token) == 200


def test_the_cookie_is_strict_and_kept_to_its_place(place: Place) -> None:
    client = place.make_client()
    answer = client.post(f"{place.gate.base}{ENTRY}", data={"bewijs": place.gate.token}, headers={"origin": "null"})
    [line] = answer.headers.get_list("set-cookie")
    value, *rest = line.split("; ")
    assert value.startswith(f"{COOKIE}=")
    assert sorted(rest) == ["HttpOnly", f"Path={place.gate.base}/", "SameSite=strict"]
    # 16 bytes of place, 32 of cookie, in letters of six bits: 22 and 43.
    assert len(place.gate.base) - 1 == 22
    assert len(value.partition("=")[2]) == 43


@pytest.mark.parametrize("token", ["", "x", "None"])
def test_a_form_without_its_proof_is_refused(place: Place, browser: Browser, token: str) -> None:
    for path in ("/controle", "/peildatum", "/gevraagd", "/sluiten"):
        assert browser.post(path, {}, token=token).status_code == 403
    assert place.closed == []


def test_a_form_of_another_kind_is_refused(place: Place, browser: Browser) -> None:
    """A page of elsewhere can send text that looks like JSON; a form of ours is a form."""
    headers = {"origin": place.gate.origin, "content-type": "text/plain"}
    body = f"sleutelwoord={place.gate.form_token}"
    answer = browser.client.post(f"{place.gate.base}/controle", content=body, headers=headers)
    assert answer.status_code == 403
    headers["content-type"] = "application/x-www-form-urlencoded"
    answer = browser.client.post(f"{place.gate.base}/controle", content=body, headers=headers)
    assert answer.status_code == 303


def test_a_form_without_end_is_refused(browser: Browser) -> None:
    assert browser.post("/controle", {"x": "y" * 300_000}).status_code == 403
    assert browser.post("/controle", {f"x{number}": "" for number in range(3_000)}).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(place: Place, browser: Browser, method: str) -> None:
    assert browser.client.request(method, f"{place.gate.base}/").status_code == 403


def test_a_websocket_is_refused(place: Place, browser: Browser) -> None:
    """Before it is accepted, with everything else right."""
    [cookie] = [cookie.value for cookie in browser.client.cookies.jar]
    headers = {"host": place.gate.host, "origin": place.gate.origin, "cookie": f"{COOKIE}={cookie}"}
    scope = {
        "type": "websocket",
        "path": f"{place.gate.base}/",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
    }
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(place.app(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]
    answer = browser.get("/", upgrade="websocket", connection="upgrade")
    assert answer.status_code == 403


def test_every_answer_allows_nothing_of_elsewhere(place: Place, browser: Browser) -> None:
    for answer in (browser.get("/"), browser.get("/nergens"), place.make_client().get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "script-src" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "<script" not in browser.get("/").text


def test_an_hour_without_use_is_idle(place: Place, browser: Browser) -> None:
    place.clock.seconds = IDLE_SECONDS - 1
    assert not place.gate.is_idle
    browser.get("/")
    place.clock.seconds += IDLE_SECONDS - 1
    assert not place.gate.is_idle
    place.clock.seconds += 1
    assert place.gate.is_idle


def test_who_is_refused_does_not_keep_it_open(place: Place) -> None:
    place.clock.seconds = IDLE_SECONDS
    place.make_client().get(f"{place.gate.base}/")
    assert place.gate.is_idle


def test_the_button_closes_it(place: Place, browser: Browser) -> None:
    assert "is dicht" in browser.post("/sluiten", {}).text
    assert place.closed == [True]
