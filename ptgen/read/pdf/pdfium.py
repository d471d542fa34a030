"""The text and the pictures of pages by PDFium, in a process of its own: no signal interrupts it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

from ptgen.core.system import bound_process

SECONDS: Final = 20
MEMORY: Final = 2048 * 2**20
_WIDEST: Final = 1100  # pixels of a picture
_COLORS: Final = 16


def page_texts(data: bytes) -> list[str] | None:
    """Return the text of each page, in any order; ``None`` when PDFium cannot read the file."""
    return _answer(data)


def page_pictures(data: bytes, numbers: Sequence[int]) -> list[str] | None:
    """Return PNG pictures in base64 of pages by number, from 1; ``None`` where they fail."""
    return _answer(data, *map(str, numbers))


def _answer(data: bytes, *words: str) -> list[str] | None:
    command = [sys.executable, "-P", "-m", "ptgen.read.pdf.pdfium", *words]
    done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        return None
    texts: list[str] = json.loads(done.stdout)
    return texts


def _picture(page: pypdfium2.PdfPage) -> str:
    scale = min(1.3, _WIDEST / max(page.get_size()))
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().quantize(_COLORS).save(buffer, "PNG", optimize=True)
    return b64encode(buffer.getvalue()).decode()


def _main() -> None:
    bound_process(SECONDS, MEMORY)
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    if sys.argv[1:]:
        json.dump([_picture(document[int(number) - 1]) for number in sys.argv[1:]], sys.stdout)
        return
    texts = []
    for index in range(len(document)):
        try:
            texts.append(document[index].get_textpage().get_text_range())
        except pypdfium2.PdfiumError:
            texts.append("")
    json.dump(texts, sys.stdout)


if __name__ == "__main__":
    _main()
