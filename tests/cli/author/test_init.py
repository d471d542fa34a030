from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML

import ptgen
from ptgen.cli.main import COMMANDS, main
from ptgen.edit.scaffold.requirement import requirement

ROOT = Path(__file__).parents[3]


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


def test_what_init_makes_is_sound_and_canonical(
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


def test_the_edition_is_the_newest_of_the_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "自带") == 0
    unit = YAML(typ="safe").load(Path("自带/projects/unit-2026/unit.yaml"))
    assert (unit["年度"], unit["版式"]) == (2026, "shanghai-district-2026")
    own = Path("自己的/templates/zz-2026/layout.yaml")
    own.parent.mkdir(parents=True)
    text = "继承: shanghai-district-2026\n名称: 本区的表\n系列: 上海市区级\n起用年度: 2026\n"
    own.write_text(text, "utf-8")
    assert run("init", "自己的") == 0
    unit = YAML(typ="safe").load(Path("自己的/projects/unit-2026/unit.yaml"))
    assert unit["版式"] == "zz-2026"


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


@pytest.mark.unmeasured
def test_who_commits_is_asked_for_only_where_git_does_not_know(
    tmp_path: Path, shell: dict[str, str]
) -> None:
    settings = tmp_path / "gitconfig"
    nobody = {**shell, "GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "1"}
    nobody = {key: value for key, value in nobody.items() if not key.startswith("GIT_AUTHOR")}
    settings.write_text("[user]\nuseConfigOnly = true\n", "utf-8")
    said = sh(tmp_path, nobody, "ptgen init 甲").stdout
    told = [line.strip() for line in said.splitlines() if "git config --global" in line]
    assert [line.split()[3] for line in told] == ["user.name", "user.email"]
    # The two lines are all that git needs.
    done = sh(tmp_path, nobody, "\n".join([*told, "ptgen init 乙"]))
    assert "git config --global" not in done.stdout
    start = "git init -qb main 甲 && cd 甲 && git add . && git commit -qm 建立"
    assert sh(tmp_path, nobody, start).returncode == 0


def test_the_settings_name_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init") == 0
    schemas = json.loads(Path(".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    for name in schemas:
        assert json.loads(Path(name).read_text("utf-8"))["$schema"]
    hooks = YAML(typ="safe").load(Path(".pre-commit-config.yaml").read_text("utf-8"))
    for hook in hooks["repos"][0]["hooks"]:
        assert hook["entry"].split()[1] in COMMANDS


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The variables of a shell in which ptgen is a program."""
    program = tmp_path / "bin" / "ptgen"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ptgen "$@"\n', "utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def sh(folder: Path, variables: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.unmeasured
def test_two_commands_in_a_shell_end_in_documents(tmp_path: Path, shell: dict[str, str]) -> None:
    folder = tmp_path / "预算"
    folder.mkdir()
    done = sh(folder, shell, "ptgen init && ptgen build")
    assert (done.returncode, done.stderr) == (0, "")
    made = {path.suffix for path in (folder / "build" / "unit-2026" / "01-training").iterdir()}
    assert made == {".docx", ".pdf"}


@pytest.mark.unmeasured
def test_the_workflow_and_the_hooks_run_in_the_new_repository(
    tmp_path: Path, shell: dict[str, str]
) -> None:
    folder = tmp_path / "预算"
    start = "git init -qb main && git config user.name a && git config user.email a@b && "
    folder.mkdir()
    done = sh(folder, shell, f"{start} ptgen init && git add . && git commit -qm a")
    assert done.returncode == 0, done.stderr
    assert not (folder / "build").exists() or sh(folder, shell, "git status -s").stdout == ""
    workflow = YAML(typ="safe").load((folder / ".github/workflows/ptgen.yml").read_text("utf-8"))
    steps = [step for step in workflow["jobs"]["review"]["steps"] if "run" in step]
    # The two that install, from a registry and as root, are not for a test.
    installs = {"安装 ptgen", "安装字体和程序库"}
    assert {step["name"] for step in steps} > installs
    text = (folder / "projects/unit-2026/01-training.yaml").read_text("utf-8")
    (folder / "projects/unit-2026/01-training.yaml").write_text(
        text.replace("4000元/天", "5000元/天"), "utf-8"
    )
    variables = {
        **shell,
        "BASE": "main",
        "COMMENT": str(tmp_path / "comment.md"),
        "GITHUB_REPOSITORY": "owner/name",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "NUMBER": "7",
    }
    asked = tmp_path / "asked"
    program = tmp_path / "bin" / "gh"
    for former, addressed in (("", "issues/7/comments --method POST"), ("42", "comments/42")):
        # Lists the comments of ours that there are, and notes what it is asked to do.
        listing = f'case "$*" in *--jq*) echo "{former}" ;; *) echo "$*" >>{asked} ;; esac'
        program.write_text(f"#!/bin/sh\n{listing}\n", "utf-8")
        program.chmod(0o755)
        for step in steps:
            if step["name"] not in installs and (former == "" or step["name"] == "评论"):
                done = sh(folder, variables, step["run"])
                assert done.returncode == 0, (step["name"], done.stdout, done.stderr)
        assert addressed in asked.read_text("utf-8").splitlines()[-1]
        assert f"body=@{tmp_path}/comment.md" in asked.read_text("utf-8").splitlines()[-1]
    for name in ("summary.md", "comment.md"):
        assert "没有写说明：师资费 +2,000" in (tmp_path / name).read_text("utf-8")
    hooks = YAML(typ="safe").load((folder / ".pre-commit-config.yaml").read_text("utf-8"))
    for hook in hooks["repos"][0]["hooks"]:
        assert sh(folder, shell, f"{hook['entry']} projects/unit-2026/*.yaml").returncode == 0


COMMIT = "0" * 40


@pytest.mark.parametrize(
    ("noted", "line"),
    [
        ({}, f"ptgen=={ptgen.__version__}"),
        (
            {"url": "file:///tmp/ptgen", "dir_info": {"editable": True}},
            f"ptgen=={ptgen.__version__}",
        ),
        (
            {"url": "https://example.org/ptgen", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"ptgen @ git+https://example.org/ptgen@{COMMIT}",
        ),
        (
            {"url": "https://example.org/p.whl", "archive_info": {"hashes": {"sha256": "ab"}}},
            "ptgen @ https://example.org/p.whl#sha256=ab",
        ),
        (
            {"url": "https://example.org/p.whl", "archive_info": {}},
            "ptgen @ https://example.org/p.whl",
        ),
    ],
)
def test_the_requirement_is_what_is_installed(noted: dict[str, object], line: str) -> None:
    assert requirement(noted) == line
    assert Requirement(line).name == "ptgen"


def test_a_checkout_says_that_it_is_not_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init") == 0
    assert "别处要能按版本号装到它" in Path("requirements.txt").read_text("utf-8")
    assert run("init", "b", "--vendor") == 2
    assert "先 make wheel" in capsys.readouterr().err
    assert not Path("b").exists()


def test_own_editions_are_in_the_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    text = "继承: shanghai-district-2022\n名称: 甲\n字段: {负责科室: {示例: 信息科}}\n"
    (folder / "layout.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("init") == 0
    schema = json.loads(Path(".vscode/project.schema.json").read_text("utf-8"))
    assert "负责科室" in schema["properties"]


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    assert run("init", "file/预算") == 2
    assert "写不了" in capsys.readouterr().err
