"""The built-in Word templates restyled as their owner would in Word, and pages as others see them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import docx
import pdfplumber
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor

from ptgen.core.filesystem import builtin_templates
from tests.render.word_templates import png

HEADER: Final = "某某局预算管理处"
_FONTS: Final = {
    "方正小标宋简体": "Noto Serif CJK SC",
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "LXGW WenKai",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
}


def restyle_narrative(folder: Path) -> Path:
    """Other margins, sizes, colours and spacing; a header with words and a picture."""
    opened = docx.Document(str(builtin_templates() / "narrative.docx"))
    section = opened.sections[0]
    section.left_margin, section.right_margin = Mm(20), Mm(22)
    section.top_margin, section.bottom_margin = Mm(45), Mm(30)
    text = opened.styles["公文正文"]
    text.font.size, text.font.color.rgb = Pt(14), RGBColor(0x1F, 0x4E, 0x79)
    text.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    text.paragraph_format.line_spacing, text.paragraph_format.space_after = Pt(24), Pt(6)
    heading = opened.styles["一级标题"]
    heading.font.size, heading.font.color.rgb = Pt(18), RGBColor(0xC0, 0, 0)
    opened.styles["表格内容"].font.size = Pt(9)
    opened.settings.odd_and_even_pages_header_footer = False
    header = section.header
    header.is_linked_to_previous = False
    header.paragraphs[0].add_run(HEADER).font.size = Pt(9)
    logo = header.add_paragraph()
    logo.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    inline = logo.add_run().add_picture(io.BytesIO(png(0, 120, 0)), Mm(20))._inline
    for side in ("distT", "distB", "distL", "distR"):  # as Word writes them
        inline.set(side, "0")
    path = folder / "narrative.docx"
    opened.save(str(path))
    return path


def restyle_form(folder: Path) -> Path:
    """Another size and colour of labels and title, thicker rules, a footer."""
    opened = docx.Document(str(builtin_templates() / "form.docx"))
    label, title = opened.styles["表格标签"], opened.styles["表单标题"]
    label.font.size, label.font.color.rgb = Pt(8), RGBColor(0, 0x64, 0)
    title.font.size = Pt(24)
    opened.sections[0].footer.is_linked_to_previous = False
    opened.sections[0].footer.paragraphs[0].add_run("本表一式三份").font.size = Pt(9)
    path = folder / "form.docx"
    opened.save(str(path))
    return path


@dataclass(frozen=True)
class Pages:
    """A file's pages as pdfplumber reads them."""

    pages: tuple[Any, ...]

    @property
    def chars(self) -> list[dict[str, Any]]:
        """The characters of the first page that are seen."""
        return [char for char in self.pages[0].chars if char["text"].strip()]

    def of(self, words: str) -> list[dict[str, Any]]:
        """The characters of words on the first page."""
        shown = "".join(char["text"][0] for char in self.chars)
        at = shown.index(words)
        return self.chars[at : at + len(words)]

    def size(self, words: str) -> float:
        return round(float(self.of(words)[0]["size"]), 1)

    def color(self, words: str) -> str:
        """The colour as Word writes it."""
        told = self.of(words)[0]["non_stroking_color"]
        values = tuple(told) * 3 if len(tuple(told)) == 1 else tuple(told)
        return "".join(f"{round(value * 255):02X}" for value in values)


def pages_of(data: bytes) -> Pages:
    """The pages of a PDF."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            page.chars  # noqa: B018  # read while the file is open
        return Pages(tuple(opened.pages))


def libreoffice(data: bytes, folder: Path) -> bytes:
    """A Word file as LibreOffice prints it, with the faces that a PDF here has."""
    return _converted(data, "document.docx", "pdf", folder)


def _converted(data: bytes, name: str, style: str, folder: Path) -> bytes:
    folder.mkdir(exist_ok=True)
    aliases = "".join(
        f'<alias binding="same"><family>{one}</family><prefer><family>{face}</family></prefer>'
        "</alias>"
        for one, face in _FONTS.items()
    )
    fonts = folder / "fonts.conf"
    fonts.write_text(
        f'<?xml version="1.0"?><fontconfig><include>/etc/fonts/fonts.conf</include>{aliases}'
        "</fontconfig>",
        "utf-8",
    )
    (folder / name).write_bytes(data)
    subprocess.run(
        [
            str(shutil.which("soffice")),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            style,
            "--outdir",
            str(folder),
            str(folder / name),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )
    return (folder / name).with_suffix(f".{style}").read_bytes()


def as_word_spaces(data: bytes, folder: Path) -> bytes:
    """A Word file as Word breaks its lines, printed by LibreOffice.

    LibreOffice 7 does not read ``autoSpaceDE`` and ``overflowPunct``, which are off in our styles:
    they are switched off in its own format.
    """
    folder.mkdir(exist_ok=True)
    flat = _converted(data, "document.docx", "fodt", folder)
    for name, off in (("text-autospace", "none"), ("punctuation-wrap", "simple")):
        flat = re.sub(f'style:{name}="[^"]*"', f'style:{name}="{off}"', flat.decode()).encode()
    return _converted(flat, "flat.fodt", "pdf", folder)


def lines_of(data: bytes) -> list[str]:
    """The lines of all pages without what stands in margins."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [
            re.sub(r"\s", "", line["text"])
            for page in opened.pages
            for line in page.extract_text_lines(y_tolerance=5)
            if line["bottom"] < page.height * 0.88
        ]
