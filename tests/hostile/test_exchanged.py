"""A folder that becomes a link while a file is written, at any moment: nothing comes outside."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ptgen.core import atomic
from tests.golden import run_ptgen
from tests.projects import write_project

Capture = pytest.CaptureFixture[str]
BUILD = ["build", "--format", "xlsx", "--force", "projects"]
_FILES = ("open", "os.")
# Exchanges a folder for a link, and back, until it is ended.
EXCHANGING = """\
import contextlib, os, sys
folder, elsewhere = sys.argv[1:]
while True:
    for step in (
        lambda: os.rename(folder, folder + "-aside"),
        lambda: os.symlink(elsewhere, folder),
        lambda: os.unlink(folder),
        lambda: os.rename(folder + "-aside", folder),
    ):
        with contextlib.suppress(OSError):
            step()
"""


@dataclass(slots=True)
class Exchange:
    """Puts a link in the place of a folder before the ``moment``-th thing done to files."""

    folder: Path
    elsewhere: Path
    moment: int
    held: str = ""  # counted from that file on
    done: bool = False

    def tell(self, path: object) -> None:
        if self.held and not str(path).endswith(self.held):
            return
        self.held = ""
        self.moment -= 1
        if self.moment == 0:
            _COMING.clear()
            self.folder.rename(self.folder.with_name("aside"))
            self.folder.symlink_to(self.elsewhere)
            self.done = True


_COMING: list[Exchange] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _COMING and event.startswith(_FILES):
        _COMING[0].tell(arguments[0] if arguments else "")


sys.addaudithook(_hook)


def times(folder: Path) -> tuple[int, list[str]]:
    """What changes when a file is made in a folder, even if it is removed again."""
    return folder.stat().st_mtime_ns, [path.name for path in folder.iterdir()]


def exchanged(folder: Path, name: str, moment: int) -> bool:
    """Whether the moment came; nothing is made or removed elsewhere, before or after it."""
    out, elsewhere = folder / "out", folder / "elsewhere"
    for place in (out / "unit" / "01", elsewhere / "unit" / "01", elsewhere / "01"):
        place.mkdir(parents=True)
    before = [times(place) for place in (elsewhere, *sorted(elsewhere.rglob("*")))]
    exchange = Exchange(folder / name, elsewhere, moment)
    _COMING.append(exchange)
    try:
        with contextlib.suppress(atomic.OutputError):
            atomic.write(out / "unit" / "01" / "a.docx", b"text")
        with contextlib.suppress(atomic.OutputError):
            atomic.remove(out / "unit" / "01" / "a.docx")
    finally:
        _COMING.clear()
    assert [times(place) for place in (elsewhere, *sorted(elsewhere.rglob("*")))] == before
    return exchange.done


@pytest.mark.parametrize("name", ["out", "out/unit", "out/unit/01"])
def test_no_moment_brings_a_file_elsewhere(name: str, tmp_path: Path) -> None:
    moments = 0
    while exchanged(tmp_path / str(moments), name, moments + 1):
        moments += 1
    assert moments > 10


@contextlib.contextmanager
def exchanging(folder: Path, elsewhere: Path) -> Iterator[None]:
    """Another process that exchanges a folder for a link again and again."""
    process = subprocess.Popen([sys.executable, "-c", EXCHANGING, str(folder), str(elsewhere)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_builds_meanwhile_write_nothing_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    (here / "build/unit/01").mkdir(parents=True)
    (elsewhere / "01").mkdir(parents=True)
    write_project(here)
    monkeypatch.chdir(here)
    before = times(elsewhere), times(elsewhere / "01")
    with exchanging(here / "build/unit", elsewhere):
        for _ in range(3):
            status, _, err = run_ptgen(BUILD, capsys)
            assert status in (0, 1, 2), err
    assert (times(elsewhere), times(elsewhere / "01")) == before
    atomic.write(elsewhere / "01" / "probe", b"")
    assert (times(elsewhere), times(elsewhere / "01")) != before


@pytest.mark.parametrize("moment", [1, 2, 5, 10, 20, 30, 40, 60, 80, 100])
def test_an_output_folder_that_becomes_a_link_is_not_followed(
    moment: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The moments count from that on in which the build holds the folder."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    (here / "build").mkdir(parents=True)
    (elsewhere / "unit/01").mkdir(parents=True)
    write_project(here)
    monkeypatch.chdir(here)
    folders = (elsewhere, elsewhere / "unit", elsewhere / "unit/01")
    before = [times(folder) for folder in folders]
    _COMING.append(Exchange(here / "build", elsewhere, moment, held=".ptgen.lock"))
    try:
        status, _, err = run_ptgen(BUILD, capsys)
    finally:
        _COMING.clear()
    assert (here / "build").is_symlink()
    assert (status in (1, 2), "build 是链接，请删去" in err) == (True, True), err
    assert [times(folder) for folder in folders] == before
