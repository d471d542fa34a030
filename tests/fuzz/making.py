"""What the fuzz tests feed: our own files with something done to them, and files made of pieces."""

from __future__ import annotations

import json
import os
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ptgen.core.filesystem import builtin_templates
from tests.check.conftest import SOUND
from tests.hostile.strings import REFUSED, SHOWN

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
TIMES = float(os.environ.get("PTGEN_FUZZ", "1"))
"""How many times as many examples as in ``make test``; ``make fuzz`` sets it."""


def examples(count: int) -> settings:
    """So many examples, or a multiple of them in a long run."""
    return settings(
        max_examples=max(int(count * TIMES), 1),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def corpus(kind: str) -> list[Path]:
    """The files that were found to matter."""
    return sorted(path for path in (CORPUS / kind).iterdir() if path.is_file())


PROJECTS = (
    SOUND.encode(),
    *(path.read_bytes() for path in sorted(ROOT.glob("projects/*/0[1-3]*.yaml"))[:8]),
)
LAYOUTS = tuple(path.read_bytes() for path in sorted(builtin_templates().glob("*/layout.yaml")))

TOKENS = st.sampled_from(
    [token.encode() for token in
     (": ", ":", "- ", "-", "? ", "|\n", ">\n", "|2\n", ">-\n", "&a ", "*a", "!!str ", "!x ", "{", "}", "[", "]",
      ",", "#", " #", "'", '"', "%", "@", "`", "---\n", "...\n", "\n", "\n\n", "\t", "  ", "\r", "\\", "~", "null",
      "<<: *a\n", "：", "，", "\u3000", "{{", "}}", "{%", "{#", "{{ 年度 }}", "{{ 项目名称 | 万元 }}", "{{ 分年.2022 }}",
      "{{ 预算 }}", "{{ -年度 }}", "0", "-1", "1e9", "1/0", "9" * 60, "50%", "2022", "2022-02-30", "≥", "≥85%", "万元", "亿",
      "元", "（", "《", "〔2022〕1号", "<p>", "&nbsp;", "年度: ", "版式: ", "预算:", "明细: ", "分年: {2022: 1}", "绩效指标:",
      "核定金额: 1", "资金来源: {其他资金: 1}", "季度用款计划: [1, 2, 3, 4]", "文书: []", "# ptgen: ignore PT203", "继承: own",
      "列宽: []", "行: [[^]]", "每项: [<]", "段: {}", "权重: {合计: 1e9}", "规则: {PT203: 关}")]
    + [text.encode() for text in SHOWN.values()]
    + [text.encode() for text in REFUSED.values()]
    + [b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\0", b"\xef\xbb\xbf"]
)  # fmt: skip

_Change = tuple[str, int, int, bytes]
_CHANGES: st.SearchStrategy[list[_Change]] = st.lists(
    st.tuples(
        st.sampled_from(("insert", "delete", "replace", "double", "cut", "move")),
        st.integers(0, 10**6),
        st.integers(0, 60),
        TOKENS,
    ),
    min_size=1,
    max_size=6,
)


def _changed(data: bytes, changes: list[_Change]) -> bytes:
    for kind, place, length, token in changes:
        at = place % (len(data) + 1)
        end = min(at + length, len(data))
        piece = data[at:end]
        if kind == "insert":
            data = data[:at] + token + data[at:]
        elif kind == "delete":
            data = data[:at] + data[end:]
        elif kind == "replace":
            data = data[:at] + token + data[end:]
        elif kind == "double":
            data = data[:end] + piece + data[end:]
        elif kind == "cut":
            data = data[: max(at, 1)]
        else:
            data = piece + data[:at] + data[end:]
    return data


def mutated(sources: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """One of the sources with a few things done to it."""
    return st.builds(_changed, st.sampled_from(sources), _CHANGES)


KEYS = st.sampled_from(
    ["项目名称", "年度", "版式", "主管部门", "实施单位", "项目类别", "计划开始日期", "计划完成日期", "项目概述", "立项依据",
     "实施主体", "实施方案", "实施周期", "年度预算安排", "预算", "名称", "测算", "方式", "明细", "分年", "说明", "备注",
     "核定金额", "资金来源", "上年结转资金", "其他资金", "季度用款计划", "资金总额口径", "项目总目标", "年度总体目标",
     "绩效指标", "产出指标", "数量指标", "指标值", "权重", "文书", "文书标题", "绩效目标表", "2022", "2023年", "甲", "", "汇编",
     "标题", "开篇", "顺序"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["", "甲", "1", "-1", "0", "2022", "2023", "2022-01-01", "2022-02-30", "10万元", "1/0", "50%", "200%", "(1+2)*3元",
     "1元/天*2天", "9" * 40, "1e9", "≥85%", "=2-3人", "100.00(%)", "规范", "{{ 年度 }}", "{{ 预算 }}", "{{ 年度 | 万元 }}",
     "{{", "测算", "核减", "按实结算", "年度", "全周期", "shanghai-district-2022", "shanghai-district-2023",
     "national-weighted", "经费情况说明", "绩效目标表", "经常性项目", "<p>甲</p>", "（", "1）甲", "甲\n乙", " "]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | WORDS | st.sampled_from(list(SHOWN.values())) | st.integers(-5, 3000),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def _with(entries: dict[str, object]) -> bytes:
    """A sound project in which some keys are something else; JSON is YAML."""
    head = [line for line in SOUND.split("\n")[:8] if line.split(":")[0] not in entries]
    rest = [
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in entries.items()
    ]
    return "\n".join([*head, *rest, ""]).encode("utf-8", "surrogatepass")


BUILT: st.SearchStrategy[bytes] = st.builds(_with, st.dictionaries(KEYS, VALUES, max_size=6))
ANY_PROJECT = mutated(PROJECTS) | BUILT | st.binary(max_size=300)
ANY_LAYOUT = mutated(LAYOUTS)
