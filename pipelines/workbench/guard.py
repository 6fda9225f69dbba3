"""What is asked of every request before any page sees it, and the headers of every answer.

A page of somewhere else, a name that was turned to this computer, another account, a websocket: each gets the same few
words, and nothing of the workbench.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.workbench.gate import COOKIE, HOST, Gate

ENTRY = "/binnen"
"""Where the private file hands over the token; the one address without a cookie."""
_METHODS = ("GET", "HEAD", "POST")
_FROM_A_FILE = "null"
_OWN_SITES = ("same-origin", "none")
# For what is not there, and for a page that says nothing itself.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: with that a browser says of its own forms that they come from nowhere.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
REFUSED = (
    "Deze pagina is alleen voor wie de werkbank startte, in de browser die toen openging.\n"
    "Is die gesloten? Stop dan 'msa open' in het venster waar u het startte, met Ctrl-C, en start het opnieuw.\n"
)
NOT_FOUND = "Deze pagina bestaat niet.\n"


class Guard:
    """The application behind it sees no request that did not come from its own browser and its own pages."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # Before it is accepted: the browser is told no.
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = self._refuse(scope)
        if answer is None:
            self._gate.touch()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({name: value for name, value in _HEADERS.items() if name not in headers})
                headers.setdefault("content-security-policy", NOTHING)
            await send(message)

        await (answer or self._app)(scope, receive, send_with_headers)

    def _refuse(self, scope: Scope) -> PlainTextResponse | None:
        """The answer to a request that may not come in; None for one that may."""
        headers = Headers(scope=scope)
        client = scope.get("client")
        knocks = scope["path"] == f"{self._gate.base}{ENTRY}"
        if (
            (client is not None and client[0] != HOST)
            or headers.getlist("host") != [self._gate.host]
            or "upgrade" in headers
            or scope["method"] not in _METHODS
            or not self._has_own_origin(scope["method"], headers, knocks=knocks)
        ):
            return PlainTextResponse(REFUSED, status_code=403)
        if knocks:
            return None if scope["method"] == "POST" else PlainTextResponse(REFUSED, status_code=403)
        if not self._gate.knows(_read_cookie(headers)):
            return PlainTextResponse(REFUSED, status_code=403)
        if not scope["path"].startswith(f"{self._gate.base}/"):
            return PlainTextResponse(NOT_FOUND, status_code=404)
        return None

    def _has_own_origin(self, method: str, headers: Headers, *, knocks: bool) -> bool:
        """Whether a page of our own asks; the file with the token is a page of no origin."""
        origins = headers.getlist("origin")
        if knocks:
            return origins == [_FROM_A_FILE]
        if method == "POST" and origins != [self._gate.origin]:
            return False
        return all(origin == self._gate.origin for origin in origins) and all(
            site in _OWN_SITES for site in headers.getlist("sec-fetch-site")
        )


def _read_cookie(headers: Headers) -> str:
    """The value of our cookie; empty where there is none, or more than one: then one of them is not ours."""
    found = []
    for line in headers.getlist("cookie"):
        for part in line.split(";"):
            name, _, value = part.strip().partition("=")
            if name == COOKIE:
                found.append(value)
    return found[0] if len(found) == 1 else ""
