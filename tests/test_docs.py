"""What the guide shows works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ptgen.check.engine import check
from ptgen.core.diagnostics import Severity
from ptgen.core.filesystem import disk_files
from ptgen.core.loader import ProjectFile
from ptgen.core.model.line import LineItem
from ptgen.core.model.project import PROJECT_KEYS
from ptgen.edit.formatter.run import declared_keys, formatted
from tests.consoles import blocks, rerun
from tests.projects import load_all

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CONSOLES = sorted(
    path.name
    for path in DOCS.glob("*.md")
    # The commands of serve.md wait for changes until they are stopped; tests/serve runs them.
    if "```console" in path.read_text("utf-8") and path.name != "serve.md"
)
_BLOCK = re.compile(r"^( *)```yaml\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def examples(name: str) -> list[str]:
    """The YAML blocks of a page, without their indentation."""
    text = (DOCS / name).read_text("utf-8")
    return [re.sub(f"^{lead}", "", body, flags=re.MULTILINE) for lead, body in _BLOCK.findall(text)]


@pytest.mark.parametrize("name", CONSOLES)
def test_what_a_page_shows_is_what_happens(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = DOCS / name
    shown = page.read_text("utf-8")
    if name == "check.md":
        for file in ("PT204.yaml", "unit.yaml"):
            shutil.copy(ROOT / "tests" / "gallery" / file, tmp_path)
    if name == "standards.md":
        shutil.copytree(ROOT / "tests" / "gallery" / "PT601", tmp_path / "PT601")
    told = rerun(shown, tmp_path)
    if request.config.getoption("--update-golden"):
        page.write_text(told, "utf-8")
    assert told == shown


@pytest.mark.parametrize("fragment", examples("format.md"))
def test_fragments_of_the_format_are_sound(fragment: str, tmp_path: Path) -> None:
    unit, project = (block.text for block in blocks((DOCS / "findings.md").read_text("utf-8"))[1:3])
    yaml = YAML()
    shown = yaml.load(fragment)
    for name, text in (("unit", unit), ("01-equipment", project), ("02-training", project)):
        whole = yaml.load(text)
        if name != "unit":
            whole["项目名称"] = name
        if (name == "unit") == ("汇编" in shown):
            whole.update(shown)
        folder = tmp_path / "projects" / "a"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(whole, file)
    found = check(load_all(tmp_path / "projects"))
    assert [one.message for one in found if one.severity is Severity.ERROR] == []


def test_the_tutorial_and_the_guides_are_run() -> None:
    assert {"tutorial.md", "rollover.md", "publish.md", "formulas.md"} <= set(CONSOLES)


def test_another_output_is_not_taken_for_what_is_shown(tmp_path: Path) -> None:
    page = "```console\n$ echo 甲; echo 乙; echo 丙\n甲\n…\n丁\n```\n"
    assert rerun(page, tmp_path) == page.replace("甲\n…\n丁", "甲\n乙\n丙")


def test_parts_of_an_output_may_be_left_out(tmp_path: Path) -> None:
    page = "```console\n$ echo 甲; echo 乙; echo 丙\n甲\n…\n丙\n```\n"
    assert rerun(page, tmp_path) == page


def test_a_line_to_change_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("甲: 1\n", "utf-8")
    with pytest.raises(ValueError, match="0 times"):
        rerun('```diff title="a.yaml"\n-乙: 1\n+乙: 2\n```\n', tmp_path)


def test_the_reference_explains_every_key() -> None:
    text = (DOCS / "format.md").read_text("utf-8")
    keys = {*PROJECT_KEYS, *(str(field.alias) for field in LineItem.model_fields.values())}
    assert {key for key in keys if key not in text} == set()


def test_the_page_on_spelling_shows_what_fmt_does() -> None:
    before, after = examples("fmt.md")
    files = disk_files([])
    made = formatted(before, ProjectFile("a.yaml", "", "a"), files, declared_keys(files))
    assert made.text.replace("改之前", "改之后") == after
