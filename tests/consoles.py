"""Pages whose examples run: console blocks, files to write and lines to change, in their order.

A block ``console`` holds commands behind ``$`` and what they print, where a line ``…`` stands for
any lines. A block with ``title="PATH"`` is a file to write, or, as ``diff``, lines of it to change.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r'^( *)```(console|diff|yaml|toml|text)(?: title="([^"]+)")?\n(.*?)^\1```$',
    re.MULTILINE | re.DOTALL,
)
# What differs from run to run, and how pages write it.
_STABLE = (
    (re.compile(r"用时 \d+\.\d 秒"), "用时 1.0 秒"),
    (re.compile(r"（[0-9a-f]{7,}）"), "（1a2b3c4）"),
)
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: its language, the file that it names, and its text without indentation."""

    language: str
    file: str
    text: str
    start: int
    end: int
    lead: str


def blocks(page: str) -> tuple[Block, ...]:
    """The blocks of a page that run, in their order."""
    return tuple(
        Block(
            found[2],
            found[3] or "",
            re.sub(f"^{found[1]}", "", found[4], flags=re.MULTILINE),
            found.start(4),
            found.end(4),
            found[1],
        )
        for found in _BLOCK.finditer(page)
        if found[2] == "console" or found[3]
    )


def environment(folder: Path) -> dict[str, str]:
    """A machine on which ``ptgen`` is a command, and git knows somebody."""
    tools = folder / ".tools"
    tools.mkdir()
    command = tools / "ptgen"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ptgen "$@"\n', "utf-8")
    command.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "ptgen",
        "GIT_AUTHOR_EMAIL": "ptgen@example.org",
        "GIT_COMMITTER_NAME": "ptgen",
        "GIT_COMMITTER_EMAIL": "ptgen@example.org",
    }


def rerun(page: str, folder: Path) -> str:
    """The page with what its commands print in ``folder``; parts left out stay left out."""
    settings = environment(folder)
    here = folder
    told = page
    moved = 0
    for block in blocks(page):
        if block.language == "diff":
            change(here / block.file, block.text)
            continue
        if block.language != "console":
            (here / block.file).parent.mkdir(parents=True, exist_ok=True)
            (here / block.file).write_text(block.text, "utf-8")
            continue
        text, here = _console(block.text, here, settings)
        text = re.sub("^(?=.)", block.lead, text, flags=re.MULTILINE)
        told = told[: block.start + moved] + text + told[block.end + moved :]
        moved += len(text) - (block.end - block.start)
    return told


def _console(text: str, here: Path, settings: Mapping[str, str]) -> tuple[str, Path]:
    parts = []
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        if command.startswith("cd "):
            here = here / command.removeprefix("cd ")
            parts.append(f"$ {command}\n")
            continue
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=here,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        parts.append(f"$ {command}\n{as_shown(shown, stable(done.stdout))}")
    return "".join(parts), here


def stable(output: str) -> str:
    """Output without what differs from run to run."""
    for pattern, word in _STABLE:
        output = pattern.sub(word, output)
    return output if not output or output.endswith("\n") else output + "\n"


def as_shown(shown: str, output: str) -> str:
    """What a page shows when the output is so, parts left out; else the output."""
    pattern = "".join(
        ".*?" if line == "…\n" else re.escape(line) for line in shown.splitlines(True)
    )
    return shown if re.fullmatch(pattern, output, re.DOTALL) else output


def change(file: Path, text: str) -> None:
    """Change lines of a file: ``-`` and ``+`` blocks one after another, each found once."""
    content = file.read_text("utf-8")
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", text, re.MULTILINE):
        before, after = (re.sub(r"^[-+]", "", lines, flags=re.MULTILINE) for lines in (old, new))
        if content.count(before) != 1:
            raise ValueError(f"{file.name} holds {content.count(before)} times: {before}")
        content = content.replace(before, after)
    file.write_text(content, "utf-8")
