from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ptgen.render.errors import MachineError
from ptgen.render.pdf.weasyprint.engine import check_version, weasyprint
from scripts import make_declarations

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
import ctypes.util
from ptgen.render.pdf.weasyprint import declarations
search = ctypes.util.find_library
def fail(*_):
    raise OSError("no pango")
declarations.Declarations.dlopen = fail
from ptgen.render.errors import MachineError
try:
    import ptgen.render.pdf.weasyprint.renderer
except MachineError as error:
    print(error)
assert ctypes.util.find_library is search
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


_SPARED = """
import sys
from ptgen.render.pdf.weasyprint.engine import weasyprint
import ptgen.render.pdf.weasyprint.renderer, ptgen.render.volume.pdf
from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi
from ptgen.render.pdf.weasyprint import declarations
assert ffi is declarations.ffi
assert not {"pycparser", "fontTools.subset", "fontTools.varLib.instancer"} & set(sys.modules)
try:
    fonts.instantiateVariableFont(None, {})
except Exception as error:
    print(error)
assert "fontTools.varLib.instancer" in sys.modules
assert fonts.subset.Options(retain_gids=True).retain_gids
"""


def test_what_is_rarely_used_is_imported_when_it_is() -> None:
    subprocess.run([sys.executable, "-c", _SPARED], check=True, cwd=ROOT)


def test_another_weasyprint_declares_for_itself() -> None:
    code = """
from ptgen.render.pdf.weasyprint import declarations
declarations.SOURCE = "of another version"
import ptgen.render.pdf.weasyprint.engine
from weasyprint.text.ffi import ffi
assert ffi is not declarations.ffi
assert ffi.sizeof("PangoRectangle") == declarations.ffi.sizeof("PangoRectangle") == 16
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_declarations_are_those_of_the_installed_version() -> None:
    assert make_declarations.TARGET.read_text("utf-8") == make_declarations.module()
