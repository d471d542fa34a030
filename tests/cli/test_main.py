from __future__ import annotations

import subprocess
import sys

import pytest

import ptgen
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
    assert "Show this message" not in out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"ptgen {ptgen.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("buld",), "没有命令"),
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
