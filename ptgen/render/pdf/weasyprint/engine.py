"""Stage render: the WeasyPrint of this process, or what to install where it cannot be used.

Imported before all else that imports WeasyPrint; out comes the package, ready to draw.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import hashlib
import importlib
import importlib.util
import io
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import cffi  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.pdf.weasyprint import declarations


@contextlib.contextmanager
def _known_names_only() -> Iterator[None]:
    """Find libraries by the names that WeasyPrint knows, the right ones among them.

    For each wrong one it would have ``ctypes`` start a compiler and a linker: a third of the time
    that its import takes.
    """
    search = ctypes.util.find_library
    ctypes.util.find_library = _found_nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextlib.contextmanager
def _declared_before() -> Iterator[None]:
    """Have the declarations of C ready, if they are those of this WeasyPrint: a fifth of it."""
    parse = cffi.FFI
    found = importlib.util.find_spec("weasyprint")
    if found is not None and found.origin is not None:
        source = Path(found.origin).with_name("text") / "ffi.py"
        known = source.is_file() and hashlib.sha256(source.read_bytes()).hexdigest()
        if known == declarations.SOURCE:
            cffi.FFI = lambda: declarations.ffi
    try:
        yield
    finally:
        cffi.FFI = parse


_RARE: Final = {
    "fontTools.subset": ("Options", "Subsetter"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}


@contextlib.contextmanager
def _rare_later() -> Iterator[None]:
    """Leave parts of fontTools to be imported by who uses them: a fifth of the time as well.

    HarfBuzz cuts the fonts; only fonts of variable weight are handled by fontTools.
    """
    waiting = {
        name: _waiting(name, used) for name, used in _RARE.items() if name not in sys.modules
    }
    sys.modules.update(waiting)
    try:
        yield
    finally:
        for name in waiting:
            del sys.modules[name]


def _waiting(module: str, names: tuple[str, ...]) -> ModuleType:
    made = ModuleType(module)
    for name in names:
        setattr(made, name, _called_later(module, name))
    return made


def _called_later(module: str, name: str) -> Callable[..., object]:
    def call(*arguments: object, **options: object) -> object:
        return getattr(importlib.import_module(module), name)(*arguments, **options)

    return call


def _found_nowhere(name: str) -> str | None:  # noqa: ARG001  # as ctypes has it
    return None


try:
    with (
        _known_names_only(),
        _declared_before(),
        _rare_later(),
        contextlib.redirect_stdout(io.StringIO()),  # it prints advice
        warnings.catch_warnings(),
    ):
        # Ours says which fonts are missing and how to install them.
        warnings.filterwarnings("ignore", message="No fonts configured|FontConfig cannot load")
        import weasyprint  # type: ignore[import-untyped]
        from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]
except OSError as error:
    raise MachineError(
        "缺少排版 PDF 的程序库：请运行 apt-get install "
        f"libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0（{error}）。"
    ) from error

__all__ = ["SUPPORTED", "FontConfiguration", "URLFetcher", "boxes", "check_version", "weasyprint"]

SUPPORTED: Final = ((70, 0), (71, 0))
"""The half-open range of WeasyPrint's versions whose line layout is known to fit ours."""


def check_version(version: str) -> None:
    """Raise :class:`MachineError` unless ``version`` is in :data:`SUPPORTED`."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    first, beyond = SUPPORTED
    if not first <= numbers < beyond:
        raise MachineError(
            f"不支持 WeasyPrint {version}：请运行 "
            f"pip install 'weasyprint>={first[0]}.{first[1]},<{beyond[0]}'。"
        )
