"""The pages of `msa open`, served in a thread for tests of a real browser."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.workbench.gate import IDLE_SECONDS
from tests.unit.workbench.conftest import Clock


@contextmanager
def serve_pages(serve: Callable[..., None], place: Path, *, today: date, **more: Any) -> Generator[str]:
    """The address that `serve` asks the browser to open; at the end an hour goes by, and it must stop by itself."""
    opened: list[str] = []
    came, clock = threading.Event(), Clock()

    def open_page(address: str) -> bool:
        opened.append(address)
        came.set()
        return True

    thread = threading.Thread(
        target=serve,
        args=(place,),
        kwargs={
            "report": lambda _line: None,
            "tell_fault": lambda error, _folder: f"fout {type(error).__name__}",
            "open_page": open_page,
            "today": lambda: today,
            "clock": clock,
            **more,
        },
        daemon=True,
    )
    thread.start()
    assert came.wait(60)
    yield opened[0]
    clock.seconds = IDLE_SECONDS
    thread.join(60)
    assert not thread.is_alive()
