"""Keys beyond the models that an edition adds to projects and indicators (项目代码, 绩效标准 …)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class FieldKind(StrEnum):
    """What may stand in such a field."""

    TEXT = "文字"
    NUMBER = "数字"
    CHOICE = "选项"


class FieldSpec(BaseModel):
    """What may stand behind a key that an edition adds (字段, 指标字段)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choices: tuple[str, ...] = Field(
        (),
        alias="选项",
        description="可以填的值；不写就是随意填",
        examples=[["经常性项目", "一次性项目"]],
    )
    kind: FieldKind = Field(
        FieldKind.TEXT, alias="类型", description="填的是文字、数字还是选项", examples=["文字"]
    )
    description: str = Field(
        "",
        alias="说明",
        description="这个键填什么，编辑器和 ptgen new 会显示",
        examples=["项目是年年有还是只做一次"],
    )
    sample: str = Field(
        "", alias="示例", description="在 ptgen new 里写的示例", examples=["信息科"]
    )

    @property
    def example(self) -> str:
        """What may be written there, for a new project and for editors."""
        first = self.choices[0] if self.choices else ""
        return self.sample or first or ("1" if self.kind is FieldKind.NUMBER else "…")

    @property
    def numeric(self) -> bool:
        """Whether a number has to stand there."""
        return self.kind is FieldKind.NUMBER and not self.choices


FieldSpecs = Mapping[str, FieldSpec]
"""The keys that an edition adds, each with what may stand there."""
