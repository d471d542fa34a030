"""A :class:`~ptgen.render.look.model.Look` as a style sheet.

Room behind a paragraph is padding: unlike margins, as in Word, it adds to the room before the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ptgen.render.fonts.roles import Role, role_like
from ptgen.render.look.model import (
    SIDES,
    BorderRule,
    Characters,
    Look,
    ParagraphLook,
    Part,
    Place,
    Side,
    TableLook,
)
from ptgen.render.pdf.weasyprint.html_table import ALIGN_CLASSES, CELL_CLASSES
from ptgen.view.document import Page
from ptgen.view.table import CellKind

SELECTORS: Final[Mapping[Place, str]] = {
    Part.TITLE: "h1",
    Part.SUBTITLE: ".副题",
    Part.HEADING1: "h2",
    Part.HEADING2: "h3",
    Part.HEADING3: "h4",
    Part.TEXT: ".正文",
    Part.LIST: ".编号列表",
    Part.CAPTION: ".表题",
    **{kind: f".{name}" for kind, name in CELL_CLASSES.items()},
    CellKind.TITLE: f".{CELL_CLASSES[CellKind.TITLE]} h1",
}
"""The elements of the HTML that stand in each place."""
_FOLLOWS_WORD: Final = re.compile(r"--版面\s*:\s*Word")

Declarations = dict[str, str]


def follows_word(style_sheet: str) -> bool:
    """Return whether a style sheet adds to the look of the Word template, as ours does.

    One that does not say so has a look of its own.
    """
    return _FOLLOWS_WORD.search(style_sheet) is not None


def look_css(look: Look, installed: tuple[str, ...]) -> str:
    """Return the rules of a look; ``installed`` are families beside those of the roles."""
    return "".join(
        f"{selector} {{ {'; '.join(f'{key}: {value}' for key, value in rules.items())} }}\n"
        for selector, rules in _rules(look, installed)
    )


def _rules(look: Look, installed: tuple[str, ...]) -> Iterator[tuple[str, Declarations]]:
    yield "html", characters_css(look.paragraphs[Part.TEXT].characters, installed)
    yield "h1, h2, h3, h4, p", {"margin": "0", "padding": "0"}
    for part in Part:
        yield SELECTORS[part], paragraph_css(look.paragraphs[part], installed)
    yield from _table_rules(look.table, look.after_table)
    for kind, name in CELL_CLASSES.items():
        found = look.paragraphs.get(kind)
        if found is None or kind is CellKind.SUBTITLE:  # it has the class of labels
            continue
        if kind is CellKind.TITLE:
            yield f".{name} h1", paragraph_css(found, installed)
        yield from _cell_rules(kind, f".{name}", found, look.table, installed)


def _table_rules(table: TableLook, after: float) -> Iterator[tuple[str, Declarations]]:
    inner = {side: table.inner(side) for side in SIDES}
    # Cells draw the rules around the table too, unless those are others than the ones within.
    outer = {side: table.rules.get(side) for side in SIDES}
    around = {side: rule for side, rule in outer.items() if rule != inner[side]}
    yield ".公文表格", _borders(around, "hidden")
    room = {f"padding-{side}": _pt(room) for side, room in table.padding.items()}
    yield "th, td", _borders(inner, "none") | room
    top = table.rules.get("top")
    # The lower rule of the part above and the upper one of this part are the same.
    yield ".接上表", {"margin-top": _pt(-top.width if top else 0.0)}
    yield ".经费情况说明 .公文表格", {"margin-bottom": _pt(after)}


def _borders(rules: Mapping[Side, BorderRule | None], nothing: str) -> Declarations:
    return {f"border-{side}": _rule_css(rule) if rule else nothing for side, rule in rules.items()}


def _cell_rules(
    kind: CellKind,
    selector: str,
    look: ParagraphLook,
    table: TableLook,
    installed: tuple[str, ...],
) -> Iterator[tuple[str, Declarations]]:
    rules = characters_css(look.characters, installed)
    rules |= {"line-height": _pt(look.pitch), "text-align": look.align}
    if look.first_line:
        rules["text-indent"] = _pt(look.first_line)
    if look.fill:
        rules["background-color"] = f"#{look.fill}"
    room = {"top": look.before, "right": look.right, "bottom": look.after, "left": look.left}
    for side in SIDES:
        if room[side]:
            rules[f"padding-{side}"] = _pt(max(table.padding.get(side, 0.0) + room[side], 0.0))
    yield selector, rules
    yield f"{selector}.{ALIGN_CLASSES[kind.align]}", {"text-align": look.align}
    for name, bold in (("加粗", True), ("不加粗", False)):
        if bold is not kind.bold:
            weighed = replace(look.characters, bold=bold)
            yield f"{selector}.{name}", _face(weighed, installed)


def paragraph_css(look: ParagraphLook, installed: tuple[str, ...]) -> Declarations:
    """Return the declarations of a paragraph."""
    rules = characters_css(look.characters, installed) | {
        "line-height": _pt(look.pitch),
        "text-align": look.align,
        "text-indent": _pt(look.first_line),
        "margin": f"{_pt(look.before)} {_pt(look.right)} 0 {_pt(look.left)}",
        "padding-bottom": _pt(look.after),
        "orphans": "2" if look.widows else "1",
        "widows": "2" if look.widows else "1",
    }
    if look.keep_next:
        rules["break-after"] = "avoid"
    if look.keep_lines:
        rules["break-inside"] = "avoid"
    if look.new_page:
        rules["break-before"] = "page"
    if look.fill:
        rules["background-color"] = f"#{look.fill}"
    for side, rule in look.rules.items():
        if side in SIDES:
            rules[f"border-{side}"] = _rule_css(rule)
            rules[f"padding-{side}"] = _pt(rule.space)
    return rules


def characters_css(look: Characters, installed: tuple[str, ...]) -> Declarations:
    """Return the declarations of characters."""
    rules = _face(look, installed) | {
        "font-size": _pt(look.size),
        "letter-spacing": _pt(look.tracking) if look.tracking else "normal",
        "color": f"#{look.color}",
    }
    lines = ["underline"] * look.underline + ["line-through"] * look.strike
    if look.italic:
        rules["font-style"] = "italic"
    if lines:
        rules["text-decoration"] = " ".join(lines)
    if look.fill:
        rules["background-color"] = f"#{look.fill}"
    return rules


def _face(look: Characters, installed: tuple[str, ...]) -> Declarations:
    """Return the family and weight: the template's own face where it is installed, or a role's."""
    role = role_like(look.han, bold=look.bold)
    own = [face for face in dict.fromkeys((look.latin, look.han)) if face in installed]
    named = "".join(f'"{face}", ' for face in own)
    weight = f"var(--{role}-粗细)" if not own else "700" if look.bold else "400"
    if look.bold and role is not Role.STRONG:
        weight = "700"
    return {"font-family": f"{named}var(--{role})", "font-weight": weight}


def _rule_css(rule: BorderRule) -> str:
    return f"{_pt(rule.width)} {rule.style} #{rule.color}"


def _pt(length: float) -> str:
    return f"{round(length, 3):g}pt" if length else "0"


def page_css(page: Page, margins: tuple[float, float] | None = None) -> str:
    """Return the rule of a sheet; ``margins`` are the upper and lower one if they are others."""
    top, bottom = (f"{page.top:g}mm", f"{page.bottom:g}mm")
    if margins is not None:
        top, bottom = map(_pt, margins)
    return (
        f"@page {{ size: {page.width:g}mm {page.height:g}mm; margin: {top} "
        f"{page.right:g}mm {bottom} {page.left:g}mm }}"
    )
