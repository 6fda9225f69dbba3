"""Codes of pupils: their form, what they depend on, and the key that is made once."""

import base64
import hashlib
import hmac
import re
import stat

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.pseudonym import load_key, load_or_make_key, make_leerling, make_leerlingen, make_name_mark

KEY = bytes(range(32))
OTHER_KEY = bytes(32)


def test_a_code_is_a_letter_and_eleven_characters_of_base32():
    numbers = [str(number) for number in range(500)]
    codes = make_leerlingen(KEY, "12AB00", numbers)
    assert all(re.fullmatch(r"[a-z][a-z2-7]{11}", code) for code in codes)
    assert len(set(codes)) == len(numbers)
    assert codes[7] == make_leerling(KEY, "12AB00", "7")


def test_a_code_is_worked_out_from_school_and_number():
    digest = hmac.new(KEY, b"12AB00\x1f1001", hashlib.sha256).digest()
    assert make_leerling(KEY, "12AB00", "1001") == "l" + base64.b32encode(digest).decode().lower()[:11]


def test_the_mark_of_a_name_is_worked_out_from_school_and_name():
    digest = hmac.new(KEY, b"naam\x1f12AB00\x1fJansen.csv", hashlib.sha256).hexdigest()
    mark = make_name_mark(KEY, "12AB00", "Jansen.csv")
    assert mark == digest[:8]
    others = [
        make_name_mark(OTHER_KEY, "12AB00", "Jansen.csv"),
        make_name_mark(KEY, "12AB01", "Jansen.csv"),
        make_name_mark(KEY, "12AB00", "jansen.csv"),
        # Names that are broken bytes have a mark too.
        make_name_mark(KEY, "12AB00", "Jansen\udcff.csv"),
    ]
    assert len({mark, *others}) == 5


def test_key_school_and_number_each_change_the_code():
    code = make_leerling(KEY, "12AB00", "1001")
    assert code == make_leerling(KEY, "12AB00", "1001")
    others = [
        make_leerling(OTHER_KEY, "12AB00", "1001"),
        make_leerling(KEY, "12AB01", "1001"),
        make_leerling(KEY, "12AB00", "1002"),
        # The border between school and number is part of what is hashed.
        make_leerling(KEY, "12AB0", "01001"),
        make_leerling(KEY, "12AB00", "01001"),
    ]
    assert code not in others
    assert len(set(others)) == len(others)


def test_the_key_is_made_once_and_private(tmp_path):
    key = load_or_make_key(tmp_path)
    assert len(key) == 32
    assert load_or_make_key(tmp_path) == key
    assert load_key(tmp_path) == key
    assert [file.name for file in tmp_path.iterdir()] == ["sleutel"]
    assert stat.S_IMODE((tmp_path / "sleutel").stat().st_mode) == 0o600
    # Two stores, two keys: without the key nobody can work out a code.
    other = tmp_path / "ander"
    other.mkdir()
    assert load_or_make_key(other) != key


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "niet de goede lengte"),
        (b"00" * 31, "niet de goede lengte"),
        (b"00" * 33, "niet de goede lengte"),
        (b"zz" * 32, "niet te lezen"),
        (b"0" * 63, "niet te lezen"),
        (b"\xff\xfe", "niet te lezen"),
    ],
)
def test_a_broken_key_is_never_replaced(content, words, tmp_path):
    (tmp_path / "sleutel").write_bytes(content)
    for load in (load_key, load_or_make_key):
        with pytest.raises(StoreUnavailable) as refusal:
            load(tmp_path)
        assert words in str(refusal.value)
        assert str(refusal.value).endswith(" uit een reservekopie.")
        assert refusal.value.exit_code == 14
        assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    assert (tmp_path / "sleutel").read_bytes() == content


def test_no_key_yet(tmp_path):
    with pytest.raises(StoreUnavailable, match="staat geen sleutel") as refusal:
        load_key(tmp_path)
    assert refusal.value.exit_code == 14
