"""What only unit.yaml holds: settings of a folder's PDF files and of its volume."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from ptgen.core.model.keys import key, keys_of, needed
from ptgen.core.model.line import Written, YesNo

VOLUME_KEY = "汇编"


class PdfProgram(StrEnum):
    """The programs that draw PDF files."""

    WEASYPRINT = "weasyprint"
    TYPST = "typst"


PROGRAM_KEY = "PDF引擎"


class PdfVariant(StrEnum):
    """ISO 19005-2 and -3, levels U and A, for archives, and ISO 14289-1, for screen readers."""

    A2U = "pdf/a-2u"
    A3U = "pdf/a-3u"
    A3A = "pdf/a-3a"
    UA1 = "pdf/ua-1"

    @property
    def encloses(self) -> bool:
        """Whether any file may ride along: in the third part of ISO 19005."""
        return self in (PdfVariant.A3U, PdfVariant.A3A)


class Volume(BaseModel):
    """The bound volume of a folder (汇编)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: str = needed(
        "标题", "汇编封面的标题", "某中心2026年财政支出项目绩效目标申报表", min_length=1
    )
    opening: str | None = key(
        "开篇",
        "可用 {{ 项目数 }}、{{ 单位数 }}、{{ 合计 | 万元 }}、{{ 核定合计 | 万元 }}",
        "本部门编报了{{ 项目数 }}个项目，涉及资金{{ 合计 | 万元 }}。",
    )
    order: tuple[str, ...] = key(
        "顺序",
        "项目文件名（不带 .yaml）的次序；不写则按文件名",
        ["02-training", "01-equipment"],
        default=(),
    )


class OwnKeys(Written):
    """The part of unit.yaml that is not a project's."""

    model_config = ConfigDict(extra="ignore")

    program: PdfProgram | None = key(
        "PDF引擎",
        "排版这个文件夹的 PDF 的程序；不写时照 ptgen.toml，再没有就用 weasyprint，"
        "用不了的机器上用 typst",
        "typst",
        title="PDF引擎",
    )
    variant: PdfVariant | None = key(
        "PDF格式",
        "把这个文件夹的 PDF 生成存档用的格式，由 typst 排版；不写时是普通 PDF",
        "pdf/a-3u",
        title="PDF格式",
    )
    enclose: YesNo = key(
        "PDF附件",
        "是否把项目文件和算出的数据附在 PDF 里；要 PDF格式: pdf/a-3u 或 pdf/a-3a",
        "是",
        default=False,
        title="PDF附件",
    )
    volume: Volume | None = key(
        "汇编", "把这个文件夹的文书合成一册", {"标题": "某中心2026年财政支出项目绩效目标申报表"}
    )

    @field_validator("enclose")
    @classmethod
    def _only_in_the_third_part(cls, value: bool, info: ValidationInfo) -> bool:
        variant: PdfVariant | None = info.data.get("variant")
        if value and "variant" in info.data and not (variant and variant.encloses):
            raise PydanticCustomError("enclosing", "only PDF/A-3 encloses files")
        return value


UNIT_KEYS = keys_of(OwnKeys)
