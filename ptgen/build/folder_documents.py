"""Stage output: the files of a whole folder: 汇总.xlsx, and 汇编 where unit.yaml asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ptgen.build.documents import (
    FORMATS,
    Documents,
    Drawn,
    Kind,
    Settings,
    findings_of,
    named,
    place_of,
    styles_of,
)
from ptgen.build.manifest import Output
from ptgen.core import atomic
from ptgen.core.diagnostics import Diagnostic, has_errors
from ptgen.core.loader import Content, Loader, ProjectFile
from ptgen.core.model.project import DocumentKind
from ptgen.core.model.unit import Volume
from ptgen.core.source.nodes import Mapping
from ptgen.render.errors import MachineError, RenderError
from ptgen.view.summary import summary_of
from ptgen.view.volume import Book, book_of, ordered

SUMMARY, VOLUME = "汇总", "汇编"


@dataclass(frozen=True, slots=True)
class FolderBuilt:
    """The files of a folder, or the findings that kept it from having them."""

    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()


class FolderDocuments:
    """Draws and writes what is made of all projects of a folder."""

    def __init__(self, documents: Documents, settings: Settings) -> None:
        self._documents = documents
        self._settings = settings
        self._loader = Loader(settings.files)

    def build(
        self, folder: str, files: Sequence[ProjectFile], wanted: Collection[Kind] | None = None
    ) -> FolderBuilt:
        """All or those ``wanted``, written when all could be drawn; each project is sound.

        Raises :class:`~ptgen.render.errors.MachineError` when no document can be drawn here.
        """
        contents = [one for file in files if (one := self._loader.load(file).content) is not None]
        unit = self._loader.unit(files[0].unit_path)
        lines = () if unit.source is None else ((unit.source.path, unit.source.lines),)
        book: Book | None = None
        if unit.volume is not None and unit.root is not None and contents:
            book, found = _book(files, contents, unit.volume, unit.root)
            if has_errors(found):
                return FolderBuilt((), found, lines)
        try:
            drawn = tuple(self._drawn(folder, files, contents, book, wanted))
            return FolderBuilt(self._documents.written(drawn))
        except MachineError:
            raise
        except (RenderError, atomic.OutputError) as failure:
            found = tuple(findings_of(failure, unit.root, files[0].unit_path))
            return FolderBuilt((), found, lines)

    def _drawn(
        self,
        folder: str,
        files: Sequence[ProjectFile],
        contents: Sequence[Content],
        book: Book | None,
        wanted: Collection[Kind] | None,
    ) -> Iterator[Drawn]:
        from ptgen.render.xlsx import summary_xlsx  # noqa: PLC0415 takes time to import

        draft = self._settings.draft
        title = book.title if book is not None else f"{folder} {SUMMARY}".strip()
        if wanted is None or (SUMMARY, "xlsx") in wanted:
            data = summary_xlsx(summary_of(contents, title), draft=draft)
            yield named(folder, SUMMARY, "xlsx", data, draft=draft)
        styles = [
            style
            for style in volume_styles(self._settings.formats)
            if wanted is None or (VOLUME, style) in wanted
        ]
        if book is None or not styles:
            return
        from ptgen.render.volume.docx import render_volume_docx  # noqa: PLC0415 see above
        from ptgen.render.volume.pdf import render_volume  # noqa: PLC0415 see above

        # The contents of the Word file show the pages of the PDF until Word counts its own.
        archive = self._documents.archive(tuple(zip(files, contents, strict=True)))
        pdf = render_volume(self._documents.pdf, book, archive)
        if "docx" in styles:
            word = render_volume_docx(self._documents.word, book, pdf.pages)
            yield named(folder, VOLUME, "docx", word, draft=draft)
        if "pdf" in styles:
            yield named(folder, VOLUME, "pdf", pdf.data, draft=draft)


def volume_styles(formats: Iterable[str]) -> tuple[str, ...]:
    """The formats in which a volume is made."""
    return tuple(style for style in formats if style in ("docx", "pdf"))


def is_project_document(key: str, output: Output) -> bool:
    """Whether a file is one that is made of a project, at its place."""
    if output.document not in tuple(DocumentKind):
        return False
    return output.format in styles_of(output.document, FORMATS) and _is_placed(key, output)


def is_folder_document(folder: str, output: Output) -> bool:
    """Whether a file is one that is made of a whole folder, at its place."""
    styles = {SUMMARY: ("xlsx",), VOLUME: volume_styles(FORMATS)}
    return output.format in styles.get(output.document, ()) and _is_placed(folder, output)


def _is_placed(folder: str, output: Output) -> bool:
    return output.path == place_of(folder, output.document, output.format)


def _book(
    files: Sequence[ProjectFile], contents: Sequence[Content], volume: Volume, root: Mapping
) -> tuple[Book | None, tuple[Diagnostic, ...]]:
    places, wrong = ordered([file.stem for file in files], volume, root)
    book, found = book_of([contents[place] for place in places], root)
    return book, (*wrong, *found)
