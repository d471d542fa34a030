from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptgen.render.docx import patched_templates as docx_patched
from ptgen.render.docx.patched_templates import FILE, own_sources, patched, written

ROOT = Path(__file__).parents[3]


@pytest.fixture
def other_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    known = json.loads(FILE.read_text("utf-8")) | {"docxtpl": "0.0.1"}
    path = tmp_path / "patched.json"
    path.write_text(json.dumps(known), "utf-8")
    monkeypatch.setattr(docx_patched, "FILE", path)
    docx_patched._known.cache_clear()
    yield
    docx_patched._known.cache_clear()


def test_what_is_kept_is_what_docxtpl_makes_now() -> None:
    assert FILE.read_text("utf-8") == written(own_sources()), "run: python scripts/make_patched.py"


def test_our_templates_need_no_docxtpl() -> None:
    code = (
        "import sys\n"
        "from ptgen.core.filesystem import builtin_templates\n"
        "from ptgen.render.docx.template import load_template\n"
        "[load_template(path) for path in builtin_templates().glob('*.docx')]\n"
        "sys.exit('docxtpl' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_another_part_is_mended_by_docxtpl() -> None:
    source, data = own_sources()[0]
    assert "{{ 标题 }}" in source
    cut = source.replace("{{ 标题 }}", "{{ 标</w:t></w:r><w:r><w:t>题 }}")
    assert cut != source
    assert "{{ 标题 }}" in patched(cut, data)


@pytest.mark.usefixtures("other_version")
def test_what_another_version_made_is_not_taken() -> None:
    assert docx_patched._known() == {}
    source, data = own_sources()[0]
    assert patched(source, data) in json.loads(FILE.read_text("utf-8")).values()
