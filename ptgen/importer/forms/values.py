"""Read what is printed in a cell: amounts, days, values of indicators, ticked boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from ptgen.core.layout.formats import day_text
from ptgen.core.layout.model import ValueFormat
from ptgen.core.model.indicator import target
from ptgen.edit.scaffold.yaml_writer import Example
from ptgen.importer.forms.vocabulary.labels import squeezed
from ptgen.read.document import SourceCell
from ptgen.view.figures import value_text

SCALES = {"元": 0, "": 0, "万元": 4, "万": 4, "亿元": 8, "亿": 8, "千元": 3}
_AMOUNT = re.compile(r"[¥￥]?(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(亿元|万元|千元|亿|万|元)?整?")
_UNIT = re.compile(
    r"(?:单位:?|金额:?|人民币|[(:])(万元|亿元|千元|元)(?:[):]|$)|^(万元|亿元|千元|元)$"
)
_DAY = re.compile(
    r"(\d{4})(?:年|[-./])(\d{1,2})(?:(?:月|[-./])(\d{1,2})日?|月)?|(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)"
)
_TAG = re.compile(r"</?(?:p|br|div|span|b|strong|font)(?:\s[^<>]{0,200}|/)?>", re.IGNORECASE)
_CHINESE = "[\u4e00-\u9fff，。、；：“”（）]"
_BROKEN = re.compile(rf"(?<={_CHINESE})[ \t\u3000\n]+(?={_CHINESE})")
_MARKS = "□☐○☑✓✔√■▣☒"
_BEFORE = re.compile(rf"([{_MARKS}]+)\s*([^{_MARKS}]+)")
_BEHIND = re.compile(rf"([^{_MARKS}]+?)\s*([{_MARKS}]+)")
MONEY = re.compile("资金|金额|预算|拨款|收入|支出|经费|执行")
NUMBER = re.compile(r"-?[\d,]*\d(?:\.\d+)?%?")


def unit_in(text: str) -> str:
    """The unit of money that a label names: ``项目资金（万元）`` is in 万元."""
    match = _UNIT.search(squeezed(text))
    return "" if match is None else match[1] or match[2]


def amount_in(text: str, unit: str) -> Decimal | None:
    """The amount in 元: ``410万元``, ``4,100,000.00`` in the unit of its label."""
    match = _AMOUNT.fullmatch(squeezed(text))
    if match is None:
        return None
    *digits, own = match.groups("")
    return Decimal("".join(digits).replace(",", "")).scaleb(SCALES[own or unit])


def amount_of(cell: SourceCell, unit: str) -> Decimal | None:
    """The amount in a cell; of a workbook the whole number, of which the text shows a part."""
    own = amount_in(cell.text, unit)
    whole = None if own is None else amount_in(cell.number, unit)
    return own if whole is None else whole


def spelled_amount(cell: SourceCell, unit: str) -> str:
    """The amount of a cell with its unit, as the author of a project would write it."""
    match = _AMOUNT.fullmatch(squeezed(cell.number)) or _AMOUNT.fullmatch(squeezed(cell.text))
    if match is None:
        return ""
    sign, whole, part, own = match.groups("")
    own = own or unit or "元"
    digits = f"{sign}{whole.replace(',', '')}{part}"
    return f"{digits}000元" if own == "千元" and not part else f"{digits}{own}"


def days_in(text: str) -> tuple[date, ...]:
    """The days in a text, in whatever writing; a month alone is none."""
    found = []
    for match in _DAY.finditer(squeezed(text)):
        year, month, day = match.groups("0")[:3] if match[1] else match.groups()[3:]
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            return ()
    return tuple(found)


def day_example(text: str, day: date) -> str | None:
    """The 日期格式 in which a day is printed so; ``""`` for that of YAML."""
    shown = squeezed(text)
    if day.isoformat() == shown:
        return ""
    return shown if day_text(day, shown) == shown else None


def text_of(text: str) -> str:
    """A text without the tags of a web page, its paragraphs on lines of their own."""
    if "<" in text:
        text = re.sub(r"<(?:/p|br)\b[^<>]{0,20}>", "\n", text, flags=re.IGNORECASE)
        text = _TAG.sub("", text)
    text = text.replace("&nbsp;", " ")
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


def joined(text: str) -> str:
    """A name whose words a narrow cell broke: no blank stands between two Chinese characters."""
    return _BROKEN.sub("", text_of(text)).replace("\n", "")


def _boxes(text: str) -> list[tuple[str, bool]]:
    """The choices beside boxes, each with whether it is ticked; boxes stand before or behind."""
    text = re.sub(r"[(（]\s*([√✓✔])\s*[)）]", r"\1", re.sub(r"[(（]\s*[)）]", "□", text)).strip()
    if text[:1] in tuple(_MARKS):
        found = [(option, mark) for mark, option in _BEFORE.findall(text)]
    else:
        found = _BEHIND.findall(text) if text[-1:] in tuple(_MARKS) else []
    return [
        (option.strip(" \u3000、,，;；"), bool(set(mark) - set("□☐○"))) for option, mark in found
    ]


def choice_in(text: str) -> str | None:
    """The choice that is ticked: ``√经常性项目 □一次性项目``; ``None`` where there are no boxes."""
    if not any(mark in text for mark in _MARKS):
        return None
    return "、".join(option for option, ticked in _boxes(text) if ticked)


def options_in(text: str) -> dict[str, Example]:
    """What a key says whose value is ticked among others: its 选项; nothing without boxes."""
    options: list[Example] = [option for option, _ in _boxes(text)]
    return {"选项": options} if options[1:] and choice_in(text) in options else {}


def value_in(text: str, style: ValueFormat) -> str:
    """The value of an indicator as a project writes it, so that it prints as it was printed."""
    plain = joined(text)
    read = target(plain)
    if not read.operator:
        return plain
    short = [one.rstrip("0").rstrip(".") if "." in one else one for one in (read.low, read.high)]
    for numbers in (short, (read.low, read.high)):
        written = f"{read.operator}{'-'.join(filter(None, numbers))}{read.unit}"
        if _folded(value_text(target(written), style)) == _folded(plain):
            return written
    return f"{read.operator}{read.numbers}{read.unit}"


def _folded(text: str) -> str:
    return squeezed(text).replace(">=", "≥").replace("<=", "≤")


def value_format(printed: Iterable[str]) -> ValueFormat:
    """How an edition prints values of indicators: the way that makes most of these."""
    whole = list(printed)
    texts = [squeezed(one) for one in whole]

    def made(style: ValueFormat) -> int:
        again = (value_text(target(value_in(one, style)), style) for one in texts)
        return sum(squeezed(one) == text for one, text in zip(again, texts, strict=True))

    return max(_formats(whole), key=made)


def _formats(texts: list[str]) -> Iterator[ValueFormat]:
    pairs = ((">=", "≥"), ("<=", "≤"), ("＝", "="), ("＞", ">"), ("＜", "<"))
    operators = {other: sign for sign, other in pairs if any(sign in one for one in texts)}
    rounded = any(re.search(r"\.\d*0(?!\d)", one) for one in texts)
    for decimals in ("2", "1", "原样") if rounded else ("原样",):
        for wrapped in ("否", "是"):
            yield ValueFormat.model_validate(
                {"符号": operators, "小数": decimals, "单位加括号": wrapped}
            )
