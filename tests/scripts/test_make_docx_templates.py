"""The Word templates in the repository are what their script makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.render.docx.package import read_parts
from scripts.make_docx_templates import templates

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("name", templates())
def test_template_is_fresh(name: str) -> None:
    committed = read_parts((TEMPLATES / name).read_bytes(), TEMPLATES / name)
    assert read_parts(templates()[name], Path(name)) == committed
