"""A process that draws for a thread of a cluster's worker.

It reads messages from a connection and answers on it, until the worker ends or nobody asked for a
while.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import sys
import traceback
from dataclasses import replace
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from ptgen.build.cache_key import user_templates
from ptgen.build.documents import Result, Task
from ptgen.build.settings import BuildSettings
from ptgen.build.workers.client import ClusterError
from ptgen.build.workers.fingerprint import FONTS, Fingerprint, difference, fingerprint, programs
from ptgen.build.workers.pool import perform_in_worker
from ptgen.core.filesystem import DiskFiles, builtin_templates
from ptgen.render.errors import MachineError
from ptgen.render.fonts.chosen import Fonts, chosen

_IDLE: Final = 60.0
"""Seconds without a message, then the process ends."""


def serve(connection: Connection) -> None:
    """Answer messages, one after the other, until nobody asks for a while."""
    while connection.poll(_IDLE):
        try:
            message = connection.recv_bytes()
        except EOFError:
            return
        here, expected, errand = pickle.loads(message)  # noqa: S301 from the worker that started it
        reply: Result | Exception
        try:
            reply = answer(here, expected, errand)
        except ClusterError as refusal:
            reply = refusal
        except Exception:
            connection.send_bytes(pickle.dumps(RuntimeError(traceback.format_exc())))
            raise
        connection.send_bytes(pickle.dumps(reply))


def answer(here: str, expected: Fingerprint, errand: bytes) -> Result:
    """Do a task for a build in the folder ``here`` on a machine of the fingerprint ``expected``.

    Raises :class:`ClusterError` when this machine must not draw for that build.
    """
    host = socket.gethostname()
    try:
        os.chdir(here)
    except OSError as failure:
        raise ClusterError(
            f"{host} 上没有文件夹 {here}：项目和输出要在共享的文件系统上，路径相同"
        ) from failure
    # Programs first: what a program of another version has packed may not be readable.
    own = programs()
    _require_same(host, {name: expected.get(name, "") for name in own}, own)
    settings: BuildSettings
    task: Task
    settings, task = pickle.loads(errand)  # noqa: S301 what Dask sends is pickled anyway
    if not settings.awaited:
        raise ClusterError(
            f"{host} 上看不到正在写的 {settings.out}：输出文件夹要在共享的文件系统上"
        )
    # The user's folders: ptgen's own may lie elsewhere here.
    templates = (*settings.files.templates[:-1], builtin_templates())
    try:
        files, fonts = _prepared(templates, settings.token, with_fonts=FONTS in expected)
        _require_same(host, expected, fingerprint(files, fonts))
        return perform_in_worker(replace(settings, files=files, fonts=fonts), task)
    except MachineError as failure:
        raise ClusterError(f"{host}：{failure}") from failure


def _require_same(host: str, there: Fingerprint, here: Fingerprint) -> None:
    if differs := difference(there, here):
        raise ClusterError(
            f"{host} 和这里不一样：{differs}；"
            "文书会不同，请在所有机器上装同样的 ptgen、程序库和字体"
        )


@lru_cache(maxsize=1)
def _prepared(
    templates: tuple[Path, ...],
    token: str,  # noqa: ARG001 tells builds apart
    *,
    with_fonts: bool,
) -> tuple[DiskFiles, Fonts | None]:
    """The templates and fonts that this machine has for a build."""
    files = DiskFiles(templates)
    return files, chosen(user_templates(files)) if with_fonts else None


def main() -> None:
    """Answer until the worker ends."""
    # Ctrl-C in a worker's terminal reaches this process too: the worker alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError), Connection(int(sys.argv[1])) as connection:
        serve(connection)
