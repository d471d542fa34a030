"""Two folders that are compared: what of them is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.compare.snapshot import changed_layouts, folder_snapshot
from tests.projects import write_project


@pytest.mark.parametrize(
    ("within", "keys"),
    [
        ((), {"unit/01", "unit/02", "unit/010"}),
        (("unit",), {"unit/01", "unit/02", "unit/010"}),
        (("./projects/unit/",), {"unit/01", "unit/02", "unit/010"}),
        (("unit/01",), {"unit/01"}),
        (("projects/unit/01.yaml", "unit/02"), {"unit/01", "unit/02"}),
        (("uni",), set()),
    ],
)
def test_paths_narrow_a_folder(tmp_path: Path, within: tuple[str, ...], keys: set[str]) -> None:
    for stem in ("01", "02", "010"):
        write_project(tmp_path, stem=stem)
    assert set(folder_snapshot(tmp_path, within).projects) == keys


def test_an_edition_of_ones_own_that_differs_is_named(tmp_path: Path) -> None:
    sides = []
    for name, says in (("old", "甲"), ("new", "乙")):
        write_project(tmp_path / name)
        for edition, text in (("own", f"名称: {says}\n"), ("same", "名称: 丙\n")):
            layout = tmp_path / name / "templates" / edition / "layout.yaml"
            layout.parent.mkdir(parents=True)
            layout.write_text(text, "utf-8")
        sides.append(folder_snapshot(tmp_path / name))
    assert changed_layouts(*sides) == ("own",)
