"""The national report in a bucket: whole or known to be half, and what stood there before is kept."""

import json
from collections.abc import Iterator

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.national.places import Bucket
from pipelines.national.publishing import MANIFEST, publish_in_bucket
from pipelines.publish.publication import hash_files
from tests.lib.object_store import ObjectStore, open_store, set_environment

UITVOER, DAY = Bucket("emmer/land"), "2026-01-01"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with open_store() as store:
        set_environment(monkeypatch, store.address)
        yield store


def make_files(word: str) -> dict[str, bytes]:
    files = {"index.html": f"pagina {word}".encode(), "cijfers.csv": f"cijfers {word}".encode()}
    return {MANIFEST: json.dumps({"bestanden": hash_files(files)}).encode(), **files}


def publish(word: str) -> tuple[str, bool]:
    place, is_same = publish_in_bucket(UITVOER, DAY, make_files(word))
    return str(place), is_same


def read_edition(store: ObjectStore, folder: str) -> dict[str, bytes]:
    start = f"emmer/land/{folder}/"
    return {name.removeprefix(start): content for name, content in store.objects.items() if name.startswith(start)}


def list_earlier(store: ObjectStore) -> list[str]:
    return sorted({name.split("/")[3] for name in store.list_names("land/eerder/")})


def test_what_stood_is_kept_and_the_same_is_let_stand(store: ObjectStore) -> None:
    assert publish("een") == ("s3://emmer/land/2026-01-01", False)
    # The manifest says that the others are there.
    assert [path for method, path in store.asked if method == "PUT"][-1].endswith("/manifest.json")
    assert publish("een") == ("s3://emmer/land/2026-01-01", True)
    assert list_earlier(store) == []
    assert publish("twee") == ("s3://emmer/land/2026-01-01", False)
    assert publish("drie") == ("s3://emmer/land/2026-01-01", False)
    assert read_edition(store, DAY) == make_files("drie")
    assert list_earlier(store) == ["2026-01-01-1", "2026-01-01-2"]
    assert read_edition(store, "eerder/2026-01-01-1") == make_files("een")
    assert read_edition(store, "eerder/2026-01-01-2") == make_files("twee")


def test_another_day_is_another_edition(store: ObjectStore) -> None:
    publish("een")
    publish_in_bucket(UITVOER, "2026-03-01", make_files("maart"))
    publish_in_bucket(UITVOER, "2026-03-01", make_files("maart, beter"))
    assert list_earlier(store) == ["2026-03-01-1"]
    assert read_edition(store, DAY) == make_files("een")


# Three writes keep what stood, three more put the new one there; before each the line can go.
@pytest.mark.parametrize("writes", range(6))
def test_broken_off_anywhere_nothing_is_lost_and_the_next_makes_it_whole(writes: int, store: ObjectStore) -> None:
    publish("een")
    store.writes_left = writes
    with pytest.raises(StoreUnavailable):
        publish("twee")
    store.writes_left = None
    assert make_files("een") in (read_edition(store, DAY), read_edition(store, "eerder/2026-01-01-1"))
    assert publish("twee") == ("s3://emmer/land/2026-01-01", False)
    assert read_edition(store, DAY) == make_files("twee")
    # Kept once, whatever was there of it.
    assert list_earlier(store) == ["2026-01-01-1"]
    assert read_edition(store, "eerder/2026-01-01-1") == make_files("een")


def test_what_somebody_altered_is_made_again_and_not_kept(store: ObjectStore) -> None:
    publish("een")
    store.objects["emmer/land/2026-01-01/index.html"] = b"iets anders"
    assert publish("een") == ("s3://emmer/land/2026-01-01", False)
    assert read_edition(store, DAY) == make_files("een")
    assert list_earlier(store) == []


def test_an_earlier_edition_that_was_altered_is_not_written_over(store: ObjectStore) -> None:
    publish("een")
    publish("twee")
    store.objects["emmer/land/eerder/2026-01-01-1/index.html"] = b"iets anders"
    publish("drie")
    assert list_earlier(store) == ["2026-01-01-1", "2026-01-01-2"]
    assert read_edition(store, "eerder/2026-01-01-2") == make_files("twee")
