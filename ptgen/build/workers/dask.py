"""Does tasks on the workers of a cluster of Dask Distributed.

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
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ptgen.build.documents import Result, Task
from ptgen.build.settings import BuildSettings
from ptgen.build.workers.client import ClusterError, perform_remotely
from ptgen.build.workers.fingerprint import fingerprint
from ptgen.build.workers.pool import NextTask, Results, died
from ptgen.core import atomic
from ptgen.core.held_folder import PREFIX, SUFFIX

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
        raise ClusterError(
            f"--executor 要用 Dask Distributed：请运行 pip install 'ptgen[dask]'（{failure}）"
        ) from failure
    _silence()
    try:
        with warnings.catch_warnings():
            # Whatever matters for the bytes is compared by the workers themselves.
            warnings.simplefilter("ignore", VersionMismatchWarning)
            client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as failure:
        raise ClusterError(
            f"{CONNECT:g} 秒内没有连上集群的调度器 {address.removeprefix('tcp://')}："
            "请核对地址，以及 dask scheduler 是否在运行"
        ) from failure
    try:
        yield Cluster(client, patience)
    finally:
        client.close()


def _silence() -> None:
    """Let ptgen alone say what is wrong with a cluster."""
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
    _last_manned: float = field(default_factory=time.monotonic)
    _sent: dict[str, tuple[Future[bytes], Task]] = field(default_factory=dict)
    _back: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)

    def perform_all(self, next_task: NextTask, settings: BuildSettings) -> Results:
        """Do all tasks.

        Those of a worker that dies are done by others. A task that ends its process is done once
        more when nothing else is; ending that too, it has failed. Raises :class:`ClusterError`.
        """
        expected = fingerprint(settings.files, settings.fonts)
        lost: list[Task] = []
        with _awaited(settings.out) as token:
            send = partial(self._send, replace(settings, fonts=None, token=token), expected)
            while True:
                while len(self._sent) < max(1, self.threads()) * _AHEAD:
                    if (task := next_task()) is None:
                        break
                    send(task)
                if self._sent:
                    task, result = self._next()
                    if result is None:
                        lost.append(task)
                    else:
                        yield task, result
                elif lost:
                    send(lost.pop(0))
                    task, result = self._next()
                    yield task, result or died(task, _HINT)
                else:
                    return

    def threads(self) -> int:
        """How many tasks the workers do at a time; raises :class:`ClusterError`."""
        now = time.monotonic()
        if self._threads and now - self._counted < _LOOK:
            return self._threads
        before = self._threads
        try:
            self._threads = sum(self.client.nthreads().values())
            if self._threads and not before:
                self._require_ptgen()
        except (OSError, ValueError) as failure:
            raise _cut_off() from failure
        self._counted = now
        if self._threads:
            self._last_manned = now
        elif now - self._last_manned > self.patience:
            raise ClusterError(
                f"集群里有 {self.patience:g} 秒没有工作进程：请核对 dask worker 是否在运行"
            )
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
                raise ClusterError(
                    f"{name.removeprefix('tcp://')} 上没有 ptgen，或版本太旧："
                    "请在集群的所有机器上装同样的 ptgen[dask]"
                )

    def _send(self, settings: BuildSettings, expected: dict[str, str], task: Task) -> None:
        errand = pickle.dumps((settings, task))
        here = str(Path.cwd())
        future = self.client.submit(perform_remotely, here, expected, errand, pure=False)
        self._sent[str(future.key)] = future, task
        future.add_done_callback(lambda done: self._back.put(str(done.key)))

    def _next(self) -> tuple[Task, Result | None]:
        """The next task that comes back; no result where it ended the process which did it."""
        while True:
            try:
                future, task = self._sent.pop(self._back.get(timeout=_LOOK))
            except queue.Empty:
                self.threads()
            else:
                return task, self._result(future)

    def _result(self, future: Future[bytes]) -> Result | None:
        from distributed import KilledWorker  # noqa: PLC0415 see above

        while True:
            try:
                reply = future.result(timeout=_LOOK)
                break
            except TimeoutError:
                # Done, but the worker that had the result has gone: another one does it again.
                self.threads()
            except KilledWorker:
                return None
            except (CancelledError, OSError) as failure:
                if future.status == "error":
                    raise ClusterError(f"工作进程不能生成文书：{failure}") from failure
                raise _cut_off() from failure
        answer: Result | Exception | None = pickle.loads(reply) if reply else None  # noqa: S301 what Dask sends is pickled anyway
        if isinstance(answer, Exception):
            raise answer
        return answer


def _cut_off() -> ClusterError:
    return ClusterError("和集群的调度器断开了：已生成的文书留着，请重新运行")


@contextlib.contextmanager
def _awaited(out: Path) -> Iterator[str]:
    """The name of a file by which workers see that this build still waits for them.

    So none writes after the build was stopped, and none into a folder that is not shared. A build
    that is killed leaves it; the next one removes it.
    """
    name = f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
    atomic.write(out / name, b"")
    try:
        yield name
    finally:
        with contextlib.suppress(atomic.OutputError):
            atomic.remove(out / name)
