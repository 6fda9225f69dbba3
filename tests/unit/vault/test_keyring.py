"""What outlives a key: its id, the secrets derived from it, and the earlier codes of pupils."""

import hashlib
import hmac
import json
import stat

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.keyring import (
    add_key,
    load_ring,
    make_key_id,
    make_ring,
    make_translation,
    require_ring,
    save_ring,
    settle_ring,
    strip_translation,
    translate_codes,
)
from pipelines.vault.places import RING_FILE, get_translation_file
from pipelines.vault.stored import replace_stored

ONE, TWO, THREE = bytes(32), bytes(range(32)), b"\xff" * 32


def test_the_id_of_a_key_is_worked_out_from_it():
    mark = hmac.new(ONE, b"id", hashlib.sha256).digest()
    assert make_key_id(ONE) == hashlib.sha256(mark).hexdigest()[:8]
    assert len({make_key_id(key) for key in (ONE, TWO, THREE)}) == 3


def test_a_ring_comes_back_as_it_was_saved_and_is_private(tmp_path):
    ring = add_key(make_ring(ONE), TWO)
    save_ring(tmp_path, ring)
    assert load_ring(tmp_path) == ring == require_ring(tmp_path)
    assert stat.S_IMODE((tmp_path / RING_FILE).stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [RING_FILE]


def test_a_ring_holds_no_key_and_shows_no_secret(tmp_path):
    save_ring(tmp_path, make_ring(TWO))
    assert TWO.hex() not in (tmp_path / RING_FILE).read_text()
    secret = dict(make_ring(TWO).secrets)[make_key_id(TWO)]
    assert secret != TWO
    assert secret.hex() not in repr(make_ring(TWO))
    assert repr(secret) not in repr(make_ring(TWO))


def test_secrets_differ_by_purpose_and_by_key():
    ring = settle_ring(add_key(make_ring(ONE), TWO), TWO)
    derived = {
        ring.derive("logboek"),
        ring.derive("gewist"),
        ring.derive("logboek", key_id=make_key_id(ONE)),
    }
    assert len(derived) == 3
    assert ring.derive("logboek", key_id=make_key_id(ONE)) == make_ring(ONE).derive("logboek")
    with pytest.raises(KeyError):
        ring.derive("logboek", key_id=make_key_id(THREE))


def test_a_rotation_that_broke_off_leaves_no_key_behind():
    """The key decides: still the old one = the new one never came; the new one = only the ring was late."""
    half = add_key(make_ring(ONE), TWO)
    assert (half.current, half.upcoming) == (make_key_id(ONE), make_key_id(TWO))
    assert settle_ring(half, ONE) == make_ring(ONE)
    whole = settle_ring(half, TWO)
    assert (whole.current, whole.upcoming, whole.ids) == (make_key_id(TWO), "", (make_key_id(ONE), make_key_id(TWO)))
    # A second attempt takes the place of the first.
    assert add_key(half, THREE).ids == (make_key_id(ONE), make_key_id(THREE))


@pytest.mark.parametrize("key", [ONE, THREE])
def test_another_key_is_refused(key):
    """Put back by mistake: an earlier one, or one of another SWV. All codes would change without a word."""
    ring = settle_ring(add_key(make_ring(ONE), TWO), TWO)
    with pytest.raises(StoreUnavailable, match=f"een andere sleutel dan die van deze opslag \\({make_key_id(TWO)}\\)"):
        settle_ring(ring, key)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"huidig": "x", "volgend": "", "sleutels": []}', b'{"sleutels": [{"id": 1}]}', b"\xff"],
)
def test_a_broken_ring_is_refused(content, tmp_path):
    (tmp_path / RING_FILE).write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"sleutelbos in .* is niet te lezen") as refusal:
        load_ring(tmp_path)
    assert refusal.value.exit_code == 14


def test_no_ring_yet(tmp_path):
    assert load_ring(tmp_path) is None
    assert translate_codes(tmp_path) == {}
    with pytest.raises(StoreUnavailable, match="nog geen sleutel"):
        require_ring(tmp_path)


def test_earlier_codes_are_those_of_the_current_key_only(tmp_path):
    ring = settle_ring(add_key(make_ring(ONE), TWO), TWO)
    save_ring(tmp_path, ring)
    replace_stored(tmp_path, make_translation({"lb": "lz", "la": "ly"}, key_id=ring.current))
    # Left by a rotation that broke off: not read.
    replace_stored(tmp_path, make_translation({"la": "lq"}, key_id=make_key_id(THREE)))
    assert translate_codes(tmp_path) == {"la": "ly", "lb": "lz"}
    file = get_translation_file(tmp_path, ring.current)
    assert file.read_text() == "van;naar\nla;ly\nlb;lz\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_erased_pupil_leaves_the_table(tmp_path):
    save_ring(tmp_path, make_ring(ONE))
    replace_stored(tmp_path, make_translation({"la": "ly", "lc": "ly", "lb": "lz"}, key_id=make_key_id(ONE)))
    replace_stored(tmp_path, strip_translation(tmp_path, ["ly"]))
    assert translate_codes(tmp_path) == {"lb": "lz"}
    replace_stored(tmp_path, strip_translation(tmp_path, ["lz"]))
    assert not get_translation_file(tmp_path, make_key_id(ONE)).exists()


def test_a_table_that_is_no_text_is_refused(tmp_path):
    save_ring(tmp_path, make_ring(ONE))
    get_translation_file(tmp_path, make_key_id(ONE)).write_bytes(b"\xff\xfe")
    assert json.loads((tmp_path / RING_FILE).read_text())["huidig"] == make_key_id(ONE)
    with pytest.raises(StoreUnavailable, match="is niet te lezen"):
        translate_codes(tmp_path)
