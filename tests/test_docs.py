"""What the guide shows works."""

from __future__ import annotations

import re
from pathlib import Path

from ptgen.disk import disk_files
from ptgen.formatter.run import declared_keys, formatted
from ptgen.model.line import LineItem
from ptgen.model.project import PROJECT_KEYS
from ptgen.rules.run import check
from ptgen.workspace import ProjectFile
from tests.projects import load_all

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^( *)```yaml\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def examples(name: str) -> list[str]:
    """The YAML blocks of a page, without their indentation."""
    text = (DOCS / name).read_text("utf-8")
    return [re.sub(f"^{lead}", "", body, flags=re.MULTILINE) for lead, body in _BLOCK.findall(text)]


def test_the_tutorial_ends_in_a_sound_project(tmp_path: Path) -> None:
    unit, project = examples("index.md")
    folder = tmp_path / "projects" / "unit"
    folder.mkdir(parents=True)
    (folder / "unit.yaml").write_text(unit, "utf-8")
    (folder / "01-training.yaml").write_text(project, "utf-8")
    (loaded,) = load_all(tmp_path / "projects")
    assert check([loaded]) == ()
    assert loaded.content is not None
    assert loaded.content.budget.annual == 12800


def test_the_reference_explains_every_key() -> None:
    text = (DOCS / "format.md").read_text("utf-8")
    keys = {*PROJECT_KEYS, *(str(field.alias) for field in LineItem.model_fields.values())}
    assert {key for key in keys if key not in text} == set()


def test_the_page_on_spelling_shows_what_fmt_does() -> None:
    before, after = examples("fmt.md")
    files = disk_files([])
    made = formatted(before, ProjectFile("a.yaml", "", "a"), files, declared_keys(files))
    assert made.text.replace("改之前", "改之后") == after
