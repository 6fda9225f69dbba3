"""A store of objects that speaks enough of S3 for one writer and its readers, on loopback and in memory.

It keeps what was asked of it, and can be told to break off: then each write after the next so many is refused.
"""

import hashlib
import re
import threading
import xml.sax.saxutils as xml
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from pipelines.national import places

KEY, SECRET = "PROEFSLEUTEL", "proefgeheim-dat-nergens-mag-staan"
BUCKET = "emmer"
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class ObjectStore(ThreadingHTTPServer):
    """`objects`: the bytes by bucket and name; `asked`: method and path of every request that came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.writes_left: int | None = None
        self.scheme = "http"

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def list_names(self, prefix: str = "") -> list[str]:
        return sorted(name for name in self.objects if name.startswith(f"{BUCKET}/{prefix}"))


@contextmanager
def open_store(tls: SSLContext | None = None) -> Generator[ObjectStore]:
    """A store that is there as long as the block lasts."""
    with ObjectStore() as store:
        if tls is not None:
            store.socket = tls.wrap_socket(store.socket, server_side=True)
            store.scheme = "https"
        thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield store
        finally:
            store.shutdown()
            thread.join()


def set_environment(monkeypatch: pytest.MonkeyPatch, endpoint: str, *, key: str = KEY) -> None:
    """Say in the environment how to reach a store, and nothing of what it may have said before."""
    for name in (*places.ENDPOINTS, *places.REGIONS, places.TOKEN, places.CERTIFICATES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _take(self) -> tuple[str, dict[str, list[str]], bytes]:
        place = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, place.path))
        return unquote(place.path).strip("/"), parse_qs(place.query, keep_blank_values=True), body

    def _may(self) -> bool:
        """Whether who asks says the key; a wrong one is refused as S3 does."""
        if f"Credential={KEY}/" in self.headers.get("Authorization", ""):
            return True
        self._say(403, b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
        return False

    def _say(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        name, _, _ = self._take()
        if not self._may():
            return
        content = self.server.objects.get(name)
        if "/" not in name:
            self._say(200 if name == BUCKET else 404)
        elif content is None:
            self._say(404)
        else:
            self._say(200, Content_Length=str(len(content)), ETag=_tag(content), Last_Modified=_WHEN)

    def do_GET(self) -> None:
        name, query, _ = self._take()
        if not self._may():
            return
        if "list-type" in query or "/" not in name:
            self._list(name, query)
            return
        content = self.server.objects.get(name)
        if content is None:
            self._say(404, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")
            return
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        part = content[int(asked[1]) : int(asked[2] or len(content)) + 1] if asked else content
        self._say(206 if asked else 200, part, ETag=_tag(content), Last_Modified=_WHEN)

    def do_PUT(self) -> None:
        name, query, body = self._take()
        if not self._may() or not self._may_write():
            return
        assert not query, "one part is enough for what these tests write"
        assert self.headers["x-amz-content-sha256"] in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD")
        self.server.objects[name] = body
        self._say(200, ETag=_tag(body))

    def _may_write(self) -> bool:
        left = self.server.writes_left
        if left == 0:
            self._say(403, b"<Error><Code>AccessDenied</Code><Message>no more</Message></Error>")
            return False
        self.server.writes_left = None if left is None else left - 1
        return True

    def _list(self, bucket: str, query: dict[str, list[str]]) -> None:
        prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
        found = [name.removeprefix(f"{bucket}/") for name in sorted(self.server.objects) if name.startswith(bucket)]
        items, folders = [], set()
        for name in found:
            rest = name.removeprefix(prefix)
            if not name.startswith(prefix):
                continue
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
            else:
                content = self.server.objects[f"{bucket}/{name}"]
                items.append(
                    f"<Contents><Key>{xml.escape(name)}</Key><Size>{len(content)}</Size><ETag>{_tag(content)}</ETag>"
                    f"<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
                )
        parts = [f"<CommonPrefixes><Prefix>{xml.escape(each)}</Prefix></CommonPrefixes>" for each in sorted(folders)]
        text = "".join([*items, *parts])
        self._say(
            200,
            f"<ListBucketResult><Name>{bucket}</Name><Prefix>{xml.escape(prefix)}</Prefix><IsTruncated>false"
            f"</IsTruncated><KeyCount>{len(items) + len(parts)}</KeyCount>{text}</ListBucketResult>".encode(),
            Content_Type="application/xml",
        )


_WHEN = "Thu, 01 Jan 2026 00:00:00 GMT"


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
