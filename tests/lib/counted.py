"""What each run counted and what it had no need to count, noted while it runs."""

from collections.abc import Callable

import pytest

from pipelines.run import classified, prepared
from pipelines.run.recount import Stood
from pipelines.store.counting import Part


def note_parts(monkeypatch: pytest.MonkeyPatch) -> list[Part | None]:
    """What each run counted, in turn; None: all schools."""
    found: list[Part | None] = []
    find = classified.find_part
    monkeypatch.setattr(classified, "find_part", lambda *given: found.append(find(*given)) or found[-1])
    return found


def note_stood(monkeypatch: pytest.MonkeyPatch) -> list[Stood]:
    """What each run had no need to count of what leads to it from the quarter before, in turn.

    That is asked of every run, also where so few pupils differ that the page comes out as it was.
    """
    found: list[Stood] = []
    find, look_back = prepared.find_stood, prepared.look_back

    def ask(*given: object, find_steps: Callable[[], object], **more: object) -> object:
        find_steps()
        return look_back(*given, find_steps=find_steps, **more)

    monkeypatch.setattr(prepared, "find_stood", lambda *given: found.append(find(*given)) or found[-1])
    monkeypatch.setattr(prepared, "look_back", ask)
    return found
