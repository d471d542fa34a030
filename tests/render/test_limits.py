"""Drawing that takes too long or too much is stopped, in any thread, on any system."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ptgen.core import limits as watching
from ptgen.render import limits
from ptgen.render.errors import TemplateError
from ptgen.render.limits import bounded

ROOT = Path(__file__).parents[2]
OWN = Path("narrative.html")

_DEAF = """
import multiprocessing
from pathlib import Path
from ptgen.core import limits as watching
from ptgen.core import limits as watching
from ptgen.render import limits
multiprocessing.parent_process = lambda: True
limits.SECONDS, watching._TICK, watching._DEAF = 0.3, 0.01, 3
with limits.bounded(Path("a.html")):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    monkeypatch.setattr(watching, "_TICK", 0.01)


def busy() -> None:
    while True:
        sum(range(1000))


@pytest.mark.usefixtures("impatient")
def test_a_thread_that_is_not_the_main_one_is_stopped_too() -> None:
    caught: list[BaseException] = []

    def draw() -> None:
        try:
            with bounded(OWN):
                busy()
        except TemplateError as failure:
            caught.append(failure)

    thread = threading.Thread(target=draw)
    thread.start()
    thread.join(60)
    assert [str(one) for one in caught] == [str(TemplateError(OWN, None, limits._TOO_LONG))]


@pytest.mark.usefixtures("impatient")
def test_what_is_bounded_by_itself_inside_is_named_itself() -> None:
    with pytest.raises(TemplateError) as caught, bounded(OWN):  # noqa: PT012 one inside the other
        start = time.process_time()
        while time.process_time() < start + 0.04:
            sum(range(1000))
        with bounded(Path("print.css")):
            busy()
    assert caught.value.path == Path("print.css")


@pytest.mark.usefixtures("impatient")
def test_what_takes_long_to_clear_away_is_named_too() -> None:
    gc.disable()
    try:
        for _ in range(5):
            with pytest.raises(TemplateError), bounded(OWN):
                [[] for _ in itertools.repeat(None)]
    finally:
        gc.enable()


@pytest.mark.usefixtures("impatient")
def test_what_is_done_in_time_is_left_alone() -> None:
    for _ in range(200):
        with bounded(OWN):
            sum(range(1000))
    end = time.process_time() + 0.6
    while time.process_time() < end:
        sum(range(1000))


def test_memory_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", 50 * 2**20)
    monkeypatch.setattr(watching, "_TICK", 0.01)
    held: list[bytes] = []
    with pytest.raises(TemplateError, match="内存超过"), bounded(OWN):  # noqa: PT012 until it is too much
        while len(held) < 10_000:
            held.append(bytes(range(256)) * 4096)
    held.clear()


def test_a_process_that_exists_for_drawing_and_does_not_stop_is_ended() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DEAF],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (1, b"")
