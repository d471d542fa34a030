"""Stage serve: documents as files, drawn when they are asked for, by the code of ``ptgen build``.

They are drawn in a process of their own, one after the other, into a folder that is gone when the
bytes are here: the user's ``build/`` is not touched, and pages answer meanwhile.
"""

from __future__ import annotations

import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anyio
from anyio import CapacityLimiter, to_process

from ptgen.build.cache_key import templates_digest
from ptgen.build.documents import Task
from ptgen.build.settings import BuildSettings
from ptgen.build.workers.tasks import perform
from ptgen.core.atomic import OutputError
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import DiskFiles
from ptgen.core.loader import ProjectFile
from ptgen.render.errors import MachineError

MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MOST_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document of one project, or of a whole folder when ``whole``."""

    files: tuple[ProjectFile, ...]
    whole: bool
    document: str
    style: str


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of a file, or why there are none: findings, or words about this machine."""

    data: bytes | None
    findings: tuple[Diagnostic, ...] = ()
    failure: str = ""


class Workshop:
    """Makes files, one at a time; lives in one event loop."""

    def __init__(self) -> None:
        self._one = CapacityLimiter(1)

    async def make(self, wanted: Wanted, disk: DiskFiles) -> Made:
        """The file; a process that dies or takes too long is told as a failure."""
        try:
            with anyio.fail_after(_MOST_SECONDS):
                return await to_process.run_sync(
                    draw, wanted, disk, cancellable=True, limiter=self._one
                )
        except anyio.BrokenWorkerProcess:
            return Made(None, failure="生成文书的进程意外退出（内存不足或被终止），请重试。")
        except TimeoutError:
            return Made(None, failure="生成这份文书用时太长，已停止。")


def draw(wanted: Wanted, disk: DiskFiles) -> Made:
    """The file, drawn in this process."""
    kind = (wanted.document, wanted.style)
    with tempfile.TemporaryDirectory(prefix="ptgen-") as folder:
        out, formats = Path(folder), (wanted.style,)
        settings = BuildSettings(disk, out, formats, templates=templates_digest(disk))
        try:
            made = perform(settings, Task(wanted.files, (kind,), wanted.whole))
            for output in made.outputs:
                if output.kind == kind:
                    return Made((out / output.path).read_bytes())
            return Made(None, made.found)
        except (MachineError, OutputError) as failure:
            return Made(None, failure=str(failure))
        except Exception as failure:
            failure.add_note(traceback.format_exc())  # which no other process would see
            raise
