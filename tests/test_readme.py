"""The example of the READMEs: the same in both, without errors, and worth what they say."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from ptgen.disk import discover, disk_files
from ptgen.workspace import Loader

ROOT = Path(__file__).parent.parent


def examples(name: str) -> list[str]:
    """The unit file and the project file that a README shows."""
    return re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / name).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


def test_both_readmes_show_the_same_files() -> None:
    assert len(examples("README.md")) == 2
    assert examples("README.md") == examples("README.zh-CN.md")


def test_example_is_without_errors_and_makes_the_amount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("projects/unit")
    folder.mkdir(parents=True)
    for file, text in zip(("unit.yaml", "project.yaml"), examples("README.md"), strict=True):
        (folder / file).write_text(text, encoding="utf-8")
    files, wrong = discover([Path("projects")])
    (loaded,) = (Loader(disk_files([Path("projects")])).load(file) for file in files)
    assert (*wrong, *loaded.diagnostics) == ()
    assert loaded.content is not None
    assert loaded.content.budget.annual == Decimal("720800.00")
    for readme in ("README.md", "README.zh-CN.md"):
        assert "720800" in (ROOT / readme).read_text("utf-8")
