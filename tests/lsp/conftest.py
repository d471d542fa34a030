"""One server for all tests; each test has a repository and closes what it opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.editor import Editor
from tests.projects import PROJECT, UNIT


@pytest.fixture(scope="session")
def server() -> Iterator[Editor]:
    """Started once."""
    made = Editor()
    yield made
    told = [one.message for one in made.client.messages]
    assert made.close() == 0
    assert told == []


@pytest.fixture
def editor(server: Editor) -> Iterator[Editor]:
    """The server without open files."""
    yield server
    for uri in tuple(server.texts):
        server.shut(uri)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one unit and two projects; the folder of the unit."""
    folder = tmp_path / "预算 2022" / "projects" / "unit-2022"
    folder.mkdir(parents=True)
    (folder / "unit.yaml").write_text(UNIT, "utf-8")
    (folder / "01.yaml").write_text(PROJECT, "utf-8")
    (folder / "02.yaml").write_text(PROJECT.replace("设备运行与维护", "业务培训"), "utf-8")
    return folder
