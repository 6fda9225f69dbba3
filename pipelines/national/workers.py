"""The workers of Dask that run SWVs: processes of our own as long as the command lasts, or a cluster by its address.

Our own listen on this computer alone, and only to who has the certificate that was made for this command: whoever can
reach a scheduler can let it do anything. There is no page and no other door.
"""

import logging
import socket
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.errors import WrongUse
from pipelines.national.swv_run import LOST, MISLUKT, SwvEnd, SwvTask, run_swv
from pipelines.system import MOST_PROCESSORS

HOST = "127.0.0.1"
_CONNECT_SECONDS = 10
# A worker that dies is started again and its SWV is given to another; after so many an SWV is given up.
MOST_LOST = 3
_CONFIG = {
    # No page, no measurements, no health check: nothing is served but the work.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.allowed-failures": MOST_LOST,
    # A run may be busy for long without a word; a worker that is gone is noticed by its connection.
    "distributed.scheduler.worker-ttl": None,
    # There are as many workers as SWVs are run at a time: two that share two processors wait for each other.
    f"distributed.nanny.pre-spawn-environ.{MOST_PROCESSORS}": 1,
}


@contextmanager
def open_workers(number: int, address: str, *, scratch: Path) -> Generator[Any]:
    """A client of the cluster at `address`, else of `number` processes that end with the command.

    Each of those takes one processor; on a cluster as many as its environment says (`MOST_PROCESSORS`).

    `scratch`: a folder for what Dask keeps while it works. WrongUse (2) when nothing answers at the address.
    """
    # When it is asked for, and by name: Dask takes a second to load, and what it says of its types is no help here.
    config, dask = import_module("dask.config"), import_module("distributed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with config.set(_CONFIG):
        if address:
            if address.startswith("tls:") and not config.get("distributed.comm.tls.ca-file"):
                raise WrongUse(
                    f"Voor {address} horen de certificaten in de instellingen van Dask ('distributed.comm.tls'), op "
                    "deze computer en op elke werker. Zet ze daar, of neem een adres met tcp://."
                )
            with _connect(dask, address) as client:
                yield client
            return
        security = dask.Security.temporary()
        with (
            dask.LocalCluster(
                n_workers=number,
                threads_per_worker=1,
                processes=True,
                host=HOST,
                security=security,
                dashboard_address=None,
                scheduler_kwargs={"dashboard": False, "dashboard_address": f"{HOST}:0"},
                # msa keeps to its own limits; a worker that is stopped for its size would only begin again.
                memory_limit=0,
                local_directory=str(scratch),
                silence_logs=logging.CRITICAL,
            ) as cluster,
            dask.Client(cluster, set_as_default=False) as client,
        ):
            yield client


def _connect(dask: Any, address: str) -> Any:
    """A client of the cluster at an address; WrongUse (2) when none answers there."""
    place = urlsplit(address)
    try:
        # First, since Dask would go on trying until its time is over, and then says more than anybody asked.
        with socket.create_connection((place.hostname, place.port), timeout=_CONNECT_SECONDS) as line:
            # A scheduler greets whoever comes; over tls only after the certificates.
            if place.scheme == "tcp" and not line.recv(1):
                raise ConnectionError
    except (OSError, ValueError):
        raise WrongUse(
            f"Op {address} antwoordt geen Dask. Start daar 'dask scheduler' en de werkers, of haal 'adres' weg: dan "
            "rekent deze computer."
        ) from None
    try:
        return dask.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except Exception:
        # A network error, a certificate, another version: whatever Dask says of it.
        raise WrongUse(
            f"De Dask op {address} laat msa niet toe. Kijk bij tls:// de certificaten na, in de instellingen van Dask "
            "('distributed.comm.tls'), en of de versie van Dask overal dezelfde is."
        ) from None


def make_submit(client: Any) -> Callable[[SwvTask], SwvEnd]:
    """A function that lets a worker run one SWV and waits for how it ended. To be called from many threads."""

    def submit(task: SwvTask) -> SwvEnd:
        # Never what an equal call gave before: an SWV is run when it is asked.
        future = client.submit(run_swv, task, pure=False)
        try:
            return future.result()
        except (Exception, CancelledError) as error:
            return SwvEnd(MISLUKT, LOST, _explain_loss(error))

    return submit


def _explain_loss(error: BaseException) -> str:
    """What is told when no worker came to an end; the text of the error is not looked at."""
    if isinstance(error, import_module("distributed").KilledWorker):
        return (
            f"De werker viel {MOST_LOST + 1} keer weg, waarschijnlijk door te weinig geheugen. Neem minder werkers, en "
            "geef dezelfde opdracht nog eens."
        )
    return (
        f"De werker gaf geen antwoord ({type(error).__name__}). Staat op elke werker dezelfde msa, en kan elke "
        "werker bij de mappen van dit SWV?"
    )
