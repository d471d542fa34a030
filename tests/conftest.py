"""Settings for all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.golden import Golden

# A slow moment of the machine is no failure; the same tests run again see the same examples.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
    parser.addoption("--faults", action="store_true", help="all faults at all moments: minutes")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Golden files in the folder ``golden/`` beside the test's module."""
    update = bool(request.config.getoption("--update-golden"))
    return Golden(Path(str(request.path)).parent / "golden", update)
