"""Draws and writes the documents of projects and of whole folders: 汇总.xlsx, and 汇编."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ptgen.build.cache_key import source_of
from ptgen.build.manifest import SUMMARY, VOLUME, Kind, Output
from ptgen.build.plan import Lines
from ptgen.build.settings import BuildSettings
from ptgen.core import atomic
from ptgen.core.diagnostics import Diagnostic, Span, error, has_errors, warning
from ptgen.core.filesystem import is_builtin_template
from ptgen.core.loader import Content, Loaded, Loader, ProjectFile
from ptgen.core.model.edition_keys import ONE_PAGE_KEY
from ptgen.core.model.project import DocumentKind
from ptgen.core.model.units.unit import PdfProgram
from ptgen.core.source.nodes import Mapping, scalars
from ptgen.render.errors import GlyphError, MachineError, RenderError, TemplateError
from ptgen.render.pdf.variants import PLAIN, Archive, Enclosure
from ptgen.render.template_folders import Folders
from ptgen.report.export import export_of, to_json
from ptgen.view.document import Document, Form
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of
from ptgen.view.summary import summary_of
from ptgen.view.volume import Book, book_of, ordered

if TYPE_CHECKING:
    from ptgen.render.docx.renderer import WordRenderer
    from ptgen.render.pdf.engine import PdfEngine
    from ptgen.render.pdf.typst.renderer import TypstRenderer

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
    lines: Lines = field(default_factory=dict)


def document_of(kind: DocumentKind, content: Content) -> Document:
    """A document of a project, as a value."""
    return narrative_of(content) if kind is DocumentKind.NARRATIVE else form_of(content)


class Documents:
    """Draws and writes documents of projects, one after the other; one for a build.

    A renderer takes up to a second to import: only the process that draws pays for it.
    """

    def __init__(self, settings: BuildSettings) -> None:
        self.settings = settings
        self.loader = Loader(settings.files)
        self._templates = Folders(settings.files.templates)

    def load(self, task: Task) -> tuple[Loaded, ...]:
        """The projects of a task."""
        return task.loaded or tuple(self.loader.load(file) for file in task.files)

    def make(self, task: Task) -> Result:
        """The documents of a project or folder, written when every one could be drawn.

        Raises :class:`~ptgen.render.errors.MachineError` when no document can be drawn here.
        """
        return self._make_folder(task) if task.whole else self._make_project(task)

    def _make_project(self, task: Task) -> Result:
        (file,), (loaded,) = task.files, self.load(task)
        if loaded.content is None or not loaded.sound:
            return Result((), loaded.diagnostics, loaded.lines)
        if task.source and source_of(file, self.settings.files) != task.source:
            saved = error("PT503", Span.at(file.path), "生成时文件被改动", "请重新运行")
            return Result((), (saved,), loaded.lines)
        notes: list[Diagnostic] = []
        drawn = self._draw(loaded, loaded.content, task.kinds, notes)
        result = self._written(drawn, loaded.root, file.path, loaded.lines)
        return replace(result, found=(*result.found, *notes))

    def _written(
        self, drawn: Iterable[Drawn], root: Mapping | None, path: str, lines: Lines
    ) -> Result:
        """Draw files, then write all of them; what fails is told at ``root`` or ``path``."""
        out, outputs = self.settings.out, []
        try:
            for output, data in tuple(drawn):
                self.settings.require_awaited()
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
            if styles := [style for one, style in kinds if one == name]:
                document = document_of(name, content)
                for style in styles:
                    data, too_long = self._rendered(document, style, ((loaded.file, content),))
                    notes += [_too_long(loaded, style)] if too_long else []
                    yield self._named(loaded.file.key, (name.value, style), data)

    def _rendered(
        self, document: Document, style: str, sources: Sequence[tuple[ProjectFile, Content]]
    ) -> tuple[bytes, bool]:
        """The file, and whether it was to fit one page and does not."""
        if isinstance(document, Form) and style == "xlsx":
            from ptgen.render.xlsx.form import form_xlsx  # noqa: PLC0415 see below

            return form_xlsx(document, draft=self.settings.draft), False
        if style == "docx":
            return self.word.draw(document)
        return self._engine(sources).draw(document)

    def _make_folder(self, task: Task) -> Result:
        """The documents of a folder, written when all could be drawn."""
        sources = tuple(
            (one.file, one.content) for one in self.load(task) if one.content is not None
        )
        unit = self.loader.unit(task.files[0].unit_path)
        lines = {} if unit.source is None else {unit.source.path: unit.source.lines}
        book: Book | None = None
        if unit.volume is not None and unit.root is not None and sources:
            places, wrong = ordered([file.stem for file, _ in sources], unit.volume, unit.root)
            book, faults = book_of([sources[place][1] for place in places], unit.root)
            if has_errors(found := (*wrong, *faults)):
                return Result((), found, lines)
        drawn = self._draw_folder(task, sources, book)
        return self._written(drawn, unit.root, task.files[0].unit_path, lines)

    def _draw_folder(
        self, task: Task, sources: Sequence[tuple[ProjectFile, Content]], book: Book | None
    ) -> Iterator[Drawn]:
        from ptgen.render.xlsx.lists import summary_xlsx  # noqa: PLC0415 see above

        folder, draft = task.files[0].folder, self.settings.draft
        title = book.title if book is not None else f"{folder} {SUMMARY}".strip()
        if (SUMMARY, "xlsx") in task.kinds:
            summary = summary_of([content for _, content in sources], title)
            yield self._named(folder, (SUMMARY, "xlsx"), summary_xlsx(summary, draft=draft))
        kinds = [kind for kind in task.kinds if kind[0] == VOLUME]
        if book is None or not kinds:
            return
        from ptgen.render.volume.docx import render_volume_docx  # noqa: PLC0415 see above

        # The contents of the Word file show the pages of the PDF until Word counts its own.
        pdf = self._engine(sources).draw_volume(book)
        if (VOLUME, "docx") in kinds:
            word = render_volume_docx(self.word, book, pdf.pages)
            yield self._named(folder, (VOLUME, "docx"), word)
        if (VOLUME, "pdf") in kinds:
            yield self._named(folder, (VOLUME, "pdf"), pdf.data)

    def _named(self, folder: str, kind: Kind, data: bytes) -> Drawn:
        """A file that was drawn, with what the manifest says of it."""
        sha256 = hashlib.sha256(data).hexdigest()
        return Output.of(folder, kind, sha256, draft=self.settings.draft), data

    def _engine(self, sources: Sequence[tuple[ProjectFile, Content]]) -> PdfEngine:
        """What draws a folder's PDF: its variant, and the files of these projects that go into it.

        What the build was asked for stands over what unit.yaml says.
        """
        settings, unit = self.settings, self.loader.unit(sources[0][0].unit_path)
        variant, enclose = settings.variant, settings.enclose
        if not variant:
            variant, enclose = unit.variant, unit.enclose
        if variant and variant != PLAIN:
            enclosures = tuple(self._enclosures(sources)) if enclose else ()
            return self.typst.for_archive(Archive(variant, enclosures))
        program = settings.program or unit.program or settings.usual_program
        return self.typst if program is PdfProgram.TYPST else self.weasyprint

    def _enclosures(self, sources: Sequence[tuple[ProjectFile, Content]]) -> Iterator[Enclosure]:
        for file, _ in sources:
            data = self.settings.files.read(file.path) or b""
            name = f"{file.stem}.yaml"
            yield Enclosure(name, "项目文件", "Source", "application/yaml", data)
        data = to_json(export_of(sources)).encode()
        yield Enclosure("export.json", "算出的数据", "Data", "application/json", data)

    @cached_property
    def word(self) -> WordRenderer:
        """The renderer of Word files."""
        from ptgen.render.docx.renderer import WordRenderer  # noqa: PLC0415 see above

        return WordRenderer(self._templates, self.settings.draft)

    @cached_property
    def weasyprint(self) -> PdfEngine:
        """WeasyPrint, which draws what is not for archives."""
        from ptgen.render.pdf.weasyprint.volume import WeasyPrintEngine  # noqa: PLC0415 see above

        return WeasyPrintEngine(self._templates, self.settings.fonts, draft=self.settings.draft)

    @cached_property
    def typst(self) -> TypstRenderer:
        """Typst, which draws anything."""
        from ptgen.render.pdf.typst.renderer import TypstRenderer  # noqa: PLC0415 see above

        return TypstRenderer(self._templates, self.settings.fonts, draft=self.settings.draft)


def findings_of(failure: Exception, root: Mapping | None, path: str) -> Iterator[Diagnostic]:
    """What keeps a file from being made, as findings; ``path`` names it where no line does."""
    if isinstance(failure, GlyphError):
        for glyph in failure.missing:
            span = _place(glyph.character, root) or Span.at(path)
            message = f"已安装的字体都没有“{glyph.character}”字（U+{ord(glyph.character):04X}）"
            yield error("PT501", span, message, "请改用别的写法，或安装含有这个字的字体")
    elif isinstance(failure, TemplateError) and is_builtin_template(failure.path):
        message = f"这个项目的内容排不了版：{failure.reason}"
        yield error("PT503", _longest(root) or Span.at(path), message, "先核对这里，它的文字最长")
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


def _longest(root: Mapping | None) -> Span | None:
    """Where the longest text of a project stands."""
    found = () if root is None else (scalar for _, scalar in scalars(root))
    longest = max(found, key=lambda scalar: len(scalar.text), default=None)
    return None if longest is None else longest.span


def _place(character: str, root: Mapping | None) -> Span | None:
    """Where an author wrote a character."""
    if root is None:
        return None
    for _, scalar in scalars(root):
        at = scalar.text.find(character)
        if at >= 0:
            return scalar.place(at)
    return None
