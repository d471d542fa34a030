"""What the tests of hostile input share: templates of a user, and a watch over files and sockets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptgen.core.filesystem import builtin_templates
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from tests.hostile.watch import Watch, watch


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A user's folder of templates: copies of ours."""
    folder = tmp_path / "templates"
    folder.mkdir()
    for path in builtin_templates().glob("*.*"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def watched() -> Iterator[Watch]:
    """What is opened and reached while a test runs."""
    with watch() as seen:
        yield seen


@pytest.fixture(scope="session")
def renderer() -> PdfRenderer:
    """One for a process: fonts are looked up once."""
    return PdfRenderer(builtin_templates())
