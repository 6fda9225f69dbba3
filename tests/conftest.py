"""Shared settings of all tests: the same hypothesis examples everywhere, and no Prefect home of the user."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a shared machine is no clock. Derandomised: a red test is red for everyone; `make deep` searches further.
settings.register_profile("standaard", deadline=None, derandomize=True)
settings.register_profile("diep", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("MSA_HYPOTHESIS", "standaard"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent
