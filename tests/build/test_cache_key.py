"""What documents are made of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ptgen.build.cache_key import FONTS, OPTIONS, Digests, user_templates
from ptgen.build.manifest import VOLUME, Kind
from ptgen.build.settings import BuildSettings
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


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        ((VOLUME, "docx"), True),
        ((VOLUME, "pdf"), True),
        (("绩效目标表", "pdf"), True),
        (("绩效目标表", "docx"), False),
        (("汇总", "xlsx"), False),
    ],
)
def test_what_pages_are_counted_for_is_made_of_the_fonts_too(kind: Kind, *, drawn: bool) -> None:
    settings = BuildSettings(DiskFiles((Path(builtin_templates()),)), Path("build"), ("pdf",))
    assert {FONTS, OPTIONS} & Digests(settings).shared(kind).keys() == (
        {FONTS, OPTIONS} if drawn else set()
    )
