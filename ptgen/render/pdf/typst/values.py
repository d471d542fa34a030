"""Looks and documents as the values that ``document.typ`` draws; all lengths in points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from ptgen.render.fonts.roles import FontSet, Role, role_like
from ptgen.render.look.model import (
    MM,
    SIDES,
    BorderRule,
    Characters,
    Look,
    PageNumber,
    ParagraphLook,
    Part,
    Picture,
    Piece,
    Stories,
    Story,
    StoryLine,
    Words,
)
from ptgen.view.table import Cell, CellKind

Values = dict[str, object]
_NOT_LATIN: Final = "[^ -~]"
_DASHES: Final[Mapping[str, str]] = {"dotted": "dotted", "dashed": "dashed"}


@dataclass
class Looks:
    """Gathers the looks, rules and files that the values of a document name by numbers.

    ``names`` are the families as Typst knows them; those that are installed by other names
    are found by these.
    """

    fonts: FontSet
    named: tuple[str, ...]
    names: Mapping[str, str]
    looks: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    texts: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    """The characters that each list of families draws."""
    cells: dict[tuple[object, ...], tuple[int, Characters]] = field(default_factory=dict)
    """The looks of cells that are alike."""
    cell_texts: dict[Characters, set[str]] = field(default_factory=dict)

    def values(self) -> Values:
        """Return the looks and rules gathered."""
        for characters, text in self.cell_texts.items():
            self.face(characters, "".join(text))
        looks, rules = ([json.loads(one) for one in all_] for all_ in (self.looks, self.rules))
        return {"looks": looks, "rules": rules}

    def face(self, look: Characters, text: str) -> Values:
        """Return how characters look: the template's own faces if installed, then a role's."""
        role = role_like(look.han, bold=look.bold)
        fonts = next(one for one in self.fonts.roles if one.role is role)
        own = [face for face in dict.fromkeys((look.latin, look.han)) if face in self.named]
        weight = fonts.weight if not own else 700 if look.bold else 400
        bare = self.names[fonts.face] if fonts.only_han and fonts.face not in own else ""
        names = tuple(dict.fromkeys(self.names[one] for one in (*own, *fonts.families)))
        self.texts.setdefault(names, set()).update(text)
        return asdict(look) | {
            "fonts": [
                {"name": name, "covers": _NOT_LATIN if name == bare else ""} for name in names
            ],
            "weight": 700 if look.bold and role is not Role.STRONG else weight,
            "slant": "italic" if look.italic else "normal",
            "color": f"#{look.color}",
            "fill": f"#{look.fill}" if look.fill else None,
        }

    def rule(self, rule: BorderRule) -> int:
        """Return the number of a rule."""
        return _number(self.rules, _rule(rule))

    def paragraph(self, look: ParagraphLook, text: str) -> int:
        """Return the number of a paragraph's look."""
        inset: dict[str, float] = {
            "top": 0.0,
            "right": look.right,
            "bottom": 0.0,
            "left": look.left + min(look.first_line, 0.0),
        }
        for side, rule in look.rules.items():
            if side in inset:
                inset[side] += rule.space + rule.width / 2
        return self._look(look, inset, text)

    def cell(self, cell: Cell, look: Look, text: str) -> int:
        """Return the number of the look of a cell's text, with the room around it.

        Rules take room here as they do between the cells of other programs.
        """
        alike = id(look), cell.kind, cell.bold, cell.ruled
        if alike not in self.cells:
            found = cell_look(cell, look)
            number = self._look(replace(found, rules={}), self._inset(cell, found, look), text)
            self.cells[alike] = number, found.characters
        number, characters = self.cells[alike]
        self.cell_texts.setdefault(characters, set()).update(text)
        return number

    def _inset(self, cell: Cell, found: ParagraphLook, look: Look) -> Mapping[str, float]:
        around = {
            "top": found.before, "right": found.right, "bottom": found.after, "left": found.left
        }  # fmt: skip
        inset: dict[str, float] = {}
        for side in SIDES:
            rule = look.table.inner(side)
            room = max(look.table.padding.get(side, 0.0) + around[side], 0.0)
            inset[side] = room + (rule.width / 2 if rule and cell.ruled else 0.0)
        return inset

    def _look(self, look: ParagraphLook, inset: Mapping[str, float], text: str) -> int:
        rules = {side: _rule(rule) for side, rule in look.rules.items() if side in SIDES}
        values = asdict(replace(look, rules={})) | {
            "characters": self.face(look.characters, text),
            "pitch": look.pitch,
            "fill": f"#{look.fill}" if look.fill else None,
            "rules": rules,
            "inset": dict(inset),
        }
        return _number(self.looks, values)

    def stories(self, stories: Stories) -> Values:
        """Return the headers or footers of odd pages, of even ones and of the first."""
        kinds = {"odd": stories.odd, "even": stories.even, "first": stories.first}
        return {name: self._story(one) for name, one in kinds.items() if one is not None}

    def _story(self, story: Story) -> Values:
        pictures = [one for line in story for one in line.pieces if isinstance(one, Picture)]
        placed = [
            {**self._piece(one), "x": one.place[0], "y": one.place[1]}
            for one in pictures
            if one.place
        ]
        return {"lines": [self._line(line) for line in story], "placed": placed}

    def _line(self, line: StoryLine) -> Values:
        """Return a paragraph: what stands before its first tab, then what stands at each tab."""
        text = "".join(one.text for one in line.pieces if isinstance(one, Words))
        runs = [(tab, [self._piece(one) for one in pieces]) for tab, pieces in line.stops]
        look = replace(line.look, spaced=False)
        stops = [(tab.at - line.look.left, tab.align, run) for tab, run in runs if tab]
        number = self.paragraph(look, text)
        return {"look": number, "pieces": runs[0][1], "stops": stops}

    def _piece(self, piece: Piece) -> Values:
        if isinstance(piece, Picture):
            name = f"picture-{len(self.files)}.{piece.media_type.rpartition('/')[2]}"
            file = next((key for key, data in self.files.items() if data == piece.data), name)
            self.files[file] = piece.data
            size = {"width": piece.width, "height": piece.height}
            return {"kind": "picture", "file": file, "alt": piece.description or "图片", **size}
        if isinstance(piece, Words):
            face = self.face(piece.characters, piece.text)
            return {"kind": "words", "text": piece.text, "face": face}
        assert isinstance(piece, PageNumber)  # noqa: S101  # a tab is no piece of its own
        kind = "pages" if piece.of_all else "page"
        return {"kind": kind, "face": self.face(piece.characters, "0123456789")}


def cell_look(cell: Cell, look: Look) -> ParagraphLook:
    """Return how the text of a cell looks."""
    kind = CellKind.LABEL if cell.kind is CellKind.SUBTITLE else cell.kind
    found = look.paragraphs.get(kind, look.paragraphs[Part.TEXT])
    if cell.bold is not kind.bold and cell.kind is not CellKind.SUBTITLE:
        found = replace(found, characters=replace(found.characters, bold=cell.bold))
    return found


def shrunk(look: Look, factor: float, least: float) -> Look:
    """Return the look with smaller cells, no type below a size in points."""

    def smaller(place: object, found: ParagraphLook) -> ParagraphLook:
        if not isinstance(place, CellKind):
            return found
        usual = found.characters.size
        part = max(factor, min(least / usual, 1))
        return replace(
            found,
            characters=replace(found.characters, size=usual * part),
            line=found.pitch * part,
            line_rule="exact",
            before=found.before * part,
            after=found.after * part,
        )

    paragraphs = {place: smaller(place, found) for place, found in look.paragraphs.items()}
    padding = dict(look.table.padding)
    for side in ("top", "bottom"):
        padding[side] = padding.get(side, 0.0) * factor
    return replace(look, paragraphs=paragraphs, table=replace(look.table, padding=padding))


def _rule(rule: BorderRule) -> Values:
    dash = _DASHES.get(rule.style, "solid")
    return {"width": rule.width, "color": f"#{rule.color}", "dash": dash}


def _number(known: dict[str, int], value: Values) -> int:
    return known.setdefault(json.dumps(value, ensure_ascii=False), len(known))


def page_values(look: Look) -> Values:
    """Return the sheet: its size, its margins, and where headers begin and footers end."""
    top, bottom = look.margins
    page: Values = {side: length * MM for side, length in asdict(look.page).items()}
    return page | {"top": top, "bottom": bottom, "header": look.header, "footer": look.footer}
