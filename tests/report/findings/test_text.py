"""Findings as text: places, carets under full-width characters, nothing that a terminal obeys."""

from rich.cells import cell_len

from ptgen.core.diagnostics import Diagnostic, Severity, Span, error, warning
from ptgen.report.findings.text import render_text

LINE = "核定金额: 57.6万元   # 公开表所载"


def _at(column: int, end: int, path: str = "a.yaml", line: int = 1) -> Span:
    return Span(path, line, column, line, end)


def test_a_finding_shows_its_line_with_a_caret_under_the_place() -> None:
    found = error("PT204", _at(7, 13), "核定金额与算出的不符", "差 8.59 万元")
    assert render_text([found], {"a.yaml": [LINE]}, color=False) == (
        "a.yaml:1:7  PT204 错误 核定金额与算出的不符\n"
        "  1 | 核定金额: 57.6万元   # 公开表所载\n"
        "    |           ^^^^^^^^\n"
        "    = 差 8.59 万元\n"
        "\n"
        "1 个文件，1 处错误\n"
    )


def test_full_width_characters_take_two_columns() -> None:
    lines = render_text([error("PT001", _at(3, 5), "甲")], {"a.yaml": [LINE]}, color=False)
    shown, caret = lines.split("\n")[1:3]
    assert caret.index("^") == cell_len(shown[: shown.index("金")])
    assert caret.count("^") == cell_len("金额")


def test_findings_of_a_file_stand_together_and_are_counted() -> None:
    findings = [
        error("PT101", _at(1, 2), "甲"),
        warning("PT203", _at(1, 2, line=2), "乙"),
        Diagnostic("PT405", Severity.HINT, _at(1, 2, "b.yaml"), "丙"),
    ]
    text = render_text(findings, {}, color=False)
    assert text.split("\n\n") == [
        "a.yaml:1:1  PT101 错误 甲\na.yaml:2:1  PT203 警告 乙",
        "b.yaml:1:1  PT405 提示 丙",
        "2 个文件，1 处错误，1 处警告，1 处提示\n",
    ]


def test_nothing_found_is_no_text() -> None:
    assert render_text([], {}, color=True) == ""


def test_control_characters_of_the_input_are_made_visible() -> None:
    evil = "\x1b[31m\u202e\ud800甲\t"
    found = error("PT004", _at(1, 3, f"{evil}.yaml"), evil, evil)
    text = render_text([found], {f"{evil}.yaml": [evil]}, color=False)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "<U+001B>[31m<U+202E><U+D800>甲→" in text


def test_long_lines_are_cut_around_the_place() -> None:
    line = "项目概述: " + "长" * 400 + "共45.16万元" + "长" * 400
    start = line.index("45.16") + 1
    text = render_text(
        [warning("PT210", _at(start, start + 5), "甲")], {"a.yaml": [line]}, color=False
    )
    shown, caret = text.split("\n")[1:3]
    assert cell_len(shown) <= 110
    at = caret.index("^")
    assert shown[: shown.index("45.16")]
    assert cell_len(shown[: shown.index("45.16")]) == at


def test_color_changes_no_word() -> None:
    found = error("PT204", _at(7, 13), "甲", "乙")
    plain = render_text([found], {"a.yaml": [LINE]}, color=False)
    colored = render_text([found], {"a.yaml": [LINE]}, color=True)
    assert "\x1b[1;31m" in colored
    for style in ("1;31", "1", "2", "0"):
        colored = colored.replace(f"\x1b[{style}m", "")
    assert colored == plain


def test_a_place_beyond_the_file_is_told_without_its_line() -> None:
    text = render_text([error("PT001", _at(9, 9, line=99), "甲")], {"a.yaml": ["乙"]}, color=False)
    assert text.startswith("a.yaml:99:9  PT001 错误 甲\n\n")
