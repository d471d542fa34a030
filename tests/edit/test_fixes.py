"""What ``check --fix`` puts right: the file comes out as it was meant, and no amount changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ptgen.check.engine import check
from ptgen.core.loader import Files, Loaded, Loader, ProjectFile
from ptgen.core.source.nodes import plain
from ptgen.core.source.parse import read
from ptgen.edit.fixes import fixed
from tests.check.conftest import BASE, INDICATORS, MemoryFiles

PROJECTS = Path(__file__).parents[2] / "projects"
EXAMPLES = tuple(sorted(PROJECTS.glob("*/[0-9]*.yaml")))
TEXT = (
    BASE
    + """\
预算:
  - 名称: 维护费
    测算: 3万元
    分年: {2022: 50%, 2023: 50%}
  - {名称: 租用费, 测算: 3000元/月*12个月}
资金总额口径: 年度
立项依据:
  文件依据:
    - 《某办法》
    - 《某意见》
  工作需要: 申请{{ 年度资金申请总额 | 万元 }}。
"""
    + INDICATORS
)


def _loaded(files: Files, path: str = "a.yaml") -> Loaded:
    return Loader(files).load(ProjectFile(path, "", "a"))


def _mended(data: bytes) -> str:
    """The file as ``check --fix`` leaves it."""
    files = MemoryFiles({"a.yaml": data})
    result = fixed(files, lambda content: check((_loaded(content),)), files.read)
    return result.texts.get("a.yaml", data.decode("utf-8", "replace"))


def _tabs(text: str) -> str:
    return re.sub(r"(?m)^ +", lambda match: "\t" * (len(match.group()) // 2), text)


def _wide_blanks(text: str) -> str:
    return re.sub(r"(?m)^ +", lambda match: "　" * (len(match.group()) // 2), text)


def _colons(text: str) -> str:
    return re.sub(r"(?m)^([ -]*[^\s:{]+):( |$)", r"\1：", text)


def _brackets(text: str) -> str:
    def wide(match: re.Match[str]) -> str:
        signs = str.maketrans({"{": "｛", "}": "｝", ",": "，", ":": "："})
        return match.group().translate(signs).replace("， ", "，").replace("： ", "：")

    return re.sub(r"(?<!\{)\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}(?!\})", wide, text)


PASTED: dict[str, Callable[[str], str | bytes]] = {
    "colons": _colons,
    "tabs": _tabs,
    "full-width blanks": _wide_blanks,
    "brackets": _brackets,
    "all of it": lambda text: _tabs(_colons(_brackets(text))),
    "BOM": lambda text: text.encode("utf-8-sig"),
    "GBK": lambda text: text.encode("gbk"),
    "GB18030": lambda text: text.replace("某办法", "某㐀办法").encode("gb18030"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "GBK with colons": lambda text: _colons(text).encode("gbk"),
    "line ends of Windows": lambda text: _colons(text).replace("\n", "\r\n"),
    "zero-width blanks": lambda text: text.replace("维护费", "维\u200b护费"),
    "dates with strokes": lambda text: text.replace("2022-12-31", "2022/12/31"),
    "dates in words": lambda text: text.replace("2022-12-31", "2022年12月31日"),
    "dates with points": lambda text: text.replace("2022-01-01", "“2022.1.1”"),
    "a year in words": lambda text: text.replace("年度: 2022\n", "年度: 2022年度\n"),
    "amounts in words": lambda text: text.replace("测算: 3万元", "测算: 三万元"),
    "a result": lambda text: text.replace("12个月}", "12个月=36000元}"),
    "quotes round a formula": lambda text: text.replace("3万元", "“3万元”"),
    "quotes round an edition": lambda text: text.replace(
        "shanghai-district-2022", "“shanghai-district-2022”"
    ),
    "braces": lambda text: text.replace("{{ 年度", "｛｛ 年度").replace("万元 }}", "万元 ｝｝"),
    "one brace": lambda text: text.replace("{{ 年度", "{ 年度").replace("万元 }}", "万元 }"),
    "a wide stroke": lambda text: text.replace("总额 | 万元", "总额 ｜ 万元"),
}


@pytest.mark.parametrize("name", PASTED)
def test_pasted_text_comes_out_as_it_was_meant(name: str) -> None:
    pasted = PASTED[name](TEXT)
    data = pasted.encode() if isinstance(pasted, str) else pasted
    assert data != TEXT.encode()
    before = _loaded(MemoryFiles({"a.yaml": data}))
    assert not before.sound
    mended = _mended(data).replace("㐀", "").replace("\r\n", "\n")
    one, other = read(mended.encode(), "a").root, read(TEXT.encode(), "a").root
    assert one is not None
    assert other is not None
    assert plain(one) == plain(other) or name == "a year in words"
    assert _loaded(MemoryFiles({"a.yaml": mended.encode()})).sound


def test_the_samples_are_sound_and_stay_as_they_are() -> None:
    assert _loaded(MemoryFiles({"a.yaml": TEXT.encode()})).sound
    assert _mended(TEXT.encode()) == TEXT


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize(
    "name", ["as published", "colons", "tabs", "full-width blanks", "all of it", "GBK"]
)
def test_published_projects_keep_their_amounts(path: Path, name: str) -> None:
    text, unit = path.read_text("utf-8"), (path.parent / "unit.yaml").read_bytes()
    pasted = PASTED[name](text) if name in PASTED else text
    data = pasted.encode() if isinstance(pasted, str) else pasted
    meant = _loaded(MemoryFiles({"a.yaml": text.encode(), "unit.yaml": unit}))
    files = MemoryFiles({"a.yaml": data, "unit.yaml": unit})
    result = fixed(files, lambda content: check((_loaded(content),)), files.read)
    if "a.yaml" in result.texts:
        files.files["a.yaml"] = result.texts["a.yaml"].encode()
    mended = _loaded(files)
    assert meant.content is not None
    assert mended.content is not None, mended.diagnostics
    assert mended.content.budget == meant.content.budget
    assert mended.content.project.indicators == meant.content.project.indicators


def test_bytes_that_are_no_chinese_text_are_left_alone() -> None:
    data = "日本語のテキスト".encode("shift-jis")
    assert _mended(data) == data.decode("utf-8", "replace")


def test_a_wrong_result_is_told_and_stays() -> None:
    text = TEXT.replace("12个月}", "12个月=35000元}")
    [found] = check((_loaded(MemoryFiles({"a.yaml": text.encode()})),))
    assert (found.code, found.message) == ("PT201", "算式后面写的得数不对，算出的是 36000 元")
    assert _mended(text.encode()) == text
