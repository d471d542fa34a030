"""The text of each page as PDFium sees it, in a process of its own: no signal interrupts it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

from ptgen.core.system import bound_process

SECONDS: Final = 20
MEMORY: Final = 2048 * 2**20


def page_texts(data: bytes) -> list[str] | None:
    """Return the text of each page, in any order; ``None`` when PDFium cannot read the file."""
    command = [sys.executable, "-P", "-m", "ptgen.read.pdf.pdfium"]
    done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        return None
    texts: list[str] = json.loads(done.stdout)
    return texts


def _main() -> None:
    bound_process(SECONDS, MEMORY)
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    texts = []
    for index in range(len(document)):
        try:
            texts.append(document[index].get_textpage().get_text_range())
        except pypdfium2.PdfiumError:
            texts.append("")
    json.dump(texts, sys.stdout)


if __name__ == "__main__":
    _main()
