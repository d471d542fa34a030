from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ptgen.cli.main import COMMANDS, main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert isinstance(stop.value.code, int)
    return stop.value.code


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", folder, *arguments],  # noqa: S607 the git that people use
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_init_then_build_ends_in_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "预算") == 0
    monkeypatch.chdir(tmp_path / "预算")
    said = capsys.readouterr().out
    assert "新建  projects/unit-2026/01-training.yaml" in said
    assert "新建  .vscode/settings.json" in said
    assert run("check", "--strict") == 0
    assert run("fmt", "--check") == 0
    assert run("build", "--quiet") == 0
    built = sorted(path.name for path in Path("build/unit-2026/01-training").iterdir())
    assert built == ["经费情况说明.docx", "经费情况说明.pdf", "绩效目标表.docx", "绩效目标表.pdf"]


def test_what_is_there_is_never_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text("我的", "utf-8")
    Path("projects/own").mkdir(parents=True)
    Path("projects/own/a.yaml").write_text("项目名称: 甲\n", "utf-8")
    assert run("init") == 0
    first = contents(tmp_path)
    assert first["README.md"] == "我的".encode()
    assert "projects/unit-2026/01-training.yaml" not in first
    assert "已有  README.md（没有改动）" in capsys.readouterr().out
    assert run("init") == 0
    assert contents(tmp_path) == first
    assert "新建" not in capsys.readouterr().out


def test_git_diff_shows_texts_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet")
    assert run("init") == 0
    assert git(tmp_path, "config", "--get", "diff.ptgen.textconv") == "ptgen text\n"
    for name in ("build/a.docx", "projects/unit-2026/01-training.yaml"):
        assert git(tmp_path, "check-attr", "diff", name) == f"{name}: diff: ptgen\n"


def test_the_settings_name_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init") == 0
    schemas = json.loads(Path(".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    for name in schemas:
        assert json.loads(Path(name).read_text("utf-8"))["$schema"]
    hooks = YAML(typ="safe").load(Path(".pre-commit-config.yaml").read_text("utf-8"))
    for hook in hooks["repos"][0]["hooks"]:
        assert hook["entry"].split()[1] in COMMANDS
    workflow = Path(__file__).parents[2] / "docs" / "ci" / "github.yml"
    assert Path(".github/workflows/ptgen.yml").read_bytes() == workflow.read_bytes()


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    assert run("init", "file/预算") == 2
    assert "写不了" in capsys.readouterr().err
