from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ptgen.core import atomic


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


def test_what_a_killed_run_left_is_removed_where_builds_write(tmp_path: Path) -> None:
    left = (".ptgen-abcdef_1.tmp", "unit/.ptgen-0123456789abcdef.tmp")
    mine = (
        "unit/a.docx",
        ".ptgen-short.tmp",
        ".ptgen-abcdef_1.tmp.docx",
        ".ptgen-ABCDEF_1.tmp",
        "elsewhere/.ptgen-abcdef_1.tmp",
    )
    for path in (*left, *mine):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"half")
    (tmp_path / "unit/.ptgen-abcdef_2.tmp").mkdir()
    (tmp_path / "unit/.ptgen-abcdef_3.tmp").symlink_to(tmp_path / "unit/a.docx")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/unit").symlink_to(tmp_path / "elsewhere")
    atomic.remove_unfinished(tmp_path / "out", ("", "unit"))
    atomic.remove_unfinished(tmp_path, ("", "unit", "nowhere"))
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert not found & set(left)
    assert set(mine) <= found
    assert {"unit/.ptgen-abcdef_2.tmp", "unit/.ptgen-abcdef_3.tmp"} <= found


@pytest.mark.parametrize("kind", ["link", "device", "pipe", "folder", "huge"])
def test_what_is_no_file_of_ours_is_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    (tmp_path / "whole").write_bytes(b"whole")
    if kind in ("link", "device"):
        path.symlink_to(tmp_path / "whole" if kind == "link" else "/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.touch()
        os.truncate(path, 2**40)
    with pytest.raises(OSError, match="a"):
        atomic.read(path)
    assert not atomic.holds(path, b"whole")
    assert atomic.holds(tmp_path / "whole", b"whole")


def test_only_one_build_holds_a_folder(tmp_path: Path) -> None:
    with (
        atomic.locked(tmp_path),
        pytest.raises(atomic.OutputError, match="另一个 ptgen build"),
        atomic.locked(tmp_path),
    ):
        pass
    with atomic.locked(tmp_path):
        assert tmp_path.is_dir()
