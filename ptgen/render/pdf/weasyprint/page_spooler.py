"""Pages are drawn as soon as they are laid out, so that a volume fits in memory.

A drawn page holds only what it shows. WeasyPrint draws when
the file is written and keeps every box until then, three megabytes a page of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.layout.absolute import AbsolutePlaceholder  # type: ignore[import-untyped]
from weasyprint.pdf.stream import Stream  # type: ignore[import-untyped]

from ptgen.render.pdf.weasyprint.engine import weasyprint

_SCALE: Final = 0.75  # PDF points in a CSS pixel
_NAMED: Final = ("ExtGState", "XObject", "Pattern", "Shading")
# What WeasyPrint's tags and links read of a box after it was drawn (weasyprint.pdf.tags).
_KEPT: Final = frozenset(
    ("element", "element_tag", "children", "colspan", "rowspan", "is_table_wrapper")
)


class _ColorSpaces(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """Stands for the file's colour spaces before there is a file."""

    data = b""


@dataclass(frozen=True, slots=True)
class _PageReferences:
    """The references of a file's pages, each made when it is asked for."""

    kids: Sequence[object]

    def __getitem__(self, index: int) -> bytes:
        place = range(0, len(self.kids), 3)[index]
        return f"{self.kids[place]} 0 R".encode()


def page_references(pdf: pydyf.PDF) -> _PageReferences:
    """The references of a file's pages; in place of pydyf's property, which makes all of them.

    WeasyPrint asks for one with each element of the structure: time quadratic in the pages.
    """
    return _PageReferences(pdf.pages["Kids"])


class Press:
    """Draws pages of many layouts that share a font configuration, for one file."""

    def __init__(self) -> None:
        self._fonts: dict[object, object] = {}
        self._images: dict[str, object] = {}
        self._colors = _ColorSpaces()
        self._resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in _NAMED})
        self._resources["ColorSpace"] = self._colors

    def draw(self, page: weasyprint.Page) -> DrawnPage:
        """The page with what it shows in place of its boxes; ``page`` is of no use afterwards."""
        box = (0, 0, page.width, page.height)
        tags: dict[object, object] = {}
        stream = Stream(
            self._fonts, box, self._resources, self._images, tags, {}, None, compress=True
        )
        stream.transform(d=-1, f=page.height * _SCALE)
        page.paint(stream, _SCALE)
        for one in _boxes(page._page_box):  # noqa: SLF001  # WeasyPrint offers no other way in
            if isinstance(one, boxes.ReplacedBox):  # a picture's place stands in its tag
                continue
            one.__dict__ = {name: value for name, value in vars(one).items() if name in _KEPT}
        return DrawnPage(page, b"\n".join(map(_bytes, stream.stream[1:])), tags, self)

    def bind(self, like: weasyprint.Document, pages: list[weasyprint.Page]) -> weasyprint.Document:
        """A document of drawn pages, to be written; its properties are those of ``like``."""
        document = like.copy(pages)
        document.fonts = self._fonts
        return document

    def lend(self, stream: Stream) -> None:
        """Give a page of the file the resources that were met while drawing."""
        resources = stream._resources  # noqa: SLF001  # WeasyPrint offers no other way in
        self._colors.data = resources["ColorSpace"]
        for name in _NAMED:
            resources[name].update(self._resources[name])
        stream._images.update(self._images)  # noqa: SLF001


class DrawnPage(weasyprint.Page):  # type: ignore[misc]  # WeasyPrint has no types
    """A page of which nothing is left but its place in the structure and what it shows."""

    def __init__(
        self, page: weasyprint.Page, shown: bytes, tags: dict[object, object], press: Press
    ) -> None:
        for name, value in vars(page).items():
            setattr(self, name, value)
        self._shown, self._tags, self._press = shown, tags, press

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Put what was drawn into the file's stream; ``scale`` was known then."""
        del scale
        self._press.lend(stream)
        stream.stream.append(self._shown)
        if stream._tags is not None:  # noqa: SLF001  # WeasyPrint offers no other way in
            stream._tags.update(self._tags)  # noqa: SLF001


def _boxes(box: boxes.Box) -> Iterator[boxes.Box]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001  # WeasyPrint offers no other way in
    children = list(getattr(box, "children", ()))
    yield box
    for child in children:
        yield from _boxes(child)


def _bytes(item: object) -> bytes:
    if isinstance(item, bytes):
        return item
    return bytes(item.data) if isinstance(item, pydyf.Object) else str(item).encode("ascii")
