"""Expenditure standards of a repository (标准.yaml): what things may cost at most, and by what."""

from ptgen.core.model.keys import key, needed
from ptgen.core.model.line import Day, Written

STANDARDS_FILE = "标准.yaml"


class Standard(Written):
    """One standard: a price that must not be exceeded, and the items that it is for."""

    name: str = needed("名称", "标准的名称", "会议费", "讲课费", min_length=1)
    grade: str | None = key(
        "档次", "同一名称有几档时写；项目里用“标准依据”说明按哪一档", "三、四类"
    )
    limit: str = needed("上限", "单价的上限，带计量单位", "550元/人天", "500元/学时", min_length=1)
    document: str | None = key("文号", "规定这个标准的文件", "财行〔2016〕214号")
    since: Day = key("起效", "从哪一天起用；预算年度在这以前的项目不比", "2016-07-01")
    matches: tuple[str, ...] = key(
        "匹配",
        "用在哪些预算项：名称里的字，或经济分类；不写就是名称里有标准名称的",
        ["会议费", "30215"],
        default=(),
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

    standards: tuple[Standard, ...] = needed(
        "标准", "一项标准一组键", [{"名称": "会议费", "上限": "550元/人天"}], min_length=1
    )
