from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ptgen.render.errors import MachineError
from ptgen.render.pdf.weasyprint.engine import check_version, weasyprint

ROOT = Path(__file__).parents[4]


def test_the_installed_version_passes() -> None:
    check_version(weasyprint.__version__)


@pytest.mark.parametrize("version", ["70.0", "70.1"])
def test_a_known_version_passes(version: str) -> None:
    check_version(version)


@pytest.mark.parametrize("version", ["69.0", "71.0", "100.2"])
def test_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(MachineError, match="weasyprint>=70"):
        check_version(version)


_WITHOUT_PANGO = """
import cffi
def fail(*_):
    raise OSError("no pango")
cffi.FFI.dlopen = fail
from ptgen.render.errors import MachineError
try:
    import ptgen.render.pdf.weasyprint.renderer
except MachineError as error:
    print(error)
"""


def test_missing_libraries_say_what_to_install_and_nothing_else() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _WITHOUT_PANGO],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert told.stdout.startswith("缺少排版 PDF 的程序库：请运行 apt-get install libpango-1.0-0")
    assert told.stdout.count("\n") == 1
    assert not told.stderr
