"""What is to be filled in keeps a project from being built, but for a draft."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pypdf
import pytest

from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT, write_project

Ptgen = Callable[..., tuple[int, str, str]]
MARKED = PROJECT.replace("信息管理科", "办公室  # 待填写")
FORM = "build/unit/01/绩效目标表.docx"


@pytest.fixture
def ptgen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ptgen:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run_ptgen(list(arguments), capsys)


def outputs(folder: Path) -> list[dict[str, object]]:
    """All files of the manifest, those of folders too."""
    manifest = json.loads((folder / "build" / "manifest.json").read_bytes())
    groups = [one["outputs"] for one in manifest["projects"].values()]
    return [one for group in (*groups, *manifest["folders"].values()) for one in group]


def says_draft(path: Path) -> bool:
    return all({"草", "稿"} <= set(page.extract_text()) for page in pypdf.PdfReader(path).pages)


def test_a_new_project_is_not_built_until_it_is_filled_in(tmp_path: Path, ptgen: Ptgen) -> None:
    assert ptgen("init")[0] == 0
    status, said, _ = ptgen("new", "设备更新")
    assert status == 0
    assert "处是示例" in said
    assert "ptgen build --draft" in said
    path = tmp_path / "projects/unit-2026/02-shebei-gengxin.yaml"
    marks = [
        number
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if line.endswith("# 待填写")
    ]
    assert len(marks) > 10
    status, _, err = ptgen("build", "--format", "docx", "--quiet")
    assert status == 1
    shown = path.relative_to(tmp_path).as_posix()
    (first,) = re.findall(rf"{re.escape(shown)}:(\d+):\d+  PT014", err)
    (others,) = re.findall(r"同样的还有 \d+ 处：第 ([\d–、]+) 行", err)
    told = {int(first)}
    for stretch in others.split("、"):
        begin, _, end = stretch.partition("–")
        told |= set(range(int(begin), int(end or begin) + 1))
    assert told == set(marks)
    assert not (tmp_path / "build/unit-2026/02-shebei-gengxin").exists()
    assert (tmp_path / "build/unit-2026/01-training").is_dir()
    assert ptgen("check")[0] == 1
    assert ptgen("check", "--show-ignored")[0] == 1


def test_every_sample_value_is_marked(tmp_path: Path, ptgen: Ptgen) -> None:
    assert ptgen("init")[0] == 0
    assert ptgen("new", "设备更新")[0] == 0
    text = (tmp_path / "projects/unit-2026/02-shebei-gengxin.yaml").read_text("utf-8")
    lines = [line.strip() for line in text.split("\n")]
    values = [
        line
        for line in lines
        if line and not line.startswith("#") and not line.split("  #")[0].endswith(":")
    ]
    unmarked = [line for line in values if "# 待填写" not in line]
    assert unmarked == ["项目名称: 设备更新"]


def test_a_draft_says_so_and_a_later_build_draws_anew(tmp_path: Path, ptgen: Ptgen) -> None:
    projects = write_project(tmp_path, MARKED, UNIT + "汇编: {标题: 汇编}\n")
    assert ptgen("build")[0] == 1
    formats = ("--format", "pdf,docx,xlsx")
    status, _, err = ptgen("build", "--draft", *formats)
    assert status == 0
    assert "projects/unit/01.yaml:6:12  警告 PT014" in err
    assert {one["draft"] for one in outputs(tmp_path)} == {True}
    assert len(outputs(tmp_path)) == 8
    for name in ("01/经费情况说明.pdf", "01/绩效目标表.pdf", "汇编.pdf"):
        assert says_draft(tmp_path / "build/unit" / name)
    book = openpyxl.load_workbook(tmp_path / "build/unit/汇总.xlsx")
    assert all("草稿" in name for name in book.sheetnames)
    assert "未变" in ptgen("build", "--draft", "--explain", *formats)[1]
    drafted = {one["path"]: one["sha256"] for one in outputs(tmp_path)}

    (projects / "unit/01.yaml").write_text(MARKED.replace("  # 待填写", ""), "utf-8")
    assert ptgen("build", *formats)[0] == 0
    assert {one["draft"] for one in outputs(tmp_path)} == {False}
    final = {one["path"]: one["sha256"] for one in outputs(tmp_path)}
    assert final.keys() == drafted.keys()
    assert [path for path in final if final[path] == drafted[path]] == []
    assert not says_draft(tmp_path / "build/unit/01/经费情况说明.pdf")


def test_the_option_alone_draws_anew(tmp_path: Path, ptgen: Ptgen) -> None:
    write_project(tmp_path)
    word = ("build", "--format", "docx", "--explain")
    assert ptgen(*word)[0] == 0
    final = (tmp_path / FORM).read_bytes()
    assert "草稿有变" in ptgen(*word, "--draft")[1]
    assert (tmp_path / FORM).read_bytes() != final
    assert "草稿有变" in ptgen(*word)[1]
    assert (tmp_path / FORM).read_bytes() == final


@pytest.mark.parametrize(
    "wrong",
    [
        MARKED.replace("10万元", "约10万元"),
        MARKED.replace("≥26台", "XX"),
        MARKED.replace("计划完成日期: 2022-12-31", "计划完成日期: 2021-12-31"),
    ],
)
def test_a_draft_lets_no_other_error_pass(wrong: str, tmp_path: Path, ptgen: Ptgen) -> None:
    write_project(tmp_path, wrong)
    assert ptgen("build", "--draft", "--format", "docx")[0] == 1
    assert not (tmp_path / FORM).exists()


def test_only_the_marks_that_are_left_count(tmp_path: Path, ptgen: Ptgen) -> None:
    twice = MARKED.replace("10万元", "10万元  # 待填写")
    projects = write_project(tmp_path, twice)
    for text, count in ((twice, 2), (MARKED, 1)):
        (projects / "unit/01.yaml").write_text(text, "utf-8")
        status, out, _ = ptgen("check")
        assert (status, out.count("PT014 错误")) == (1, count)
    (projects / "unit/01.yaml").write_text(PROJECT, "utf-8")
    assert ptgen("check")[0] == 0


def test_a_mark_in_the_units_file_keeps_its_projects_from_being_built(
    tmp_path: Path, ptgen: Ptgen
) -> None:
    write_project(tmp_path, PROJECT, UNIT.replace("某区城市运行中心\n", "某局  # 待填写\n", 1))
    status, _, err = ptgen("build", "--format", "docx")
    assert status == 1
    assert "projects/unit/unit.yaml:3:" in err
    assert not (tmp_path / FORM).exists()
    assert ptgen("build", "--format", "docx", "--draft")[0] == 0


def test_what_is_to_be_looked_at_keeps_nothing_from_being_built(
    tmp_path: Path, ptgen: Ptgen
) -> None:
    write_project(tmp_path, PROJECT.replace("预算:", "# 请核对：照抄自2021年\n预算:"))
    assert ptgen("check")[0] == 0
    assert ptgen("build", "--format", "docx")[0] == 0


def test_a_folders_own_severity_does_not_stop_a_draft(tmp_path: Path, ptgen: Ptgen) -> None:
    write_project(tmp_path, MARKED)
    text = '[check.folders."projects/unit".severity]\nPT014 = "error"\n'
    (tmp_path / "ptgen.toml").write_text(text, "utf-8")
    assert ptgen("build", "--format", "docx")[0] == 1
    assert ptgen("build", "--format", "docx", "--draft")[0] == 0


def test_shards_make_no_drafts(tmp_path: Path, ptgen: Ptgen) -> None:
    write_project(tmp_path)
    status, _, err = ptgen("build", "--draft", "--shard", "1/2")
    assert status == 2
    assert "--draft 不能和 --shard 一起用" in err
