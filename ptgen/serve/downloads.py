"""Documents as files, drawn when they are asked for, by the code of ``ptgen build``.

They are drawn in a process of their own, one after the other, into a folder that is gone when the
bytes are here: the user's ``build/`` is not touched, and pages answer meanwhile.
"""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path
from typing import Final

import anyio
from anyio import CapacityLimiter, to_process

from ptgen.build.documents import Documents, Task
from ptgen.build.settings import BuildSettings
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.errors import PtgenError
from ptgen.core.filesystem import DiskFiles

MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MOST_SECONDS: Final = 300


class DownloadQueue:
    """Makes files, one at a time; lives in one event loop."""

    def __init__(self) -> None:
        self._one_process = CapacityLimiter(1)

    async def make(self, task: Task, disk: DiskFiles) -> bytes | tuple[Diagnostic, ...]:
        """The bytes of the one file of a task, or the findings for which there is none.

        Raises :class:`~ptgen.core.errors.PtgenError` where this machine cannot draw, and for a
        process that dies or takes too long.
        """
        try:
            with anyio.fail_after(_MOST_SECONDS):
                return await to_process.run_sync(
                    draw, task, disk, cancellable=True, limiter=self._one_process
                )
        except anyio.BrokenWorkerProcess as failure:
            message = "生成文书的进程意外退出（内存不足或被终止），请重试。"
            raise PtgenError(message) from failure
        except TimeoutError as failure:
            raise PtgenError("生成这份文书用时太长，已停止。") from failure


def draw(task: Task, disk: DiskFiles) -> bytes | tuple[Diagnostic, ...]:
    """Make the file in this process."""
    (kind,) = task.kinds
    with tempfile.TemporaryDirectory(prefix="ptgen-") as name:
        out = Path(name).resolve()
        documents = Documents(BuildSettings(disk, out, (kind[1],)))
        try:
            made = documents.make(task)
            for output in made.outputs:
                if output.kind == kind:
                    return (out / output.path).read_bytes()
        except PtgenError:
            raise
        except Exception as failure:
            failure.add_note(traceback.format_exc())  # which no other process would see
            raise
        return made.found
