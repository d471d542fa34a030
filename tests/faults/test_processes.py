"""Processes that are stopped, killed, started twice or cut off from who listens to them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import ONE_FORM, ROOT, ptgen, write
from tests.faults.inspect_output import MANIFEST, broken, settled, tree
from tests.faults.limits import mounted

DOCX = ("build", "--format", "docx")
# What a process does to itself, once, when it is about to put a file of some name in its place.
SITE = """\
import os, signal, sys
done = []
def heard(event, arguments):
    if event != "os.rename" or done:
        return
    path, handle = str(arguments[1]), arguments[3]
    if handle >= 0:  # a name in a folder that is held open
        path = os.readlink(f"/proc/self/fd/{{handle}}") + "/" + path
    if path.endswith("{name}"):
        done.append(1)
        os.kill({process}, signal.{action})
sys.addaudithook(heard)
"""


@contextmanager
def started(
    folder: Path, *arguments: str, action: str = "", name: str = ".docx"
) -> Iterator[subprocess.Popen[str]]:
    """A command; a signal comes when a file of that name is about to be put in its place."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    if action:
        whom = "0" if action == "SIGSTOP" else "os.getpid()"
        text = SITE.format(action=action, name=name, process=whom)
        (site / "sitecustomize.py").write_text(text, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "ptgen", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": f"{site}{os.pathsep}{ROOT}",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(true: Callable[[], bool]) -> None:
    """Wait for what other processes do; a test that waits in vain fails."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def state(process: int) -> str:
    """``T`` for a process that is stopped, an empty text for one that has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def group(leader: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and state(int(folder.name)) not in ("", "Z"):
            try:
                mine = os.getpgid(int(folder.name)) == leader
            except ProcessLookupError:
                continue
            if mine:
                found.append(int(folder.name))
    return found


def several(folder: Path, count: int = 6) -> None:
    for number in range(1, count + 1):
        write(folder, number, project=ONE_FORM)


def whole_of(folder: Path) -> dict[str, bytes]:
    assert ptgen(*DOCX, "--jobs", "1", "--out", "whole", cwd=folder).returncode == 0
    return tree(folder / "whole")


@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "TERM"]
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_that_is_told_to_stop_leaves_whole_files_and_no_process(
    tmp_path: Path, sent: signal.Signals, status: int, jobs: str
) -> None:
    several(tmp_path, 12)
    with started(tmp_path, *DOCX, "--jobs", jobs) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "份文书" in line)
        os.kill(process.pid, sent)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (status, "已停止")
    until(lambda: group(process.pid) == [])
    left = tree(tmp_path / "build")
    assert not [name for name in left if name.endswith(".tmp")]
    whole = whole_of(tmp_path)
    assert broken(left, whole) == []
    assert ptgen(*DOCX, cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(whole)


def test_workers_end_with_a_build_that_is_killed_alone(tmp_path: Path) -> None:
    several(tmp_path, 12)
    with started(tmp_path, *DOCX, "--jobs", "2") as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "份文书" in line)
        assert len(group(process.pid)) >= 3
        process.kill()
        process.wait()
        until(lambda: group(process.pid) == [])
    assert ptgen(*DOCX, cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(whole_of(tmp_path))


def test_a_shard_that_is_killed_is_not_merged(tmp_path: Path) -> None:
    several(tmp_path, 2)
    shard = (*DOCX, "--jobs", "1", "--shard", "1/1", "--out", "part")
    assert ptgen(*shard, cwd=tmp_path).returncode == 0
    write(tmp_path, 1, project=ONE_FORM, amount="20万元")
    with started(tmp_path, *shard, action="SIGKILL", name=".docx") as process:
        process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    done = ptgen("merge", "part", cwd=tmp_path)
    assert done.returncode == 2
    assert "请重新运行第 1/1 份" in done.stderr
    assert ptgen(*shard, cwd=tmp_path).returncode == 0
    assert ptgen("merge", "part", cwd=tmp_path).returncode == 0


def test_a_worker_that_dies_takes_only_what_kills_it(tmp_path: Path) -> None:
    several(tmp_path, 4)
    name = "02/绩效目标表.docx"
    with started(tmp_path, *DOCX, "--jobs", "2", action="SIGKILL", name=name) as process:
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "生成文书的进程意外退出（内存不足或被终止）" in said
    assert "projects/unit/02.yaml" in said
    assert "Traceback" not in said
    left = tree(tmp_path / "build")
    whole = whole_of(tmp_path)
    assert broken(left, whole) == []
    assert {f"unit/0{number}/绩效目标表.docx" for number in (1, 3, 4)} <= set(left)
    assert ptgen(*DOCX, cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(whole)


@pytest.mark.parametrize("former", [False, True], ids=["into nothing", "over a former one"])
def test_a_merge_that_is_killed_leaves_no_wrong_manifest(tmp_path: Path, *, former: bool) -> None:
    several(tmp_path)
    old = whole_of(tmp_path)
    if former:
        assert ptgen(*DOCX, "--jobs", "1", cwd=tmp_path).returncode == 0
    for number in range(1, 7):
        write(tmp_path, number, project=ONE_FORM, amount="20万元")
    for shard in ("1/2", "2/2"):
        made = ptgen(*DOCX, "--jobs", "1", "--shard", shard, "--out", "parts", cwd=tmp_path)
        assert made.returncode == 0
    merge = ("merge", "parts", "--jobs", "1")
    name = "04/绩效目标表.docx"
    with started(tmp_path, *merge, action="SIGKILL", name=name) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    left = tree(tmp_path / "build")
    shutil.rmtree(tmp_path / "whole")
    whole = whole_of(tmp_path)
    assert broken(left, old, whole) == []
    assert ptgen(*merge, cwd=tmp_path).returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(whole)


def test_two_builds_at_once_in_one_folder(tmp_path: Path) -> None:
    several(tmp_path, 3)
    with started(tmp_path, *DOCX, "--jobs", "1", action="SIGSTOP") as process:
        until(lambda: state(process.pid) == "T")
        half = tree(tmp_path / "build")
        second = ptgen(*DOCX, cwd=tmp_path)
        assert second.returncode == 2
        assert "另一个 ptgen build 正在写 build，请等它结束" in second.stderr
        assert tree(tmp_path / "build") == half
        os.killpg(process.pid, signal.SIGCONT)
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert settled(tree(tmp_path / "build")) == settled(whole_of(tmp_path))


def test_no_shared_memory_one_process_draws_all(tmp_path: Path) -> None:
    several(tmp_path, 3)
    done = mounted("mount -t tmpfs -o ro none /dev/shm", *DOCX, "--jobs", "2", cwd=tmp_path)
    if done is None:  # where nobody may mount, the system call is refused instead
        site = tmp_path / "site"
        site.mkdir()
        refused = "def refuse(*a, **k): raise OSError(30, 'read-only')\n"
        taken = "import _multiprocessing\n_multiprocessing.SemLock = refuse\n"
        (site / "sitecustomize.py").write_text(refused + taken, "utf-8")
        path = f"{site}{os.pathsep}{ROOT}"
        done = ptgen(*DOCX, "--jobs", "2", cwd=tmp_path, environment={"PYTHONPATH": path})
    assert done.returncode == 0
    assert done.stderr.startswith("警告: 共享内存（/dev/shm）用不了：")
    assert done.stderr.endswith("只用一个进程生成\n")
    assert settled(tree(tmp_path / "build")) == settled(whole_of(tmp_path))


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_fault(tmp_path: Path, closed: str) -> None:
    several(tmp_path, 2)
    command = f'"$0" -m ptgen build --format docx --jobs 2 {closed}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    shell = ["sh", "-c", command, sys.executable]
    done = subprocess.run(
        shell, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert MANIFEST in tree(tmp_path / "build")


@pytest.mark.parametrize("command", ["build --format docx --jobs 1", "check", "export"])
def test_a_reader_that_goes_away_ends_quietly(tmp_path: Path, command: str) -> None:
    several(tmp_path, 2)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "ptgen", *command.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writing,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
    if command.startswith("build"):
        assert broken(tree(tmp_path / "build"), whole_of(tmp_path)) == []
