"""A conflict that git left is named by every command that reads projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT, write_project
from tests.repositories import repository
from tests.serve.serving import serving

AMOUNT = "    测算: 10万元\n"
SIDES = "<<<<<<< HEAD\n    测算: 55万元\n=======\n    测算: 68万元\n>>>>>>> 信息科\n"
SAID = "合并冲突没有解决：一边是 55万元，另一边是 68万元"
LAYOUT = (
    "<<<<<<< HEAD\n名称: 甲版\n||||||| 1\n名称: 版\n=======\n名称: 乙版\n>>>>>>> b\n"
    "继承: shanghai-district-2022\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a project whose amount was changed on two branches."""
    repo = repository(tmp_path / "repo")
    write_project(repo.folder)
    repo.commit("编制预算")
    write_project(repo.folder, PROJECT.replace(AMOUNT, SIDES))
    monkeypatch.chdir(repo.folder)
    return repo.folder


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", [["check"], ["build"], ["diff", "HEAD"]])
def test_a_project(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run_ptgen(command, capsys)
    assert SAID in out + err
    assert status == (0 if command[0] == "diff" else 1)


def test_the_pages(folder: Path) -> None:
    with serving(folder) as pages:
        assert SAID in pages.text("/projects/unit/01")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (
            "projects/unit/unit.yaml",
            UNIT.replace("年度: 2022\n", "{}"),
            "一边是 2022，另一边是 2023",
        ),
        ("ptgen.toml", "[check]\n{}", "一边是 2022，另一边是 2023"),
        ("templates/own/layout.yaml", LAYOUT, "一边是 甲版，另一边是 乙版（原来是 版）"),
    ],
)
def test_other_files(
    folder: Path, path: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_project(folder, PROJECT + "版式: own\n" if "layout" in path else PROJECT)
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    sides = "<<<<<<< HEAD\n年度: 2022\n=======\n年度: 2023\n>>>>>>> 信息科\n"
    (folder / path).write_text(text.replace("{}", sides), "utf-8")
    status, out, _ = run_ptgen(["check"], capsys)
    assert (status, f"{path}:" in out) == (1, True)
    assert f"合并冲突没有解决：{said}" in out
