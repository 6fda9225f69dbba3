"""A page with figures is searched for pupils without the script of plotly, and all around it is searched."""

from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs

from tests.lib import canary, fault_tokens, text_search, tokens
from tests.lib.leaner_runs import leave_script_out
from tests.lib.text_search import leave_out_library


def test_the_script_goes_and_the_page_stays() -> None:
    script = get_plotlyjs().encode()
    assert len(script) > 4_000_000
    assert leave_out_library(b"<script>" + script + b"\nown()</script>") == b"<script>\n\nown()</script>"
    # Half of it is no script that is known.
    half = script[: len(script) // 2]
    assert leave_out_library(half) == half


def test_the_script_is_known_also_where_pages_have_another() -> None:
    """What is kept of it is kept for all tests that this process runs after."""
    script = get_plotlyjs().encode()
    text_search._read_library.cache_clear()
    with leave_script_out():
        assert leave_out_library(b"<p>" + script) == b"<p>\n"
    assert leave_out_library(b"<p>" + script) == b"<p>\n"


@pytest.mark.parametrize("around", ["{}{script}", "{script}{}", "{script}x{}x{script}"])
def test_a_pupil_beside_the_script_is_found(around: str, tmp_path: Path) -> None:
    file = tmp_path / "figuren.html"
    file.write_text(around.replace("{}", "<p>wopperfisk</p>").replace("{script}", get_plotlyjs()), encoding="utf-8")
    assert tokens.find_in_folder(tmp_path, {"naam": "wopperfisk"}) == {"naam": {file.name}}
    assert fault_tokens.find_in_place(tmp_path, {b"wopperfisk": "naam"}) == {file.name: {"naam"}}
    names = canary.Canaries(frozenset({"wopperfisk"}), frozenset(), frozenset())
    assert canary.find_in_folder(tmp_path, names) == {file.name: {"naam wopperfisk"}}


def test_one_byte_more_in_the_script_is_searched(tmp_path: Path) -> None:
    """A page whose script is not that of plotly to the byte is searched whole."""
    file = tmp_path / "figuren.html"
    script = get_plotlyjs()
    file.write_text(f"{script[:1000]}wopperfisk{script[1000:]}", encoding="utf-8")
    assert tokens.find_in_folder(tmp_path, {"naam": "wopperfisk"}) == {"naam": {file.name}}
