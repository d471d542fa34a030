"""What of a test run counts as covered: Python traces each line, which doubles the time of a test.

The lines of libraries are traced too. So tests that run what others measure are not traced, nor is
WeasyPrint, but where tests are about what it calls back.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from coverage.tracer import CTracer

# Run by tests whose lines are measured elsewhere.
_UNMEASURED = (
    "anywhere/", "bench/", "check/rules/amounts/test_altered_amounts.py", "editor/", "engines/",
    "faults/", "fuzz/", "hostile/test_bombs.py", "hostile/test_leaks.py",
    "hostile/test_programs.py", "hostile/test_working_directory.py", "lsp/test_neovim.py",
    "lsp/test_vscode.py", "scripts/", "test_docs.py", "test_example_documents.py",
    "test_setup.py", "test_site.py", "test_wheel.py",
)  # fmt: skip
# Of what WeasyPrint calls: our patches, page spooler, fonts and pictures.
_CALLED_BACK = (
    "render/fonts/", "render/look/test_pictures.py", "render/pdf/", "render/test_", "render/volume/",
)  # fmt: skip
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


@contextlib.contextmanager
def untraced() -> Iterator[None]:
    """Trace nothing in this thread.

    ``Coverage.stop`` is not enough: a worker of xdist has two, one below the other.
    """
    here: Any = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        if isinstance(here, CTracer):
            here.start()  # by sys.settrace it would miss how the functions around this end
        else:
            sys.settrace(here)


def is_in_measured_file(item: pytest.Item) -> bool:
    """Whether what the tests of a file cover counts; those of the others take long."""
    return not _path(item).startswith(_UNMEASURED)


def _path(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).as_posix()


@contextlib.contextmanager
def measured(item: pytest.Item) -> Iterator[None]:
    """Trace what a test needs, in the threads and processes that it starts too."""
    if not is_in_measured_file(item) or item.get_closest_marker("unmeasured"):
        hidden = {name: os.environ.pop(name) for name in [*os.environ] if "COVERAGE" in name}
        threads = threading.gettrace()
        threading.settrace(None)
        try:
            with untraced():
                yield
        finally:
            threading.settrace(threads)
            os.environ.update(hidden)
    elif sys.gettrace() is None or _path(item).startswith(_CALLED_BACK):
        yield
    else:
        with _without_weasyprint():
            yield


@contextlib.contextmanager
def _without_weasyprint() -> Iterator[None]:
    from ptgen.render.pdf.weasyprint.engine import weasyprint

    with pytest.MonkeyPatch.context() as patch:
        for kind, name in (
            (weasyprint.CSS, "__init__"),
            (weasyprint.HTML, "__init__"),
            (weasyprint.HTML, "render"),
            (weasyprint.Document, "write_pdf"),
        ):
            patch.setattr(kind, name, _untraced(getattr(kind, name)))
        yield


def _untraced(function: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    @functools.wraps(function)
    def run(*positional: _Given.args, **named: _Given.kwargs) -> _Made:
        with untraced():
            return function(*positional, **named)

    return run
