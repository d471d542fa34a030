"""What documents are made of, as digests of content; times of files say nothing.

Two documents whose inputs have equal digests have equal bytes.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import ptgen
from ptgen.build.cache import digest
from ptgen.build.manifest import VOLUME, Kind
from ptgen.build.settings import BuildSettings
from ptgen.core.filesystem import DiskFiles, read_bytes
from ptgen.core.loader import Loaded, ProjectFile

Inputs = Mapping[str, str]
"""The digest of each kind of input by its Chinese name, as ``--explain`` shows it."""

PROJECT, PROJECTS, UNIT = "项目文件", "项目", "unit.yaml"
LAYOUT, TEMPLATE = "版式", "模板"
FONTS, OPTIONS, PROGRAM, DRAFT = "字体", "选项", "程序和组件的版本", "草稿"
_LIBRARIES: Final = (
    "docxtpl fonttools jinja2 lxml pydyf python-docx typst uharfbuzz weasyprint xlsxwriter"
)
_ALL: Final = (
    "narrative.docx", "form.docx", "narrative.html", "form.html", "volume.html", "print.css"
)  # fmt: skip
_MOST: Final = 40 * 2**20
_SOURCES: Final = frozenset((".py", ".typ", ".xml", ".css", ".conf"))
_TEMPLATES: Final[Mapping[Kind, tuple[str, ...]]] = {  # a volume may use all that there are
    ("经费情况说明", "docx"): ("narrative.docx",),
    ("经费情况说明", "pdf"): ("narrative.html", "print.css", "narrative.docx"),
    ("绩效目标表", "docx"): ("form.docx",),
    ("绩效目标表", "pdf"): ("form.html", "print.css", "form.docx"),
    ("绩效目标表", "xlsx"): (),
    ("汇总", "xlsx"): (),
}


@cache
def versions() -> Mapping[str, str]:
    """Name and version of ptgen and of the libraries that shape the bytes of documents."""
    found = {"ptgen": ptgen.__version__}
    for name in _LIBRARIES.split():
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


@cache
def program() -> str:
    """The digest of this program, of the libraries it draws with and of the Python it runs on."""
    folder = Path(ptgen.__file__).parent
    sources = sorted(path for path in folder.rglob("*") if path.suffix in _SOURCES)
    python = f"{sys.version_info[:2]} {zlib.ZLIB_RUNTIME_VERSION}"
    parts = [part for path in sources for part in (path.name.encode(), path.read_bytes())]
    return digest(json.dumps(dict(versions()), sort_keys=True).encode(), python.encode(), *parts)


def source_of(file: ProjectFile, files: DiskFiles) -> str:
    """The digest of a project's file and of the unit's beside it."""
    return digest(files.read(file.path) or b"", files.read(file.unit_path) or b"")


def layout_of(loaded: Loaded) -> str:
    """The digest of the editions that a project was read with."""
    own = (loaded.file.path, loaded.file.unit_path)
    chain = [source for source in loaded.sources if source.path not in own]
    return digest(*("\n".join(source.lines).encode() for source in chain))


class Digests:
    """The digests of what several documents share; each file is read once."""

    def __init__(self, settings: BuildSettings) -> None:
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

    @cache  # noqa: B019  # as long as a build
    def shared(self, kind: Kind) -> dict[str, str]:
        """What a kind of document is made of beside its projects."""
        settings = self._settings
        found = {
            TEMPLATE: templates_digest(settings.files, _TEMPLATES.get(kind, _ALL)),
            PROGRAM: program(),
            DRAFT: str(settings.draft),
        }
        if kind[1] == "pdf" or kind[0] == VOLUME:
            found[OPTIONS] = digest(
                f"{settings.variant} {settings.enclose} {settings.program} "
                f"{settings.usual_program}".encode()
            )
            found[FONTS] = "" if settings.fonts is None else settings.fonts.fingerprint
        return found


def templates_digest(files: DiskFiles, names: Iterable[str] = _ALL) -> str:
    """The digest of the first file of each name, in the order of the folders."""
    found = (
        next((path for folder in files.templates if (path := folder / name).is_file()), None)
        for name in names
    )
    return digest(*(b"" if path is None else _template(path) for path in found))


def _template(path: Path) -> bytes:
    """The bytes of a template; what no template may be is refused when it is drawn."""
    return read_bytes(path, _MOST) or b""


def user_templates(files: DiskFiles) -> tuple[str, ...]:
    """The texts of the user's own templates, which may name fonts."""
    folders = files.templates[:-1]
    own = [path for folder in folders for name in _ALL if (path := folder / name).is_file()]
    pages = (path for path in own if path.suffix != ".docx")
    texts = [_template(path).decode("utf-8", "replace") for path in pages]
    if filled := [path for path in own if path.suffix == ".docx"]:
        from ptgen.render.docx.package import font_texts  # noqa: PLC0415 it takes time to import

        texts += map(font_texts, filled)
    return tuple(texts)
