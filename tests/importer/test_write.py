from __future__ import annotations

from pathlib import Path

import pytest

from ptgen.core.atomic import OutputError
from ptgen.importer.drafts.write import write_new


def test_all_files_are_written(tmp_path: Path) -> None:
    write_new({tmp_path / "a" / "b" / "x.yaml": "甲\n", tmp_path / "a" / "y.yaml": "乙\n"})

    assert (tmp_path / "a" / "b" / "x.yaml").read_text("utf-8") == "甲\n"
    assert (tmp_path / "a" / "y.yaml").read_text("utf-8") == "乙\n"


def test_none_is_written_where_one_is_there(tmp_path: Path) -> None:
    there = tmp_path / "y.yaml"
    there.symlink_to(tmp_path / "nowhere")

    with pytest.raises(OutputError, match=r"已经有 .*y\.yaml"):
        write_new({tmp_path / "a" / "x.yaml": "甲\n", there: "乙\n"})

    assert [path.name for path in tmp_path.iterdir()] == ["y.yaml"]


def test_what_was_written_goes_where_a_later_file_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match="写不了"):
        write_new({tmp_path / "a" / "x.yaml": "甲\n", tmp_path / "file" / "y.yaml": "乙\n"})

    assert [path.name for path in tmp_path.iterdir()] == ["file"]
