"""Stage model: what the projects of a folder share (unit.yaml) and what their volume needs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

VOLUME_KEY = "汇编"


class Volume(BaseModel):
    """The bound volume of a folder (汇编)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: str = Field(
        alias="标题",
        min_length=1,
        title="标题",
        description="汇编封面的标题",
        examples=["某中心2026年财政支出项目绩效目标申报表"],
    )
    opening: str | None = Field(
        None,
        alias="开篇",
        title="开篇",
        description="可用 {{ 项目数 }}、{{ 单位数 }}、{{ 合计 | 万元 }}、{{ 核定合计 | 万元 }}",
        examples=["本部门编报了{{ 项目数 }}个项目，涉及资金{{ 合计 | 万元 }}。"],
    )
    order: tuple[str, ...] = Field(
        (),
        alias="顺序",
        title="顺序",
        description="项目文件名（不带 .yaml）的次序；不写则按文件名",
        examples=[["02-training", "01-equipment"]],
    )


class VolumeHolder(BaseModel):
    """The part of unit.yaml that is not a project's: only the volume."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    volume: Volume | None = Field(
        None,
        alias="汇编",
        title="汇编",
        description="把这个文件夹的文书合成一册",
        examples=[{"标题": "某中心2026年财政支出项目绩效目标申报表"}],
    )
