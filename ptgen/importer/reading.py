"""What a form and a narrative say, before it becomes YAML. Every text knows where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ptgen.read.document import SourceCell, SourceGrid, SourceParagraph, SourcePlace

FoundText = SourceCell | SourceParagraph


@dataclass(frozen=True, slots=True)
class FoundField:
    """A value of a form under the key that a project file has for it."""

    key: str  # "项目名称"; an amount has the name of the form's amount: "年度资金申请总额"
    value: SourceCell  # as printed
    label: str  # as printed beside it
    written: str  # as a project file says it: "2022-01-01", "4100000.00", "≥85%", "10891.6万元"
    amount: Decimal | None = None  # in 元, where it is one
    doubt: str = ""  # in Chinese: why it may be wrong


@dataclass(frozen=True, slots=True)
class FoundIndicator:
    """A row of the table of indicators."""

    levels: tuple[str, ...]  # the groups above it: 一级指标, 二级指标
    name: SourceCell
    values: tuple[FoundField, ...]  # 指标值, 权重, … by the keys of the edition
    doubt: str = ""  # in Chinese: why a group or the row may be wrong


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A row of a table of the budget inside a form."""

    name: SourceCell
    values: tuple[FoundField, ...]  # 金额, 测算依据, … by the keys of the edition
    group: str = ""  # the line of the first level above it, where the edition groups by it
    total: bool = False  # the row of sums
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form: its fields, goals and indicators."""

    title: str
    year: int | None
    layout: str  # the edition whose labels fit best, or the name of the one that was drawn up
    own_layout: str  # YAML of the edition drawn up from the form; "" when a known one fits
    fields: tuple[FoundField, ...]
    goals: tuple[FoundField, ...]  # key 项目总目标 or 年度总体目标
    indicators: tuple[FoundIndicator, ...]
    items: tuple[FoundItem, ...]
    unplaced: tuple[FoundText, ...]  # what stands there and has no key
    left_out: int  # names of persons and telephone numbers that the edition has no key for
    reasons: tuple[str, ...]  # in Chinese: why this edition, and which other comes near
    grids: tuple[SourceGrid, ...]  # what it was read from
    paragraphs: tuple[SourceParagraph, ...]  # lines around the grids: title, 填报单位, signatures
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A chapter of a narrative."""

    heading: str  # as printed, without its number
    key: str  # the key of the project file; "" when none fits
    blocks: tuple[SourceParagraph | SourceGrid, ...]
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class NarrativeReading:
    """A narrative: its title and chapters."""

    title: str
    project: str  # the project's name out of the title; "" when it has none
    sections: tuple[FoundSection, ...]
    unplaced: tuple[FoundText, ...]
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class ProjectReading:
    """What was found of one project: a form, a narrative, or both."""

    name: str
    form: FormReading | None
    narrative: NarrativeReading | None
