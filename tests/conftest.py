"""Shared by all tests: the same hypothesis examples everywhere, and the demo's deliveries, made once a session."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.lib.shared import make_once

# No deadline: a shared machine is no clock. Derandomised: a red test is red for everyone; `make deep` searches further.
settings.register_profile("standaard", deadline=None, derandomize=True)
settings.register_profile("diep", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("MSA_HYPOTHESIS", "standaard"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def demo_swv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SWV of the demo before any run; only read. A test that runs it takes a copy."""
    from pipelines.demo import make_demo

    return make_once(tmp_path_factory, "demo-swv", make_demo)


@pytest.fixture(scope="module")
def small_figures() -> Iterator[None]:
    """Pages with figures without the script of plotly, for a module that opens none in a browser."""
    from tests.lib.leaner_runs import leave_script_out

    with leave_script_out():
        yield
