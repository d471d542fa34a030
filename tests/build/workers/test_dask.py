"""A cluster as it is: a scheduler and workers in processes of their own, on loopback."""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager
from multiprocessing import Pipe
from pathlib import Path

import pytest

from ptgen.build.build import build
from ptgen.build.cache import open_cache
from ptgen.build.documents import Documents, Task
from ptgen.build.manifest import ManifestEntry, Output
from ptgen.build.plan import Lines, PlannedDocument, Planner
from ptgen.build.settings import BuildInputs, BuildSettings
from ptgen.build.workers.client import ClusterError
from ptgen.build.workers.dask import Cluster, connected, endpoint
from ptgen.build.workers.fingerprint import difference, programs
from ptgen.build.workers.main import serve
from ptgen.build.workers.pool import perform_all
from ptgen.cli.main import main
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import discover, disk_files
from ptgen.render.fonts.chosen import chosen
from tests.projects import PROJECT, UNIT, write_project

ROOT = Path(__file__).resolve().parents[3]
FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
SCHEDULER = """\
import asyncio
from distributed import Scheduler

async def main():
    async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()

asyncio.run(main())
"""
# A worker without a nanny: it ends when it is killed, and is this process alone.
WORKER = """\
import asyncio, sys
from distributed import Worker

async def main():
    async with Worker(sys.argv[1], nthreads=1, dashboard=False, local_directory=sys.argv[2]) as one:
        print(one.address, flush=True)
        await one.finished()

asyncio.run(main())
"""
# What a process that draws does when it opens a file whose name ends so.
FATAL = """\
import os, sys
def heard(event, arguments):
    if event == "open" and str(arguments[0]).endswith("02.yaml"):
        {first}
        os._exit(9)
sys.addaudithook(heard)
"""
NO_FONTS = """\
import os, pathlib
settings = pathlib.Path(__file__).with_name("fonts.conf")
settings.write_text("<fontconfig><dir>/nowhere</dir></fontconfig>")
os.environ["FONTCONFIG_FILE"] = str(settings)
"""
FATAL_TO_ITSELF = FATAL.format(first="")
FATAL_TO_WORKERS = FATAL.format(first="os.kill(os.getppid(), 9)")


class Machines:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, stack: ExitStack, path: str = str(ROOT)) -> None:
        self._folder = folder
        self._stack = stack
        self.scheduler, self.address = self._start("scheduler", SCHEDULER, path=path)
        self.workers: dict[str, subprocess.Popen[str]] = {}

    @property
    def executor(self) -> str:
        return self.address.replace("tcp:", "dask:")

    def worker(self, path: str = str(ROOT), site: str = "") -> str:
        """One more, with ``site`` run in it and in what it starts; its address."""
        number = len(self.workers)
        own = self._folder / f"site-{number}"
        own.mkdir()
        (own / "sitecustomize.py").write_text(site, "utf-8")
        found = os.pathsep.join(filter(None, (str(own), path)))
        arguments = (self.address, str(self._folder / f"worker-{number}"))
        process, address = self._start(f"worker-{number}", WORKER, *arguments, path=found)
        self.workers[address] = process
        return address

    def _start(
        self, name: str, program: str, *arguments: str, path: str = ""
    ) -> tuple[subprocess.Popen[str], str]:
        """A process, and the line that it prints when it is ready."""
        log = self._stack.enter_context((self._folder / f"{name}.log").open("w"))
        # They are killed in the end, so that none would tell what it has covered.
        environment = {name: one for name, one in os.environ.items() if "COVERAGE" not in name}
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            env={**environment, "PYTHONPATH": path},
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        )
        self._stack.callback(_end, process)
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("tcp://127.0.0.1:"), (self._folder / f"{name}.log").read_text()
        return process, address


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "machines").mkdir()
    with ExitStack() as stack:
        yield Machines(tmp_path / "machines", stack)


class Heard:
    """Hears a build, and does something when a project is done."""

    def __init__(self, then: Callable[[int], None]) -> None:
        self._then = then
        self.failed: list[str] = []
        self.codes: list[str] = []
        self._count = 0

    def found(self, diagnostics: Sequence[Diagnostic], lines: Lines) -> None:
        del lines
        self.codes.extend(one.code for one in diagnostics)

    def planned(self, documents: Iterable[PlannedDocument]) -> None:
        pass

    def project(self, key: str, entry: ManifestEntry) -> None:
        self.failed.extend([key] if entry.status == "failed" else [])
        self._count += 1
        self._then(self._count)

    def folder(self, name: str, outputs: Sequence[Output]) -> None:
        pass

    def stayed(self, name: str) -> None:
        pass

    def cleaned_up(self, removed: Sequence[str], left: Sequence[str]) -> None:
        pass


def several(folder: Path, count: int) -> None:
    for number in range(count):
        write_project(folder, FORM.replace("设备", f"设备{number}"), stem=f"{number:02}")


def drawn(out: Path, formats: tuple[str, ...], cluster: Cluster | None, heard: Heard) -> None:
    """A build, by a cluster or in this process."""
    places = (Path("projects"),)
    disk = disk_files(places)
    fonts = chosen()
    settings = BuildSettings(disk, out, formats, fonts)
    files, _ = discover(places)
    out.mkdir(exist_ok=True)
    inputs = BuildInputs(files, disk, open_cache(out))
    scheduler = perform_all if cluster is None else cluster.perform_all
    build(inputs, Planner(settings), heard, scheduler)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".ptgen.lock"
    }


def ptgen(*arguments: str, capsys: pytest.CaptureFixture[str], status: int) -> str:
    """A command in this process; what it says."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    said = capsys.readouterr()
    assert stop.value.code == status, said.err
    return said.out + said.err


def nothing(count: int) -> None:
    del count


def test_a_worker_that_is_killed_in_the_middle_changes_no_byte(
    tmp_path: Path, machines: Machines
) -> None:
    several(tmp_path, 5)
    write_project(tmp_path, PROJECT, UNIT + "汇编: {标题: 某中心2022年项目}\n", "05")
    formats = ("docx", "pdf")
    _, other = machines.worker(), machines.worker()
    with connected(machines.address) as cluster:
        held: list[str] = []

        def then(count: int) -> None:
            # Stopped first, so that it does not finish what it has before it is killed.
            if count == 2:
                machines.workers[other].send_signal(signal.SIGSTOP)
            elif count == 3:
                held.extend(map(str, cluster.client.processing()[other]))
                machines.workers[other].kill()

        drawn(Path("spread"), formats, cluster, Heard(then))
        assert held
        assert list(cluster.client.nthreads()) != []
    drawn(Path("alone"), formats, None, Heard(nothing))
    found = tree(tmp_path / "spread")
    assert found == tree(tmp_path / "alone")
    assert len(found) == 5 * 2 + 4 + 3 + 1  # forms; one with narrative; sheet and volume; manifest


def test_the_comparison_sees_one_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    several(tmp_path, 1)
    drawn(Path("alone"), ("docx",), None, Heard(nothing))
    shutil.copytree("alone", "other")
    assert tree(tmp_path / "other") == tree(tmp_path / "alone")
    path = tmp_path / "other/unit/00/绩效目标表.docx"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    assert tree(tmp_path / "other") != tree(tmp_path / "alone")


def test_a_project_that_ends_its_process_again_fails_alone(
    tmp_path: Path, machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    several(tmp_path, 5)
    worker = machines.worker(site=FATAL_TO_ITSELF)
    build = ("build", "--format", "docx", "--executor", machines.executor)
    said = ptgen(*build, capsys=capsys, status=1)
    assert "PT503" in said
    assert "生成文书的进程意外退出" in said
    assert "unit/02  有错误，没有生成" in said
    assert sorted(path.parent.name for path in Path("build").rglob("*.docx")) == [
        "00", "01", "03", "04",
    ]  # fmt: skip
    assert machines.workers[worker].poll() is None


def test_a_project_that_ends_workers_again_fails_and_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    several(tmp_path, 5)
    # Whatever a worker had that dies is given up, so that projects are lost with the one to blame.
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with ExitStack() as stack:
        machines = Machines(tmp_path, stack)
        for _ in range(3):
            machines.worker(site=FATAL_TO_WORKERS)
        heard = Heard(nothing)
        with connected(machines.address) as cluster:
            drawn(Path("build"), ("docx",), cluster, heard)
        alive = [one for one in machines.workers.values() if one.poll() is None]
    assert len(alive) == 1
    assert (heard.failed, heard.codes.count("PT503")) == (["unit/02"], 1)
    assert len(list(Path("build").rglob("*.docx"))) == 4


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("import ptgen\nptgen.__version__ = '9.9.9'\n", "ptgen 9.9.9（这里 "),
        ("import zlib\nzlib.ZLIB_RUNTIME_VERSION = '0.1'\n", "zlib 0.1（这里 "),
        (
            "import ptgen.core.filesystem, pathlib\nptgen.core.filesystem.builtin_templates = lambda: pathlib.Path('/no')\n",
            "模板和版式",
        ),
        (NO_FONTS, "字体"),
    ],
    ids=["ptgen", "zlib", "templates", "fonts"],
)
def test_a_worker_that_would_draw_other_bytes_is_refused(
    tmp_path: Path, machines: Machines, capsys: pytest.CaptureFixture[str], site: str, said: str
) -> None:
    several(tmp_path, 2)
    machines.worker(site=site)
    build = ("build", "--format", "docx", "--executor", machines.executor)
    assert said in ptgen(*build, capsys=capsys, status=2)
    assert set(tree(tmp_path / "build")) == {"manifest.json"}


@pytest.mark.parametrize("where", ["scheduler", "worker"])
def test_a_machine_without_ptgen_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    several(tmp_path, 2)
    # A folder from which ptgen cannot be imported as it is, though it may be installed.
    away = tmp_path / "away/ptgen"
    away.mkdir(parents=True)
    (away / "__init__.py").touch()
    paths = {"scheduler": str(ROOT), "worker": str(ROOT), where: str(away.parent)}
    with ExitStack() as stack:
        machines = Machines(tmp_path, stack, paths["scheduler"])
        worker = machines.worker(paths["worker"])
        build = ("build", "--format", "docx", "--executor", machines.executor)
        said = ptgen(*build, capsys=capsys, status=2)
    name = {"scheduler": "调度器", "worker": worker.removeprefix("tcp://")}[where]
    assert f"{name} 上没有 ptgen，或版本太旧" in said


def test_workers_that_do_not_share_the_folder_are_refused(
    tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(tmp_path, 1)
    machines.worker()
    with connected(machines.address) as cluster, monkeypatch.context() as patch:
        patch.setattr("ptgen.build.workers.dask._awaited", _unseen)
        with pytest.raises(ClusterError, match="输出文件夹要在共享的文件系统上"):
            drawn(Path("build"), ("docx",), cluster, Heard(nothing))


@contextmanager
def _unseen(out: Path) -> Iterator[str]:
    """Instead of the file that workers look for, the name of none."""
    del out
    yield ".ptgen-none.tmp"


def test_a_build_that_is_stopped_leaves_no_task_behind(tmp_path: Path, machines: Machines) -> None:
    several(tmp_path, 6)
    machines.worker()

    def stop(count: int) -> None:
        raise KeyboardInterrupt(count)

    with connected(machines.address) as cluster, pytest.raises(KeyboardInterrupt):
        drawn(Path("build"), ("docx",), cluster, Heard(stop))
    assert [path.name for path in Path("build").glob(".ptgen-*")] == []
    with connected(machines.address) as cluster:
        drawn(Path("build"), ("docx",), cluster, Heard(nothing))
    drawn(Path("alone"), ("docx",), None, Heard(nothing))
    documents = {path: data for path, data in tree(Path("build")).items() if "manifest" not in path}
    assert documents == {
        path: data for path, data in tree(Path("alone")).items() if "manifest" not in path
    }


def test_a_scheduler_that_goes_ends_the_build(tmp_path: Path, machines: Machines) -> None:
    several(tmp_path, 4)
    machines.worker()
    with connected(machines.address) as cluster:
        heard = Heard(lambda _: machines.scheduler.kill())
        with pytest.raises(ClusterError, match="和集群的调度器断开了"):
            drawn(Path("build"), ("docx",), cluster, heard)


def test_a_cluster_without_workers_is_not_waited_for_for_ever(
    tmp_path: Path, machines: Machines
) -> None:
    several(tmp_path, 1)
    with (
        connected(machines.address, patience=0) as cluster,
        pytest.raises(ClusterError, match="没有工作进程"),
    ):
        drawn(Path("build"), ("docx",), cluster, Heard(nothing))


def test_a_fault_of_the_program_is_sent_back_and_ends_the_process(tmp_path: Path) -> None:
    asker, here = Pipe()
    with asker, here:
        asker.send_bytes(pickle.dumps((str(tmp_path), programs(), b"no pickle")))
        with chdir(tmp_path), pytest.raises(pickle.UnpicklingError):
            serve(here)
        told = pickle.loads(asker.recv_bytes())  # noqa: S301 it was made above
    assert isinstance(told, RuntimeError)
    assert "UnpicklingError" in str(told)


def test_a_process_ends_with_who_asks_it() -> None:
    asker, here = Pipe()
    asker.close()
    with here:
        serve(here)


def test_nothing_is_written_when_nobody_waits_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    several(tmp_path, 1)
    (tmp_path / "build").mkdir()
    places = (Path("projects"),)
    (file,), _ = discover(places)
    waiting = ".ptgen-a.tmp"
    task = Task((file,), (("绩效目标表", "docx"),))
    settings = BuildSettings(disk_files(places), Path("build"), ("docx",), token=waiting)
    assert [one.message for one in Documents(settings).make(task).found] == ["生成已停止"]
    assert list((tmp_path / "build").iterdir()) == []
    (tmp_path / "build" / waiting).touch()
    assert len(Documents(settings).make(task).outputs) == 1


def test_an_address_that_nobody_answers_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ptgen.build.workers.dask.CONNECT", 0.1)
    several(tmp_path, 1)
    said = ptgen("build", "--executor", "dask://127.0.0.1:1", capsys=capsys, status=2)
    assert "没有连上集群的调度器 127.0.0.1:1" in said


def test_without_the_extra_the_command_to_install_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "distributed", None)
    several(tmp_path, 1)
    said = ptgen("build", "--executor", "dask://127.0.0.1:1", capsys=capsys, status=2)
    assert "请运行 pip install 'ptgen[dask]'" in said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dask://10.0.0.5:8786", "tcp://10.0.0.5:8786"),
        ("dask://node-1.cluster:8786/", "tcp://node-1.cluster:8786"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
        ("dask://10.0.0.5", None),
        ("dask://10.0.0.5:0", None),
        ("dask://10.0.0.5:65536", None),
        ("tcp://10.0.0.5:8786", None),
        ("dask://a b:8786", None),
        ("dask://me@host:8786", None),
        ("10.0.0.5:8786", None),
    ],
)
def test_addresses(text: str, found: str | None) -> None:
    assert endpoint(text) == found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--executor", "spark://x:1"), "要写成 dask://主机:端口，如 dask://10.0.0.5:8786"),
        (("--executor", "dask://x:1", "--jobs", "2"), "--jobs 不能和 --executor 一起用"),
    ],
)
def test_wrong_calls_are_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in ptgen("build", *arguments, capsys=capsys, status=2)


def test_what_differs_is_said_by_name() -> None:
    here = {"ptgen": "1", "weasyprint": "70.0", "程序": "a", "模板和版式": "x", "字体": "f"}
    assert difference(here, here) == ""
    assert difference(here, {**here, "程序": "b"}) == "程序"
    assert difference(here, {**here, "程序": "b", "ptgen": "2"}) == "ptgen 2（这里 1）"
    assert difference(here, {**here, "weasyprint": "71", "字体": "g"}) == (
        "weasyprint 71（这里 70.0），字体"
    )
    assert difference(here, {"ptgen": "1"}).startswith("weasyprint 无（这里 70.0）")


def test_the_cluster_is_imported_by_nobody_else() -> None:
    """Builds without a cluster do not pay for it."""
    assert importlib.util.find_spec("distributed") is not None
    program = "import sys, ptgen.cli.publish.build; print('distributed' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert found.stdout.strip() == "False"
