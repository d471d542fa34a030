"""Stage output: one project's documents are drawn and written. One instance serves a process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ptgen.build.manifest import Output
from ptgen.core import atomic
from ptgen.core.diagnostics import Diagnostic, Span, error
from ptgen.core.filesystem import DiskFiles
from ptgen.core.loader import Content, Loaded, Loader, ProjectFile
from ptgen.core.model.project import DocumentKind
from ptgen.core.source.nodes import Mapping, scalars
from ptgen.render.errors import GlyphError, MachineError, RenderError, TemplateError
from ptgen.render.pdf.variants import PLAIN, Archive, Enclosure
from ptgen.render.template_folders import Folders
from ptgen.report.export import export_of, to_json
from ptgen.view.document import Document, Form
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of

if TYPE_CHECKING:
    from ptgen.render.docx.renderer import WordRenderer
    from ptgen.render.fonts.cache import Fonts
    from ptgen.render.pdf.weasyprint.renderer import PdfRenderer

FORMATS = ("docx", "pdf", "xlsx")
USUAL = ("docx", "pdf")
"""The formats of a build that is not told otherwise; xlsx is for the form alone."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build was asked for; without ``fonts`` the one who draws prepares this machine's.

    ``templates`` names the content of the templates: renderers are kept as long as it stays.
    ``run`` tells the builds of one process apart: each reads units and editions anew. ``variant``
    is a variant of PDF, or nothing where each unit.yaml tells that of its folder; ``enclose`` puts
    the projects' files and data into it. ``token`` names a file in ``out`` that is there as long
    as somebody on another machine waits for what is drawn here. A ``draft`` says so on each page.
    """

    files: DiskFiles
    out: Path
    formats: tuple[str, ...]
    fonts: Fonts | None = None
    templates: str = ""
    run: int = 0
    variant: str = ""
    enclose: bool = False
    token: str = ""
    draft: bool = False

    @property
    def awaited(self) -> bool:
        """Whether anybody still waits for what is drawn."""
        return not self.token or (self.out / self.token).is_file()

    @property
    def options(self) -> str:
        """What shapes a PDF beside its content."""
        return f"{self.variant} {self.enclose}"


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a project: its files, or the findings that kept it from having them."""

    file: ProjectFile
    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()


Kind = tuple[str, str]
"""A document and its format, as 绩效目标表 and pdf."""

Drawn = tuple[Output, bytes]
"""A file to be written: what the manifest says of it, and its bytes."""


class Documents:
    """Draws and writes the documents of projects, one after the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loader = Loader(settings.files)

    def build(
        self, file: ProjectFile, wanted: Collection[Kind] | None = None, source: str | None = None
    ) -> Built:
        """All documents of a project or those ``wanted``, written when every one could be drawn.

        ``source`` is the digest of what was checked: a file saved since is not drawn.
        Raises :class:`~ptgen.render.errors.MachineError` when no document can be drawn here.
        """
        loaded = self._loader.load(file)
        if loaded.content is None or not loaded.sound:
            return Built(file, (), loaded.diagnostics, lines_of(loaded))
        if source is not None and source_of(file, self._settings.files) != source:
            saved = error("PT503", Span.at(file.path), "生成时文件被改动", "请重新运行")
            return Built(file, (), (saved,), lines_of(loaded))
        try:
            drawn = tuple(self._drawn(file, loaded.content, wanted))
            return Built(file, self.written(drawn))
        except MachineError:
            raise
        except (RenderError, atomic.OutputError) as failure:
            found = tuple(findings_of(failure, loaded.root, loaded.file.path))
            return Built(file, (), found, lines_of(loaded))

    def _drawn(
        self, file: ProjectFile, content: Content, wanted: Collection[Kind] | None
    ) -> Iterator[Drawn]:
        for kind in content.project.documents:
            document: Document | None = None
            for style in styles_of(kind, self._settings.formats):
                if wanted is None or (kind.value, style) in wanted:
                    document = document or _MAKERS[kind](content)
                    sources = ((file, content),)
                    data = self._draw(document, style, sources)
                    yield named(file.key, kind.value, style, data, draft=self._settings.draft)

    def _draw(
        self, document: Document, style: str, sources: Sequence[tuple[ProjectFile, Content]]
    ) -> bytes:
        if isinstance(document, Form) and style == "xlsx":
            from ptgen.render.xlsx import form_xlsx  # noqa: PLC0415 see below

            return form_xlsx(document, draft=self._settings.draft)
        if style == "docx":
            return self.word.render(document)
        return self.pdf.render(document, self.archive(sources))

    def archive(self, sources: Sequence[tuple[ProjectFile, Content]]) -> Archive:
        """The variant of a folder's PDF, and what rides along of these projects of it.

        What the build was asked for stands over what unit.yaml says.
        """
        variant, enclose = self._settings.variant, self._settings.enclose
        if not variant:
            unit = self._loader.unit(sources[0][0].unit_path)
            variant, enclose = unit.variant, unit.enclose
        plain = "" if variant == PLAIN else variant
        return Archive(plain, self._enclosures(sources) if enclose else ())

    def _enclosures(self, sources: Sequence[tuple[ProjectFile, Content]]) -> tuple[Enclosure, ...]:
        files = self._settings.files
        written = tuple(
            Enclosure(
                f"{file.stem}.yaml",
                "项目文件",
                "Source",
                "application/yaml",
                files.read(file.path) or b"",
            )
            for file, _ in sources
        )
        data = to_json(export_of(sources)).encode()
        return (*written, Enclosure("export.json", "算出的数据", "Data", "application/json", data))

    def written(self, drawn: Iterable[Drawn]) -> tuple[Output, ...]:
        """Put files into the output folder; raises :class:`~ptgen.core.atomic.OutputError`."""
        return tuple(self._each_written(drawn))

    def _each_written(self, drawn: Iterable[Drawn]) -> Iterator[Output]:
        out = self._settings.out
        for output, data in drawn:
            path = out / output.path
            if not self._settings.awaited:
                raise atomic.OutputError("生成已停止")
            if not atomic.is_inside(path, out):
                raise atomic.OutputError(f"{path.parent} 是指向输出文件夹以外的链接，请删去")
            atomic.write(path, data)
            yield output

    @property
    def word(self) -> WordRenderer:
        """The renderer of Word files."""
        settings = self._settings
        return _word(settings.files.templates, settings.templates, settings.draft)

    @property
    def pdf(self) -> PdfRenderer:
        """The renderer of PDF files."""
        settings = self._settings
        return _pdf(settings.files.templates, settings.fonts, settings.templates, settings.draft)


# A renderer takes up to a second to import: only the process that draws pays for it.
@lru_cache(maxsize=1)
def _word(
    folders: tuple[Path, ...],
    state: str,  # noqa: ARG001 tells them apart
    draft: bool,
) -> WordRenderer:
    from ptgen.render.docx.renderer import WordRenderer  # noqa: PLC0415

    return WordRenderer(Folders(folders), draft)


@lru_cache(maxsize=1)
def _pdf(
    folders: tuple[Path, ...],
    fonts: Fonts | None,
    state: str,  # noqa: ARG001
    draft: bool,
) -> PdfRenderer:
    from ptgen.render.pdf.weasyprint.renderer import PdfRenderer  # noqa: PLC0415

    return PdfRenderer(Folders(folders), fonts, draft=draft)


def styles_of(document: str, formats: Iterable[str]) -> tuple[str, ...]:
    """The formats in which a project's document is made: a narrative is no workbook."""
    return tuple(style for style in formats if style != "xlsx" or document == DocumentKind.FORM)


def place_of(folder: str, document: str, style: str) -> str:
    """The path of a file below the output folder."""
    return f"{folder}/{document}.{style}" if folder else f"{document}.{style}"


def named(folder: str, document: str, style: str, data: bytes, *, draft: bool) -> Drawn:
    """A file that was drawn, with what the manifest says of it."""
    path, whole = place_of(folder, document, style), hashlib.sha256(data).hexdigest()
    return Output(path=path, document=document, format=style, sha256=whole, draft=draft), data


def source_of(file: ProjectFile, files: DiskFiles) -> str:
    """The digest of a project's file and of the unit's beside it."""
    return digest(files.read(file.path) or b"", files.read(file.unit_path) or b"")


def digest(*parts: bytes) -> str:
    """The digest of parts, each with its length, so that none runs into the next."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.hexdigest()[:32]


_MAKERS: dict[DocumentKind, Callable[[Content], Document]] = {
    DocumentKind.NARRATIVE: narrative_of,
    DocumentKind.FORM: form_of,
}


def lines_of(loaded: Loaded) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lines of each file that a project was read from, to show findings with."""
    return tuple((source.path, source.lines) for source in loaded.sources)


def findings_of(failure: Exception, root: Mapping | None, path: str) -> Iterator[Diagnostic]:
    """What keeps a file from being made, as findings; ``path`` names it where no line does."""
    if isinstance(failure, GlyphError):
        for glyph in failure.missing:
            span = _place(glyph.character, root) or Span.at(path)
            message = f"已安装的字体都没有“{glyph.character}”字（U+{ord(glyph.character):04X}）"
            yield error("PT501", span, message, "请改用别的写法，或安装含有这个字的字体")
    elif isinstance(failure, TemplateError):
        span = Span.at(str(failure.path), failure.line or 1)
        yield error(
            "PT502", span, f"模板无法排版：{failure.reason}", "请改正模板，或删去它改用自带的模板"
        )
    else:
        yield error("PT503", Span.at(path), str(failure), "改正后重新运行")


def _place(character: str, root: Mapping | None) -> Span | None:
    """Where an author wrote a character."""
    if root is None:
        return None
    for _, scalar in scalars(root):
        at = scalar.text.find(character)
        if at >= 0:
            return scalar.place(at)
    return None
