"""The text that is copied out of a PDF file, as four engines extract it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from tests.engines.pictures import said

Texts = list[str]
"""The text of each page."""


def pdfium(file: Path) -> Texts:
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_range() for page in document]


def poppler(file: Path) -> Texts:
    return said("pdftotext", "-q", "-raw", file, "-").split("\f")[:-1]


def mupdf(file: Path) -> Texts:
    return said("mutool", "draw", "-q", "-N", "-F", "text", file).split("\f")[:-1]


ENGINES: Mapping[str, Callable[[Path], Texts]] = {
    "PDFium": pdfium,
    "Poppler": poppler,
    "MuPDF": mupdf,
}


def characters(text: str) -> str:
    """The visible characters: spaces and ends of lines are each engine's guess."""
    return "".join(one for one in text if unicodedata.category(one)[0] not in "ZC")


def differences(texts: Mapping[str, Texts], *, ordered: bool = True) -> list[str]:
    """The pages whose characters are not the same, in the same order if asked, in all engines."""
    order = characters if ordered else lambda text: "".join(sorted(characters(text)))
    counts = {name: len(pages) for name, pages in texts.items()}
    if len(set(counts.values())) != 1:
        return [f"pages: {counts}"]
    found: list[str] = []
    for number, pages in enumerate(zip(*texts.values(), strict=True), 1):
        read = dict(zip(texts, map(order, pages), strict=True))
        if len(set(read.values())) != 1:
            found.append(f"page {number}: {read}")
    return found
