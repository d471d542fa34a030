"""``ptgen check`` and ``ptgen rule`` as people and pipelines run them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ptgen.check.catalogue import CATALOGUE
from ptgen.check.explanations import HEADINGS, page_of
from tests.golden import run_ptgen
from tests.projects import PROJECT, write_project

ROOT = Path(__file__).parents[3]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository that is the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_clean_projects_end_with_0(here: Path, capsys: Capture) -> None:
    write_project(here)
    assert run_ptgen(["check"], capsys) == (0, "1 个项目，没有发现问题\n", "")


def test_errors_end_with_1_warnings_only_when_strict(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace("≥85%", "提升"))
    assert run_ptgen(["check"], capsys)[0] == 0
    status, out, _ = run_ptgen(["check", "--strict"], capsys)
    assert status == 1
    assert "PT308 警告" in out
    write_project(here, PROJECT.replace("10万元", "约10万元"))
    assert run_ptgen(["check"], capsys)[0] == 1


def test_what_cannot_run_ends_with_2(here: Path, capsys: Capture) -> None:
    status, _, err = run_ptgen(["check"], capsys)
    assert (status, "没有这个文件或文件夹：projects" in err) == (2, True)
    write_project(here)
    assert run_ptgen(["check", "--select", "PT999"], capsys)[0] == 2
    assert run_ptgen(["check", "--format", "xml"], capsys)[0] == 2


def test_codes_are_selected_and_ignored(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace("≥85%", "提升").replace("10万元", "约10万元"))
    out = run_ptgen(["check", "--select", "PT3,PT2", "--ignore", "PT308"], capsys)[1]
    assert "PT201" in out
    assert "PT308" not in out


def test_a_configuration_changes_what_fails(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace("≥85%", "提升"))
    (here / "ptgen.toml").write_text('[check.severity]\nPT308 = "error"\n', "utf-8")
    assert run_ptgen(["check"], capsys)[0] == 1
    (here / "ptgen.toml").write_text("[chek]\n", "utf-8")
    status, out, _ = run_ptgen(["check"], capsys)
    assert status == 1
    assert "ptgen.toml:1:2  PT012 错误 不认识的键“chek”" in out


def test_pipelines_have_their_formats(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace("10万元", "约10万元"))
    out = run_ptgen(["check", "--format", "github"], capsys)[1]
    assert out.startswith("::error file=projects/unit/01.yaml,line=11,col=9,")
    out = run_ptgen(["check", "--format", "sarif"], capsys)[1]
    assert json.loads(out)["runs"][0]["results"][0]["ruleId"] == "PT201"


def test_all_findings_of_all_files_come_in_one_run(here: Path, capsys: Capture) -> None:
    write_project(here, "项目名称：甲\n", stem="01")
    write_project(here, PROJECT.replace("10万元", "约10万元"), stem="02")
    (here / "projects" / "unit" / "03.yaml").write_bytes("项目名称: 设备".encode("gbk"))
    out = run_ptgen(["check", "--format", "json"], capsys)[1]
    found = {(Path(one["path"]).name, one["code"]) for one in json.loads(out)["findings"]}
    assert found >= {("01.yaml", "PT001"), ("02.yaml", "PT201"), ("03.yaml", "PT004")}
    # What can be told of an unreadable file is told with what keeps it from being read.
    assert found >= {("01.yaml", "PT101"), ("03.yaml", "PT101")}


def test_one_file_of_a_folder_does_not_count_as_the_folder(here: Path, capsys: Capture) -> None:
    unit = (
        "年度: 2022\n版式: shanghai-district-2022\n主管部门: 甲\n实施单位: 甲\n"
        "项目类别: 经常性项目\n汇编: {标题: 甲, 开篇: 共有2个项目。}\n"
    )
    write_project(here, unit=unit)
    assert "PT212" in run_ptgen(["check"], capsys)[1]
    assert run_ptgen(["check", "projects/unit/01.yaml"], capsys)[0] == 0


def test_fix_mends_lists_and_then_has_nothing_left(here: Path, capsys: Capture) -> None:
    text = PROJECT.replace("10万元", "１０万元  # 注").replace("保障系统", "<p>保障</p>系统")
    write_project(here, text)
    path = here / "projects" / "unit" / "01.yaml"
    path.chmod(0o640)
    status, out, err = run_ptgen(["check", "--fix"], capsys)
    assert status == 0
    assert out == "1 个项目，没有发现问题\n"
    assert [line.split("  ")[1].split()[1] for line in err.splitlines()] == [
        "PT407", "PT401", "PT401",
    ]  # fmt: skip
    assert path.read_text("utf-8") == PROJECT.replace("10万元", "10万元  # 注")
    assert path.stat().st_mode & 0o777 == 0o640
    before = path.stat().st_mtime_ns
    assert run_ptgen(["check", "--fix"], capsys)[2] == ""
    assert path.stat().st_mtime_ns == before


def test_diff_shows_what_fix_would_change_and_writes_nothing(here: Path, capsys: Capture) -> None:
    text = PROJECT.replace("项目概述:", "项目概述：").replace("10万元", "十万元")
    path = write_project(here, text) / "unit" / "01.yaml"
    status, out, err = run_ptgen(["check", "--diff"], capsys)
    assert status == 1
    assert "-    测算: 十万元\n" in out
    assert "+    测算: 10万元\n" in out
    assert "projects/unit/01.yaml:4:5  要改 PT001 键后面是全角冒号“：”" in err
    assert "projects/unit/01.yaml:11:9  要改 PT201 数字写成了汉字" in err
    assert path.read_text("utf-8") == text
    assert run_ptgen(["check", "--fix"], capsys)[0] == 0
    assert path.read_text("utf-8") == PROJECT
    assert run_ptgen(["check", "--diff"], capsys) == (0, "", "")


def test_a_file_in_another_encoding_is_converted(here: Path, capsys: Capture) -> None:
    path = write_project(here) / "unit" / "01.yaml"
    path.write_bytes(PROJECT.replace("项目名称:", "项目名称：").encode("gb18030"))
    status, _, err = run_ptgen(["check", "--fix"], capsys)
    assert status == 0
    assert [line.split("  ")[1].split()[1] for line in err.splitlines()] == ["PT004", "PT001"]
    assert path.read_text("utf-8") == PROJECT


def test_findings_of_one_cause_are_told_together(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace(": ", "：").replace(":\n", "：\n"))
    out = run_ptgen(["check"], capsys)[1]
    assert out.count("键后面是全角冒号“：”") == 1
    assert "同样的还有 23 处：第 2–7、9–25 行" in out
    assert "可以自动改：ptgen check --fix" in out


def test_what_is_ignored_is_not_mended(here: Path, capsys: Capture) -> None:
    text = PROJECT.replace("10万元", "１０万元  # ptgen: ignore PT407 照原文")
    path = write_project(here, text) / "unit" / "01.yaml"
    assert run_ptgen(["check", "--fix", "--show-ignored"], capsys)[2] == ""
    assert path.read_text("utf-8") == text


def test_nothing_is_written_through_a_link(here: Path, capsys: Capture) -> None:
    unit = write_project(here) / "unit" / "unit.yaml"
    outside = here / "outside.yaml"
    outside.write_text(unit.read_text("utf-8").replace("2022", "２０２２"), "utf-8")
    unit.unlink()
    unit.symlink_to(outside)
    run_ptgen(["check", "--fix"], capsys)
    assert "２０２２" in outside.read_text("utf-8")


def test_ignored_findings_are_shown_on_request(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace("≥85%", "提升  # ptgen: ignore PT308 原文如此"))
    assert run_ptgen(["check"], capsys)[1] == "1 个项目，没有发现问题\n"
    assert "PT308" in run_ptgen(["check", "--show-ignored"], capsys)[1]


@pytest.mark.parametrize("style", ["text", "json", "github", "sarif"])
def test_what_is_ignored_changes_no_exit_status(here: Path, capsys: Capture, style: str) -> None:
    wrong = "    测算: 10万元\n    # ptgen: ignore PT204=-10000 照原文\n    核定金额: 9万元"
    text = PROJECT.replace("    测算: 10万元", wrong)
    write_project(here, text)
    arguments = ["check", "--strict", "--format", style]
    status, out, _ = run_ptgen(arguments, capsys)
    assert (status, "PT204" in out) == (0, False)
    status, out, _ = run_ptgen([*arguments, "--show-ignored"], capsys)
    assert (status, "PT204" in out, "（已忽略）" in out) == (0, True, True)
    write_project(here, text.replace("10万元", "约10万元"))
    assert run_ptgen([*arguments, "--show-ignored"], capsys)[0] == 1


def test_rules_are_listed_and_explained(capsys: Capture) -> None:
    listing = run_ptgen(["rule"], capsys)[1]
    assert [code for code in CATALOGUE if f"  {code}  " not in listing] == []
    assert run_ptgen(["rule", "pt203"], capsys) == (0, page_of("PT203"), "")
    status, _, err = run_ptgen(["rule", "PT999"], capsys)
    assert (status, "没有规则 PT999" in err) == (2, True)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_page_has_its_headings(code: str) -> None:
    headings = [line[3:] for line in page_of(code).split("\n") if line.startswith("## ")]
    assert tuple(headings) == HEADINGS


def test_the_examples_have_no_errors() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ptgen", "check", "projects", "--format", "json"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert json.loads(done.stdout)["summary"]["errors"] == 0


def test_no_renderer_is_imported() -> None:
    script = (
        "import sys\nfrom ptgen.cli.main import main\n"
        "try:\n    main(['check', 'projects'])\nexcept SystemExit:\n    pass\n"
        "wrong = {'weasyprint', 'docx', 'docxtpl', 'lxml'} & set(sys.modules)\n"
        "print(sorted(wrong), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stderr == "[]\n"
