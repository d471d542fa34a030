"""Performance indicators (绩效指标) and their values (指标值)."""

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict

from ptgen.core.model.keys import key, keys_of, needed
from ptgen.core.model.line import Written
from ptgen.core.source.nodes import Loc, Plain

# An indicator and its value for each second-level group of the published editions.
EXAMPLES = MappingProxyType(
    {
        "数量指标": ("培训人数", "≥80人"),
        "质量指标": ("考核合格率", "≥95%"),
        "时效指标": ("按期完成率", "=100%"),
        "成本指标": ("人均培训费", "≤150元"),
        "经济成本指标": ("人均培训费", "≤150元"),
        "社会成本指标": ("窗口停办天数", "≤2天"),
        "生态环境成本指标": ("纸质教材用量", "≤80册"),
        "经济效益指标": ("返工费用下降率", "≥10%"),
        "社会效益指标": ("业务差错率", "≤1%"),
        "生态效益指标": ("电子教材使用率", "≥60%"),
        "可持续影响指标": ("培训制度", "健全"),
        "服务对象满意度指标": ("学员满意度", "≥90%"),
    }
)
OTHER_EXAMPLE = ("完成情况", "达到要求")

_OPERATORS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
# Full width and look-alikes; one character for one.
_FOLD = str.maketrans("≧⩾≦⩽＞＜＝０１２３４５６７８９．，％－～", "≥≥≤≤><=0123456789.,%-~")
_VALUE = re.compile(
    r"\s*(?P<operator>>=|=>|<=|=<|[=≥≤><])?\s*"
    r"(?P<low>\d[\d,]*(?:\.\d+)?)(?:\s*[-~—–至]\s*(?P<high>\d[\d,]*(?:\.\d+)?))?\s*"
    r"(?:[(（](?P<wrapped>[^()（）\d]*)[)）]|(?P<unit>[^\s\d()（）][^\d()（）]*)?)\s*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A value of an indicator, read: an operator, one number or two, a unit; else only a text.

    ``operator`` is one of ``= ≥ ≤ > <`` or empty; ``low`` and ``high`` keep the author's digits
    (``100.00``); a qualitative value has neither.
    """

    text: str
    operator: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it holds a number to be reached."""
        return bool(self.low)

    @property
    def numbers(self) -> str:
        """The number or the range: ``85``, ``2-3``."""
        return f"{self.low}-{self.high}" if self.high else self.low


def target(text: str) -> Target:
    """Read ``≥85%``, ``>=2场``, ``=2-3人``, ``100.00(%)``; anything else is qualitative."""
    text = text.strip()
    match = _VALUE.fullmatch(text.translate(_FOLD))
    if match is None:
        return Target(text)
    sign = match["operator"] or ""
    unit = match["wrapped"] if match["wrapped"] is not None else match["unit"] or ""
    return Target(text, _OPERATORS.get(sign, sign), match["low"], match["high"] or "", unit.strip())


def _long_form(value: Plain) -> Plain:
    return value if isinstance(value, dict) else {"指标值": value}


class Detail(Written):
    """What is written behind an indicator's name; a text alone is the 指标值.

    Keys that only some layouts print (绩效标准 …) are kept as extra fields and checked against
    the layout.
    """

    model_config = ConfigDict(extra="allow")

    value: str = needed("指标值", "如 ≥85%、=100%、2-3人，或“规范”等文字", "≥85%", "=100%", "规范")
    weight: str | None = key("权重", "分值权重，只写数字；只有带权重的版式才印", "10")
    note: str | None = key("说明", "对这个指标的说明，有这一栏的版式才印", "按签到表统计")


DETAIL_KEYS = keys_of(Detail)
LongDetail = Annotated[Detail, BeforeValidator(_long_form)]


def _nothing(value: Plain) -> Plain:
    return {} if value is None else value


# A group that is left open has no indicators; whether it may is for the edition to say.
_Second = Annotated[dict[str, LongDetail], BeforeValidator(_nothing)]
_First = Annotated[dict[str, _Second], BeforeValidator(_nothing)]
IndicatorTree = dict[str, _First]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator with its groups; ``further`` holds the fields that its layout declares."""

    level1: str
    level2: str
    name: str
    target: Target
    weight: str | None = None
    note: str | None = None
    further: tuple[tuple[str, str], ...] = field(default=())

    @property
    def loc(self) -> Loc:
        """Its path in the file."""
        return ("绩效指标", self.level1, self.level2, self.name)


def flatten(tree: IndicatorTree) -> tuple[Indicator, ...]:
    """The indicators in the author's order."""
    return tuple(
        Indicator(
            level1,
            level2,
            name,
            target(detail.value),
            detail.weight,
            detail.note,
            tuple((key, str(value)) for key, value in detail.further.items()),
        )
        for level1, groups in tree.items()
        for level2, indicators in groups.items()
        for name, detail in indicators.items()
    )
