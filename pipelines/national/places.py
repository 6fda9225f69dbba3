"""Where files of the country lie: in a folder, or in a bucket of a store that speaks S3; both read through fsspec.

Nothing of a pupil comes here: what an SWV released, and the national report. A bucket is reached with a key of the
environment (under the names that AWS gave them), over TLS unless it is on this computer. The client is that of pyarrow:
it is there already. A write of a file is whole or not there; of several files nothing is promised, so what must hold
together is told by hash.
"""

import ipaddress
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.publish.publication import make_private_folders

_SCHEME = "s3://"
# Names of buckets as S3 has them, and folders of plain letters: no key, no query, no way up.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*/?")
KEY, SECRET, TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
CERTIFICATES = "AWS_CA_BUNDLE"
_ANY_REGION = "us-east-1"
_CONNECT_SECONDS, _ANSWER_SECONDS = 10, 60
# Nobody is asked for a key but the environment; what is sent is checked by its hash, in the way that every store knows.
_CLIENT = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required"}
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Bucket:
    """A place in a store that speaks S3; `path`: the bucket, and a folder in it."""

    path: str

    @property
    def name(self) -> str:
        """The last part, as of a folder."""
        return self.path.rsplit("/", 1)[-1]

    def __truediv__(self, name: str) -> "Bucket":
        return Bucket(f"{self.path}/{name}")

    def __str__(self) -> str:
        return f"{_SCHEME}{self.path}"


Place = Path | Bucket


def is_address(text: str) -> bool:
    """Whether a place is told by an address instead of a path."""
    return "://" in text


def read_bucket(address: str) -> Bucket:
    """The place of an address; ValueError, without it, for one that cannot be: it may hold a key."""
    if not address.startswith(_SCHEME) or not _BUCKET.fullmatch(address.removeprefix(_SCHEME)):
        raise ValueError("een adres zoals s3://bucket/map, zonder sleutel en zonder vraagteken")
    return Bucket(address.removeprefix(_SCHEME).rstrip("/"))


@dataclass(frozen=True)
class Files:
    """The files below a place, by names with `/`. A fault of the store is StoreUnavailable (14), without its text."""

    place: Place
    filesystem: Any

    def read(self, name: str) -> bytes:
        """One file; FileNotFoundError when it is not there."""
        with self._tell_faults():
            file = self._find(name)
            if self.filesystem.size(file) > MOST_BYTES:
                raise StoreUnavailable(f"In {self.place} is {name} te groot om van msa te zijn. Kijk wat daar ligt.")
            return self.filesystem.cat_file(file)

    def write(self, name: str, content: bytes) -> None:
        """Put one file in the place of what was there."""
        with self._tell_faults():
            if isinstance(self.place, Path):
                # A bucket has no folders.
                make_private_folders((self.place / name).parent)
            self.filesystem.pipe_file(self._find(name), content)

    def list_names(self, name: str) -> list[str]:
        """The names of what lies in a folder; nothing where it is not there."""
        with self._tell_faults():
            try:
                found = self.filesystem.ls(self._find(name), detail=False)
            except FileNotFoundError:
                return []
            return sorted(each.rstrip("/").rsplit("/", 1)[-1] for each in found)

    def _find(self, name: str) -> str:
        root = self.place.as_posix() if isinstance(self.place, Path) else self.place.path
        return f"{root}/{name}"

    @contextmanager
    def _tell_faults(self) -> Generator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError:
            if isinstance(self.place, Path):
                raise
            # What the store says of it may hold anything.
            raise StoreUnavailable(
                f"msa kan niet bij {self.place}. Kijk na of het adres klopt, of de sleutel in de omgeving daar mag "
                "lezen en schrijven, en of het netwerk het doet."
            ) from None


def open_files(place: Place) -> Files:
    """The files of a place. WrongUse (2) when the environment does not say how to reach a bucket; none is asked yet."""
    if isinstance(place, Path):
        return Files(place, import_module("fsspec.implementations.local").LocalFileSystem())
    options = _read_environment(place)
    for name, value in _CLIENT.items():
        os.environ.setdefault(name, value)
    store = import_module("pyarrow.fs").S3FileSystem(
        **options,
        # One request a file, and no file of no bytes for each folder.
        allow_delayed_open=True,
        background_writes=False,
        connect_timeout=_CONNECT_SECONDS,
        request_timeout=_ANSWER_SECONDS,
    )
    return Files(place, import_module("fsspec.implementations.arrow").ArrowFSWrapper(store, skip_instance_cache=True))


def _read_environment(place: Bucket) -> dict[str, Any]:
    missing = [name for name in (KEY, SECRET) if not os.environ.get(name)]
    if missing:
        raise WrongUse(
            f"Voor {place} is een sleutel nodig. Zet {' en '.join(missing)} in de omgeving waarin u msa start, nooit "
            "in een bestand van instellingen."
        )
    options: dict[str, Any] = {
        "access_key": os.environ[KEY],
        "secret_key": os.environ[SECRET],
        "region": _get_first(REGIONS) or _ANY_REGION,
        "scheme": "https",
    }
    if token := os.environ.get(TOKEN):
        options["session_token"] = token
    if bundle := os.environ.get(CERTIFICATES):
        options["tls_ca_file_path"] = bundle
    if endpoint := _get_first(ENDPOINTS):
        options |= _read_endpoint(endpoint)
    return options


def _get_first(names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := os.environ.get(name, ""))), "")


def _read_endpoint(endpoint: str) -> dict[str, str]:
    """Where the store is. Without TLS only on this computer: a key and figures go over the line."""
    try:
        place = urlsplit(endpoint)
        host, port = place.hostname, place.port
    except ValueError:
        host, port = None, None
        place = urlsplit("")
    if place.scheme not in ("http", "https") or not host or place.username or place.path.strip("/") or place.query:
        raise WrongUse(
            f"{ENDPOINTS[-1]} in de omgeving is geen adres zoals https://opslag.voorbeeld.nl. Zet daar het adres van "
            "de opslag, zonder sleutel en zonder map."
        )
    if place.scheme == "http" and not _is_loopback(host):
        raise WrongUse(
            f"{ENDPOINTS[-1]} in de omgeving begint met http://. Neem https://: anders gaan sleutel en cijfers "
            "leesbaar over het netwerk."
        )
    return {"scheme": place.scheme, "endpoint_override": place.netloc if port else host}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
