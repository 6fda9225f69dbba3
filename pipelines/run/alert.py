"""Tell the SWV that a night went wrong: by the command or the address of `[melding]`, in fixed words without pupils."""

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import closing
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request

from pipelines.progress import Report
from pipelines.settings import Alert

_SECONDS = 60
_GOOD = range(200, 300)

Send = Callable[[Request], int]


def send_alert(alert: Alert, text: str, *, report: Report, send: Send | None = None) -> None:
    """Tell `text` in each way that is set; raises nothing. A way that fails is told on the screen, by its kind."""
    if alert.opdracht and not _run(alert.opdracht, text):
        report("msa: de opdracht van [melding] is niet gelukt.")
    if alert.webhook and not _post(alert.webhook, text, send or _send):
        report("msa: het adres van [melding] heeft het bericht niet aangenomen.")


def _run(command: tuple[str, ...], text: str) -> bool:
    """Start the command without a shell, with the text as its input; what it says is dropped."""
    # Prefect's settings hold the password of its server.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    try:
        done = subprocess.run(
            command,
            input=f"{text}\n".encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _post(address: str, text: str, send: Send) -> bool:
    body = json.dumps({"text": text}, ensure_ascii=False).encode("utf-8")
    request = Request(address, data=body, headers={"Content-Type": "application/json; charset=utf-8"})
    try:
        return send(request) in _GOOD
    except (OSError, ValueError):
        return False


def _send(request: Request) -> int:
    """The status of the answer. By https alone, and no answer sends it on to another address."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    with closing(opener.open(request, timeout=_SECONDS)) as answer:
        return answer.status
