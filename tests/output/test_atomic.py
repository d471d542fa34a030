from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ptgen.output import atomic


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "文书" / "a.docx"
    atomic.write(path, b"one")
    atomic.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.docx"]


def test_a_failed_write_leaves_the_former_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.docx"
    atomic.write(path, b"one")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space", descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(atomic.OutputError, match="磁盘已满"):
        atomic.write(path, b"two")
    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.docx"]


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(atomic.OutputError, match="文件名太长"):
        atomic.write(tmp_path / ("长" * 200) / "a.docx", b"one")


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    with pytest.raises(atomic.OutputError, match="同名的文件夹"):
        atomic.write(tmp_path / "a.docx", b"one")


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / "unit").mkdir()
    (tmp_path / ".ptgen-abc.tmp").write_bytes(b"half")
    (tmp_path / "unit" / ".ptgen-def.tmp").write_bytes(b"half")
    (tmp_path / "unit" / "a.docx").write_bytes(b"whole")
    atomic.sweep(tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["unit", "a.docx"]


def test_only_one_build_holds_a_folder(tmp_path: Path) -> None:
    with (
        atomic.locked(tmp_path),
        pytest.raises(atomic.OutputError, match="另一个 ptgen build"),
        atomic.locked(tmp_path),
    ):
        pass
    with atomic.locked(tmp_path):
        assert tmp_path.is_dir()
