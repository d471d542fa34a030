"""ptgen.toml: what it sets, and what is wrong with it, at its line."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.check.config import configured, read_config, with_options
from ptgen.core.diagnostics import Severity

GOOD = """\
[check]
select = ["PT2", "PT405"]
ignore = ["PT210"]
reserve-share = 12.5

[check.severity]
PT405 = "error"
PT203 = "off"

[check.folders."projects/old"]
ignore = ["PT2"]
"""


def test_a_file_sets_the_policy_of_its_folder_and_of_folders_in_it() -> None:
    read = read_config(GOOD, "ptgen.toml", ".")
    assert read.diagnostics == ()
    policy = read.settings.of("projects/new/a.yaml")
    assert [policy.active(code) for code in ("PT204", "PT210", "PT203", "PT405", "PT101")] == [
        True, False, False, True, False,
    ]  # fmt: skip
    assert policy.severities == {"PT405": Severity.ERROR}
    assert policy.reserve_share == Decimal("12.5")
    old = read.settings.of("projects/old/a.yaml")
    assert [old.active("PT204"), old.active("PT405")] == [False, True]
    assert old.severities == policy.severities


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[check\n", 1, "不是能读的 TOML"),
        ("[chek]\n", 1, "不认识的键“chek”"),
        ("[check]\nignroe = []\n", 2, "不认识的键“ignroe”"),
        ('[check]\nignore = ["PT999"]\n', 2, "没有规则“PT999”"),
        ('[check]\nignore = "PT204"\n', 2, "应是规则代码的列表"),
        ('[check.severity]\nPT9 = "error"\n', 2, "没有规则“PT9”"),
        ('[check.severity]\nPT2 = "error"\n', 2, "没有规则“PT2”"),
        ('[check.severity]\nPT204 = "fatal"\n', 2, "级别不能是“fatal”"),
        ("[check]\nreserve-share = 120\n", 2, "0 到 100"),
        ("[check]\nreserve-share = nan\n", 2, "0 到 100"),
        ("[check]\nreserve-share = true\n", 2, "0 到 100"),
        ("[check]\nfolders = 3\n", 2, "应是一个表"),
        ('[check.folders.a]\nselct = ["PT2"]\n', 2, "不认识的键“selct”"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, line: int, words: str) -> None:
    (found,) = read_config(text, "ptgen.toml", ".").diagnostics
    assert found.code == "PT012"
    assert found.span.line == line
    assert words in found.message


def test_the_file_above_the_projects_is_found(tmp_path: Path) -> None:
    (tmp_path / "projects" / "unit").mkdir(parents=True)
    (tmp_path / "ptgen.toml").write_text('[check]\nignore = ["PT405"]\n', "utf-8")
    settings = configured([tmp_path / "projects" / "unit"]).settings
    inside = (tmp_path / "projects" / "unit" / "a.yaml").as_posix()
    assert not settings.of(inside).active("PT405")


def test_a_file_above_the_repository_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "projects").mkdir()
    (tmp_path / "ptgen.toml").write_text("[chek]\n", "utf-8")
    assert configured([tmp_path / "repository" / "projects"]).diagnostics == ()


@pytest.mark.parametrize("name", ["ptgen.toml", "标准.yaml"])
@pytest.mark.parametrize("what", ["pipe", "folder", "link to nothing"])
def test_what_is_no_file_is_told(name: str, what: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    match what:
        case "pipe":
            os.mkfifo(tmp_path / name)
        case "folder":
            (tmp_path / name).mkdir()
        case _:
            (tmp_path / name).symlink_to("absent")
    (found,) = configured([tmp_path]).diagnostics
    assert (found.code, found.message, found.hint) == ("PT012", "读不了", "请换成文件")
    assert found.span.path.endswith(name)


def test_the_command_line_selects_instead_and_ignores_besides() -> None:
    settings = with_options(read_config(GOOD, "ptgen.toml", ".").settings, ("PT1",), ("PT101",))
    policy = settings.of("projects/new/a.yaml")
    assert [policy.active(code) for code in ("PT102", "PT101", "PT204")] == [True, False, False]
