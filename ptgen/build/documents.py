"""Draws and writes one project's documents. One instance serves a process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ptgen.build.cache_key import source_of
from ptgen.build.manifest import Kind, Output, formats_of
from ptgen.build.plan import Lines, lines_of
from ptgen.build.settings import BuildSettings
from ptgen.core import atomic
from ptgen.core.diagnostics import Diagnostic, Span, error, warning
from ptgen.core.loader import Content, Loaded, Loader, ProjectFile
from ptgen.core.model.project import ONE_PAGE_KEY, DocumentKind
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

_MAKERS: dict[DocumentKind, Callable[[Content], Document]] = {
    DocumentKind.NARRATIVE: narrative_of,
    DocumentKind.FORM: form_of,
}

Drawn = tuple[Output, bytes]
"""A file to be written: what the manifest says of it, and its bytes."""


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to be drawn: of one project, or of a ``whole`` folder whose projects are sound.

    ``source`` is the digest of what was checked: a project that was saved since is not drawn.
    ``loaded`` is what was read already, in this process: to send a project to another one takes
    five times as long as to read it there again.
    """

    files: tuple[ProjectFile, ...]
    kinds: tuple[Kind, ...]
    whole: bool = False
    source: str = ""
    loaded: tuple[Loaded, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The files of a task, or the findings that kept it from having them."""

    outputs: tuple[Output, ...]
    found: tuple[Diagnostic, ...] = ()
    lines: Lines = ()


class Documents:
    """Draws and writes documents of projects, one after the other."""

    def __init__(self, settings: BuildSettings) -> None:
        self.settings = settings
        self.loader = Loader(settings.files)

    def load(self, task: Task) -> tuple[Loaded, ...]:
        """The projects of a task."""
        return task.loaded or tuple(self.loader.load(file) for file in task.files)

    def make(self, task: Task) -> Result:
        """The documents of a project, written when every one could be drawn.

        Raises :class:`~ptgen.render.errors.MachineError` when no document can be drawn here.
        """
        (file,), (loaded,) = task.files, self.load(task)
        lines = lines_of(loaded)
        if loaded.content is None or not loaded.sound:
            return Result((), loaded.diagnostics, lines)
        if task.source and source_of(file, self.settings.files) != task.source:
            saved = error("PT503", Span.at(file.path), "生成时文件被改动", "请重新运行")
            return Result((), (saved,), lines)
        notes: list[Diagnostic] = []
        drawn = self._draw(loaded, loaded.content, task.kinds, notes)
        result = self.written(drawn, loaded.root, file.path, lines)
        return replace(result, found=(*result.found, *notes))

    def written(
        self, drawn: Iterable[Drawn], root: Mapping | None, path: str, lines: Lines
    ) -> Result:
        """Draw files, then write all of them; what fails is told at ``root`` or ``path``."""
        out, outputs = self.settings.out, []
        try:
            for output, data in tuple(drawn):
                self.settings.require_awaited()
                atomic.require_inside(out / output.path, out)
                atomic.write(out / output.path, data)
                outputs.append(output)
        except MachineError:
            raise
        except (RenderError, atomic.OutputError) as failure:
            return Result((), tuple(findings_of(failure, root, path)), lines)
        return Result(tuple(outputs))

    def _draw(
        self, loaded: Loaded, content: Content, kinds: Collection[Kind], notes: list[Diagnostic]
    ) -> Iterator[Drawn]:
        for name in content.project.documents:
            document: Document | None = None
            for style in formats_of(name, self.settings.formats):
                if (name, style) in kinds:
                    document = document or _MAKERS[name](content)
                    data, too_long = self._rendered(document, style, ((loaded.file, content),))
                    notes += [_too_long(loaded, style)] if too_long else []
                    yield self.named(loaded.file.key, (name.value, style), data)

    def _rendered(
        self, document: Document, style: str, sources: Sequence[tuple[ProjectFile, Content]]
    ) -> tuple[bytes, bool]:
        """The file, and whether it was to fit one page and does not."""
        if isinstance(document, Form) and style == "xlsx":
            from ptgen.render.xlsx import form_xlsx  # noqa: PLC0415 see below

            return form_xlsx(document, draft=self.settings.draft), False
        if style == "docx":
            return self.word.draw(document)
        return self.pdf.draw(document, self.archive(sources))

    def named(self, folder: str, kind: Kind, data: bytes) -> Drawn:
        """A file that was drawn, with what the manifest says of it."""
        sha256 = hashlib.sha256(data).hexdigest()
        return Output.of(folder, kind, sha256, draft=self.settings.draft), data

    def archive(self, sources: Sequence[tuple[ProjectFile, Content]]) -> Archive:
        """The variant of a folder's PDF, and the files of these projects that are put into it.

        What the build was asked for stands over what unit.yaml says.
        """
        variant, enclose = self.settings.variant, self.settings.enclose
        if not variant:
            unit = self.loader.unit(sources[0][0].unit_path)
            variant, enclose = unit.variant, unit.enclose
        plain = "" if variant == PLAIN else variant
        return Archive(plain, tuple(self._enclosures(sources)) if enclose else ())

    def _enclosures(self, sources: Sequence[tuple[ProjectFile, Content]]) -> Iterator[Enclosure]:
        for file, _ in sources:
            data = self.settings.files.read(file.path) or b""
            name = f"{file.stem}.yaml"
            yield Enclosure(name, "项目文件", "Source", "application/yaml", data)
        data = to_json(export_of(sources)).encode()
        yield Enclosure("export.json", "算出的数据", "Data", "application/json", data)

    @property
    def word(self) -> WordRenderer:
        """The renderer of Word files."""
        settings = self.settings
        return _word(settings.files.templates, settings.templates, settings.draft)

    @property
    def pdf(self) -> PdfRenderer:
        """The renderer of PDF files."""
        settings = self.settings
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


def _too_long(loaded: Loaded, style: str) -> Diagnostic:
    """The note of a form that goes on over pages, at the key that wants one."""
    found = None if loaded.root is None else loaded.root.get(ONE_PAGE_KEY)
    span = Span.at(loaded.file.path) if found is None else found.key.span
    message = f"缩到最小字号仍排不进一页，绩效目标表.{style} 照平常的字号分页"
    return warning("PT504", span, message, "改小“最小字号”，或减少指标、写短名称")


def _place(character: str, root: Mapping | None) -> Span | None:
    """Where an author wrote a character."""
    if root is None:
        return None
    for _, scalar in scalars(root):
        at = scalar.text.find(character)
        if at >= 0:
            return scalar.place(at)
    return None
