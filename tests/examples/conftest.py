"""The example projects, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.loader import Content, Loaded
from tests.projects import load_all

PROJECTS = Path(__file__).parents[2] / "projects"


@pytest.fixture(scope="session")
def loaded() -> tuple[Loaded, ...]:
    return load_all(PROJECTS)


@pytest.fixture(scope="session")
def examples(loaded: tuple[Loaded, ...]) -> dict[str, Content]:
    """The content of each example by its key, ``songjiang-2022/01-equipment``."""
    return {one.file.key: one.content for one in loaded if one.content is not None}
