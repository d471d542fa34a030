"""Write new files, all of them or none; one that is there is never touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ptgen.core.atomic import OutputError, reason
from ptgen.core.filesystem import shown


def write_new(texts: Mapping[Path, str]) -> None:
    """Write the files; raise :class:`OutputError` where one is there, or cannot be written."""
    for path in texts:
        if os.path.lexists(path):
            raise OutputError(f"已经有 {shown(path)}，不会覆盖；一个文件也没有写")
    made: list[Path] = []
    try:
        for path, text in texts.items():
            for folder in reversed([one for one in path.parents if not one.exists()]):
                folder.mkdir()
                made.append(folder)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
    except BaseException as failure:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            raise OutputError(
                f"写不了 {shown(Path(failure.filename or '.'))}：{reason(failure)}"
            ) from failure
        raise
