"""One run at a time on one store; the lock goes with its process."""

import os
import subprocess
import sys

import pytest

from pipelines.errors import StoreUnavailable
from pipelines.vault.lock import take_lock
from pipelines.vault.places import LOCK_FILE

HOLD = """
import sys
from pathlib import Path
from pipelines.vault.lock import take_lock
lock = take_lock(Path(sys.argv[1]))
print("vast", flush=True)
sys.stdin.read()
"""


def test_a_second_run_is_refused_until_the_first_lets_go(tmp_path):
    first = take_lock(tmp_path)
    with pytest.raises(StoreUnavailable) as refusal:
        take_lock(tmp_path)
    assert refusal.value.exit_code == 14
    assert str(refusal.value) == (
        f"Er loopt al een verwerking op de opslag '{tmp_path.name}'. Wacht tot die klaar is en probeer het opnieuw."
    )
    first.release()
    first.release()  # twice does no harm
    take_lock(tmp_path).release()


def test_another_store_is_not_locked(tmp_path):
    other = tmp_path / "ander"
    other.mkdir()
    first, second = take_lock(tmp_path), take_lock(other)
    first.release()
    second.release()


def test_a_process_that_is_killed_lets_go(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "vast\n"
        with pytest.raises(StoreUnavailable, match="Er loopt al een verwerking"):
            take_lock(tmp_path)
        holder.kill()
        holder.wait()
    assert (tmp_path / LOCK_FILE).exists()  # the file stays, the lock does not
    take_lock(tmp_path).release()


def test_the_lock_is_private(tmp_path):
    take_lock(tmp_path).release()
    assert os.stat(tmp_path / LOCK_FILE).st_mode & 0o777 == 0o600


def test_a_store_that_is_not_there_or_no_folder(tmp_path):
    (tmp_path / "bestand").write_text("")
    for folder in (tmp_path / "weg", tmp_path / "bestand"):
        with pytest.raises(StoreUnavailable, match="is niet te gebruiken") as refusal:
            take_lock(folder)
        assert refusal.value.exit_code == 14
