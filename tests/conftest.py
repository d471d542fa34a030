"""Settings for all tests."""

import gc
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.caches import cache_in
from tests.golden import Golden
from tests.measuring import is_in_measured_file, measured

_CACHE = pytest.StashKey[tempfile.TemporaryDirectory[str]]()

# A slow moment of the machine is no failure; the same tests run again see the same examples.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    """Remember no builds but those of these tests."""
    config.stash[_CACHE] = tempfile.TemporaryDirectory(prefix="ptgen-cache-")
    config.addinivalue_line("markers", "unmeasured: measure no coverage")
    os.environ["XDG_CACHE_HOME"] = str(cache_in(Path(config.stash[_CACHE].name)))


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_CACHE].cleanup()


# Elsewhere than on Linux: folders whose tests need its programs (strace, unshare, bash, poppler),
# fontconfig or the libraries of WeasyPrint, and words of a test that needs what only POSIX has.
_OF_LINUX = (
    "anywhere", "bench", "editor", "engines", "examples", "faults", "hostile", "render",
    "scripts", "serve", "test_docs.py", "test_example_documents.py", "test_golden.py",
    "test_readme.py", "test_setup.py", "test_site.py", "test_wheel.py",
)  # fmt: skip
_OF_POSIX = re.compile(r"symlink|chmod|/bin/|mkfifo|SIG[A-Z]{3,}|geteuid|FONTCONFIG|XDG_|umask")
collect_ignore = [] if sys.platform == "linux" else list(_OF_LINUX)


def pytest_report_header() -> list[str]:
    """What is left out where this is not Linux."""
    return [f"left out on {sys.platform}: {', '.join(collect_ignore)}"] if collect_ignore else []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what only POSIX has; run first what takes long, lest one process have it in the end."""
    items.sort(key=is_in_measured_file)
    for item in items:
        function = getattr(item, "function", None)
        if sys.platform == "win32" and function and _OF_POSIX.search(inspect.getsource(function)):
            item.add_marker(pytest.mark.skip(reason="needs what only POSIX has"))


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, not among the tests: a tenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure what the test is there to measure."""
    with measured(item):
        return (yield)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
    parser.addoption("--verify", action="store_true", help="all projects in all PDF engines")
    parser.addoption("--faults", action="store_true", help="all faults at all moments: minutes")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Golden files in the folder ``golden/`` beside the test's module."""
    update = bool(request.config.getoption("--update-golden"))
    return Golden(Path(str(request.path)).parent / "golden", update)
