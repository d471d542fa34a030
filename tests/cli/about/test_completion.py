from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from ptgen.cli.about.completion import SHELLS, VARIABLE
from ptgen.cli.main import group
from tests.golden import run_ptgen
from tests.projects import write_project

ROOT = Path(__file__).parents[3]


def completed(*words: str) -> list[str]:
    """What bash is offered for the last word."""
    offered = BashComplete(group, {}, "ptgen", VARIABLE).get_completions(
        list(words[:-1]), words[-1]
    )
    return [f"{one.type},{one.value}" for one in offered]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_and_options() -> None:
    assert completed("ro") == ["plain,rollover"]
    assert "plain,--layout" in completed("new", "--l")


def test_codes_editions_and_files(here: Path) -> None:
    write_project(here)
    folder = here / "templates" / "own-2030"
    folder.mkdir(parents=True)
    (folder / "layout.yaml").write_text("继承: shanghai-district-2022\n", "utf-8")
    assert completed("rule", "pt20")[:2] == ["plain,PT201", "plain,PT202"]
    assert completed("check", "--select", "PT2,PT30")[0] == "plain,PT2,PT301"
    assert completed("new", "--layout", "own") == ["plain,own-2030"]
    assert completed("new", "--unit", "pro") == ["dir,pro"]
    assert completed("check", "pro") == ["file,pro"]
    assert completed("schema", "pro") == ["plain,project"]


def test_revisions(here: Path) -> None:
    write_project(here)
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
        ["tag", "v1"],
    ):
        subprocess.run(["git", "-C", here, *arguments], check=True)  # noqa: S607 people's git
    assert completed("diff", "ma") == ["plain,main", "file,ma"]
    for name in ("ma$(touch", "ma`touch`", "ma;touch", "ma&touch", "ma'touch", 'ma"touch', "ma#x"):
        subprocess.run(["git", "-C", here, "tag", name], check=True)  # noqa: S607 people's git
    subprocess.run(["git", "-C", here, "tag", "标签/2022-1_a.b"], check=True)  # noqa: S607
    assert completed("diff", "ma") == ["plain,main", "file,ma"]
    assert completed("diff", "标") == ["plain,标签/2022-1_a.b", "file,标"]
    subprocess.run(["git", "-C", here, "tag", "-d", "标签/2022-1_a.b"], check=True)  # noqa: S607
    assert completed("diff", "main..") == [
        "plain,main..main",
        "plain,main..v1",
        "file,main..",
    ]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_program(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run_ptgen(["completion", shell], capsys)
    assert (status, err) == (0, "")
    assert f"_PTGEN_COMPLETE={shell}_complete" in out


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    program = tmp_path / "ptgen"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ptgen "$@"\n', "utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(ptgen completion bash)"; COMP_WORDS=(ptgen rule PT12); COMP_CWORD=2; '
        '_ptgen_completion ptgen PT12 rule; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
    }
    result = subprocess.run(
        [bash, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.stderr) == ("PT121\n", "")


def test_an_unknown_shell_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run_ptgen(["completion", "cmd"], capsys)
    assert status == 2
    assert "可选的有：bash、zsh、fish" in err
