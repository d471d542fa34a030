"""What documents are made of."""

from __future__ import annotations

import shutil
from pathlib import Path

from ptgen.build.cache_key import user_templates
from ptgen.core.filesystem import DiskFiles, builtin_templates


def test_the_texts_of_ones_own_templates_are_each_read_once(tmp_path: Path) -> None:
    builtin = Path(builtin_templates())
    for name in ("narrative.docx", "form.html", "print.css"):
        shutil.copy(builtin / name, tmp_path)
    found = user_templates(DiskFiles((tmp_path, builtin)))
    assert len(found) == 3
    assert found[:2] == tuple(
        (builtin / name).read_text("utf-8") for name in ("form.html", "print.css")
    )
    assert user_templates(DiskFiles((builtin,))) == ()
