from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import IO

import click
import pytest

import ptgen
from ptgen.cli.localization import in_chinese
from ptgen.cli.main import COMMANDS, main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    said = capsys.readouterr()
    assert isinstance(stop.value.code, int)
    return stop.value.code, said.out, said.err


def test_help_is_chinese_and_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--help")
    assert status == 0
    assert out.startswith("用法: ptgen [选项] 命令")
    for command in COMMANDS:
        assert f"  {command} " in out
    assert "Show this message" not in out
    assert "Options" not in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, command, "--help")
    assert status == 0
    assert out.startswith(f"用法: ptgen {command}")
    assert "例：ptgen " in out
    assert "required" not in out
    assert "Show this message" not in out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"ptgen {ptgen.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("buld",), "没有命令 buld，是不是 build？"),
        (("zzz",), "没有命令 zzz\n"),
        (("check", "--format"), "选项 --format 后面要写一个值"),
        (("check", "--format", "xml"), "没有 xml，可选的有：text、json"),
        (("build", "--jobs", "0"), "参数 --jobs / -j 的值不对：0 不在 1 到"),
        (("build", "--jobs", "x"), "x 不是数字"),
        (("rule", "PT001", "PT002"), "多写了 PT002"),
        (("--version=2",), "选项 --version 后面不写值"),
        (("schema", "x"), "没有 x，可选的有：project、unit、layout"),
        (("--halp",), "没有选项 --halp，是不是 --help？"),
        (("build", "--formt", "pdf"), "是不是 --format？"),
        (("build", "--jobs", "zero"), "--jobs"),
        (("build", "--format", "txt"), "没有格式 txt"),
    ],
)
def test_a_wrong_call_is_told_in_chinese_with_status_2(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert err.startswith("错误: ")
    assert said in err
    assert "用法见 ptgen" in err
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", err)


def test_without_a_command_the_help_is_shown_with_status_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, _, err = run(capsys)
    assert (status, err.partition("\n")[0]) == (2, "用法: ptgen [选项] 命令 [参数]…")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (click.UsageError("Option '--x' requires 2 arguments."), "选项 --x 后面要写 2 个值"),
        (click.BadParameter("Directory 'a' does not exist."), "没有 a"),
        (click.BadParameter("Path 'a' is a file."), "a 是文件，应为文件夹"),
        (click.BadParameter("File 'a' is a directory."), "a 是文件夹，应为文件"),
        (click.BadParameter("Path 'a' is not readable."), "a 读不到，请核对权限"),
        (click.BadParameter("Path 'a' is not writable."), "a 写不了，请核对权限"),
        (click.BadParameter("-1 is not in the range x>=0."), "-1 小于 0"),
        (click.UsageError("Missing command."), "缺少命令"),
        (click.MissingParameter(param=click.Argument(["name"])), "缺少参数 NAME"),
        (click.ClickException("仓库不是 git"), "仓库不是 git"),
    ],
)
def test_clicks_sentences_are_said_in_chinese(failure: click.ClickException, said: str) -> None:
    assert in_chinese(failure).partition("\n")[0].endswith(said)


def ptgen_into(stdout: IO[bytes] | int, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ptgen", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def test_an_output_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        process = ptgen_into(full, "schema", "project")
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode().partition("：")[0]) == (2, "错误: 输出写不了")


def test_a_reader_that_goes_away_is_no_failure_of_the_program() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = ptgen_into(writer, "schema", "project")
    os.close(writer)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, b"")


def test_help_imports_neither_models_nor_renderers() -> None:
    code = (
        "import sys\n"
        "from ptgen.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'pydantic', 'weasyprint', 'docx', 'docxtpl', 'lxml', 'rich', 'ruamel'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"
