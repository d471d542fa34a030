"""Disks that are full or may not be written, caches that are not there, clocks that jump."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import ONE_FORM, ROOT, ptgen, write
from tests.faults.inspect_output import broken, settled, tree
from tests.faults.limits import limited, mounted

XLSX = ("build", "--format", "xlsx", "--jobs", "1")


def built(folder: Path, *numbers: int) -> None:
    for number in numbers:
        write(folder, number, project=ONE_FORM)
    assert ptgen(*XLSX, cwd=folder).returncode == 0


@pytest.mark.parametrize("size", [0, 4096])
def test_a_file_that_may_not_grow_leaves_the_former_output(tmp_path: Path, size: int) -> None:
    built(tmp_path, 1, 2)
    former = tree(tmp_path / "build")
    write(tmp_path, 1, project=ONE_FORM, amount="20万元")
    write(tmp_path, 3, project=ONE_FORM)
    done = limited(resource.RLIMIT_FSIZE, size, *XLSX, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert "超出文件大小的限制" in done.stderr
    assert "Traceback" not in done.stderr
    assert broken(tree(tmp_path / "build"), former) == []
    assert ptgen(*XLSX, cwd=tmp_path).returncode == 0
    assert ptgen(*XLSX, "--out", "whole", cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(tree(tmp_path / "whole"))


@pytest.mark.parametrize("size", ["12k", "28k", "40k"])
def test_a_full_disk_leaves_whole_files_or_none(tmp_path: Path, size: str) -> None:
    for number in range(1, 6):
        write(tmp_path, number, project=ONE_FORM)
    full = tmp_path / "full"
    full.mkdir()
    # Nothing is seen of the mount once the command has ended: its files are copied out of it.
    look = f'mount -t tmpfs -o size={size} none full; trap "cp -r full copy" EXIT; set +e'
    shell = look + '; "$@"; code=$?; cp -r full copy; trap - EXIT; exit $code; :'
    done = mounted(shell, *XLSX, "--out", "full", cwd=tmp_path)
    if done is None:
        done = limited(resource.RLIMIT_FSIZE, 4096, *XLSX, "--out", "copy", cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert "磁盘已满" in done.stderr or "超出文件大小的限制" in done.stderr
    assert "Traceback" not in done.stderr
    assert ptgen(*XLSX, "--out", "whole", cwd=tmp_path).returncode == 0
    assert broken(tree(tmp_path / "copy"), tree(tmp_path / "whole")) == []


def test_an_output_that_goes_to_a_full_device_is_told(tmp_path: Path) -> None:
    built(tmp_path, 1)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ptgen", *XLSX],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "错误: 输出写不了：磁盘已满\n"


def test_an_output_folder_below_a_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, 1)
    (tmp_path / "file").write_text("")
    done = ptgen(*XLSX, "--out", "file/build", cwd=tmp_path)
    assert done.returncode == 2
    assert "写不了 file/build：路径中有一段不是文件夹" in done.stderr


def test_an_output_folder_that_is_read_only_keeps_what_it_has(tmp_path: Path) -> None:
    built(tmp_path, 1)
    former = tree(tmp_path / "build")
    write(tmp_path, 1, project=ONE_FORM, amount="20万元")
    bind = "mount --bind build build; mount -o remount,bind,ro build"
    done = mounted(bind, *XLSX, cwd=tmp_path)
    if done is None:  # then this is no superuser, whom modes do not stop
        (tmp_path / "build").chmod(0o555)
        done = ptgen(*XLSX, cwd=tmp_path)
    assert done.returncode == 2
    assert "写不了 build" in done.stderr
    assert "只读" in done.stderr or "没有写权限" in done.stderr
    assert tree(tmp_path / "build") == former


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    write(tmp_path, 1, project=ONE_FORM)
    (tmp_path / "file").write_text("")
    nowhere = str(tmp_path / "file" / "cache")
    arguments = ("build", "--format", "docx,pdf", "--jobs", "1", "--out")
    done = ptgen(*arguments, "a", cwd=tmp_path, environment={"XDG_CACHE_HOME": nowhere})
    assert done.returncode == 0
    assert done.stderr.startswith("警告: 记不下这次生成了什么（缓存 ")
    assert done.stderr.count("\n") == 1
    assert ptgen(*arguments, "b", cwd=tmp_path).returncode == 0
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


@pytest.mark.parametrize("seconds", [0, 4_102_444_800])
def test_a_clock_that_jumps_neither_hides_a_change_nor_makes_one(
    tmp_path: Path, seconds: int
) -> None:
    built(tmp_path, 1, 2)
    source = tmp_path / "projects" / "unit" / "01.yaml"

    def turn_clock() -> None:
        for path in (*tmp_path.rglob("*.yaml"), *(tmp_path / "build").rglob("*")):
            os.utime(path, (seconds, seconds))

    turn_clock()
    former = tree(tmp_path / "build")
    assert ptgen(*XLSX, cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(former)
    # As long and as old as before, another amount.
    source.write_text(source.read_text("utf-8").replace("10万元", "30万元"), "utf-8")
    turn_clock()
    assert ptgen(*XLSX, cwd=tmp_path).returncode == 0
    assert ptgen(*XLSX, "--out", "whole", cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(tree(tmp_path / "whole"))
    assert settled(tree(tmp_path / "build")) != settled(former)
