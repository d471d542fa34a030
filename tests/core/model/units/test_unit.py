"""What only unit.yaml says is read, and told at its place where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import disk_files
from ptgen.core.loader import Loader, Unit
from tests.projects import PROJECT, UNIT, load_all, write_project


def unit(folder: Path, text: str) -> Unit:
    projects = write_project(folder, PROJECT, UNIT + text)
    return Loader(disk_files([projects])).unit(str(projects / "unit" / "unit.yaml"))


@pytest.mark.parametrize(
    ("text", "variant", "enclose"),
    [
        ("", "", False),
        ("PDF格式:\nPDF附件:\n", "", False),
        ("PDF格式: pdf/a-2u\n", "pdf/a-2u", False),
        ("PDF附件: 否\n", "", False),
        ("PDF附件: 是\nPDF格式: pdf/a-3u\n", "pdf/a-3u", True),
    ],
)
def test_variant_and_enclosures(tmp_path: Path, text: str, variant: str, enclose: bool) -> None:
    found = unit(tmp_path, text)
    assert found.diagnostics == ()
    assert (found.variant, found.enclose) == (variant, enclose)
    (loaded,) = load_all(tmp_path / "projects")
    assert loaded.sound, loaded.diagnostics


LINE = UNIT.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("PDF格式: pdf/a-3\n", LINE, 8, "“PDF格式”不能是“pdf/a-3”", "是不是“pdf/a-3u”？"),
        ("PDF附件: 要\n", LINE, 8, "“PDF附件”应为 是 或 否", "写“是”或“否”"),
        ("PDF附件: 是\n", LINE, 8, "“PDF附件”只能用在 pdf/a-3u 里", "加上“PDF格式: pdf/a-3u”"),
        (
            "PDF格式: pdf/a-2u\nPDF附件: 是\n",
            LINE + 1,
            8,
            "“PDF附件”只能用在 pdf/a-3u 里",
            "加上“PDF格式: pdf/a-3u”",
        ),
    ],
)
def test_a_wrong_value_is_told_at_its_place(
    tmp_path: Path, text: str, line: int, column: int, message: str, hint: str
) -> None:
    found = unit(tmp_path, text)
    (one,) = found.diagnostics
    assert (one.span.line, one.span.column, one.message) == (line, column, message)
    assert one.hint.startswith(hint)
    assert one.span.path.endswith("unit.yaml")


def test_a_project_has_no_pdf_of_its_own(tmp_path: Path) -> None:
    (loaded,) = load_all(write_project(tmp_path, f"PDF格式: pdf/a-3u\n{PROJECT}"))
    found: list[Diagnostic] = [one for one in loaded.diagnostics if one.code == "PT002"]
    assert [one.message for one in found] == ["不认识的键“PDF格式”"]
