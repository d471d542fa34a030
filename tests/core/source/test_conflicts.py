"""Conflicts that git left: named as such, with what each side has."""

import pytest

from ptgen.core.source.parse import read

HEAD, MIDDLE, END = "<<<<<<< HEAD\n", "=======\n", ">>>>>>> 信息科\n"


def _told(text: str) -> list[tuple[int, str]]:
    found = read(text.encode(), "a.yaml").diagnostics
    assert {one.code for one in found} <= {"PT007"}
    return [(one.span.line, one.message) for one in found]


@pytest.mark.parametrize(
    ("ours", "base", "theirs", "said"),
    [
        ("  测算: 55万元\n", None, "  测算: 68万元\n", "一边是 55万元，另一边是 68万元"),
        (
            "  测算: 55万元\n",
            "  测算: 50万元\n",
            "  测算: 68万元\n",
            "一边是 55万元，另一边是 68万元（原来是 50万元）",
        ),
        (
            "- {名称: 甲, 测算: 55万元}\n",
            None,
            "- {名称: 甲, 测算: 68万元}\n",
            "一边是 55万元，另一边是 68万元",
        ),
        ("甲: 1\n乙: 2\n", None, "甲: 1\n乙: 3\n", "一边是 2，另一边是 3"),
        ("甲: 1\n", None, "", "一边是 甲: 1，另一边没有这几行"),
        ("  - 甲\n", None, "  - 乙\n  - 丙\n", "一边是 甲，另一边是 乙；丙"),
        ("甲：55万元\n", None, "甲：68万元\n", "一边是 55万元，另一边是 68万元"),
        ("甲: 1 \n", None, "甲: 1\n", "两边一样，只差空格或换行"),
    ],
)
def test_both_sides_are_told(ours: str, base: str | None, theirs: str, said: str) -> None:
    middle = MIDDLE if base is None else f"||||||| 1234567\n{base}{MIDDLE}"
    [(line, message)] = _told(f"项目名称: x\n{HEAD}{ours}{middle}{theirs}{END}")
    assert (line, message) == (2, f"合并冲突没有解决：{said}")


def test_every_conflict_of_a_file_is_told() -> None:
    one = f"{HEAD}甲: 1\n{MIDDLE}甲: 2\n{END}"
    windows = (one + "乙: 1\n" + one).replace("\n", "\r\n")
    assert [line for line, _ in _told(windows)] == [1, 7]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"甲: 1\n{END}", 2),
        (f"甲: 1\n{MIDDLE}乙: 2\n", 2),
        (f"{HEAD}甲: 1\n", 1),
        (f"{HEAD}甲: 1\n{MIDDLE}乙: 2\n", 1),
    ],
)
def test_a_mark_left_alone_is_told(text: str, line: int) -> None:
    assert [at for at, _ in _told(text)] == [line]


def test_such_signs_inside_a_text_are_text() -> None:
    assert _told("甲: |\n  标题\n  =======\n  >>>>>>> 见下\n乙: <<<<<<< 左\n") == []
