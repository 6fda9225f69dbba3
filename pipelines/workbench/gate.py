"""Who may come in: the one browser that was handed the token, for as long as the workbench is used.

Every address lies in a place of 128 random bits, and the cookie is kept to it: a browser sends cookies to every port of
this computer, so that a server of another account could otherwise be shown ours.
"""

import hmac
import secrets
from collections.abc import Callable

HOST = "127.0.0.1"
COOKIE = "msa-werkbank"
IDLE_SECONDS = 3600
_PLACE_BYTES = 16
_SECRET_BYTES = 32

# Seconds that only go up.
Clock = Callable[[], float]


class Gate:
    """The secrets of one workbench on `port`; they live in this process alone."""

    def __init__(self, port: int, *, clock: Clock) -> None:
        self.host = f"{HOST}:{port}"
        self.origin = f"http://{self.host}"
        self.base = f"/{secrets.token_urlsafe(_PLACE_BYTES)}"
        self.form_token = secrets.token_urlsafe(_SECRET_BYTES)
        self.token: str | None = secrets.token_urlsafe(_SECRET_BYTES)
        """What lets one browser in, once; None when it was used."""
        self._session: str | None = None
        self._clock = clock
        self._used = clock()

    @property
    def address(self) -> str:
        """Where the workbench is; it lets nobody in by itself."""
        return f"{self.origin}{self.base}/"

    def exchange(self, token: str) -> str | None:
        """The value of the cookie for the token, which is then worth nothing any more; None for any other text."""
        if self.token is None or not _is_same(token, self.token):
            return None
        self.token = None
        self._session = secrets.token_urlsafe(_SECRET_BYTES)
        self.touch()
        return self._session

    def knows(self, cookie: str) -> bool:
        """Whether this is the cookie of the browser that was let in."""
        return self._session is not None and _is_same(cookie, self._session)

    def allows_form(self, token: str) -> bool:
        """Whether a form was made by a page of this workbench."""
        return _is_same(token, self.form_token)

    def touch(self) -> None:
        """Somebody uses the workbench."""
        self._used = self._clock()

    @property
    def is_idle(self) -> bool:
        """Nobody has used it for an hour."""
        return self._clock() - self._used >= IDLE_SECONDS


def _is_same(text: str, secret: str) -> bool:
    return hmac.compare_digest(text.encode("utf-8", "surrogatepass"), secret.encode())
