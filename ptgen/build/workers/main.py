"""A process that draws for a thread of a cluster's worker.

It reads messages from the standard input and answers on the standard output, until there is
nothing more to read or nobody asked for a while.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import select
import signal
import socket
import sys
import traceback
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from ptgen.build.cache_key import user_templates
from ptgen.build.documents import Result, Task
from ptgen.build.settings import BuildSettings
from ptgen.build.workers.client import Broken, Refused, receive, send
from ptgen.build.workers.fingerprint import FONTS, Fingerprint, difference, fingerprint, programs
from ptgen.build.workers.tasks import perform_in_worker
from ptgen.core.filesystem import DiskFiles, builtin_templates
from ptgen.render.errors import MachineError
from ptgen.render.fonts.cache import Fonts, prepared

_IDLE: Final = 60.0
"""Seconds without a message, then the process ends."""


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer messages, one after the other."""
    while select.select((source,), (), (), _IDLE)[0]:
        message = receive(source)
        if message is None:
            return
        here, expected, errand = pickle.loads(message)  # noqa: S301 from the worker that started it
        try:
            reply = answer(here, expected, errand)
        except Exception:
            send(sink, pickle.dumps(Broken(traceback.format_exc())))
            raise
        send(sink, pickle.dumps(reply))


def answer(here: str, expected: Fingerprint, errand: bytes) -> Result | Refused:
    """Do a task for a build in the folder ``here`` on a machine of the fingerprint ``expected``."""
    host = socket.gethostname()
    try:
        os.chdir(here)
    except OSError:
        return Refused(f"{host} 上没有文件夹 {here}：项目和输出要在共享的文件系统上，路径相同")
    # Programs first: what a program of another version has packed may not be readable.
    own = programs()
    if differs := difference({name: expected.get(name, "") for name in own}, own):
        return Refused(_unlike(host, differs))
    settings, task = _unpacked(errand)
    if not settings.awaited:
        return Refused(f"{host} 上看不到正在写的 {settings.out}：输出文件夹要在共享的文件系统上")
    try:
        # The user's folders: ptgen's own may lie elsewhere here.
        own_templates = (*settings.files.templates[:-1], builtin_templates())
        files, fonts = _prepared(own_templates, settings.token, with_fonts=FONTS in expected)
        if differs := difference(expected, fingerprint(files, fonts)):
            return Refused(_unlike(host, differs))
        return perform_in_worker(replace(settings, files=files, fonts=fonts), task)
    except MachineError as failure:
        return Refused(f"{host}：{failure}")


def _unlike(host: str, differs: str) -> str:
    why = f"{host} 和这里不一样：{differs}"
    return f"{why}；文书会不同，请在所有机器上装同样的 ptgen、程序库和字体"


def _unpacked(errand: bytes) -> tuple[BuildSettings, Task]:
    settings, task = pickle.loads(errand)  # noqa: S301 what Dask sends is pickled anyway
    return settings, task


@lru_cache(maxsize=1)
def _prepared(
    templates: tuple[Path, ...],
    token: str,  # noqa: ARG001 tells builds apart
    *,
    with_fonts: bool,
) -> tuple[DiskFiles, Fonts | None]:
    """The templates and fonts that this machine has for a build."""
    files = DiskFiles(templates)
    fonts: Fonts | None = None
    if with_fonts:
        held = contextlib.ExitStack()
        atexit.register(held.close)
        fonts = held.enter_context(prepared(user_templates(files)))
    return files, fonts


def main() -> None:
    """Answer until the worker ends; what is printed by mistake goes to the standard error."""
    # Ctrl-C in a worker's terminal reaches this process too: the worker alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, sink)
