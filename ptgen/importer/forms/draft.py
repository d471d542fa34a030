"""Draw up the edition of a form that no edition fits: its bands, columns, labels and keys."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product

from ptgen.core.layout.form import MERGE_LEFT, MERGE_UP
from ptgen.core.layout.model import AmountFormat
from ptgen.core.layout.references import ITEM_AMOUNTS, ITEM_TEXTS
from ptgen.core.model.fields import FieldSpec, FieldSpecs
from ptgen.core.model.indicator import DETAIL_KEYS
from ptgen.edit.scaffold.yaml_writer import Example, in_line
from ptgen.importer.forms.columns import BUDGET, GROUPS, INDICATORS, SUMS, Column
from ptgen.importer.forms.labels import Template, bare, plain_label, squeezed
from ptgen.importer.forms.meaning import Meaning, Part, is_subtitle, is_title
from ptgen.importer.forms.tables import Table
from ptgen.importer.forms.values import (
    amount_in,
    amount_of,
    day_example,
    days_in,
    unit_in,
    value_format,
)
from ptgen.read.document import SourceCell, SourceParagraph
from ptgen.view.figures import amount_text

_WIDE = 560.0  # pt: a form wider than that stands on a sheet that is turned
_OF_INDICATORS = frozenset((*GROUPS, "三级指标", "指标性质", "指标数值", "计量单位", *DETAIL_KEYS))
_DAYS = ("计划开始日期", "计划完成日期")
_CHAPTERS = ("项目概述", "立项依据", "实施主体", "实施方案", "实施周期", "年度预算安排", "绩效目标")
_MONEY = re.compile("资金|金额|预算|拨款|收入|支出|经费|执行")
_Row = list[Example]


def drawn_up(
    meaning: Meaning, lines: Sequence[SourceParagraph], year: int | None
) -> tuple[str, str]:
    """The name of the edition and its ``layout.yaml``; ``lines`` are those beside the form.

    Forms with the same labels have the same name.
    """
    text = _Draft(meaning, lines, year).text()
    labels = [squeezed(part.label or part.cell.text) for part in meaning.parts if part.is_label]
    labels += [squeezed(one.label) for table in meaning.tables for one in table.columns]
    mark = hashlib.sha256("\n".join(labels).encode("utf-8", "surrogatepass")).hexdigest()
    return f"imported-{mark[:8]}", text


def item_fields(meaning: Meaning) -> FieldSpecs:
    """The keys of lines of the budget that the form has beyond those of all."""
    found = {}
    for table in meaning.tables:
        for column in table.columns if table.source == BUDGET else ():
            if column.key and column.key not in (*ITEM_AMOUNTS, *ITEM_TEXTS):
                unit = _money_of(meaning, table, column)
                found[column.key] = FieldSpec.model_validate({"单位": unit} if unit else {})
    return found


def _money_of(meaning: Meaning, table: Table, column: Column) -> str:
    """The unit of the amounts in a column; nothing where it holds other things."""
    unit = unit_in(column.label) or meaning.unit or "元"
    cells = [row.cells[column.key] for row in table.rows if column.key in row.cells]
    texts = [cell.text for cell in cells if squeezed(cell.text)]
    money = bool(_MONEY.search(column.label)) or bool(unit_in(column.label))
    return unit if money and all(amount_in(text, unit) is not None for text in texts) else ""


class _Draft:
    def __init__(
        self, meaning: Meaning, lines: Sequence[SourceParagraph], year: int | None
    ) -> None:
        self._meaning = meaning
        self._sheet = meaning.sheet
        self._year = year
        self._beside = {line.place for line in lines}
        above = [cell.text for cell in meaning.titles]
        above = above or [
            line.text for line in lines if is_title(line.text) or is_subtitle(line.text)
        ]
        self._titles = [self._label(text) for text in above] or ["绩效目标表"]
        self._parts = {part.cell: part for part in meaning.parts}
        self._centered = any(cell.centered for cell in meaning.sheet.cells)
        self._amount = self._amount_style()
        self._day = self._day_style()
        self._names: set[str] = set()

    def text(self) -> str:
        """The ``layout.yaml``."""
        meaning = self._meaning
        tables = meaning.tables
        own = [
            column.key
            for table in tables
            for column in table.columns
            if table.source == INDICATORS and column.key and column.key not in _OF_INDICATORS
        ]
        items = {
            key: {"单位": spec.unit} if spec.unit else {}
            for key, spec in item_fields(meaning).items()
        }
        values = [
            row.cells[key].text
            for table in tables
            for row in table.rows
            for key in ("指标值", "指标性质")
            if key in row.cells
        ]
        style = value_format(values)
        lines = [f"名称: {in_line(self._titles[0])}", "来源: 照一张已有的表做的", ""]
        used = {part.slot.key for part in meaning.parts if part.slot is not None}
        used |= {key for part in meaning.parts for key, _ in part.values}
        fields = {key: spec for key, spec in meaning.fields.items() if key in used}
        for name, keys in (
            ("字段", fields),
            ("指标字段", {key: {} for key in own}),
            ("预算字段", items),
        ):
            lines += (
                [f"{name}:", *(f"  {key}: {in_line(dict(spec))}" for key, spec in keys.items())]
                if keys
                else []
            )
        amount: Example = {
            "单位": self._amount.unit,
            "小数": self._amount.decimals,
            "千分位": "是" if self._amount.grouped else "否",
        }
        lines.append(f"金额: {in_line(amount)}")
        amounts = {part.slot.key: part for part in meaning.parts if part.slot is not None}
        whole, annual = (amounts.get(key) for key in ("项目资金总额", "年度资金申请总额"))
        if (
            whole
            and annual
            and amount_of(whole.cell, whole.unit) != amount_of(annual.cell, annual.unit)
        ):
            lines.append("资金总额口径: 全周期")
        lines += [f"日期格式: {in_line(self._day)}"] if self._day else []
        printed: Example = {
            "符号": {**style.operators},
            "小数": style.decimals,
            "单位加括号": "是" if style.wrapped else "否",
        }
        lines += [
            f"指标值: {in_line(printed)}",
            "",
            "经费情况说明:",
            "  标题: 项目经费情况说明",
            "  章节:",
        ]
        lines += [f"    {key}: {key}" for key in _CHAPTERS]
        lines += [
            "  绩效目标: （包括总目标、年度目标、分解目标等，具体见表格）",
            "",
            "绩效目标表:",
            *self._form(),
            "",
        ]
        return "\n".join([*lines, *self._dictionary(), ""])

    def _form(self) -> Iterator[str]:
        for key, title in zip(("标题", "副标题"), self._titles, strict=False):
            yield f"  {key}: {in_line(title)}"
        if self._meaning.titles:
            yield "  标题位置: 表内"
        if self._sheet.lines[-1] > _WIDE:
            yield "  纸张: {横向: 是, 页边距: [20, 15, 20, 15]}"
        yield "  段:"
        tables = {table.head: table for table in self._meaning.tables}
        row = max((cell.row + 1 for cell in self._meaning.titles), default=0)
        while row < len(self._sheet.rows):
            table = tables.get(row)
            if table is not None:
                yield from self._table(table)
                row = table.stop
                continue
            stop = min([head for head in tables if head > row] or [len(self._sheet.rows)])
            for start, end in self._pieces(row, stop):
                yield from self._band(start, end)
            row = stop

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """The rows cut where no cell goes across, those with the same lines together."""
        crossed = {
            row for cell in self._sheet.cells for row in range(cell.row + 1, cell.row + cell.rows)
        }
        cuts = [start, *(row for row in range(start + 1, stop) if row not in crossed), stop]
        first = start
        for one, other in pairwise(cuts[1:]):
            before, after = self._lines(first, one), self._lines(one, other)
            if before != after or self._is_ruled(first) != self._is_ruled(one):
                yield first, one
                first = one
        yield first, stop

    def _lines(self, start: int, stop: int) -> list[int]:
        cells = [
            cell for cell in self._sheet.cells if cell.row < stop and cell.row + cell.rows > start
        ]
        return sorted(
            {edge for cell in cells for edge in (cell.column, cell.column + cell.columns)}
        )

    def _is_ruled(self, row: int) -> bool:
        return not any(cell.place in self._beside for cell in self._sheet.rows[row])

    def _band(self, start: int, stop: int) -> Iterator[str]:
        lines = self._lines(start, stop)
        if not lines[1:]:
            return
        yield from self._head_of_band(lines, start, ruled=self._is_ruled(start))
        yield "      行:"
        for row in range(start, stop):
            specs: _Row = []
            for column in lines[:-1]:
                cell = self._sheet.at(row, column)
                specs.append(self._spec(cell, row, column, start, stop))
            yield f"        - {in_line(specs)}"

    def _spec(
        self, cell: SourceCell | None, row: int, column: int, start: int, stop: int
    ) -> Example:
        """A cell as the band writes it; one that begins above the band is blank here."""
        if cell is None:
            return ""
        if cell.column < column:
            return MERGE_LEFT
        if max(cell.row, start) < row:
            return MERGE_UP
        if cell.row < start:
            return ""
        made = self._content(cell)
        if cell.row + cell.rows > stop:
            made = {"标签": made} if isinstance(made, str) else made
            return {**made, "下线": "否"} if isinstance(made, dict) else made
        return made

    def _content(self, cell: SourceCell) -> Example:
        part = self._parts.get(cell)
        if part is None or part.slot is None:
            return self._fixed(cell, part)
        slot = part.slot
        if slot.kind == "标签":
            return {"标签": slot.key, "加粗": "否"}
        made: dict[str, Example] = {slot.kind: slot.key}
        if slot.kind == "金额":
            amount = amount_of(cell, part.unit)
            if amount is not None and self._printed(amount, self._amount) != squeezed(cell.text):
                own = self._amount.shown_as(cell.text.strip())
                if self._printed(amount, own) == squeezed(cell.text):
                    made["格式"] = cell.text.strip()
        elif slot.key in _DAYS:
            example = self._example(cell.text)
            if example and example != self._day:
                made["格式"] = example
        elif slot.kind == "值" and self._centered and not cell.centered and squeezed(cell.text):
            made["对齐"] = "左"
        return made

    def _fixed(self, cell: SourceCell, part: Part | None) -> Example:
        text = self._label(cell.text)
        if part is not None and part.left_out:
            text = self._label(f"{part.label}：") if part.is_label else ""
        if text in (MERGE_UP, MERGE_LEFT):
            text = {MERGE_UP: "＾", MERGE_LEFT: "＜"}[text]
        if text and self._centered and not cell.centered and self._is_ruled(cell.row):
            return {"标签": text, "对齐": "左"}
        return text

    def _label(self, text: str) -> str:
        """A label, its years said by the budget year."""
        text = plain_label(text)
        year = self._year
        if year is None:
            return text
        names = {
            year: "{{ 年度 }}",
            **{year - back: f"{{{{ 年度 - {back} }}}}" for back in (1, 2, 3)},
        }
        return re.sub(r"(?<!\d)(20\d\d)(?=\s*年)", lambda one: names.get(int(one[1]), one[1]), text)

    def _head_of_band(self, lines: Sequence[int], row: int, *, ruled: bool = True) -> Iterator[str]:
        text = next(iter(self._sheet.texts(row)), "").split(":")[0]
        stem = re.sub(r"\W", "", bare(text))[:8] or "段"
        names = (stem, *(f"{stem}{number}" for number in range(2, 1000)))
        name = next(one for one in names if one not in self._names)
        self._names.add(name)
        places = [self._sheet.lines[line] for line in lines]
        whole = (places[-1] - places[0]) or 1.0
        widths = [max(round((b - a) / whole * 100, 2), 0.1) for a, b in pairwise(places)]
        yield f"    {name}:"
        if not ruled:
            yield "      边框: 否"
        yield f"      列宽: [{', '.join(f'{width:g}' for width in widths)}]"

    def _table(self, table: Table) -> Iterator[str]:
        columns = table.columns
        lines = [*(column.first for column in columns), columns[-1].stop]
        yield from self._head_of_band(lines, table.head)
        if table.source == BUDGET:
            yield "      取自: 预算"
        if (
            any(not _filled(row.cells.values()) for row in table.rows)
            and table.source == INDICATORS
        ):
            yield "      空组: 是"
        yield "      表头:"
        for row in range(table.head, table.body):
            specs: _Row = [
                self._spec(self._sheet.at(row, line), row, line, table.head, table.stop)
                if not self._goes_down(table, row, line)
                else {"标签": "", "下线": "否"}
                for line in lines[:-1]
            ]
            yield f"        - {in_line(specs)}"
        each: _Row = [self._each(table, column) for column in columns]
        yield f"      每项: {in_line(each)}"
        if table.source == BUDGET:
            yield from self._total(table)

    def _goes_down(self, table: Table, row: int, line: int) -> bool:
        cell = self._sheet.at(row, line)
        return cell is not None and cell.row == row and cell.row + cell.rows > table.body

    def _each(self, table: Table, column: Column) -> Example:
        if not column.key:
            cell = self._sheet.at(table.body, column.first)
            return "" if cell is None else self._label(cell.text)
        if column.key in GROUPS:
            own = [row for row in table.rows if self._begins(row.number, column)]
            again = sum(
                one.groups.get(column.key) == other.groups.get(column.key)
                and other.number not in self._sheet.tops
                for one, other in pairwise(own)
                if one.groups.get(GROUPS[0]) == other.groups.get(GROUPS[0])
            )
            return {"值" if again and len(own) == len(table.rows) else "分组": column.key}
        if table.source == INDICATORS:
            left = self._is_left(table, column)
            return {"值": column.key, "对齐": "左"} if left else {"值": column.key}
        if column.key in ITEM_AMOUNTS or _money_of(self._meaning, table, column):
            return {"金额": column.key}
        return {"值": "序号"} if column.key == "序号" else {"正文": column.key}

    def _is_left(self, table: Table, column: Column) -> bool:
        cells = [row.cells[column.key] for row in table.rows if column.key in row.cells]
        return (
            self._centered and bool(cells) and not any(cell.centered for cell in cells if cell.text)
        )

    def _begins(self, row: int, column: Column) -> bool:
        cell = self._sheet.at(row, column.first)
        return cell is not None and cell.row == row and bool(squeezed(cell.text))

    def _total(self, table: Table) -> Iterator[str]:
        """The row of sums, where the form has one."""
        sums = [
            row
            for row in table.rows
            if any(squeezed(cell.text) in SUMS for cell in row.cells.values())
        ]
        if not sums:
            return
        specs: _Row = []
        for column in table.columns:
            cell = self._sheet.at(sums[0].number, column.first)
            if cell is not None and cell.column < column.first:
                specs.append(MERGE_LEFT)
            elif column.key in ITEM_AMOUNTS or _money_of(self._meaning, table, column):
                specs.append({"金额": column.key} if cell is not None and cell.text else "")
            else:
                specs.append("" if cell is None else self._label(cell.text))
        yield f"      合计行: {in_line(specs)}"
        if sums[0] is table.rows[0]:
            yield "      合计在前: 是"

    def _dictionary(self) -> Iterator[str]:
        tree: dict[str, dict[str, Example]] = {}
        for table in self._meaning.tables:
            for row in table.rows if table.source == INDICATORS else ():
                levels = [row.groups[key] for key in GROUPS if key in row.groups]
                if any(levels):
                    tree.setdefault(levels[0], {})[levels[-1]] = "可选"
        if tree:
            yield "指标体系:"
            yield from (f"  {in_line(name)}: {in_line(inner)}" for name, inner in tree.items())

    def _amount_style(self) -> AmountFormat:
        """The 金额 in which most amounts of the form are printed as they stand there."""
        cells = [
            (part.cell, part.unit)
            for part in self._meaning.parts
            if part.slot is not None and part.slot.kind == "金额"
        ]
        cells += [
            (row.cells[column.key], unit)
            for table in self._meaning.tables
            for column in table.columns
            if table.source == BUDGET and (unit := _money_of(self._meaning, table, column))
            for row in table.rows
            if column.key in row.cells
        ]
        found = [
            (amount, squeezed(cell.text))
            for cell, unit in cells
            if (amount := amount_of(cell, unit)) is not None
        ]
        units = Counter(unit for _, unit in cells)
        unit = next((unit for unit, _ in units.most_common() if unit in ("元", "万元")), "元")
        styles = [
            AmountFormat.model_validate({"单位": unit, "小数": places, "千分位": grouped})
            for places, grouped in product(("去零", "2", "4", "6", "1", "0"), ("否", "是"))
        ]
        return max(
            styles,
            key=lambda one: sum(self._printed(amount, one) == text for amount, text in found),
        )

    @staticmethod
    def _printed(amount: Decimal, style: AmountFormat) -> str:
        return squeezed(amount_text(amount, style))

    def _day_style(self) -> str:
        texts = [
            text
            for part in self._meaning.parts
            if part.slot is not None
            for key, text in _values(part)
            if key in _DAYS
        ]
        found = Counter(filter(None, map(self._example, texts)))
        return found.most_common(1)[0][0] if found else ""

    @staticmethod
    def _example(text: str) -> str:
        days = days_in(text)
        return (day_example(text, days[0]) or "") if len(days) == 1 else ""


def _values(part: Part) -> tuple[tuple[str, str], ...]:
    if part.slot is None:
        return part.values
    if part.slot.kind == "标签":
        return Template.of(part.slot.key).found(part.cell.text) or ()
    return ((part.slot.key, part.cell.text),)


def _filled(cells: Collection[SourceCell]) -> bool:
    return any(squeezed(cell.text) for cell in cells)
