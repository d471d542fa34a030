"""Settings for all tests."""

import contextlib
import inspect
import os
import re
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.caches import cache_in
from tests.golden import Golden

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


# What they run is measured by other tests. A measured test takes twice the time: Python traces each
# line, those of the libraries too.
_UNMEASURED = (
    "anywhere/", "engines/", "faults/", "fuzz/", "hostile/", "test_docs.py",
    "test_example_documents.py", "check/rules/amounts/test_altered_amounts.py",
)  # fmt: skip


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
    """Skip what only POSIX has; measure no coverage where the same lines run again and again."""
    here = Path(__file__).parent
    for item in items:
        function = getattr(item, "function", None)
        if sys.platform == "win32" and function and _OF_POSIX.search(inspect.getsource(function)):
            item.add_marker(pytest.mark.skip(reason="needs what only POSIX has"))
        if item.path.relative_to(here).as_posix().startswith(_UNMEASURED):
            item.add_marker(pytest.mark.unmeasured)


@contextlib.contextmanager
def _unmeasured() -> Iterator[None]:
    """Measure no coverage in this thread, nor in those that it starts.

    ``Coverage.stop`` is not enough: a worker of xdist has two, one below the other.
    """
    here, others = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(others)
        sys.settrace(here)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Neither in such a test and what it sets up, nor in the processes that it starts."""
    if not item.get_closest_marker("unmeasured"):
        return (yield)
    hidden = {name: os.environ.pop(name) for name in [*os.environ] if "COVERAGE" in name}
    try:
        with _unmeasured():
            return (yield)
    finally:
        os.environ.update(hidden)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
    parser.addoption("--verify", action="store_true", help="all projects in all PDF engines")
    parser.addoption("--faults", action="store_true", help="all faults at all moments: minutes")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Golden files in the folder ``golden/`` beside the test's module."""
    update = bool(request.config.getoption("--update-golden"))
    return Golden(Path(str(request.path)).parent / "golden", update)
