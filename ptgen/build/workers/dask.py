"""Stage output: projects are drawn by the workers of a cluster of Dask Distributed.

In come tasks from a source as there is room for them; out go the results, each as it is ready.
Workers write into the output folder, which they share with this machine.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import queue
import re
import secrets
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ptgen.build.documents import Settings
from ptgen.build.workers.client import Broken, Refused, perform_remotely
from ptgen.build.workers.fingerprint import Likeness, likeness
from ptgen.build.workers.tasks import Result, Source, Task, died
from ptgen.core import atomic

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT: Final = 10.0
"""Seconds in which the scheduler has to answer."""
PATIENCE: Final = 60.0
"""Seconds for which a cluster may be without workers."""
_AHEAD: Final = 2  # tasks for each thread of a worker, so that none is idle
_LOOK: Final = 5.0  # seconds after which the workers are counted again
_ADDRESS: Final = re.compile(r"dask://(\[[0-9A-Fa-f:.]+\]|[^\s/:@]+):([0-9]{1,5})/?")
_HINT: Final = "请给工作进程更多内存，或减少一台机器上的工作进程，再重试"


class ClusterError(Exception):
    """A cluster cannot be used; ``str()`` says why, in Chinese."""


def endpoint(address: str) -> str | None:
    """``tcp://HOST:PORT`` of ``dask://HOST:PORT``; ``None`` for anything else."""
    found = _ADDRESS.fullmatch(address)
    return f"tcp://{found[1]}:{found[2]}" if found and 0 < int(found[2]) < 2**16 else None


@contextlib.contextmanager
def connected(address: str, patience: float = PATIENCE) -> Iterator[Cluster]:
    """The cluster whose scheduler has an address as :func:`endpoint` gives.

    What was sent and is not done when this ends is cancelled. Raises :class:`ClusterError`.
    """
    try:
        from distributed import Client  # noqa: PLC0415 an extra, which takes time to import
        from distributed.versions import VersionMismatchWarning  # noqa: PLC0415
    except ImportError as failure:
        said = f"--executor 要用 Dask Distributed：请运行 pip install 'ptgen[dask]'（{failure}）"
        raise ClusterError(said) from failure
    _silence()
    try:
        with warnings.catch_warnings():
            # Whatever matters for the bytes is compared by the workers themselves.
            warnings.simplefilter("ignore", VersionMismatchWarning)
            client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as failure:
        said = f"{CONNECT:g} 秒内没有连上集群的调度器 {address.removeprefix('tcp://')}"
        raise ClusterError(f"{said}：请核对地址，以及 dask scheduler 是否在运行") from failure
    try:
        yield Cluster(client, patience)
    finally:
        client.close()


def _silence() -> None:
    """What the cluster has to say is said in sentences of ours."""
    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado"):
            logger = logging.getLogger(name)
            logger.handlers = [logging.NullHandler()]
            logger.propagate = False


@dataclass(slots=True)
class Cluster:
    """Workers somewhere, which may come and go while they work."""

    client: Client
    patience: float
    _threads: int = 0
    _counted: float = 0.0
    _manned: float = field(default_factory=time.monotonic)

    def work(self, source: Source, settings: Settings) -> None:
        """Do all tasks of a source.

        Those of a worker that dies are done by others. A task that ends its process is done once
        more when nothing else is; ending that too, it has failed. Raises :class:`ClusterError`.
        """
        expected = likeness(settings.files, settings.fonts)
        with _awaited(settings.out) as token:
            errands = _Errands(self, replace(settings, fonts=None, token=token), expected)
            while lost := self._together(source, errands):
                for task in lost:
                    errands.send(task)
                    _, result = errands.next()
                    source.done(task, died(task, _HINT) if result is None else result)

    def threads(self) -> int:
        """How many tasks the workers do at a time; raises :class:`ClusterError`."""
        now = time.monotonic()
        if self._threads and now - self._counted < _LOOK:
            return self._threads
        known = self._threads
        try:
            self._threads = sum(self.client.nthreads().values())
            if self._threads and not known:
                self._require_ptgen()
        except (OSError, ValueError) as failure:
            raise _cut_off() from failure
        self._counted = now
        if self._threads:
            self._manned = now
        elif now - self._manned > self.patience:
            said = f"集群里有 {self.patience:g} 秒没有工作进程"
            raise ClusterError(f"{said}：请核对 dask worker 是否在运行")
        return self._threads

    def _require_ptgen(self) -> None:
        """A worker that cannot import what it is sent ends itself without a word."""
        module = perform_remotely.__module__
        found = self.client.run(find_spec, module, on_error="return")
        try:
            found["调度器"] = self.client.run_on_scheduler(find_spec, module)
        except ImportError as failure:
            found["调度器"] = failure
        for name, spec in found.items():
            # Anything else is of a worker that has just gone.
            if spec is None or isinstance(spec, ImportError):
                said = f"{name.removeprefix('tcp://')} 上没有 ptgen，或版本太旧"
                raise ClusterError(f"{said}：请在集群的所有机器上装同样的 ptgen[dask]")

    def _together(self, source: Source, errands: _Errands) -> tuple[Task, ...]:
        """The tasks that ended the processes which did them."""
        lost: list[Task] = []
        while True:
            while len(errands) < max(1, self.threads()) * _AHEAD:
                task = source.next()
                if task is None:
                    break
                errands.send(task)
            if not errands:
                return tuple(lost)
            task, result = errands.next()
            if result is None:
                lost.append(task)
            else:
                source.done(task, result)


class _Errands:
    """Tasks that were sent and have not come back."""

    def __init__(self, cluster: Cluster, settings: Settings, expected: Likeness) -> None:
        self._cluster = cluster
        self._settings = settings
        self._expected = dict(expected)
        self._sent: dict[str, tuple[Future[bytes], Task]] = {}
        self._back: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __len__(self) -> int:
        return len(self._sent)

    def send(self, task: Task) -> None:
        """Send a task."""
        errand = pickle.dumps((self._settings, task))
        future = self._cluster.client.submit(
            perform_remotely, str(Path.cwd()), self._expected, errand, pure=False
        )
        self._sent[str(future.key)] = future, task
        future.add_done_callback(lambda done: self._back.put(str(done.key)))

    def next(self) -> tuple[Task, Result | None]:
        """The next that comes back; no result for one that ended the process which did it."""
        while True:
            try:
                future, task = self._sent.pop(self._back.get(timeout=_LOOK))
            except queue.Empty:
                self._cluster.threads()
            else:
                return task, self._result(future)

    def _result(self, future: Future[bytes]) -> Result | None:
        from distributed import KilledWorker  # noqa: PLC0415 see above

        while True:
            try:
                return _answered(future.result(timeout=_LOOK))
            except TimeoutError:
                # Done, but the worker that had the result has gone: another one does it again.
                self._cluster.threads()
            except KilledWorker:
                return None
            except (CancelledError, OSError) as failure:
                if future.status == "error":
                    raise ClusterError(f"工作进程不能生成文书：{failure}") from failure
                raise _cut_off() from failure


def _answered(reply: bytes) -> Result | None:
    if not reply:
        return None
    answer: Result | Refused | Broken = pickle.loads(reply)  # noqa: S301 what Dask sends is pickled anyway
    if isinstance(answer, Refused):
        raise ClusterError(answer.why)
    if isinstance(answer, Broken):
        raise RuntimeError(answer.trace)  # noqa: TRY004 no type is wrong: the program is
    return answer


def _cut_off() -> ClusterError:
    return ClusterError("和集群的调度器断开了：已生成的文书留着，请重新运行")


@contextlib.contextmanager
def _awaited(out: Path) -> Iterator[str]:
    """The name of a file by which workers see that this build still waits for them.

    So none writes after the build was stopped, and none into a folder that is not shared. A build
    that is killed leaves it; the next one removes it.
    """
    name = f"{atomic.PREFIX}{secrets.token_hex(8)}{atomic.SUFFIX}"
    atomic.write(out / name, b"")
    try:
        yield name
    finally:
        with contextlib.suppress(OSError):
            (out / name).unlink(missing_ok=True)
