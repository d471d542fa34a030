"""The files of a whole folder: 汇总.xlsx, and 汇编 where unit.yaml asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ptgen.build.documents import Documents, Drawn, Result, Task
from ptgen.build.manifest import SUMMARY, VOLUME, formats_of
from ptgen.core.diagnostics import Diagnostic, has_errors
from ptgen.core.loader import Content, ProjectFile
from ptgen.core.model.unit import Volume
from ptgen.core.source.nodes import Mapping
from ptgen.view.summary import summary_of
from ptgen.view.volume import Book, book_of, ordered


def make_folder(documents: Documents, task: Task) -> Result:
    """The documents of a folder, written when all could be drawn.

    Raises :class:`~ptgen.render.errors.MachineError` when no document can be drawn here.
    """
    loaded = documents.load(task)
    sources = tuple((one.file, one.content) for one in loaded if one.content is not None)
    unit = documents.loader.unit(task.files[0].unit_path)
    lines = () if unit.source is None else ((unit.source.path, unit.source.lines),)
    book: Book | None = None
    if unit.volume is not None and unit.root is not None and sources:
        book, found = _book(sources, unit.volume, unit.root)
        if has_errors(found):
            return Result((), found, lines)
    drawn = _draw(documents, task, sources, book)
    return documents.written(drawn, unit.root, task.files[0].unit_path, lines)


def _draw(
    documents: Documents,
    task: Task,
    sources: Sequence[tuple[ProjectFile, Content]],
    book: Book | None,
) -> Iterator[Drawn]:
    from ptgen.render.xlsx.lists import summary_xlsx  # noqa: PLC0415 takes time to import

    folder, draft = task.files[0].folder, documents.settings.draft
    title = book.title if book is not None else f"{folder} {SUMMARY}".strip()
    if (SUMMARY, "xlsx") in task.kinds:
        summary = summary_of([content for _, content in sources], title)
        yield documents.named(folder, (SUMMARY, "xlsx"), summary_xlsx(summary, draft=draft))
    kinds = [(VOLUME, style) for style in formats_of(VOLUME, documents.settings.formats)]
    kinds = [kind for kind in kinds if kind in task.kinds]
    if book is None or not kinds:
        return
    from ptgen.render.volume.docx import render_volume_docx  # noqa: PLC0415 see above
    from ptgen.render.volume.pdf import render_volume  # noqa: PLC0415 see above

    # The contents of the Word file show the pages of the PDF until Word counts its own.
    pdf = render_volume(documents.pdf, book, documents.archive(sources))
    if (VOLUME, "docx") in kinds:
        word = render_volume_docx(documents.word, book, pdf.pages)
        yield documents.named(folder, (VOLUME, "docx"), word)
    if (VOLUME, "pdf") in kinds:
        yield documents.named(folder, (VOLUME, "pdf"), pdf.data)


def _book(
    sources: Sequence[tuple[ProjectFile, Content]], volume: Volume, root: Mapping
) -> tuple[Book | None, tuple[Diagnostic, ...]]:
    places, wrong = ordered([file.stem for file, _ in sources], volume, root)
    book, found = book_of([sources[place][1] for place in places], root)
    return book, (*wrong, *found)
