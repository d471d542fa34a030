"""Stage output: what documents are made of, as digests of content; times of files say nothing.

In come the files of a build; out comes, for each document, a digest of every kind of input. Two
documents with equal inputs have equal bytes.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import ptgen
from ptgen.build.documents import Settings, digest
from ptgen.build.versions import versions
from ptgen.core.filesystem import DiskFiles
from ptgen.core.loader import Loaded

Inputs = Mapping[str, str]
"""The digest of each kind of input by its Chinese name, as ``--explain`` says it."""

PROJECT, PROJECTS, UNIT = "项目文件", "项目", "unit.yaml"
LAYOUT, TEMPLATE = "版式", "模板"
FONTS, OPTIONS, PROGRAM, DRAFT = "字体", "选项", "程序和组件的版本", "草稿"
_TEMPLATES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        ("经费情况说明", "docx"): ("narrative.docx",),
        ("经费情况说明", "pdf"): ("narrative.html", "print.css"),
        ("绩效目标表", "docx"): ("form.docx",),
        ("绩效目标表", "pdf"): ("form.html", "print.css"),
        ("绩效目标表", "xlsx"): (),
        ("汇总", "xlsx"): (),
    }
)


@cache
def program() -> str:
    """The digest of this program, of the libraries it draws with and of the Python it runs on."""
    folder = Path(ptgen.__file__).parent
    sources = sorted(path for path in folder.rglob("*.py") if path.is_file())
    python = f"{sys.version_info[:2]} {zlib.ZLIB_RUNTIME_VERSION}"
    parts = [part for path in sources for part in (path.name.encode(), path.read_bytes())]
    return digest(json.dumps(versions(), sort_keys=True).encode(), python.encode(), *parts)


def layout_of(loaded: Loaded) -> str:
    """The digest of the editions that a project was read with."""
    own = (loaded.file.path, loaded.file.unit_path)
    chain = [source for source in loaded.sources if source.path not in own]
    return digest(*("\n".join(source.lines).encode() for source in chain))


class Digests:
    """The digests of what several documents share; each file is read once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def file(self, path: str) -> str:
        """The digest of a project or unit file; that of nothing where it cannot be read."""
        return digest(self._settings.files.read(path) or b"")

    @cached_property
    def layouts(self) -> str:
        """The digest of all editions."""
        files = self._settings.files
        found = [files.layout(name) for name in files.layouts()]
        return digest(*(part for one in found if one for part in (one.path.encode(), one.data)))

    def shared(self, document: str, style: str) -> dict[str, str]:
        """What a kind of document is made of beside its projects."""
        return dict(self._shared(document, style))

    @cache  # noqa: B019  # as long as a build
    def _shared(self, document: str, style: str) -> Inputs:
        found = {
            TEMPLATE: self._templates(_TEMPLATES.get((document, style))),
            PROGRAM: program(),
            DRAFT: str(self._settings.draft),
        }
        if style == "pdf" or document == "汇编":
            fonts = self._settings.fonts
            found[OPTIONS] = digest(self._settings.options.encode())
            found[FONTS] = "" if fonts is None else fonts.folder.name
        return found

    def _templates(self, names: Iterable[str] | None) -> str:
        """Those of the names; a volume may use all that there are."""
        folders = self._settings.files.templates
        if names is None:
            names = sorted(
                {path.name for folder in folders for path in folder.glob("*.*") if path.is_file()}
            )
        paths = [
            next((folder / name for folder in folders if (folder / name).is_file()), None)
            for name in names
        ]
        return digest(*(b"" if path is None else path.read_bytes() for path in paths))


def templates_digest(files: DiskFiles) -> str:
    """The digest of every template that there is."""
    paths = sorted(path for folder in files.templates for path in folder.glob("*.*"))
    return digest(*(path.read_bytes() for path in paths if path.is_file()))


def user_templates(files: DiskFiles) -> tuple[str, ...]:
    """The texts of the user's own pages and style sheets, which may name fonts."""
    own = (path for folder in files.templates[:-1] for path in sorted(folder.glob("*.*")))
    wanted = (path for path in own if path.suffix in (".html", ".css") and path.is_file())
    return tuple(path.read_text("utf-8", "replace") for path in wanted)
