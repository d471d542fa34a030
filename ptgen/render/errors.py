"""What can keep a document from being drawn, each with a message in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ptgen.core.errors import PtgenError


class RenderError(PtgenError):
    """A document could not be drawn; ``str()`` says why, in Chinese."""


class TemplateError(RenderError):
    """A user's template does not render: where it fails (1-based line, if known) and why."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"模板 {where} 无法排版：{self.reason}"


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that no font at hand can draw, and the text around it."""

    character: str
    context: str

    def __str__(self) -> str:
        shown = f"“{self.character}”" if self.character.isprintable() else "不可见的字符"
        context = "".join(one if one.isprintable() else "�" for one in self.context)
        place = f"，见“{context}”" if context else ""
        return f"{shown}（U+{ord(self.character):04X}）{place}"


class GlyphError(RenderError):
    """Characters that no installed font has; a blank box must not reach a document."""

    def __init__(self, missing: Iterable[MissingGlyph]) -> None:
        self.missing = tuple(missing)
        super().__init__(self.missing)

    def __str__(self) -> str:
        listed = "；".join(str(glyph) for glyph in self.missing)
        return f"已安装的字体都没有这些字：{listed}。请改用别的写法，或安装含有该字的字体。"


class MachineError(RenderError):
    """The machine lacks a font or a library; the message says what to install."""
