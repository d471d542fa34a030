"""What docs/check.md and the pre-commit hooks say is true."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from ptgen.check.config import read_config
from ptgen.cli.main import COMMANDS
from tests.check.conftest import SOUND, load_all

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "check.md").read_text("utf-8")


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def test_the_configuration_is_read() -> None:
    (block,) = _blocks("toml")
    assert read_config(block, "ptgen.toml", ".").diagnostics == ()
    commented = block.replace("# select", "select")
    assert read_config(commented, "ptgen.toml", ".").diagnostics == ()


def test_the_keys_of_a_layout_are_read() -> None:
    layout = "继承: shanghai-district-2022\n名称: 另一版\n" + _blocks("yaml")[-1]
    text = SOUND.replace("shanghai-district-2022", "other")
    (loaded,) = load_all({"a.yaml": text, "templates/other/layout.yaml": layout})
    assert loaded.diagnostics == ()


def test_the_example_is_what_the_gallery_prints() -> None:
    (block,) = _blocks("console")
    golden = (ROOT / "tests" / "gallery" / "PT204.txt").read_text("utf-8")
    command, _, output = block.partition("\n")
    assert golden.startswith(command + "\n")
    assert output.strip() in golden


def test_hooks_run_commands_that_there_are() -> None:
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["ptgen-check", "ptgen-fmt"]
    for hook in hooks:
        program, command = hook["entry"].split()
        assert program == "ptgen"
        assert command in COMMANDS
        assert re.search(hook["files"], "projects/a/01.yaml")
        assert not re.search(hook["files"], "docs/a.yaml")
