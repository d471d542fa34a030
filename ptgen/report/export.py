"""The computed data of projects for other programs: JSON and CSV, amounts as texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.budget.codes import sums_by_code
from ptgen.core.budget.named import AMOUNT_NAMES, named_amounts
from ptgen.core.layout.schema import DIALECT
from ptgen.core.loader import Content, ProjectFile
from ptgen.core.money import fixed

# A spreadsheet that opens a CSV file would compute text that begins like this.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_AMOUNTS = (
    *("项目资金总额", "年度资金申请总额", "财政资金", "当年财政拨款", "上年结转资金"),
    *("其他资金", "其他资金总额", "全周期资金总额", "核定金额"),
)
_CSV_KEYS = ("项目", "项目名称", "年度", "主管部门", "实施单位", "计划开始日期", "计划完成日期")


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else fixed(amount)


_Amount = Annotated[str, BeforeValidator(fixed)]
_AmountOrNone = Annotated[str | None, BeforeValidator(_text)]


class _ExportValue(BaseModel):
    """Keys that have a default are written only where they are used."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, from_attributes=True
    )


class ExportedItem(_ExportValue):
    """A line of the budget with its lines.

    Below a group that says its own split over years, ``annual`` and ``years`` are null. Keys that
    an edition adds follow, amounts as all others.
    """

    model_config = ConfigDict(extra="allow")

    name: str = Field(alias="名称")
    formula: str | None = Field(alias="测算")
    method: str = Field(alias="方式")
    amount: str = Field(alias="金额")
    annual: str | None = Field(alias="本年")
    years: dict[str, str] | None = Field(alias="分年")
    approved: str | None = Field(alias="核定金额")
    code: str | None = Field(None, alias="经济分类")
    procurement: bool | None = Field(None, alias="政府采购")
    standard: str | None = Field(None, alias="标准依据")
    items: tuple[ExportedItem, ...] = Field(alias="明细")


class ExportedCode(_ExportValue):
    """What the lines of an economic code come to; ``code`` is empty for lines without."""

    code: str = Field(alias="经济分类")
    name: str = Field(alias="名称")
    amount: _Amount = Field(alias="金额")
    annual: _AmountOrNone = Field(alias="本年")
    procured: _Amount = Field(alias="政府采购金额")


def _of_target(name: str, key: str) -> Any:  # noqa: ANN401 as Field, which pydantic types so
    return Field(validation_alias=AliasPath("target", name), serialization_alias=key)


class ExportedIndicator(_ExportValue):
    """An indicator, its value taken apart."""

    level1: str = Field(alias="一级指标")
    level2: str = Field(alias="二级指标")
    name: str = Field(alias="三级指标")
    value: str = _of_target("text", "指标值")
    operator: str = _of_target("operator", "计算符号")
    number: str = _of_target("numbers", "数值")
    unit: str = _of_target("unit", "计量单位")
    weight: str | None = Field(alias="权重")


class ExportedProject(_ExportValue):
    """A project; amounts are in 元 with two decimals, days as 2022-01-31."""

    key: str = Field(alias="项目")
    source: str = Field(alias="文件")
    name: str = Field(alias="项目名称")
    year: int = Field(alias="年度")
    layout: str = Field(alias="版式")
    department: str | None = Field(alias="主管部门")
    implementer: str | None = Field(alias="实施单位")
    start: str | None = Field(alias="计划开始日期")
    end: str | None = Field(alias="计划完成日期")
    amounts: dict[str, str] = Field(alias="金额")
    items: tuple[ExportedItem, ...] = Field(alias="预算")
    indicators: tuple[ExportedIndicator, ...] = Field(alias="绩效指标")
    codes: tuple[ExportedCode, ...] = Field((), alias="按经济分类")


class Export(_ExportValue):
    """All projects in the order of their files."""

    version: int = Field(alias="格式版本")
    projects: tuple[ExportedProject, ...] = Field(alias="项目")


def export_of(projects: Sequence[tuple[ProjectFile, Content]]) -> Export:
    """The data of sound projects."""
    return Export(version=1, projects=tuple(_project(file, content) for file, content in projects))


def to_json(export: Export) -> str:
    """The data as JSON, keys in Chinese, a line feed at the end."""
    return export.model_dump_json(by_alias=True, indent=2, exclude_defaults=True) + "\n"


def export_schema() -> str:
    """The JSON Schema of :func:`to_json`'s text."""
    made = Export.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps({"$schema": DIALECT, **made}, ensure_ascii=False, indent=2) + "\n"


def to_csv(export: Export) -> str:
    """A line for each project, with its amounts; begins with a BOM, by which Excel knows UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    names = tuple(dict.fromkeys(name for one in export.projects for name in one.amounts))
    writer.writerow((*_CSV_KEYS, *map(_harmless, names)))
    for one in export.projects:
        values = one.model_dump(by_alias=True, exclude={"items", "indicators", "codes"})
        texts = (_harmless(str(values[key] or "")) for key in _CSV_KEYS)
        writer.writerow((*texts, *(one.amounts.get(name, "") for name in names)))
    return "\ufeff" + target.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _project(file: ProjectFile, content: Content) -> ExportedProject:
    project, budget = content.project, content.budget
    named = named_amounts(budget)
    further = (name for name in named if name not in AMOUNT_NAMES)
    return ExportedProject(
        key=file.key,
        source=file.path,
        name=project.name,
        year=project.year,
        layout=project.layout,
        department=project.department,
        implementer=project.implementer,
        start=project.start.isoformat() if project.start else None,
        end=project.end.isoformat() if project.end else None,
        amounts={name: _text(named[name]) or "" for name in dict.fromkeys((*_AMOUNTS, *further))},
        items=tuple(_item(item) for item in budget.items),
        indicators=tuple(map(ExportedIndicator.model_validate, project.indicators)),
        codes=tuple(map(ExportedCode.model_validate, sums_by_code(budget))),
    )


def _item(item: ItemAmount) -> ExportedItem:
    return ExportedItem(
        name=item.name,
        formula=item.item.formula,
        method=item.item.method.value,
        amount=fixed(item.amount),
        annual=_text(item.annual),
        years={str(year): fixed(amount) for year, amount in item.years} or None,
        approved=_text(item.approved),
        code=item.item.code,
        procurement=item.item.procurement,
        standard=item.item.standard,
        items=tuple(_item(child) for child in item.items),
        **_further(item),
    )


def _further(item: ItemAmount) -> dict[str, Any]:
    texts = {key: value for key, value in item.item.further.items() if isinstance(value, str)}
    return texts | {key: fixed(one.value) for key, one in item.quantities if one.money}
