"""Read a Word file: the paragraphs and tables of its text, as it looks with all changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from ptgen.read.document import SourceCell, SourceGrid, SourceParagraph, SourcePlace
from ptgen.read.docx.numbering import Numbering, W, integer
from ptgen.read.docx.symbols import symbol
from ptgen.read.package import MAIN_PART, PackageError, parse_part, related
from ptgen.read.tables.covering import covered
from ptgen.read.tables.stacking import stacked

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LEFT_OUT = {
    f"{_MC}Fallback",
    *(f"{W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "instrText", "delText")),
}
_NOTED = {f"{W}del": "删除的修订", f"{W}moveFrom": "移走的修订", f"{_A}blip": "图片"}
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": "\t",
}
_WRAPPING = {
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
}
_BESIDE = {
    "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"
}  # fmt: skip
_MAX_DEPTH = 20
"""Tables inside of tables."""

Block = SourceParagraph | SourceGrid


def read_docx(parts: Mapping[str, bytes]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return blocks and notes."""
    beside = [*related(parts, MAIN_PART)]
    body = parse_part(parts[MAIN_PART]).find(f"{W}body")
    if body is None:
        raise PackageError("没有正文；请用 Word 或 WPS 另存为 .docx")
    reader = _BodyReader(Numbering(dict(beside)))
    blocks, dropped = _stacked(reader.blocks(body, 0))
    notes = []
    for name, root in ((_BESIDE[kind], root) for kind, root in beside if kind in _BESIDE):
        further = _BodyReader(reader.numbering).paragraphs_of(root)
        if text := " ".join(block.text for block in further):
            notes.append(f"{name}：{text}")
    return blocks, (*notes, *reader.notes(), *dropped)


def _stacked(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], list[str]]:
    """Return the blocks, tables that abut as one, and notes of the heads that are there again."""
    found: list[Block] = []
    notes: list[str] = []
    for block in blocks:
        last = found[-1] if found else None
        whole = None
        if isinstance(block, SourceGrid) and isinstance(last, SourceGrid):
            whole = stacked(last, block)
        found[-1:] = [whole.grid] if whole else [*found[-1:], block]
        if whole and whole.dropped:
            notes.append(f"{block.place}重复的表头：{'、'.join(whole.dropped)}")
    return tuple(found), notes


@dataclass
class _BodyReader:
    numbering: Numbering
    counts: Counter[str] = field(default_factory=Counter)
    paragraphs: int = 0
    tables: int = 0

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        """Yield the paragraphs and tables of a body, a cell or a text box."""
        open_text = ""  # of a paragraph whose end was deleted: the next one goes on with it
        for child in _inside(parent, "p", "tbl"):
            if child.tag == f"{W}tbl":
                yield from self._table(child, depth + 1)
            else:
                boxes: list[etree._Element] = []
                text = open_text + self._text(child, boxes)
                open_text = text if self._is_joined(child) else ""
                if not open_text:
                    yield from self._paragraph(child, text)
                for box in boxes:
                    yield from self.blocks(box, depth)

    def paragraphs_of(self, root: etree._Element) -> Iterator[SourceParagraph]:
        """Yield all paragraphs below an element, also those in tables."""
        for paragraph in root.iter(f"{W}p"):
            yield from self._paragraph(paragraph, self._text(paragraph, []))

    @staticmethod
    def _is_joined(paragraph: etree._Element) -> bool:
        """Whether the mark at the end of a paragraph was deleted or moved away."""
        marks = (paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") for name in ("del", "moveFrom"))
        return any(one is not None for one in marks)

    def _paragraph(self, paragraph: etree._Element, text: str) -> Iterator[SourceParagraph]:
        self.paragraphs += 1
        place = SourcePlace(address=f"第 {self.paragraphs} 段")
        number = self.numbering.of(paragraph) if text.strip() else ""
        bold, size = self.numbering.look(paragraph)
        centered = self.numbering.alignment(paragraph) == "center"
        for index, line in enumerate(text.split("\n")):
            shown = (number if not index else "") + line.strip()
            if shown:
                yield SourceParagraph(shown, place, size, bold, centered)

    def _text(self, parent: etree._Element, boxes: list[etree._Element]) -> str:
        """Return the text below an element; text boxes are put aside."""
        return "".join(self._piece(one, boxes) for one in parent if isinstance(one.tag, str))

    def _piece(self, one: etree._Element, boxes: list[etree._Element]) -> str:
        if one.tag == f"{W}t":
            return one.text or ""
        if one.tag == f"{W}sym":
            return symbol(one.get(f"{W}font", ""), one.get(f"{W}char", ""))
        if one.tag in _SIGNS:
            return "" if one.get(f"{W}type") == "page" else _SIGNS[one.tag]
        if note := _NOTED.get(str(one.tag)):
            self.counts[note] += 1
        if one.tag == f"{W}txbxContent":
            boxes.append(one)
        elif one.tag == f"{W}r" and one.find(f"{W}rPr/{W}vanish") is not None:
            if hidden := "".join(text.text or "" for text in one.iter(f"{W}t")):
                self.counts[f"隐藏的文字：{hidden}"] += 1
        elif one.tag not in _LEFT_OUT:
            return self._text(one, boxes)
        return ""

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        self.tables += 1
        number = self.tables
        if depth > _MAX_DEPTH:
            raise PackageError("表格嵌套过深；请另存一份简单些的")
        cells: list[SourceCell] = []
        begun: dict[int, int] = {}  # column → index of the cell that may go on downwards
        nested: list[Block] = []
        heights: list[float] = []
        for row, element in enumerate(self._rows(table)):
            column = _integer(element.find(f"{W}trPr/{W}gridBefore"))
            heights.append(_integer(element.find(f"{W}trPr/{W}trHeight")) / 20)
            going: dict[int, int] = {}
            for one in _inside(element, "tc"):
                columns = max(_integer(one.find(f"{W}tcPr/{W}gridSpan")), 1)
                merge = one.find(f"{W}tcPr/{W}vMerge")
                above = begun.get(column)
                inner = tuple(self.blocks(one, depth))
                texts = [block for block in inner if isinstance(block, SourceParagraph)]
                text = "\n".join(block.text for block in texts)
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                if goes_on and above is not None and cells[above].columns == columns:
                    whole = "\n".join(filter(None, (cells[above].text, text)))
                    cells[above] = replace(cells[above], rows=cells[above].rows + 1, text=whole)
                    going[column] = above
                else:
                    look = (texts[0].centered, texts[0].bold) if texts else ()
                    place = SourcePlace(address=f"表 {number} 第 {row + 1} 行第 {column + 1} 格")
                    cells.append(SourceCell(row, column, text, place, 1, columns, *look))
                    if merge is not None:
                        going[column] = len(cells) - 1
                nested += [block for block in inner if isinstance(block, SourceGrid)]
                column += columns
            begun = going
        place = SourcePlace(address=f"表 {number}")
        if cells:
            yield self._grid(table, cells, place, heights)
        yield from nested

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for row in _inside(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                yield row
            else:
                self.counts["删除的表格行"] += 1

    @staticmethod
    def _grid(
        table: etree._Element, cells: list[SourceCell], place: SourcePlace, heights: list[float]
    ) -> SourceGrid:
        widths = [_integer(one, "w") / 20 for one in table.findall(f"{W}tblGrid/{W}gridCol")]
        whole = covered(cells, lambda *_: place, (len(heights), 0))
        count = max(cell.column + cell.columns for cell in whole)
        if len(widths) != count or not all(widths):
            widths = [1.0] * count
        return SourceGrid(whole, place, tuple(widths), tuple(heights))

    def notes(self) -> Iterator[str]:
        """Yield what was left out."""
        for name, count in self.counts.items():
            yield name if "：" in name else f"{name} {count} 处，没有读"


def _inside(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children with these names, also those in what only wraps them."""
    for child in parent:
        if child.tag in [f"{W}{name}" for name in names]:
            yield child
        elif child.tag in _WRAPPING:
            yield from _inside(child, *names)


def _integer(element: etree._Element | None, name: str = "val") -> int:
    return 0 if element is None else integer(element.get(f"{W}{name}"))
