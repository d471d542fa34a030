"""Write ptgen/render/pdf/weasyprint/declarations.py: WeasyPrint's C declarations, parsed beforehand.

Each import of WeasyPrint parses them in Python, for a quarter of a second. Run it when the locked
version of WeasyPrint changes: ``python scripts/make_declarations.py``.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import tempfile
from pathlib import Path

import cffi  # type: ignore[import-untyped]

TARGET = Path(__file__).parents[1] / "ptgen" / "render" / "declarations.py"
_MADE = "ffi = _cffi_backend.FFI("
_HEAD = '''"""WeasyPrint's C declarations, parsed. Written by scripts/make_declarations.py: do not edit."""

import _cffi_backend  # type: ignore[import-untyped]

SOURCE = "{digest}"
"""The SHA-256 of WeasyPrint's text/ffi.py that they were taken from."""


class Declarations(_cffi_backend.FFI):  # type: ignore[misc]
    """Takes the text of declarations and does nothing: it has them."""

    def cdef(self, text: str) -> None:
        """As the FFI that WeasyPrint expects."""


'''


def source() -> Path:
    """WeasyPrint's module of declarations."""
    found = importlib.util.find_spec("weasyprint")
    if found is None or found.origin is None:
        raise FileNotFoundError("weasyprint is not installed")
    return Path(found.origin).with_name("text") / "ffi.py"


def module() -> str:
    """The text of the module; raises :class:`ValueError` when WeasyPrint declares otherwise."""
    text = source().read_bytes()
    calls = [
        node.args
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ffi.cdef"
    ]
    declared = [arguments[0] for arguments in calls if len(arguments) == 1]
    if len(declared) != len(calls) or not calls:
        raise ValueError("ffi.cdef is called in another way than before")
    builder = cffi.FFI()
    for argument in declared:
        builder.cdef(ast.literal_eval(argument))
    builder.set_source("ptgen.render.pdf.weasyprint.declarations", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.py"
        builder.emit_python_code(str(path))
        made = path.read_text("utf-8")
    _, found, arguments = made.partition(_MADE)
    if not found:
        raise ValueError("cffi writes another module than before")
    head = _HEAD.format(digest=hashlib.sha256(text).hexdigest())
    return f"{head}ffi = Declarations({arguments}"


if __name__ == "__main__":
    TARGET.write_text(module(), "utf-8")
