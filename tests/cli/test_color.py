"""Colours go to a terminal, and not where NO_COLOR asks for none (https://no-color.org)."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects import PROJECT, write_project

ROOT = Path(__file__).parents[2]
# The progress of a build moves the cursor and writes bold besides: these are no colours.
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:[349]|10)[0-9](?:;[0-9]+)*m")


def on_terminal(folder: Path, arguments: list[str], **environment: str) -> str:
    """What a command writes to a terminal."""
    reader, writer = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "CI")}
    process = subprocess.Popen(
        [sys.executable, "-m", "ptgen", *arguments],
        cwd=folder,
        env={**base, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment},
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=writer,
    )
    os.close(writer)
    parts = []
    while True:
        try:
            data = os.read(reader, 65536)
        except OSError:  # what Linux says when the other end is closed
            break
        if not data:
            break
        parts.append(data)
    os.close(reader)
    process.wait(60)
    return b"".join(parts).decode("utf-8", "replace")


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["fmt", "--check"],
        ["build", "--format", "docx"],
        ["diff", "--no-git", "projects", "other/projects"],
    ],
)
def test_colours_only_without_no_color(tmp_path: Path, arguments: list[str]) -> None:
    write_project(tmp_path, PROJECT.replace("10万元", "10万个元"))
    write_project(tmp_path / "other")
    (tmp_path / "projects" / "unit" / "02.yaml").write_text("项目名称：甲\n", "utf-8")
    coloured = on_terminal(tmp_path, arguments)
    assert COLOUR.search(coloured)
    plain = on_terminal(tmp_path, arguments, NO_COLOR="1")
    assert COLOUR.search(plain) is None
    assert plain
