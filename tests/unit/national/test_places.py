"""Files in a bucket: with a key of the environment alone, over TLS or on this computer, and no fault with its text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.errors import StoreUnavailable, WrongUse
from pipelines.national import places
from pipelines.national.places import Bucket, open_files, read_bucket
from tests.lib.certificates import make_certificate
from tests.lib.object_store import BUCKET, SECRET, ObjectStore, open_store, set_environment

PLACE = Bucket(f"{BUCKET}/land")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with open_store() as store:
        set_environment(monkeypatch, store.address)
        yield store


def test_what_is_written_is_read(store: ObjectStore) -> None:
    files = open_files(PLACE)
    files.write("2026-01-01/manifest.json", b"een")
    files.write("2026-01-01/manifest.json", b"twee")
    files.write("eerder/2026-01-01-1/manifest.json", b"drie")
    # One object a file, and none for a folder.
    assert store.objects == {
        "emmer/land/2026-01-01/manifest.json": b"twee",
        "emmer/land/eerder/2026-01-01-1/manifest.json": b"drie",
    }
    assert files.read("2026-01-01/manifest.json") == b"twee"
    assert files.list_names("eerder") == ["2026-01-01-1"]
    assert files.list_names("weg") == []
    with pytest.raises(FileNotFoundError):
        files.read("2026-03-01/manifest.json")


def test_a_folder_is_read_and_written_in_the_same_way(tmp_path: Path) -> None:
    files = open_files(tmp_path / "land")
    files.write("2026-01-01/manifest.json", b"een")
    assert (tmp_path / "land" / "2026-01-01" / "manifest.json").read_bytes() == b"een"
    assert files.read("2026-01-01/manifest.json") == b"een"
    assert (files.list_names("2026-01-01"), files.list_names("weg")) == (["manifest.json"], [])
    with pytest.raises(FileNotFoundError):
        files.read("weg.json")


@pytest.mark.parametrize("size", [places.MOST_BYTES, places.MOST_BYTES + 1])
def test_what_is_too_large_to_be_ours_is_not_read(size: int, store: ObjectStore) -> None:
    store.objects["emmer/land/groot"] = bytes(size)
    files = open_files(PLACE)
    if size == places.MOST_BYTES:
        assert len(files.read("groot")) == size
        return
    with pytest.raises(StoreUnavailable, match=r"is groot te groot om van msa te zijn"):
        files.read("groot")


def test_a_key_that_may_not_is_told_without_what_the_store_said(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, store.address, key="ANDERE")
    files = open_files(PLACE)
    for act in (lambda: files.read("een"), lambda: files.write("een", b""), lambda: files.list_names("een")):
        with pytest.raises(StoreUnavailable, match=r"^msa kan niet bij s3://emmer/land\. ") as told:
            act()
        assert not [word for word in ("ANDERE", SECRET, "ACCESS_DENIED", "127.0.0.1") if word in str(told.value)]
        assert told.value.__cause__ is None and told.value.__suppress_context__


def test_a_store_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store() as store:
        address = store.address
    set_environment(monkeypatch, address)
    with pytest.raises(StoreUnavailable, match=r"^msa kan niet bij s3://emmer/land\. "):
        open_files(PLACE).read("een")


def test_without_a_key_nothing_is_asked(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
    with pytest.raises(WrongUse, match=r"Zet AWS_SECRET_ACCESS_KEY in de omgeving"):
        open_files(PLACE)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(WrongUse, match=r"Zet AWS_ACCESS_KEY_ID en AWS_SECRET_ACCESS_KEY in de omgeving"):
        open_files(PLACE)
    assert store.asked == []


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        ("http://opslag.voorbeeld.nl", "Neem https://"),
        ("http://10.0.0.5:9000", "Neem https://"),
        ("http://localhost.voorbeeld.nl", "Neem https://"),
        ("ftp://opslag.voorbeeld.nl", "is geen adres zoals"),
        ("https://", "is geen adres zoals"),
        ("https://sleutel:geheim@opslag.voorbeeld.nl", "is geen adres zoals"),
        ("https://opslag.voorbeeld.nl/emmer", "is geen adres zoals"),
        ("https://opslag.voorbeeld.nl?key=geheim", "is geen adres zoals"),
        ("https://[opslag", "is geen adres zoals"),
    ],
)
def test_an_endpoint_that_may_not_be(endpoint: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, endpoint)
    with pytest.raises(WrongUse, match=told) as fault:
        open_files(PLACE)
    assert "geheim" not in str(fault.value)


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:9000", "http://127.1.2.3", "http://[::1]:9000", "http://localhost:9"]
)
def test_this_computer_needs_no_tls(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, endpoint)
    assert open_files(PLACE).place == PLACE


def test_over_tls_to_who_is_known_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(make_certificate(tmp_path)) as store:
        set_environment(monkeypatch, store.address)
        with pytest.raises(StoreUnavailable):
            open_files(PLACE).write("een", b"hallo")
        assert store.objects == {}
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "ca.pem"))
        open_files(PLACE).write("een", b"hallo")
        assert store.objects == {"emmer/land/een": b"hallo"}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("s3://emmer", "emmer"),
        ("s3://emmer/", "emmer"),
        ("s3://een.emmer-2/SWV_Noord/2.0/", "een.emmer-2/SWV_Noord/2.0"),
    ],
)
def test_an_address(address: str, path: str) -> None:
    assert read_bucket(address) == Bucket(path)
    assert (read_bucket(address) / "x").path == f"{path}/x"


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3://em",
        "s3://sleutel:geheim@emmer/map",
        "s3://emmer/map?geheim=1",
        "s3://emmer/../andere",
        "s3://emmer//map",
        "https://emmer/map",
        "gs://emmer/map",
    ],
)
def test_what_is_no_address_is_not_told_again(address: str) -> None:
    with pytest.raises(ValueError, match=r"^een adres zoals s3://bucket/map, zonder sleutel") as fault:
        read_bucket(address)
    assert "geheim" not in str(fault.value)
