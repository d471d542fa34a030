"""The Typst of this process: it sees the faces chosen, the values given and nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import typst
import uharfbuzz  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts.chosen import Fonts
from ptgen.render.fonts.roles import Face
from ptgen.render.pdf.typst.values import Values

if TYPE_CHECKING:
    from typst import PDFStandard

_SOURCE: Final = Path(__file__).with_name("document.typ")


class Compiler:
    """Compiles values; one for a process, so that fonts are looked up once.

    Its root is a folder of its own with the source and the files that the values name. Packages
    would need an import, which no value can become.
    """

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        folder = Path(tempfile.mkdtemp(prefix="ptgen-typst-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        faces = folder / "fonts"
        faces.mkdir()
        self._root = folder / "root"
        self._root.mkdir()
        for number, file in enumerate(sorted({face.file for _, face in fonts.faces})):
            _link(file, faces / f"{number:03}{file.suffix}")
        self._found = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(faces)]
        )
        self._known = {
            (Path(one.path or "").resolve(), one.index): one for one in self._found.fonts()
        }
        (self._root / _SOURCE.name).write_bytes(_SOURCE.read_bytes())
        self._typst: typst.Compiler | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name by which Typst knows each family."""
        return {family: self._name(face) for family, face in reversed(self._fonts.faces)}

    def _name(self, face: Face) -> str:
        found = self._known.get((face.file.resolve(), face.index))
        if found is None:
            raise MachineError(f"字体文件 {face.file} 不能使用：请重新安装。")
        return found.family

    @cached_property
    def _coverage(self) -> Mapping[str, frozenset[int]]:
        """The code points of each family, by Typst's names."""
        covered: dict[str, frozenset[int]] = {}
        for family, face in self._fonts.faces:
            blob = uharfbuzz.Blob.from_file_path(str(face.file))
            points = frozenset(uharfbuzz.Face(blob, face.index).unicodes)
            name = self.names[family]
            covered[name] = covered.get(name, points) & points
        return covered

    def missing(self, texts: Mapping[tuple[str, ...], set[str]]) -> Iterator[str]:
        """Yield the characters that no family of their list has."""
        for families, characters in texts.items():
            known = [self._coverage[name] for name in families]
            yield from sorted(
                one
                for one in characters
                if not any(ord(one) in points for points in known) and one not in _FORMAT
            )

    def lay_out(self, values: Values, parts: Sequence[str], files: Mapping[str, bytes]) -> None:
        """Take values, of which :meth:`query` and :meth:`write` tell then; ``parts`` as JSON."""
        for name, data in files.items():
            (self._root / name).write_bytes(data)
        self._typst = typst.Compiler(
            self._root / _SOURCE.name,
            root=self._root,
            font_paths=self._found,
            sys_inputs={
                "values": json.dumps(values, ensure_ascii=False),
                "parts": f"[{','.join(parts)}]",
            },
            package_path=self._root,
            package_cache_path=self._root,
        )

    def age(self) -> None:
        """Let Typst forget what was laid out long ago, which it does where it writes a file."""
        typst.Compiler(b"", root=self._root, font_paths=self._found).compile()

    @contextlib.contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Let Typst forget while it writes: it keeps each step of a layout, for a next time."""
        written = threading.Event()

        def forget() -> None:
            while not written.wait(_PAUSE):
                self.age()

        thread = threading.Thread(target=forget, daemon=True)
        thread.start()
        try:
            yield
        finally:
            written.set()
            thread.join()

    def query(self, label: str) -> list[Any]:
        """Return the values marked so in what was laid out."""
        assert self._typst is not None  # noqa: S101  # something was laid out
        found: list[Any] = json.loads(self._typst.query(f"<{label}>", field="value"))
        return found

    def write(self, day: date, variant: str) -> bytes:
        """Return the PDF file, of a variant or a plain one."""
        assert self._typst is not None  # noqa: S101  # something was laid out
        with self._forgetting():
            made = self._typst.compile(
                pdf_standards=[cast("PDFStandard", variant.removeprefix("pdf/"))]
                if variant
                else [],
                timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
            )
        assert isinstance(made, bytes)  # noqa: S101  # as it is for PDF
        return made


_PAUSE: Final = 0.02  # seconds
_FORMAT: Final = "\n\t\u200b"
"""Characters that are not drawn."""


def _link(file: Path, target: Path) -> None:
    """Put a file into a folder; where links are not allowed, its content."""
    for way in (os.symlink, os.link, shutil.copyfile):
        with contextlib.suppress(OSError):
            way(file, target)
            return
    raise MachineError(f"字体文件 {file} 读不了：请重新安装。")
