"""Stage model: keys beyond the models that a layout declares (项目代码, 绩效标准 …)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What may stand in a declared field."""

    TEXT = "文字"
    NUMBER = "数字"
    CHOICE = "选项"


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """A key that a layout adds to projects or to indicators."""

    key: str
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    description: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredFields:
    """All that a layout adds."""

    project: tuple[DeclaredField, ...] = ()
    indicator: tuple[DeclaredField, ...] = ()
