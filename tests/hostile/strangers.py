"""What the tests of a stranger's repository share: its projects, and a server that looks at them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.projects import PROJECT, UNIT
from tests.repositories import Repo


def lay_projects(repo: Repo, number: int = 3) -> Repo:
    """So many projects of one unit, in two commits, and a change that is not committed."""
    repo.write(".gitignore", "/build/\n").write("projects/unit/unit.yaml", UNIT)
    for one in range(1, number + 1):
        text = PROJECT.replace("设备运行", f"设备{one}运行")
        repo.write(f"projects/unit/{one:02}.yaml", text)
    first = "projects/unit/01.yaml"
    repo.git("add", "projects", ".gitignore")
    repo.git("commit", "-q", "-m", "first")
    repo.replace(first, "10万元", "11万元").git("commit", "-q", "-m", "second", "--", first)
    return repo.replace(first, "11万元", "12万元")


@contextlib.contextmanager
def interrupted(
    words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a server, which is interrupted at the end and must have said nothing else."""
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://" in line, process.communicate()[1]
        yield "http://" + line.partition("http://")[2].partition("，")[0]
    finally:
        # As Ctrl-C does, to all that were started from one terminal.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert said == ""
