"""Find what was typed or pasted in place of YAML's own signs, line by line, with what to write.

Full-width colons, commas, brackets and dashes, blanks that are no spaces, blanks that are missing.
Looked for only in files that YAML does not read as they are meant: in a sentence all of this is
right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ptgen.core.diagnostics import Diagnostic, Span, error

_BLANKS = (
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
MAX_SLIPS = 5000
"""More than these are not looked for, and not mended: a published project has 300 lines."""
MAX_LINES = 20_000
DASHES = "-－–—•●▪·"
_DASH = re.compile(rf"(?:(?P<sign>[{DASHES}]|\*(?= ))(?P<gap>[{_BLANKS}]+|(?=[^\s\d.\-－–—])|$))")
_KEY = re.compile(
    r"""(?P<name>"[^"]*"|'[^']*'|[^\s:：#"'|>,，。；;{}｛｝\[\]［］][^:：#|>，。；;\n]{0,29}?)[ ]*"""
    rf"(?P<colon>[:：])(?P<gap>[{_BLANKS}]*)(?P<value>.*)$"
)
_SENTENCE = re.compile(r"(?P<name>[^#]+)(?P<colon>：)(?P<gap>\s*)(?P<value>)$")
_NAME = re.compile(r"[^\s/《》“”?？!！]{1,24}")
_TIME = re.compile(r"(?!(?:19|20|21)\d\d:)\d+[:：]\d.*")  # 12:30, but not 2026:50%
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+'")
_NO_ENTRY = re.compile(rf"{_QUOTED.pattern}|\s#.*$")
_WHOLE = "\0"  # in place of what stands in quotes and comments
_CLOSED = f"{_WHOLE}}}]｝］"
_ENTRY = rf"[{_BLANKS}]*(?P<name>[^\s:：{{}}｛｝\[\],，\"'\0]{{1,20}})"
_FLOW_COLON = re.compile(rf"(?<=[{{｛,，]){_ENTRY}(?P<at>：[{_BLANKS}]*|:(?=[^\s/,}}\]]))")
_FLOW_COMMA = re.compile(rf"(?P<at>，[{_BLANKS}]*)(?={_ENTRY[_ENTRY.index('(') :]}[:：])")
_BRACKETS = str.maketrans("｛｝［］", "{}[]")
_LONGEST_FLOW = 4000
_COLON = "键后面是全角冒号“：”"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is no text: its dashes begin at ``first``, its content at ``column``.

    Both are where they stand once the blanks are mended. ``key`` is the match of a key.
    """

    index: int
    first: int
    column: int
    dashed: bool
    key: re.Match[str] | None
    start: int  # of the content, as written

    @property
    def sound(self) -> bool:
        """Whether YAML reads the key as one."""
        key = self.key
        return key is not None and key["colon"] == ":" and (not key["value"] or bool(key["gap"]))

    @property
    def possible(self) -> bool:
        """Whether it may be a key that YAML does not read as one."""
        key = self.key
        if key is None or self.sound:
            return False
        return _TIME.match(key.group()) is None and not key["value"].startswith("//")

    @property
    def slipped(self) -> bool:
        """Whether it looks like such a key: as short as keys are."""
        return self.possible and self.key is not None and bool(_NAME.fullmatch(self.key["name"]))


def slips(lines: Sequence[str], path: str, tab: int = 2) -> tuple[Diagnostic, ...]:
    """PT001 for each, in order, with the replacement; ``tab`` is how many spaces a blank becomes.

    A full-width blank becomes two spaces unless ``tab`` is 1.
    """
    scan = _Scan(lines, path, tab)
    rows = list(scan.rows())
    for row, below, group in zip(rows, (*rows, None)[1:], _groups(rows), strict=True):
        key = row.key
        if key is None:
            continue
        if row.possible and (_opens(row, below) or group.of_keys):
            scan.colon(row, key)
        elif row.sound and key["gap"] and key["gap"][0] not in " \t":
            part = (row.start + key.start("gap"), row.start + key.end("gap"))
            scan.slip(row.index, part, " ", "冒号后面是全角空格", "请改为半角空格")
    return tuple(sorted(scan.found, key=lambda one: one.sort_key))


def _opens(row: _Row, below: _Row | None) -> bool:
    """Whether a line is a key by its place: at the margin, or with more indented lines below."""
    if row.column == 0:
        return True
    if row.key is None or row.key["value"] or below is None:
        return False
    return below.column > row.column or (below.dashed and below.first >= row.column)


@dataclass(slots=True)
class _Group:
    """Lines at one column with nothing less indented between them: perhaps a mapping."""

    column: int
    continues: bool  # whether the line above has a value that the first line may go on
    below_slip: bool  # whether the line above is a key that YAML does not read as one
    sound: int = 0
    slipped: int = 0
    others: int = 0

    @property
    def of_keys(self) -> bool:
        """Whether what looks like keys is no text: one key is sound, or there is nothing else."""
        alone = not self.others and not self.continues
        return self.sound > 0 or (alone and (self.slipped > 1 or self.below_slip))


def _groups(rows: Sequence[_Row]) -> list[_Group]:
    """The group of each row."""
    open_groups: list[_Group] = []
    found: list[_Group] = []
    above: _Row | None = None
    for row in rows:
        while open_groups and open_groups[-1].column > (row.first if row.dashed else row.column):
            open_groups.pop()
        if row.dashed or not open_groups or open_groups[-1].column < row.column:
            key = None if above is None or row.dashed else above.key
            valued = key is not None and bool(key["value"])
            slipped = key is not None and above is not None and above.slipped
            open_groups.append(_Group(row.column, valued, slipped))
        group = open_groups[-1]
        group.sound += row.sound
        group.slipped += row.slipped
        group.others += not row.sound and not row.possible
        found.append(group)
        above = row
    return found


class _Scan:
    def __init__(self, lines: Sequence[str], path: str, tab: int) -> None:
        self.lines, self.path = lines, path
        wide = " " * min(tab, 2)
        self.widths = {ord(sign): wide for sign in _BLANKS} | {
            ord(" "): " ",
            ord("\xa0"): " ",
            ord("\t"): " " * tab,
        }
        self.found: list[Diagnostic] = []
        self.block: int | None = None  # the column of the key whose text the lines are
        self.quote, self.depth = "", 0  # of a text or of brackets over several lines
        self.moves: list[tuple[int, int]] = []  # columns that a mended dash has moved, how far

    def _moved(self, column: int) -> int:
        """How far a line goes with the line above that it was aligned with."""
        while self.moves and self.moves[-1][0] > column:
            self.moves.pop()
        return self.moves[-1][1] if self.moves and self.moves[-1][0] == column else 0

    def slip(self, index: int, part: tuple[int, int], new: str, message: str, hint: str) -> None:
        """A finding at a part of a line that ``new`` mends."""
        span = Span(self.path, index + 1, part[0] + 1, index + 1, part[1] + 1)
        self.found.append(error("PT001", span, message, hint, new))

    def colon(self, row: _Row, key: re.Match[str]) -> None:
        """A colon that is none for YAML."""
        part = (row.start + key.start("colon"), row.start + key.end("gap"))
        wide = key["colon"] == "："
        self._colon(row.index, part, ": " if key["value"] else ":", key["name"], wide)

    def _colon(self, index: int, part: tuple[int, int], new: str, name: str, wide: bool) -> None:
        hint = f"写成“{name}: 值”" + ("，半角冒号后空一格" if wide else "")
        self.slip(index, part, new, _COLON if wide else "冒号后面缺少空格", hint)

    def rows(self) -> Iterator[_Row]:
        """The lines with keys and list items; what is text, in blocks or quotes, is passed over."""
        for index, line in enumerate(self.lines[:MAX_LINES]):
            if len(self.found) > MAX_SLIPS:
                return
            blanks = line[: len(line) - len(line.lstrip(_BLANKS))]
            if self._is_text(index, line, blanks):
                continue
            moved = self._moved(len(self._spaces(blanks)))
            spaces = self._spaces(blanks) + " " * moved
            if spaces != blanks:
                self._blanks(index, blanks, spaces)
            if line[len(blanks)] == "#":
                continue
            row = self._row(index, len(spaces), len(blanks))
            self._open(row, line)
            yield row

    def _is_text(self, index: int, line: str, blanks: str) -> bool:
        """Whether a line is blank, or goes on with a text or with brackets that a line opened."""
        if blanks == line:
            if line.strip(" ") and self.block is None and not self.quote:
                self._blanks(index, line, "")
            return True
        if self.quote:
            self.quote = "" if self.quote in line else self.quote
            return True
        if self.depth > 0:
            self.depth += self._flow(index, len(blanks), line)
            return True
        spaces = self._spaces(blanks)
        if self.block is None or len(spaces) <= self.block:
            self.block = None
            return False
        if len(line) - len(line.lstrip(" ")) <= self.block:
            self._blanks(index, blanks, spaces)
        return True

    def _open(self, row: _Row, line: str) -> None:
        """Look at what begins behind a key or a dash: a text in a block or quotes, brackets."""
        keyed = row.key if row.sound or row.possible else None
        value = keyed["value"] if keyed else line[row.start :]
        self.depth = 0
        if _BLOCK.fullmatch(value):
            self.block = row.column if row.key else row.first
        elif value.startswith(("{", "[", "｛", "［")) and not value.startswith(("{{", "｛｛")):
            self.depth = self._flow(row.index, len(line) - len(value), line)
        elif value.startswith(("'", '"')) and _QUOTED.match(value) is None:
            self.quote = value[0]

    def _row(self, index: int, width: int, at: int) -> _Row:
        line, first, dashed = self.lines[index], width, False
        while (dash := _DASH.match(line, at)) is not None and not line.startswith("---", at):
            if dash["sign"] != "-":
                message, hint = f"列表项以“{dash['sign']}”开头", "改为半角的“- ”"
                self.slip(index, dash.span(), "- ", message, hint)
            elif dash["gap"].strip(" "):
                hint = "请改为半角空格"
                self.slip(index, dash.span("gap"), " ", "“-”后面是全角空格", hint)
            elif not dash["gap"] and dash.end() < len(line):
                message, hint = "“-”后面缺少空格", "“-”后面空一格，才是列表的一项"
                self.slip(index, dash.span(), "- ", message, hint)
                self.moves.append((width + 1, 1))
            width += 1 + max(len(dash["gap"]) if not dash["gap"].strip(" ") else 1, 1)
            at, dashed = dash.end(), True
        key = _KEY.match(line[at:]) or _SENTENCE.match(line[at:])
        return _Row(index, first, width, dashed, key, at)

    def _spaces(self, blanks: str) -> str:
        return blanks if blanks.isascii() and "\t" not in blanks else blanks.translate(self.widths)

    def _blanks(self, index: int, blanks: str, new: str) -> None:
        message, hint = "缩进用了全角空格", "请改为半角空格"
        if "\t" in blanks:
            message, hint = "缩进用了制表符（Tab）", "请改为空格"
        elif not blanks.strip(" "):
            message, hint = "没有和上面的键对齐", "“-”后面空一格，下面各行也向右移一格"
        self.slip(index, (0, len(blanks)), new, message, hint)

    def _flow(self, index: int, start: int, line: str) -> int:
        """Signs between entries inside brackets; how many more brackets open than close."""
        if len(line) > _LONGEST_FLOW:
            return 0
        text = _NO_ENTRY.sub(lambda match: _WHOLE * len(match.group()), line)
        for sign in re.finditer(r"[｛｝［］]", text[start:]):
            part = (start + sign.start(), start + sign.end())
            new = sign.group().translate(_BRACKETS)
            message = f"括号“{'｛｝' if new in '{}' else '［］'}”是全角的"
            self.slip(index, part, new, message, f"改为半角的“{new}”")
        wholly = ": " not in text[start:]
        between = set()  # where a comma parts two entries
        for comma in _FLOW_COMMA.finditer(text, start):
            closed = text[comma.start() - 1] in _CLOSED
            if wholly or closed or text[comma.end("name") :].startswith(": "):
                between.add(comma.start())
                message, hint = "括号里的逗号是全角的“，”", "请改为半角“, ”"
                self.slip(index, comma.span("at"), ", ", message, hint)
        for colon in _FLOW_COLON.finditer(text, start):
            if text[colon.start() - 1] == "，" and colon.start() - 1 not in between:
                continue
            wide = colon["at"].startswith("：")
            self._colon(index, colon.span("at"), ": ", colon["name"], wide)
        half = text[start:].translate(_BRACKETS)
        return sum(half.count(sign) for sign in "{[") - sum(half.count(sign) for sign in "}]")
