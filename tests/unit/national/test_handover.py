"""What an SWV hands over to a country: the counts that it released, and nothing of somebody else is believed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.national.handover import FILE, NOT_HANDED_OVER, NOT_WHOLE, _hash, make_handover, read_handed
from pipelines.national.places import Bucket
from pipelines.national.read_released import NEWER, NotReleased
from reports.words import wording
from tests.lib.national_samples import make_swvs
from tests.lib.object_store import open_store, set_environment

DAY = date(2026, 1, 1)
LARGE, SMALL, _ = make_swvs()


def lay(folder: Path, content: bytes) -> Path:
    (folder / str(DAY)).mkdir(parents=True, exist_ok=True)
    (folder / str(DAY) / FILE).write_bytes(content)
    return folder


@pytest.mark.parametrize("swv", [LARGE, SMALL, replace(LARGE, synthetisch=True)])
def test_what_is_handed_over_is_read_as_it_was(swv, tmp_path: Path) -> None:
    found = read_handed(lay(tmp_path, make_handover(swv, DAY)), DAY)
    assert {name: wording.shown(count) for name, count in found.getoond.items()} == {
        name: wording.shown(count) for name, count in swv.getoond.items()
    }
    assert replace(found, getoond={}) == replace(swv, getoond={})


def test_only_what_a_national_report_shows_is_handed_over() -> None:
    more = replace(LARGE, getoond={**LARGE.getoond, "tiers/school/12AB00": LARGE.getoond["tiers/swv"]})
    assert make_handover(more, DAY) == make_handover(LARGE, DAY)
    assert set(json.loads(make_handover(LARGE, DAY))["inhoud"]) == {
        *("vorm", "programma", "peildatum", "van", "schooljaar_van", "code", "naam", "scholen", "gemeten"),
        *("verzonnen", "cijfers_van", "publicatie", "aantallen"),
    }


def test_where_nothing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotReleased, match=NOT_HANDED_OVER):
        read_handed(tmp_path, DAY)
    with open_store() as store:
        set_environment(monkeypatch, store.address)
        with pytest.raises(NotReleased, match=NOT_HANDED_OVER):
            read_handed(Bucket("emmer/noord"), DAY)
        set_environment(monkeypatch, store.address, key="ANDERE")
        with pytest.raises(NotReleased, match=r"^msa kan niet bij s3://emmer/noord\."):
            read_handed(Bucket("emmer/noord"), DAY)


def test_every_byte_counts(tmp_path: Path) -> None:
    """Each tenth byte is another one, or the file ends there: never are other counts read."""
    whole = make_handover(SMALL, DAY)
    assert read_handed(lay(tmp_path, whole), DAY).code == "VO9902"
    for at in range(0, len(whole), 10):
        for content in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:at]):
            try:
                found = read_handed(lay(tmp_path, content), DAY)
            except NotReleased as reason:
                assert str(reason) == NOT_WHOLE
            else:
                # White space, or a letter of the name of a hash that is not there any more.
                assert json.loads(content) == json.loads(whole) and found.code == "VO9902"


def alter(change: Callable[[dict[str, Any]], object]) -> bytes:
    """What somebody wrote who knows how the hash is made."""
    document = json.loads(make_handover(LARGE, DAY))["inhoud"]
    change(document)
    return json.dumps({"inhoud": document, "sha256": _hash(document)}).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda doc: doc.update(vorm=2), NEWER),
        (lambda doc: doc.update(peildatum="2025-10-01"), NOT_WHOLE),
        (lambda doc: doc.update(naam=""), NOT_WHOLE),
        (lambda doc: doc.update(naam="x" * 201), NOT_WHOLE),
        (lambda doc: doc.update(naam="twee\nregels"), NOT_WHOLE),
        (lambda doc: doc.update(code=7), NOT_WHOLE),
        (lambda doc: doc.update(scholen=-1), NOT_WHOLE),
        (lambda doc: doc.update(scholen=True), NOT_WHOLE),
        # 12 of 12 are measured; 13 of 12 cannot be.
        (lambda doc: doc.update(gemeten=13), NOT_WHOLE),
        (lambda doc: doc.update(van="gisteren"), NOT_WHOLE),
        (lambda doc: doc["publicatie"].update(afronding=0), NOT_WHOLE),
        (lambda doc: doc["publicatie"].update(drempel=1), NOT_WHOLE),
        (lambda doc: doc["publicatie"].update(kleur=1), NOT_WHOLE),
        (lambda doc: doc.update(publicatie=[]), NOT_WHOLE),
        (lambda doc: doc["aantallen"].update({"tiers/swv": "2000 of zo"}), NOT_WHOLE),
        # Rounded to 5 no count is 2001.
        (lambda doc: doc["aantallen"].update({"tiers/swv": "2001"}), NOT_WHOLE),
        (lambda doc: doc["aantallen"].update({"tiers/school/12AB00": "2000"}), NOT_WHOLE),
        (lambda doc: doc.pop("aantallen"), NOT_WHOLE),
    ],
)
def test_what_cannot_be_ours_is_not_counted(change: Callable, told: str, tmp_path: Path) -> None:
    with pytest.raises(NotReleased) as reason:
        read_handed(lay(tmp_path, alter(change)), DAY)
    assert str(reason.value) == told


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"inhoud": 1, "sha256": ""}', b"\xff", b"[" * 100_000])
def test_what_is_no_handover(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotReleased, match=NOT_WHOLE):
        read_handed(lay(tmp_path, content), DAY)
