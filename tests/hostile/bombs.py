"""Project files that are meant to take all time or all memory, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

HEAD = """\
项目名称: 设备运行
年度: 2022
版式: shanghai-district-2022
主管部门: 区城运中心
实施单位: 区城运中心
项目类别: 经常性项目
计划开始日期: 2022-01-01
计划完成日期: 2022-12-31
"""
ITEMS = "预算: [{名称: 维护费, 测算: 30万元}]\n"
INDICATORS = """\
绩效指标:
  产出指标: {数量指标: {使用数量: ≥26台}, 质量指标: {运行率: =100%}}
  效益指标: {社会效益指标: {处理率: =100%}}
  满意度指标: {服务对象满意度指标: {满意度: ≥85%}}
"""
SOUND = HEAD + ITEMS + INDICATORS
MOST = 2 * 1024 * 1024 - 64  # a file of this size is still read


def _filled(unit: str, start: str, end: str = "") -> str:
    """``start``, as many ``unit`` as a file may hold, ``end``."""
    left = MOST - len(start.encode()) - len(end.encode())
    return start + unit * (left // len(unit.encode())) + end


def _aliases() -> str:
    lines = ["甲0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"甲{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


def _items(count: int, inner: str = "") -> str:
    lines = "".join(f"  - {{名称: 费用{n}, 测算: {n + 1}元*2人{inner}}}\n" for n in range(count))
    return HEAD + "预算:\n" + lines + INDICATORS


def _indicators(count: int) -> str:
    lines = "".join(f"      指标{n}: ≥{n}台\n" for n in range(count))
    return HEAD + ITEMS + "绩效指标:\n  产出指标:\n    数量指标:\n" + lines


def _prose(text: str) -> str:
    return SOUND + "项目概述: |\n  " + text.replace("\n", "\n  ") + "\n"


def _texts(unit: str) -> str:
    """The longest texts that are read, as many as a file holds, each of the same signs."""
    text = unit * (49_000 // len(unit))
    count = (MOST - 2000) // (len(text.encode()) + 10)
    return SOUND + "实施方案:\n" + f"  - '甲{text}乙'\n" * count


def _on_one_line(count: int) -> str:
    return "{" + ", ".join(f"甲{n}: 1" for n in range(count)) + "}"


# What the patterns of rules look for, over and over.
_SIGNS = MappingProxyType(
    {
        "amounts": "安排资金1.2万元，",
        "amounts-run-together": "1万",
        "amounts-of-years": "2022年共1万元",
        "amounts-in-quotes": "《1元",
        "brackets-crossed": "（《",
        "brackets-opened": "（",
        "brackets-closed": "》",
        "brackets-in-turn": "（）《》",
        "numbering": "1）",
        "marks": "<p>",
        "marks-open": "<p ",
        "marks-of-signs": "<",
        "entities": "&nbsp;",
        "entities-open": "&#",
        "digits": "1",
        "digits-and-commas": "1,",
        "digits-in-threes": "111,",
        "digits-and-dots": "1.",
        "full-width": "１２",
        "blanks": " ",
        "blanks-full-width": "\u3000",
        "blanks-between": "甲  ",
        "crosses": "XX",
        "dots": "…",
        "points": ".",
        "dates": "2022年1月1日",
        "days": "2022.1.1-",
        "years": "2022",
        "numbers-of-documents": "〔2022〕1号",
        "numbers-open": "〔2022",
        "prompts": "请填写",
        "prompts-in-brackets": "（此处填写",
        "prompts-of-projects": "说明项目",
        "names": "{{ 年度 }}",
        "names-computed": "{{ 预算.维护费.金额 | 万元 }}",
        "names-unknown": "{{ 年渡 }}",
        "names-of-many-signs": "{{ 年度 + 年度 }}",
        "braces": "{",
        "braces-open": "{{ ",
        "braces-closed": "}}",
        "statements": "{% if %}",
        "percents": "100%",
        "words": "设备运行",
        "colons": "甲：",
        "signs-of-values": "≥",
    }
)

BOMBS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "aliases": _aliases,
        "alias-of-itself": lambda: "甲: &a [*a, *a]\n",
        "aliases-of-a-list": lambda: (
            "甲: &a [" + "1, " * 20_000 + "1]\n乙: [" + "*a, " * 9000 + "]"
        ),
        "bytes-100-MB": lambda: SOUND + "# " + "a" * 100_000_000,
        "text-of-10-million": lambda: _prose("设备" * 5_000_000),
        "text-of-2-MB": lambda: _filled("设备运行", SOUND + "项目概述: "),
        "lines-of-2-MB": lambda: _filled("  设备\n", SOUND + "项目概述: |\n"),
        "keys-a-million": lambda: "".join(f"{n}:\n" for n in range(1_000_000)),
        "keys-200-thousand": lambda: "".join(f"k{n}: 1\n" for n in range(200_000)),
        "keys-20-thousand": lambda: SOUND + "".join(f"甲{n}: 1\n" for n in range(20_000)),
        "keys-20-thousand-on-a-line": lambda: _on_one_line(20_000),
        "keys-nearly-known": lambda: (
            SOUND + "".join(f"计划完成日期{n}: 1\n" for n in range(20_000))
        ),
        "keys-long": lambda: SOUND + "".join(f"{'项目名称' * 20}{n}: 1\n" for n in range(7_000)),
        "key-of-2-MB": lambda: _filled("甲", SOUND, ": 1\n"),
        "keys-the-same": lambda: SOUND + "甲: 1\n" * 25_000,
        "brackets-100-thousand": lambda: "甲: " + "[" * 100_000 + "]" * 100_000,
        "braces-100-thousand": lambda: "甲: " + "{a: " * 100_000 + "}" * 100_000,
        "indents-deep": lambda: "".join(" " * n + "a:\n" for n in range(1500)),
        "dashes-100-thousand": lambda: "- " * 100_000 + "a",
        "quotes-open": lambda: _filled("设备\n", "甲: '"),
        "comments": lambda: _filled("# ptgen: ignore PT203\n", SOUND),
        "comments-at-lines": lambda: _filled("甲: 1 # ptgen: ignore PT203\n", SOUND),
        "anchors": lambda: "".join(f"k{n}: &a{n} 1\n" for n in range(29_000)),
        "blocks": lambda: "".join(f"k{n}: |\n  甲\n" for n in range(29_000)),
        "folded": lambda: "".join(f"k{n}: >\n  甲\n  乙\n" for n in range(29_000)),
        "quoted-over-lines": lambda: "".join(f"k{n}: '甲\n  乙'\n" for n in range(29_000)),
        "plain-over-lines": lambda: _filled("\n  甲", "项目概述: 甲"),
        "escapes": lambda: _filled("\\u4e2d", '甲: "', '"'),
        "names-40-thousand": lambda: _prose("{{ 年度 }}" * 40_000),
        "names-in-jinja-40-thousand": lambda: _prose("{{ 预算.维护费.金额 }}" * 40_000),
        "names-unknown-20-thousand": lambda: _prose("{{ 年渡 }}" * 20_000),
        "names-unknown-on-lines": lambda: _prose("{{ 年渡 }}\n" * 20_000),
        "names-in-20-thousand-texts": lambda: (
            SOUND + "实施方案:\n" + "".join(f"  - '{{{{ 分年.{n} }}}}'\n" for n in range(20_000))
        ),
        "name-that-grows": lambda: _prose("{{ 项目名称 }}" * 50_000).replace(
            "设备运行\n", "设备" * 200_000 + "\n", 1
        ),
        "name-that-grows-in-many": lambda: (
            SOUND + "实施方案:\n" + "".join("  - '{{ 项目名称 }}'\n" for n in range(50_000))
        ).replace("设备运行\n", "设备" * 200_000 + "\n", 1),
        "names-as-many-as-may-be": lambda: (
            SOUND
            + "实施方案:\n"
            + "".join(f"  - '{{{{ 预算.维护费.金额 - {n} }}}}'\n" for n in range(999))
        ),
        "names-that-grow": lambda: (
            SOUND.replace("设备运行", "设备" * 24_000)
            + "实施方案:\n"
            + "  - '{{ 项目名称 }}'\n" * 900
        ),
        "names-that-grow-in-a-text": lambda: _prose("{{ 项目名称 }}" * 900).replace(
            "设备运行", "设备" * 24_000
        ),
        "names-that-grow-in-jinja": lambda: _prose("{{ '' + 项目名称 }}" * 900).replace(
            "设备运行", "设备" * 24_000
        ),
        "braces-open": lambda: _prose("{{ " * 200_000),
        "braces-many": lambda: _prose("{" * 1_000_000),
        "items-10-thousand": lambda: _items(10_000),
        "items-with-years": lambda: _items(4_000, ", 分年: {2022: 50%, 2023: 50%}"),
        "items-the-same": lambda: (
            HEAD + "预算:\n" + "  - {名称: 费用, 测算: 1元*2人}\n" * 10_000 + INDICATORS
        ),
        "items-wrong": lambda: (
            HEAD + "预算:\n" + "  - {名称: 费用, 测算: 1元*}\n" * 10_000 + INDICATORS
        ),
        "items-of-no-sense": lambda: HEAD + "预算:\n" + "  - 甲\n" * 20_000 + INDICATORS,
        "items-nested": lambda: HEAD + "预算: " + "[{名称: 甲, 明细: " * 1000 + "[]" + "}]" * 1000,
        "indicators-10-thousand": lambda: _indicators(10_000),
        "indicators-wrong": lambda: (
            HEAD
            + ITEMS
            + "绩效指标:\n  产出指标:\n    数量指标:\n"
            + "".join(f"      指标{n}: {{权重: 甲, 不知: 1}}\n" for n in range(8_000))
        ),
        "indicator-groups": lambda: (
            HEAD
            + ITEMS
            + "绩效指标:\n"
            + "".join(f"  组{n}: {{类: {{指标: ≥1台}}}}\n" for n in range(7_000))
        ),
        "indicators-alike": lambda: (
            HEAD
            + ITEMS
            + "绩效指标:\n  产出指标:\n    数量指标:\n"
            + "".join(f"      {'系统运行率' * 10}{n}: ≥{n}台\n" for n in range(5_000))
        ),
        "formula-long": lambda: SOUND.replace("30万元", "1元+" * 100_000 + "1元"),
        "formula-brackets": lambda: SOUND.replace("30万元", "(" * 10_000 + "1元" + ")" * 10_000),
        "formula-digits": lambda: SOUND.replace("30万元", "9" * 400_000),
        **{f"texts-of-{name}": partial(_texts, unit) for name, unit in _SIGNS.items()},
        "brackets-in-a-line": lambda: _filled("[甲, ", "甲: "),
        "spaces-in-a-line": lambda: _filled(" ", "甲: [", "\t@"),
        "colons-in-a-line": lambda: _filled("甲：", ""),
        "words-in-a-line": lambda: _filled("甲乙 ", "{"),
        "braces-in-a-line": lambda: _filled("{甲: 乙，", "甲: ["),
    }
)

UNITS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "aliases": _aliases,
        "bytes-3-MB": lambda: "# " + "a" * 3_000_000,
        "keys-20-thousand": lambda: "".join(f"甲{n}: 1\n" for n in range(20_000)),
        "brackets": lambda: "甲: " + "[" * 100_000,
        "keys-of-a-volume": lambda: "汇编:\n" + "".join(f"  甲{n}: 1\n" for n in range(20_000)),
        "opening-of-2-MB": lambda: _filled("开篇", "汇编: {标题: 甲, 开篇: ", "}"),
        "no-mapping": lambda: "[" + "1, " * 20_000 + "]",
        "not-text": lambda: "甲: \0",
    }
)

_OWN = "名称: 我区版\n继承: shanghai-district-2022\n"

LAYOUTS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "aliases": _aliases,
        "chain-of-twenty": lambda: "名称: 我区版\n继承: NEXT\n",
        "chain-of-itself": lambda: "名称: 我区版\n继承: own0\n",
        "keys-20-thousand": lambda: _OWN + "".join(f"甲{n}: 1\n" for n in range(20_000)),
        "fields-wrong": lambda: (
            _OWN + "字段:\n" + "".join(f"  甲{n}: {{类型: 选项}}\n" for n in range(10_000))
        ),
        "columns-20-thousand": lambda: (
            _OWN + "绩效目标表: {段: {甲: {列宽: [" + "1, " * 20_000 + "1], 行: [[甲]]}}}\n"
        ),
        "rows-20-thousand": lambda: (
            _OWN + "绩效目标表: {段: {甲: {列宽: [1], 行: [" + "[甲, 乙], " * 15_000 + "]}}}\n"
        ),
        "merges-that-fit-nothing": lambda: (
            _OWN + "绩效目标表: {段: {甲: {列宽: [1], 行: [" + "[^], " * 15_000 + "]}}}\n"
        ),
        "names-unknown": lambda: (
            _OWN + "绩效目标表: {段: {甲: {列宽: [1], 行: [" + "[{值: 不知}], " * 12_000 + "]}}}\n"
        ),
        "prose-in-a-title": lambda: _OWN + "绩效目标表: {标题: '" + "{{ 年渡 }}" * 5000 + "'}\n",
        "sections": lambda: (
            _OWN + "经费情况说明:\n  章节:\n" + "".join(f"    甲{n}: 乙\n" for n in range(20_000))
        ),
        "dictionary-wrong": lambda: (
            _OWN + "指标体系:\n" + "".join(f"  甲{n}: {{乙: 不知}}\n" for n in range(10_000))
        ),
        "weights-without-end": lambda: _OWN + "权重: {合计: 1e999999}\n",
        "weights-of-nothing": lambda: _OWN + "权重: {合计: NaN}\n",
        "height-without-end": lambda: _OWN + "绩效目标表: {行高: 1e999}\n",
        "rules-20-thousand": lambda: (
            _OWN + "规则:\n" + "".join(f"  PT{n:05}: 关\n" for n in range(20_000))
        ),
        "brackets": lambda: _OWN + "甲: " + "[" * 100_000,
        "bytes-3-MB": lambda: _OWN + "# " + "a" * 3_000_000,
    }
)
