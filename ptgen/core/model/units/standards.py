"""Expenditure standards of a repository (标准.yaml): what things may cost at most, and by what."""

from __future__ import annotations

from pydantic import Field

from ptgen.core.model.line import Day, Written

STANDARDS_FILE = "标准.yaml"


class Standard(Written):
    """One standard: a price that must not be exceeded, and the items that it is for."""

    name: str = Field(
        alias="名称", min_length=1, description="标准的名称", examples=["会议费", "讲课费"]
    )
    grade: str | None = Field(
        None,
        alias="档次",
        description="同一名称有几档时写；项目里用“标准依据”说明按哪一档",
        examples=["三、四类"],
    )
    limit: str = Field(
        alias="上限",
        min_length=1,
        description="单价的上限，带计量单位",
        examples=["550元/人天", "500元/学时"],
    )
    document: str | None = Field(
        None, alias="文号", description="规定这个标准的文件", examples=["财行〔2016〕214号"]
    )
    since: Day = Field(
        None,
        alias="起效",
        description="从哪一天起用；预算年度在这以前的项目不比",
        examples=["2016-07-01"],
    )
    matches: tuple[str, ...] = Field(
        (),
        alias="匹配",
        description="用在哪些预算项：名称里的字，或经济分类；不写就是名称里有标准名称的",
        examples=[["会议费", "30215"]],
    )

    @property
    def called(self) -> str:
        """``“会议费”三、四类``."""
        return f"“{self.name}”{self.grade or ''}"

    def fits(self, item: str, code: str) -> bool:
        """Whether it is for an item of a name and an economic code (or none)."""
        for one in self.matches or (self.name,):
            if one.isdecimal() and len(one) in (3, 5):
                if code.startswith(one):
                    return True
            elif one in item:
                return True
        return False


class Standards(Written):
    """The file."""

    standards: tuple[Standard, ...] = Field(
        alias="标准",
        min_length=1,
        description="一项标准一组键",
        examples=[[{"名称": "会议费", "上限": "550元/人天"}]],
    )
