"""Read the contents of a repository's objects."""

from __future__ import annotations

import contextlib
import subprocess
from typing import Self

from ptgen.compare.git.commands import command, environment
from ptgen.compare.git.repository import Repository
from ptgen.core.source.decode import MAX_BYTES


class Objects:
    """The contents of objects, from one ``git cat-file`` for all; close it after use."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._process = subprocess.Popen(  # noqa: S603 arguments are ours
            command("cat-file", "--batch"),
            cwd=repository.here,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        with self._process:
            pass  # leaving it closes the pipes and waits

    def read(self, name: str) -> bytes | None:
        """At most one byte more than a file may have, as from a disk; ``None`` for no file.

        Raises :class:`GitError` when the object is not there.
        """
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        if pipe_in is None or pipe_out is None:
            return None
        with contextlib.suppress(BrokenPipeError):  # git has given up: it answers no more
            pipe_in.write(f"{name}\n".encode())
            pipe_in.flush()
        about = pipe_out.readline().decode("utf-8", "replace").split()
        if len(about) != 3:
            raise self._repository.missing()
        size = int(about[2])
        data = pipe_out.read(min(size, MAX_BYTES + 1))
        left = size - len(data) + 1  # a line break ends each object
        while left > 0:
            skipped = len(pipe_out.read(min(left, 1 << 20)))
            if skipped == 0:
                return None
            left -= skipped
        return data if about[1] == "blob" else None
