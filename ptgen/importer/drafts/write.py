"""Write new files, all of them or none; one that is there is never touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ptgen.core.atomic import OutputError, reason
from ptgen.core.filesystem import require_in_repository, shown
from ptgen.core.held_folder import held


def write_new(texts: Mapping[Path, str]) -> None:
    """Write the files; raise :class:`~ptgen.core.errors.PtgenError` where one is there, or cannot be written."""
    for path in texts:
        require_in_repository(path.parent)
        if os.path.lexists(path):
            raise OutputError(f"已经有 {shown(path)}，不会覆盖；一个文件也没有写")
    made: list[Path] = []
    try:
        for path, text in {path.resolve(): text for path, text in texts.items()}.items():
            made += reversed([one for one in path.parents if not one.exists()])
            with held(path.parent, make=True) as folder:
                folder.create(path.name, text.encode("utf-8"))
            made.append(path)
    except BaseException as failure:
        for path in reversed(made):
            with suppress(OSError), held(path.parent) as folder:
                (folder.remove_empty if path.is_dir() else folder.remove)(path.name)
        if isinstance(failure, OSError):
            raise OutputError(
                f"写不了 {shown(Path(failure.filename or '.'))}：{reason(failure)}"
            ) from failure
        raise
