"""The example of the READMEs: the same in both, without errors, and what comes out as they show."""

import re
from pathlib import Path

import pytest

from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Content, Loader
from ptgen.view.document import ListItem, Paragraph
from ptgen.view.narrative import narrative_of

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of a README in a language."""
    text = (ROOT / name).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Content:
    """The project that the READMEs show, read without a finding."""
    monkeypatch.chdir(tmp_path)
    folder = Path("projects/unit")
    folder.mkdir(parents=True)
    for file, text in zip(("unit.yaml", "project.yaml"), blocks("README.md", "yaml"), strict=True):
        (folder / file).write_text(text, encoding="utf-8")
    files, wrong = discover([Path("projects")])
    (loaded,) = (Loader(disk_files([Path("projects")])).load(file) for file in files)
    assert (*wrong, *loaded.diagnostics) == ()
    assert loaded.content is not None
    return loaded.content


@pytest.mark.parametrize("language", ["sh", "yaml", "text"])
def test_both_readmes_show_the_same(language: str) -> None:
    def without_comments(name: str) -> list[str]:
        return [re.sub(r" +# .*", "", block) for block in blocks(name, language)]

    english, chinese = map(without_comments, READMES)
    assert english == chinese != []


def test_narrative_says_what_the_readmes_show(content: Content) -> None:
    (shown,) = blocks("README.md", "text")
    said = [
        f"{block.number}{block.text}" if isinstance(block, ListItem) else block.text
        for block in narrative_of(content).blocks
        if isinstance(block, ListItem | Paragraph)
    ]
    lines = [re.sub("[\u200b\u2060]", "", line) for line in said]
    at = lines.index(shown.splitlines()[0])
    assert lines[at : at + len(shown.splitlines())] == shown.splitlines()
