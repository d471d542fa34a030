"""What stands on every page: the headers and footers of a look, and 草稿 on drafts.

Headers and footers are running elements (CSS Generated Content, 1.2). 草稿 is an element that CSS
repeats on every page (CSS 2.2, 9.6.1, position: fixed), whatever the template is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from ptgen.render.look.model import (
    MM,
    Look,
    Picture,
    Piece,
    Stories,
    Story,
    StoryLine,
    Tab,
    Words,
)
from ptgen.render.pdf.weasyprint.look_css import characters_css, look_css, page_css, paragraph_css
from ptgen.render.pdf.weasyprint.script_gaps import gaps_css
from ptgen.view.document import Document

PICTURE: Final = "ptgen-picture:"
"""How the addresses of the pictures of a look begin; the number of the picture follows."""

_BODY: Final = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_KINDS: Final = {"odd": "", "even": ":left", "first": ":first"}
_CSS, DRAFT_CSS = (
    Path(__file__).with_name(name).read_text("utf-8") for name in ("stories.css", "draft.css")
)


def running_css(look: Look) -> str:
    """Return the rules that put the headers and footers into the margins of pages."""
    rules = []
    for box, name, stories, distance in _margins(look):
        edge = "top" if name == "页眉" else "bottom"
        for kind, selector in _KINDS.items():
            story: Story | None = getattr(stories, kind)
            if story is None:
                continue
            content = f"element(ptgen-{name}-{kind})" if story else "none"
            rules.append(
                f"@page {selector} {{ @{box} {{ content: {content}; width: 100%; margin: 0; "
                f"vertical-align: {edge}; padding-{edge}: {distance:g}pt }} }}\n"
                f".ptgen-{name}-{kind} {{ position: running(ptgen-{name}-{kind}) }}\n"
            )
    return _CSS + "".join(rules) if rules else ""


def with_stories(page: str, look: Look, installed: tuple[str, ...]) -> str:
    """Return the HTML with the headers and footers at the beginning of its body."""
    pictures = pictures_of(look)
    shown = Markup().join(
        Markup('<div class="ptgen-{}-{}">{}</div>').format(
            name, kind, _story(story, (look, name, pictures), installed)
        )
        for _, name, stories, _ in _margins(look)
        for kind in _KINDS
        if (story := getattr(stories, kind))
    )
    body = _BODY.search(page)
    at = 0 if body is None else body.end()
    return f"{page[:at]}{shown}{page[at:]}"


def pictures_of(look: Look) -> tuple[Picture, ...]:
    """Return the pictures of a look in order; their numbers are their addresses."""
    return tuple(dict.fromkeys(piece for piece in look.pieces if isinstance(piece, Picture)))


def _margins(look: Look) -> Iterator[tuple[str, str, Stories, float]]:
    yield "top-left", "页眉", look.headers, look.header
    yield "bottom-left", "页脚", look.footers, look.footer


Context = tuple[Look, str, tuple[Picture, ...]]


def _story(story: Story, context: Context, installed: tuple[str, ...]) -> Markup:
    placed = Markup().join(
        _placed(piece, story, context)
        for line in story
        for piece in line.pieces
        if isinstance(piece, Picture) and piece.place
    )
    lines = Markup().join(_line(line, context, installed) for line in story)
    return Markup('<div style="position: relative">{}{}</div>').format(placed, lines)


def _placed(picture: Picture, story: Story, context: Context) -> Markup:
    look, name, pictures = context
    across, down = picture.place or (0.0, 0.0)
    top = look.header
    if name == "页脚":
        top = look.page.height * MM - look.footer - sum(line.height for line in story)
    where = f"left: {across - look.page.left * MM:.2f}pt; top: {down - top:.2f}pt"
    return _image(picture, pictures, "ptgen-picture", where)


def _image(picture: Picture, pictures: tuple[Picture, ...], name: str, where: str) -> Markup:
    size = f"width: {picture.width:.2f}pt; height: {picture.height:.2f}pt; {where}"
    return Markup('<img class="{}" src="{}{}" alt="{}" style="{}"/>').format(
        name, PICTURE, pictures.index(picture), picture.description or "图片", size
    )


def _line(line: StoryLine, context: Context, installed: tuple[str, ...]) -> Markup:
    """Return a paragraph: what stands before its first tab, then a box for each tab."""
    shown = Markup().join(
        _box(tab, Markup().join(_piece(one, context, installed) for one in pieces), line)
        for tab, pieces in line.stops
    )
    rules = paragraph_css(line.look, installed) | {"min-height": f"{line.look.pitch:g}pt"}
    if line.look.line_rule != "exact":
        rules["line-height"] = f"{line.look.pitch:g}pt"
    return Markup('<p class="ptgen-line" style="{}">{}</p>').format(_style(rules), shown)


_FAR: Final = 1000.0  # wider than any sheet: a box that is centred or ends at a tab's place


def _box(tab: Tab | None, shown: Markup, line: StoryLine) -> Markup:
    if tab is None:
        return shown
    left = {"left": 0.0, "center": _FAR / 2, "right": _FAR}.get(tab.align, 0.0)
    style = f"left: {tab.at - left - line.look.left:.2f}pt; width: {_FAR:g}pt; text-align: "
    return Markup('<span class="ptgen-stop" style="{}{}">{}</span>').format(style, tab.align, shown)


def _piece(piece: Piece, context: Context, installed: tuple[str, ...]) -> Markup:
    if isinstance(piece, Picture):
        return _image(piece, context[2], "", "")
    if isinstance(piece, Tab):
        return Markup()
    style = _style(characters_css(piece.characters, installed))
    if isinstance(piece, Words):
        return Markup('<span style="{}">{}</span>').format(style, escape(piece.text))
    name = "ptgen-pages" if piece.of_all else "ptgen-page"
    return Markup('<span class="{}" style="{}"></span>').format(name, style)


def _style(rules: dict[str, str]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in rules.items())


_END: Final = re.compile(r"</body\s*>\s*(?:</html\s*>\s*)?\Z", re.IGNORECASE)
_WORD: Final = '<div id="ptgen-draft">草稿</div>'


def stamped(page: str) -> str:
    """The HTML with the word at the end of its body."""
    end = _END.search(page)
    at = len(page) if end is None else end.start()
    return f"{page[:at]}{_WORD}{page[at:]}"


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document on its sheet, and the look of its Word template if that is followed."""

    document: Document
    look: Look | None = None

    def css(self, installed: tuple[str, ...]) -> tuple[str, str]:
        """What stands before and behind the style sheet of the templates' folder."""
        if self.look is None:
            return "", page_css(self.document.page)
        before = look_css(self.look, installed) + running_css(self.look) + gaps_css(self.look)
        return before, page_css(self.look.page, self.look.margins)
